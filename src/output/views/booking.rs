//! Bookings as they are made, shown and listed.

use serde::{Deserialize, Serialize};

use super::granted::Who;
use super::ids;
use crate::domain::booking::{PayBy, PaymentStatus};
use crate::domain::ids::OperationId;
use crate::domain::spend::Draw;
use crate::ops::book;
use crate::ops::booking::{Shown, money};
use crate::output::{Column, View, counted, pairs};

/// What a lot paid or got back.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LotPaid {
    /// Its id.
    pub id: String,
    /// How many.
    pub passes: String,
}

/// How a booking is paid.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Payment {
    by: String,
    /// `company` where only the company's passes pay.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    status: String,
    passes: String,
    charges_on: Option<String>,
    /// Not in a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    lots: Option<Vec<LotPaid>>,
    /// Where it is paid with money.
    #[serde(flatten)]
    bill: Option<Bill>,
}

/// What a booking costs in money.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Bill {
    amount: String,
    currency: String,
    /// The promo code, and what it took off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    promo: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    discount: Option<String>,
    /// Its invoice lines; not in a list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    lines: Vec<String>,
}

/// A booking.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Booking {
    operation: Option<String>,
    #[serde(rename = "booking")]
    id: String,
    #[serde(flatten)]
    who: Who,
    desk: String,
    location: String,
    on: String,
    seats: i64,
    status: String,
    payment: Payment,
}

/// A booking in a list.
#[derive(Debug, Serialize)]
pub struct Row {
    operation: String,
    booking: String,
    member: Option<String>,
    company: Option<String>,
    desk: String,
    location: String,
    on: String,
    seats: i64,
    status: String,
    payment: RowPayment,
}

/// How a booking in a list is paid.
#[derive(Debug, Serialize)]
struct RowPayment {
    by: String,
    from: Option<String>,
    status: String,
    passes: String,
    charges_on: Option<String>,
    amount: Option<String>,
    currency: Option<String>,
    promo: Option<String>,
    discount: Option<String>,
}

/// What `book` answers.
#[derive(Debug, Serialize, Deserialize)]
pub struct Booked {
    #[serde(flatten)]
    booking: Booking,
    /// Other bookings of the same member on the same date.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    also: Vec<String>,
}

/// The columns of a list of bookings. The table has those that tell something.
#[must_use]
pub fn columns(listed: &[Row]) -> Vec<Column> {
    let elsewhere = listed.iter().any(|row| row.location != listed[0].location);
    vec![
        Column::fixed("booking", "booking"),
        Column::fixed("on", "on"),
        Column::who(),
        Column::csv("company"),
        Column::text("location", "location").in_table(elsewhere),
        Column::text("desk", "desk"),
        Column::number("seats", "seats").where_room(),
        Column::fixed("status", "status"),
        Column::number("passes", "payment.passes"),
        Column::number("amount", "payment.amount").where_room(),
        Column::fixed("payment", "payment.status"),
        Column::fixed("charges on", "payment.charges_on").where_room(),
        Column::csv("payment.by"),
        Column::csv("payment.from"),
        Column::csv("payment.currency"),
        Column::csv("payment.promo"),
        Column::csv("payment.discount"),
        Column::csv("operation"),
    ]
}

impl From<&Draw> for LotPaid {
    fn from(draw: &Draw) -> Self {
        Self {
            id: draw.lot.to_string(),
            passes: draw.passes.to_string(),
        }
    }
}

impl From<&money::Bill> for Bill {
    fn from(bill: &money::Bill) -> Self {
        Self {
            amount: bill.amount.to_string(),
            currency: bill.amount.currency.to_string(),
            promo: bill.promo.as_ref().map(|(code, _)| code.clone()),
            discount: ids(bill.promo.as_ref().map(|(_, discount)| discount)),
            lines: bill.lines.iter().map(ToString::to_string).collect(),
        }
    }
}

impl Booking {
    /// A booking as `booking show` answers it, with the operation that made it.
    #[must_use]
    pub fn shown(shown: &Shown) -> Self {
        Self::of(Some(shown.operation), shown)
    }

    /// A booking as the answer of an operation.
    #[must_use]
    pub fn of(operation: Option<OperationId>, shown: &Shown) -> Self {
        let booking = &shown.booking;
        let (by, from) = match booking.pay_by {
            PayBy::Passes | PayBy::Money => (booking.pay_by, None),
            PayBy::Company => (PayBy::Passes, Some(PayBy::Company.word().to_owned())),
        };
        Self {
            operation: ids(operation),
            id: booking.id.to_string(),
            who: Who::from(&shown.customer),
            desk: shown.desk.to_string(),
            location: shown.location.to_string(),
            on: booking.on.to_string(),
            seats: booking.seats,
            status: booking.status.word().to_owned(),
            payment: Payment {
                by: by.word().to_owned(),
                from,
                status: booking.pay_status.word().to_owned(),
                passes: shown.passes.to_string(),
                charges_on: ids(booking.charges_on),
                lots: Some(shown.lots.iter().map(LotPaid::from).collect()),
                bill: shown.bill.as_ref().map(Bill::from),
            },
        }
    }

    /// The cells of a table of bookings: id, date, customer, desk, seats, payment.
    pub(super) fn cells(&self) -> Vec<String> {
        vec![
            self.id.clone(),
            self.on.clone(),
            self.who.handle().to_owned(),
            format!("{}/{}", self.location, self.desk),
            self.seats.to_string(),
            self.paid(),
        ]
    }

    /// Whether its charge is pending.
    pub(super) fn is_pending(&self) -> bool {
        self.payment.status == PaymentStatus::Pending.word()
    }

    /// Whether a lot covers it, or covered it, without a count.
    fn is_covered(&self) -> bool {
        self.payment.bill.is_none() && self.payment.passes == "0"
    }

    /// Whether it is still to be paid, with money or passes.
    pub(super) fn is_unpaid(&self) -> bool {
        self.payment.status == PaymentStatus::Unpaid.word()
    }

    /// Its id.
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// What is booked, for whom and when, in a line.
    pub(super) fn sentence(&self) -> String {
        let Self {
            id,
            desk,
            location,
            on,
            status,
            ..
        } = self;
        let seats = usize::try_from(self.seats).unwrap_or_default();
        let seats = counted(seats, "seat", "seats");
        let who = self.who.handle();
        format!("{id}: {seats} of {location}/{desk} on {on} for {who}, {status}\n")
    }

    /// What is paid, and with what, in words.
    pub(super) fn paid(&self) -> String {
        let Payment {
            status,
            passes,
            charges_on,
            lots,
            bill,
            ..
        } = &self.payment;
        if let Some(bill) = bill {
            if *status == PaymentStatus::Removed.word() {
                return "nothing is owed any more".to_owned();
            }
            let Bill {
                amount, currency, ..
            } = bill;
            let lines = match bill.lines.as_slice() {
                [] => String::new(),
                lines => format!(": {}", lines.join(", ")),
            };
            let off = match (&bill.promo, &bill.discount) {
                (Some(promo), Some(off)) => format!(" ({off} off with {promo})"),
                (Some(_) | None, _) => String::new(),
            };
            return format!("{amount} {currency} {status}{off}{lines}");
        }
        if let Some([lot]) = lots.as_deref().filter(|_| self.is_covered()) {
            return format!("covered by {}, {status}: no passes are taken", lot.id);
        }
        let passes = in_passes(passes);
        let lots = lots.iter().flatten();
        let lots: Vec<String> = lots
            .map(|lot| format!("{} {}", lot.id, lot.passes))
            .collect();
        match charges_on.as_ref().filter(|_| self.is_pending()) {
            Some(day) => format!("{passes} {status}, charged on {day}"),
            None if lots.is_empty() => format!("{passes} {status}"),
            None => format!("{passes} {status}: {}", lots.join(", ")),
        }
    }
}

/// `1 pass`, `2.5 passes`.
pub(super) fn in_passes(passes: &str) -> String {
    let word = if passes == "1" { "pass" } else { "passes" };
    format!("{passes} {word}")
}

impl From<&Shown> for Row {
    fn from(shown: &Shown) -> Self {
        let Booking {
            id,
            who,
            desk,
            location,
            on,
            seats,
            status,
            payment,
            ..
        } = Booking::shown(shown);
        let bill = payment.bill.as_ref();
        let of_bill = |told: fn(&Bill) -> Option<&String>| bill.and_then(told).cloned();
        Self {
            operation: shown.operation.to_string(),
            booking: id,
            member: who.member,
            company: who.company,
            desk,
            location,
            on,
            seats,
            status,
            payment: RowPayment {
                by: payment.by,
                from: payment.from,
                status: payment.status,
                passes: payment.passes,
                charges_on: payment.charges_on,
                amount: of_bill(|bill| Some(&bill.amount)),
                currency: of_bill(|bill| Some(&bill.currency)),
                promo: of_bill(|bill| bill.promo.as_ref()),
                discount: of_bill(|bill| bill.discount.as_ref()),
            },
        }
    }
}

impl Booked {
    /// The answer.
    #[must_use]
    pub fn of(operation: Option<OperationId>, done: &book::Booked) -> Self {
        Self {
            booking: Booking::of(operation, &done.shown),
            also: done.also.iter().map(ToString::to_string).collect(),
        }
    }

    /// What should be noticed besides.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        let Booking {
            who, on, payment, ..
        } = &self.booking;
        let unpriced = |bill: &Bill| bill.lines.is_empty() && bill.promo.is_none();
        if payment.bill.as_ref().is_some_and(unpriced) {
            let Booking { desk, location, .. } = &self.booking;
            notes.push(format!("{location}/{desk} has no price: nothing is owed"));
        }
        if !self.also.is_empty() {
            let also = self.also.join(", ");
            let with = match &payment.bill {
                Some(_) => "is paid on its own",
                None if self.booking.is_covered() => "takes no passes either",
                None => "takes passes of its own",
            };
            let who = who.handle();
            notes.push(format!("{who} has {also} on {on} too: this booking {with}"));
        }
        notes
    }
}

impl View for Booking {
    fn text(&self) -> String {
        pairs(&[
            ("booking", self.id.clone()),
            ("for", self.who.handle().to_owned()),
            ("desk", format!("{}/{}", self.location, self.desk)),
            ("on", self.on.clone()),
            ("seats", self.seats.to_string()),
            ("status", self.status.clone()),
            ("payment", self.paid()),
            ("from", self.payment.from.clone().unwrap_or_default()),
        ])
    }
}

impl View for Booked {
    fn text(&self) -> String {
        format!("{}{}\n", self.booking.sentence(), self.booking.paid())
    }
}
