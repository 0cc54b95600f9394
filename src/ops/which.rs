//! References to plans: the id, the name, or the beginning of one plan's name.

use super::who::nearest;
use super::{OpError, ReferenceError};
use crate::domain::ids::PlanId;
use crate::domain::plan::Plan;
use crate::store::customers::folded;
use crate::store::{Snapshot, plans};

/// The plan that a text refers to: `pl-1`, the name in whatever case, or the beginning of the name
/// of one plan only. A beginning means plans that are sold before it means retired ones.
pub fn plan(db: &Snapshot, given: &str) -> Result<Plan, OpError> {
    let key = folded(given);
    let exact = match key.parse::<PlanId>() {
        Ok(id) => Some(plans::find(db, id)?.ok_or_else(|| unknown(given, Vec::new()))?),
        Err(_) => plans::find_name(db, given)?,
    };
    if let Some(plan) = exact {
        return Ok(plan);
    }
    let mut all = plans::list(db)?;
    let begins = |plan: &Plan| !key.is_empty() && folded(&plan.terms.name).starts_with(&key);
    if all.iter().any(|plan| begins(plan) && !plan.retired) {
        all.retain(|plan| begins(plan) && !plan.retired);
    } else if all.iter().any(begins) {
        all.retain(begins);
    } else {
        let keys: Vec<String> = all.iter().map(|plan| folded(&plan.terms.name)).collect();
        let names = keys.iter().zip(all.iter().map(|plan| &plan.terms.name));
        return Err(unknown(given, nearest(&key, names)).into());
    }
    if all.len() > 1 {
        let candidates = all.into_iter().map(|plan| plan.terms.name).collect();
        return Err(ReferenceError::Ambiguous {
            what: "plan",
            given: given.to_owned(),
            candidates,
        }
        .into());
    }
    Ok(all.remove(0))
}

fn unknown(given: &str, nearest: Vec<String>) -> ReferenceError {
    ReferenceError::Unknown {
        what: "plan",
        given: given.to_owned(),
        nearest,
    }
}
