//! What a ledger entry is (A1).

/// The types of ledger entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntryType {
    /// Passes that came into a lot when it was added.
    Grant,
    /// Passes spent on a booking or a visit.
    Spend,
    /// Passes that went back to the lot they came from (B7).
    Refund,
    /// Passes taken away by an administrator, or with what is undone.
    Deduct,
    /// Passes that lapsed.
    Expire,
    /// Passes that moved between customers.
    Transfer,
}

impl EntryType {
    /// Every type.
    pub const ALL: [Self; 6] = [
        Self::Grant,
        Self::Spend,
        Self::Refund,
        Self::Deduct,
        Self::Expire,
        Self::Transfer,
    ];

    /// The word it is stored and shown with.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Grant => "grant",
            Self::Spend => "spend",
            Self::Refund => "refund",
            Self::Deduct => "deduct",
            Self::Expire => "expire",
            Self::Transfer => "transfer",
        }
    }

    /// The type with that word.
    #[must_use]
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}
