//! `visit settle`: passes pay what visits owe (D8).

use super::date::{Date, Moved, Place, touch};
use super::{Seen, find, overdue};
use crate::domain::customer::{Customer, Standing};
use crate::domain::day::Day;
use crate::domain::ids::{LocationId, LotId, VisitId};
use crate::domain::qty::PassQty;
use crate::domain::refusal::Refusal;
use crate::domain::visit::date::Later;
use crate::domain::visit::refusal::{Lack, VisitRefusal};
use crate::domain::visit::{Visit, lack};
use crate::ops::deduct::own_lot;
use crate::ops::facts::{self, Space};
use crate::ops::{OpError, who};
use crate::store::{Tx, visits};

/// Whose visits are settled, and with what.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The member, with the guests, as typed (P2).
    pub who: &'a str,
    /// With passes of that lot only.
    pub lot: Option<LotId>,
}

/// What was settled.
#[derive(Debug, Clone)]
pub struct Settled {
    /// Whose visits.
    pub member: Customer,
    /// What moved in all.
    pub moved: Moved,
    /// The visits for which nothing is owed any more, oldest first.
    pub settled: Vec<Seen>,
    /// Those for which something is, oldest first, each with why.
    pub owing: Vec<(Seen, Lack)>,
}

/// A date that owes something: one person's visits there.
type Owing = (Day, LocationId, Option<String>);

/// Pays what a member's visits owe with passes, the oldest date first, until they run out; halves
/// where there are only halves (D8, C5). Passes have to be usable today, at the location of the
/// visit; the date is settled with them again (C7), and what paid for it before stays. Refused
/// for visitors, and where something is owed and nothing of it can be paid.
pub fn settle(tx: &Tx, request: &Request) -> Result<Settled, OpError> {
    let space = Space::read(tx)?;
    let member = who::person(tx, request.who)?;
    if member.standing == Standing::Visitor {
        let visitor = member.handle;
        return Err(Refusal::VisitorHoldsNoPasses { visitor }.into());
    }
    touch(tx, &space, &member)?;
    check_lot(tx, &space, &member, request.lot)?;
    overdue::close(tx, &space, &member, tx.at())?;
    let mut owing: Vec<Owing> = Vec::new();
    for visit in visits::list_owing(tx, member.id)? {
        let date = (visit.on, visit.location, visit.guest);
        if !owing.contains(&date) {
            owing.push(date);
        }
    }
    let mut done = Settled {
        moved: Moved::default(),
        settled: Vec::new(),
        owing: Vec::new(),
        member: member.clone(),
    };
    let mut refusal = None;
    for (on, location, guest) in owing {
        let place = Place {
            member: &member,
            guest: guest.as_deref(),
            location,
            on,
        };
        let mut date = Date::gather(tx, &space, place, space.today(&member, tx.at()))?;
        let today = space.location(location).terms.today(tx.at());
        date.later = Some(Later {
            on: on.max(today),
            only: request.lot,
        });
        let refused = pay(tx, &space, &date, &mut done)?;
        refusal = refusal.or(refused);
    }
    match refusal {
        Some(refusal) if done.moved.taken.is_empty() && done.settled.is_empty() => {
            Err(refusal.into())
        }
        Some(_) | None => Ok(done),
    }
}

/// Refuses a lot that is not open to the member, has lapsed or is empty.
fn check_lot(tx: &Tx, space: &Space, member: &Customer, lot: Option<LotId>) -> Result<(), OpError> {
    let Some(id) = lot else {
        return Ok(());
    };
    let owners = facts::owners(tx, space.settings.company_passes, member)?;
    let lot = own_lot(tx, id, &owners)?;
    let expired_on = lot.expires_on;
    if expired_on < space.today(member, tx.at()) {
        return Err(Refusal::LotLapsed {
            lot: id,
            expired_on,
        }
        .into());
    }
    if !lot.left.is_positive() {
        return Err(Refusal::LotEmpty { lot: id }.into());
    }
    Ok(())
}

/// Settles one date where less is owed for it then; why something stays owed, if it does.
fn pay(
    tx: &Tx,
    space: &Space,
    date: &Date,
    done: &mut Settled,
) -> Result<Option<VisitRefusal>, OpError> {
    let there: Vec<Visit> = date.visits.iter().map(|(visit, _)| visit.clone()).collect();
    let outcomes = date.settle(&there);
    let owed: PassQty = outcomes.iter().map(|one| one.owed).sum();
    let before: PassQty = there.iter().map(|visit| visit.owed).sum();
    if owed < before {
        let (_, moved) = date.write(tx, &there, &outcomes)?;
        done.moved.back.extend(moved.back);
        done.moved.taken.extend(moved.taken);
        done.moved.lapsed.extend(moved.lapsed);
    }
    let facts = date.facts(&there);
    let mut refusal = None;
    for was in &there {
        let seen = seen(tx, space, &done.member, was.id)?;
        let open = seen.visit.owed;
        if open.is_positive() {
            let lack = date.lack(&facts, &outcomes, was, open);
            refusal = refusal.or_else(|| {
                Some(VisitRefusal::NotCovered {
                    lack: Box::new(lack.clone()),
                    visit: Some(was.id),
                    buy: lack::to_buy(&facts, was),
                })
            });
            done.owing.push((seen, lack));
        } else if was.owed.is_positive() {
            done.settled.push(seen);
        }
    }
    Ok(refusal)
}

fn seen(tx: &Tx, space: &Space, member: &Customer, id: VisitId) -> Result<Seen, OpError> {
    let listed = find(tx, id)?;
    Ok(Seen::listed(
        space,
        member.clone(),
        listed,
        Moved::default(),
    ))
}

#[cfg(test)]
mod tests;
