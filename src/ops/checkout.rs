//! `checkout`: somebody leaves, and what the date costs is settled (C5, C7).

use super::facts::Space;
use super::visit::date::touch;
use super::visit::{Seen, around, check_clash, check_times, date_of, overdue, who as named, write};
use super::{OpError, who};
use crate::domain::day_word::TimeWord;
use crate::domain::visit::refusal::VisitRefusal;
use crate::domain::visit::{Status, Visit};
use crate::store::{Tx, visits};

/// Who leaves, and when.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The member or visitor, as typed (P2).
    pub who: &'a str,
    /// When; None is now.
    pub at: Option<TimeWord>,
    /// The name of the guest who leaves; None is the member.
    pub guest: Option<&'a str>,
}

/// Checks somebody out. Who should have left by then was checked out automatically when they
/// should have (C9).
pub fn checkout(tx: &Tx, request: &Request) -> Result<Seen, OpError> {
    let space = Space::read(tx)?;
    let member = who::person(tx, request.who)?;
    touch(tx, &space, &member)?;
    let open = visits::list_open(tx, member.id)?;
    let open = open
        .into_iter()
        .find(|visit| visit.guest.as_deref() == request.guest)
        .ok_or_else(|| VisitRefusal::NotInside {
            who: named(&member, request.guest),
        })?;
    let zone = space.location(open.location).terms.zone;
    let at = request.at.map_or(tx.at(), |word| word.at(tx.at(), zone));
    let left = Visit {
        out_at: Some(at),
        status: Status::Left,
        ..open.clone()
    };
    check_times(&left, zone, tx.at())?;
    let (visit, settled_on) = match overdue::end(tx, &space, &open, at)? {
        Some(ended) => (ended, open.on),
        None => (left, space.today(&member, tx.at())),
    };
    check_clash(&visit, &around(tx, &visit)?, &member, &space)?;
    let date = date_of(tx, &space, &member, &visit, settled_on)?;
    write(tx, &space, &date, &visit)
}
