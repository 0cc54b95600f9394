//! Mail, handed to an SMTP server.

use std::time::{Duration, SystemTime};

use lettre::message::header::ContentType;
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{Address, SmtpTransport, Transport};

use super::Trouble;
use crate::config::notify::{Security, Smtp};
use crate::config::secrets::Secrets;

/// How long the server may take for one answer.
const PATIENCE: Duration = Duration::from_secs(20);
/// What a server answers of a mailbox that it will never take mail for: 550 to 556.
const NEVER: std::ops::RangeInclusive<u16> = 550..=556;

/// A mail to be sent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mail<'a> {
    /// The address.
    pub(crate) to: &'a str,
    /// One line.
    pub(crate) subject: &'a str,
    /// Plain text.
    pub(crate) body: &'a str,
    /// The same each time this mail is tried, unlike any other's.
    pub(crate) id: &'a str,
    /// When it is sent, in milliseconds since 1970.
    pub(crate) at_ms: u64,
}

/// A way to a mail server.
pub(crate) struct Post {
    transport: SmtpTransport,
    from: Mailbox,
}

impl Post {
    /// Prepares the way; nothing is sent or connected yet. Refused where a password would go over
    /// the network in the clear, or the certificate cannot be read.
    pub(crate) fn prepare(
        smtp: &Smtp,
        from: &str,
        secrets: Option<Secrets>,
        authority: Option<&[u8]>,
    ) -> Result<Self, String> {
        if secrets.is_some() && smtp.security == Security::Plain && !is_loopback(&smtp.host) {
            return Err(format!(
                "the password would go to {} in the clear: use starttls:// or smtps://",
                smtp.host
            ));
        }
        let host = smtp.host.trim_matches(['[', ']']);
        let tls = match smtp.security {
            Security::Plain => Tls::None,
            Security::Tls => Tls::Wrapper(parameters(host, authority)?),
            Security::StartTls => Tls::Required(parameters(host, authority)?),
        };
        let mut builder = SmtpTransport::builder_dangerous(host)
            .port(smtp.port)
            .tls(tls)
            .timeout(Some(PATIENCE));
        if let Some(secrets) = secrets {
            builder = builder.credentials(Credentials::new(secrets.user, secrets.password));
        }
        let from = address(from)?;
        Ok(Self {
            transport: builder.build(),
            from: Mailbox::new(None, from),
        })
    }

    /// Hands a mail over.
    pub(crate) fn send(&self, mail: &Mail) -> Result<(), Trouble> {
        let to = address(mail.to).map_err(Trouble::Never)?;
        let id = format!("<{}@{}>", mail.id, self.from.email.domain());
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(mail.subject)
            .date(SystemTime::UNIX_EPOCH + Duration::from_millis(mail.at_ms))
            .message_id(Some(id))
            .header(ContentType::TEXT_PLAIN)
            .body(mail.body.to_owned())
            .map_err(|error| Trouble::Never(error.to_string()))?;
        match self.transport.send(&message) {
            Ok(_) => Ok(()),
            Err(error) => Err(trouble(&error)),
        }
    }
}

fn trouble(error: &lettre::transport::smtp::Error) -> Trouble {
    let text = chain(error);
    match error.status() {
        Some(code) if NEVER.contains(&u16::from(code)) => Trouble::Never(text),
        // Such as a wrong password: the next mail would fare no better.
        Some(_) if error.is_permanent() => Trouble::Down(text),
        Some(_) => Trouble::Later(text),
        None => Trouble::Down(text),
    }
}

/// The error with what caused it, on one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let told = error.to_string();
        if !text.contains(&told) {
            text = format!("{text}: {told}");
        }
        cause = error.source();
    }
    text
}

fn parameters(host: &str, authority: Option<&[u8]>) -> Result<TlsParameters, String> {
    let mut builder = TlsParameters::builder(host.to_owned());
    if let Some(pem) = authority {
        let certificate = Certificate::from_pem(pem);
        let certificate = certificate.map_err(|error| format!("authority: {}", chain(&error)))?;
        builder = builder.add_root_certificate(certificate);
    }
    builder.build().map_err(|error| chain(&error))
}

fn address(text: &str) -> Result<Address, String> {
    let read = text.parse::<Address>();
    read.map_err(|error| format!("`{text}` cannot be written to: {error}"))
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prepare(server: &str, secret: bool) -> Result<(), String> {
        let secrets = secret.then(|| Secrets {
            user: "desk".to_owned(),
            password: "x".to_owned(),
        });
        let smtp = Smtp::read(server).unwrap();
        Post::prepare(&smtp, "desk@example.org", secrets, None).map(drop)
    }

    #[test]
    fn a6_a_password_goes_nowhere_in_the_clear() {
        let refused = prepare("smtp://mail.example.org", true).unwrap_err();
        assert!(refused.contains("in the clear"), "{refused}");
        for server in ["smtp://localhost", "smtp://127.0.0.1:2525", "smtp://[::1]"] {
            assert_eq!(prepare(server, true), Ok(()), "{server}");
        }
        assert_eq!(prepare("smtp://mail.example.org", false), Ok(()));
        assert_eq!(prepare("starttls://mail.example.org", true), Ok(()));
    }
}
