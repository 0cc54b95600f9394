//! What `invoice issue`, `void` and `remove` answer.

use std::rc::Rc;

use serde::{Deserialize, Serialize, Serializer};

use super::Row;
use crate::domain::ids::OperationId;
use crate::ops::invoice::{issue, remove, void};
use crate::output::views::granted::Who;
use crate::output::views::ids;
use crate::output::{Align, View, counted, table};

/// Whose credits outweigh what they owe.
#[derive(Debug, Serialize, Deserialize)]
struct HeldBack {
    #[serde(flatten)]
    who: Who,
    payable: String,
    currency: String,
}

/// Invoices: those that were issued now are made into what is told of them one by one.
#[derive(Debug, Deserialize)]
#[serde(from = "Vec<Row>")]
enum Invoices {
    Now(Rc<issue::Issued>),
    Before(Vec<Row>),
}

impl From<Vec<Row>> for Invoices {
    fn from(rows: Vec<Row>) -> Self {
        Self::Before(rows)
    }
}

impl Serialize for Invoices {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Now(done) => to.collect_seq(done.invoices.iter().map(Row::from)),
            Self::Before(rows) => rows.serialize(to),
        }
    }
}

impl Invoices {
    fn map<T>(&self, mut each: impl FnMut(&Row) -> T) -> Vec<T> {
        match self {
            Self::Now(done) => {
                let rows = done.invoices.iter().map(Row::from);
                rows.map(|row| each(&row)).collect()
            }
            Self::Before(rows) => rows.iter().map(each).collect(),
        }
    }

    fn is_empty(&self) -> bool {
        match self {
            Self::Now(done) => done.invoices.is_empty(),
            Self::Before(rows) => rows.is_empty(),
        }
    }
}

/// Invoices that were issued.
#[derive(Debug, Serialize, Deserialize)]
pub struct Issued {
    operation: Option<String>,
    invoices: Invoices,
    held_back: Vec<HeldBack>,
    later: usize,
}

/// An invoice that was made void.
#[derive(Debug, Serialize, Deserialize)]
pub struct Voided {
    operation: Option<String>,
    invoice: String,
    status: String,
    credit_note: String,
    #[serde(flatten)]
    who: Who,
    gross: String,
    currency: String,
    paid_on: Option<String>,
    lines: Vec<String>,
}

/// A line that was taken off.
#[derive(Debug, Serialize, Deserialize)]
struct Line {
    id: String,
    on: String,
    text: String,
    gross: String,
    currency: String,
    subscription: Option<String>,
}

/// Passes that went with it.
#[derive(Debug, Serialize, Deserialize)]
struct LotTaken {
    id: String,
    /// Null where there is no count.
    passes: Option<String>,
}

/// What was taken off the upcoming invoice.
#[derive(Debug, Serialize, Deserialize)]
pub struct Removed {
    operation: Option<String>,
    #[serde(flatten)]
    who: Who,
    lines: Vec<Line>,
    lots: Vec<LotTaken>,
}

impl Issued {
    /// After they were issued.
    #[must_use]
    pub fn of(operation: Option<OperationId>, done: &Rc<issue::Issued>) -> Self {
        let held_back = done.held_back.iter().map(|due| HeldBack {
            who: Who::from(&due.customer),
            payable: due.totals.payable().to_string(),
            currency: due.totals.net.currency.to_string(),
        });
        Self {
            operation: ids(operation),
            invoices: Invoices::Now(Rc::clone(done)),
            held_back: held_back.collect(),
            later: done.later,
        }
    }

    /// What should be noticed besides.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let nothing = self.invoices.is_empty() && self.held_back.is_empty();
        let nothing = nothing.then(|| "nothing is due: no invoice was issued".to_owned());
        let held_back = self.held_back.iter().map(|one| {
            let (who, payable, currency) = (one.who.handle(), &one.payable, &one.currency);
            format!("{who}: credits outweigh what is owed ({payable} {currency}); left for later")
        });
        nothing
            .into_iter()
            .chain(held_back)
            .chain(later(self.later))
            .collect()
    }
}

/// A note of lines that wait for their day.
#[must_use]
pub fn later(lines: usize) -> Option<String> {
    let told = counted(lines, "line is", "lines are");
    (lines > 0).then(|| format!("{told} for later days: see --until"))
}

impl View for Issued {
    fn text(&self) -> String {
        let heading = [
            ("invoice", Align::Fixed),
            ("for", Align::Left),
            ("issued on", Align::Fixed),
            ("net", Align::Right),
            ("tax", Align::Right),
            ("total", Align::Right),
            ("payable", Align::Right),
            ("", Align::Left),
        ];
        let rows = self.invoices.map(|row| {
            vec![
                row.id.clone(),
                row.handle().to_owned(),
                row.issued_on.clone(),
                row.net.clone(),
                row.tax.clone(),
                row.gross.clone(),
                row.payable.clone(),
                row.currency.clone(),
            ]
        });
        table(&heading, rows)
    }
}

impl Voided {
    /// After it was made void.
    #[must_use]
    pub fn of(operation: Option<OperationId>, done: &void::Voided) -> Self {
        let (invoice, note) = (&done.invoice, &done.note);
        Self {
            operation: ids(operation),
            invoice: invoice.invoice.id.to_string(),
            status: invoice.status().word().to_owned(),
            credit_note: note.invoice.id.to_string(),
            who: Who::from(&invoice.customer),
            gross: note.totals.gross().to_string(),
            currency: invoice.invoice.currency.to_string(),
            paid_on: ids(invoice.invoice.paid_on),
            lines: done.lines.iter().map(ToString::to_string).collect(),
        }
    }

    /// What should be noticed besides.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let Self {
            invoice, paid_on, ..
        } = self;
        let paid = paid_on.iter();
        paid.map(|on| format!("{invoice} was paid on {on}: give that back"))
            .collect()
    }
}

impl View for Voided {
    fn text(&self) -> String {
        let Self {
            invoice,
            credit_note,
            gross,
            currency,
            ..
        } = self;
        let lines = self.lines.join(", ");
        format!(
            "{invoice} of {} is void; credit note {credit_note}: {gross} {currency}\n\
             on the upcoming invoice again: {lines}\n",
            self.who.handle()
        )
    }
}

impl Removed {
    /// After it was taken off.
    #[must_use]
    pub fn of(operation: Option<OperationId>, done: &remove::Removed) -> Self {
        let lines = done.lines.iter().map(|line| Line {
            id: line.id.to_string(),
            on: line.on.to_string(),
            text: line.text.clone(),
            gross: line.charge.gross().to_string(),
            currency: line.charge.net.currency.to_string(),
            subscription: ids(line.subscription),
        });
        let lots = done.lots.iter().map(|(lot, passes)| LotTaken {
            id: lot.to_string(),
            passes: ids(*passes),
        });
        Self {
            operation: ids(operation),
            who: Who::from(&done.customer),
            lines: lines.collect(),
            lots: lots.collect(),
        }
    }

    /// What should be noticed besides.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let waived = self
            .lines
            .iter()
            .filter_map(|line| line.subscription.as_ref());
        let told = |sb| format!("the fee is waived; {sb} and its passes stay");
        waived.map(told).collect()
    }
}

impl View for Removed {
    fn text(&self) -> String {
        let who = self.who.handle();
        let lines = self.lines.iter().map(|line| {
            let Line {
                id,
                text,
                gross,
                currency,
                ..
            } = line;
            format!("{id} is off the upcoming invoice of {who}: {gross} {currency}, {text}\n")
        });
        let lots = self.lots.iter().map(|lot| {
            let went = match lot.passes.as_deref() {
                None => "unlimited use went".to_owned(),
                Some("1") => "1 pass went".to_owned(),
                Some(passes) => format!("{passes} passes went"),
            };
            format!("{went} with it: {}\n", lot.id)
        });
        lines.chain(lots).collect()
    }
}
