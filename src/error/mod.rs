//! Where a failure becomes words, a hint, an exit code and values: the only place that does.

use std::io;

use thiserror::Error;

use crate::config::ConfigError;
use crate::domain::day::DayError;
use crate::ops::{OpError, ReferenceError, StampError};
use crate::store::{Holder, StoreError};

mod booking;
mod codes;
mod hint;
mod hold;
mod invoice;
mod people;
mod refusals;
mod sales;
mod visit;

pub(crate) use hint::{Hint, Mend, Nearest, quoted};

/// Why a command ended without doing what it was asked.
#[derive(Debug, Error)]
pub(crate) enum CliError {
    /// A flag, value or file that cannot be understood.
    #[error("{message}")]
    Usage {
        /// What is wrong, with the words given.
        message: String,
        /// What to paste.
        hint: Option<Hint>,
    },
    /// The clock's override cannot be read.
    #[error("DAYPASS_NOW: {0}")]
    Clock(DayError),
    /// The config is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A use case did not happen.
    #[error(transparent)]
    Op(#[from] OpError),
    /// A use case did not happen, and the command knows what to paste instead.
    #[error("{error}")]
    Advised {
        /// Why it did not.
        error: Box<OpError>,
        /// The command to paste.
        hint: Hint,
    },
    /// A file that was named cannot be read or written.
    #[error("{0:#}")]
    File(anyhow::Error),
    /// The person at the terminal said no.
    #[error("nothing was changed")]
    Declined,
    /// Standard output could not be written.
    #[error("the answer could not be written ({0}); what was done is kept")]
    Output(#[from] io::Error),
    /// `check` found something (A2).
    #[error("{0}")]
    Unsound(String),
    /// Already told; only the exit code is left.
    #[error("done in part")]
    Partly,
    /// Somebody asked it to end, and what was done until then was told.
    #[error("stopped")]
    Stopped,
}

impl From<StoreError> for CliError {
    fn from(error: StoreError) -> Self {
        Self::Op(error.into())
    }
}

impl CliError {
    /// A file that was named cannot be read or written.
    pub(crate) fn file(name: &str, error: impl Into<anyhow::Error>) -> Self {
        Self::File(error.into().context(name.to_owned()))
    }
}

/// Exit codes, as cli.md lists them.
pub(crate) mod exit {
    /// A rule said no, or part of the work failed.
    pub(crate) const REFUSED: u8 = 1;
    /// Not understood.
    pub(crate) const USAGE: u8 = 2;
    /// No such thing.
    pub(crate) const UNKNOWN: u8 = 3;
    /// The database or disk cannot be used.
    pub(crate) const STORE: u8 = 4;
    /// The configuration is wrong.
    pub(crate) const CONFIG: u8 = 5;
    /// Damaged, or a bug.
    pub(crate) const DAMAGED: u8 = 70;
    /// Somebody asked it to end: what a shell says of SIGINT.
    pub(crate) const STOPPED: u8 = 130;
}

/// A failure as it is told.
#[derive(Debug)]
pub(crate) struct Failure {
    /// The exit code.
    pub exit: u8,
    /// Stable, snake_case.
    pub code: &'static str,
    /// What a person reads after `error:`.
    pub message: String,
    /// What can be pasted.
    pub hint: Option<Hint>,
    /// What else a script may want, by name.
    pub values: Vec<(&'static str, String)>,
}

impl Failure {
    fn new(exit: u8, code: &'static str, message: String) -> Self {
        Self {
            exit,
            code,
            message,
            hint: None,
            values: Vec::new(),
        }
    }

    fn hint(self, hint: impl Into<Hint>) -> Self {
        Self {
            hint: Some(hint.into()),
            ..self
        }
    }

    fn value(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.values.push((name, value.to_string()));
        self
    }
}

/// Tells a failure.
#[must_use]
pub(crate) fn failure(error: &CliError) -> Failure {
    let message = error.to_string();
    match error {
        CliError::Usage { hint, .. } => Failure {
            hint: hint.clone(),
            ..Failure::new(exit::USAGE, "usage", message)
        },
        CliError::Clock(_) => {
            Failure::new(exit::USAGE, "bad_clock", message).hint("unset DAYPASS_NOW")
        }
        CliError::Config(error) => config(error, message),
        CliError::Op(error) => operation(error),
        CliError::Advised { error, hint } => operation(error).hint(hint.clone()),
        CliError::File(_) => Failure::new(exit::USAGE, "file", message),
        CliError::Declined => Failure::new(exit::REFUSED, "declined", message),
        CliError::Output(_) => {
            Failure::new(exit::STORE, "output", message).hint("daypass history --limit 5")
        }
        CliError::Unsound(_) => {
            Failure::new(exit::DAMAGED, "damaged", message).hint("daypass restore FILE --force")
        }
        CliError::Partly => Failure::new(exit::REFUSED, "partly", message),
        CliError::Stopped => Failure::new(exit::STOPPED, "stopped", message),
    }
}

fn config(error: &ConfigError, message: String) -> Failure {
    let told = Failure::new(exit::CONFIG, "config", message).value("file", error.path.display());
    let told = match error.line() {
        Some(line) => told.value("line", line),
        None => told,
    };
    match error.hint() {
        Some(hint) => told.hint(hint),
        None => told,
    }
}

fn operation(error: &OpError) -> Failure {
    match error {
        OpError::Refused(refusal) => refusals::told(refusal),
        OpError::People(refusal) => people::told(refusal),
        OpError::Sale(refusal) => sales::told(refusal),
        OpError::Code(refusal) => codes::told(refusal),
        OpError::Reference(reference) => self::reference(reference),
        OpError::Stamp(stamp) => self::stamp(stamp),
        OpError::Stopped => Failure::new(exit::STOPPED, "stopped", error.to_string()),
        OpError::Rows { bad, .. } => Failure::new(exit::USAGE, "bad_rows", error.to_string())
            .value("rows", bad.len())
            .hint(Mend::On("--skip-bad")),
        OpError::Store(store) => self::store(store),
    }
}

fn stamp(error: &StampError) -> Failure {
    let message = error.to_string();
    match error {
        StampError::ClockBehind { now, last } => {
            Failure::new(exit::REFUSED, "clock_behind", message)
                .value("now", now)
                .value("last", last)
                .hint(Mend::On("--yes"))
        }
        StampError::KeyDiffers { key, operation, .. } => {
            Failure::new(exit::REFUSED, "key_differs", message)
                .value("key", key)
                .value("operation", operation)
                .hint("daypass history")
        }
    }
}

fn reference(error: &ReferenceError) -> Failure {
    let message = error.to_string();
    match error {
        ReferenceError::Unknown {
            what,
            given,
            nearest,
        } => {
            let message = match nearest.as_slice() {
                [] => message,
                _ => format!("{message}: did you mean {}?", nearest.join(", ")),
            };
            let told = Failure::new(exit::UNKNOWN, unknown_code(what), message)
                .value("given", given)
                .value("nearest", nearest.join(", "));
            match (nearest.as_slice(), list_command(what)) {
                ([nearest], Some(command)) => told.hint(Hint::Instead(Box::new(Nearest {
                    given: given.clone(),
                    with: nearest.clone(),
                    otherwise: command,
                }))),
                (_, Some(command)) => told.hint(command),
                (_, None) => told,
            }
        }
        ReferenceError::Ambiguous {
            what,
            given,
            candidates,
        } => Failure::new(exit::REFUSED, "ambiguous", message)
            .value("given", given)
            .value("candidates", candidates.join(", "))
            .hint(list_command(what).unwrap_or("daypass --help")),
        ReferenceError::Removed { handle, on } => Failure::new(exit::REFUSED, "removed", message)
            .value("member", handle)
            .value("on", on)
            .hint(format!("daypass history {handle}")),
        ReferenceError::WrongSort { handle, is, wanted } => {
            Failure::new(exit::REFUSED, "wrong_sort", message)
                .value("given", handle)
                .value("is", is)
                .value("wanted", wanted)
        }
    }
}

fn unknown_code(what: &str) -> &'static str {
    match what {
        "member" | "customer" => "unknown_member",
        "company" => "unknown_company",
        "plan" => "unknown_plan",
        "package or kind" => "unknown_item",
        "desk" => "unknown_desk",
        "location" => "unknown_location",
        "kind" => "unknown_kind",
        "booking" => "unknown_booking",
        "visit" => "unknown_visit",
        "hold" => "unknown_hold",
        "assignment" => "unknown_assignment",
        "subscription" => "unknown_subscription",
        "lot" => "unknown_lot",
        "operation" => "unknown_operation",
        "recurring grant" => "unknown_recurring_grant",
        "voucher" => "unknown_voucher",
        "promo code" => "unknown_promo",
        "invoice" => "unknown_invoice",
        "invoice line" => "unknown_line",
        "notification" => "unknown_notification",
        _ => "unknown",
    }
}

fn list_command(what: &str) -> Option<&'static str> {
    match what {
        "member" | "customer" | "status" => Some("daypass member list"),
        "company" => Some("daypass company list"),
        "plan" => Some("daypass plan list"),
        "desk" => Some("daypass desk list"),
        "location" => Some("daypass location list"),
        "kind" | "package or kind" => Some("daypass pass list"),
        "booking" => Some("daypass booking list"),
        "visit" => Some("daypass visit list"),
        "hold" => Some("daypass hold list"),
        "assignment" => Some("daypass desk assignments"),
        "subscription" => Some("daypass subscription list"),
        "operation" | "lot" => Some("daypass history"),
        "recurring grant" => Some("daypass grant list"),
        "voucher" => Some("daypass voucher list"),
        "promo code" => Some("daypass promo list"),
        "invoice" => Some("daypass invoice list"),
        "invoice line" => Some("daypass invoice preview"),
        "notification" => Some("daypass notify list"),
        _ => None,
    }
}

fn busy(holder: Option<&Holder>, message: String) -> Failure {
    let told = Failure::new(exit::STORE, "database_busy", message);
    match holder {
        Some(holder) => told
            .value("process", holder.pid)
            .value("program", &holder.program)
            .hint(format!("ps -fp {}", holder.pid)),
        None => told.hint(
            "try again; `lsof FILE` names who holds it, lock_wait in config.toml waits longer",
        ),
    }
}

fn store(error: &StoreError) -> Failure {
    let message = error.to_string();
    match error {
        StoreError::NotFound { .. } => Failure::new(exit::UNKNOWN, "not_found", message),
        StoreError::Missing(_) => {
            Failure::new(exit::STORE, "database_missing", message).hint("daypass init")
        }
        StoreError::Exists(path) => {
            Failure::new(exit::REFUSED, "exists", message).hint(format!("ls -l {}", path.display()))
        }
        StoreError::Busy(holder) => busy(holder.as_ref(), message),
        StoreError::ReadOnly => Failure::new(exit::STORE, "database_read_only", message)
            .hint("see who owns the file and its folder: `ls -l`"),
        StoreError::Disk(_) => Failure::new(exit::STORE, "disk", message)
            .hint("nothing was changed: make room or mend the disk, then run it again"),
        StoreError::TooNew { .. } => Failure::new(exit::STORE, "database_too_new", message)
            .hint("install the newest daypass; the file was not touched"),
        StoreError::TooOld { .. } => Failure::new(exit::STORE, "database_too_old", message).hint(
            "the file was not changed: let daypass write it and beside it, then run this again",
        ),
        StoreError::Foreign(_) => Failure::new(exit::DAMAGED, "not_a_database", message)
            .hint("name the right file with --db, or restore a backup"),
        StoreError::Damaged(_) => {
            Failure::new(exit::DAMAGED, "damaged", message).hint("daypass check")
        }
        StoreError::Sql(_) => Failure::new(exit::DAMAGED, "bug", message)
            .hint("this is a bug in daypass: nothing was changed, please report it"),
    }
}
