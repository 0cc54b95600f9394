//! What `sell` answers.

use serde::{Deserialize, Serialize};

use super::granted::Who;
use super::subscription::started::Decided;
use super::{day, expiry, ids};
use crate::domain::ids::OperationId;
use crate::domain::invoice::Charge;
use crate::domain::price;
use crate::domain::qty::PassQty;
use crate::ops::sell;
use crate::output::{Align, View, table};

/// A lot that was sold.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Lot {
    id: String,
    kind: String,
    /// Null where there is no count.
    passes: Option<String>,
    expires_on: Option<String>,
    /// How long it lasts from its first visit on, where it waits for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from_first_visit: Option<String>,
    /// What is usable of its kind today; null where there is no count.
    balance: Option<String>,
}

/// A part of the price of passes of a kind: packs of one size, or singles.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Part {
    size: u32,
    times: u32,
    price: String,
}

/// A line for the invoice.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Line {
    id: String,
    text: String,
    amount: String,
    tax: String,
    total: String,
    currency: String,
    paid: bool,
}

/// What `sell` answers.
#[derive(Debug, Serialize, Deserialize)]
pub struct Sold {
    operation: Option<String>,
    #[serde(flatten)]
    who: Who,
    purchase: String,
    item: String,
    count: i64,
    charge: String,
    /// Of all kinds; null where there is no count.
    passes: Option<String>,
    /// Null for a package of several kinds.
    kind: Option<String>,
    /// Of that kind.
    balance: Option<String>,
    lots: Vec<Lot>,
    /// Without tax and extras.
    price: String,
    /// What goes on the invoice, extras too, without tax.
    amount: String,
    /// The tax on that.
    tax: String,
    /// With tax.
    total: String,
    currency: String,
    split: Vec<Part>,
    /// The promo code, and what it took off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    promo: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    discount: Option<String>,
    /// Its own line; null where it is free.
    line: Option<String>,
    lines: Vec<Line>,
    use_passes: Decided,
}

impl From<&sell::Passes> for Lot {
    fn from(passes: &sell::Passes) -> Self {
        let counted = |count: PassQty| (!passes.unlimited).then(|| count.to_string());
        Self {
            id: passes.lot.lot.to_string(),
            kind: passes.kind.clone(),
            passes: counted(passes.lot.passes),
            expires_on: day(passes.lot.expires_on),
            from_first_visit: None,
            balance: counted(passes.balance),
        }
    }
}

impl From<&price::Part> for Part {
    fn from(part: &price::Part) -> Self {
        Self {
            size: part.size,
            times: part.times,
            price: part.price.to_string(),
        }
    }
}

impl Sold {
    /// The answer.
    #[must_use]
    pub fn of(operation: Option<OperationId>, done: &sell::Sold) -> Self {
        let waits = ids(done.purchase.waits());
        let lots = done.passes.iter().map(|passes| Lot {
            from_first_visit: waits.clone(),
            ..Lot::from(passes)
        });
        let lots: Vec<Lot> = lots.collect();
        let only = match lots.as_slice() {
            [only] => Some(only),
            [] | [_, _, ..] => None,
        };
        let counted = done.passes.iter().all(|passes| !passes.unlimited);
        let all: PassQty = done.passes.iter().map(|passes| passes.lot.passes).sum();
        let lines = done.lines.iter().map(|line| {
            let charge = Charge::of(line.amount, line.tax, line.paid);
            Line {
                id: line.id.to_string(),
                text: line.text.clone(),
                amount: charge.net.to_string(),
                tax: charge.tax.to_string(),
                total: charge.gross().to_string(),
                currency: charge.net.currency.to_string(),
                paid: line.paid,
            }
        });
        let lines: Vec<Line> = lines.collect();
        let parts = done.quote.iter().flat_map(|quote| &quote.parts);
        Self {
            operation: ids(operation),
            who: Who::from(&done.customer),
            purchase: done.id.to_string(),
            item: done.purchase.name.clone(),
            count: done.purchase.count,
            charge: done.purchase.charge.to_string(),
            passes: counted.then(|| all.to_string()),
            kind: only.map(|lot| lot.kind.clone()),
            balance: only.and_then(|lot| lot.balance.clone()),
            price: done.purchase.total().to_string(),
            amount: done.sum.net.to_string(),
            tax: done.sum.tax.to_string(),
            total: done.sum.gross().to_string(),
            currency: done.purchase.price.currency.to_string(),
            split: parts.map(Part::from).collect(),
            promo: done.promo.as_ref().map(|(code, _)| code.clone()),
            discount: ids(done.promo.as_ref().map(|(_, discount)| discount)),
            line: lines.first().map(|line| line.id.clone()),
            use_passes: Decided::from(done.use_passes),
            lines,
            lots,
        }
    }

    /// Whose `use_passes` stays off although passes were sold (P3).
    #[must_use]
    pub fn stays_off(&self) -> Option<&str> {
        self.use_passes.is_left_off().then(|| self.who.handle())
    }

    /// What the price is made of, where it is of several parts: `: 5 for 100.00, 2 at 22.00`.
    fn split(&self) -> String {
        if let [_] | [] = self.split.as_slice() {
            return String::new();
        }
        let parts = self.split.iter().map(|part| match (part.size, part.times) {
            (1, times) => format!("{times} at {}", part.price),
            (size, 1) => format!("{size} for {}", part.price),
            (size, times) => format!("{times} times {size} for {}", part.price),
        });
        format!(": {}", parts.collect::<Vec<_>>().join(", "))
    }

    fn told_lines(&self) -> String {
        let lines = self.lines.iter().map(|line| {
            let paid = if line.paid { ", paid" } else { "" };
            let tax = if line.tax.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
                format!(" and {} tax", line.tax)
            } else {
                String::new()
            };
            let (id, amount, currency) = (&line.id, &line.amount, &line.currency);
            format!("{id}: {amount} {currency}{tax}, {}{paid}\n", line.text)
        });
        lines.collect()
    }
}

impl View for Sold {
    fn text(&self) -> String {
        let heading = [
            ("lot", Align::Fixed),
            ("kind", Align::Left),
            ("passes", Align::Right),
            ("expires", Align::Fixed),
            ("balance", Align::Right),
        ];
        let unlimited = |count: &Option<String>| count.clone().unwrap_or("unlimited".to_owned());
        let lots = self.lots.iter().map(|lot| {
            vec![
                lot.id.clone(),
                lot.kind.clone(),
                unlimited(&lot.passes),
                expiry(lot.expires_on.as_ref(), lot.from_first_visit.as_ref()),
                unlimited(&lot.balance),
            ]
        });
        let times = match self.count {
            1 => String::new(),
            count => format!("{count} × "),
        };
        let price = match self.charge.as_str() {
            "free" => "free of charge".to_owned(),
            _ => format!("{} {}{}", self.price, self.currency, self.split()),
        };
        let off = match (&self.promo, &self.discount) {
            (Some(promo), Some(off)) => format!(" ({off} off with {promo})"),
            (_, _) => String::new(),
        };
        format!(
            "{}: {} has {times}{}, {price}{off}\n{}{}{}",
            self.purchase,
            self.who.handle(),
            self.item,
            table(&heading, lots.collect()),
            self.told_lines(),
            self.use_passes.text(),
        )
    }
}
