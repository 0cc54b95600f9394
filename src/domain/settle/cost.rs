//! What sets of passes are compared by.

use std::ops::Add;

/// What decides between sets of passes before ties: how long somebody is there behind the date with
/// nothing that runs over it, half passes owed, price of half passes, and their number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cost {
    pub(super) overnight: i64,
    pub(super) owed: i64,
    pub(super) price: i64,
    pub(super) halves: i64,
}

impl Add for Cost {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            overnight: self.overnight + other.overnight,
            owed: self.owed + other.owed,
            price: self.price + other.price,
            halves: self.halves + other.halves,
        }
    }
}
