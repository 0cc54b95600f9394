//! Promo codes as they are listed, shown and written.

use serde::{Deserialize, Serialize};

use super::code::{self, Coded};
use super::granted::Who;
use super::{ids, yes_or_no};
use crate::domain::promo::{Discount, For, Use};
use crate::ops::promo::Card;
use crate::output::{Align, Column, View, pairs, table};

/// A promo code in a list.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Row {
    promo: String,
    percent: Option<String>,
    amount: Option<String>,
    currency: Option<String>,
    items: Vec<String>,
    desks: Vec<String>,
    first_purchase: bool,
    until: Option<String>,
    uses: Option<u32>,
    used: usize,
    retired: bool,
}

/// A promo code in a table.
#[derive(Debug, Serialize)]
pub struct Listed {
    #[serde(flatten)]
    row: Row,
    off: String,
    #[serde(rename = "for")]
    scope: String,
}

/// The columns of a list of promo codes.
pub const COLUMNS: &[Column] = &[
    Column::text("promo", "promo"),
    Column::fixed("off", "off"),
    Column::csv("percent"),
    Column::csv("amount"),
    Column::csv("currency"),
    Column::text("for", "for"),
    Column::csv("first_purchase"),
    Column::fixed("until", "until").where_filled(),
    Column::number("used", "used"),
    Column::number("of", "uses").where_filled(),
    Column::text("retired", "retired").where_filled(),
];

/// What a promo code was used for.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Used {
    on: String,
    #[serde(flatten)]
    who: Who,
    booking: Option<String>,
    #[serde(default)]
    purchase: Option<String>,
    discount: String,
    currency: String,
    operation: String,
}

/// A promo code with what it was used for.
#[derive(Debug, Serialize, Deserialize)]
pub struct Promo {
    #[serde(flatten)]
    row: Row,
    redemptions: Vec<Used>,
}

/// A promo code as it stands after it was written.
pub type Written = code::Written<Row>;

impl From<&Card> for Row {
    fn from(card: &Card) -> Self {
        let promo = &card.promo;
        let (percent, amount) = match promo.discount {
            Discount::Percent(percent) => (Some(percent), None),
            Discount::Amount(amount) => (None, Some(amount)),
        };
        Self {
            promo: promo.code.clone(),
            percent: ids(percent),
            amount: ids(amount),
            currency: ids(amount.map(|amount| amount.currency)),
            items: card.items.clone(),
            desks: card.desks.clone(),
            first_purchase: promo.first_purchase,
            until: ids(promo.terms.until),
            uses: promo.terms.uses,
            used: card.uses.len(),
            retired: promo.terms.retired,
        }
    }
}

impl From<&Card> for Listed {
    fn from(card: &Card) -> Self {
        let row = Row::from(card);
        Self {
            off: row.off(),
            scope: row.scope(),
            row,
        }
    }
}

impl From<&Card> for Promo {
    fn from(card: &Card) -> Self {
        let used = card.uses.iter().map(|(one, customer)| {
            let Use {
                of,
                on,
                discount,
                operation,
                ..
            } = one;
            let (booking, purchase) = match of {
                For::Booking(booking) => (Some(booking.to_string()), None),
                For::Purchase(purchase) => (None, Some(purchase.to_string())),
            };
            Used {
                on: on.to_string(),
                who: Who::from(customer),
                booking,
                purchase,
                discount: discount.to_string(),
                currency: discount.currency.to_string(),
                operation: operation.to_string(),
            }
        });
        Self {
            row: Row::from(card),
            redemptions: used.collect(),
        }
    }
}

impl Row {
    fn off(&self) -> String {
        match (&self.percent, &self.amount, &self.currency) {
            (Some(percent), _, _) => format!("{percent} %"),
            (None, Some(amount), Some(currency)) => format!("{amount} {currency}"),
            (None, _, _) => "nothing".to_owned(),
        }
    }

    fn scope(&self) -> String {
        let all: Vec<&str> = self
            .items
            .iter()
            .chain(&self.desks)
            .map(|one| &**one)
            .collect();
        if all.is_empty() {
            return "everything".to_owned();
        }
        all.join(", ")
    }
}

impl Coded for Row {
    const KEPT: &'static str = "what it took off stays";

    fn code(&self) -> &str {
        &self.promo
    }

    fn gives(&self) -> String {
        format!("{} off {}", self.off(), self.scope())
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        vec![
            ("off", self.off()),
            ("for", self.scope()),
            ("first purchase only", yes_or_no(self.first_purchase)),
            (
                "until",
                self.until.clone().unwrap_or_else(|| "any day".to_owned()),
            ),
            ("uses", super::uses(self.uses)),
            ("retired", yes_or_no(self.retired)),
        ]
    }
}

impl View for Promo {
    fn text(&self) -> String {
        let mut rows = vec![("promo", self.row.promo.clone())];
        rows.extend(self.row.fields());
        rows.push(("used", self.row.used.to_string()));
        let heading = [
            ("on", Align::Left),
            ("who", Align::Left),
            ("for", Align::Left),
            ("off", Align::Right),
            ("by", Align::Left),
        ];
        let used = self.redemptions.iter().map(|one| {
            vec![
                one.on.clone(),
                one.who.handle().to_owned(),
                one.booking
                    .clone()
                    .or(one.purchase.clone())
                    .unwrap_or_default(),
                format!("{} {}", one.discount, one.currency),
                one.operation.clone(),
            ]
        });
        let used: Vec<_> = used.collect();
        if used.is_empty() {
            return pairs(&rows);
        }
        format!("{}\n{}", pairs(&rows), table(&heading, used))
    }
}
