//! `checkin --csv`: offline lists, whose times may be out of order (C1).

use super::checkin::{self, Request};
use super::checkout;
use super::facts::Space;
use super::rows::{BadCell, BadRow, Rows};
use super::{OpError, ReferenceError, who};
use crate::domain::day_word::TimeWord;
use crate::domain::ids::VisitId;
use crate::domain::qty::PassQty;
use crate::domain::refusal::Refusal;
use crate::domain::visit::refusal::VisitRefusal;
use crate::domain::visit::{Status, Visit};
use crate::ops::visit::Seen;
use crate::ops::visit::date::touch;
use crate::store::Tx;

/// One row of an offline list.
#[derive(Debug, Clone)]
pub struct CheckinRow {
    /// The line that it begins on.
    pub line: u64,
    /// The member, as written (P2).
    pub who: String,
    /// The check-in.
    pub in_at: TimeWord,
    /// The check-out, where it is known.
    pub out: Option<TimeWord>,
    /// Where, by handle; None is the home location.
    pub location: Option<String>,
}

/// What holds for every row of a list alike.
#[derive(Debug, Clone, Copy)]
pub struct Manner<'a> {
    /// The service that is used; empty for none.
    pub service: &'a str,
    /// The kind of pass to take, by handle.
    pub kind: Option<&'a str>,
    /// Let them in also where nothing covers it, and record what is owed.
    pub unpaid: bool,
    /// Let them in also beyond the location's limit (D10).
    pub overridden: bool,
}

/// What became of the rows.
#[derive(Debug, Clone)]
pub struct RowsIn {
    /// The visits that were recorded, or ended.
    pub visits: Vec<VisitId>,
    /// How many rows said what was on record already.
    pub known: usize,
    /// How many were refused, and recorded so (C3).
    pub refused: usize,
    /// The passes that were taken.
    pub charged: PassQty,
    /// The passes that were given back.
    pub refunded: PassQty,
    /// How people name the file.
    pub file: String,
    /// The rows that were passed over or refused.
    pub bad: Vec<BadRow>,
}

/// What became of one row.
enum Taken {
    In(Box<Seen>),
    Known,
    Refused(OpError),
}

/// Takes in an offline list, row by row. A row that says what is on record already changes nothing;
/// one that ends a visit that is open there checks it out. Where nothing covers a row it is bad;
/// when bad rows are skipped, the refused visit is recorded (C3).
pub fn take_in(tx: &Tx, rows: &Rows<CheckinRow>, manner: Manner) -> Result<RowsIn, OpError> {
    let space = Space::read(tx)?;
    let mut done = RowsIn {
        visits: Vec::new(),
        known: 0,
        refused: 0,
        charged: PassQty::ZERO,
        refunded: PassQty::ZERO,
        file: rows.file.clone(),
        bad: Vec::new(),
    };
    let taken = rows.take_in(tx, |row| {
        let bad = |why: OpError| BadCell {
            column: blame(&why),
            why,
        };
        match one(tx, &space, row, manner).map_err(bad)? {
            Taken::In(seen) => {
                done.visits.push(seen.visit.id);
                done.charged += seen.moved.taken.iter().map(|draw| draw.passes).sum();
                done.refunded += seen.moved.back.iter().map(|draw| draw.passes).sum();
            }
            Taken::Known => done.known += 1,
            Taken::Refused(why) if !rows.skip_bad => return Err(bad(why)),
            Taken::Refused(why) => {
                done.refused += 1;
                done.bad.push(BadRow::new(row.line, blame(&why), why));
            }
        }
        Ok(())
    })?;
    done.bad.extend(taken.bad);
    done.bad.sort_by_key(|row| row.place);
    Ok(done)
}

fn one(tx: &Tx, space: &Space, row: &CheckinRow, manner: Manner) -> Result<Taken, OpError> {
    let request = Request {
        who: &row.who,
        at: Some(row.in_at),
        out: row.out,
        location: row.location.as_deref(),
        service: manner.service,
        kind: manner.kind,
        guest: None,
        unpaid: manner.unpaid,
        overridden: manner.overridden,
    };
    if let Some(taken) = on_record(tx, space, &request)? {
        return Ok(taken);
    }
    Ok(match checkin::checkin_in(tx, space, &request)? {
        Ok(seen) => Taken::In(Box::new(seen)),
        Err(why) => Taken::Refused(why),
    })
}

/// What becomes of a row whose check-in is on record; None for a new one.
fn on_record(tx: &Tx, space: &Space, request: &Request) -> Result<Option<Taken>, OpError> {
    let member = who::person(tx, request.who)?;
    let arrival = checkin::Arrival::read(space, &member, request, tx.at())?;
    let new = &arrival.visit;
    let there = super::visit::around(tx, new)?;
    let same = |one: &&Visit| one.in_at == new.in_at && one.location == new.location;
    let Some(known) = there.iter().find(same) else {
        return Ok(None);
    };
    if known.status == Status::Inside && new.out_at.is_some() {
        touch(tx, space, &member)?;
        let request = checkout::Request {
            who: request.who,
            at: request.out.map(|word| {
                let zone = space.location(new.location).terms.zone;
                TimeWord::At(word.at(new.in_at, zone))
            }),
            guest: None,
        };
        let seen = checkout::checkout(tx, &request)?;
        return Ok(Some(Taken::In(Box::new(seen))));
    }
    let agrees = new.out_at.is_none() || new.out_at == known.out_at;
    Ok(agrees.then_some(Taken::Known))
}

/// The column that a failure of a row belongs to.
fn blame(why: &OpError) -> &'static str {
    match why {
        OpError::Reference(ReferenceError::Unknown {
            what: "location", ..
        }) => "location",
        OpError::Refused(Refusal::Visit(refusal)) => match refusal {
            VisitRefusal::AlreadyInside { .. }
            | VisitRefusal::WasInside { .. }
            | VisitRefusal::StillToCome { .. } => "in_at",
            VisitRefusal::OutBeforeIn { .. } | VisitRefusal::Overnight { .. } => "out_at",
            VisitRefusal::LocationRetired { .. } => "location",
            VisitRefusal::NotInside { .. }
            | VisitRefusal::NotCovered { .. }
            | VisitRefusal::WasRefused { .. }
            | VisitRefusal::NoSeat { .. }
            | VisitRefusal::EndsBeforeStart { .. }
            | VisitRefusal::SubscriptionOfOthers { .. }
            | VisitRefusal::AssignmentOver { .. } => "member",
        },
        OpError::Reference(_)
        | OpError::People(_)
        | OpError::Refused(_)
        | OpError::Sale(_)
        | OpError::Code(_) => "member",
        OpError::Stamp(_) | OpError::Rows { .. } | OpError::Stopped | OpError::Store(_) => "row",
    }
}
