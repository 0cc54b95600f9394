//! Invoices: what lines come to with their tax, what an issued invoice says, and what became of it
//! (V3, V4, Q2).

pub mod refusal;
pub mod remove;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::domain::day::Day;
use crate::domain::ids::{BookingId, CustomerId, InvoiceId, LineId, PurchaseId, SubscriptionId};
use crate::domain::money::{Currency, Money, Percent};
use crate::domain::words::words;

words! {
    /// What became of an invoice: derived, never stored.
    Status {
        /// Issued, and to be paid.
        Issued "issued",
        /// Nothing is to be paid any more.
        Paid "paid",
        /// A credit note took it back (V4).
        Void "void",
        /// It is a credit note.
        Credit "credit",
    }
}

/// What one line comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Charge {
    /// Without tax; negative for what is given back.
    pub net: Money,
    /// The tax on it.
    pub rate: Percent,
    /// What that tax is.
    pub tax: Money,
    /// Whether it was paid before it was invoiced (V1).
    pub paid: bool,
}

/// A line on no invoice yet (V3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upcoming {
    /// Its id.
    pub id: LineId,
    /// Who owes it.
    pub customer: CustomerId,
    /// The subscription whose period it pays for.
    pub subscription: Option<SubscriptionId>,
    /// The purchase that it pays for.
    pub purchase: Option<PurchaseId>,
    /// The booking that it pays for.
    pub booking: Option<BookingId>,
    /// The day it is for.
    pub on: Day,
    /// What it is for.
    pub text: String,
    /// What it comes to.
    pub charge: Charge,
}

/// A line as an invoice says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The line that it was made of.
    pub line: LineId,
    /// The day it is for.
    pub on: Day,
    /// What it is for.
    pub text: String,
    /// What it comes to.
    pub charge: Charge,
}

/// An invoice or credit note as it was issued, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invoice {
    /// Its number.
    pub id: InvoiceId,
    /// Who is billed.
    pub customer: CustomerId,
    /// The currency of all of it (Q2).
    pub currency: Currency,
    /// The day it was issued.
    pub issued_on: Day,
    /// The customer's name on that day.
    pub name: String,
    /// The customer's e-mail address on that day.
    pub email: Option<String>,
    /// The name of the member's company on that day.
    pub company: Option<String>,
    /// The name of the customer's home location on that day.
    pub location: String,
    /// The invoice that this credit note makes void.
    pub credits: Option<InvoiceId>,
    /// The void invoice that this one was issued for again.
    pub replaces: Option<InvoiceId>,
    /// The credit note that made this one void.
    pub credited_by: Option<InvoiceId>,
    /// The day it was paid.
    pub paid_on: Option<Day>,
}

/// What lines at one rate of tax come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtRate {
    /// The rate.
    pub rate: Percent,
    /// Without tax.
    pub net: Money,
    /// The sum of the lines' tax.
    pub tax: Money,
}

/// What the lines of one invoice come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Totals {
    /// Without tax.
    pub net: Money,
    /// The sum of the lines' tax.
    pub tax: Money,
    /// What was paid before, tax included (V1).
    pub paid: Money,
    /// The lines by their rate of tax, lowest first.
    pub rates: Vec<AtRate>,
}

impl Charge {
    /// A line's net amount with its tax, rounded half up, once (Q2, V3); what is given back has the
    /// tax of what it gives back.
    #[must_use]
    pub fn of(net: Money, rate: Percent, paid: bool) -> Self {
        let sign = net.minor.signum();
        let tax = net.times(sign).percent_half_up(rate).times(sign);
        Self {
            net,
            rate,
            tax,
            paid,
        }
    }

    /// With tax.
    #[must_use]
    pub const fn gross(self) -> Money {
        Money::new(self.net.minor + self.tax.minor, self.net.currency)
    }

    /// What is still to be paid of it (V1).
    #[must_use]
    pub const fn payable(self) -> Money {
        self.gross().times(if self.paid { 0 } else { 1 })
    }

    /// The same with the other sign, as a credit note says it.
    #[must_use]
    pub const fn credited(self) -> Self {
        Self {
            net: self.net.times(-1),
            tax: self.tax.times(-1),
            ..self
        }
    }
}

impl Totals {
    /// The totals of lines in one currency.
    #[must_use]
    pub fn of(currency: Currency, charges: impl IntoIterator<Item = Charge>) -> Self {
        let mut totals = Self {
            net: currency.zero(),
            tax: currency.zero(),
            paid: currency.zero(),
            rates: Vec::new(),
        };
        let mut rates: BTreeMap<Percent, AtRate> = BTreeMap::new();
        for charge in charges {
            let at_rate = rates.entry(charge.rate).or_insert(AtRate {
                rate: charge.rate,
                net: currency.zero(),
                tax: currency.zero(),
            });
            at_rate.net.minor += charge.net.minor;
            at_rate.tax.minor += charge.tax.minor;
            totals.net.minor += charge.net.minor;
            totals.tax.minor += charge.tax.minor;
            totals.paid.minor += charge.gross().minor - charge.payable().minor;
        }
        totals.rates = rates.into_values().collect();
        totals
    }

    /// With tax.
    #[must_use]
    pub const fn gross(&self) -> Money {
        Money::new(self.net.minor + self.tax.minor, self.net.currency)
    }

    /// What the lines leave to be paid.
    #[must_use]
    pub const fn payable(&self) -> Money {
        Money::new(self.gross().minor - self.paid.minor, self.net.currency)
    }
}

impl AtRate {
    /// With tax.
    #[must_use]
    pub const fn gross(&self) -> Money {
        Money::new(self.net.minor + self.tax.minor, self.net.currency)
    }
}

impl Invoice {
    /// What became of it, whose lines come to `totals`: one that leaves nothing to be paid is paid
    /// (V1).
    #[must_use]
    pub const fn status(&self, totals: &Totals) -> Status {
        match (self.credits, self.credited_by) {
            (Some(_), _) => Status::Credit,
            (None, Some(_)) => Status::Void,
            (None, None) if self.paid_on.is_some() || totals.payable().minor <= 0 => Status::Paid,
            (None, None) => Status::Issued,
        }
    }

    /// What is still to be paid of it: nothing unless it is issued only.
    #[must_use]
    pub const fn payable(&self, totals: &Totals) -> Money {
        match self.status(totals) {
            Status::Issued => totals.payable(),
            Status::Paid | Status::Void | Status::Credit => self.currency.zero(),
        }
    }
}
