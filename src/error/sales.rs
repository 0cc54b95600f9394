//! The refusals about plans and their sale in words for scripts and hints for people.

use super::{Failure, Mend, exit};
use crate::domain::sale::SaleRefusal as No;

/// Tells a refusal.
pub(super) fn told(refusal: &No) -> Failure {
    let told = |exit, code| Failure::new(exit, code, refusal.to_string());
    let no = |code| told(exit::REFUSED, code);
    match refusal {
        No::PlanNameTaken { name, holder } => no("plan_name_taken")
            .value("plan", holder)
            .value("name", name)
            .hint(format!("daypass plan show {holder}")),
        No::PlanNameLikeAnId { name } => told(exit::USAGE, "plan_name_like_an_id")
            .value("name", name)
            .hint("daypass plan add --help"),
        No::Amount(_) => told(exit::USAGE, "bad_amount"),
        No::Quantity { quantity } => told(exit::USAGE, "bad_quantity")
            .value("quantity", quantity)
            .hint(Mend::Set("--quantity", "1".to_owned())),
        No::TooManyPasses { quantity, passes } => no("too_many_passes")
            .value("quantity", quantity)
            .value("passes", passes)
            .hint(Mend::Set("--quantity", "1".to_owned())),
        No::OtherCurrency {
            plan, wants, has, ..
        } => no("other_currency")
            .value("plan", plan)
            .value("wants", wants)
            .value("has", has)
            .hint("daypass plan list"),
    }
}
