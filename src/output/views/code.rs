//! What stands behind a code, a voucher or something off a price, after it was written.

use serde::{Deserialize, Serialize};

use super::{Changed, ids};
use crate::domain::ids::OperationId;
use crate::output::View;

/// What a code stands for, as it is listed.
pub trait Coded {
    /// That what it did is kept when it is retired.
    const KEPT: &'static str;

    /// The code.
    fn code(&self) -> &str;
    /// What whoever has it gets.
    fn gives(&self) -> String;
    /// Every value by its name, in words.
    fn fields(&self) -> Vec<(&'static str, String)>;
}

/// What was done to it.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Did {
    Added,
    Changed,
    Retired,
}

/// It as it stands after it was written.
#[derive(Debug, Serialize, Deserialize)]
pub struct Written<R> {
    operation: Option<String>,
    #[serde(flatten)]
    row: R,
    did: Did,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    changed: Vec<Changed>,
}

impl<R: Coded> Written<R> {
    fn new(operation: Option<OperationId>, did: Did, row: R) -> Self {
        Self {
            operation: ids(operation),
            row,
            did,
            changed: Vec::new(),
        }
    }

    /// After it was added.
    #[must_use]
    pub fn added<C>(operation: Option<OperationId>, card: &C) -> Self
    where
        R: for<'c> From<&'c C>,
    {
        Self::new(operation, Did::Added, R::from(card))
    }

    /// After it was changed: as it was and as it is.
    #[must_use]
    pub fn changed<C>(operation: Option<OperationId>, (was, is): &(C, C)) -> Self
    where
        R: for<'c> From<&'c C>,
    {
        let (was, is) = (R::from(was), R::from(is));
        Self {
            changed: Changed::between(was.fields(), is.fields()),
            ..Self::new(operation, Did::Changed, is)
        }
    }

    /// After it was retired.
    #[must_use]
    pub fn retired<C>(operation: Option<OperationId>, card: &C) -> Self
    where
        R: for<'c> From<&'c C>,
    {
        Self::new(operation, Did::Retired, R::from(card))
    }
}

impl<R: Coded + Serialize> View for Written<R> {
    fn text(&self) -> String {
        let code = self.row.code();
        match self.did {
            Did::Added => format!("added {code}: {}\n", self.row.gives()),
            Did::Changed => Changed::told(code, &self.changed),
            Did::Retired => format!("retired {code}: {}\n", R::KEPT),
        }
    }
}
