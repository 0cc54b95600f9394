//! Notifications (A6): as they are listed, what each says to a person, and what `notify send` did.

use serde::Serialize;

use super::explained::passes as quantity;
use super::granted::Who;
use super::ids;
use crate::domain::customer::Customer;
use crate::domain::notice::Topic;
use crate::domain::qty::PassQty;
use crate::ops::booking::Shown;
use crate::ops::notify::{self, Listed, News, Outcome, Passes, Told, Tried};
use crate::output::{Column, View, pairs};

/// A notification in the outbox.
#[derive(Debug, Serialize)]
pub struct Row {
    id: String,
    at: String,
    /// `customer` or `admin`.
    to: &'static str,
    member: Option<String>,
    company: Option<String>,
    topic: &'static str,
    status: &'static str,
    attempts: i64,
    next_at: Option<String>,
    sent_at: Option<String>,
    trouble: Option<String>,
    operation: Option<String>,
    booking: Option<String>,
}

/// A notification with what it says: what a mail is made of, and what a command gets as JSON.
#[derive(Debug, Serialize)]
pub struct Notification {
    #[serde(flatten)]
    row: Row,
    /// Where a mail to a customer goes.
    email: Option<String>,
    subject: String,
    text: String,
}

/// What `notify send` did.
#[derive(Debug, Serialize)]
pub struct Sending {
    sent: usize,
    failed: usize,
    waiting: i64,
    too_old: i64,
    needless: i64,
    items: Vec<Item>,
}

/// What became of one notification.
#[derive(Debug, Serialize)]
struct Item {
    id: String,
    topic: &'static str,
    member: Option<String>,
    company: Option<String>,
    status: &'static str,
    trouble: Option<String>,
    next_at: Option<String>,
}

/// The columns of a list of notifications.
pub const COLUMNS: &[Column] = &[
    Column::fixed("id", "id"),
    Column::fixed("at", "at"),
    Column::text("to", "to"),
    Column::who(),
    Column::csv("company"),
    Column::fixed("topic", "topic"),
    Column::fixed("status", "status"),
    Column::fixed("booking", "booking").where_room(),
    Column::long("trouble", "trouble"),
    Column::csv("attempts"),
    Column::csv("next_at"),
    Column::csv("sent_at"),
    Column::csv("operation"),
];

fn who(customer: Option<&Customer>) -> Who {
    customer.map_or(
        Who {
            member: None,
            company: None,
        },
        Who::from,
    )
}

impl From<&Listed> for Row {
    fn from(listed: &Listed) -> Self {
        let about = &listed.notification;
        let who = who(listed.customer.as_ref());
        Self {
            id: about.id.to_string(),
            at: about.written_at.to_string(),
            to: if listed.customer.is_some() {
                "customer"
            } else {
                "admin"
            },
            member: who.member,
            company: who.company,
            topic: about.topic.word(),
            status: about.delivery().word(),
            attempts: about.attempts,
            next_at: ids(about.due_at),
            sent_at: ids(about.sent_at),
            trouble: about.trouble.clone(),
            operation: ids(about.operation),
            booking: ids(about.booking),
        }
    }
}

impl Notification {
    /// One line that says what it is about.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// What it says, as plain text.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.text
    }
}

impl From<&Told> for Notification {
    fn from(told: &Told) -> Self {
        let customer = told.listed.customer.as_ref();
        let (subject, what) = match &told.news {
            News::Passes { moved, balances } => passes(told.topic(), moved, balances),
            News::Booking(shown) => booking(told.topic(), shown),
            News::LotEnds(lot) => {
                let (last, left) = (date(lot), quantity(lot.passes, &lot.kind));
                (
                    format!("{left}: tomorrow is the last day"),
                    format!("You can use {left} until {last}, the day included; then they expire."),
                )
            }
            News::SubscriptionEnds { plan, .. } => (
                format!("{plan}: tomorrow is the last day"),
                format!("Tomorrow is the last day of your subscription to {plan}."),
            ),
            News::NothingFollows { package } => (
                format!("{package} is over"),
                format!(
                    "{package} is used up or has expired. What was to follow it does not follow: \
                     nothing was charged."
                ),
            ),
        };
        let greeting = customer.map_or_else(String::new, |one| format!("Hello {},\n\n", one.name));
        let memo = told.memo.as_deref();
        let memo = memo.map_or_else(String::new, |memo| format!("\nNote: {memo}\n"));
        Self {
            row: Row::from(&told.listed),
            email: customer.and_then(|one| one.email.clone()),
            subject,
            text: format!("{greeting}{what}\n{memo}"),
        }
    }
}

fn date(lot: &Passes) -> String {
    ids(lot.expires_on).unwrap_or_else(|| "never".to_owned())
}

/// What was moved, lot by lot, and what there is now.
fn passes(topic: Topic, moved: &[Passes], balances: &[(String, PassQty)]) -> (String, String) {
    let mut lines: Vec<String> = Vec::new();
    for one in moved {
        let of = quantity(one.passes, &one.kind);
        let until = match one.expires_on {
            Some(last) if one.came => format!(", good through {last}"),
            Some(_) | None => String::new(),
        };
        let verb = match (topic, one.came) {
            (Topic::Expired, _) => "expired",
            (_, true) => "added",
            (_, false) => "taken away",
        };
        lines.push(format!("{of} {verb}{until} ({}).", one.lot));
    }
    for (kind, balance) in balances {
        lines.push(format!("You now have {}.", quantity(*balance, kind)));
    }
    let subject = match (topic, moved) {
        (Topic::Expired, [one]) => format!("{} expired", quantity(one.passes, &one.kind)),
        (Topic::Expired, _) => "Passes expired".to_owned(),
        (Topic::Renewed, [one]) => format!("{} arrived", quantity(one.passes, &one.kind)),
        (Topic::Adjusted, [one]) if one.came => {
            format!("{} came back", quantity(one.passes, &one.kind))
        }
        (Topic::Adjusted, [one]) => {
            format!("{} taken away", quantity(one.passes, &one.kind))
        }
        (_, [one]) => format!("{} added", quantity(one.passes, &one.kind)),
        _ => "Your passes have changed".to_owned(),
    };
    (subject, lines.join("\n"))
}

fn booking(topic: Topic, shown: &Shown) -> (String, String) {
    let (id, on, seats) = (shown.booking.id, shown.booking.on, shown.booking.seats);
    let place = format!("{}/{}", shown.location, shown.desk);
    let seats = if seats == 1 {
        "1 seat".to_owned()
    } else {
        format!("{seats} seats")
    };
    let what = format!("{id}, {seats} of {place} on {on}");
    if topic == Topic::Failed {
        return (
            format!("Your booking for {on} was cancelled"),
            format!(
                "There were not enough passes for your booking: {what}. It needed {}. \
                 It was cancelled, and nothing was taken.",
                quantity(shown.passes, "day")
            ),
        );
    }
    let handle = &shown.customer.handle;
    (
        format!("{handle}: booking for {on} {}", topic.word()),
        format!(
            "{handle} ({}): {what}, {}.",
            shown.customer.name,
            topic.word()
        ),
    )
}

impl View for Notification {
    fn text(&self) -> String {
        let to = match (&self.row.member, &self.row.company, &self.email) {
            (Some(who), _, Some(email)) | (None, Some(who), Some(email)) => {
                format!("{who} <{email}>")
            }
            (Some(who), _, None) | (None, Some(who), None) => format!("{who} (no e-mail)"),
            (None, None, _) => "the admin".to_owned(),
        };
        let mut head = vec![
            ("notification", self.row.id.clone()),
            ("written", self.row.at.clone()),
            ("status", self.row.status.to_owned()),
            ("trouble", self.row.trouble.clone().unwrap_or_default()),
            ("to", to),
            ("subject", self.subject.clone()),
        ];
        head.retain(|(_, value)| !value.is_empty());
        format!("{}\n{}", pairs(&head), self.text)
    }
}

impl From<&Outcome> for Item {
    fn from(outcome: &Outcome) -> Self {
        let about = &outcome.listed.notification;
        let who = who(outcome.listed.customer.as_ref());
        let (status, trouble) = match &outcome.tried {
            Tried::Sent => ("sent", None),
            Tried::Failed(why) | Tried::Down(why) => ("waiting", Some(why.clone())),
            Tried::Unreachable(why) => ("failed", Some(why.clone())),
        };
        Self {
            id: about.id.to_string(),
            topic: about.topic.word(),
            member: who.member,
            company: who.company,
            status: match (status, outcome.again_at) {
                ("waiting", None) => "failed",
                (status, _) => status,
            },
            trouble,
            next_at: ids(outcome.again_at),
        }
    }
}

impl From<&notify::Sending> for Sending {
    fn from(sending: &notify::Sending) -> Self {
        let items: Vec<Item> = sending.outcomes.iter().map(Item::from).collect();
        let sent = items.iter().filter(|item| item.trouble.is_none()).count();
        Self {
            sent,
            failed: items.len() - sent,
            waiting: sending.waiting,
            too_old: sending.too_old,
            needless: sending.needless,
            items,
        }
    }
}

impl Sending {
    /// Whether there was nothing to send.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.items.is_empty() && self.too_old == 0 && self.needless == 0
    }

    /// A line for each that was not sent.
    #[must_use]
    pub fn troubles(&self) -> Vec<String> {
        let failed = self.items.iter();
        let failed = failed.filter_map(|item| Some((item, item.trouble.as_ref()?)));
        let told = failed.map(|(item, why)| {
            let who = item.member.as_deref().or(item.company.as_deref());
            let who = who.unwrap_or("the admin");
            let next = match &item.next_at {
                Some(at) => format!("tried again after {at}"),
                None => "not tried again".to_owned(),
            };
            format!("{} to {who}: {why}; {next}", item.id)
        });
        told.collect()
    }
}

impl View for Sending {
    fn text(&self) -> String {
        let given_up = |count: i64, why: &str| match count {
            0 => String::new(),
            some => format!(", {some} {why}"),
        };
        let too_old = given_up(self.too_old, "too old to be sent");
        let needless = given_up(self.needless, "with nothing left to tell");
        format!(
            "{} sent, {} failed, {} waiting{too_old}{needless}\n",
            self.sent, self.failed, self.waiting
        )
    }
}
