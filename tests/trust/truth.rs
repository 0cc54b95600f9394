//! What may be found after trouble: all of what was before, or all of what was to come.

use std::time::Duration;

use daypass::ops::OpError;
use daypass::ops::check::check;
use daypass::store::Store;

use crate::desk::{Desk, dump, open};

/// The content of a database before a command and after it; nothing where there is none.
#[derive(Debug)]
pub(crate) struct Truth {
    before: Vec<String>,
    after: Vec<String>,
}

impl Truth {
    pub(crate) const fn of(before: Vec<String>, after: Vec<String>) -> Self {
        Self { before, after }
    }

    /// What a command makes of a desk that is thrown away.
    pub(crate) fn about(desk: &Desk, now: &str, words: &[&str]) -> Self {
        let before = desk.dump();
        desk.ok(now, words);
        Self::of(before, desk.dump())
    }

    pub(crate) const fn after(&self) -> &Vec<String> {
        &self.after
    }

    /// What is found there: what was before or what was to come, and sound. Else what is wrong.
    pub(crate) fn found(&self, desk: &Desk) -> Result<&Vec<String>, String> {
        if self.before.is_empty() && !desk.database().exists() {
            return Ok(&self.before);
        }
        sound(desk)?;
        let found = dump(&open(&desk.database())).map_err(|error| error.to_string())?;
        [&self.before, &self.after]
            .into_iter()
            .find(|state| **state == found)
            .ok_or_else(|| "neither before nor after".to_owned())
    }
}

/// Opens the database as the program does, and checks it as `check` does.
pub(crate) fn sound(desk: &Desk) -> Result<(), String> {
    let checked = Store::open(&desk.database(), Duration::from_secs(5))
        .map_err(OpError::from)
        .and_then(|store| store.read(|db| check(db, false)));
    match checked {
        Ok(checked) if checked.problems.is_empty() => Ok(()),
        Ok(checked) => Err(checked.problems.join("; ")),
        Err(error) => Err(error.to_string()),
    }
}
