//! A lot with the passes that were moved of it, as answers tell it.

use serde::{Deserialize, Serialize};

use super::{day, ids};
use crate::domain::day::Day;
use crate::domain::ids::LotId;
use crate::domain::qty::PassQty;
use crate::output::{Align, table};

/// A lot and how many passes were moved.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct LotMoved {
    id: String,
    /// How many, always positive; null where there is no count.
    passes: Option<String>,
    /// Its last day; null for none.
    expires_on: Option<String>,
}

impl LotMoved {
    /// So many passes of a lot, None where there is no count, and its last day.
    pub(super) fn new(lot: LotId, passes: Option<PassQty>, expires_on: Day) -> Self {
        Self {
            id: lot.to_string(),
            passes: ids(passes),
            expires_on: day(expires_on),
        }
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// How many, in a table.
    pub(super) fn passes(&self) -> &str {
        self.passes.as_deref().unwrap_or("unlimited")
    }

    /// When it expires, in words.
    pub(super) fn expires(&self) -> &str {
        self.expires_on.as_deref().unwrap_or("never")
    }
}

/// Lots, one in each row.
pub(super) fn lots(all: &[LotMoved]) -> String {
    let heading = [
        ("lot", Align::Left),
        ("passes", Align::Right),
        ("expires", Align::Left),
    ];
    let rows = all.iter().map(|lot| {
        let cells = [lot.id(), lot.passes(), lot.expires()];
        cells.map(str::to_owned).to_vec()
    });
    table(&heading, rows.collect())
}
