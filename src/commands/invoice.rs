//! `invoice`: what is due, issued, paid and void (V3, V4).

use std::rc::Rc;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};

use super::context::{Ctx, Writing};
use super::html::Html;
use super::values;
use crate::domain::day_word::DayWord;
use crate::domain::ids::{InvoiceId, LineId};
use crate::domain::invoice::Status;
use crate::error::CliError;
use crate::ops::invoice::issue::{self, Request};
use crate::ops::invoice::preview;
use crate::ops::invoice::{self, Wanted, pay, remove, void};
use crate::output::views::invoice as view;
use crate::output::views::invoice::{due, page, written};
use crate::store::{Snapshot, Tx};

/// Invoices
#[derive(Debug, Subcommand)]
pub(crate) enum Invoice {
    /// List the lines of upcoming invoices, and what they come to
    Preview(Due),
    Issue(Issue),
    /// List invoices and credit notes, by number
    List(List),
    /// Show an invoice or credit note
    Show {
        /// The invoice: iv-3
        id: InvoiceId,
        #[command(flatten)]
        html: Html,
    },
    /// Note that an invoice was paid
    Pay {
        /// The invoice: iv-3
        id: InvoiceId,
        /// The day it was paid [default: today]
        #[arg(long, value_name = "DATE", value_parser = values::day, allow_hyphen_values = true)]
        on: Option<DayWord>,
        #[command(flatten)]
        writing: Writing,
    },
    /// Take an issued invoice back with a credit note; its lines return to the upcoming one
    Void {
        /// The invoice: iv-3
        id: InvoiceId,
        #[command(flatten)]
        writing: Writing,
    },
    /// Take a line off the upcoming invoice; a purchase goes with its passes
    Remove {
        /// The line: ln-7
        line: LineId,
        #[command(flatten)]
        writing: Writing,
    },
}

/// Whose lines, and up to when.
#[derive(Debug, Args)]
pub(crate) struct Due {
    /// Member or company [default: everybody]
    who: Option<String>,
    /// Lines for that day or earlier [default: today]
    #[arg(long, value_name = "DATE", value_parser = values::day, allow_hyphen_values = true)]
    until: Option<DayWord>,
}

/// Issue what is due: an invoice for each customer and currency, numbered without gaps
#[derive(Debug, Args)]
pub(crate) struct Issue {
    #[command(flatten)]
    due: Due,
    /// The day of the invoices [default: today]
    #[arg(long, value_name = "DATE", value_parser = values::day, allow_hyphen_values = true)]
    on: Option<DayWord>,
    #[command(flatten)]
    writing: Writing,
}

/// Which invoices.
#[derive(Debug, Args)]
pub(crate) struct List {
    /// Only what has become this
    #[arg(long, value_name = "STATUS", value_parser = status())]
    status: Option<Status>,
    /// Only of that member or company
    #[arg(long, value_name = "WHO")]
    member: Option<String>,
    /// Issued on that day or later
    #[arg(long, value_name = "DATE", value_parser = values::day, allow_hyphen_values = true)]
    from: Option<DayWord>,
    /// Issued on that day or earlier
    #[arg(long, value_name = "DATE", value_parser = values::day, allow_hyphen_values = true)]
    to: Option<DayWord>,
    /// Only the newest
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
}

impl Due {
    fn request(&self) -> preview::Request<'_> {
        preview::Request {
            who: self.who.as_deref(),
            until: self.until,
        }
    }
}

fn status() -> impl TypedValueParser<Value = Status> {
    PossibleValuesParser::new(Status::WORDS)
        .map(|word| Status::read(&word).expect("it is one of the words"))
}

pub(crate) fn run(noun: Invoice, ctx: &mut Ctx) -> Result<(), CliError> {
    match noun {
        Invoice::Preview(args) => look(&args, ctx),
        Invoice::Issue(args) => issue(&args, ctx),
        Invoice::List(args) => list(&args, ctx),
        Invoice::Show { id, html } => {
            let shown = ctx.store()?.read(|db| invoice::show(db, id))?;
            if html.html.is_some() {
                return ctx.save(&html, &page::html(&shown));
            }
            Ok(ctx.out.say(&view::Invoice::from(&shown))?)
        }
        Invoice::Pay { id, on, writing } => {
            ctx.write(&writing, |tx| pay::pay(tx, id, on), view::Invoice::paid)
        }
        Invoice::Void { id, writing } => void(id, &writing, ctx),
        Invoice::Remove { line, writing } => {
            let remove = |tx: &Tx| remove::remove(tx, line);
            let done = ctx.perform(&writing, remove, written::Removed::of)?;
            ctx.out.say(&done)?;
            tell(ctx, &done.view().notes());
            Ok(())
        }
    }
}

fn look(args: &Due, ctx: &mut Ctx) -> Result<(), CliError> {
    let now = ctx.now();
    let request = args.request();
    let mut later = 0;
    let (store, out) = ctx.reading()?;
    let lines = store.read(|db| {
        let asked = preview::ask(db, &request)?;
        let mut answer = out.sections();
        let mut totals = Vec::new();
        let lines = answer.list(due::LINES, |list| {
            later = preview::each(db, &asked, now, |due| {
                totals.push(due::Total::from(&due));
                let mut lines = due.lines.iter();
                lines.try_for_each(|line| list.push(&due::Line::of(&due, line)))?;
                Ok::<(), CliError>(())
            })?;
            Ok::<(), CliError>(())
        })?;
        answer.list(due::TOTALS, |list| {
            let pushed = totals.iter().try_for_each(|total| list.push(total));
            Ok::<(), CliError>(pushed?)
        })?;
        answer.end()?;
        Ok::<usize, CliError>(lines)
    })?;
    if lines == 0 {
        ctx.out.note("nothing is due");
    }
    tell(ctx, &written::later(later).into_iter().collect::<Vec<_>>());
    Ok(())
}

fn issue(args: &Issue, ctx: &mut Ctx) -> Result<(), CliError> {
    let request = Request {
        due: args.due.request(),
        on: args.on,
    };
    let issue = |tx: &Tx| issue::issue(tx, &request).map(Rc::new);
    let done = ctx.perform(&args.writing, issue, written::Issued::of)?;
    ctx.out.say(&done)?;
    tell(ctx, &done.view().notes());
    Ok(())
}

fn list(args: &List, ctx: &mut Ctx) -> Result<(), CliError> {
    let wanted = Wanted {
        status: args.status,
        member: args.member.as_deref(),
        from: args.from,
        to: args.to,
        limit: args.limit,
    };
    let now = ctx.now();
    let ask = |db: &Snapshot| invoice::ask(db, &wanted, now);
    let count = ctx.list(view::COLUMNS, ask, |db, asked, list| {
        invoice::each(db, asked, |one| Ok(list.push(&view::Row::from(&one))?))
    })?;
    if count == 0 {
        ctx.out.note("no invoices");
    }
    Ok(())
}

/// Shown and asked about at a terminal: the credit note stays for ever.
fn void(id: InvoiceId, writing: &Writing, ctx: &mut Ctx) -> Result<(), CliError> {
    let void = |tx: &Tx| void::void(tx, id);
    ctx.agree(writing, void, written::Voided::of, "Make it void?")?;
    let done = ctx.perform(writing, void, written::Voided::of)?;
    ctx.out.say(&done)?;
    tell(ctx, &done.view().notes());
    Ok(())
}

fn tell(ctx: &mut Ctx, notes: &[String]) {
    for note in notes {
        ctx.out.note(note);
    }
}
