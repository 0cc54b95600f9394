//! Handing a notification over (A6): to a mail server, to a command. The only part of the program
//! that talks to anything outside the machine, and only when `notify send` is typed.

mod command;
mod smtp;

pub(crate) use command::run;
pub(crate) use smtp::{Mail, Post};

/// Why something was not handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// This one cannot be delivered, now or later.
    Never(String),
    /// It may go better later.
    Later(String),
    /// Nothing can be handed over now: the others need not be tried.
    Down(String),
}
