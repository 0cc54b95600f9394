//! Grant Active Status: whom a package makes active (P7).

use crate::domain::customer::{Customer, Standing};
use crate::domain::ids::CustomerId;

/// Whether a lot of a package with active status makes the customer active while it is usable, that
/// is while at least half a pass of it is left and valid: the company's lot all of its members, a
/// member's lot that member only. The company itself never is (P7).
#[must_use]
pub fn makes_active<T>(owner: CustomerId, customer: &Customer<T>) -> bool {
    match customer.standing {
        Standing::Company => false,
        Standing::Member | Standing::Visitor => {
            owner == customer.id || Some(owner) == customer.company
        }
    }
}
