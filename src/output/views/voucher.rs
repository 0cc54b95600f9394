//! Vouchers as they are listed, shown, written and redeemed.

use serde::{Deserialize, Serialize};

use super::code::{self, Coded};
use super::granted::{Granted, Who};
use super::{ids, yes_or_no};
use crate::domain::ids::OperationId;
use crate::ops::redeem;
use crate::ops::voucher::Card;
use crate::output::{Align, Column, View, pairs, table};

/// A voucher in a list.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Row {
    voucher: String,
    kind: String,
    /// Null where there is no count.
    passes: Option<String>,
    expires_on: Option<String>,
    until: Option<String>,
    uses: Option<u32>,
    used: usize,
    once_per_member: bool,
    retired: bool,
}

/// The columns of a list of vouchers.
pub const COLUMNS: &[Column] = &[
    Column::text("voucher", "voucher"),
    Column::text("kind", "kind"),
    Column::number("passes", "passes"),
    Column::fixed("expires", "expires_on").where_filled(),
    Column::fixed("until", "until").where_filled(),
    Column::number("used", "used"),
    Column::number("of", "uses").where_filled(),
    Column::csv("once_per_member"),
    Column::text("retired", "retired").where_filled(),
];

/// That a voucher was redeemed.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Redemption {
    on: String,
    #[serde(flatten)]
    who: Who,
    lot: String,
    operation: String,
}

/// A voucher with who redeemed it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Voucher {
    #[serde(flatten)]
    row: Row,
    redemptions: Vec<Redemption>,
}

/// A voucher as it stands after it was written.
pub type Written = code::Written<Row>;

/// What `redeem` answers.
#[derive(Debug, Serialize, Deserialize)]
pub struct Redeemed {
    #[serde(flatten)]
    granted: Granted,
    voucher: String,
}

impl Row {
    /// How many of which kind.
    fn what(&self) -> String {
        let passes = self.passes.as_deref().unwrap_or("unlimited");
        format!("{passes} {}", self.kind)
    }
}

impl From<&Card> for Row {
    fn from(card: &Card) -> Self {
        let voucher = &card.voucher;
        Self {
            voucher: voucher.code.clone(),
            kind: card.kind.to_string(),
            passes: card.counted.then(|| voucher.passes.to_string()),
            expires_on: ids(voucher.expires_on),
            until: ids(voucher.terms.until),
            uses: voucher.terms.uses,
            used: card.redeemed.len(),
            once_per_member: voucher.once_per_member,
            retired: voucher.terms.retired,
        }
    }
}

impl From<&Card> for Voucher {
    fn from(card: &Card) -> Self {
        let redeemed = card.redeemed.iter().map(|one| Redemption {
            on: one.on.to_string(),
            who: Who::from(&one.customer),
            lot: one.lot.to_string(),
            operation: one.operation.to_string(),
        });
        Self {
            row: Row::from(card),
            redemptions: redeemed.collect(),
        }
    }
}

impl Coded for Row {
    const KEPT: &'static str = "what it gave stays";

    fn code(&self) -> &str {
        &self.voucher
    }

    fn gives(&self) -> String {
        format!("gives {}", self.what())
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        let day = |day: &Option<String>| day.clone().unwrap_or_else(|| "never".to_owned());
        vec![
            ("gives", self.what()),
            ("which expire", day(&self.expires_on)),
            (
                "until",
                self.until.clone().unwrap_or_else(|| "any day".to_owned()),
            ),
            ("uses", super::uses(self.uses)),
            ("once per member", yes_or_no(self.once_per_member)),
            ("retired", yes_or_no(self.retired)),
        ]
    }
}

impl View for Voucher {
    fn text(&self) -> String {
        let mut rows = vec![("voucher", self.row.voucher.clone())];
        rows.extend(self.row.fields());
        rows.push(("used", self.row.used.to_string()));
        let heading = [
            ("on", Align::Left),
            ("who", Align::Left),
            ("lot", Align::Left),
            ("by", Align::Left),
        ];
        let redemptions = self.redemptions.iter().map(|one| {
            let Redemption {
                on,
                who,
                lot,
                operation,
            } = one;
            [on, who.handle(), lot, operation]
                .map(str::to_owned)
                .to_vec()
        });
        let redemptions: Vec<_> = redemptions.collect();
        if redemptions.is_empty() {
            return pairs(&rows);
        }
        format!("{}\n{}", pairs(&rows), table(&heading, redemptions))
    }
}

impl Redeemed {
    /// The answer.
    #[must_use]
    pub fn of(operation: Option<OperationId>, done: &redeem::Redeemed) -> Self {
        Self {
            granted: Granted::of(operation, &done.granted),
            voucher: done.code.clone(),
        }
    }
}

impl View for Redeemed {
    fn text(&self) -> String {
        format!("{}voucher {}\n", self.granted.text(), self.voucher)
    }
}
