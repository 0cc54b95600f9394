//! The space's part of config.toml: settings, locations with their desks, kinds of pass.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::DeValue;

use super::Listed;
use super::kinds::kind;
use super::table::{Given, Table, Wrong};
use crate::domain::booking::BookAhead;
use crate::domain::day::{TimeOfDay, Zone};
use crate::domain::desk::{CancelRule, DeskKind, DeskTerms};
use crate::domain::handle::Handle;
use crate::domain::hours::{ClosedDates, Hours};
use crate::domain::kind::KindTerms;
use crate::domain::limit::Limit;
use crate::domain::location::{CheckinCharge, CheckinMode, LocationTerms};
use crate::domain::money::{Currency, Money, Percent};
use crate::domain::name;
use crate::domain::policy::{Payment, Settings};
use crate::domain::pool::CompanyPasses;
use crate::domain::space::{LocationDeclaration, SpaceDeclaration};
use crate::domain::span::{self, TimeSpans};
use crate::domain::subscription::SubscriptionEnd;

/// Something that is declared, and where.
pub(super) struct Declared<T> {
    pub(super) terms: T,
    /// Of its header.
    pub(super) line: usize,
    /// Of each value that was given.
    pub(super) lines: BTreeMap<&'static str, usize>,
}

type Locations = Vec<(Declared<LocationTerms>, Vec<Declared<DeskTerms>>)>;

/// Reads the space; None where the file declares none, or none that is sound.
pub(super) fn read(top: &mut Table) -> (Option<SpaceDeclaration>, Vec<Listed>) {
    let before = top.lines().len();
    let currency = top.text("currency", euro(), Currency::read);
    let company = [CompanyPasses::Pooled, CompanyPasses::OwnFirst];
    let end = [SubscriptionEnd::PlanPasses, SubscriptionEnd::AllPasses];
    let payment = [Payment::Invoice, Payment::Advance];
    let company_passes = top.choice("company_passes", company[0], &company, CompanyPasses::word);
    let subscription_end = top.choice("subscription_end", end[0], &end, SubscriptionEnd::word);
    let payment = top.choice("payment", payment[0], &payment, Payment::word);
    let cross_location = top.decimal("cross_location", Percent::HUNDRED, Percent::read);
    let default_status = top.text("default_status", "drop-in".to_owned(), default_status);
    let default_location = top.text("default_location", None, |text| {
        Handle::read(text).map(Some)
    });
    let lines = top.lines();
    let tables = top.tables("location");
    let some = !tables.is_empty();
    let locations = tables
        .into_iter()
        .filter_map(|table| location(table, currency));
    let locations: Locations = locations.collect();
    let kinds = top.tables("pass").into_iter();
    let kinds: Vec<_> = kinds.filter_map(|table| kind(table, currency)).collect();
    if !some && (lines.len() > before || !kinds.is_empty()) {
        let hint = Some("[[location]]".to_owned());
        top.sheet.complain(
            1,
            "a space needs a location, none is declared".to_owned(),
            hint,
        );
    }
    if !top.sheet.is_sound() {
        return (None, Vec::new());
    }
    together(top, &locations, &kinds);
    let Some(default_location) = chosen(top, default_location, &locations) else {
        return (None, Vec::new());
    };
    let settings = Settings {
        currency,
        company_passes,
        subscription_end,
        payment,
        cross_location,
        default_status,
        default_location,
    };
    declaration(settings, &lines, locations, kinds)
}

fn declaration(
    settings: Settings,
    lines: &BTreeMap<&'static str, usize>,
    locations: Locations,
    kinds: Vec<Declared<KindTerms>>,
) -> (Option<SpaceDeclaration>, Vec<Listed>) {
    let mut listed = Listed::all("", settings.fields(), lines);
    let mut declared = Vec::new();
    for (location, desks) in locations {
        let handle = &location.terms.handle;
        let name = format!("location.{handle}.");
        listed.extend(Listed::all(&name, location.terms.fields(), &location.lines));
        for desk in &desks {
            let name = format!("location.{handle}.desk.{}.", desk.terms.handle);
            listed.extend(Listed::all(&name, desk.terms.fields(), &desk.lines));
        }
        declared.push(LocationDeclaration {
            terms: location.terms,
            desks: desks.into_iter().map(|desk| desk.terms).collect(),
        });
    }
    let lines = kinds
        .iter()
        .map(|kind| (kind.terms.handle.clone(), kind.lines.clone()));
    let lines: BTreeMap<_, _> = lines.collect();
    let kinds = kinds.into_iter().map(|kind| kind.terms).collect();
    let space = SpaceDeclaration::new(settings, declared, kinds);
    for terms in &space.kinds {
        let lines = lines.get(&terms.handle).cloned().unwrap_or_default();
        listed.extend(Listed::all(
            &format!("pass.{}.", terms.handle),
            terms.fields(),
            &lines,
        ));
    }
    (Some(space), listed)
}

/// What holds between the tables: handles are unique, and what is named is declared.
fn together(top: &Table, locations: &Locations, kinds: &[Declared<KindTerms>]) {
    let places = locations
        .iter()
        .map(|(one, _)| (&one.terms.handle, one.line));
    unique(top, "location", places);
    for (_, desks) in locations {
        unique(
            top,
            "desk",
            desks.iter().map(|one| (&one.terms.handle, one.line)),
        );
    }
    unique(
        top,
        "pass",
        kinds.iter().map(|one| (&one.terms.handle, one.line)),
    );
    for kind in kinds {
        let line = kind.lines.get("locations").copied().unwrap_or(kind.line);
        for location in &kind.terms.locations {
            declared(top, locations, location, "locations", line);
        }
    }
}

fn unique<'a>(top: &Table, what: &str, handles: impl Iterator<Item = (&'a Handle, usize)>) {
    let mut seen: BTreeMap<&Handle, usize> = BTreeMap::new();
    for (handle, line) in handles {
        if let Some(first) = seen.insert(handle, line) {
            let message = format!("{what} `{handle}` is declared twice, first in line {first}");
            top.sheet.complain(line, message, None);
        }
    }
}

fn declared(top: &Table, locations: &Locations, named: &Handle, key: &str, line: usize) -> bool {
    let handles = || locations.iter().map(|(one, _)| one.terms.handle.as_str());
    if handles().any(|handle| handle == named.as_str()) {
        return true;
    }
    let all = handles().collect::<Vec<_>>().join(", ");
    let message = format!("{key}: no location `{named}` is declared");
    top.sheet
        .complain(line, message, Some(format!("the locations are {all}")));
    false
}

/// Where things happen when nothing else is said: to be named where there are several.
fn chosen(top: &Table, named: Option<Handle>, locations: &Locations) -> Option<Handle> {
    if let Some(named) = named {
        let line = top.line_of("default_location").unwrap_or(1);
        let known = declared(top, locations, &named, "default_location", line);
        return known.then_some(named);
    }
    let (first, _) = locations.first()?;
    if let Some((second, _)) = locations.get(1) {
        let message = "default_location: with several locations one must be named".to_owned();
        let hint = format!("default_location = \"{}\"", first.terms.handle);
        top.sheet.complain(second.line, message, Some(hint));
    }
    Some(first.terms.handle.clone())
}

fn euro() -> Currency {
    Currency::read("EUR").expect("EUR is a currency")
}

fn default_status(text: &str) -> Result<String, String> {
    let status = name::read(text).map_err(|error| error.to_string())?;
    if matches!(status.as_str(), "active" | "visitor") {
        return Err(format!("`{status}` has a meaning of its own"));
    }
    Ok(status)
}

pub(super) fn handle(table: &mut Table, what: &str) -> Option<Handle> {
    let Some(given) = table.find("handle") else {
        let message = format!("handle: a {what} needs one");
        table.sheet.complain(table.line, message, None);
        return None;
    };
    given.note(|given| given.text(Handle::read))
}

fn location(
    mut table: Table,
    currency: Currency,
) -> Option<(Declared<LocationTerms>, Vec<Declared<DeskTerms>>)> {
    let handle = handle(&mut table, "location");
    let name = handle.as_ref().map_or(String::new(), Handle::to_string);
    let currency = table.text("currency", currency, Currency::read);
    let charges = [CheckinCharge::PerDay, CheckinCharge::PerVisit];
    let modes = [CheckinMode::FullDay, CheckinMode::HalfDay];
    let ahead = [BookAhead::Any, BookAhead::CurrentPeriod];
    let terms = handle.map(|handle| LocationTerms {
        handle,
        name: table.text("name", name, name::read),
        zone: zone(&mut table),
        currency,
        day_starts_at: table.text("day_starts_at", TimeOfDay::default(), day_starts_at),
        hours: table.value("hours", usual_hours(), hours),
        closed: ClosedDates::new(table.texts("closed", ClosedDates::read_one)),
        checkin_charge: table.choice(
            "checkin_charge",
            CheckinCharge::PerDay,
            &charges,
            CheckinCharge::word,
        ),
        checkin_mode: table.choice(
            "checkin_mode",
            CheckinMode::FullDay,
            &modes,
            CheckinMode::word,
        ),
        passes: table.flag("passes", true),
        usage_limit: table.text("usage_limit", Limit::None, Limit::read),
        book_ahead: table.choice("book_ahead", BookAhead::Any, &ahead, BookAhead::word),
        tax: table.decimal("tax", Percent::default(), Percent::read),
    })?;
    let desks = table.tables("desk").into_iter();
    let desks = desks.filter_map(|table| desk(table, currency)).collect();
    if terms.checkin_mode == CheckinMode::HalfDay && terms.hours == Hours::CLOSED {
        let line = table.line_of("checkin_mode").unwrap_or(table.line);
        let message = "checkin_mode: half-day needs hours to halve".to_owned();
        table.sheet.complain(line, message, None);
    }
    table.end();
    let (line, lines) = (table.line, table.lines());
    Some((Declared { terms, line, lines }, desks))
}

fn zone(table: &mut Table) -> Zone {
    if table.find("timezone").is_none() {
        let hint = Some("timezone = \"Europe/Berlin\"".to_owned());
        let message = "timezone: a location needs one".to_owned();
        table.sheet.complain(table.line, message, hint);
    }
    table.text("timezone", Zone::UTC, Zone::read)
}

fn day_starts_at(text: &str) -> Result<TimeOfDay, String> {
    let time = TimeOfDay::read(text).map_err(|error| error.to_string())?;
    if time == TimeOfDay::END {
        return Err("`24:00` is the end of a day: write 00:00 to 23:59".to_owned());
    }
    Ok(time)
}

fn usual_hours() -> Hours {
    Hours::read("mon-fri 09:00-17:00").expect("hours as they are read")
}

/// A table of weekdays, or the same as one text.
fn hours(given: &Given) -> Result<Hours, Wrong> {
    if given.value().is_str() {
        return given.text(Hours::read);
    }
    let table = given.table()?;
    let mut hours = Hours::CLOSED;
    for (days, value, line) in table.pairs() {
        match hours_on(hours, days, value) {
            Ok(more) => hours = more,
            Err(wrong) => table
                .sheet
                .complain(line, format!("hours: {days}: {wrong}"), None),
        }
    }
    Ok(hours)
}

fn hours_on(hours: Hours, days: &str, value: &Spanned<DeValue>) -> Result<Hours, Wrong> {
    let weekdays = span::weekdays(days).map_err(|error| error.to_string())?;
    let text = value.get_ref().as_str();
    let text = text.ok_or_else(|| "expected a string such as \"09:00-17:00\"".to_owned())?;
    if text == "closed" {
        return Ok(hours);
    }
    let spans = TimeSpans::read(text).map_err(|error| error.to_string())?;
    let [span] = spans.spans() else {
        return Err(format!("`{text}` is more than one span"));
    };
    let span = span::TimeSpan { weekdays, ..*span };
    hours.with(span).map_err(|error| error.to_string())
}

fn desk(mut table: Table, currency: Currency) -> Option<Declared<DeskTerms>> {
    let handle = handle(&mut table, "desk")?;
    let money = |text: &str| Money::read(text, currency);
    let terms = DeskTerms {
        name: table.text("name", handle.to_string(), name::read),
        handle,
        kind: table.text("kind", DeskKind::Hot, DeskKind::read),
        seats: table.number("seats", 1, 1..=100_000),
        passes: table.flag("passes", true),
        price: table.decimal("price", currency.zero(), money),
        cancel: table.text("cancel", CancelRule::Start, CancelRule::read),
        closed: ClosedDates::new(table.texts("closed", ClosedDates::read_one)),
        service: table.text("service", String::new(), service),
    };
    table.end();
    let (line, lines) = (table.line, table.lines());
    Some(Declared { terms, line, lines })
}

fn service(text: &str) -> Result<String, name::NameError> {
    if text.is_empty() {
        return Ok(String::new());
    }
    name::read(text)
}
