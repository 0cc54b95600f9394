//! What a command answers that wrote a file.

use serde::Serialize;

use crate::output::View;

/// A file that was written.
#[derive(Debug, Serialize)]
pub struct Saved {
    /// Where it is.
    pub file: String,
}

impl View for Saved {
    fn text(&self) -> String {
        format!("wrote {}\n", self.file)
    }
}
