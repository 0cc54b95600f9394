//! `report liability`: what is left and its worth, and what lapsed unused.

use serde::Serialize;
use serde_json::{Value, json};

use super::span;
use crate::domain::money::Money;
use crate::domain::report::liability::{Basis, Group, total};
use crate::domain::report::percent;
use crate::ops::report::liability::Liability;
use crate::output::Column;
use crate::output::chart::{Bar, Chart};
use crate::output::report::{Fact, List, Report};

#[derive(Debug, Serialize)]
struct Unused {
    what: String,
    source: &'static str,
    basis: &'static str,
    passes: String,
    value: String,
    currency: String,
}

#[derive(Debug, Serialize)]
struct Lapsed {
    #[serde(flatten)]
    unused: Unused,
    used: String,
    percent: i64,
}

impl From<&Group> for Unused {
    fn from(group: &Group) -> Self {
        Self {
            what: group.what.clone(),
            source: group.source.word(),
            basis: group.basis.word(),
            passes: group.passes.to_string(),
            value: group.value.to_string(),
            currency: group.value.currency.to_string(),
        }
    }
}

/// The report.
#[must_use]
pub fn report(liability: &Liability) -> Report {
    let sums = |name, title, groups: &[Group], basis| {
        let totals = total(groups, basis);
        let told: Vec<_> = totals.iter().map(|sum| sum.with_currency()).collect();
        Fact::new(name, title, in_json(&totals)).told_as(told.join(", "))
    };
    let (unused, lapsed) = (&liability.unused, &liability.lapsed);
    let mut facts = vec![
        Fact::new("on", "on", liability.on.to_string()),
        sums("owed", "unused, paid for", unused, Basis::Paid),
        sums("given", "unused, at price", unused, Basis::Price),
        sums("breakage", "lapsed, paid for", lapsed, Basis::Paid),
    ];
    facts.extend(span(liability.span));
    Report {
        name: "liability",
        title: "Unused passes",
        foot: "Basis “paid”: what the invoice line of the period or purchase says, by the pass. \
               Basis “price”: nothing was invoiced; the price of the kind. Without tax."
            .to_owned(),
        facts,
        lists: vec![left(unused), breakage(lapsed)],
    }
}

fn in_json(sums: &[Money]) -> Value {
    let sums = sums.iter();
    sums.map(|sum| json!({ "amount": sum.to_string(), "currency": sum.currency.code() }))
        .collect()
}

fn columns() -> Vec<Column> {
    vec![
        Column::text("what", "what"),
        Column::text("source", "source"),
        Column::fixed("basis", "basis"),
        Column::number("passes", "passes"),
        Column::number("worth", "value"),
        Column::fixed("currency", "currency"),
    ]
}

fn bars(groups: &[Group]) -> Chart {
    let paid = groups.iter().filter(|one| one.basis == Basis::Paid);
    let bars = paid.map(|one| Bar {
        label: one.what.clone(),
        value: one.value.with_currency(),
        length: one.value.minor,
    });
    Chart::Bars(bars.collect())
}

fn left(groups: &[Group]) -> List {
    let rows = groups.iter().map(Unused::from);
    let chart = Some(bars(groups));
    List::new("unused", "Unused passes", columns(), rows, chart)
}

fn breakage(groups: &[Group]) -> List {
    let mut columns = columns();
    columns.extend([
        Column::number("used", "used"),
        Column::bar("lapsed", "percent"),
    ]);
    let rows = groups.iter().map(|group| {
        let halves = group.passes.halves();
        Lapsed {
            unused: group.into(),
            used: group.used.to_string(),
            percent: percent(halves, halves + group.used.halves()),
        }
    });
    let heading = "Passes that lapsed unused";
    List::new("lapsed", heading, columns, rows, Some(bars(groups)))
}
