//! What a command answers that wrote files.

use serde::Serialize;

use crate::output::{View, counted};

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

/// Pages that were written.
#[derive(Debug, Serialize)]
pub struct Pages {
    /// The folder they are in.
    pub folder: String,
    /// How many.
    pub pages: usize,
}

impl View for Pages {
    fn text(&self) -> String {
        let pages = counted(self.pages, "page", "pages");
        format!("wrote {pages} to {}\n", self.folder)
    }
}

/// What an export wrote.
#[derive(Debug, Serialize)]
pub struct Exported {
    /// The folder the files are in.
    pub folder: String,
    /// Their names.
    pub files: Vec<String>,
}

impl View for Exported {
    fn text(&self) -> String {
        let files = counted(self.files.len(), "file", "files");
        format!("wrote {files} to {}\n", self.folder)
    }
}
