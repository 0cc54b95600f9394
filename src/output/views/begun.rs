//! What `init` answers.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::applied::Applied;
use crate::output::{View, pairs};

/// What was made, and what of it was applied.
#[derive(Debug, Serialize, Deserialize)]
pub struct Begun {
    config: String,
    database: String,
    #[serde(flatten)]
    applied: Applied,
}

impl Begun {
    /// The answer of one run.
    #[must_use]
    pub fn of(config: &Path, database: &Path, applied: Applied) -> Self {
        Self {
            config: config.display().to_string(),
            database: database.display().to_string(),
            applied,
        }
    }
}

impl View for Begun {
    fn text(&self) -> String {
        pairs(&[
            ("config", self.config.clone()),
            ("database", self.database.clone()),
            ("declared", self.applied.names().join(", ")),
        ])
    }
}
