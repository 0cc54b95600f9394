//! What `backup` and `restore` answer.

use serde::Serialize;

use super::checked::read;
use crate::ops::backup;
use crate::output::{View, pairs};

/// A copy that was made and found sound.
#[derive(Debug, Serialize)]
pub struct Copied {
    file: String,
    operations: i64,
    entries: i64,
    lots: i64,
    kept: Option<String>,
}

impl From<&backup::Copied> for Copied {
    fn from(copied: &backup::Copied) -> Self {
        Self {
            file: copied.to.display().to_string(),
            operations: copied.checked.operations,
            entries: copied.checked.entries,
            lots: copied.checked.lots,
            kept: copied.kept.as_ref().map(|kept| kept.display().to_string()),
        }
    }
}

impl View for Copied {
    fn text(&self) -> String {
        let holds = read(self.operations, self.entries, self.lots);
        let holds = format!("{holds}; checked");
        pairs(&[
            ("file", self.file.clone()),
            ("holds", holds),
            ("old one", self.kept.clone().unwrap_or_default()),
        ])
    }
}
