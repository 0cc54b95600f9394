//! `notify`: the outbox, mail to a real server on loopback, a command that reads JSON.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use snapbox::{assert_data_eq, str};

use crate::space::Space;

/// What a server heard in one conversation: the commands, and the lines of the mail.
#[derive(Debug, Default)]
struct Heard {
    commands: Vec<String>,
    mail: Vec<String>,
}

impl Heard {
    fn mail_says(&self, words: &str) -> bool {
        self.mail.iter().any(|line| line.contains(words))
    }

    fn was_told(&self, words: &str) -> bool {
        self.commands.iter().any(|line| line.contains(words))
    }
}

/// A mail server that speaks to `talks` clients, one after the other, and then stops by itself.
struct MailServer {
    port: u16,
    heard: JoinHandle<Vec<Heard>>,
}

/// How a mail server behaves.
#[derive(Clone, Default)]
struct Manners {
    /// It offers STARTTLS with this certificate, and takes mail over it only.
    tls: Option<Arc<ServerConfig>>,
    /// What it answers to RCPT.
    recipients: Option<&'static str>,
}

impl MailServer {
    fn start(talks: usize, manners: Manners) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let heard = thread::spawn(move || {
            let talk = |_| {
                let (stream, _) = listener.accept().expect("a client");
                let patience = Some(Duration::from_secs(20));
                stream.set_read_timeout(patience).expect("a timeout");
                converse(stream, &manners)
            };
            (0..talks).map(talk).collect()
        });
        Self { port, heard }
    }

    fn heard(self) -> Vec<Heard> {
        self.heard.join().expect("the server stops")
    }
}

fn converse(mut stream: TcpStream, manners: &Manners) -> Heard {
    let mut heard = Heard::default();
    stream.write_all(b"220 test\r\n").expect("a client");
    let wants_tls = listen(&mut stream, manners, manners.tls.is_some(), &mut heard);
    if let (true, Some(config)) = (wants_tls, &manners.tls) {
        let connection = ServerConnection::new(config.clone()).expect("a connection");
        let mut secured = StreamOwned::new(connection, stream);
        listen(&mut secured, manners, false, &mut heard);
    }
    heard
}

/// Answers until the client quits, or wants TLS.
fn listen<S: Read + Write>(
    stream: &mut S,
    manners: &Manners,
    offers_tls: bool,
    heard: &mut Heard,
) -> bool {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    while reader.read_line(&mut line).is_ok_and(|read| read > 0) {
        let command = std::mem::take(&mut line).trim_end().to_owned();
        heard.commands.push(command.clone());
        let verb: String = command.chars().take(4).collect();
        let answer = match verb.to_uppercase().as_str() {
            "EHLO" if offers_tls => "250-test\r\n250 STARTTLS\r\n",
            "EHLO" => "250-test\r\n250 AUTH PLAIN\r\n",
            "STAR" => "220 go ahead\r\n",
            "AUTH" => "235 welcome\r\n",
            "RCPT" => manners.recipients.unwrap_or("250 ok\r\n"),
            "DATA" => "354 go on\r\n",
            "QUIT" => "221 bye\r\n",
            _ => "250 ok\r\n",
        };
        let out = reader.get_mut();
        out.write_all(answer.as_bytes()).expect("a client");
        out.flush().expect("a client");
        match verb.to_uppercase().as_str() {
            "STAR" => return true,
            "QUIT" => return false,
            "DATA" => {
                while reader.read_line(&mut line).is_ok_and(|read| read > 0) {
                    let text = std::mem::take(&mut line).trim_end().to_owned();
                    if text == "." {
                        break;
                    }
                    heard.mail.push(text);
                }
                reader
                    .get_mut()
                    .write_all(b"250 taken\r\n")
                    .expect("a client");
                reader.get_mut().flush().expect("a client");
            }
            _ => {}
        }
    }
    false
}

/// Ana has four passes: one notification waits.
fn with_ana() -> Space {
    let space = Space::new();
    space.ok(&[
        "member",
        "add",
        "Ana Kovalenko",
        "--handle",
        "ana",
        "--email",
        "ana@example.org",
    ]);
    space.ok(&[
        "grant",
        "ana",
        "4",
        "--expires",
        "2026-06-30",
        "--memo",
        "sorry for the noise",
    ]);
    space
}

fn mail_by(space: &Space, server: &str) {
    space.edit("smtp = \"\"", &format!("smtp = \"{server}\""));
    space.edit("\nfrom = \"\"", "\nfrom = \"desk@example.org\"");
}

#[test]
fn a6_a_grant_waits_in_the_outbox_and_is_read_there() {
    let space = with_ana();
    assert_data_eq!(
        space.ok(&["notify", "list"]),
        str![[r#"
id    at                    to        who  topic    status
nt-1  2026-06-03T06:00:00Z  customer  ana  granted  waiting

"#]]
    );
    assert_data_eq!(
        space.ok(&["notify", "show", "nt-1"]),
        str![[r#"
notification  nt-1
written       2026-06-03T06:00:00Z
status        waiting
to            ana <ana@example.org>
subject       4 day passes added

Hello Ana Kovalenko,

4 day passes added, good through 2026-06-30 (lt-1).
You now have 4 day passes.

Note: sorry for the noise

"#]]
    );
    let told = space.refused(3, &["notify", "show", "nt-9"]);
    assert!(told.contains("no notification `nt-9`"), "{told}");
    assert!(told.contains("daypass notify list"), "{told}");
}

#[test]
fn a6_mail_is_handed_to_the_server_once() {
    let space = with_ana();
    let server = MailServer::start(1, Manners::default());
    mail_by(&space, &format!("smtp://127.0.0.1:{}", server.port));
    let sent = space.json(&["notify", "send"]);
    assert_eq!((&sent["sent"], &sent["waiting"]), (&1.into(), &0.into()));
    let heard = server.heard().remove(0);
    assert!(heard.was_told("RCPT TO:<ana@example.org>"), "{heard:?}");
    assert!(heard.mail_says("Subject: 4 day passes added"), "{heard:?}");
    assert!(heard.mail_says("Message-ID: <nt-1."), "{heard:?}");
    assert!(heard.mail_says("Note: sorry for the noise"), "{heard:?}");
    let again = space.ok(&["notify", "send"]);
    assert_eq!(again, "0 sent, 0 failed, 0 waiting\n");
    assert_eq!(space.ok(&["notify", "send", "--quiet"]), "");
    let listed = space.json(&["notify", "list", "--status", "sent"]);
    assert_eq!(listed[0]["sent_at"], "2026-06-03T06:00:00Z");
}

#[test]
fn a6_mail_goes_over_starttls_with_a_password_from_the_environment() {
    let space = with_ana();
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    space.write("mail.pem", &made.cert.pem());
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .expect("a certificate");
    let manners = Manners {
        tls: Some(Arc::new(config)),
        ..Manners::default()
    };
    let server = MailServer::start(1, manners);
    mail_by(&space, &format!("starttls://localhost:{}", server.port));
    space.edit("authority = \"\"", "authority = \"mail.pem\"");
    let secrets = [
        ("DAYPASS_SMTP_USER", "desk"),
        ("DAYPASS_SMTP_PASSWORD", "open sesame"),
    ];
    let ran = space.run_with(&["notify", "send"], &secrets);
    assert_eq!(ran.code, 0, "{ran:?}");
    let heard = server.heard().remove(0);
    assert!(heard.was_told("STARTTLS"), "{heard:?}");
    assert!(heard.was_told("AUTH PLAIN"), "{heard:?}");
    assert!(heard.mail_says("4 day passes added"), "{heard:?}");
}

#[test]
fn a6_a_server_that_is_away_costs_nothing_and_is_asked_again() {
    let mut space = with_ana();
    let nobody = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = nobody.local_addr().expect("an address").port();
    drop(nobody);
    mail_by(&space, &format!("smtp://127.0.0.1:{port}"));
    let ran = space.run(&["notify", "send"]);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (1, "0 sent, 1 failed, 1 waiting\n")
    );
    assert!(
        ran.err.contains("tried again after 2026-06-03T06:01:00Z"),
        "{}",
        ran.err
    );
    let server = MailServer::start(1, Manners::default());
    space.edit(&format!(":{port}"), &format!(":{}", server.port));
    assert_eq!(
        space.ok(&["notify", "send"]),
        "0 sent, 0 failed, 1 waiting\n"
    );
    space.at("2026-06-03T06:01:00Z");
    assert_eq!(
        space.ok(&["notify", "send"]),
        "1 sent, 0 failed, 0 waiting\n"
    );
    assert!(server.heard()[0].mail_says("4 day passes added"));
}

#[test]
fn a6_a_mailbox_that_is_refused_is_not_tried_again() {
    let space = with_ana();
    let manners = Manners {
        recipients: Some("550 no such mailbox\r\n"),
        ..Manners::default()
    };
    let server = MailServer::start(1, manners);
    mail_by(&space, &format!("smtp://127.0.0.1:{}", server.port));
    let ran = space.run(&["notify", "send"]);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (1, "0 sent, 1 failed, 0 waiting\n")
    );
    assert!(ran.err.contains("no such mailbox"), "{}", ran.err);
    assert!(ran.err.contains("not tried again"), "{}", ran.err);
    drop(server.heard());
}

#[test]
fn a6_a_command_gets_each_notification_as_json() {
    let space = with_ana();
    space.edit(
        "command = \"\"",
        "command = \"cat >> told.jsonl; echo >> told.jsonl\"",
    );
    space.ok(&["book", "ana", "--on", "2026-06-05"]);
    assert_eq!(
        space.ok(&["notify", "send"]),
        "2 sent, 0 failed, 0 waiting\n"
    );
    let told = space.read("told.jsonl");
    let told: Vec<serde_json::Value> = told
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(told[0]["topic"], "granted");
    assert_eq!(told[0]["email"], "ana@example.org");
    assert_eq!(told[1]["to"], "admin");
    assert_eq!(told[1]["booking"], "bk-1");
    assert_eq!(told[1]["subject"], "ana: booking for 2026-06-05 booked");
}

#[test]
fn a6_a_command_that_fails_is_told_and_tried_again() {
    let space = with_ana();
    space.edit("command = \"\"", "command = \"exit 3\"");
    let ran = space.run(&["notify", "send"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(
        ran.err.contains("nt-1 to ana: command: exit status: 3"),
        "{}",
        ran.err
    );
}

#[test]
fn a6_nowhere_to_send_and_careless_secrets_are_config_errors() {
    let space = with_ana();
    let told = space.refused(5, &["notify", "send"]);
    assert!(told.contains("neither smtp nor command"), "{told}");
    mail_by(&space, "smtp://127.0.0.1:1");
    space.edit("credentials = \"\"", "credentials = \"secrets.toml\"");
    let told = space.refused(5, &["notify", "send"]);
    assert!(told.contains("secrets.toml: cannot be read"), "{told}");
    space.write("secrets.toml", "user = \"desk\"\npassword = \"x\"\n");
    let told = space.refused(5, &["notify", "send"]);
    assert!(told.contains("chmod 600"), "{told}");
    let waiting = space.json(&["notify", "list", "--status", "waiting"]);
    assert_eq!(waiting[0]["attempts"], 0);
}

#[test]
fn a6_a_dry_run_lists_and_sends_nothing() {
    let space = with_ana();
    space.edit("command = \"\"", "command = \"touch sent\"");
    let ran = space.run(&["--json", "notify", "send", "--dry-run"]);
    let due: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(due[0]["id"], "nt-1");
    assert!(!space.path("sent").exists());
}
