//! Grant Active Status: whom a package makes active (P7).

use crate::domain::customer::{Customer, Standing};
use crate::domain::day::Day;
use crate::domain::lot::Lot;

/// Whether that lot of a package with active status makes the customer active on that day: while
/// at least half a pass of it is left and valid, the company's lot all of its members, a member's
/// lot that member only. The company itself never is (P7).
#[must_use]
pub fn makes_active(lot: &Lot, customer: &Customer, on: Day) -> bool {
    let reaches = match customer.standing {
        Standing::Company => false,
        Standing::Member | Standing::Visitor => {
            lot.owner == customer.id || Some(lot.owner) == customer.company
        }
    };
    reaches && lot.usable_on(on)
}
