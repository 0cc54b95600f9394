//! Answers as a page of HTML: the flags, and the file.

use std::io::ErrorKind;
use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::context::Ctx;
use crate::error::{CliError, Mend};
use crate::ops::OpError;
use crate::output::views::saved::Saved;
use crate::store::{self, StoreError};

/// The flags of a command whose answer can be a page of HTML.
#[derive(Debug, Args)]
pub(crate) struct Html {
    /// Write a page that can be mailed and printed there instead; - is standard output
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) html: Option<PathBuf>,
    /// Write over the file that is there
    #[arg(long, requires = "html")]
    force: bool,
}

impl Ctx {
    /// Writes the page where the flags say, readable by its owner only, and tells its name.
    pub(crate) fn save(&mut self, flags: &Html, page: &str) -> Result<(), CliError> {
        let Some(path) = &flags.html else {
            return Ok(());
        };
        if path.as_os_str() == "-" {
            let stdout = self.out.raw();
            stdout.write_all(page.as_bytes())?;
            return Ok(stdout.flush()?);
        }
        let file = path.display().to_string();
        store::write_whole(path, page.as_bytes(), flags.force).map_err(|error| {
            if error.kind() != ErrorKind::AlreadyExists {
                return CliError::file(&file, error);
            }
            CliError::Advised {
                error: Box::new(OpError::from(StoreError::Exists(path.clone()))),
                hint: Mend::On("--force").into(),
            }
        })?;
        Ok(self.out.say(&Saved { file })?)
    }
}
