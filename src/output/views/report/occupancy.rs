//! `report occupancy`: each day, each weekday, each desk.

use serde::Serialize;

use super::span;
use crate::domain::report::occupancy::Seats;
use crate::ops::report::occupancy::{Occupancy, Place};
use crate::output::Column;
use crate::output::chart::{Bar, Chart, Stack};
use crate::output::report::{List, Report};

/// How many seats are taken by what, of how many.
#[derive(Debug, Serialize)]
struct Filling {
    capacity: i64,
    booked: i64,
    assigned: i64,
    walk_ins: i64,
    taken: i64,
    percent: i64,
}

#[derive(Debug, Serialize)]
struct OfDay {
    location: String,
    on: String,
    weekday: String,
    #[serde(flatten)]
    taken: Filling,
}

#[derive(Debug, Serialize)]
struct OfWeekday {
    location: String,
    weekday: String,
    days: i64,
    #[serde(flatten)]
    taken: Filling,
}

#[derive(Debug, Serialize)]
struct OfDesk {
    location: String,
    desk: String,
    capacity: i64,
    booked: i64,
    assigned: i64,
    taken: i64,
    percent: i64,
}

impl From<Seats> for Filling {
    fn from(seats: Seats) -> Self {
        Self {
            capacity: seats.capacity,
            booked: seats.booked,
            assigned: seats.assigned,
            walk_ins: seats.walk_ins,
            taken: seats.taken(),
            percent: seats.percent(),
        }
    }
}

/// The report.
#[must_use]
pub fn report(occupancy: &Occupancy) -> Report {
    let many = occupancy.places.len() > 1;
    Report {
        name: "occupancy",
        title: "Occupancy",
        foot: "Filling are booked and assigned seats and people who came without one. Capacity is \
               what is declared today; closed days have none."
            .to_owned(),
        facts: span(occupancy.span),
        lists: vec![
            days(occupancy, many),
            weekdays(occupancy, many),
            desks(occupancy, many),
        ],
    }
}

/// The columns of a list; what nobody has or does is not shown to people.
fn columns(occupancy: &Occupancy, first: Vec<Column>, walk_ins: bool) -> Vec<Column> {
    let days = || occupancy.places.iter().flat_map(|place| &place.days);
    let assigned = days().any(|day| day.seats.assigned > 0);
    let came = days().any(|day| day.seats.walk_ins > 0);
    let mut columns = first;
    columns.extend([
        Column::number("seats", "capacity"),
        Column::number("booked", "booked"),
        Column::number("assigned", "assigned").in_table(assigned),
    ]);
    if walk_ins {
        columns.push(Column::number("walk-ins", "walk_ins").in_table(came));
    }
    columns.extend([
        Column::number("taken", "taken"),
        Column::bar("full", "percent"),
    ]);
    columns
}

fn days(occupancy: &Occupancy, many: bool) -> List {
    let of = |place: &Place| {
        let location = place.location.to_string();
        let rows = place.days.iter().map(move |day| OfDay {
            location: location.clone(),
            on: day.on.to_string(),
            weekday: day.on.weekday().to_string().to_lowercase(),
            taken: day.seats.into(),
        });
        rows.collect::<Vec<_>>()
    };
    let first = vec![
        Column::text("location", "location").in_table(many),
        Column::fixed("on", "on"),
        Column::fixed("day", "weekday"),
    ];
    let rows = occupancy.places.iter().flat_map(of);
    List::new(
        "days",
        "Each day",
        columns(occupancy, first, true),
        rows,
        Some(each_day(occupancy)),
    )
}

/// All locations together, day by day.
fn each_day(occupancy: &Occupancy) -> Chart {
    let mut days = std::collections::BTreeMap::new();
    for day in occupancy.places.iter().flat_map(|place| &place.days) {
        let seats: &mut Seats = days.entry(day.on).or_default();
        *seats = seats.and(day.seats);
    }
    let data = days.into_iter().map(|(on, seats)| Stack {
        label: on.to_string().split_off(5),
        parts: vec![seats.booked, seats.assigned, seats.walk_ins],
        room: seats.capacity,
    });
    Chart::Columns {
        parts: vec!["booked", "assigned", "walk-ins"],
        data: data.collect(),
    }
}

fn weekdays(occupancy: &Occupancy, many: bool) -> List {
    let of = |place: &Place| {
        let location = place.location.to_string();
        let rows = place.weekdays.iter().map(move |day| OfWeekday {
            location: location.clone(),
            weekday: day.weekday.to_string().to_lowercase(),
            days: day.days,
            taken: day.seats.into(),
        });
        rows.collect::<Vec<_>>()
    };
    let bars = occupancy.places.iter().flat_map(|place| {
        let bars = place.weekdays.iter().map(|day| Bar {
            label: if many {
                format!("{} {}", place.location, day.weekday)
            } else {
                day.weekday.to_string()
            },
            value: format!("{} %", day.seats.percent()),
            length: day.seats.percent(),
        });
        bars.collect::<Vec<_>>()
    });
    let first = vec![
        Column::text("location", "location").in_table(many),
        Column::fixed("day", "weekday"),
        Column::number("days", "days"),
    ];
    let rows = occupancy.places.iter().flat_map(of);
    List::new(
        "weekdays",
        "Each weekday, all of them together",
        columns(occupancy, first, true),
        rows,
        Some(Chart::Bars(bars.collect())),
    )
}

fn desks(occupancy: &Occupancy, many: bool) -> List {
    let of = |place: &Place| {
        let location = place.location.to_string();
        let rows = place.desks.iter().map(move |(desk, seats)| OfDesk {
            location: location.clone(),
            desk: desk.terms.handle.to_string(),
            capacity: seats.capacity,
            booked: seats.booked,
            assigned: seats.assigned,
            taken: seats.taken(),
            percent: seats.percent(),
        });
        rows.collect::<Vec<_>>()
    };
    let first = vec![
        Column::text("location", "location").in_table(many),
        Column::text("desk", "desk"),
    ];
    let rows = occupancy.places.iter().flat_map(of);
    List::new(
        "desks",
        "Each desk, all days together",
        columns(occupancy, first, false),
        rows,
        None,
    )
}
