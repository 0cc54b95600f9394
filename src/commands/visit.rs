//! `visit`: who was there, who is, and corrections (C1, C9, C10).

use clap::Subcommand;

use super::context::{Ctx, Writing};
use super::values;
use crate::domain::day_word::{DayWord, TimeWord};
use crate::domain::ids::{LotId, VisitId};
use crate::error::CliError;
use crate::ops::visit::list::{self, list};
use crate::ops::visit::set::{self, set};
use crate::ops::visit::settle::{self, settle};
use crate::ops::visit::show;
use crate::output::views::visit as view;
use crate::output::views::visits_settled::Settled;

/// Visits: from check-in to check-out
#[derive(Debug, Subcommand)]
pub(crate) enum Visit {
    /// List visits
    ///
    /// Example: daypass visit list --inside
    List {
        /// Only who is in now
        #[arg(long)]
        inside: bool,
        /// Of one date
        #[arg(long, value_name = "DATE", value_parser = values::day, conflicts_with_all = ["from", "until"])]
        on: Option<DayWord>,
        /// First date
        #[arg(long, value_name = "DATE", value_parser = values::day)]
        from: Option<DayWord>,
        /// Last date
        #[arg(long, value_name = "DATE", value_parser = values::day)]
        until: Option<DayWord>,
        /// Of one member, with the guests
        #[arg(long, value_name = "WHO")]
        member: Option<String>,
        /// At one location
        #[arg(long, value_name = "LOCATION")]
        location: Option<String>,
        /// The newest N
        #[arg(long, value_name = "N")]
        limit: Option<u32>,
    },
    /// Show a visit
    Show {
        /// The visit: vs-1
        id: VisitId,
    },
    /// Correct a visit; its date is settled again
    ///
    /// Example: daypass visit set vs-4 --out 17:30
    Set {
        /// The visit: vs-1
        id: VisitId,
        /// The check-in
        #[arg(long = "in", value_name = "TIME", value_parser = values::time)]
        in_at: Option<TimeWord>,
        /// The check-out
        #[arg(long, value_name = "TIME", value_parser = values::time)]
        out: Option<TimeWord>,
        /// Where
        #[arg(long, value_name = "LOCATION")]
        location: Option<String>,
        /// The service that was used
        #[arg(long, value_name = "SERVICE")]
        service: Option<String>,
        #[command(flatten)]
        writing: Writing,
    },
    /// Pay with passes what a member's visits owe, oldest first
    ///
    /// Example: daypass visit settle ada --lot lt-7
    Settle {
        /// Member: handle, e-mail, id, or the beginning of handle or name
        who: Option<String>,
        /// Only with passes of that lot: lt-7
        #[arg(long, value_name = "LOT")]
        lot: Option<LotId>,
        #[command(flatten)]
        writing: Writing,
    },
}

pub(crate) fn run(noun: Visit, ctx: &mut Ctx) -> Result<(), CliError> {
    match noun {
        Visit::List {
            inside,
            on,
            from,
            until,
            member,
            location,
            limit,
        } => {
            let request = list::Request {
                inside,
                from: on.or(from),
                until: on.or(until),
                member: member.as_deref(),
                location: location.as_deref(),
                limit,
            };
            let now = ctx.now();
            let all = ctx.store()?.read(|db| list(db, &request, now))?;
            let rows = all.iter().map(view::Visit::shown);
            ctx.out.list_iter(rows, view::COLUMNS)?;
            Ok(())
        }
        Visit::Show { id } => {
            let seen = ctx.store()?.read(|db| show(db, id))?;
            Ok(ctx.out.say(&view::Visit::shown(&seen))?)
        }
        Visit::Set {
            id,
            in_at,
            out,
            location,
            service,
            writing,
        } => {
            let request = set::Request {
                visit: id,
                in_at,
                out,
                location: location.as_deref(),
                service: service.as_deref(),
            };
            ctx.write(&writing, |tx| set(tx, &request), view::Visit::of)
        }
        Visit::Settle { who, lot, writing } => {
            let who = ctx.required(who, "WHO", "Settle whose visits?")?;
            let request = settle::Request { who: &who, lot };
            let done = ctx.perform(&writing, |tx| settle(tx, &request), Settled::of)?;
            ctx.out.say(&done)?;
            for note in done.view().notes() {
                ctx.out.note(&note);
            }
            Ok(())
        }
    }
}
