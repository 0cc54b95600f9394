//! `[notify]`: where notifications go (A6).

use std::collections::BTreeMap;
use std::fmt;

use thiserror::Error;

use super::table::Table;
use crate::domain::email;

/// How a connection to a mail server is kept from eavesdroppers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// Not at all: `smtp://`.
    Plain,
    /// From the first byte: `smtps://`.
    Tls,
    /// After a plain greeting: `starttls://`.
    StartTls,
}

/// A mail server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Smtp {
    /// How the connection is secured.
    pub security: Security,
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
}

/// Where notifications go; all None means nowhere, they wait in the books.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notify {
    /// The mail server.
    pub smtp: Option<Smtp>,
    /// The sender of mail; there where `smtp` is.
    pub from: Option<String>,
    /// A file with the user and the password for the mail server, beside the config.
    pub credentials: Option<String>,
    /// A file with the certificate (PEM) of the authority that the mail server's own is signed by,
    /// beside the config; None trusts those of the machine.
    pub authority: Option<String>,
    /// A command that gets each notification as JSON on standard input.
    pub command: Option<String>,
    /// Who gets what is meant for the admin.
    pub admin: Option<String>,
}

/// Why a text does not name a mail server.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SmtpError {
    /// Not of the shape.
    #[error(
        "`{0}` is not a mail server: write smtp://host:25, smtps://host:465 or starttls://host:587"
    )]
    NotAServer(String),
    /// Secrets do not belong into the file.
    #[error(
        "user and password come from DAYPASS_SMTP_USER and DAYPASS_SMTP_PASSWORD, not from here"
    )]
    Secret,
}

impl Security {
    const ALL: [Self; 3] = [Self::Plain, Self::Tls, Self::StartTls];

    const fn scheme(self) -> &'static str {
        match self {
            Self::Plain => "smtp",
            Self::Tls => "smtps",
            Self::StartTls => "starttls",
        }
    }

    const fn port(self) -> u16 {
        match self {
            Self::Plain => 25,
            Self::Tls => 465,
            Self::StartTls => 587,
        }
    }
}

impl Smtp {
    /// Reads `smtp://host`, `smtps://host` or `starttls://host`, with a port or without.
    pub fn read(text: &str) -> Result<Self, SmtpError> {
        let error = || SmtpError::NotAServer(text.to_owned());
        let (scheme, place) = text.split_once("://").ok_or_else(error)?;
        let mut securities = Security::ALL.into_iter();
        let security = securities
            .find(|one| one.scheme() == scheme)
            .ok_or_else(error)?;
        if place.contains('@') {
            return Err(SmtpError::Secret);
        }
        let place = place.strip_suffix('/').unwrap_or(place);
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => {
                let digits = port.bytes().all(|byte| byte.is_ascii_digit());
                let port = port.parse().ok().filter(|port| digits && *port > 0);
                (host, port.ok_or_else(error)?)
            }
            Some(_) | None => (place, security.port()),
        };
        let in_host = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_');
        let bracketed = host
            .strip_prefix('[')
            .and_then(|host| host.strip_suffix(']'));
        let fits = match bracketed {
            Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
            None => !host.is_empty() && host.chars().all(in_host),
        };
        if !fits {
            return Err(error());
        }
        let host = host.to_owned();
        Ok(Self {
            security,
            host,
            port,
        })
    }
}

/// As it is read, with its port.
impl fmt::Display for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}://{}:{}",
            self.security.scheme(),
            self.host,
            self.port
        )
    }
}

impl Notify {
    /// Every value by its name in config.toml, as text; empty for none.
    #[must_use]
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let smtp = self.smtp.as_ref().map(Smtp::to_string);
        vec![
            ("smtp", smtp.unwrap_or_default()),
            ("from", self.from.clone().unwrap_or_default()),
            ("credentials", self.credentials.clone().unwrap_or_default()),
            ("authority", self.authority.clone().unwrap_or_default()),
            ("command", self.command.clone().unwrap_or_default()),
            ("admin", self.admin.clone().unwrap_or_default()),
        ]
    }
}

/// Reads the table `[notify]`, and the lines of what it gives.
pub(super) fn read(table: Option<Table>) -> (Notify, BTreeMap<&'static str, usize>) {
    let Some(mut table) = table else {
        return (Notify::default(), BTreeMap::new());
    };
    let notify = Notify {
        smtp: table.text("smtp", None, |text| unless_empty(text, Smtp::read)),
        from: table.text("from", None, |text| unless_empty(text, email::read)),
        credentials: table.text("credentials", None, |text| unless_empty(text, file)),
        authority: table.text("authority", None, |text| unless_empty(text, file)),
        command: table.text("command", None, |text| unless_empty(text, command)),
        admin: table.text("admin", None, |text| unless_empty(text, email::read)),
    };
    if notify.smtp.is_some() && notify.from.is_none() {
        let line = table.line_of("smtp").unwrap_or(table.line);
        let hint = Some("from = \"desk@example.org\"".to_owned());
        let message = "from: mail needs a sender".to_owned();
        table.sheet.complain(line, message, hint);
    }
    table.end();
    (notify, table.lines())
}

fn unless_empty<T, E>(text: &str, read: impl FnOnce(&str) -> Result<T, E>) -> Result<Option<T>, E> {
    if text.is_empty() {
        return Ok(None);
    }
    read(text).map(Some)
}

fn file(text: &str) -> Result<String, &'static str> {
    if text.contains('\0') {
        return Err("a file's name has no NUL");
    }
    Ok(text.to_owned())
}

fn command(text: &str) -> Result<String, &'static str> {
    if text.contains(char::is_control) {
        return Err("a command is one line without control characters");
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a6_mail_servers_are_read_and_shown() {
        for (text, shown) in [
            ("smtp://localhost:25", "smtp://localhost:25"),
            ("smtp://localhost", "smtp://localhost:25"),
            ("smtps://mail.example.org/", "smtps://mail.example.org:465"),
            (
                "starttls://mail.example.org",
                "starttls://mail.example.org:587",
            ),
            ("smtp://[::1]:2525", "smtp://[::1]:2525"),
            ("smtp://[::1]", "smtp://[::1]:25"),
        ] {
            assert_eq!(Smtp::read(text).unwrap().to_string(), shown);
        }
        for text in [
            "localhost",
            "http://x",
            "smtp://",
            "smtp://a b",
            "smtp://h:0",
            "smtp://h:99999",
            "smtp://h:+25",
            "smtp://[x]",
            "smtp://h/path",
        ] {
            assert!(
                matches!(Smtp::read(text), Err(SmtpError::NotAServer(_))),
                "{text}"
            );
        }
        assert_eq!(Smtp::read("smtp://me:secret@host"), Err(SmtpError::Secret));
    }
}
