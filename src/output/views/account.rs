//! `member show` and `company show`: what somebody has on a day.

use serde::Serialize;
use serde_json::{Map, Value};

use super::booking::Booking;
use super::member::{balance, balances};
use super::subscription::Brief;
use super::{day, expiry, ids};
use crate::domain::customer::Standing;
use crate::domain::money::Money;
use crate::domain::tag;
use crate::ops::people::account::{self, Tense};
use crate::ops::visit::Seen;
use crate::output::{Align, View, counted, pairs, table};

/// A member or company on a day.
#[derive(Debug, Serialize)]
pub struct Account {
    id: String,
    handle: String,
    name: String,
    email: Option<String>,
    company: Option<String>,
    location: String,
    status: String,
    use_passes: bool,
    on: String,
    balance: Option<String>,
    balances: Map<String, Value>,
    scheduled: String,
    owed: String,
    lots: Vec<Lot>,
    subscriptions: Vec<Brief>,
    bookings: Vec<Booking>,
    unpaid: Vec<Unpaid>,
    inside: Vec<Inside>,
    #[serde(skip_serializing_if = "Option::is_none")]
    members: Option<Vec<String>>,
    tags: Vec<String>,
    note: Option<String>,
    payment_method: Option<String>,
    removed_on: Option<String>,
    #[serde(skip)]
    tense: Tense,
    #[serde(skip)]
    all: bool,
}

/// They, or a guest of theirs, who is inside.
#[derive(Debug, Serialize)]
struct Inside {
    visit: String,
    guest: Option<String>,
    location: String,
    since: String,
    #[serde(skip)]
    since_local: String,
}

/// A lot of the pool that is open to them.
#[derive(Debug, Serialize)]
struct Lot {
    id: String,
    kind: String,
    source: &'static str,
    owner: String,
    location: String,
    count: Option<String>,
    left: Option<String>,
    /// How much more of it may be used away from its home; null for all that is left.
    away: Option<String>,
    valid_from: String,
    expires_on: Option<String>,
    /// How long it lasts from its first visit on, while it waits for that.
    #[serde(skip_serializing_if = "Option::is_none")]
    from_first_visit: Option<String>,
    memo: Option<String>,
    /// The hold that it is on, or the next one.
    hold: Option<Hold>,
    #[serde(skip)]
    over: bool,
}

/// What is owed in one currency.
#[derive(Debug, Serialize)]
struct Unpaid {
    amount: String,
    currency: String,
}

/// The days on which a lot is on hold.
#[derive(Debug, Serialize)]
struct Hold {
    from: String,
    until: Option<String>,
}

impl Account {
    /// What is shown of it; `all` lists lots that are used up or lapsed to people too.
    #[must_use]
    pub fn of(account: &account::Account, all: bool) -> Self {
        let summary = &account.summary;
        let customer = &summary.card.customer;
        let company = customer.standing == Standing::Company;
        let members = account.members.iter().map(|member| member.handle.clone());
        let subscriptions = account.subscriptions.iter();
        Self {
            id: customer.shown.to_string(),
            handle: customer.handle.clone(),
            name: customer.name.clone(),
            email: customer.email.clone(),
            company: if company {
                Some(customer.handle.clone())
            } else {
                summary.card.company.clone()
            },
            location: summary.card.location.to_string(),
            status: summary.status.clone(),
            use_passes: customer.use_passes,
            on: summary.on.to_string(),
            balance: balance(&summary.balances),
            balances: balances(&summary.balances),
            scheduled: summary.scheduled.to_string(),
            owed: summary.owed.to_string(),
            lots: account.lots.iter().map(Lot::from).collect(),
            subscriptions: subscriptions
                .map(|one| Brief::of(one, summary.on))
                .collect(),
            bookings: account.bookings.iter().map(Booking::shown).collect(),
            inside: account.inside.iter().map(Inside::from).collect(),
            unpaid: account.unpaid.iter().map(Unpaid::from).collect(),
            members: company.then(|| members.collect()),
            tags: tag::read_list(&customer.tags),
            note: customer.note.clone(),
            payment_method: customer.payment_method.clone(),
            removed_on: ids(customer.removed_on),
            tense: account.tense,
            all,
        }
    }

    fn heading(&self) -> String {
        let books = match self.tense {
            Tense::Past => ", as the books stood",
            Tense::Today => "",
            Tense::Future => ", as far as known",
        };
        let owed = if self.owed == "0" { "" } else { &self.owed };
        let scheduled = if self.scheduled == "0" {
            ""
        } else {
            &self.scheduled
        };
        let told = |text: &Option<String>| text.clone().unwrap_or_default();
        let members = self.members.as_ref();
        let kinds = self.balances.iter().skip(1).map(|(kind, passes)| {
            let passes = passes.as_str().unwrap_or("unlimited");
            format!("{passes} {kind}")
        });
        let passes = |passes: &Option<String>| {
            let passes = passes.clone().unwrap_or_else(|| "unlimited".to_owned());
            format!("{passes} on {}{books}", self.on)
        };
        let use_passes = match (&self.members, self.use_passes) {
            (Some(_), _) => "",
            (None, true) => "on",
            (None, false) => "off",
        };
        let of_company = match &self.members {
            Some(_) => String::new(),
            None => told(&self.company),
        };
        let unpaid = self.unpaid.iter();
        let unpaid = unpaid.map(|sum| format!("{} {}", sum.amount, sum.currency));
        let who = format!("{} ({}), {}", self.name, self.id, self.status);
        let inside = self.inside.iter().map(Inside::told);
        pairs(&[
            (&self.handle, who),
            ("inside", inside.collect::<Vec<_>>().join(", ")),
            ("balance", passes(&self.balance)),
            ("also", kinds.collect::<Vec<_>>().join(", ")),
            ("scheduled", scheduled.to_owned()),
            ("owed", owed.to_owned()),
            ("unpaid", unpaid.collect::<Vec<_>>().join(", ")),
            ("use_passes", use_passes.to_owned()),
            ("e-mail", told(&self.email)),
            ("company", of_company),
            (
                "members",
                members.map(|all| all.join(", ")).unwrap_or_default(),
            ),
            ("location", self.location.clone()),
            ("tags", self.tags.join(", ")),
            ("note", told(&self.note)),
            ("pays by", told(&self.payment_method)),
            ("removed", told(&self.removed_on)),
        ])
    }

    fn lots(&self) -> String {
        let shared = self.lots.iter().any(|lot| lot.owner != self.handle);
        let shown: Vec<&Lot> = self
            .lots
            .iter()
            .filter(|lot| self.all || !lot.over)
            .collect();
        let mut heading = vec![
            ("lot", Align::Left),
            ("left", Align::Right),
            ("of", Align::Right),
        ];
        let capped = self.lots.iter().any(|lot| lot.away.is_some());
        if capped {
            heading.push(("away", Align::Right));
        }
        heading.extend([
            ("kind", Align::Left),
            ("from", Align::Left),
            ("expires", Align::Left),
            ("source", Align::Left),
        ]);
        if shared {
            heading.push(("owner", Align::Left));
        }
        let held = shown.iter().any(|lot| lot.hold.is_some());
        if held {
            heading.push(("on hold", Align::Left));
        }
        heading.push(("memo", Align::Below));
        let unlimited = |count: &Option<String>| count.clone().unwrap_or_else(|| "any".to_owned());
        let rows = shown.iter().map(|lot| {
            let mut row = vec![lot.id.clone(), unlimited(&lot.left), unlimited(&lot.count)];
            if capped {
                row.push(lot.away.clone().unwrap_or_default());
            }
            row.extend([
                lot.kind.clone(),
                lot.valid_from.clone(),
                expiry(lot.expires_on.as_ref(), lot.from_first_visit.as_ref()),
                lot.source.to_owned(),
            ]);
            if shared {
                row.push(lot.owner.clone());
            }
            if held {
                row.push(lot.hold.as_ref().map_or_else(String::new, Hold::told));
            }
            row.push(lot.memo.clone().unwrap_or_default());
            row
        });
        let hidden = self.lots.len() - shown.len();
        let hidden = if hidden == 0 {
            String::new()
        } else {
            let lots = counted(hidden, "lot", "lots");
            format!("{lots} used up or lapsed: see them with --all\n")
        };
        table(&heading, rows.collect()) + &hidden
    }

    fn subscriptions(&self) -> String {
        let heading = [
            ("subscription", Align::Left),
            ("plan", Align::Left),
            ("status", Align::Left),
            ("from", Align::Left),
            ("until", Align::Left),
            ("renews on", Align::Left),
        ];
        let rows = self.subscriptions.iter().map(|one| {
            vec![
                one.id.clone(),
                one.what(),
                one.status.clone(),
                one.from.clone(),
                one.until.clone().unwrap_or_default(),
                one.renews_on.clone().unwrap_or_default(),
            ]
        });
        table(&heading, rows.collect())
    }

    fn bookings(&self) -> String {
        let heading = [
            ("booking", Align::Left),
            ("on", Align::Left),
            ("for", Align::Left),
            ("desk", Align::Left),
            ("seats", Align::Right),
            ("payment", Align::Left),
        ];
        let rows = self.bookings.iter().map(Booking::cells);
        table(&heading, rows.collect())
    }
}

impl Hold {
    fn told(&self) -> String {
        let until = self.until.as_ref();
        until.map_or_else(
            || format!("from {} on", self.from),
            |until| format!("{} to {until}", self.from),
        )
    }
}

impl From<&Seen> for Inside {
    fn from(seen: &Seen) -> Self {
        let visit = &seen.visit;
        let (day, time) = seen.zone.local(visit.in_at);
        let other_day = day != visit.on;
        Self {
            visit: visit.id.to_string(),
            guest: visit.guest.clone(),
            location: seen.location.to_string(),
            since: visit.in_at.to_string(),
            since_local: if other_day {
                format!("{day} {time}")
            } else {
                time.to_string()
            },
        }
    }
}

impl Inside {
    fn told(&self) -> String {
        let Self {
            visit,
            location,
            since_local,
            ..
        } = self;
        let there = format!("at {location} since {since_local} ({visit})");
        match &self.guest {
            Some(guest) => format!("guest {guest} {there}"),
            None => there,
        }
    }
}

impl From<&Money> for Unpaid {
    fn from(sum: &Money) -> Self {
        Self {
            amount: sum.to_string(),
            currency: sum.currency.to_string(),
        }
    }
}

impl From<&account::LotLine> for Lot {
    fn from(line: &account::LotLine) -> Self {
        let lot = &line.lot;
        let counted =
            |passes: crate::domain::qty::PassQty| line.counted.then(|| passes.to_string());
        Self {
            id: lot.id.to_string(),
            kind: line.kind.clone(),
            source: lot.source.word(),
            owner: line.owner.clone(),
            location: line.location.clone(),
            count: counted(lot.granted),
            left: counted(line.left),
            away: lot.away_left.and_then(|away| counted(away.min(line.left))),
            valid_from: lot.valid_from.to_string(),
            expires_on: day(lot.expires_on),
            from_first_visit: ids(lot.waits),
            memo: lot.memo.clone(),
            hold: line.hold.map(|span| Hold {
                from: span.from.to_string(),
                until: day(span.to),
            }),
            over: !line.left.is_positive(),
        }
    }
}

impl View for Account {
    fn text(&self) -> String {
        let parts = [
            self.heading(),
            self.lots(),
            self.subscriptions(),
            self.bookings(),
        ];
        let told: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        told.join("\n")
    }
}
