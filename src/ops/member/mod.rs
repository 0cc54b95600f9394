//! The people of the space (P1, P3, P5, P8).

pub mod import;
pub mod remove;
#[cfg(test)]
mod tests;

use super::facts::Space;
use super::people::{self, Card, Edit};
use super::sell::{self, Sold};
use super::subscription::start::{self, Started};
use super::{OpError, who};
use crate::domain::booking::{Booking, PaymentStatus};
use crate::domain::customer::{Customer, CustomerRefusal, Standing};
use crate::domain::day_word::DayWord;
use crate::domain::handle::Handle;
use crate::domain::ids::CustomerId;
use crate::domain::sale::SaleRefusal;
use crate::domain::tag;
use crate::store::bookings::{self, Filter};
use crate::store::customers::{self, NewCustomer};
use crate::store::{Tx, subscriptions};

/// A member or visitor to be added.
#[derive(Debug, Clone, Default)]
pub struct New<'a> {
    /// As people write it.
    pub name: &'a str,
    /// Unique, whatever its case.
    pub email: Option<&'a str>,
    /// None makes one of the name.
    pub handle: Option<&'a Handle>,
    /// The company, as typed (P2).
    pub company: Option<&'a str>,
    /// The home location, by handle; None is the space's.
    pub location: Option<&'a str>,
    /// Whether it is a visitor (P1).
    pub visitor: bool,
    /// Tags.
    pub tags: &'a [String],
    /// For the desk.
    pub note: Option<&'a str>,
    /// A payment method on file (V1).
    pub payment_method: Option<&'a str>,
    /// The plan to start on.
    pub plan: Option<Plan<'a>>,
    /// What is sold to them, in order (V1).
    pub buys: &'a [sell::Request<'a>],
}

/// A plan to start on.
#[derive(Debug, Clone, Copy)]
pub struct Plan<'a> {
    /// The plan, as typed.
    pub plan: &'a str,
    /// Its first day; None is today.
    pub from: Option<DayWord>,
}

/// Who was added.
#[derive(Debug, Clone)]
pub struct Added {
    /// Who.
    pub card: Card,
    /// The subscription that they started on.
    pub started: Option<Started>,
    /// What was sold to them.
    pub sold: Vec<Sold>,
}

/// What is to change of a member.
#[derive(Debug, Clone, Default)]
pub struct Change<'a> {
    /// What a company has too.
    pub edit: Edit<'a>,
    /// The company to join, as typed; a member of another one leaves that (P5).
    pub company: Option<&'a str>,
    /// Leave the company (P5): the lots stay with whose they are.
    pub leave_company: bool,
    /// Whether check-ins consume passes (P3).
    pub use_passes: Option<bool>,
}

/// A member that was changed.
#[derive(Debug, Clone)]
pub struct Edited {
    /// As it was.
    pub was: Card,
    /// As it is.
    pub is: Card,
    /// The bookings that waited for a plan of the company that was left: cancelled, their payment
    /// failed (P5, R7).
    pub failed: Vec<Booking>,
}

/// Adds a member or visitor (P1). Passes are not used until something grants them, the plan that
/// they start on and what is sold to them included (P3, V1).
pub fn add(tx: &Tx, new: &New<'_>) -> Result<Added, OpError> {
    let space = Space::read(tx)?;
    let id = enter(tx, &space, new, false)?;
    let started = new.plan.map(|plan| {
        let request = start::Request {
            from: plan.from,
            ..start::Request::of(plan.plan)
        };
        start::start_for(tx, &space, &customers::get(tx, id)?, &request)
    });
    let started = started.transpose()?;
    let mut sold = Vec::with_capacity(new.buys.len());
    for buy in new.buys {
        sold.push(sell::sell_to(tx, &space, &customers::get(tx, id)?, buy)?);
    }
    Ok(Added {
        started,
        sold,
        card: Card::of(tx, &space, customers::get(tx, id)?)?,
    })
}

/// Adds a member or visitor without the plan that they start on and what is sold to them.
fn enter(tx: &Tx, space: &Space, new: &New<'_>, use_passes: bool) -> Result<CustomerId, OpError> {
    if new.visitor && new.plan.is_some() {
        return Err(CustomerRefusal::VisitorWithPlan.into());
    }
    if new.visitor && !new.buys.is_empty() {
        return Err(SaleRefusal::VisitorBuys.into());
    }
    if new.visitor && new.company.is_some() {
        return Err(CustomerRefusal::VisitorInCompany.into());
    }
    if let Some(email) = new.email {
        people::free_email(tx, email, None)?;
    }
    let handle = people::new_handle(tx, new.name, new.handle)?;
    let company = new.company.map(|company| who::company(tx, company));
    Ok(customers::add(
        tx,
        &NewCustomer {
            standing: if new.visitor {
                Standing::Visitor
            } else {
                Standing::Member
            },
            handle: handle.as_str(),
            name: new.name,
            email: new.email,
            location: people::home(space, new.location)?,
            company: company.transpose()?.map(|company| company.id),
            use_passes,
            tags: &tag::edited("", new.tags, &[]),
            note: new.note,
            payment_method: new.payment_method,
        },
    )?)
}

/// Changes a member or visitor, and answers how they were and how they are now. For who leaves a
/// company its plans are over: what waits for them fails (P5, R7).
pub fn set(tx: &Tx, given: &str, change: &Change<'_>) -> Result<Edited, OpError> {
    let space = Space::read(tx)?;
    let mut member = who::person(tx, given)?;
    let was = Card::of(tx, &space, member.clone())?;
    customers::touch(tx, &[member.id])?;
    people::edit(tx, &space, &mut member, &change.edit)?;
    let handle = || member.handle.clone();
    if change.leave_company && member.company.is_none() {
        return Err(CustomerRefusal::NoCompany { handle: handle() }.into());
    }
    let visitor = member.standing == Standing::Visitor;
    if visitor && change.company.is_some() {
        return Err(CustomerRefusal::VisitorInCompany.into());
    }
    if visitor && change.use_passes == Some(true) {
        return Err(CustomerRefusal::VisitorUsesPasses { handle: handle() }.into());
    }
    if change.leave_company {
        member.company = None;
    }
    if let Some(company) = change.company {
        member.company = Some(who::company(tx, company)?.id);
    }
    if let Some(on) = change.use_passes {
        member.use_passes = on;
    }
    customers::set(tx, &member)?;
    let left = was
        .customer
        .company
        .filter(|_| was.customer.company != member.company);
    let failed = left.map(|company| fail_waiting(tx, &member, company));
    Ok(Edited {
        was,
        is: Card::of(tx, &space, member)?,
        failed: failed.transpose()?.unwrap_or_default(),
    })
}

/// Cancels the bookings of somebody that wait for a plan of that company, by date.
fn fail_waiting(tx: &Tx, member: &Customer, company: CustomerId) -> Result<Vec<Booking>, OpError> {
    let mut failed = Vec::new();
    for plan in subscriptions::list_customer(tx, company)? {
        let waiting = Filter {
            member: Some(member.id),
            subscription: Some(plan.id),
            pay_status: Some(PaymentStatus::Pending),
            ..Filter::default()
        };
        for booking in bookings::list(tx, &waiting)? {
            bookings::set(tx, &booking.failed())?;
            failed.push(booking.failed());
        }
    }
    failed.sort_by_key(|booking| (booking.on, booking.id));
    Ok(failed)
}

/// Makes a visitor a member (P1).
pub fn convert(tx: &Tx, given: &str) -> Result<Card, OpError> {
    let mut member = who::person(tx, given)?;
    if member.standing != Standing::Visitor {
        let handle = member.handle;
        return Err(CustomerRefusal::AlreadyMember { handle }.into());
    }
    customers::touch(tx, &[member.id])?;
    member.standing = Standing::Member;
    customers::set(tx, &member)?;
    Card::of(tx, &Space::read(tx)?, member)
}
