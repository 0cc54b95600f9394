//! The rows that an operation added or changed: whether each may be set back, and how.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::invoices;
use super::named::named;
use super::use_passes;
use crate::domain::booking::{PaymentStatus, Status};
use crate::domain::day::Day;
use crate::domain::ids::{CustomerId, OperationId, SubscriptionId, VisitId};
use crate::domain::qty::PassQty;
use crate::domain::refusal::Refusal;
use crate::domain::visit;
use crate::ops::OpError;
use crate::ops::facts::Space;
use crate::store::journal::{self, Relation};
use crate::store::taken_back::{self, Net};
use crate::store::{StoreError, Tx, Value, customers, operations, subscriptions, visits};

/// The word for what has become what it was.
pub(super) const AS_BEFORE: &str = "as before";

/// Refuses to set a row back that a later operation changed or, where it would end, uses; and to
/// give it back a name that was taken since (A3).
pub(super) fn check(tx: &Tx, id: OperationId, net: &Net) -> Result<(), OpError> {
    if invoices::owns(net) {
        return Ok(());
    }
    let ends = net.added || ends(net);
    let columns = (!ends && is_kept_by_field(net.relation)).then_some(&net.after);
    refuse_changed(tx, id, net.relation, net.row, columns)?;
    if matches!(net.relation, Relation::Term | Relation::Pause)
        && let Some(subscription) = subscription(tx, net)?
    {
        refuse_changed(tx, id, Relation::Subscription, subscription, None)?;
    }
    // A line is in use while it stands on an invoice, which a column of its own says.
    if ends && net.relation != Relation::Line {
        refuse_used(tx, id, net)?;
    }
    if net.relation == Relation::Visit {
        refuse_later_visit(tx, id, net)?;
    }
    if net.relation == Relation::Hold {
        refuse_used(tx, id, &held_lot(tx, net)?)?;
    }
    refuse_taken(tx, id, net)
}

/// Whether the fields of such a row mean something each on its own: what people keep of somebody or
/// something, and whether and how long a lot stands. The others are the state of one thing.
const fn is_kept_by_field(relation: Relation) -> bool {
    match relation {
        Relation::Setting
        | Relation::Location
        | Relation::Desk
        | Relation::Kind
        | Relation::Customer
        | Relation::Plan
        | Relation::PlanInclude
        | Relation::PlanExtra
        | Relation::Voucher
        | Relation::Promo
        | Relation::PromoScope
        | Relation::Lot => true,
        Relation::Subscription
        | Relation::Term
        | Relation::TermInclude
        | Relation::Pause
        | Relation::Recurring
        | Relation::Purchase
        | Relation::Hold
        | Relation::Booking
        | Relation::Visit
        | Relation::Assignment
        | Relation::Line
        | Relation::VoucherUse
        | Relation::PromoUse
        | Relation::Invoice
        | Relation::InvoiceLine
        | Relation::Payment
        | Relation::Imported => false,
    }
}

/// Whether setting the row back takes something away that could be in use since.
fn ends(net: &Net) -> bool {
    let was = |column: &str| net.before.get(column).and_then(Json::as_i64);
    let is = |column: &str| net.after.get(column).and_then(Json::as_i64);
    let turns_on = |column| was(column) == Some(1);
    let shrinks = |column, open| was(column).unwrap_or(open) < is(column).unwrap_or(open);
    match net.relation {
        Relation::Location => turns_on("retired") || net.before.contains_key("currency"),
        Relation::Desk => turns_on("retired") || shrinks("seats", 0),
        Relation::Kind => turns_on("retired") || net.before.contains_key("covers"),
        Relation::Customer => was("removed_day").is_some() || turns_on("visitor"),
        Relation::Plan | Relation::Voucher | Relation::Promo => turns_on("retired"),
        Relation::Subscription => {
            net.before.contains_key("until_day") && shrinks("until_day", i64::MAX)
        }
        Relation::Recurring => net.before.get("due_day") == Some(&Json::Null),
        Relation::Lot => net.before.contains_key("expires_day") && shrinks("expires_day", i64::MAX),
        Relation::Setting
        | Relation::PlanInclude
        | Relation::PlanExtra
        | Relation::Term
        | Relation::TermInclude
        | Relation::Pause
        | Relation::Purchase
        | Relation::Hold
        | Relation::Booking
        | Relation::Visit
        | Relation::Assignment
        | Relation::Line
        | Relation::PromoScope
        | Relation::VoucherUse
        | Relation::PromoUse
        | Relation::Invoice
        | Relation::InvoiceLine
        | Relation::Payment
        | Relation::Imported => false,
    }
}

/// The subscription that a row of terms or a pause is of.
fn subscription(tx: &Tx, net: &Net) -> Result<Option<i64>, StoreError> {
    let row = journal::present(tx, net.relation, net.row, &["subscription"])?;
    Ok(row.and_then(|row| row.get("subscription").and_then(Json::as_i64)))
}

/// The lot that a hold is of: what it paid for since may hang on the hold (T4).
fn held_lot(tx: &Tx, net: &Net) -> Result<Net, StoreError> {
    let row = journal::present(tx, net.relation, net.row, &["lot"])?.unwrap_or_default();
    Ok(Net {
        relation: Relation::Lot,
        row: row.get("lot").and_then(Json::as_i64).unwrap_or_default(),
        ..net.clone()
    })
}

fn refuse_changed(
    tx: &Tx,
    id: OperationId,
    relation: Relation,
    row: i64,
    columns: Option<&serde_json::Map<String, Json>>,
) -> Result<(), OpError> {
    let Some(by) = taken_back::changed_since(tx, relation, row, id, columns)? else {
        return Ok(());
    };
    let what = named(tx, relation, row)?;
    Err(Refusal::ChangedSince {
        operation: id,
        what,
        by,
    }
    .into())
}

/// What an operation did that was undone uses nothing any more, nor does its undoing.
fn refuse_used(tx: &Tx, id: OperationId, net: &Net) -> Result<(), OpError> {
    for later in taken_back::referring_since(tx, net.relation, net.row, id)? {
        let origin = operations::origin(tx, later)?;
        let (by, stands) = operations::outcome(tx, origin)?;
        if origin > id && stands {
            let what = named(tx, net.relation, net.row)?;
            return Err(Refusal::UsedSince {
                operation: id,
                what,
                by,
            }
            .into());
        }
    }
    Ok(())
}

/// Refuses to take back a visit, or a change of one, after which the same person came again: what
/// covers the later visit may hang on it (C7).
fn refuse_later_visit(tx: &Tx, id: OperationId, net: &Net) -> Result<(), OpError> {
    let Some((later, by)) = visits::find_later(tx, VisitId(net.row), id)? else {
        return Ok(());
    };
    let what = named(tx, Relation::Visit, later.0)?;
    Err(Refusal::UsedSince {
        operation: id,
        what,
        by,
    }
    .into())
}

/// The columns whose values are unique among what was not undone, in words.
const fn unique(relation: Relation) -> &'static [(&'static str, &'static str)] {
    match relation {
        Relation::Customer => &[("handle", "handle"), ("email_key", "e-mail")],
        Relation::Plan => &[("name_key", "plan")],
        Relation::Imported => &[("key", "import")],
        Relation::Voucher => &[("code_key", "voucher")],
        Relation::Promo => &[("code_key", "promo code")],
        Relation::Setting
        | Relation::Location
        | Relation::Desk
        | Relation::Kind
        | Relation::PlanInclude
        | Relation::PlanExtra
        | Relation::Subscription
        | Relation::Term
        | Relation::TermInclude
        | Relation::Pause
        | Relation::Recurring
        | Relation::Purchase
        | Relation::Lot
        | Relation::Hold
        | Relation::Booking
        | Relation::Visit
        | Relation::Assignment
        | Relation::Line
        | Relation::PromoScope
        | Relation::VoucherUse
        | Relation::PromoUse
        | Relation::Invoice
        | Relation::InvoiceLine
        | Relation::Payment => &[],
    }
}

fn refuse_taken(tx: &Tx, id: OperationId, net: &Net) -> Result<(), OpError> {
    let comes_back = net.before.get("undone") == Some(&Json::from(0));
    for (column, word) in unique(net.relation) {
        let value = match net.before.get(*column) {
            Some(value) => value.clone(),
            None if comes_back => journal::present(tx, net.relation, net.row, &[column])?
                .and_then(|mut row| row.remove(*column))
                .unwrap_or_default(),
            None => continue,
        };
        if let Some(by) = taken_back::taken_by(tx, net.relation, net.row, column, &value)? {
            let what = format!("the {word} `{}`", value.as_str().unwrap_or_default());
            return Err(Refusal::TakenSince {
                operation: id,
                what,
                by,
            }
            .into());
        }
    }
    Ok(())
}

/// Sets a row back, or ends one that the operation added as its sort ends; nothing is deleted. `added`
/// is all that it added. Says what it is now in a word, None for what is part of something else.
pub(super) fn set_back(
    tx: &Tx,
    space: &Space,
    (id, added): (OperationId, &BTreeSet<(Relation, i64)>),
    net: &Net,
) -> Result<Option<&'static str>, OpError> {
    if invoices::owns(net) {
        return Ok(None);
    }
    if !net.added {
        let net = use_passes::kept_on(tx, space, id, net)?;
        tx.set_back(&net)?;
        let told = (net.relation != Relation::Lot || net.before.contains_key("expires_day"))
            && (net.relation != Relation::Customer || !net.before.is_empty());
        return Ok(told.then_some(AS_BEFORE));
    }
    let undone = ("undone", Value::Int(1));
    let retired = ("retired", Value::Int(1));
    let (becomes, row) = match net.relation {
        Relation::Setting
        | Relation::TermInclude
        | Relation::Lot
        | Relation::Invoice
        | Relation::InvoiceLine => return Ok(None),
        Relation::Location | Relation::Desk | Relation::Kind => ("retired", vec![retired]),
        Relation::Customer => {
            let customer = customers::get(tx, CustomerId(net.row))?;
            let today = space.today(&customer, tx.at());
            let removed_on = customer.removed_on.unwrap_or(today);
            ("removed", vec![("removed_day", removed_on.into()), undone])
        }
        Relation::Plan | Relation::Voucher | Relation::Promo => ("retired", vec![retired, undone]),
        Relation::PlanInclude | Relation::PlanExtra
            if came_with(added, net, Relation::Plan, "plan") =>
        {
            return Ok(None);
        }
        Relation::PlanInclude => (AS_BEFORE, vec![("passes_halves", Value::Int(0))]),
        Relation::Purchase => ("taken back", vec![undone, ("open", Value::Int(0))]),
        Relation::PromoScope if came_with(added, net, Relation::Promo, "promo") => return Ok(None),
        Relation::PlanExtra | Relation::PromoScope => (AS_BEFORE, vec![("removed", Value::Int(1))]),
        Relation::Subscription => ("cancelled", cancelled(tx, net)?),
        Relation::Term if came_with(added, net, Relation::Subscription, "subscription") => {
            return Ok(None);
        }
        Relation::Term => (AS_BEFORE, vec![("replaced", Value::Int(1))]),
        Relation::Pause | Relation::Payment | Relation::VoucherUse | Relation::PromoUse => {
            (AS_BEFORE, vec![undone])
        }
        Relation::Recurring => ("ended", vec![("due_day", Value::Null)]),
        Relation::Hold => ("taken away", vec![("removed", Value::Int(1))]),
        Relation::Booking => ("cancelled", given_up(net)?),
        Relation::Visit => ("refused", not_let_in()),
        Relation::Assignment => ("ended", never_assigned(net)?),
        Relation::Line => ("void", vec![undone]),
        Relation::Imported => {
            tx.amend(net.relation, net.row, &[undone])?;
            return Ok(None);
        }
    };
    tx.amend(net.relation, net.row, &row)?;
    Ok(Some(becomes))
}

/// Whether the operation also added the row that this one is a part of.
fn came_with(added: &BTreeSet<(Relation, i64)>, net: &Net, whole: Relation, column: &str) -> bool {
    let of = net.after.get(column).and_then(Json::as_i64);
    of.is_some_and(|of| added.contains(&(whole, of)))
}

/// A subscription that never began: its last day is the one before its first (R7).
fn cancelled(tx: &Tx, net: &Net) -> Result<Vec<(&'static str, Value<'static>)>, OpError> {
    let known = subscriptions::find(tx, SubscriptionId(net.row))?;
    let until = known.map(|subscription| subscription.start.previous());
    Ok(vec![
        ("until_day", Value::from(until)),
        ("cancelled", Value::Int(1)),
        ("due_day", Value::from(None::<Day>)),
    ])
}

/// A booking that was not to be: cancelled, with what paid for it given back (B7, D5).
fn given_up(net: &Net) -> Result<Vec<(&'static str, Value<'static>)>, OpError> {
    let word = net.after.get("pay_status").and_then(Json::as_str);
    let damaged = || StoreError::Damaged("what paid for a booking cannot be read".to_owned());
    let pay_status = word.and_then(PaymentStatus::read).ok_or_else(damaged)?;
    let pay_status = match pay_status {
        PaymentStatus::Charged | PaymentStatus::Paid => PaymentStatus::Refunded,
        PaymentStatus::Pending | PaymentStatus::Unpaid => PaymentStatus::Removed,
        PaymentStatus::Failed | PaymentStatus::Removed | PaymentStatus::Refunded => pay_status,
    };
    Ok(vec![
        ("status", Status::Cancelled.word().into()),
        ("pay_status", pay_status.word().into()),
    ])
}

/// A visit that was not to be: as if they had not been let in (C3), with what paid for it given
/// back.
fn not_let_in() -> Vec<(&'static str, Value<'static>)> {
    vec![
        ("status", visit::Status::Refused.word().into()),
        ("out_ms", Value::Null),
        ("covered_by", Value::Null),
        ("kind", Value::Null),
        ("valid_until_ms", Value::Null),
        ("owed_halves", PassQty::ZERO.into()),
    ]
}

/// An assignment that never held: its last day is the one before its first (D9).
fn never_assigned(net: &Net) -> Result<Vec<(&'static str, Value<'static>)>, OpError> {
    let from = net.after.get("from_day").and_then(Json::as_i64);
    let damaged = || StoreError::Damaged("when an assignment began cannot be read".to_owned());
    let from = from.ok_or_else(damaged)?;
    Ok(vec![("until_day", Value::Int(from - 1))])
}
