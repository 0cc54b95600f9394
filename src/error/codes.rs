//! The refusals about vouchers and promo codes in words for scripts and hints for people.

use super::{Failure, Mend, exit};
use crate::domain::code::CodeRefusal as No;

/// Tells a refusal.
pub(super) fn told(refusal: &No) -> Failure {
    let no = |code| Failure::new(exit::REFUSED, code, refusal.to_string());
    match refusal {
        No::Taken { what, code } => no("code_taken")
            .value("what", what)
            .value("given", code)
            .hint(if *what == "voucher" {
                "daypass voucher list"
            } else {
                "daypass promo list"
            }),
        No::NoDiscount => Failure::new(exit::USAGE, "no_discount", refusal.to_string())
            .hint("daypass promo add --help"),
        No::Retired { code } => no("code_retired").value("given", code),
        No::Expired { code, until } => no("code_expired")
            .value("given", code)
            .value("until", until),
        No::UsedUp { code, uses } => no("code_used_up").value("given", code).value("uses", uses),
        No::AlreadyRedeemed { code, member } => no("already_redeemed")
            .value("given", code)
            .value("member", member)
            .hint(format!("daypass history {member}")),
        No::WrongItem { code, item } => no("code_not_for_item")
            .value("given", code)
            .value("item", item)
            .hint(Mend::Unset("--promo")),
        No::NotFirstPurchase { code, member } => no("not_first_purchase")
            .value("given", code)
            .value("member", member)
            .hint(Mend::Unset("--promo")),
        No::OtherCurrency { code, has, wants } => no("other_currency")
            .value("given", code)
            .value("has", has)
            .value("wants", wants)
            .hint(Mend::Unset("--promo")),
    }
}
