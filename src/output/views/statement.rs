//! A statement as a page of HTML, fit to be mailed to the member or company that it is for.

use maud::html;

use super::day;
use super::subscription::Brief;
use crate::domain::entry::EntryStatus;
use crate::domain::lot::Lot;
use crate::ops::history::{Scheduled, Told};
use crate::ops::people::account::LotLine;
use crate::ops::statement::Statement;
use crate::output::{Align, page};

/// What the desk notes for itself, and who of the staff did it, is not in it; nor are the lots of
/// other members of the company, which only count in the balance.
#[must_use]
pub fn html(statement: &Statement) -> String {
    let summary = &statement.account.summary;
    let customer = &summary.card.customer;
    let on = summary.on.to_string();
    let body = html! {
        (page::facts(&facts(statement)))
        (page::section("Passes", &lots(statement)))
        (page::section("Subscriptions", &subscriptions(statement)))
        (page::section("Scheduled", &scheduled(statement)))
        (page::section("What happened", &entries(statement)))
    };
    let under = format!("Statement of passes, {}, {on}", statement.location);
    let foot = format!(
        "{} ({}). Passes without a last day never expire; the others can be used through theirs.",
        customer.handle, customer.shown
    );
    page::page(&customer.name, &under, &body, &foot)
}

fn facts(statement: &Statement) -> Vec<(&'static str, String)> {
    let summary = &statement.account.summary;
    let customer = &summary.card.customer;
    let balances = summary.balances.iter().map(|(kind, passes)| match passes {
        Some(passes) => format!("{passes} {kind}"),
        None => format!("unlimited {kind}"),
    });
    let unless_none = |passes: crate::domain::qty::PassQty| {
        if passes.is_zero() {
            String::new()
        } else {
            passes.to_string()
        }
    };
    let period = match (statement.from, statement.to) {
        (None, None) => String::new(),
        (Some(from), None) => format!("from {from}"),
        (None, Some(to)) => format!("until {to}"),
        (Some(from), Some(to)) => format!("{from} to {to}"),
    };
    vec![
        ("Balance", balances.collect::<Vec<_>>().join(", ")),
        ("Scheduled to be charged", unless_none(summary.scheduled)),
        ("Owed for visits", unless_none(summary.owed)),
        ("Status", summary.status.clone()),
        ("Company", summary.card.company.clone().unwrap_or_default()),
        ("E-mail", customer.email.clone().unwrap_or_default()),
        ("History told", period),
    ]
}

/// When a lot ends, in words.
fn ends(lot: &Lot) -> String {
    match (day(lot.expires_on), lot.waits) {
        (Some(day), _) => day,
        (None, Some(valid)) => format!("{valid} from the first visit"),
        (None, None) => "never expires".to_owned(),
    }
}

fn lots(statement: &Statement) -> maud::Markup {
    let summary = &statement.account.summary;
    let customer = &summary.card.customer;
    let company = summary.card.company.as_ref();
    let theirs = |line: &&LotLine| {
        line.owner == customer.handle || company.is_some_and(|company| line.owner == *company)
    };
    let left = statement.account.lots.iter();
    let left: Vec<&LotLine> = left.filter(|line| line.left.is_positive()).collect();
    let shown: Vec<&LotLine> = left.iter().copied().filter(theirs).collect();
    let heading = [
        ("Lot", Align::Fixed),
        ("Left", Align::Right),
        ("Of", Align::Right),
        ("Kind", Align::Left),
        ("Valid from", Align::Fixed),
        ("Through", Align::Fixed),
        ("From", Align::Left),
        ("Memo", Align::Left),
    ];
    let rows = shown.iter().map(|line| {
        let counted = |passes: crate::domain::qty::PassQty| {
            if line.counted {
                passes.to_string()
            } else {
                "any".to_owned()
            }
        };
        let source = if line.owner == customer.handle {
            line.lot.source.word().to_owned()
        } else {
            format!("{} of {}", line.lot.source.word(), line.owner)
        };
        vec![
            line.lot.id.to_string(),
            counted(line.left),
            counted(line.lot.granted),
            line.kind.clone(),
            line.lot.valid_from.to_string(),
            ends(&line.lot),
            source,
            line.lot.memo.clone().unwrap_or_default(),
        ]
    });
    let rows: Vec<_> = rows.collect();
    html! {
        (page::table(&heading, &rows, &[]))
        @if left.len() > shown.len() {
            (page::paragraph("Passes of other members, open to all of the company, count in the balance."))
        }
    }
}

fn subscriptions(statement: &Statement) -> maud::Markup {
    let on = statement.account.summary.on;
    let heading = [
        ("Plan", Align::Left),
        ("Status", Align::Fixed),
        ("From", Align::Fixed),
        ("Until", Align::Fixed),
        ("Renews on", Align::Fixed),
    ];
    let subscriptions = statement.account.subscriptions.iter();
    let rows = subscriptions.map(|one| {
        let one = Brief::of(one, on);
        vec![
            one.what(),
            one.status,
            one.from,
            one.until.unwrap_or_default(),
            one.renews_on.unwrap_or_default(),
        ]
    });
    page::table(&heading, &rows.collect::<Vec<_>>(), &[])
}

fn scheduled(statement: &Statement) -> maud::Markup {
    let heading = [
        ("Booking", Align::Fixed),
        ("For", Align::Fixed),
        ("Desk", Align::Left),
        ("Passes", Align::Right),
        ("Charged on", Align::Fixed),
        ("Status", Align::Fixed),
    ];
    let rows = statement.scheduled.iter().map(|one: &Scheduled| {
        vec![
            one.of.booking.to_string(),
            one.of.on.to_string(),
            format!("{}/{}", one.location, one.desk),
            one.passes.to_string(),
            one.of
                .charges_on
                .map(|day| day.to_string())
                .unwrap_or_default(),
            one.of.status.word().to_owned(),
        ]
    });
    page::table(&heading, &rows.collect::<Vec<_>>(), &[])
}

fn entries(statement: &Statement) -> maud::Markup {
    let customer = &statement.account.summary.card.customer;
    let several = statement.entries.iter();
    let several = several
        .clone()
        .any(|told| told.line.member != customer.handle);
    let mut heading = vec![("On", Align::Fixed), ("What", Align::Fixed)];
    if several {
        heading.push(("Who", Align::Left));
    }
    heading.extend([("Passes", Align::Right), ("Balance", Align::Right)]);
    if statement.several_kinds {
        heading.push(("Kind", Align::Left));
    }
    heading.extend([
        ("Lot", Align::Fixed),
        ("For", Align::Left),
        ("Memo", Align::Left),
    ]);
    let rows = statement.entries.iter().map(|told| {
        let of = &told.line.entry.of;
        let mut row = vec![of.on.to_string(), of.kind.word().to_owned()];
        if several {
            row.push(told.line.member.clone());
        }
        row.push(of.passes.to_string());
        row.push(
            told.balance
                .map(|left| left.to_string())
                .unwrap_or_default(),
        );
        if statement.several_kinds {
            row.push(told.kind.clone());
        }
        row.push(of.lot.to_string());
        row.push(purpose(told));
        row.push(told.line.memo().unwrap_or_default().to_owned());
        row
    });
    page::table(&heading, &rows.collect::<Vec<_>>(), &[])
}

/// What an entry was for, and what became of it.
fn purpose(told: &Told) -> String {
    let line = &told.line;
    let mut parts = Vec::new();
    if let Some(on) = line.used_on {
        parts.push(match &line.desk {
            Some(desk) => format!("{}/{desk} on {on}", told.location),
            None => format!("visit of {} on {on}", told.location),
        });
    }
    match line.status {
        EntryStatus::Done => {}
        EntryStatus::Undone => parts.push("taken back".to_owned()),
        EntryStatus::Payment(status) => parts.push(status.word().to_owned()),
    }
    parts.join(", ")
}
