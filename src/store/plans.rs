//! Recurring plans and what they include (L1).

use super::journal::Relation;
use super::{Row, Snapshot, StoreError, Tx, Value};
use crate::domain::day::Length;
use crate::domain::ids::PlanId;
use crate::domain::money::Money;
use crate::domain::plan::{Cadence, Include, Plan, PlanTerms, Validity};
use crate::domain::qty::PassQty;

fn from_row(row: &Row) -> Result<Plan, StoreError> {
    let every: String = row.get("every")?;
    let terms = PlanTerms {
        name: row.get("name")?,
        every: Length::read(&every)
            .map_err(|_| StoreError::Damaged(format!("a plan every `{every}`")))?,
        includes: Vec::new(),
        price: Money::new(row.get("price_minor")?, row.get("currency")?),
        prorate: row.get("prorate")?,
    };
    Ok(Plan {
        id: row.get("id")?,
        terms,
        retired: row.get("retired")?,
    })
}

/// Reads an include from a row that has its columns.
pub(super) fn include_from_row(row: &Row) -> Result<Include, StoreError> {
    let cadence: String = row.get("cadence")?;
    let validity: String = row.get("validity")?;
    Ok(Include {
        kind: row.get("kind")?,
        passes: row.get("passes_halves")?,
        cadence: Cadence::read(&cadence)
            .ok_or_else(|| StoreError::Damaged(format!("an include each `{cadence}`")))?,
        validity: Validity::read(&validity)
            .map_err(|_| StoreError::Damaged(format!("an include valid `{validity}`")))?,
    })
}

fn with_includes(db: &Snapshot, mut plan: Plan) -> Result<Plan, StoreError> {
    let sql = "SELECT * FROM plan_include WHERE plan = $1 AND passes_halves > 0 ORDER BY id";
    plan.terms.includes = db.rows(sql, &[plan.id.into()], include_from_row)?;
    Ok(plan)
}

/// Every plan, retired ones too, by id.
pub fn list(db: &Snapshot) -> Result<Vec<Plan>, StoreError> {
    let sql = "SELECT * FROM plan WHERE package = 0 ORDER BY id";
    let plans = db.rows(sql, &[], from_row)?;
    plans
        .into_iter()
        .map(|plan| with_includes(db, plan))
        .collect()
}

/// The plan with that id, or None; a package is none.
pub fn find(db: &Snapshot, id: PlanId) -> Result<Option<Plan>, StoreError> {
    let sql = "SELECT * FROM plan WHERE id = $1 AND package = 0";
    let plan = db.one(sql, &[id.into()], from_row)?;
    plan.map(|plan| with_includes(db, plan)).transpose()
}

/// The plan of that name, in whatever case, or None; a package is none.
pub fn find_name(db: &Snapshot, name: &str) -> Result<Option<Plan>, StoreError> {
    let name_key = super::customers::folded(name);
    let sql = "SELECT * FROM plan WHERE name_key = $1 AND undone = 0 AND package = 0";
    let plan = db.one(sql, &[name_key.as_str().into()], from_row)?;
    plan.map(|plan| with_includes(db, plan)).transpose()
}

/// Adds a plan.
pub fn add(tx: &Tx, terms: &PlanTerms) -> Result<PlanId, StoreError> {
    let name_key = super::customers::folded(&terms.name);
    let every = terms.every.to_string();
    let id = tx.insert(
        Relation::Plan,
        &[
            ("name", (&terms.name).into()),
            ("name_key", name_key.as_str().into()),
            ("every", (&every).into()),
            ("price_minor", terms.price.minor.into()),
            ("currency", terms.price.currency.into()),
            ("prorate", terms.prorate.into()),
            ("retired", false.into()),
        ],
    )?;
    let id = PlanId(id);
    set_includes(tx, id, &terms.includes)?;
    Ok(id)
}

/// Writes what a plan promises from now on; what was sold keeps its own terms (L2).
pub fn set(tx: &Tx, id: PlanId, terms: &PlanTerms) -> Result<(), StoreError> {
    let name_key = super::customers::folded(&terms.name);
    let every = terms.every.to_string();
    tx.amend(
        Relation::Plan,
        id.0,
        &[
            ("name", (&terms.name).into()),
            ("name_key", name_key.as_str().into()),
            ("every", (&every).into()),
            ("price_minor", terms.price.minor.into()),
            ("currency", terms.price.currency.into()),
            ("prorate", terms.prorate.into()),
        ],
    )?;
    set_includes(tx, id, &terms.includes)
}

/// Retires a plan or package (L4), or brings it back.
pub fn set_retired(tx: &Tx, id: PlanId, retired: bool) -> Result<(), StoreError> {
    tx.amend(Relation::Plan, id.0, &[("retired", retired.into())])
}

/// Writes what a plan or package includes; what is no longer included stays as a row without passes.
pub(super) fn set_includes(tx: &Tx, plan: PlanId, includes: &[Include]) -> Result<(), StoreError> {
    let sql = "SELECT id, kind FROM plan_include WHERE plan = $1";
    let known = tx.rows(sql, &[plan.into()], |row| {
        Ok((row.get::<i64>("id")?, row.get("kind")?))
    })?;
    for (id, kind) in &known {
        if !includes.iter().any(|include| include.kind == *kind) {
            let none = ("passes_halves", Value::from(PassQty::ZERO));
            tx.amend(Relation::PlanInclude, *id, &[none])?;
        }
    }
    for include in includes {
        let validity = include.validity.to_string();
        let row = [
            ("plan", plan.into()),
            ("kind", include.kind.into()),
            ("passes_halves", include.passes.into()),
            ("cadence", include.cadence.word().into()),
            ("validity", (&validity).into()),
        ];
        match known.iter().find(|(_, kind)| *kind == include.kind) {
            Some((id, _)) => tx.amend(Relation::PlanInclude, *id, &row)?,
            None => tx.insert(Relation::PlanInclude, &row).map(drop)?,
        }
    }
    Ok(())
}
