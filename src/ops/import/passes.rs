//! Passes that are left there become lots here; then what each customer has is compared.

use std::collections::{BTreeMap, BTreeSet};

use super::{Compared, Difference, Import, Why, at, meant};
use crate::domain::customer::Standing;
use crate::domain::day::Day;
use crate::domain::foreign::{Expiry, Passes};
use crate::domain::foreign_day::When;
use crate::domain::ids::{CustomerId, KindId, LocationId, RecurringId};
use crate::domain::kind::{self, Kind};
use crate::domain::lot::Source;
use crate::domain::qty::PassQty;
use crate::domain::recurring::Recurring;
use crate::domain::refusal::Refusal;
use crate::ops::{facts, grant};
use crate::store::customers::folded;
use crate::store::imported::{self, Became};
use crate::store::ledger::NewLot;
use crate::store::{StoreError, customers, lots, recurring};

/// What is new of passes of one customer, kind, home and validity, first and last day: one lot.
pub(super) type Groups = BTreeMap<(CustomerId, KindId, LocationId, Day, Day), Group>;

/// What is new of the passes of one lot.
#[derive(Debug, Default)]
pub(super) struct Group {
    passes: PassQty,
    keys: BTreeSet<String>,
}

/// What the source says each customer has left of each kind.
pub(super) type Sums = BTreeMap<(CustomerId, KindId), PassQty>;

impl Import<'_, '_> {
    /// Notes what is said of passes: for the comparison, and where they are new and not lapsed for a
    /// lot.
    pub(super) fn gather(
        &mut self,
        told: &Passes,
        groups: &mut Groups,
        sums: &mut Sums,
    ) -> Result<(), Why> {
        let kind = self.kind(told.kind.as_deref())?.clone();
        let size = told.left.max(-told.left);
        facts::check_halves(&kind, size).map_err(at("passes"))?;
        let customer = self.whose(&told.whose)?;
        let location = match told.location.as_deref() {
            Some(theirs) => self.location(Some(theirs))?,
            None => customer.location,
        };
        let calendar = &self.space.location(customer.location).terms;
        let on = |when: When| when.on(calendar);
        let today = calendar.today(self.tx.at());
        let last = match told.expiry {
            Expiry::Never => Day::NEVER,
            Expiry::Through(when) => on(when),
            Expiry::Until(when) => on(when).previous(),
        };
        let first = told.from.map_or(today, on);
        if last < first {
            let why = format!("the last day, {last}, is before the first, {first}");
            return Err(Why::Bad("expiry", why));
        }
        if last < today {
            self.done.lapsed += told.left;
            return Ok(());
        }
        let key = self.key("passes", &told.key);
        if let Some(passes) = told.monthly.filter(|_| last > today.month().to) {
            let monthly = Recurring {
                id: RecurringId(0),
                owner: customer.id,
                kind: kind.id,
                passes,
                from: first.max(today.month().from),
                until: Some(last).filter(|last| *last != Day::NEVER),
                location,
                priority: i64::from(kind.terms.priority),
                due_on: None,
            };
            return self.monthly(&monthly, told.left, &key, sums, today);
        }
        *sums.entry((customer.id, kind.id)).or_default() += told.left;
        if imported::find(self.tx, &key)?.is_some() {
            self.done.known += 1;
            return Ok(());
        }
        let of = (customer.id, kind.id, location, first, last);
        let group = groups.entry(of).or_default();
        if group.keys.contains(&key) {
            return Err(Why::Bad("passes", format!("`{}` is there twice", told.key)));
        }
        group.passes += told.left;
        group.keys.insert(key);
        Ok(())
    }

    /// Goes on with passes that come each month (B4): of this month's what is left, from the next on
    /// all.
    fn monthly(
        &mut self,
        monthly: &Recurring,
        left: PassQty,
        key: &str,
        sums: &mut Sums,
        today: Day,
    ) -> Result<(), Why> {
        let window = monthly.window_on(today);
        if window.is_some() {
            *sums.entry((monthly.owner, monthly.kind)).or_default() += left;
        }
        if imported::find(self.tx, key)?.is_some() {
            self.done.known += 1;
            return Ok(());
        }
        let due_on = match window {
            Some(window) => monthly.next_after(window.from),
            None => Some(monthly.from),
        };
        let memo = Some(self.request.source);
        let mut monthly = Recurring {
            due_on,
            ..monthly.clone()
        };
        monthly.id = recurring::add(self.tx, &monthly, memo)?;
        let lot = match window.filter(|_| left.is_positive()) {
            None => None,
            Some(window) => {
                let of_this = Recurring {
                    passes: left,
                    ..monthly.clone()
                };
                self.done.lots += 1;
                self.done.passes += left;
                let lot = grant::add_month(self.tx, &of_this, window, memo, today);
                Some(lot.map_err(at("passes"))?)
            }
        };
        let became = Became {
            lot,
            ..Became::customer(monthly.owner)
        };
        imported::add(self.tx, key, became)?;
        self.done.monthly += 1;
        Ok(self.uses_passes(monthly.owner)?)
    }

    /// Somebody new to whom passes came checks in with them (P3).
    fn uses_passes(&self, owner: CustomerId) -> Result<(), StoreError> {
        let customer = customers::get(self.tx, owner)?;
        let person = customer.standing != Standing::Company;
        if person && self.added.contains(&owner) && !customer.use_passes {
            customers::set_use_passes(self.tx, owner, true)?;
        }
        Ok(())
    }

    /// Adds a lot for each group of which something is new and left.
    pub(super) fn grant(&mut self, groups: Groups) -> Result<(), StoreError> {
        for (of, group) in groups {
            if !group.passes.is_positive() {
                continue;
            }
            let (owner, kind, location, valid_from, expires_on) = of;
            let customer = customers::get(self.tx, owner)?;
            let priority = self.space.kind(kind).terms.priority;
            let lot = self.tx.add_lot(&NewLot {
                owner,
                kind,
                passes: group.passes,
                valid_from,
                expires_on,
                source: Source::Import,
                subscription: None,
                recurring: None,
                purchase: None,
                location,
                priority: i64::from(priority),
                memo: Some(self.request.source),
                on: self.space.today(&customer, self.tx.at()),
            })?;
            for key in &group.keys {
                let became = Became {
                    lot: Some(lot),
                    ..Became::customer(owner)
                };
                imported::add(self.tx, key, became)?;
            }
            self.uses_passes(owner)?;
            self.done.lots += 1;
            self.done.passes += group.passes;
        }
        Ok(())
    }

    /// Compares what each customer has left with what the source says.
    pub(super) fn compare(&mut self, sums: Sums) -> Result<(), StoreError> {
        for ((owner, of), source) in sums {
            let kind = self.space.kind(of);
            if !kind.terms.is_counted() {
                continue;
            }
            let customer = customers::get(self.tx, owner)?;
            let today = self.space.today(&customer, self.tx.at());
            let lots = lots::list_left(self.tx, owner)?;
            let lots = lots.iter().filter(|lot| lot.kind == of);
            let ours: PassQty = lots.map(|lot| lot.left_on(today)).sum();
            let compared = Compared {
                handle: customer.handle,
                of_company: customer.standing == Standing::Company,
                kind: kind.terms.handle.to_string(),
                source,
                ours,
            };
            if source != ours {
                self.done.differences.push(Difference {
                    handle: compared.handle.clone(),
                    of_company: compared.of_company,
                    what: compared.kind.clone(),
                    source: source.to_string(),
                    ours: Some(ours.to_string()),
                });
            }
            self.done.compared.push(compared);
        }
        Ok(())
    }

    /// The kind that the source calls that: as was told, by handle, or by name; without one, the
    /// day pass.
    pub(super) fn kind(&self, theirs: Option<&str>) -> Result<&Kind, Why> {
        let theirs = theirs.unwrap_or(kind::DAY);
        let told = meant(&self.request.words.kinds, theirs);
        let day = self.days.contains(&folded(theirs));
        let ours = told.or(day.then_some(kind::DAY)).unwrap_or(theirs);
        let is = |name: &str| folded(name) == folded(ours);
        let mut all = self.space.kinds.iter();
        let by_handle = all.find(|kind| is(kind.terms.handle.as_str()));
        let mut all = self.space.kinds.iter();
        let found = by_handle.or_else(|| all.find(|kind| is(&kind.terms.name)));
        let found = found.ok_or_else(|| {
            let why = format!(
                "no kind of pass `{ours}`: declare it in config.toml as a [[pass]] and run \
                 `daypass apply`, or say --kind '{theirs}=day'"
            );
            Why::Bad("kind", why)
        })?;
        if found.retired {
            let kind = found.terms.handle.to_string();
            return Err(at("kind")(Refusal::KindRetired { kind }));
        }
        Ok(found)
    }
}
