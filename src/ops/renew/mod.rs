//! `renew`: everything that is due, brought about unit by unit (R4–R6). A unit is a company with
//! its members, or a customer without one.

mod reach;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::ControlFlow;

use self::reach::Reach;
use super::facts::Space;
use super::happened::{Happened, Keep};
use super::operation::{self, Done, Stamp, perform};
use super::visit::overdue::{self, Ended};
use super::watch::Watch;
use super::{OpError, notices, renewal};
use crate::domain::customer::Customer;
use crate::domain::day::{Day, Instant};
use crate::domain::day_word::DayWord;
use crate::domain::ids::{CustomerId, OperationId};
use crate::domain::renewal::Renewal;
use crate::store::{Snapshot, Store, StoreError, Tx, customers, due, visits};

/// How many units are committed at once: the journal stays small and others get their turn.
const BATCH: usize = 10_000;

/// What to bring about.
#[derive(Debug, Clone, Copy)]
pub struct Request {
    /// Up to this day only; None is each location's today.
    pub as_of: Option<DayWord>,
    /// Which of the single things that happened are kept, for whoever wants to read them.
    pub keep: Keep,
}

/// A unit that could not be brought up to date.
#[derive(Debug, Clone)]
pub struct Failure {
    /// The handle of the company, or of the customer without one.
    pub unit: String,
    /// Why.
    pub why: String,
}

/// What a run brought about.
#[derive(Debug, Clone, Default)]
pub struct Renewed {
    /// What happened, in numbers and, where wanted, item by item.
    pub happened: Happened,
    /// The operations, one for each batch that was committed (A2).
    pub operations: Vec<OperationId>,
    /// The units that failed; everything else was done.
    pub failures: Vec<Failure>,
    /// Up to which day it was brought, at the location that is furthest ahead.
    pub as_of: Option<Day>,
    /// How many units are left, where it was stopped; 0 where all was done.
    pub left: usize,
}

/// Brings about everything that is due, batch by batch, each committed as one operation (A2, R4). A
/// unit that fails is reported and does not stop the rest. With `stamp.dry_run` nothing is
/// written, and `as_of` may lie ahead (R5). A key is taken once all is done; `answer` puts into
/// JSON what it will answer. Who watches may stop it between two batches; then the key is not taken.
pub fn renew(
    store: &Store,
    stamp: &Stamp,
    request: &Request,
    watch: &Watch,
    answer: impl Fn(&Renewed) -> String,
) -> Result<Done<Renewed>, OpError> {
    if operation::was_done(store, stamp)? {
        return perform(
            store,
            stamp,
            |_| Ok(Renewed::default()),
            |_, done| answer(done),
        );
    }
    let (units, ends, reach, as_of, currency) = store.read(|db| {
        if !stamp.dry_run {
            // Also where nothing turns out to be due (Q7).
            operation::instant(db, stamp)?;
        }
        let space = Space::read(db)?;
        let reach = Reach::read(db, &space, stamp, request.as_of)?;
        let as_of = reach.last(&space, stamp.now);
        let units = due_units(db, &space, reach, stamp.now)?;
        let tells = !stamp.dry_run && request.as_of.is_none();
        let ends = tells && notices::ends_untold(db, &space, stamp.now)?;
        Ok::<_, OpError>((units, ends, reach, as_of, space.settings.currency))
    })?;
    let run = Run {
        stamp,
        reach,
        keep: request.keep,
        watch,
        of: units.len(),
    };
    let mut renewed = Renewed {
        as_of: Some(as_of),
        ..Renewed::default()
    };
    renewed.left = run.of;
    let mut batches: Vec<&[CustomerId]> = units.chunks(BATCH).collect();
    if batches.is_empty() && ends {
        batches.push(&[]);
    }
    let mut bring = |units: &&[CustomerId]| {
        if watch.is_stopped() {
            return Ok::<_, OpError>(ControlFlow::Break(()));
        }
        if stamp.dry_run {
            store.read(|db| run.preview(db, units, &mut renewed))?;
        } else {
            run.commit(store, units, &mut renewed)?;
        }
        renewed.left -= units.len();
        Ok(ControlFlow::Continue(()))
    };
    if stamp.dry_run {
        for units in &batches {
            if bring(units)?.is_break() {
                break;
            }
        }
    } else {
        store.commit_each(&batches, bring)?;
    }
    renewed.happened.items.sort_by_key(|item| item.on);
    if renewed.happened.invoiced.is_empty() {
        renewed.happened.invoice(currency.zero());
    }
    if stamp.key.is_none() || stamp.dry_run || renewed.left > 0 {
        return Ok(Done::Now(None, renewed));
    }
    perform(store, stamp, |_| Ok(renewed), |_, done| answer(done))
}

/// One run: what holds for each of its batches.
struct Run<'a> {
    stamp: &'a Stamp,
    reach: Reach,
    keep: Keep,
    watch: &'a Watch,
    /// How many units there are in all.
    of: usize,
}

/// What holds for every unit of a batch.
struct Common {
    space: Space,
    settings: renewal::Settings,
    /// The units of whom somebody is inside.
    inside: BTreeSet<CustomerId>,
}

impl Common {
    fn read(db: &Snapshot, units: &[CustomerId]) -> Result<Self, OpError> {
        let space = Space::read(db)?;
        Ok(Self {
            settings: renewal::settings_for_many(db, &space, units)?,
            inside: visits::units_inside(db)?,
            space,
        })
    }

    /// The facts of a unit, and what is due for it once visits that end have moved passes.
    fn due(
        &self,
        db: &Snapshot,
        unit: CustomerId,
        (reach, now): (Reach, Instant),
        ended: &[Ended],
    ) -> Result<Due, OpError> {
        let day = |home| reach.at(&self.space, home, now);
        let mut facts = renewal::gather(db, &self.settings, unit, day)?;
        for one in ended {
            facts.move_passes(db, &self.settings, &one.moved)?;
        }
        let due = renewal::due(&self.settings, &facts);
        Ok((facts, due))
    }
}

/// The facts of a unit, and what is due for it by them.
type Due = (renewal::Facts, Renewal);

impl Run<'_> {
    /// What a batch would bring about: the same decisions, not written (R5).
    fn preview(
        &self,
        db: &Snapshot,
        units: &[CustomerId],
        renewed: &mut Renewed,
    ) -> Result<(), OpError> {
        let common = Common::read(db, units)?;
        for (at, unit) in units.iter().enumerate() {
            self.watch.tell(self.of - renewed.left + at, self.of);
            let happened = self.unit(db, None, &common, *unit, None)?;
            renewed.happened.add(happened);
        }
        Ok(())
    }

    /// Brings one unit up to date; without a transaction only says what would happen (R5). What is
    /// due for it may have been found before, where nobody of it is inside.
    fn unit(
        &self,
        db: &Snapshot,
        tx: Option<&Tx>,
        common: &Common,
        unit: CustomerId,
        found: Option<&Due>,
    ) -> Result<Happened, OpError> {
        let (space, settings) = (&common.space, &common.settings);
        let now = tx.map_or(self.stamp.now, Tx::at);
        let until = |member: &Customer| self.reach.until(space, member, now);
        let ended = match tx {
            _ if !common.inside.contains(&unit) => Vec::new(),
            Some(tx) => overdue::close_unit(tx, space, unit, until)?,
            None => overdue::foresee(db, space, unit, until)?,
        };
        let foreseen = if tx.is_none() { ended.as_slice() } else { &[] };
        let find = || common.due(db, unit, (self.reach, now), foreseen);
        let found =
            found.map_or_else(|| find().map(Cow::Owned), |found| Ok(Cow::Borrowed(found)))?;
        let (facts, due) = &*found;
        let granted = match tx {
            Some(tx) => renewal::write(tx, space, facts, due)?,
            None => Vec::new(),
        };
        let keep = self.keep;
        let mut happened = Happened::checked_out(&ended, due, keep);
        happened.add(Happened::of(facts, due, &granted, keep));
        happened.add(renewal::convert(db, tx, settings, facts, due, keep)?);
        Ok(happened)
    }

    /// Brings a batch about and commits it as one operation (A2): at first as though no unit could
    /// fail, since what can be taken back unit by unit costs a copy of each page that a unit writes.
    /// Where one does fail nothing is kept, and the batch is done anew with that care.
    fn commit(
        &self,
        store: &Store,
        units: &[CustomerId],
        renewed: &mut Renewed,
    ) -> Result<(), OpError> {
        let before = self.of - renewed.left;
        let unkeyed = Stamp {
            key: None,
            ..self.stamp.clone()
        };
        let run = |units_may_fail: bool| {
            let batch = |tx: &Tx| self.batch(tx, units, before, units_may_fail);
            perform(store, &unkeyed, batch, |_, _| String::new())
        };
        let done = match run(false) {
            Err(why) if !is_fatal(&why) => run(true)?,
            done => done?,
        };
        let Done::Now(operation, (happened, failures)) = done else {
            unreachable!("no key was given")
        };
        renewed.happened.add(happened);
        renewed.failures.extend(failures);
        renewed.operations.extend(operation);
        Ok(())
    }

    /// Brings a batch about, `before` units after the first; what ends tomorrow is told with the last.
    fn batch(
        &self,
        tx: &Tx,
        units: &[CustomerId],
        before: usize,
        units_may_fail: bool,
    ) -> Result<(Happened, Vec<Failure>), OpError> {
        let common = Common::read(tx, units)?;
        let mut all = Happened::default();
        let mut failures = Vec::new();
        let when = (self.reach, tx.at());
        // Visits are ended before anything else is due.
        let find = |db: &Snapshot, unit: &CustomerId| {
            let nobody = !common.inside.contains(unit);
            let due = nobody.then(|| common.due(db, *unit, when, &[]));
            due.transpose()
        };
        let mut at = before;
        tx.each_read_meanwhile(units.iter().copied(), find, |unit, found| {
            self.watch.tell(at, self.of);
            at += 1;
            let work = || self.unit(tx, Some(tx), &common, *unit, found?.as_ref());
            let done = if units_may_fail {
                tx.savepoint(work)?
            } else {
                Ok(work()?)
            };
            match done {
                Ok(happened) => all.add(happened),
                Err(why) if is_fatal(&why) => return Err(why),
                Err(why) => {
                    let unit = customers::get(tx, *unit)?.handle;
                    failures.push(Failure {
                        unit,
                        why: why.to_string(),
                    });
                }
            }
            Ok(())
        })?;
        let last = before + units.len() == self.of;
        if last && self.reach.is_today() {
            notices::write_ends(tx, &common.space, self.stamp.now)?;
        }
        Ok((all, failures))
    }
}

/// Whether a failure is that of the database, and not of one unit.
const fn is_fatal(why: &OpError) -> bool {
    matches!(
        why,
        OpError::Store(StoreError::Busy(_) | StoreError::ReadOnly | StoreError::Disk(_))
    )
}

fn due_units(
    db: &Snapshot,
    space: &Space,
    reach: Reach,
    now: Instant,
) -> Result<Vec<CustomerId>, OpError> {
    let mut units = Vec::new();
    for location in &space.locations {
        let day = reach.at(space, location.id, now);
        units.extend(due::units(db, location.id, day)?);
    }
    units.sort_unstable();
    units.dedup();
    Ok(units)
}

#[cfg(test)]
mod tests;
