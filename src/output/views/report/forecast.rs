//! `report forecast`: bookings that will fail, and who will run out.

use serde::Serialize;

use crate::ops::report::forecast::{Forecast, PACE_DAYS};
use crate::output::Column;
use crate::output::report::{Fact, List, Report};
use crate::output::views::granted::Who;

#[derive(Debug, Serialize)]
struct Failing {
    booking: String,
    on: String,
    fails_on: String,
    member: Option<String>,
    company: Option<String>,
    desk: String,
    passes: String,
}

#[derive(Debug, Serialize)]
struct RunningOut {
    member: Option<String>,
    company: Option<String>,
    name: String,
    email: Option<String>,
    kind: String,
    left: String,
    used: String,
    runs_out_on: String,
    next_on: Option<String>,
}

/// The report.
#[must_use]
pub fn report(forecast: &Forecast) -> Report {
    let until = forecast.until.to_string();
    Report {
        name: "forecast",
        title: "Forecast",
        foot: format!(
            "The renewals are those that “daypass renew” would bring about; who runs out is \
             reckoned from what was used in the last {PACE_DAYS} days."
        ),
        facts: vec![
            Fact::new("until", "until", until),
            Fact::new("pace_days", "", PACE_DAYS),
        ],
        lists: vec![running_out(forecast), failing(forecast)],
    }
}

fn failing(forecast: &Forecast) -> List {
    let columns = vec![
        Column::fixed("booking", "booking"),
        Column::fixed("on", "on"),
        Column::fixed("fails on", "fails_on"),
        Column::who(),
        Column::csv("company"),
        Column::text("desk", "desk"),
        Column::number("passes", "passes"),
    ];
    let rows = forecast.failing.iter().map(|one| {
        let shown = &one.booking;
        let Who { member, company } = Who::from(&shown.customer);
        Failing {
            booking: shown.booking.id.to_string(),
            on: shown.booking.on.to_string(),
            fails_on: one.fails_on.to_string(),
            member,
            company,
            desk: format!("{}/{}", shown.location, shown.desk),
            passes: shown.passes.to_string(),
        }
    });
    let heading = "Scheduled bookings that will fail at a renewal";
    List::new("failing", heading, columns, rows, None)
}

fn running_out(forecast: &Forecast) -> List {
    let columns = vec![
        Column::fixed("runs out", "runs_out_on"),
        Column::who(),
        Column::csv("company"),
        Column::csv("name"),
        Column::csv("email"),
        Column::text("kind", "kind"),
        Column::number("left", "left"),
        Column::number("used", "used"),
        Column::fixed("more on", "next_on").where_filled(),
    ];
    let rows = forecast.running_out.iter().map(|one| {
        let customer = &one.customer;
        let Who { member, company } = Who::from(customer);
        RunningOut {
            member,
            company,
            name: customer.name.clone(),
            email: customer.email.clone(),
            kind: one.kind.clone(),
            left: one.left.to_string(),
            used: one.used.to_string(),
            runs_out_on: one.runs_out_on.to_string(),
            next_on: one.next_on.map(|day| day.to_string()),
        }
    });
    let heading = "Who runs out of passes before there are more, at their pace";
    List::new("running_out", heading, columns, rows, None)
}
