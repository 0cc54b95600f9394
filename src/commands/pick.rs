//! Picking one of several that a name may mean, where somebody is there to pick.

use std::ffi::OsString;

use dialoguer::FuzzySelect;

use super::ask::{broken_off, mind_the_cursor, somebody_is_there};
use super::context::Ctx;
use super::words;
use crate::error::CliError;
use crate::ops::{OpError, ReferenceError, who};
use crate::output::escape;

impl Ctx {
    /// The words of the command with the name that may mean several changed for the one that was
    /// picked. None where it failed for another reason, or nobody is there to pick.
    pub(crate) fn pick(&mut self, failed: &CliError) -> Option<Result<Vec<OsString>, CliError>> {
        let (given, candidates) = ambiguous(failed)?;
        let changed = |word: &str| words::replaced(&self.args, given, word);
        changed(given)?;
        if self.yes || !somebody_is_there() {
            return None;
        }
        let labels: Vec<String> = candidates.iter().map(|one| self.label(one)).collect();
        mind_the_cursor();
        let picked = FuzzySelect::new()
            .with_prompt(escape::line(&format!("`{given}` may be one of these")))
            .items(&labels)
            .default(0)
            .interact_opt();
        match picked {
            Ok(Some(at)) => words::replaced(&self.args, given, &candidates[at]).map(Ok),
            Ok(None) => Some(Err(CliError::Declined)),
            Err(error) => Some(Err(broken_off(error))),
        }
    }

    /// A candidate with the name of who it is, where it is somebody.
    fn label(&mut self, candidate: &str) -> String {
        let store = self.store().ok();
        let found = store.and_then(|store| store.read(|db| who::find(db, candidate)).ok());
        match found {
            Some(found) => escape::line(&format!("{candidate}  {} ({})", found.name, found.shown)),
            None => escape::line(candidate),
        }
    }
}

/// What was given and what it may mean, where that is why a command failed.
fn ambiguous(failed: &CliError) -> Option<(&str, &[String])> {
    let why = match failed {
        CliError::Op(why) => why,
        CliError::Advised { error, .. } => error.as_ref(),
        CliError::Usage { .. }
        | CliError::Clock(_)
        | CliError::Config(_)
        | CliError::File(_)
        | CliError::Declined
        | CliError::Output(_)
        | CliError::Unsound(_)
        | CliError::Stopped
        | CliError::Partly => return None,
    };
    if let OpError::Reference(ReferenceError::Ambiguous {
        given, candidates, ..
    }) = why
    {
        return Some((given, candidates));
    }
    None
}
