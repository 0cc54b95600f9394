//! `booking`: what is booked (D5, D6, D12).

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};

use super::context::{Ctx, Writing};
use super::values::{self, Until};
use crate::domain::booking::Status;
use crate::domain::booking::change::Override;
use crate::domain::day_word::DayWord;
use crate::domain::ids::BookingId;
use crate::error::CliError;
use crate::ops::booking::cancel::{self, Goodwill};
use crate::ops::booking::change::{self, Move, Seats};
use crate::ops::booking::{self, Wanted, bulk, money};
use crate::output::calendar::Calendar;
use crate::output::views::booking as view;
use crate::output::views::calendar::event;
use crate::output::views::settled;
use crate::store::Tx;

/// Bookings
#[derive(Debug, Subcommand)]
pub(crate) enum Booking {
    /// List bookings, by date
    List(List),
    /// Show a booking, and the lots that paid for it
    Show {
        /// The booking: bk-1
        id: BookingId,
    },
    /// Move a booking to another date or desk
    Move(MoveTo),
    /// Give a booking more seats, or fewer, or note that it was paid
    Set(Set),
    /// Pay with passes what a member booked to be paid later, oldest first
    Settle(Settle),
    /// Cancel a booking, or all of a member or a desk in a span of dates
    Cancel(Cancel),
}

/// Example: daypass booking list --from today --member ada
#[derive(Debug, Args)]
pub(crate) struct List {
    /// Only on that date
    #[arg(long, value_name = "DATE", value_parser = values::day, allow_hyphen_values = true)]
    #[arg(conflicts_with_all = ["from", "until"])]
    on: Option<DayWord>,
    /// First date
    #[arg(long, value_name = "DATE", value_parser = values::day, allow_hyphen_values = true)]
    from: Option<DayWord>,
    /// Last date
    #[arg(long, value_name = "DATE", value_parser = values::day, allow_hyphen_values = true)]
    until: Option<DayWord>,
    /// Only theirs
    #[arg(long, value_name = "WHO")]
    member: Option<String>,
    /// Only of that desk: its handle, or LOCATION/DESK
    #[arg(long, value_name = "DESK")]
    desk: Option<String>,
    /// Only there
    #[arg(long, value_name = "LOCATION")]
    location: Option<String>,
    /// Only what has become this
    #[arg(long, value_name = "STATUS", value_parser = status())]
    status: Option<Status>,
    /// Only the newest
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
    /// As a calendar (iCalendar) instead
    #[arg(long)]
    ics: bool,
}

/// Example: daypass booking move bk-3 --on 2026-12-02
#[derive(Debug, Args)]
pub(crate) struct MoveTo {
    /// The booking: bk-1
    id: BookingId,
    /// The new date [default with --desk: the same date]
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    on: Option<DayWord>,
    /// The new desk: its handle, or LOCATION/DESK [default: the same desk]
    #[arg(long, value_name = "DESK")]
    desk: Option<String>,
    /// Also when it is too late; the reason goes into --memo
    #[arg(long = "override")]
    overridden: bool,
    #[command(flatten)]
    writing: Writing,
}

/// Example: daypass booking set bk-3 --seats 2
#[derive(Debug, Args)]
pub(crate) struct Set {
    /// The booking: bk-1
    id: BookingId,
    /// How many in all
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    #[arg(required_unless_present = "paid")]
    seats: Option<u32>,
    /// What it owes was paid at the desk
    #[arg(long, conflicts_with_all = ["seats", "refund", "no_refund"])]
    paid: bool,
    #[command(flatten)]
    wish: Wish,
    #[command(flatten)]
    writing: Writing,
}

/// Example: daypass booking settle ada
#[derive(Debug, Args)]
pub(crate) struct Settle {
    /// Member or company: handle, e-mail, id, or the beginning of handle or name
    who: Option<String>,
    #[command(flatten)]
    writing: Writing,
}

/// Whether the desk's rule of cancellation is set aside.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Wish {
    /// Give back what was paid, also when it is too late; the reason goes into --memo
    #[arg(long, conflicts_with = "no_refund")]
    refund: bool,
    /// Give nothing back, also in time; the reason goes into --memo
    #[arg(long)]
    no_refund: bool,
}

/// Example: daypass booking cancel --desk hot --from 2026-12-24 --until 2026-12-31
#[derive(Debug, Args)]
pub(crate) struct Cancel {
    /// The booking: bk-1
    #[arg(conflicts_with_all = ["member", "desk", "from", "until", "location"])]
    id: Option<BookingId>,
    /// All of that member or company; refunded unless --no-refund
    #[arg(long, value_name = "WHO", requires = "from", requires = "until")]
    member: Option<String>,
    /// All of that desk: its handle, or LOCATION/DESK; refunded unless --no-refund
    #[arg(long, value_name = "DESK", requires = "from", requires = "until")]
    desk: Option<String>,
    /// Only there
    #[arg(long, value_name = "LOCATION")]
    location: Option<String>,
    /// First date
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    from: Option<DayWord>,
    /// Last date
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    until: Option<DayWord>,
    #[command(flatten)]
    wish: Wish,
    /// Make a new lot of what is given back, for goodwill
    #[arg(
        long,
        requires = "expires",
        requires = "id",
        conflicts_with = "no_refund"
    )]
    new_lot: bool,
    /// The last day of the new lot, or never
    #[arg(long, value_name = "DATE", value_parser = values::until, requires = "new_lot")]
    expires: Option<Until>,
    #[command(flatten)]
    writing: Writing,
}

impl Wish {
    const fn read(self) -> Option<Override> {
        match (self.refund, self.no_refund) {
            (true, _) => Some(Override::Refund),
            (false, true) => Some(Override::NoRefund),
            (false, false) => None,
        }
    }
}

fn status() -> impl TypedValueParser<Value = Status> {
    PossibleValuesParser::new(Status::WORDS)
        .map(|word| Status::read(&word).expect("it is one of the words"))
}

pub(crate) fn run(noun: Booking, ctx: &mut Ctx) -> Result<(), CliError> {
    match noun {
        Booking::List(args) => list(&args, ctx),
        Booking::Show { id } => {
            let shown = ctx.store()?.read(|db| booking::show(db, id))?;
            Ok(ctx.out.say(&view::Booking::shown(&shown))?)
        }
        Booking::Move(args) => move_to(args, ctx),
        Booking::Set(args) => set(args, ctx),
        Booking::Settle(args) => settle(args, ctx),
        Booking::Cancel(args) => cancel(args, ctx),
    }
}

fn list(args: &List, ctx: &mut Ctx) -> Result<(), CliError> {
    let wanted = Wanted {
        from: args.on.or(args.from),
        until: args.on.or(args.until),
        member: args.member.as_deref(),
        desk: args.desk.as_deref(),
        location: args.location.as_deref(),
        status: args.status,
        limit: args.limit,
    };
    let now = ctx.now();
    if args.ics {
        let (store, out) = ctx.reading()?;
        return store.read(|db| {
            let database = booking::database(db)?;
            let mut calendar = Calendar::begin(out.raw(), now)?;
            booking::each(db, &wanted, now, |shown| {
                Ok::<(), CliError>(calendar.push(&event(&shown, &database))?)
            })?;
            Ok(calendar.end()?)
        });
    }
    let all = ctx.store()?.read(|db| booking::list(db, &wanted, now))?;
    let rows: Vec<_> = all.iter().map(view::Row::from).collect();
    Ok(ctx.out.list(&rows, &view::columns(&rows))?)
}

fn set(mut args: Set, ctx: &mut Ctx) -> Result<(), CliError> {
    let Some(seats) = args.seats else {
        let paid = |tx: &Tx| money::pay_up(tx, args.id);
        return ctx.write(&args.writing, paid, view::Booking::of);
    };
    let request = Seats {
        id: args.id,
        seats,
        wish: args.wish.read(),
    };
    reason(request.wish.is_some(), &mut args.writing, ctx)?;
    let set = |tx: &Tx| change::set_seats(tx, &request);
    let done = ctx.perform(&args.writing, set, settled::Settled::changed)?;
    ctx.out.say(&done)?;
    tell(ctx, &done.view().notes());
    Ok(())
}

fn settle(mut args: Settle, ctx: &mut Ctx) -> Result<(), CliError> {
    let who = ctx.required(args.who.take(), "WHO", "Settle whose bookings?")?;
    let settle = |tx: &Tx| booking::settle::settle(tx, &who);
    let done = ctx.perform(&args.writing, settle, settled::Later::of)?;
    ctx.out.say(&done)?;
    tell(ctx, &done.view().notes());
    Ok(())
}

fn move_to(mut args: MoveTo, ctx: &mut Ctx) -> Result<(), CliError> {
    if args.desk.is_none() {
        let on = ctx.required_as(args.on, "--on", "To which date?", values::day)?;
        args.on = Some(on);
    }
    reason(args.overridden, &mut args.writing, ctx)?;
    let request = Move {
        id: args.id,
        on: args.on,
        desk: args.desk.as_deref(),
        overridden: args.overridden,
    };
    let moved = |tx: &Tx| change::move_to(tx, &request);
    let done = ctx.perform(&args.writing, moved, settled::Settled::changed)?;
    ctx.out.say(&done)?;
    tell(ctx, &done.view().notes());
    Ok(())
}

fn cancel(mut args: Cancel, ctx: &mut Ctx) -> Result<(), CliError> {
    if args.member.is_some() || args.desk.is_some() {
        return in_bulk(args, ctx);
    }
    let id = ctx.required_as(args.id, "BOOKING", "Which booking?", str::parse)?;
    let wish = args.wish.read();
    reason(wish.is_some(), &mut args.writing, ctx)?;
    let memo = args.writing.memo.clone();
    let new_lot = args.expires.map(|expires| Goodwill {
        expires: expires.day(),
        memo: memo.as_deref(),
    });
    let request = cancel::Request { id, wish, new_lot };
    let cancel = |tx: &Tx| cancel::cancel(tx, &request);
    let told = settled::Settled::cancelled;
    ctx.agree(&args.writing, cancel, told, "Cancel it?")?;
    let done = ctx.perform(&args.writing, cancel, told)?;
    ctx.out.say(&done)?;
    tell(ctx, &done.view().notes());
    Ok(())
}

/// What would be cancelled is shown first; it has to be agreed to (D12).
fn in_bulk(mut args: Cancel, ctx: &mut Ctx) -> Result<(), CliError> {
    reason(args.wish.no_refund, &mut args.writing, ctx)?;
    let wanted = Wanted {
        from: args.from,
        until: args.until,
        member: args.member.as_deref(),
        desk: args.desk.as_deref(),
        location: args.location.as_deref(),
        ..Wanted::default()
    };
    let refund = !args.wish.no_refund;
    let cancel = |tx: &Tx| bulk::cancel(tx, &wanted, refund);
    if !args.writing.dry_run && !ctx.yes && !ctx.was_done(&args.writing)? {
        let closed = ctx.rehearse(&args.writing, cancel)?;
        let preview = settled::Bulk::of(None, &closed);
        if preview.count() > 0 {
            ctx.out.preview(&preview);
            ctx.insist("Cancel them?")?;
        }
    }
    let done = ctx.perform(&args.writing, cancel, settled::Bulk::of)?;
    ctx.out.say(&done)?;
    if done.view().count() == 0 {
        ctx.out.note("no booking there stands: nothing to cancel");
    }
    Ok(())
}

/// Whoever sets a rule aside says why, in --memo.
pub(super) fn reason(wanted: bool, writing: &mut Writing, ctx: &mut Ctx) -> Result<(), CliError> {
    if !wanted {
        return Ok(());
    }
    let given = writing.memo.take().filter(|memo| !memo.trim().is_empty());
    writing.memo = Some(ctx.required(given, "--memo", "Why?")?);
    Ok(())
}

fn tell(ctx: &mut Ctx, notes: &[String]) {
    for note in notes {
        ctx.out.note(note);
    }
}
