//! Packages and what is in them (L1, L3). They are rows of `plan`, so that plans and packages have
//! their names and ids in common.

use super::journal::Relation;
use super::plans::set_includes;
use super::{Row, Snapshot, StoreError, Tx, Value};
use crate::domain::ids::PlanId;
use crate::domain::money::Money;
use crate::domain::package::{Content, Extra, Package, PackageTerms, Starts, Then, Validity};
use crate::domain::plan::{Cadence, Include, Validity as IncludeValidity};

fn from_row(row: &Row) -> Result<Package, StoreError> {
    let terms = PackageTerms {
        name: row.get("name")?,
        contents: Vec::new(),
        price: Money::new(row.get("price_minor")?, row.get("currency")?),
        valid: valid(row)?,
        starts: starts(row)?,
        then: then(row)?,
        active_status: row.get("active_status")?,
        holdable: row.get("holdable")?,
        new_clients_only: row.get("new_clients_only")?,
        extras: Vec::new(),
    };
    Ok(Package {
        id: row.get("id")?,
        terms,
        retired: row.get("retired")?,
    })
}

/// How long it lasts, from a row with that column.
pub(super) fn valid(row: &Row) -> Result<Validity, StoreError> {
    let text: String = row.get("valid")?;
    Validity::read(&text).map_err(|_| StoreError::Damaged(format!("a package valid `{text}`")))
}

/// When it starts, from a row with that column.
pub(super) fn starts(row: &Row) -> Result<Starts, StoreError> {
    let text: String = row.get("starts")?;
    let damaged = || StoreError::Damaged(format!("a package starting `{text}`"));
    Starts::read(&text).ok_or_else(damaged)
}

/// What follows it, from a row with those columns.
pub(super) fn then(row: &Row) -> Result<Then, StoreError> {
    let word: String = row.get("then_do")?;
    let plan: Option<PlanId> = row.get("then_plan")?;
    match (word.as_str(), plan) {
        ("none", _) => Ok(Then::Nothing),
        ("renew", _) => Ok(Then::Renew),
        ("convert", Some(plan)) => Ok(Then::Convert(plan)),
        _ => Err(StoreError::Damaged(format!(
            "a package followed by `{word}`"
        ))),
    }
}

/// The columns of what follows it.
pub(super) fn follows(then: Then) -> [(&'static str, Value<'static>); 2] {
    let (word, plan) = match then {
        Then::Nothing => ("none", None),
        Then::Renew => ("renew", None),
        Then::Convert(plan) => ("convert", Some(plan)),
    };
    [("then_do", word.into()), ("then_plan", plan.into())]
}

fn whole(db: &Snapshot, mut package: Package) -> Result<Package, StoreError> {
    let id = [package.id.into()];
    let sql = "SELECT * FROM plan_include WHERE plan = $1 AND passes_halves > 0 ORDER BY id";
    package.terms.contents = db.rows(sql, &id, |row| {
        Ok(Content {
            kind: row.get("kind")?,
            passes: row.get("passes_halves")?,
        })
    })?;
    let currency = package.terms.price.currency;
    let sql = "SELECT * FROM plan_extra WHERE plan = $1 AND removed = 0 ORDER BY id";
    package.terms.extras = db.rows(sql, &id, |row| {
        Ok(Extra {
            name: row.get("name")?,
            price: Money::new(row.get("price_minor")?, currency),
        })
    })?;
    Ok(package)
}

/// Every package, retired ones too, by id.
pub fn list(db: &Snapshot) -> Result<Vec<Package>, StoreError> {
    let sql = "SELECT * FROM plan WHERE package = 1 ORDER BY id";
    let packages = db.rows(sql, &[], from_row)?;
    packages.into_iter().map(|one| whole(db, one)).collect()
}

/// The package with that id, or None; a plan that renews is none.
pub fn find(db: &Snapshot, id: PlanId) -> Result<Option<Package>, StoreError> {
    let sql = "SELECT * FROM plan WHERE id = $1 AND package = 1";
    let found = db.one(sql, &[id.into()], from_row)?;
    found.map(|package| whole(db, package)).transpose()
}

/// The package of that name, in whatever case, or None; a plan that renews is none.
pub fn find_name(db: &Snapshot, name: &str) -> Result<Option<Package>, StoreError> {
    let name_key = super::customers::folded(name);
    let sql = "SELECT * FROM plan WHERE name_key = $1 AND undone = 0 AND package = 1";
    let found = db.one(sql, &[name_key.as_str().into()], from_row)?;
    found.map(|package| whole(db, package)).transpose()
}

/// Adds a package.
pub fn add(tx: &Tx, terms: &PackageTerms) -> Result<PlanId, StoreError> {
    let id = write(terms, |row| {
        let new = [
            ("package", true.into()),
            ("every", "".into()),
            ("prorate", false.into()),
            ("retired", false.into()),
        ];
        tx.insert(Relation::Plan, &[&new, row].concat())
    })?;
    let id = PlanId(id);
    set_includes(tx, id, &includes(terms))?;
    set_extras(tx, id, &terms.extras)?;
    Ok(id)
}

/// Writes what a package promises from now on; what was sold keeps its own terms (L2).
pub fn set(tx: &Tx, id: PlanId, terms: &PackageTerms) -> Result<(), StoreError> {
    write(terms, |row| tx.amend(Relation::Plan, id.0, row))?;
    set_includes(tx, id, &includes(terms))?;
    set_extras(tx, id, &terms.extras)
}

fn write<T>(
    terms: &PackageTerms,
    put: impl FnOnce(&[(&str, Value)]) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let name_key = super::customers::folded(&terms.name);
    let (valid, starts) = (terms.valid.to_string(), terms.starts.to_string());
    let row = [
        ("name", (&terms.name).into()),
        ("name_key", name_key.as_str().into()),
        ("price_minor", terms.price.minor.into()),
        ("currency", terms.price.currency.into()),
        ("valid", (&valid).into()),
        ("starts", (&starts).into()),
        ("active_status", terms.active_status.into()),
        ("holdable", terms.holdable.into()),
        ("new_clients_only", terms.new_clients_only.into()),
    ];
    put(&[row.as_slice(), &follows(terms.then)].concat())
}

fn includes(terms: &PackageTerms) -> Vec<Include> {
    let contents = terms.contents.iter().map(|content| Include {
        kind: content.kind,
        passes: content.passes,
        cadence: Cadence::Period,
        validity: IncludeValidity::Window,
    });
    contents.collect()
}

/// What is no longer sold with it stays as a row that was removed.
fn set_extras(tx: &Tx, plan: PlanId, extras: &[Extra]) -> Result<(), StoreError> {
    let sql = "SELECT id, name FROM plan_extra WHERE plan = $1";
    let known = tx.rows(sql, &[plan.into()], |row| {
        Ok((row.get::<i64>("id")?, row.get::<String>("name")?))
    })?;
    for (id, name) in &known {
        if !extras.iter().any(|extra| extra.name == *name) {
            tx.amend(Relation::PlanExtra, *id, &[("removed", true.into())])?;
        }
    }
    for extra in extras {
        let row = [
            ("plan", plan.into()),
            ("name", (&extra.name).into()),
            ("price_minor", extra.price.minor.into()),
            ("removed", false.into()),
        ];
        match known.iter().find(|(_, name)| *name == extra.name) {
            Some((id, _)) => tx.amend(Relation::PlanExtra, *id, &row)?,
            None => tx.insert(Relation::PlanExtra, &row).map(drop)?,
        }
    }
    Ok(())
}
