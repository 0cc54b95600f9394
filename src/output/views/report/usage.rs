//! `report usage`: by member, by plan, by desk.

use serde::Serialize;

use super::{length, span};
use crate::domain::qty::PassQty;
use crate::domain::report::percent;
use crate::ops::report::usage::Usage;
use crate::output::Column;
use crate::output::chart::{Bar, Chart};
use crate::output::report::{Fact, List, Report};
use crate::output::views::granted::either;

#[derive(Debug, Serialize)]
struct OfMember {
    member: Option<String>,
    company: Option<String>,
    name: String,
    bookings: i64,
    visits: i64,
    passes: String,
    percent: i64,
}

#[derive(Debug, Serialize)]
struct OfPlan {
    plan: Option<String>,
    source: &'static str,
    passes: String,
    percent: i64,
}

#[derive(Debug, Serialize)]
struct OfDesk {
    desk: String,
    bookings: i64,
    seats: i64,
    passes: String,
    percent: i64,
}

/// The report.
#[must_use]
pub fn report(usage: &Usage) -> Report {
    let all: PassQty = usage.members.iter().map(|one| one.passes).sum();
    let mut facts = span(usage.span);
    facts.push(Fact::new("passes", "passes used", all.to_string()));
    Report {
        name: "usage",
        title: "Usage",
        foot: "Passes count on the date of use, without those that came back.".to_owned(),
        facts,
        lists: vec![members(usage, all), plans(usage, all), desks(usage)],
    }
}

fn members(usage: &Usage, all: PassQty) -> List {
    let columns = vec![
        Column::text("member", "member").or("company"),
        Column::csv("company"),
        Column::text("name", "name").where_room(),
        Column::number("bookings", "bookings"),
        Column::number("visits", "visits"),
        Column::number("passes", "passes"),
        Column::bar("of all", "percent"),
    ];
    let bars = usage.members.iter().map(|one| Bar {
        label: one.name.clone(),
        value: one.passes.in_words(),
        length: length(one.passes),
    });
    let chart = Chart::Bars(bars.collect());
    let rows = usage.members.iter().map(|one| {
        let (member, company) = either(one.handle.clone(), one.is_company);
        OfMember {
            member,
            company,
            name: one.name.clone(),
            bookings: one.bookings,
            visits: one.visits,
            passes: one.passes.to_string(),
            percent: percent(one.passes.halves(), all.halves()),
        }
    });
    List::new("members", "By member", columns, rows, Some(chart))
}

fn plans(usage: &Usage, all: PassQty) -> List {
    let columns = vec![
        Column::text("plan", "plan").where_filled(),
        Column::text("source", "source"),
        Column::number("passes", "passes"),
        Column::bar("of all", "percent"),
    ];
    let bars = usage.plans.iter().map(|one| Bar {
        label: one.plan.clone().unwrap_or_else(|| one.source.to_string()),
        value: one.passes.in_words(),
        length: length(one.passes),
    });
    let chart = Chart::Bars(bars.collect());
    let rows = usage.plans.iter().map(|one| OfPlan {
        plan: one.plan.clone(),
        source: one.source.word(),
        passes: one.passes.to_string(),
        percent: percent(one.passes.halves(), all.halves()),
    });
    List::new(
        "plans",
        "By where the passes came from",
        columns,
        rows,
        Some(chart),
    )
}

fn desks(usage: &Usage) -> List {
    let columns = vec![
        Column::text("desk", "desk"),
        Column::number("bookings", "bookings"),
        Column::number("seats", "seats"),
        Column::number("passes", "passes"),
        Column::bar("of all seats", "percent"),
    ];
    let all: i64 = usage.desks.iter().map(|(one, _)| one.seats).sum();
    let bars = usage.desks.iter().map(|(one, name)| Bar {
        label: name.clone(),
        value: format!(
            "{} {}",
            one.seats,
            if one.seats == 1 { "seat" } else { "seats" }
        ),
        length: one.seats,
    });
    let chart = Chart::Bars(bars.collect());
    let rows = usage.desks.iter().map(|(one, name)| OfDesk {
        desk: name.clone(),
        bookings: one.bookings,
        seats: one.seats,
        passes: one.passes.to_string(),
        percent: percent(one.seats, all),
    });
    List::new("desks", "By desk", columns, rows, Some(chart))
}
