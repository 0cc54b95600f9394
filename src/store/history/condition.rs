//! Which part of the history is meant, as a condition.

use std::fmt::Write as _;

use super::Filter;
use crate::domain::ids::EntryId;
use crate::store::Value;

/// A condition that grows, and the values of its placeholders.
#[derive(Debug, Default)]
pub(super) struct Condition {
    pub(super) sql: String,
    pub(super) values: Vec<Value<'static>>,
}

/// Where an entry belongs to.
pub(super) const PLACE: &str = "COALESCE(d.location, v.location, l.location)";
/// What became of an entry: for filters, as [`super::status`] has it.
const STATUS: &str = "CASE WHEN EXISTS (SELECT 1 FROM operation u WHERE u.undoes = e.operation) \
    THEN 'undone' WHEN b.pay_status IN ('pending', 'failed', 'removed') THEN 'refunded' \
    ELSE COALESCE(b.pay_status, 'done') END";
/// Who is meant by one customer, and by a company with its members; `?` is their number.
const ONE: &str = "= ?";
const UNIT: &str = "IN (SELECT id FROM customer WHERE id = ? OR company = ?)";

impl Condition {
    /// One more condition that must hold too; each `?` in it is that value.
    fn and(&mut self, sql: &str, value: Value<'static>) {
        self.values.push(value);
        let placeholder = format!("${}", self.values.len());
        self.sql.push_str(" AND ");
        self.sql.push_str(&sql.replace('?', &placeholder));
    }

    pub(super) fn and_if(&mut self, sql: &str, value: Option<impl Into<Value<'static>>>) {
        if let Some(value) = value {
            self.and(sql, value.into());
        }
    }

    /// One more condition: that `column` is one of the words, where there are any.
    fn one_of(&mut self, column: &str, words: impl Iterator<Item = &'static str>) {
        let mut list = String::new();
        for word in words {
            self.values.push(word.into());
            let comma = if list.is_empty() { "" } else { ", " };
            write!(list, "{comma}${}", self.values.len()).expect("a String takes everything");
        }
        if !list.is_empty() {
            write!(self.sql, " AND {column} IN ({list})").expect("a String takes everything");
        }
    }

    /// The condition of the entries meant, whatever their number. How they are best found: by
    /// `days` where few entries are that old, and not before the entry `since` where nothing
    /// older can be meant.
    pub(super) fn of_entries(filter: &Filter, days: bool, since: Option<EntryId>) -> Self {
        let mut condition = Self {
            sql: "1 = 1".to_owned(),
            values: Vec::new(),
        };
        let since = since.map_or(0, |since| since.0);
        for (whose, id) in [(ONE, filter.who), (UNIT, filter.company)] {
            let theirs = format!(
                "e.id IN (SELECT id FROM entry WHERE member {whose} AND id >= {since} \
                 UNION SELECT x.id FROM lot y JOIN entry x ON x.lot = y.id \
                 WHERE y.owner {whose} AND x.id >= {since})"
            );
            condition.and_if(&theirs, id);
        }
        // A sign keeps the engine from looking for the days first.
        let day = if days { "e.on_day" } else { "+e.on_day" };
        if filter.is_of_one_day() {
            // The entries of one day are in their order in its index; those of several are not.
            condition.and_if(&format!("{day} = ?"), filter.from);
        } else {
            condition.and_if(&format!("{day} >= ?"), filter.from);
            condition.and_if(&format!("{day} <= ?"), filter.to);
        }
        condition.and_if("e.lot = ?", filter.lot);
        condition.and_if("l.kind = ?", filter.kind);
        condition.and_if(&format!("{PLACE} = ?"), filter.location);
        condition.one_of("e.type", filter.types.iter().map(|one| one.word()));
        condition.one_of(STATUS, filter.statuses.iter().map(|one| one.word()));
        condition
    }

    /// The condition of the scheduled transactions meant. Of a company those of its members that
    /// wait for its own subscriptions or that it pays for.
    pub(super) fn of_scheduled(filter: &Filter) -> Self {
        let mut condition = Self {
            sql: "b.pay_status IN ('pending', 'failed', 'removed') \
                  AND b.charges_day IS NOT NULL"
                .to_owned(),
            values: Vec::new(),
        };
        condition.and_if(
            "b.id IN (SELECT id FROM booking WHERE member = ? \
             UNION SELECT x.id FROM customer c JOIN booking x ON x.member = c.id \
             LEFT JOIN subscription s ON s.id = x.subscription \
             WHERE c.company = ? AND (s.customer = ? OR x.pay_by = 'company'))",
            filter.who,
        );
        let theirs = format!("b.member {UNIT}");
        condition.and_if(&theirs, filter.company);
        condition.and_if("b.on_day >= ?", filter.from);
        condition.and_if("b.on_day <= ?", filter.to);
        condition.and_if("d.location = ?", filter.location);
        condition.one_of("b.pay_status", filter.statuses.iter().map(|one| one.word()));
        condition
    }
}
