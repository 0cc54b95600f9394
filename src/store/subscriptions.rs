//! Subscriptions with their terms and pauses (R1).

use super::journal::Relation;
use super::plans::include_from_row;
use super::{AsOf, Row, Snapshot, StoreError, Tx, Value};
use crate::domain::day::{Day, DaySpan, Length};
use crate::domain::ids::{CustomerId, SubscriptionId};
use crate::domain::money::Money;
use crate::domain::period::Anchor;
use crate::domain::plan::Include;
use crate::domain::subscription::{Pause, Subscription, Term};

fn from_row(row: &Row) -> Result<Subscription, StoreError> {
    let every: String = row.get("every")?;
    let anchor: String = row.get("anchor")?;
    Ok(Subscription {
        id: row.get("id")?,
        customer: row.get("customer")?,
        start: row.get("start_day")?,
        cycle: Length::read(&every)
            .map_err(|_| StoreError::Damaged(format!("a cycle of `{every}`")))?,
        anchor: Anchor::read(&anchor)
            .ok_or_else(|| StoreError::Damaged(format!("an anchor `{anchor}`")))?,
        until: row.get("until_day")?,
        cancelled: row.get("cancelled")?,
        terms: Vec::new(),
        pauses: Vec::new(),
        due_on: row.get("due_day")?,
    })
}

/// A term without what it includes.
fn term_from_row(row: &Row) -> Result<Term, StoreError> {
    Ok(Term {
        from: row.get("from_day")?,
        plan: row.get("plan")?,
        plan_name: row.get("plan_name")?,
        quantity: row.get("quantity")?,
        price: Money::new(row.get("price_minor")?, row.get("currency")?),
        includes: Vec::new(),
        prorate: row.get("prorate")?,
    })
}

/// A term, its id, and whether another one replaced it.
fn any_term_from_row(row: &Row) -> Result<(i64, bool, Term), StoreError> {
    Ok((row.get("id")?, row.get("replaced")?, term_from_row(row)?))
}

/// A pause, or None for one that was undone.
fn pause_from_row(row: &Row) -> Result<Option<Pause>, StoreError> {
    let (from, to) = (row.get("from_day")?, row.get("until_day")?);
    let undone: bool = row.get("undone")?;
    Ok((!undone).then_some(Pause(DaySpan { from, to })))
}

/// The whole of a subscription as it stood.
fn with_terms(
    db: &Snapshot,
    mut whole: Subscription,
    as_of: AsOf,
) -> Result<Subscription, StoreError> {
    let key = [whole.id.into(), as_of.last().into()];
    // In the order of the index: the few there are, are put in order faster here.
    let sql = "SELECT * FROM term WHERE subscription = $1 AND operation <= $2 ORDER BY id";
    let terms = db.rows_as_of(as_of, Relation::Term, sql, &key, any_term_from_row)?;
    for (id, replaced, mut term) in terms {
        if replaced {
            continue;
        }
        let sql = "SELECT * FROM term_include WHERE term = $1";
        let mut includes = db.rows(sql, &[id.into()], |row| {
            Ok((row.get::<i64>("id")?, include_from_row(row)?))
        })?;
        includes.sort_unstable_by_key(|(id, _)| *id);
        term.includes = includes.into_iter().map(|(_, include)| include).collect();
        whole.terms.push(term);
    }
    whole.terms.sort_by_key(|term| term.from);
    let sql = "SELECT * FROM pause WHERE subscription = $1 AND operation <= $2 ORDER BY id";
    let pauses = db.rows_as_of(as_of, Relation::Pause, sql, &key, pause_from_row)?;
    whole.pauses = pauses.into_iter().flatten().collect();
    whole.pauses.sort_by_key(|pause| pause.0.from);
    Ok(whole)
}

/// A subscription as it stands while its rows are read: what of it was read already, by its ids.
struct Reading {
    whole: Subscription,
    terms: Vec<(i64, Term)>,
    includes: Vec<(i64, i64, Include)>,
    pauses: Vec<(i64, Pause)>,
}

impl Reading {
    /// Begins with the first row of a subscription.
    fn begin(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            whole: from_row(row)?,
            terms: Vec::new(),
            includes: Vec::new(),
            pauses: Vec::new(),
        })
    }

    /// Reads what a row says that those before it did not.
    fn read(&mut self, row: &Row) -> Result<(), StoreError> {
        let Some(term) = row.get::<Option<i64>>("term")? else {
            return self.read_pause(row);
        };
        if self.terms.iter().all(|(known, _)| *known != term) {
            self.terms.push((term, term_from_row(row)?));
        }
        if let Some(id) = row.get::<Option<i64>>("include")?
            && self.includes.iter().all(|(known, ..)| *known != id)
        {
            self.includes.push((id, term, include_from_row(row)?));
        }
        self.read_pause(row)
    }

    fn read_pause(&mut self, row: &Row) -> Result<(), StoreError> {
        if let Some(id) = row.get::<Option<i64>>("pause")?
            && self.pauses.iter().all(|(known, _)| *known != id)
        {
            let (from, to) = (row.get("paused_from")?, row.get("paused_until")?);
            self.pauses.push((id, Pause(DaySpan { from, to })));
        }
        Ok(())
    }

    /// The whole, with everything in its order.
    fn whole(mut self) -> Subscription {
        self.terms
            .sort_unstable_by_key(|(id, term)| (term.from, *id));
        self.includes.sort_unstable_by_key(|(id, ..)| *id);
        self.pauses
            .sort_unstable_by_key(|(id, pause)| (pause.0.from, *id));
        let Self {
            mut whole,
            mut terms,
            includes,
            pauses,
        } = self;
        for (_, of, include) in includes {
            let term = terms.iter_mut().find(|(id, _)| *id == of);
            let (_, term) = term.expect("its term was read with it");
            term.includes.push(include);
        }
        whole.terms = terms.into_iter().map(|(_, term)| term).collect();
        whole.pauses = pauses.into_iter().map(|(_, pause)| pause).collect();
        whole
    }
}

/// Calls `each` with the subscriptions meant, whole, by id, one after the other: in one statement, which
/// says what a subscription is for each of its terms, what they include and its pauses.
fn each_where<E: From<StoreError>>(
    db: &Snapshot,
    which: &str,
    values: &[Value],
    mut each: impl FnMut(Subscription) -> Result<(), E>,
) -> Result<(), E> {
    let sql = [
        "SELECT s.id, s.every, s.anchor, s.customer, s.start_day, s.until_day, s.cancelled, \
             s.due_day, t.id AS term, t.from_day, t.plan, t.plan_name, t.quantity, \
             t.price_minor, t.currency, t.prorate, i.id AS include, i.cadence, i.validity, \
             i.kind, i.passes_halves, p.id AS pause, p.from_day AS paused_from, \
             p.until_day AS paused_until \
         FROM subscription s LEFT JOIN term t ON t.subscription = s.id AND t.replaced = 0 \
         LEFT JOIN term_include i ON i.term = t.id \
         LEFT JOIN pause p ON p.subscription = s.id AND p.undone = 0",
        which,
        " ORDER BY s.id",
    ]
    .concat();
    let mut open: Option<Reading> = None;
    db.each(&sql, values, |row| {
        let id = row.get("id")?;
        if let Some(read) = open.take_if(|open| open.whole.id != id) {
            each(read.whole())?;
        }
        let reading = match &mut open {
            Some(reading) => reading,
            None => open.insert(Reading::begin(row)?),
        };
        Ok::<(), E>(reading.read(row)?)
    })?;
    open.map_or(Ok(()), |last| each(last.whole()))
}

fn list_where(db: &Snapshot, which: &str, id: Value) -> Result<Vec<Subscription>, StoreError> {
    let mut all = Vec::new();
    each_where(db, which, &[id], |one| {
        all.push(one);
        Ok::<(), StoreError>(())
    })?;
    Ok(all)
}

/// The subscription with that id, or None.
pub fn find(db: &Snapshot, id: SubscriptionId) -> Result<Option<Subscription>, StoreError> {
    Ok(list_where(db, " WHERE s.id = $1", id.into())?.pop())
}

/// Calls `each` with every subscription, by id, without holding all of them in memory.
pub fn each<E: From<StoreError>>(
    db: &Snapshot,
    each: impl FnMut(Subscription) -> Result<(), E>,
) -> Result<(), E> {
    each_where(db, "", &[], each)
}

/// The subscriptions of one customer, by id.
pub fn list_customer(db: &Snapshot, customer: CustomerId) -> Result<Vec<Subscription>, StoreError> {
    list_where(db, " WHERE s.customer = $1", customer.into())
}

/// The subscriptions that one customer had then, by id, as they stood (B8).
pub fn list_customer_as_of(
    db: &Snapshot,
    customer: CustomerId,
    as_of: AsOf,
) -> Result<Vec<Subscription>, StoreError> {
    if as_of == AsOf::Now {
        return list_customer(db, customer);
    }
    let sql = "SELECT * FROM subscription WHERE customer = $1 AND operation <= $2 ORDER BY id";
    let key = [customer.into(), as_of.last().into()];
    let bare = db.rows_as_of(as_of, Relation::Subscription, sql, &key, from_row)?;
    bare.into_iter()
        .map(|subscription| with_terms(db, subscription, as_of))
        .collect()
}

/// Adds a subscription with its terms; its id is not read.
pub fn add(tx: &Tx, new: &Subscription) -> Result<SubscriptionId, StoreError> {
    let every = new.cycle.to_string();
    let id = tx.insert(
        Relation::Subscription,
        &[
            ("customer", new.customer.into()),
            ("every", (&every).into()),
            ("anchor", new.anchor.word().into()),
            ("start_day", new.start.into()),
            ("until_day", new.until.into()),
            ("cancelled", new.cancelled.into()),
            ("due_day", new.due_on.into()),
        ],
    )?;
    let id = SubscriptionId(id);
    for term in &new.terms {
        add_term(tx, id, term)?;
    }
    Ok(id)
}

/// Adds terms that hold from their day on; later ones that were to hold are replaced (R8).
pub fn add_term(tx: &Tx, subscription: SubscriptionId, term: &Term) -> Result<(), StoreError> {
    let sql = "SELECT id FROM term WHERE subscription = $1 AND from_day >= $2 AND replaced = 0";
    let later = [subscription.into(), term.from.into()];
    for id in tx.rows(sql, &later, |row| row.get::<i64>("id"))? {
        tx.amend(Relation::Term, id, &[("replaced", true.into())])?;
    }
    let id = tx.insert(
        Relation::Term,
        &[
            ("subscription", subscription.into()),
            ("from_day", term.from.into()),
            ("plan", term.plan.into()),
            ("plan_name", (&term.plan_name).into()),
            ("quantity", term.quantity.into()),
            ("price_minor", term.price.minor.into()),
            ("currency", term.price.currency.into()),
            ("prorate", term.prorate.into()),
            ("replaced", false.into()),
        ],
    )?;
    for include in &term.includes {
        let validity = include.validity.to_string();
        tx.insert(
            Relation::TermInclude,
            &[
                ("term", id.into()),
                ("kind", include.kind.into()),
                ("passes_halves", include.passes.into()),
                ("cadence", include.cadence.word().into()),
                ("validity", (&validity).into()),
            ],
        )?;
    }
    Ok(())
}

/// Adds a pause of whole periods (R8).
pub fn add_pause(tx: &Tx, subscription: SubscriptionId, pause: Pause) -> Result<(), StoreError> {
    let row = [
        ("subscription", subscription.into()),
        ("from_day", pause.0.from.into()),
        ("until_day", pause.0.to.into()),
    ];
    tx.insert(Relation::Pause, &row).map(drop)
}

/// Sets the last day, and whether the end came by cancelling (R7).
pub fn set_end(
    tx: &Tx,
    id: SubscriptionId,
    until: Option<Day>,
    cancelled: bool,
) -> Result<(), StoreError> {
    let row = [("until_day", until.into()), ("cancelled", cancelled.into())];
    tx.amend(Relation::Subscription, id.0, &row)
}

/// Sets the day of the next event; None when nothing is left to do.
pub fn set_due(tx: &Tx, id: SubscriptionId, due: Option<Day>) -> Result<(), StoreError> {
    tx.amend(Relation::Subscription, id.0, &[("due_day", due.into())])
}

/// [`set_due`] of a subscription that was read.
pub fn move_due(tx: &Tx, known: &Subscription, due: Option<Day>) -> Result<(), StoreError> {
    let day = (known.due_on.into(), due.into());
    tx.amend_known(Relation::Subscription, known.id.0, "due_day", day)
}
