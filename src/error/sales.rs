//! The refusals about plans and their sale in words for scripts and hints for people.

use super::{Failure, exit};
use crate::domain::sale::SaleRefusal as No;

/// Tells a refusal.
pub(super) fn told(refusal: &No) -> Failure {
    let told = |exit, code| Failure::new(exit, code, refusal.to_string());
    let no = |code| told(exit::REFUSED, code);
    match refusal {
        No::PlanNameTaken { name, holder } => no("plan_name_taken")
            .value("plan", holder)
            .value("name", name)
            .hint(format!("change that one: daypass plan set {holder}")),
        No::PlanNameLikeAnId { name } => told(exit::USAGE, "plan_name_like_an_id")
            .value("name", name)
            .hint("plans are named in words: Flex 10"),
        No::Amount(_) => told(exit::USAGE, "bad_amount"),
        No::Quantity { quantity } => told(exit::USAGE, "bad_quantity")
            .value("quantity", quantity)
            .hint("--quantity 1"),
        No::TooManyPasses { quantity, passes } => no("too_many_passes")
            .value("quantity", quantity)
            .value("passes", passes)
            .hint("take a smaller --quantity"),
        No::OtherCurrency {
            plan, wants, has, ..
        } => no("other_currency")
            .value("plan", plan)
            .value("wants", wants)
            .value("has", has)
            .hint(format!("add a plan with --currency {has}")),
    }
}
