//! Rows as people know them.

use crate::domain::ids::{
    AssignmentId, BookingId, HoldId, InvoiceId, LineId, LotId, PurchaseId, RecurringId,
    SubscriptionId, VisitId,
};
use crate::store::journal::{self, Relation};
use crate::store::{Snapshot, StoreError};

/// A row's handle, id or name; a part is named by the whole that it is of.
pub(super) fn named(db: &Snapshot, relation: Relation, row: i64) -> Result<String, StoreError> {
    let field = |column: &str| {
        let found = journal::present(db, relation, row, &[column])?;
        Ok::<_, StoreError>(
            found
                .and_then(|mut found| found.remove(column))
                .unwrap_or_default(),
        )
    };
    let text = |column| {
        let value = field(column)?;
        Ok::<_, StoreError>(value.as_str().unwrap_or_default().to_owned())
    };
    let part = |column, whole| {
        let value = field(column)?;
        named(db, whole, value.as_i64().unwrap_or_default())
    };
    Ok(match relation {
        Relation::Setting => format!("setting {}", text("name")?),
        Relation::Location => format!("location {}", text("handle")?),
        Relation::Desk => format!("desk {}", text("handle")?),
        Relation::Kind => format!("kind {}", text("handle")?),
        Relation::Customer => text("handle")?,
        Relation::Plan => format!("plan {}", text("name")?),
        Relation::Subscription => SubscriptionId(row).to_string(),
        Relation::Term | Relation::Pause => part("subscription", Relation::Subscription)?,
        Relation::TermInclude => part("term", Relation::Term)?,
        Relation::PlanInclude | Relation::PlanExtra => part("plan", Relation::Plan)?,
        Relation::Purchase => PurchaseId(row).to_string(),
        Relation::Recurring => RecurringId(row).to_string(),
        Relation::Lot => LotId(row).to_string(),
        Relation::Hold => HoldId(row).to_string(),
        Relation::Booking => BookingId(row).to_string(),
        Relation::Visit => VisitId(row).to_string(),
        Relation::Assignment => AssignmentId(row).to_string(),
        Relation::Line => LineId(row).to_string(),
        Relation::Voucher => format!("voucher {}", text("code")?),
        Relation::Promo => format!("promo code {}", text("code")?),
        Relation::VoucherUse => part("voucher", Relation::Voucher)?,
        Relation::PromoScope | Relation::PromoUse => part("promo", Relation::Promo)?,
        Relation::Invoice => InvoiceId(row).to_string(),
        Relation::InvoiceLine | Relation::Payment => part("invoice", Relation::Invoice)?,
        Relation::Imported => text("key")?,
    })
}
