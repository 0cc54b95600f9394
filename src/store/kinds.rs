//! Kinds of pass, as last applied.

use super::journal::Relation;
use super::{Row, Snapshot, StoreError, Tx, Value};
use crate::domain::day::Length;
use crate::domain::handle::Handle;
use crate::domain::ids::KindId;
use crate::domain::kind::{Covers, Kind, KindTerms, OnPlan, Pack};
use crate::domain::limit::Limit;
use crate::domain::money::{Currency, Money, Percent};

/// A list of names is stored one a line: names have no line breaks.
fn lines(text: &str) -> Vec<String> {
    text.lines().map(ToOwned::to_owned).collect()
}

/// A plan is stored with its price behind a tab, where it has one: names have no tabs.
fn plan(line: &str, currency: Currency) -> Result<OnPlan, StoreError> {
    let Some((plan, price)) = line.split_once('\t') else {
        return Ok(OnPlan::at_the_price(line.to_owned()));
    };
    let damaged = |_| StoreError::Damaged("a kind's plans".to_owned());
    Ok(OnPlan {
        plan: plan.to_owned(),
        price: Some(Money::read(price, currency).map_err(damaged)?),
    })
}

fn plan_line(one: &OnPlan) -> String {
    one.price.map_or_else(
        || one.plan.clone(),
        |price| format!("{}\t{price}", one.plan),
    )
}

fn from_row(row: &Row) -> Result<Kind, StoreError> {
    let text = |column: &str| row.get::<String>(column);
    let damaged = |column: &str| StoreError::Damaged(format!("a kind's {column}"));
    let currency: Currency = row.get("currency")?;
    let expires: Option<String> = row.get("expires_after")?;
    let handle = |text: &str| Handle::read(text).map_err(|_| damaged("handle"));
    let terms = KindTerms {
        handle: handle(&text("handle")?)?,
        name: text("name")?,
        covers: Covers::read(&text("covers")?).map_err(|_| damaged("covers"))?,
        price: Money::new(row.get("price_minor")?, currency),
        expires_after: expires
            .map(|length| Length::read(&length).map_err(|_| damaged("expires_after")))
            .transpose()?,
        volume: Pack::read_list(&text("volume")?, currency).map_err(|_| damaged("volume"))?,
        services: lines(&text("services")?),
        locations: text("locations")?
            .lines()
            .map(handle)
            .collect::<Result<_, _>>()?,
        plans: text("plans")?
            .lines()
            .map(|line| plan(line, currency))
            .collect::<Result<_, _>>()?,
        limit: Limit::read(&text("usage_limit")?).map_err(|_| damaged("usage_limit"))?,
        priority: row.get("priority")?,
        tax: Percent::from_hundredths(row.get("tax_hundredths")?),
    };
    Ok(Kind {
        id: row.get("id")?,
        terms,
        retired: row.get("retired")?,
    })
}

/// Every kind, retired ones too, in the order they were added.
pub fn list(db: &Snapshot) -> Result<Vec<Kind>, StoreError> {
    db.rows("SELECT * FROM kind ORDER BY id", &[], from_row)
}

/// The kind with that number of the database.
pub fn get(db: &Snapshot, id: KindId) -> Result<Kind, StoreError> {
    db.one("SELECT * FROM kind WHERE id = $1", &[id.into()], from_row)?
        .ok_or(StoreError::NotFound {
            relation: "kind",
            id: id.0,
        })
}

/// The kind with that handle, or None.
pub fn find(db: &Snapshot, handle: &str) -> Result<Option<Kind>, StoreError> {
    db.one(
        "SELECT * FROM kind WHERE handle = $1",
        &[handle.into()],
        from_row,
    )
}

/// Adds a kind, or writes what is declared of it now: by its handle.
pub fn put(tx: &Tx, terms: &KindTerms, retired: bool) -> Result<KindId, StoreError> {
    let covers = terms.covers.to_string();
    let expires = terms.expires_after.map(|length| length.to_string());
    let volume = Pack::list(&terms.volume);
    let services = terms.services.join("\n");
    let locations: Vec<&str> = terms.locations.iter().map(Handle::as_str).collect();
    let locations = locations.join("\n");
    let plans: Vec<String> = terms.plans.iter().map(plan_line).collect();
    let plans = plans.join("\n");
    let limit = terms.limit.to_string();
    let row: [(&str, Value); 14] = [
        ("handle", terms.handle.as_str().into()),
        ("name", (&terms.name).into()),
        ("covers", (&covers).into()),
        ("price_minor", terms.price.minor.into()),
        ("currency", terms.price.currency.into()),
        ("expires_after", (&expires).into()),
        ("volume", (&volume).into()),
        ("services", (&services).into()),
        ("locations", (&locations).into()),
        ("plans", (&plans).into()),
        ("usage_limit", (&limit).into()),
        ("priority", terms.priority.into()),
        ("tax_hundredths", terms.tax.hundredths().into()),
        ("retired", retired.into()),
    ];
    match find(tx, terms.handle.as_str())? {
        Some(known) => tx
            .amend(Relation::Kind, known.id.0, &row)
            .map(|()| known.id),
        None => tx.insert(Relation::Kind, &row).map(KindId),
    }
}
