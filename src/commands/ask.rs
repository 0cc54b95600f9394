//! Questions to the person at the terminal. There is one only when standard input and standard
//! error both are terminals; a script gets an error that names what is missing.

use std::io::{IsTerminal, stderr, stdin};

use dialoguer::{Confirm, Input};

use super::context::Ctx;
use crate::error::{CliError, Mend};

/// The exit code of a program that Ctrl-C ended.
const BROKEN_OFF: i32 = 130;

/// Whether somebody can be asked.
pub(super) fn somebody_is_there() -> bool {
    stdin().is_terminal() && stderr().is_terminal()
}

/// Shows the cursor again where a prompt is broken off with Ctrl-C, which ends the program.
pub(super) fn mind_the_cursor() {
    let minded = ctrlc::set_handler(|| {
        drop(dialoguer::console::Term::stderr().show_cursor());
        std::process::exit(BROKEN_OFF);
    });
    // It is minded already where it was before.
    drop(minded);
}

/// Shows the cursor again after a prompt was broken off.
pub(super) fn broken_off(_: dialoguer::Error) -> CliError {
    drop(dialoguer::console::Term::stderr().show_cursor());
    CliError::Declined
}

impl Ctx {
    /// The value of an argument, asked for where it is missing and somebody is there. What is
    /// answered becomes one of the command's words.
    pub(crate) fn required(
        &mut self,
        given: Option<String>,
        name: &str,
        question: &str,
    ) -> Result<String, CliError> {
        if let Some(given) = given {
            return Ok(given);
        }
        if !somebody_is_there() {
            let command = self.words.get("command").map_or("", String::as_str);
            return Err(CliError::Usage {
                message: format!("{name} is missing"),
                hint: Some(format!("daypass {command} --help").into()),
            });
        }
        mind_the_cursor();
        let answer: String = Input::new()
            .with_prompt(question.trim_end_matches('?'))
            .interact_text()
            .map_err(broken_off)?;
        let word = name.trim_start_matches('-').to_lowercase();
        self.words.insert(word, answer.clone());
        Ok(answer)
    }

    /// [`Ctx::required`], read as a value.
    pub(crate) fn required_as<T, E: std::fmt::Display>(
        &mut self,
        given: Option<T>,
        name: &str,
        question: &str,
        read: impl Fn(&str) -> Result<T, E>,
    ) -> Result<T, CliError> {
        if let Some(given) = given {
            return Ok(given);
        }
        let answer = self.required(None, name, question)?;
        read(&answer).map_err(|why| CliError::Usage {
            message: why.to_string(),
            hint: None,
        })
    }

    /// Whether [`Ctx::confirm`] would ask.
    pub(crate) fn would_ask(&self) -> bool {
        !self.yes && somebody_is_there()
    }

    /// Asks before something that is hard to take back. `--yes` answers; where nobody is there the
    /// words of the command are enough.
    pub(crate) fn confirm(&mut self, question: &str) -> Result<(), CliError> {
        if !self.would_ask() {
            return Ok(());
        }
        mind_the_cursor();
        let yes = Confirm::new()
            .with_prompt(question)
            .default(false)
            .interact();
        if yes.map_err(broken_off)? {
            Ok(())
        } else {
            Err(CliError::Declined)
        }
    }

    /// Like [`Ctx::confirm`], where the words of the command are not enough: without `--yes`
    /// somebody has to answer.
    pub(crate) fn insist(&mut self, question: &str) -> Result<(), CliError> {
        if !self.yes && !somebody_is_there() {
            return Err(CliError::Usage {
                message: "nobody is there to agree to that: --yes does".to_owned(),
                hint: Some(Mend::On("--yes").into()),
            });
        }
        self.confirm(question)
    }
}
