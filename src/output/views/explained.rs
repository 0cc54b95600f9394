//! The life of each lot of passes, in sentences (A5).

use serde::Serialize;

use super::{day, ids};
use crate::domain::day::{Day, DaySpan};
use crate::domain::entry::EntryType;
use crate::domain::handle::Handle;
use crate::domain::lot::{Lot, Source};
use crate::domain::qty::PassQty;
use crate::domain::spend::precedence::Precedence;
use crate::ops::explain::{self, Event, Explained, Today};
use crate::output::{Column, paragraph};

/// The life of a lot.
#[derive(Debug, Serialize)]
pub struct Life {
    lot: String,
    kind: String,
    source: &'static str,
    owner: String,
    count: Option<String>,
    left: Option<String>,
    valid_from: String,
    expires_on: Option<String>,
    usable: bool,
    sentences: Vec<String>,
}

/// What a list of lives has in CSV.
pub const COLUMNS: &[Column] = &[
    Column::fixed("lot", "lot"),
    Column::csv("kind"),
    Column::csv("source"),
    Column::csv("owner"),
    Column::csv("count"),
    Column::csv("left"),
    Column::csv("valid_from"),
    Column::csv("expires_on"),
    Column::csv("usable"),
    Column::text("life", "sentences"),
];

/// The lives of the lots that were asked for.
#[must_use]
pub fn lives(explained: &Explained) -> Vec<Life> {
    explained
        .lives
        .iter()
        .map(|life| Life::of(life, &explained.customer.handle))
        .collect()
}

/// The lives as people read them: a line and a paragraph each.
#[must_use]
pub fn text(lives: &[Life]) -> String {
    let told = lives.iter().map(|life| {
        let left = match (&life.left, &life.count) {
            (Some(left), Some(count)) => format!(", {left} of {count} left"),
            (_, _) => String::new(),
        };
        let heading = format!("{}: {} passes of {}{left}", life.lot, life.kind, life.owner);
        paragraph("", &heading) + &paragraph("  ", &life.sentences.join(" "))
    });
    told.collect::<Vec<_>>().join("\n")
}

impl Life {
    fn of(life: &explain::Life, who: &str) -> Self {
        let lot = &life.lot;
        let counted = life.kind.terms.is_counted();
        let left = match life.today {
            Today::Usable { .. } | Today::OnHold(_) | Today::NotYet | Today::OfOthers => lot.left,
            Today::Lapsed(_) | Today::Empty | Today::TakenBack => PassQty::ZERO,
        };
        Self {
            lot: lot.id.to_string(),
            kind: life.kind.terms.handle.to_string(),
            source: lot.source.word(),
            owner: life.owner.clone(),
            count: ids(counted.then_some(lot.granted)),
            left: ids(counted.then_some(left)),
            valid_from: lot.valid_from.to_string(),
            expires_on: day(lot.expires_on),
            usable: life.today.is_usable(),
            sentences: sentences(life, who),
        }
    }
}

fn sentences(life: &explain::Life, who: &str) -> Vec<String> {
    let mut told = Vec::new();
    let mut events = life.events.iter();
    told.extend(events.next().map(|grant| origin(life, grant)));
    told.push(validity(&life.lot, life.home.as_deref()));
    told.extend(
        life.begun_on
            .map(|on| format!("It began on {on}, with its first visit.")),
    );
    told.extend(limits(life));
    told.extend(life.lot.held.iter().map(|span| held(*span)));
    told.extend(events.map(|event| happened(life, event)));
    told.extend(
        life.covered
            .iter()
            .map(|(booking, on)| format!("It covers {booking} on {on}.")),
    );
    told.push(remains(life, who));
    if life.today.is_usable() {
        told.push(turn(life, who));
    }
    told
}

/// `1 day pass`, `2.5 day passes`, `0 day passes`.
pub(super) fn passes(count: PassQty, kind: &str) -> String {
    let many = if is_one(count) { "pass" } else { "passes" };
    format!("{count} {kind} {many}")
}

/// One pass and half a pass are singular; none are plural.
fn is_one(count: PassQty) -> bool {
    count.is_positive() && count <= PassQty::ONE
}

fn was(count: PassQty) -> &'static str {
    if is_one(count) { "was" } else { "were" }
}

fn is(count: PassQty) -> &'static str {
    if is_one(count) { "is" } else { "are" }
}

fn they(count: PassQty) -> &'static str {
    if is_one(count) { "it" } else { "they" }
}

/// The end of a sentence: the memo behind a colon, where there is one.
fn ended(memo: Option<&str>) -> String {
    let memo = memo.map(str::trim).filter(|memo| !memo.is_empty());
    let Some(memo) = memo else {
        return ".".to_owned();
    };
    let stop = if memo.ends_with(['.', '!', '?', '…']) {
        ""
    } else {
        "."
    };
    format!(": {memo}{stop}")
}

/// Who did it, by which operation, what became of it, and why.
fn signed(event: &Event) -> String {
    let since = event
        .did
        .undone_by
        .map_or_else(String::new, |by| format!(", taken back since by {by}"));
    let signature = format!(" ({} by {}){since}", event.entry.operation, event.did.actor);
    signature + &ended(event.memo())
}

fn origin(life: &explain::Life, grant: &Event) -> String {
    let lot = &life.lot;
    let what = passes(lot.granted, life.kind.terms.handle.as_str());
    let on = grant.entry.of.on;
    let owner = &life.owner;
    let was = was(lot.granted);
    let how = match lot.source {
        Source::Plan => match (&life.plan, lot.subscription) {
            (Some(plan), Some(id)) => format!("came to {owner} on {on} with the plan {plan}, {id}"),
            (_, _) => format!("came to {owner} on {on} with a plan"),
        },
        Source::Package => format!("came to {owner} on {on} with a purchase"),
        Source::Grant => format!("{was} given to {owner} on {on}"),
        Source::Recurring => format!("came to {owner} on {on} with a monthly grant"),
        Source::Voucher => format!("came to {owner} on {on} with a voucher"),
        Source::Import => format!("{was} brought over for {owner} on {on}"),
    };
    format!("{what} {how}{}", signed(grant))
}

fn validity(lot: &Lot, home: Option<&str>) -> String {
    let until = match lot.expires_on.unless_never() {
        Some(last) if last == lot.valid_from => format!("Good on {last} only"),
        Some(last) => format!("Good from {} through {last}", lot.valid_from),
        None => match lot.waits {
            Some(valid) => format!(
                "Good from {} on, for {valid} from the first visit on that it pays for",
                lot.valid_from
            ),
            None => format!("Good from {} on, without an end", lot.valid_from),
        },
    };
    let home = home.map_or_else(String::new, |home| format!(", at home at {home}"));
    format!("{until}{home}.")
}

/// What the kind is limited to (K4).
fn limits(life: &explain::Life) -> Option<String> {
    let terms = &life.kind.terms;
    let locations: Vec<&str> = terms.locations.iter().map(Handle::as_str).collect();
    let services = format!("for {}", terms.services.join(", "));
    let places = format!("at {}", locations.join(", "));
    let only = match (terms.services.is_empty(), locations.is_empty()) {
        (true, true) => return None,
        (false, true) => services,
        (true, false) => places,
        (false, false) => format!("{services} {places}"),
    };
    Some(format!("A {} pass pays only {only}.", terms.handle))
}

/// A hold, and what it does to the last day (T4).
fn held(span: DaySpan) -> String {
    match span.to.unless_never() {
        Some(until) if until == span.from => {
            format!("On hold on {until}, and so good for a day longer.")
        }
        Some(until) => {
            let days = span.days();
            format!(
                "On hold from {} through {until}, and so good for {days} days longer.",
                span.from
            )
        }
        None => format!(
            "On hold from {} on, and does not lapse meanwhile.",
            span.from
        ),
    }
}

fn happened(life: &explain::Life, event: &Event) -> String {
    let of = &event.entry.of;
    let count = if of.passes.is_positive() {
        of.passes
    } else {
        -of.passes
    };
    let member = &event.member;
    let other = (*member != life.owner).then_some(member.as_str());
    let seat = seat(event);
    let (was, on) = (was(count), of.on);
    let what = match (of.kind, event.did.undoes) {
        (EntryType::Refund, Some(undone)) => {
            format!("came back on {on}, when {undone} was taken back")
        }
        (EntryType::Deduct, Some(undone)) => {
            format!("{was} taken back on {on}, together with {undone}")
        }
        (EntryType::Grant, _) => format!("came on {on}"),
        (EntryType::Spend, _) => {
            let by = after("by", other);
            format!("{was} spent{by} on {on}{}", after("for", seat.as_deref()))
        }
        (EntryType::Refund, None) => {
            format!("came back on {on}{}", after("from", seat.as_deref()))
        }
        (EntryType::Deduct, None) => format!("{was} taken away{} on {on}", after("from", other)),
        (EntryType::Expire, _) => format!("lapsed on {on}"),
        (EntryType::Transfer, _) => format!("{was} moved on {on}"),
    };
    format!("{count} {what}{}", signed(event))
}

/// ` by ada`; nothing where there is nobody.
fn after(word: &str, named: Option<&str>) -> String {
    named.map_or_else(String::new, |named| format!(" {word} {named}"))
}

/// What passes paid for: `bk-3, hot on 2026-06-10`.
fn seat(event: &Event) -> Option<String> {
    let of = &event.entry.of;
    let what = ids(of.booking).or_else(|| ids(of.visit))?;
    let desk = event.desk.as_ref();
    let desk = desk.map_or_else(String::new, |desk| format!(", {desk}"));
    let on = event.used_on;
    let on = on.map_or_else(String::new, |on| format!(" on {on}"));
    Some(format!("{what}{desk}{on}"))
}

fn remains(life: &explain::Life, who: &str) -> String {
    let left = life.lot.left;
    let (is, they) = (is(left), they(left));
    let have = if life.kind.terms.is_counted() {
        format!("{left} {is} left")
    } else {
        "Unlimited use is left".to_owned()
    };
    let first = life.lot.valid_from;
    match life.today {
        Today::Usable { last } => {
            let until = match (last, life.lot.expires_on.unless_never()) {
                (true, _) => ", which is the last day".to_owned(),
                (false, Some(until)) => format!(" and through {until}"),
                (false, None) => String::new(),
            };
            format!("{have} and can be used today{until}.")
        }
        Today::OnHold(span) => {
            let until = span
                .to
                .unless_never()
                .map(|until| format!("through {until}"));
            let until = until.unwrap_or_else(|| "until the hold is ended".to_owned());
            format!("{have}, and on hold {until}.")
        }
        Today::NotYet => format!("{have} and can be used from {first} on, not today."),
        Today::OfOthers => format!("{have}, but {they} {is} not for {who} to use."),
        Today::Lapsed(left) => lapsed(left, life.lot.expires_on),
        Today::Empty => "Nothing is left.".to_owned(),
        Today::TakenBack => "Nothing is left, since the grant was taken back.".to_owned(),
    }
}

fn lapsed(left: PassQty, last: Day) -> String {
    format!(
        "{left} {} left when {last} was over: {} can no longer be used.",
        was(left),
        they(left)
    )
}

/// When the lot is spent, and why then (B3).
fn turn(life: &explain::Life, who: &str) -> String {
    let (turn, left, kind) = (life.turn, life.lot.left, &life.kind.terms.handle);
    let they = they(left);
    let begin = if is_one(left) { "It is" } else { "They are" };
    match (turn.after, turn.before) {
        (None, None) => format!("The next {kind} pass that {who} spends comes from here."),
        (None, Some((next, why))) => {
            let why = because(why, they, is_one(left));
            format!("The next {kind} pass that {who} spends comes from here, before {next}: {why}.")
        }
        (Some((first, why)), _) => {
            let why = because(why, "that", true);
            format!("{begin} spent after {first}: {why}.")
        }
    }
}

/// Why a lot comes first; it is called `they` and is one or several.
fn because(why: Precedence, they: &str, one: bool) -> String {
    let (expire, come, is, was) = if one {
        ("expires", "comes", "is", "was")
    } else {
        ("expire", "come", "are", "were")
    };
    match why {
        Precedence::Cheaper => format!("{they} {is} of a cheaper kind"),
        Precedence::Owner => format!("{they} {is} the member's own"),
        Precedence::Priority => format!("{they} {come} with a higher priority"),
        Precedence::Expiry => format!("{they} {expire} earlier"),
        Precedence::Source => format!("{they} {come} from a source that is spent first"),
        Precedence::Age => format!("{they} {was} granted earlier"),
    }
}
