//! The refusals about plans and their sale in words for scripts and hints for people.

use super::{Failure, Hint, Mend, Nearest, exit, quoted};
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
        No::TooManySold { count, passes } => no("too_many_passes")
            .value("count", count)
            .value("passes", passes)
            .hint(Hint::Instead(Box::new(Nearest {
                given: count.to_string(),
                with: "1".to_owned(),
                otherwise: "daypass plan list",
            }))),
        No::PackageRetired { name } => no("plan_retired")
            .value("plan", name)
            .hint("daypass plan list"),
        No::RecursInPackage { include } => told(exit::USAGE, "recurs_in_package")
            .value("include", include)
            .hint("daypass plan add --help"),
        No::EmptyPackage => told(exit::USAGE, "empty_package").hint("daypass plan add --help"),
        No::ExtraTwice { name } => told(exit::USAGE, "extra_twice").value("extra", name),
        No::OtherSort { plan, flag, .. } => no("other_sort")
            .value("plan", plan)
            .value("flag", flag)
            .hint("daypass plan list"),
        No::WrongSort { name, is_package } => {
            let verb = if *is_package {
                "sell"
            } else {
                "subscription start"
            };
            no("wrong_sort").value("plan", name).hint(Hint::Whom {
                text: format!("daypass {verb} WHO {}", quoted(name)),
                otherwise: "daypass plan list",
            })
        }
        No::NotCounted { item } => no("not_counted").value("item", item),
        No::NewClientsOnly { package, who } => no("new_clients_only")
            .value("package", package)
            .value("member", who)
            .hint(format!("daypass history {who}")),
        No::PaidInAdvance { who } => no("paid_in_advance")
            .value("member", who)
            .hint(Mend::On("--paid")),
        No::OverAlready { item, last, today } => no("over_already")
            .value("item", item)
            .value("last", last)
            .value("today", today)
            .hint(Mend::Set("--from", today.to_string())),
        No::LastsAsItSays { package } => no("lasts_as_it_says")
            .value("package", package)
            .hint(Mend::Unset("--expires")),
        No::Count { count } => told(exit::USAGE, "bad_count").value("count", count),
        No::VisitorBuys => no("visitor_buys").hint(Mend::Off("--visitor")),
        No::OtherCurrency {
            plan, wants, has, ..
        } => no("other_currency")
            .value("plan", plan)
            .value("wants", wants)
            .value("has", has)
            .hint("daypass plan list"),
    }
}
