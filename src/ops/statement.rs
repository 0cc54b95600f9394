//! A member's or company's statement: what they have today, and what happened to their passes.

use super::OpError;
use super::history::{self, Request, Scheduled, Told};
use super::people::account::{self, Account};
use crate::domain::day::{Day, Instant};
use crate::store::Snapshot;

/// What a statement tells.
#[derive(Debug, Clone)]
pub struct Statement {
    /// What they have today.
    pub account: Account,
    /// The name of their home location.
    pub location: String,
    /// The first day it tells of; None is from the beginning.
    pub from: Option<Day>,
    /// The last day it tells of; None is until today.
    pub to: Option<Day>,
    /// Whether passes of several kinds may be in it.
    pub several_kinds: bool,
    /// The scheduled transactions, soonest date first.
    pub scheduled: Vec<Scheduled>,
    /// The entries, oldest first.
    pub entries: Vec<Told>,
}

/// The statement of whom `request` names, with the part of the history that it asks for (A5).
pub fn statement(
    db: &Snapshot,
    who: &str,
    request: &Request,
    now: Instant,
) -> Result<Statement, OpError> {
    let request = Request {
        who: Some(who),
        ..request.clone()
    };
    let asked = history::ask(db, &request, now)?;
    let customer = asked.who.as_ref().expect("somebody was asked for");
    let (mut scheduled, mut entries) = (Vec::new(), Vec::new());
    history::scheduled(db, &asked, |one| {
        scheduled.push(one);
        Ok::<(), OpError>(())
    })?;
    history::entries(db, &asked, |one| {
        entries.push(one);
        Ok::<(), OpError>(())
    })?;
    let (from, to) = asked.dates();
    Ok(Statement {
        account: account::account(db, now, customer, None)?,
        location: asked.home(customer).to_owned(),
        from,
        to,
        several_kinds: asked.several_kinds,
        scheduled,
        entries,
    })
}
