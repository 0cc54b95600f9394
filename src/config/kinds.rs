//! `[[pass]]`: the kinds of pass that config.toml declares (K1, K4, K5).

use super::space::{Declared, handle};
use super::table::Table;
use crate::domain::handle::Handle;
use crate::domain::kind::{Covers, DAY, KindTerms, OnPlan, Pack};
use crate::domain::length::Length;
use crate::domain::limit::Limit;
use crate::domain::money::{Currency, Money, Percent};
use crate::domain::name;

/// Reads a kind; None, with the problem noted, where it has no handle.
pub(super) fn kind(mut table: Table, currency: Currency) -> Option<Declared<KindTerms>> {
    let handle = handle(&mut table, "pass")?;
    let money = |text: &str| Money::read(text, currency);
    let usual = KindTerms::day(currency);
    let is_day = handle.as_str() == DAY;
    let name = if is_day {
        usual.name
    } else {
        handle.to_string()
    };
    let terms = KindTerms {
        handle,
        name: table.text("name", name, name::read),
        covers: table.text("covers", usual.covers, Covers::read),
        price: table.decimal("price", usual.price, money),
        expires_after: table.text("expires_after", usual.expires_after, expires_after),
        volume: packs(&mut table, currency),
        services: table.texts("services", name::read),
        locations: table.texts("locations", Handle::read),
        plans: plans(&mut table, currency),
        limit: table.text("limit", usual.limit, Limit::read_of_kind),
        priority: table.number("priority", usual.priority, -1000..=1000),
        tax: table.decimal("tax", usual.tax, Percent::read),
    };
    if is_day && terms.covers != Covers::Day {
        let line = table.line_of("covers").unwrap_or(table.line);
        let message = "covers: the built-in kind `day` covers a day".to_owned();
        let hint = Some("give the kind another handle".to_owned());
        table.sheet.complain(line, message, hint);
    }
    table.end();
    let (line, lines) = (table.line, table.lines());
    Some(Declared { terms, line, lines })
}

fn expires_after(text: &str) -> Result<Option<Length>, String> {
    if text == "never" {
        return Ok(None);
    }
    let length = Length::read(text).map(Some);
    length.map_err(|error| format!("{error}, or never"))
}

/// `plans = ["Flex", { plan = "Team", price = "12.00" }]`
fn plans(table: &mut Table, currency: Currency) -> Vec<OnPlan> {
    let line = table.line_of("plans").unwrap_or(table.line);
    let (names, priced) = table.texts_and_tables("plans", name::read);
    let mut plans: Vec<OnPlan> = names.into_iter().map(OnPlan::at_the_price).collect();
    for mut one in priced {
        for key in ["plan", "price"] {
            if one.line_of(key).is_none() {
                let message = format!("plans: a plan in braces needs a {key}");
                one.sheet.complain(one.line, message, None);
            }
        }
        let price = |text: &str| Money::read(text, currency);
        plans.push(OnPlan {
            plan: one.text("plan", String::new(), name::read),
            price: Some(one.decimal("price", currency.zero(), price)),
        });
        one.end();
    }
    for (at, one) in plans.iter().enumerate() {
        let same = |other: &OnPlan| other.plan.to_lowercase() == one.plan.to_lowercase();
        if plans[..at].iter().any(same) {
            let message = format!("plans: `{}` is there twice", one.plan);
            table.sheet.complain(line, message, None);
        }
    }
    plans
}

/// `volume = [{ count = 5, price = "70.00" }]`
fn packs(table: &mut Table, currency: Currency) -> Vec<Pack> {
    let line = table.line_of("volume").unwrap_or(table.line);
    let mut packs = Vec::new();
    for mut pack in table.tables("volume") {
        for key in ["count", "price"] {
            if pack.line_of(key).is_none() {
                let message = format!("volume: a pack needs a {key}");
                pack.sheet.complain(pack.line, message, None);
            }
        }
        let price = |text: &str| Money::read(text, currency);
        packs.push(Pack {
            count: pack.number("count", 2, 2..=1_000_000),
            price: pack.decimal("price", currency.zero(), price),
        });
        pack.end();
    }
    Pack::in_order(packs).unwrap_or_else(|error| {
        table.sheet.complain(line, format!("volume: {error}"), None);
        Vec::new()
    })
}
