//! Why somebody is not let in, not checked out, or a visit is not changed.

use thiserror::Error;

use crate::domain::day::{Day, Moment};
use crate::domain::handle::Handle;
use crate::domain::ids::VisitId;
use crate::domain::limit::Excess;
use crate::domain::qty::PassQty;
use crate::domain::span::TimeSpans;

/// Why no pass covers a visit (C3).
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Lack {
    /// D1: the location takes no passes.
    #[error("no passes are taken at {location}")]
    Location {
        /// The location.
        location: Handle,
    },
    /// P1: visitors hold no passes, and nothing is booked.
    #[error("{visitor} is a visitor and has nothing booked there for {on}")]
    Visitor {
        /// The visitor.
        visitor: String,
        /// The date.
        on: Day,
    },
    /// K4: the only passes there are, are for other services.
    #[error("the passes of `{kind}` are not for {}", told(service))]
    Service {
        /// The kind.
        kind: Handle,
        /// The service wanted; empty for none.
        service: String,
    },
    /// K4: the only passes there are, are for other locations.
    #[error("the passes of `{kind}` are not for {location}")]
    Elsewhere {
        /// The kind.
        kind: Handle,
        /// The location.
        location: Handle,
    },
    /// K3: it is outside the spans of the only passes there are.
    #[error("the passes of `{kind}` are for {spans}")]
    Outside {
        /// The kind.
        kind: Handle,
        /// Its spans.
        spans: TimeSpans,
    },
    /// K4: the member has used as many as the kind allows.
    #[error("`{kind}` allows {excess}")]
    Limit {
        /// The kind.
        kind: Handle,
        /// Its limit, and what is used of it.
        excess: Excess,
    },
    /// D10: the member has used as many passes as the location allows.
    #[error("{location} allows {excess}")]
    Usage {
        /// The location.
        location: Handle,
        /// Its limit, and what is used of it.
        excess: Excess,
    },
    /// D11: passes are left, but no more of them may be used away from their home.
    #[error(
        "need {} at {location} on {on}, have {have}: {left} left, but no more of them may be used away from home",
        need.in_words()
    )]
    Away {
        /// What it takes.
        need: PassQty,
        /// What could be used there.
        have: PassQty,
        /// What is left of them.
        left: PassQty,
        /// The date.
        on: Day,
        /// Where.
        location: Handle,
    },
    /// C7: there are passes, but they do not cover it whole.
    #[error("the passes left do not cover it: {need} would be owed on {on}")]
    Short {
        /// What would be owed.
        need: PassQty,
        /// The date.
        on: Day,
    },
    /// C3: too few passes are left, or none.
    #[error("need {} on {on}, have {have}", need.in_words())]
    Passes {
        /// What it takes.
        need: PassQty,
        /// What could be used.
        have: PassQty,
        /// The date.
        on: Day,
    },
}

/// Why a rule about visits said no.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum VisitRefusal {
    /// C1: they are inside already.
    #[error("{who} is inside already: {visit}, since {since}")]
    AlreadyInside {
        /// Who.
        who: String,
        /// The guest's name; None for the member.
        guest: Option<String>,
        /// The visit.
        visit: VisitId,
        /// Its check-in.
        since: Moment,
    },
    /// C1: nobody is at two places at a time.
    #[error("{who} was inside then: {visit}, {from} to {to}")]
    WasInside {
        /// Who.
        who: String,
        /// The visit.
        visit: VisitId,
        /// Its check-in.
        from: Moment,
        /// Its check-out.
        to: Moment,
    },
    /// C1: who is not inside cannot leave.
    #[error("{who} is not inside")]
    NotInside {
        /// Who.
        who: String,
    },
    /// Q7: only what has happened is recorded.
    #[error("{at} is still to come: it is {now}")]
    StillToCome {
        /// The instant given.
        at: Moment,
        /// What the clock says.
        now: Moment,
    },
    /// A check-out is not before its check-in.
    #[error("the check-out {out} is before the check-in {in_at}")]
    OutBeforeIn {
        /// The check-in.
        in_at: Moment,
        /// The check-out.
        out: Moment,
    },
    /// C9: nobody stays overnight.
    #[error("nobody stays beyond {end}: the check-out cannot be at {out}")]
    Overnight {
        /// When they would have been checked out.
        end: Moment,
        /// The check-out wanted.
        out: Moment,
    },
    /// C3: no pass covers it, and it is on record.
    #[error("{lack}")]
    NotCovered {
        /// Why.
        lack: Box<Lack>,
        /// The refused visit on record; None where nothing is kept of it.
        visit: Option<VisitId>,
        /// Kinds that would cover it, cheapest first.
        buy: Vec<Handle>,
    },
    /// C3: a refused visit stays as it is.
    #[error("{visit} was refused: there is nothing to change")]
    WasRefused {
        /// The visit.
        visit: VisitId,
    },
    /// Nobody is let in at a location that is retired.
    #[error("the location `{location}` is retired")]
    LocationRetired {
        /// The location.
        location: Handle,
    },
    /// D9: every seat of the desk is taken on a date.
    #[error("no seat of {desk} is free on {on}")]
    NoSeat {
        /// The desk.
        desk: String,
        /// The first such date.
        on: Day,
    },
    /// D9: an assignment does not end before it begins.
    #[error("the last day {until} is before the first day {from}")]
    EndsBeforeStart {
        /// The first day.
        from: Day,
        /// The last day.
        until: Day,
    },
    /// D9: the subscription is somebody else's.
    #[error("{subscription} is not {member}'s")]
    SubscriptionOfOthers {
        /// The subscription.
        subscription: String,
        /// Who was named.
        member: String,
    },
    /// D9: an assignment that has ended does not end again.
    #[error("{assignment} ended on {until}")]
    AssignmentOver {
        /// The assignment.
        assignment: String,
        /// Its last day.
        until: Day,
    },
}

fn told(service: &str) -> String {
    if service.is_empty() {
        "use without a service".to_owned()
    } else {
        format!("the service `{service}`")
    }
}
