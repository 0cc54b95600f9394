//! Members, visitors and companies (P1).

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use super::journal::Relation;
use super::{AsOf, Row, Snapshot, StoreError, Tx, Value};
use crate::domain::customer::{Customer, Standing};
use crate::domain::day::Day;
use crate::domain::ids::{CustomerId, CustomerRef, LocationId};

/// A customer to be added.
#[derive(Debug, Clone)]
pub struct NewCustomer<'a> {
    /// Member, visitor or company.
    pub standing: Standing,
    /// Unique over all customers, folded.
    pub handle: &'a str,
    /// As people write it.
    pub name: &'a str,
    /// As people write it.
    pub email: Option<&'a str>,
    /// Home location: its calendar is the customer's.
    pub location: LocationId,
    /// The company the member belongs to.
    pub company: Option<CustomerId>,
    /// Whether check-ins consume passes (P3).
    pub use_passes: bool,
    /// Separated by commas.
    pub tags: &'a str,
    /// For the desk.
    pub note: Option<&'a str>,
    /// A payment method on file (V1).
    pub payment_method: Option<&'a str>,
}

/// The two sorts of customer, each counted on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Members and visitors.
    Person,
    /// Companies.
    Company,
}

impl Sort {
    pub(super) const fn kind(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Company => "company",
        }
    }

    /// The sort of a standing.
    #[must_use]
    pub const fn of(standing: Standing) -> Self {
        match standing {
            Standing::Member | Standing::Visitor => Self::Person,
            Standing::Company => Self::Company,
        }
    }
}

/// The stored words of the sorts that are meant: that one, or either.
fn kinds(sort: Option<Sort>) -> [Value<'static>; 2] {
    let of = |other: Sort| sort.unwrap_or(other).kind().into();
    [of(Sort::Person), of(Sort::Company)]
}

/// A text as it is compared and searched: without case.
#[must_use]
pub fn folded(text: &str) -> String {
    text.trim().to_lowercase()
}

/// How a customer of that sort and number is shown, and who it is.
const fn known_as(sort: Sort, number: i64, visitor: bool) -> (CustomerRef, Standing) {
    match (sort, visitor) {
        (Sort::Company, _) => (CustomerRef::Company(number), Standing::Company),
        (Sort::Person, true) => (CustomerRef::Member(number), Standing::Visitor),
        (Sort::Person, false) => (CustomerRef::Member(number), Standing::Member),
    }
}

/// The statement that reads those customers whole, for [`read`].
macro_rules! customers {
    ($which:literal) => {
        concat!(
            "SELECT id, number, visitor, handle, name, email, location, company, use_passes, \
             tags, removed_day, note, payment_method, kind FROM customer ",
            $which
        )
    };
}

/// A customer as the columns of [`customers!`] say.
fn read(row: &Row) -> Result<Customer, StoreError> {
    let sort = if row.text(13)? == Sort::Company.kind() {
        Sort::Company
    } else {
        Sort::Person
    };
    read_as(sort, row)
}

/// A customer of that sort as the columns before the last say.
pub(super) fn read_as<'r, T: From<&'r str>>(
    sort: Sort,
    row: &'r Row,
) -> Result<Customer<T>, StoreError> {
    let (shown, standing) = known_as(sort, row.at(1)?, row.at(2)?);
    let text = |index| -> Result<Option<T>, StoreError> {
        Ok(match row.value(index)? {
            Value::Null => None,
            Value::Int(_) | Value::Text(_) => Some(row.text(index)?.into()),
        })
    };
    Ok(Customer {
        id: row.at(0)?,
        shown,
        standing,
        handle: row.text(3)?.into(),
        name: row.text(4)?.into(),
        email: text(5)?,
        location: row.at(6)?,
        company: row.at(7)?,
        use_passes: row.at(8)?,
        tags: row.text(9)?.into(),
        removed_on: row.at(10)?,
        note: text(11)?,
        payment_method: text(12)?,
    })
}

/// A customer with what its columns held in the past.
fn from_row(row: &Row) -> Result<Customer, StoreError> {
    let kind: String = row.get("kind")?;
    let visitor: bool = row.get("visitor")?;
    let sort = if kind == Sort::Company.kind() {
        Sort::Company
    } else {
        Sort::Person
    };
    let (shown, standing) = known_as(sort, row.get("number")?, visitor);
    Ok(Customer {
        id: row.get("id")?,
        shown,
        standing,
        handle: row.get("handle")?,
        name: row.get("name")?,
        email: row.get("email")?,
        location: row.get("location")?,
        company: row.get("company")?,
        use_passes: row.get("use_passes")?,
        tags: row.get("tags")?,
        note: row.get("note")?,
        payment_method: row.get("payment_method")?,
        removed_on: row.get("removed_day")?,
    })
}

/// The customer with that number of the database.
pub fn get(db: &Snapshot, id: CustomerId) -> Result<Customer, StoreError> {
    db.one(customers!("WHERE id = $1"), &[id.into()], read)?
        .ok_or(StoreError::NotFound {
            relation: "customer",
            id: id.0,
        })
}

/// The customer as it stood, or None when it was added later (B8).
pub fn find_as_of(
    db: &Snapshot,
    id: CustomerId,
    as_of: AsOf,
) -> Result<Option<Customer>, StoreError> {
    let sql = "SELECT * FROM customer WHERE id = $1 AND operation <= $2";
    let key = [id.into(), as_of.last().into()];
    let found = db.rows_as_of(as_of, Relation::Customer, sql, &key, from_row)?;
    Ok(found.into_iter().next())
}

/// The customer shown as `mb-N` or `co-N`, or None.
pub fn find_shown(db: &Snapshot, shown: CustomerRef) -> Result<Option<Customer>, StoreError> {
    let (sort, number) = match shown {
        CustomerRef::Member(number) => (Sort::Person, number),
        CustomerRef::Company(number) => (Sort::Company, number),
    };
    let sql = customers!("WHERE kind = $1 AND number = $2");
    db.one(sql, &[sort.kind().into(), number.into()], read)
}

/// The customer with exactly that handle, or None.
pub fn find_handle(db: &Snapshot, handle: &str) -> Result<Option<Customer>, StoreError> {
    let sql = customers!("WHERE handle = $1 AND undone = 0");
    db.one(sql, &[folded(handle).as_str().into()], read)
}

/// The customer with that e-mail, in whatever case, or None.
pub fn find_email(db: &Snapshot, email: &str) -> Result<Option<Customer>, StoreError> {
    let sql = customers!("WHERE email_key = $1 AND undone = 0");
    db.one(sql, &[folded(email).as_str().into()], read)
}

/// Customers that were not removed, whose name is that, in whatever case, by handle.
pub fn list_named(
    db: &Snapshot,
    sort: Option<Sort>,
    name: &str,
    most: i64,
) -> Result<Vec<Customer>, StoreError> {
    let key = folded(name);
    let [one, other] = kinds(sort);
    db.rows(
        customers!(
            "WHERE removed_day IS NULL AND name_key = $1 \
             AND (kind = $2 OR kind = $3) ORDER BY handle LIMIT $4"
        ),
        &[key.as_str().into(), one, other, most.into()],
        read,
    )
}

/// Customers that were not removed, whose handle or name begins with the text, by handle; at most
/// `most`.
pub fn list_prefix(
    db: &Snapshot,
    sort: Option<Sort>,
    prefix: &str,
    most: i64,
) -> Result<Vec<Customer>, StoreError> {
    let from = folded(prefix);
    let until = format!("{from}\u{10ffff}");
    let [one, other] = kinds(sort);
    db.rows(
        customers!(
            "WHERE removed_day IS NULL AND id IN \
             (SELECT id FROM customer WHERE handle >= $1 AND handle < $2 AND undone = 0 \
              UNION SELECT id FROM customer WHERE name_key >= $1 AND name_key < $2) \
             AND (kind = $3 OR kind = $4) ORDER BY handle LIMIT $5"
        ),
        &[
            from.as_str().into(),
            until.as_str().into(),
            one,
            other,
            most.into(),
        ],
        read,
    )
}

/// Members and visitors, or companies, by number: those that were removed, or the others.
pub fn list(db: &Snapshot, sort: Sort, removed: bool) -> Result<Vec<Customer>, StoreError> {
    let sql = customers!("WHERE kind = $1 AND (removed_day IS NOT NULL) = $2 ORDER BY number");
    db.rows(sql, &[sort.kind().into(), removed.into()], read)
}

/// The members of a company that were not removed, by number.
pub fn list_company(db: &Snapshot, company: CustomerId) -> Result<Vec<Customer>, StoreError> {
    db.rows(
        customers!("WHERE company = $1 AND removed_day IS NULL ORDER BY number"),
        &[company.into()],
        read,
    )
}

/// Every company with each of its members that were not removed, by number.
pub fn list_companies_members(db: &Snapshot) -> Result<Vec<(CustomerId, CustomerId)>, StoreError> {
    let sql = "SELECT company, id FROM customer \
               WHERE company IS NOT NULL AND removed_day IS NULL ORDER BY number";
    db.rows(sql, &[], |row| Ok((row.get("company")?, row.get("id")?)))
}

/// The members that a company had then, and that were not removed, as they stood, by number (B8).
pub fn list_company_as_of(
    db: &Snapshot,
    company: CustomerId,
    as_of: AsOf,
) -> Result<Vec<Customer>, StoreError> {
    if as_of == AsOf::Now {
        return list_company(db, company);
    }
    let sql = "SELECT * FROM customer WHERE operation <= $1 AND (company = $2 OR id IN \
               (SELECT row FROM change WHERE relation = 'customer' AND operation > $1)) \
               ORDER BY number";
    let key = [as_of.last().into(), company.into()];
    let mut found = db.rows_as_of(as_of, Relation::Customer, sql, &key, from_row)?;
    found.retain(|member| member.company == Some(company) && member.removed_on.is_none());
    Ok(found)
}

/// Every handle and folded name of customers that were not removed, for suggestions.
pub fn list_names(db: &Snapshot, sort: Option<Sort>) -> Result<Vec<(String, String)>, StoreError> {
    let [one, other] = kinds(sort);
    db.rows(
        "SELECT handle, name_key FROM customer \
         WHERE removed_day IS NULL AND (kind = $1 OR kind = $2)",
        &[one, other],
        |row| Ok((row.get("handle")?, row.get("name_key")?)),
    )
}

impl Snapshot<'_> {
    /// Which customers of a range rows of a table belong to.
    pub(super) fn customers_in(
        &self,
        table: &str,
        of: &RangeInclusive<CustomerId>,
    ) -> Result<BTreeSet<CustomerId>, StoreError> {
        let sql = format!(
            "SELECT DISTINCT customer FROM {table} WHERE customer >= $1 AND customer <= $2"
        );
        let ends = [(*of.start()).into(), (*of.end()).into()];
        let found = self.rows(&sql, &ends, |row| row.at(0))?;
        Ok(found.into_iter().collect())
    }
}

/// Adds a customer under the next free number of its sort.
pub fn add(tx: &Tx, new: &NewCustomer) -> Result<CustomerId, StoreError> {
    let kind = Sort::of(new.standing).kind();
    let sql = "SELECT COALESCE(MAX(number), 0) + 1 AS number FROM customer WHERE kind = $1";
    let number: i64 = tx
        .one(sql, &[kind.into()], |row| row.get("number"))?
        .expect("MAX always answers");
    let name_key = folded(new.name);
    let email_key = new.email.map(folded);
    tx.insert(
        Relation::Customer,
        &[
            ("kind", kind.into()),
            ("number", number.into()),
            ("handle", folded(new.handle).as_str().into()),
            ("name", new.name.into()),
            ("name_key", name_key.as_str().into()),
            ("email", new.email.into()),
            ("email_key", (&email_key).into()),
            ("location", new.location.into()),
            ("company", new.company.into()),
            ("visitor", (new.standing == Standing::Visitor).into()),
            ("use_passes", new.use_passes.into()),
            ("tags", new.tags.into()),
            ("note", new.note.into()),
            ("payment_method", new.payment_method.into()),
            ("removed_day", Value::Null),
        ],
    )
    .map(CustomerId)
}

/// Writes what may change of a customer: everything but its number.
pub fn set(tx: &Tx, customer: &Customer) -> Result<(), StoreError> {
    let name_key = folded(&customer.name);
    let email_key = customer.email.as_deref().map(folded);
    tx.amend(
        Relation::Customer,
        customer.id.0,
        &[
            ("handle", folded(&customer.handle).as_str().into()),
            ("name", (&customer.name).into()),
            ("name_key", name_key.as_str().into()),
            ("email", (&customer.email).into()),
            ("email_key", (&email_key).into()),
            ("location", customer.location.into()),
            ("company", customer.company.into()),
            ("visitor", (customer.standing == Standing::Visitor).into()),
            ("use_passes", customer.use_passes.into()),
            ("tags", (&customer.tags).into()),
            ("note", (&customer.note).into()),
            ("payment_method", (&customer.payment_method).into()),
            ("removed_day", customer.removed_on.into()),
        ],
    )
}

/// Turns `use_passes` on (P3).
pub fn set_use_passes(tx: &Tx, id: CustomerId, on: bool) -> Result<(), StoreError> {
    tx.amend(Relation::Customer, id.0, &[("use_passes", on.into())])
}

/// Deactivates a customer (P8).
pub fn set_removed(tx: &Tx, id: CustomerId, on: Day) -> Result<(), StoreError> {
    tx.amend(Relation::Customer, id.0, &[("removed_day", on.into())])
}

/// Locks the rows of customers that a write is about to change, before any fact about them is read:
/// an engine that locks rows touches them here, in order of their numbers. This one has held the
/// whole file since the transaction began (`BEGIN IMMEDIATE`), so that writing the rows would only
/// make more pages to be kept.
pub const fn touch(_tx: &Tx, _ids: &[CustomerId]) -> Result<(), StoreError> {
    Ok(())
}
