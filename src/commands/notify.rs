//! `notify`: the outbox of notifications, and handing them over (A6).

use clap::Subcommand;
use clap::builder::PossibleValuesParser;

use super::context::Ctx;
use super::values;
use crate::config::{Config, ConfigError, secrets};
use crate::deliver::{self, Mail, Post, Trouble};
use crate::domain::day_word::DayWord;
use crate::domain::ids::NotificationId;
use crate::domain::notice::Delivery;
use crate::error::CliError;
use crate::ops::notify::{self, Request, Told, Tried, Wanted};
use crate::output::views::notification as view;
use crate::store::Snapshot;

/// Notifications: what customers and the admin are told
#[derive(Debug, Subcommand)]
pub(crate) enum Notify {
    /// List notifications
    List {
        /// For one customer
        #[arg(long, value_name = "WHO")]
        member: Option<String>,
        /// Only those
        #[arg(long, value_parser = PossibleValuesParser::new(Delivery::WORDS))]
        status: Option<String>,
        /// The newest N
        #[arg(long, value_name = "N")]
        limit: Option<u32>,
    },
    /// Show what a notification says
    Show {
        /// The notification: nt-1
        id: NotificationId,
    },
    Send(Send),
}

/// Hand over what waits, by mail or to the command that config.toml names
///
/// What cannot be handed over is tried again by the next `notify send`, ever more seldom. What was
/// written more than a week ago is given up, unless --since says otherwise.
///
/// Example: daypass notify send --quiet
#[derive(Debug, clap::Args)]
pub(crate) struct Send {
    /// Also what was written on that day or later
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    since: Option<DayWord>,
    /// At most N
    #[arg(long, value_name = "N")]
    limit: Option<u32>,
    /// Say what would be sent and send nothing
    #[arg(long)]
    dry_run: bool,
}

pub(crate) fn run(noun: &Notify, ctx: &mut Ctx) -> Result<(), CliError> {
    match noun {
        Notify::List {
            member,
            status,
            limit,
        } => {
            let wanted = Wanted {
                member: member.as_deref(),
                status: status.as_deref().and_then(Delivery::read),
                limit: *limit,
            };
            let ask = |db: &Snapshot| notify::ask(db, &wanted);
            ctx.list(view::COLUMNS, ask, |db, asked, list| {
                notify::each(db, asked, |one| Ok(list.push(&view::Row::from(one))?))
            })?;
            Ok(())
        }
        Notify::Show { id } => {
            let now = ctx.now();
            let told = ctx.store()?.read(|db| notify::show(db, *id, now))?;
            Ok(ctx.out.say(&view::Notification::from(&told))?)
        }
        Notify::Send(args) => send(args, ctx),
    }
}

fn send(args: &Send, ctx: &mut Ctx) -> Result<(), CliError> {
    let request = Request {
        now: ctx.now(),
        since: args.since,
        limit: args.limit,
    };
    let way = Way::read(&ctx.config)?;
    if args.dry_run {
        let due = notify::preview(ctx.store()?, &request)?;
        let rows: Vec<_> = due
            .iter()
            .map(|told| view::Row::from(&told.listed))
            .collect();
        ctx.out.note("dry run: nothing was sent");
        return Ok(ctx.out.list(&rows, view::COLUMNS)?);
    }
    let sending = notify::send(ctx.store()?, &request, |told| way.hand_over(told))?;
    let sent = view::Sending::from(&sending);
    if !(ctx.out.is_quiet() && sent.is_nothing()) {
        ctx.out.say(&sent)?;
    }
    for trouble in sent.troubles() {
        ctx.out.warn(&trouble);
    }
    if sent.troubles().is_empty() {
        Ok(())
    } else {
        Err(CliError::Partly)
    }
}

/// Where notifications go, as config.toml says.
struct Way {
    post: Option<Post>,
    command: Option<String>,
    admin: Option<String>,
}

impl Way {
    fn read(config: &Config) -> Result<Self, ConfigError> {
        let notify = &config.notify;
        if notify.smtp.is_none() && notify.command.is_none() {
            return Err(config.wrong("[notify] says neither smtp nor command: nowhere to send to"));
        }
        let post = match notify.smtp.as_ref().zip(notify.from.as_ref()) {
            Some((smtp, from)) => {
                let authority = secrets::authority(config)?;
                let secrets = secrets::Secrets::read(config)?;
                let post = Post::prepare(smtp, from, secrets, authority.as_deref());
                Some(post.map_err(|why| config.wrong(&format!("[notify] {why}")))?)
            }
            None => None,
        };
        Ok(Self {
            post,
            command: notify.command.clone(),
            admin: notify.admin.clone(),
        })
    }

    /// Hands one notification to the command and to the mail server, where there are such.
    fn hand_over(&self, told: &Told) -> Tried {
        let notification = view::Notification::from(told);
        let address = match &told.listed.customer {
            Some(customer) => customer.email.as_ref(),
            None => self.admin.as_ref(),
        };
        if let Some(command) = &self.command {
            let json = serde_json::to_string(&notification).expect("a view can be serialized");
            if let Err(trouble) = deliver::run(command, &json) {
                return tried(trouble);
            }
        }
        match (&self.post, address) {
            (None, _) => Tried::Sent,
            (Some(_), None) if self.command.is_some() => Tried::Sent,
            (Some(_), None) => Tried::Unreachable("no e-mail address".to_owned()),
            (Some(post), Some(address)) => {
                let about = &told.listed.notification;
                let sent = post.send(&Mail {
                    to: address,
                    subject: notification.subject(),
                    body: notification.body(),
                    id: &format!("{}.{}", about.id, about.written_at.ms()),
                    at_ms: u64::try_from(about.written_at.ms()).unwrap_or_default(),
                });
                sent.map_or_else(tried, |()| Tried::Sent)
            }
        }
    }
}

fn tried(trouble: Trouble) -> Tried {
    match trouble {
        Trouble::Never(why) => Tried::Unreachable(why),
        Trouble::Later(why) => Tried::Failed(why),
        Trouble::Down(why) => Tried::Down(why),
    }
}
