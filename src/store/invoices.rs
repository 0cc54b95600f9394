//! Issued invoices, credit notes and payments (V3, V4). The database refuses to change what was
//! issued, and any number but the next.

use super::journal::Relation;
use super::{AsOf, Row, Snapshot, StoreError, Tx, Value, numbered};
use crate::domain::day::Day;
use crate::domain::ids::{CustomerId, InvoiceId, OperationId};
use crate::domain::invoice::{Charge, Invoice, Item};
use crate::domain::money::{Money, Percent};

/// Invoices with what became of them.
const KNOWN: &str = "SELECT i.*, c.id AS credited_by, p.on_day AS paid_day FROM invoice i \
     LEFT JOIN invoice c ON c.credits = i.id \
     LEFT JOIN payment p ON p.invoice = i.id AND p.undone = 0";

/// Which invoices are wanted; None is all.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// Of that customer.
    pub customer: Option<CustomerId>,
    /// Issued on that day or later.
    pub from: Option<Day>,
    /// Issued on that day or earlier.
    pub to: Option<Day>,
}

fn from_row(row: &Row) -> Result<Invoice, StoreError> {
    Ok(Invoice {
        id: row.get("id")?,
        customer: row.get("customer")?,
        currency: row.get("currency")?,
        issued_on: row.get("issued_day")?,
        name: row.get("name")?,
        email: row.get("email")?,
        company: row.get("company")?,
        location: row.get("location")?,
        credits: row.get("credits")?,
        replaces: row.get("replaces")?,
        credited_by: row.get("credited_by")?,
        paid_on: row.get("paid_day")?,
    })
}

/// The invoice or credit note with that number, or None.
pub fn find(db: &Snapshot, id: InvoiceId) -> Result<Option<Invoice>, StoreError> {
    db.one(&format!("{KNOWN} WHERE i.id = $1"), &[id.into()], from_row)
}

/// Calls `each` with the invoices and credit notes that the filter lets through, by number, without
/// holding all of them in memory.
pub fn each<E: From<StoreError>>(
    db: &Snapshot,
    filter: &Filter,
    mut each: impl FnMut(Invoice) -> Result<(), E>,
) -> Result<(), E> {
    let day = |day: Option<Day>, open: i64| day.map_or(Value::Int(open), Value::from);
    let mut values = vec![day(filter.from, i64::MIN), day(filter.to, i64::MAX)];
    let mut sql = format!("{KNOWN} WHERE i.issued_day BETWEEN $1 AND $2");
    if let Some(customer) = filter.customer {
        sql.push_str(" AND i.customer = $3");
        values.push(customer.into());
    }
    sql.push_str(" ORDER BY i.id");
    db.each(&sql, &values, |row| each(from_row(row)?))
}

/// The invoices of a customer that were neither void nor noted as paid then, by number (B8).
pub fn list_open(
    db: &Snapshot,
    customer: CustomerId,
    as_of: AsOf,
) -> Result<Vec<Invoice>, StoreError> {
    let sql = "SELECT i.*, NULL AS credited_by, NULL AS paid_day FROM invoice i \
               WHERE i.customer = $1 AND i.operation <= $2 AND i.credits IS NULL \
                   AND NOT EXISTS (SELECT 1 FROM invoice c \
                       WHERE c.credits = i.id AND c.operation <= $2) \
                   AND NOT EXISTS (SELECT 1 FROM payment p \
                       WHERE p.invoice = i.id AND p.undone = 0 AND p.operation <= $2) \
               ORDER BY i.id";
    let then = Value::from(as_of.last());
    let mut open = Vec::new();
    for invoice in db.rows(sql, &[customer.into(), then], from_row)? {
        let sql = "SELECT * FROM payment WHERE invoice = $1 AND operation <= $2";
        let values = [invoice.id.into(), then];
        let undone = db.rows_as_of(as_of, Relation::Payment, sql, &values, |row| {
            row.get::<bool>("undone")
        })?;
        if undone.into_iter().all(|undone| undone) {
            open.push(invoice);
        }
    }
    Ok(open)
}

/// What an invoice says, in the order of its lines.
pub fn items(db: &Snapshot, invoice: &Invoice) -> Result<Vec<Item>, StoreError> {
    let sql = "SELECT * FROM invoice_line WHERE invoice = $1 ORDER BY id";
    db.rows(sql, &[invoice.id.into()], |row| {
        Ok(Item {
            line: row.get("line")?,
            on: row.get("on_day")?,
            text: row.get("text")?,
            charge: Charge {
                net: Money::new(row.get("net_minor")?, invoice.currency),
                rate: Percent::from_hundredths(row.get("tax_hundredths")?),
                tax: Money::new(row.get("tax_minor")?, invoice.currency),
                paid: row.get("paid")?,
            },
        })
    })
}

/// The invoice that stands for a void one: itself, or what replaced it last.
pub fn latest(db: &Snapshot, id: InvoiceId) -> Result<InvoiceId, StoreError> {
    let sql = "SELECT id FROM invoice WHERE replaces = $1";
    let mut latest = id;
    while let Some(later) = db.one(sql, &[latest.into()], |row| row.get("id"))? {
        latest = later;
    }
    Ok(latest)
}

/// The operation that issued it.
pub fn issued_by(db: &Snapshot, id: InvoiceId) -> Result<Option<OperationId>, StoreError> {
    let sql = "SELECT operation FROM invoice WHERE id = $1";
    db.one(sql, &[id.into()], |row| row.get("operation"))
}

/// The operation that noted that it was paid, or None.
pub fn paid_by(db: &Snapshot, id: InvoiceId) -> Result<Option<OperationId>, StoreError> {
    let sql = "SELECT operation FROM payment WHERE invoice = $1 AND undone = 0";
    db.one(sql, &[id.into()], |row| row.get("operation"))
}

/// The number that the next invoice has: one more than the last, under the write lock (V4).
pub fn next(tx: &Tx) -> Result<InvoiceId, StoreError> {
    Ok(InvoiceId(numbered::last(tx, "invoice")? + 1))
}

/// Adds an invoice with what it says; its number has to be the next.
pub fn add(tx: &Tx, new: &Invoice, items: &[Item]) -> Result<(), StoreError> {
    let row = [
        ("id", new.id.into()),
        ("customer", new.customer.into()),
        ("currency", new.currency.into()),
        ("issued_day", new.issued_on.into()),
        ("name", (&new.name).into()),
        ("email", (&new.email).into()),
        ("company", (&new.company).into()),
        ("location", (&new.location).into()),
        ("credits", new.credits.into()),
        ("replaces", new.replaces.into()),
    ];
    tx.insert(Relation::Invoice, &row)?;
    for item in items {
        let charge = item.charge;
        let row = [
            ("invoice", new.id.into()),
            ("line", item.line.into()),
            ("on_day", item.on.into()),
            ("text", (&item.text).into()),
            ("net_minor", charge.net.minor.into()),
            ("tax_hundredths", charge.rate.hundredths().into()),
            ("tax_minor", charge.tax.minor.into()),
            ("paid", charge.paid.into()),
        ];
        tx.insert(Relation::InvoiceLine, &row)?;
    }
    Ok(())
}

/// Notes that an invoice was paid.
pub fn pay(tx: &Tx, invoice: InvoiceId, on: Day) -> Result<(), StoreError> {
    let row = [("invoice", invoice.into()), ("on_day", on.into())];
    tx.insert(Relation::Payment, &row).map(drop)
}

/// Takes the note back that an invoice was paid, where there is one.
pub fn unpay(tx: &Tx, invoice: InvoiceId) -> Result<(), StoreError> {
    let sql = "SELECT id FROM payment WHERE invoice = $1 AND undone = 0";
    let payment = tx.one(sql, &[invoice.into()], |row| row.get::<i64>("id"))?;
    match payment {
        Some(id) => tx.amend(Relation::Payment, id, &[("undone", true.into())]),
        None => Ok(()),
    }
}

/// Invoices that do not stand as their lines say: a line of one that is not void stands elsewhere, or
/// a line stands on one that does not say it. At most five.
pub fn misplaced(db: &Snapshot) -> Result<Vec<InvoiceId>, StoreError> {
    db.rows(
        "SELECT i.id FROM invoice i JOIN invoice_line x ON x.invoice = i.id \
             JOIN line l ON l.id = x.line \
         WHERE i.credits IS NULL AND (l.invoice IS NULL OR l.invoice <> i.id) \
             AND NOT EXISTS (SELECT 1 FROM invoice c WHERE c.credits = i.id) \
         UNION SELECT l.invoice FROM line l WHERE l.invoice IS NOT NULL AND NOT EXISTS \
             (SELECT 1 FROM invoice_line x WHERE x.invoice = l.invoice AND x.line = l.id) \
         ORDER BY 1 LIMIT 5",
        &[],
        |row| row.at(0),
    )
}
