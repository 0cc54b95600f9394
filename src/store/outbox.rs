//! Which notifications are listed, one by one: there are as many a month as members.

use super::circulars;
use super::notifications::{Notification, Told, from_row};
use super::{Snapshot, StoreError};
use crate::domain::ids::{CustomerId, NotificationId};
use crate::domain::notice::Delivery;

/// Which notifications to list; None means all.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// For that customer.
    pub customer: Option<CustomerId>,
    /// With that delivery.
    pub status: Option<Delivery>,
    /// The newest so many.
    pub limit: Option<u32>,
}

/// Calls `each` with the notifications of a filter, oldest first, without holding all of them in
/// memory.
pub fn each<E: From<StoreError>>(
    db: &Snapshot,
    filter: &Filter,
    mut each: impl FnMut(Notification) -> Result<(), E>,
) -> Result<(), E> {
    if let Some(customer) = filter.customer {
        return of_customer(db, customer, filter)?
            .into_iter()
            .try_for_each(each);
    }
    let Some((first, mut before)) = first_of_newest(db, filter)? else {
        return Ok(());
    };
    let which = which(filter.status);
    let sql = format!("SELECT * FROM notification WHERE id >= $1{which} ORDER BY id");
    db.each(&sql, &[first.into()], |row| match from_row(row)? {
        Told::One(notification) => each(notification),
        Told::Many(circular) => circular.each(db, |one| {
            if before > 0 {
                before -= 1;
                return Ok(());
            }
            each(one)
        }),
    })
}

/// In which row the newest so many of a filter begin, and how many notifications of it come before
/// them; None when there are none.
fn first_of_newest(
    db: &Snapshot,
    filter: &Filter,
) -> Result<Option<(NotificationId, i64)>, StoreError> {
    let Some(most) = filter.limit else {
        return Ok(Some((NotificationId(i64::MIN), 0)));
    };
    let which = which(filter.status);
    let sql = format!(
        "SELECT id, COALESCE(customers, 1) AS notifications FROM notification \
         WHERE 1 = 1{which} ORDER BY id DESC LIMIT $1"
    );
    let (mut first, mut missing) = (None, i64::from(most));
    db.each(&sql, &[most.into()], |row| {
        if missing > 0 {
            missing -= row.get::<i64>("notifications")?;
            first = Some((row.get("id")?, (-missing).max(0)));
        }
        Ok::<(), StoreError>(())
    })?;
    Ok(first)
}

/// The notifications of a filter that are for a customer, oldest first.
fn of_customer(
    db: &Snapshot,
    customer: CustomerId,
    filter: &Filter,
) -> Result<Vec<Notification>, StoreError> {
    let which = which(filter.status);
    let sql = format!("SELECT * FROM notification WHERE customer = $1{which}");
    let mut all = circulars::of_customer(db, customer)?;
    all.retain(|one| filter.status.is_none_or(|status| status == one.delivery()));
    for row in db.rows(&sql, &[customer.into()], from_row)? {
        all.extend(row.unfolded(db)?);
    }
    all.sort_unstable_by_key(|one| one.id);
    let most = filter.limit.map_or(all.len(), |most| {
        usize::try_from(most).unwrap_or(usize::MAX)
    });
    Ok(all.split_off(all.len().saturating_sub(most)))
}

/// What an SQL condition says more for notifications with that delivery.
const fn which(status: Option<Delivery>) -> &'static str {
    match status {
        None => "",
        Some(Delivery::Waiting) => " AND due_ms IS NOT NULL",
        Some(Delivery::Sent) => " AND sent_ms IS NOT NULL",
        Some(Delivery::Failed) => " AND due_ms IS NULL AND sent_ms IS NULL",
    }
}
