//! The settings of the whole space (P4, R7, V1, D11, P6).

use crate::domain::handle::Handle;
use crate::domain::money::{Currency, Percent};
use crate::domain::pool::CompanyPasses;
use crate::domain::subscription::SubscriptionEnd;
use crate::domain::words::words;

words! {
    /// When passes are paid for (V1).
    Payment {
        /// On the next invoice.
        Invoice "invoice",
        /// At once, or with a payment method on file.
        Advance "advance",
    }
}

/// The settings of the space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// What kinds and plans are priced in; the default of locations (Q2).
    pub currency: Currency,
    /// How companies share (P4).
    pub company_passes: CompanyPasses,
    /// What expires with a subscription (R7).
    pub subscription_end: SubscriptionEnd,
    /// When passes are paid for (V1).
    pub payment: Payment,
    /// The part of a lot's granted passes that may be used away from its home location (D11).
    pub cross_location: Percent,
    /// What a member who is not active is called (P6).
    pub default_status: String,
    /// Where things happen when nothing else is said.
    pub default_location: Handle,
}

impl Settings {
    /// Every value by its name in config.toml, as text.
    #[must_use]
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        vec![
            ("currency", self.currency.to_string()),
            ("company_passes", self.company_passes.word().to_owned()),
            ("subscription_end", self.subscription_end.word().to_owned()),
            ("payment", self.payment.word().to_owned()),
            ("cross_location", self.cross_location.to_string()),
            ("default_status", self.default_status.clone()),
            ("default_location", self.default_location.to_string()),
        ]
    }
}
