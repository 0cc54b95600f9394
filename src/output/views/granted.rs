//! What `grant`, `deduct`, `sell` and `redeem` answer.

use serde::{Deserialize, Serialize};

use super::ids;
use super::lot_moved::{LotMoved, lots};
use crate::domain::customer::{Customer, Standing};
use crate::domain::ids::OperationId;
use crate::domain::qty::PassQty;
use crate::ops::{grant, grant_rows};
use crate::output::{View, counted};

/// A customer as every answer names it: a company stands under `company`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Who {
    /// The member's handle; null for a company.
    pub member: Option<String>,
    /// The company's handle, where the customer is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
}

impl From<&Customer> for Who {
    fn from(customer: &Customer) -> Self {
        Self::named(&customer.handle, customer.standing)
    }
}

impl Who {
    /// Whoever has that handle.
    pub(super) fn named(handle: &str, standing: Standing) -> Self {
        let (member, company) = either(handle.to_owned(), standing == Standing::Company);
        Self { member, company }
    }
}

/// A handle as a member's, and as a company's: it is one of them.
pub(super) fn either<T>(handle: T, of_company: bool) -> (Option<T>, Option<T>) {
    if of_company {
        (None, Some(handle))
    } else {
        (Some(handle), None)
    }
}

impl Who {
    /// The handle, whichever it is.
    #[must_use]
    pub fn handle(&self) -> &str {
        self.member
            .as_deref()
            .or(self.company.as_deref())
            .unwrap_or("nobody")
    }
}

/// What a grant or deduction answers.
#[derive(Debug, Serialize, Deserialize)]
pub struct Granted {
    operation: Option<String>,
    #[serde(flatten)]
    who: Who,
    /// Null where there is no count.
    passes: Option<String>,
    kind: String,
    /// Null where there is no count; "0" where nothing can be used today.
    balance: Option<String>,
    lots: Vec<LotMoved>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recurring: Option<String>,
}

impl Granted {
    /// The answer of one grant or deduction.
    #[must_use]
    pub fn of(operation: Option<OperationId>, done: &grant::Granted) -> Self {
        let counted = |passes: PassQty| (!done.unlimited).then_some(passes);
        let nothing = done.balance == PassQty::ZERO;
        let lots = done.lots.iter();
        let lots =
            lots.map(|moved| LotMoved::new(moved.lot, counted(moved.passes), moved.expires_on));
        Self {
            operation: ids(operation),
            who: Who::from(&done.customer),
            passes: ids(counted(done.passes)),
            kind: done.kind.clone(),
            balance: (nothing || !done.unlimited).then(|| done.balance.to_string()),
            lots: lots.collect(),
            recurring: ids(done.recurring),
        }
    }

    /// [`Granted::of`] as the JSON that is kept with a key.
    #[must_use]
    pub fn json(operation: Option<OperationId>, done: &grant::Granted) -> String {
        serde_json::to_string(&Self::of(operation, done)).expect("a view can be serialized")
    }
}

impl View for Granted {
    fn text(&self) -> String {
        let unlimited = || "unlimited".to_owned();
        let monthly = match &self.recurring {
            Some(id) => format!(", every month ({id})"),
            None => String::new(),
        };
        format!(
            "{}: {} {}{monthly}, balance {}\n{}",
            self.who.handle(),
            self.passes.clone().unwrap_or_else(unlimited),
            self.kind,
            self.balance.clone().unwrap_or_else(unlimited),
            lots(&self.lots),
        )
    }
}

/// What the rows of a file answer.
#[derive(Debug, Serialize, Deserialize)]
pub struct RowsGranted {
    operation: Option<String>,
    rows: usize,
    replayed_rows: usize,
    passes: String,
    bad: Vec<String>,
}

impl RowsGranted {
    /// The answer of a file.
    #[must_use]
    pub fn of(operation: Option<OperationId>, done: &grant_rows::RowsGranted) -> Self {
        Self {
            operation: ids(operation),
            rows: done.rows,
            replayed_rows: done.replayed,
            passes: done.passes.to_string(),
            bad: done.bad.iter().map(|row| row.told(&done.file)).collect(),
        }
    }

    /// The rows that were passed over, as they are told.
    #[must_use]
    pub fn bad(&self) -> Vec<String> {
        self.bad.clone()
    }
}

impl View for RowsGranted {
    fn text(&self) -> String {
        let rows = counted(self.rows, "row", "rows");
        let known = match self.replayed_rows {
            0 => String::new(),
            count => format!(", {count} known by their key"),
        };
        {
            let unit = if self.passes == "1" { "pass" } else { "passes" };
            format!("{rows}, {} {unit}{known}\n", self.passes)
        }
    }
}
