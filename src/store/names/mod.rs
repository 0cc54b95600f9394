//! What things are called, with a word or two about each: what a shell offers under the TAB key.

mod ids;

use super::customers::{self, Sort, folded};
use super::{Snapshot, StoreError};
use crate::domain::ids::{CustomerId, CustomerRef, PlanId};
use crate::domain::qty::PassQty;
use crate::domain::tag;

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// Members, visitors and companies.
    Customer,
    /// Members and visitors.
    Person,
    /// Companies.
    Company,
    /// Words that members and companies are found by.
    Tag,
    /// Plans and packages that are sold.
    Plan,
    /// Plans that renew, and are sold.
    Renewing,
    /// Packages and kinds that are sold.
    Item,
    /// Desks that are not retired: `LOCATION/DESK`.
    Desk,
    /// Locations that are not retired.
    Location,
    /// Kinds of pass that are not retired.
    Kind,
    /// Services of desks and kinds.
    Service,
    /// Vouchers that are not retired.
    Voucher,
    /// Promo codes that are not retired.
    Promo,
    /// Subscriptions that go on.
    Subscription,
    /// Bookings that stand, the newest.
    Booking,
    /// Visits, the newest.
    Visit,
    /// Lots with something left, the newest.
    Lot,
    /// Holds, the newest.
    Hold,
    /// Operations that were not taken back, the newest.
    Operation,
    /// Assigned seats, the newest.
    Assignment,
    /// Monthly grants that go on.
    Recurring,
    /// Invoices and credit notes, the newest.
    Invoice,
    /// Lines of upcoming invoices, the newest.
    Line,
    /// Notifications, the newest.
    Notification,
    /// Entries of the ledger, the newest.
    Entry,
}

/// A name to type, and what it is.
pub type Name = (String, String);

/// How many of what there may be very many of.
const MOST: usize = 100;

/// The names that begin with a text, in order; what people see of each may be empty. Ids come
/// newest first; lots and subscriptions are those of the customer `of`, where that is somebody.
pub fn list(
    db: &Snapshot,
    what: Named,
    begun: &str,
    of: Option<&str>,
) -> Result<Vec<Name>, StoreError> {
    let of = || match of {
        Some(who) => whose(db, who),
        None => Ok(None),
    };
    let mut names = match what {
        Named::Customer => people(db, &[Sort::Person, Sort::Company], begun)?,
        Named::Person => people(db, &[Sort::Person], begun)?,
        Named::Company => people(db, &[Sort::Company], begun)?,
        Named::Tag => tags(db)?,
        Named::Plan => plans(db, "0, 1")?,
        Named::Renewing => plans(db, "0")?,
        Named::Item => [plans(db, "1")?, kinds(db)?].concat(),
        Named::Desk => desks(db)?,
        Named::Location => plain(
            db,
            "SELECT handle, name FROM location WHERE retired = 0 ORDER BY handle",
        )?,
        Named::Kind => kinds(db)?,
        Named::Service => services(db)?,
        Named::Voucher => vouchers(db, begun)?,
        Named::Promo => promos(db, begun)?,
        Named::Subscription => return ids::subscriptions(db, begun, of()?),
        Named::Booking => return ids::bookings(db, begun),
        Named::Visit => return ids::visits(db, begun),
        Named::Lot => return ids::lots(db, begun, of()?),
        Named::Hold => return ids::holds(db, begun),
        Named::Operation => return ids::operations(db, begun),
        Named::Assignment => return ids::assignments(db, begun),
        Named::Recurring => return ids::recurring(db, begun),
        Named::Invoice => return ids::invoices(db, begun),
        Named::Line => return ids::lines(db, begun),
        Named::Notification => return ids::notifications(db, begun),
        Named::Entry => return ids::entries(db, begun),
    };
    let begun = begun.to_lowercase();
    names.retain(|(name, _)| name.to_lowercase().starts_with(&begun));
    Ok(names)
}

/// The customer of that handle or id; None where there is none.
fn whose(db: &Snapshot, who: &str) -> Result<Option<CustomerId>, StoreError> {
    let found = match CustomerRef::read(who) {
        Some(shown) => customers::find_shown(db, shown)?,
        None => customers::find_handle(db, who)?,
    };
    Ok(found.map(|customer| customer.id))
}

fn plain(db: &Snapshot, sql: &str) -> Result<Vec<Name>, StoreError> {
    db.rows(sql, &[], |row| Ok((row.at(0)?, row.at(1)?)))
}

/// What comes after every text with that beginning.
fn after(begun: &str) -> String {
    format!("{begun}\u{10ffff}")
}

fn people(db: &Snapshot, sorts: &[Sort], begun: &str) -> Result<Vec<Name>, StoreError> {
    let from = folded(begun);
    let until = after(&from);
    let mut names = Vec::new();
    for sort in sorts {
        let mut found = db.rows(
            "SELECT handle, name FROM customer WHERE undone = 0 AND handle >= $1 AND handle < $2 \
             AND kind = $3 AND removed_day IS NULL ORDER BY handle",
            &[
                from.as_str().into(),
                until.as_str().into(),
                sort.kind().into(),
            ],
            |row| Ok((row.at(0)?, row.at(1)?)),
        )?;
        names.append(&mut found);
    }
    Ok(names)
}

fn tags(db: &Snapshot) -> Result<Vec<Name>, StoreError> {
    let sql = "SELECT DISTINCT tags FROM customer \
         WHERE undone = 0 AND removed_day IS NULL AND tags <> '' ORDER BY tags";
    let lists: Vec<String> = db.rows(sql, &[], |row| row.at(0))?;
    let tags = lists.iter().flat_map(|list| tag::read_list(list));
    Ok(each_once(tags))
}

/// Words without anything about them, in order, each once.
fn each_once(words: impl Iterator<Item = String>) -> Vec<Name> {
    let mut names: Vec<Name> = words.map(|word| (word, String::new())).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Plans, packages or both: `package` as the database has it.
fn plans(db: &Snapshot, package: &str) -> Result<Vec<Name>, StoreError> {
    let sql = format!(
        "SELECT name, id FROM plan WHERE undone = 0 AND retired = 0 AND package IN ({package}) \
         ORDER BY name_key"
    );
    db.rows(&sql, &[], |row| {
        Ok((row.at(0)?, row.at::<PlanId>(1)?.to_string()))
    })
}

fn kinds(db: &Snapshot) -> Result<Vec<Name>, StoreError> {
    plain(
        db,
        "SELECT handle, name FROM kind WHERE retired = 0 ORDER BY handle",
    )
}

fn services(db: &Snapshot) -> Result<Vec<Name>, StoreError> {
    let sql = "SELECT service FROM desk WHERE retired = 0 \
         UNION SELECT services FROM kind WHERE retired = 0";
    let lists: Vec<String> = db.rows(sql, &[], |row| row.at(0))?;
    let services = lists.iter().flat_map(|list| list.lines());
    let services = services.filter(|service| !service.is_empty());
    Ok(each_once(services.map(ToOwned::to_owned)))
}

fn desks(db: &Snapshot) -> Result<Vec<Name>, StoreError> {
    db.rows(
        "SELECT l.handle, d.handle, d.name FROM desk d JOIN location l ON l.id = d.location \
         WHERE d.retired = 0 AND l.retired = 0 ORDER BY l.handle, d.handle",
        &[],
        |row| {
            let (location, desk): (String, String) = (row.at(0)?, row.at(1)?);
            Ok((format!("{location}/{desk}"), row.at(2)?))
        },
    )
}

fn vouchers(db: &Snapshot, begun: &str) -> Result<Vec<Name>, StoreError> {
    let from = folded(begun);
    let sql = "SELECT v.code, k.handle, v.passes_halves FROM voucher v \
         JOIN kind k ON k.id = v.kind WHERE v.undone = 0 AND v.retired = 0 \
         AND v.code_key >= $1 AND v.code_key < $2 ORDER BY v.code_key";
    let (from, until) = (from.as_str(), after(&from));
    db.rows(sql, &[from.into(), until.as_str().into()], |row| {
        let kind: String = row.at(1)?;
        Ok((row.at(0)?, format!("{} {kind}", row.at::<PassQty>(2)?)))
    })
}

fn promos(db: &Snapshot, begun: &str) -> Result<Vec<Name>, StoreError> {
    let from = folded(begun);
    let sql = "SELECT code FROM promo WHERE undone = 0 AND retired = 0 \
         AND code_key >= $1 AND code_key < $2 ORDER BY code_key";
    let (from, until) = (from.as_str(), after(&from));
    db.rows(sql, &[from.into(), until.as_str().into()], |row| {
        Ok((row.at(0)?, String::new()))
    })
}
