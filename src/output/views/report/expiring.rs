//! `report expiring`: lot by lot, and how much on each day.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{length, span};
use crate::domain::day;
use crate::domain::qty::PassQty;
use crate::domain::report::percent;
use crate::ops::report::expiring::Soon;
use crate::output::Column;
use crate::output::chart::{Bar, Chart};
use crate::output::report::{Fact, List, Report};

#[derive(Debug, Serialize)]
struct OfLot {
    expires_on: String,
    who: String,
    name: String,
    email: Option<String>,
    /// Null where there is no count.
    left: Option<String>,
    kind: String,
    lot: String,
}

#[derive(Debug, Serialize)]
struct OfDay {
    expires_on: String,
    kind: String,
    lots: i64,
    left: String,
    percent: i64,
}

/// The report.
#[must_use]
pub fn report(soon: &Soon) -> Report {
    let all: PassQty = soon.lots.iter().map(|(lot, _)| lot.left).sum();
    let mut facts = span(soon.span);
    facts.push(Fact::new("left", "passes", all.to_string()));
    Report {
        name: "expiring",
        title: "Passes that expire soon",
        foot: "Passes can be used through the day on which they expire.".to_owned(),
        facts,
        lists: vec![lots(soon), days(soon, all)],
    }
}

fn lots(soon: &Soon) -> List {
    let columns = vec![
        Column::fixed("expires", "expires_on"),
        Column::text("who", "who"),
        Column::text("name", "name"),
        Column::csv("email"),
        Column::number("left", "left"),
        Column::text("kind", "kind"),
        Column::fixed("lot", "lot"),
    ];
    let rows = soon.lots.iter().map(|(lot, kind)| OfLot {
        expires_on: lot.expires_on.to_string(),
        who: lot.owner.clone(),
        name: lot.name.clone(),
        email: lot.email.clone(),
        left: kind.terms.is_counted().then(|| lot.left.to_string()),
        kind: kind.terms.handle.to_string(),
        lot: lot.lot.to_string(),
    });
    List::new("lots", "Each lot", columns, rows, None)
}

fn days(soon: &Soon, all: PassQty) -> List {
    let mut days: BTreeMap<(day::Day, &str), (i64, PassQty)> = BTreeMap::new();
    for (lot, kind) in &soon.lots {
        let (lots, left) = days
            .entry((lot.expires_on, kind.terms.handle.as_str()))
            .or_default();
        *lots += 1;
        *left += lot.left;
    }
    let columns = vec![
        Column::fixed("expires", "expires_on"),
        Column::text("kind", "kind"),
        Column::number("lots", "lots"),
        Column::number("left", "left"),
        Column::bar("of all", "percent"),
    ];
    let bars = days.iter().map(|((on, kind), (_, left))| Bar {
        label: format!("{on} {kind}"),
        value: left.in_words(),
        length: length(*left),
    });
    let chart = Chart::Bars(bars.collect());
    let rows = days.iter().map(|((on, kind), (lots, left))| OfDay {
        expires_on: on.to_string(),
        kind: (*kind).to_owned(),
        lots: *lots,
        left: left.to_string(),
        percent: percent(left.halves(), all.halves()),
    });
    List::new("days", "Each day", columns, rows, Some(chart))
}
