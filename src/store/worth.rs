//! What is left of lots, or lapsed unused, with what invoice lines say was paid for it.

use super::{Row, Snapshot, StoreError};
use crate::domain::day::{Day, DaySpan};
use crate::domain::ids::{KindId, LocationId};
use crate::domain::lot::Source;
use crate::domain::money::{Currency, Money};
use crate::domain::qty::PassQty;

/// A lot with passes that were not used.
#[derive(Debug, Clone)]
pub struct Unused {
    /// Its kind.
    pub kind: KindId,
    /// Where it came from.
    pub source: Source,
    /// The name of the plan or package when it was sold.
    pub plan: Option<String>,
    /// How many were not used.
    pub passes: PassQty,
    /// How many were.
    pub used: PassQty,
    /// What lines say is paid for so many passes, these among them.
    pub paid: Option<(Money, PassQty)>,
}

/// The lot's plan or package, the line of its period or purchase, and for how many passes that is:
/// a period's line is for all lots that were granted from its day until the next line's; one that
/// was started late has them on the day of the start, whatever their first day of use is.
const OF_LOT: &str = "SELECT l.kind, l.source, \
     COALESCE((SELECT t.plan_name FROM term t WHERE t.subscription = l.subscription \
             AND t.replaced = 0 AND t.from_day <= l.valid_from_day ORDER BY t.from_day DESC LIMIT 1), \
         (SELECT p.name FROM purchase q JOIN plan p ON p.id = q.plan WHERE q.id = l.purchase)) AS plan, \
     COALESCE((SELECT -SUM(e.halves) FROM entry e WHERE e.lot = l.id \
         AND e.type IN ('spend', 'refund')), 0) AS used, n.currency, \
     CASE WHEN l.purchase IS NULL THEN (SELECT SUM(w.amount_minor) FROM line w \
             WHERE w.subscription = n.subscription AND w.on_day = n.on_day AND w.undone = 0 \
             AND w.removed = 0) ELSE \
         (SELECT SUM(x.amount_minor) FROM line x WHERE x.purchase = l.purchase AND x.undone = 0 \
             AND x.removed = 0) END AS amount, \
     CASE WHEN l.purchase IS NULL THEN \
         (SELECT SUM(m.granted_halves) FROM lot m \
             JOIN entry f ON f.lot = m.id AND f.type = 'grant' \
             WHERE m.subscription = n.subscription AND m.undone = 0 \
             AND f.on_day >= n.on_day AND f.on_day < \
             COALESCE((SELECT MIN(y.on_day) FROM line y WHERE y.subscription = n.subscription \
                 AND y.undone = 0 AND y.removed = 0 AND y.on_day > n.on_day), 9999999)) \
         ELSE (SELECT SUM(m.granted_halves) FROM lot m WHERE m.purchase = l.purchase \
             AND m.undone = 0) END AS over_halves";
const LINE: &str = "LEFT JOIN line n ON n.id = COALESCE(\
     (SELECT MIN(z.id) FROM line z WHERE z.purchase = l.purchase AND z.undone = 0 AND z.removed = 0), \
     (SELECT z.id FROM line z WHERE z.subscription = l.subscription AND z.undone = 0 \
         AND z.removed = 0 AND z.on_day <= (SELECT MIN(g.on_day) FROM entry g \
             WHERE g.lot = l.id AND g.type = 'grant') ORDER BY z.on_day DESC, z.id DESC LIMIT 1))";

fn from_row(row: &Row) -> Result<Unused, StoreError> {
    let source: String = row.get("source")?;
    let amount: Option<i64> = row.get("amount")?;
    let currency: Option<Currency> = row.get("currency")?;
    let over: Option<PassQty> = row.get("over_halves")?;
    let paid = amount.zip(currency).zip(over);
    Ok(Unused {
        kind: row.get("kind")?,
        source: Source::read(&source)
            .ok_or_else(|| StoreError::Damaged(format!("a lot that comes from `{source}`")))?,
        plan: row.get("plan")?,
        passes: row.get("unused")?,
        used: row.get("used")?,
        paid: paid.map(|((minor, currency), over)| (Money::new(minor, currency), over)),
    })
}

/// Calls `each` with the lots of customers at home there of which something is left that does not
/// lapse before a day.
pub fn left(
    db: &Snapshot,
    home: LocationId,
    on: Day,
    mut each: impl FnMut(Unused),
) -> Result<(), StoreError> {
    let sql = format!(
        "{OF_LOT}, l.left_halves AS unused FROM lot l JOIN customer c ON c.id = l.owner {LINE} \
         WHERE l.left_halves > 0 AND l.expires_day >= $1 AND c.location = $2"
    );
    db.each(&sql, &[on.into(), home.into()], |row| {
        each(from_row(row)?);
        Ok(())
    })
}

/// Calls `each` with the lots of customers at home there whose last day was in a span, with what
/// lapsed of them, whether or not that is written already.
pub fn lapsed(
    db: &Snapshot,
    home: LocationId,
    span: DaySpan,
    mut each: impl FnMut(Unused),
) -> Result<(), StoreError> {
    let sql = format!(
        "{OF_LOT}, l.left_halves + COALESCE((SELECT -SUM(e.halves) FROM entry e \
             WHERE e.lot = l.id AND e.type = 'expire'), 0) AS unused \
         FROM lot l JOIN customer c ON c.id = l.owner {LINE} \
         WHERE l.expires_day BETWEEN $1 AND $2 AND l.undone = 0 AND c.location = $3"
    );
    db.each(
        &sql,
        &[span.from.into(), span.to.into(), home.into()],
        |row| {
            each(from_row(row)?);
            Ok(())
        },
    )
}
