//! `member`: the people of the space (P1).

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::context::{Ctx, Writing};
use super::csv_in::{Columns, CsvFile, Row, TakingIn};
use super::values::{self, Buy, Switch};
use crate::domain::day_word::DayWord;
use crate::domain::handle::Handle;
use crate::domain::purchase::Charge;
use crate::domain::{email, name, tag};
use crate::error::CliError;
use crate::ops::member::{self, Change, New, Plan, import, remove};
use crate::ops::people::list::{self, Filter, Listed, Sort};
use crate::ops::people::{Edit, account};
use crate::ops::rows::BadRow;
use crate::ops::sell;
use crate::output::Column;
use crate::output::views::account::Account;
use crate::output::views::member as listed;
use crate::output::views::written::{Imported, Written};
use crate::store::Snapshot;

/// Members and visitors
#[derive(Debug, Subcommand)]
pub(crate) enum Member {
    /// Add a member, or a visitor who only pays with money
    Add(Box<Add>),
    /// List members and visitors, with what they can use today
    List(List),
    /// Show what a member has: balance, lots, subscriptions, bookings to come
    #[command(after_long_help = "Example: daypass member show ada --on +1month")]
    Show(Show),
    /// Change a member
    Set(Box<Set>),
    /// Make a visitor a member
    #[command(after_long_help = "Example: daypass member convert vera")]
    Convert(Who),
    /// Deactivate a member of whom nothing is open; the history stays
    #[command(after_long_help = "Example: daypass member remove ada --dry-run")]
    Remove(Who),
    /// Add the members of a CSV (name,email and optional handle,company,location,plan,from)
    Import(Import),
}

#[derive(Debug, Args)]
#[command(after_long_help = "Example: daypass member add \"Ada Lovelace\" --email ada@example.org")]
pub(crate) struct Add {
    /// As people write it
    #[arg(value_parser = name::read)]
    name: Option<String>,
    /// Unique, whatever its case
    #[arg(long, value_parser = email::read)]
    email: Option<String>,
    /// Short name to type [default: made of the name]
    #[arg(long, value_parser = Handle::read)]
    handle: Option<Handle>,
    /// The company they belong to
    #[arg(long, value_name = "WHO")]
    company: Option<String>,
    /// Home location [default: the only one, or the space's default]
    #[arg(long, value_name = "LOCATION")]
    location: Option<String>,
    /// The plan to start on
    #[arg(long, value_name = "PLAN")]
    plan: Option<String>,
    /// The plan's first day [default: today]
    #[arg(long, value_name = "DATE", value_parser = values::day, requires = "plan",
        allow_hyphen_values = true)]
    from: Option<DayWord>,
    /// What is sold to them: a kind or package, and how many; may be repeated
    #[arg(long, value_name = "ITEM=N", value_parser = values::buy)]
    buy: Vec<Buy>,
    /// What they buy is given away
    #[arg(long, requires = "buy", conflicts_with = "paid")]
    free: bool,
    /// What they buy is paid already
    #[arg(long, requires = "buy")]
    paid: bool,
    /// A nonmember: books and pays with money, holds no passes
    #[arg(long)]
    visitor: bool,
    /// A tag; may be repeated
    #[arg(long, value_name = "TAG", value_parser = tag::read)]
    tag: Vec<String>,
    /// For the desk
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// A payment method on file
    #[arg(long, value_name = "TEXT")]
    payment_method: Option<String>,
    #[command(flatten)]
    writing: Writing,
}

#[derive(Debug, Args)]
#[command(after_long_help = "Example: daypass member list --tag founder")]
pub(crate) struct List {
    /// Only members of that company
    #[arg(long, value_name = "WHO")]
    company: Option<String>,
    /// Only those at home there
    #[arg(long, value_name = "LOCATION")]
    location: Option<String>,
    /// Only those with that tag
    #[arg(long)]
    tag: Option<String>,
    /// Only those with that status today: active, visitor, or what the space calls the others
    #[arg(long)]
    status: Option<String>,
    /// Those that were removed instead
    #[arg(long)]
    removed: bool,
    /// Only the newest
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
}

#[derive(Debug, Args)]
pub(crate) struct Show {
    /// Handle, e-mail, id, or the beginning of handle or name
    pub(crate) who: String,
    /// On that day: a past one as the books stood at its end, one to come as far as known
    #[arg(long, value_name = "DATE", value_parser = values::day, allow_hyphen_values = true)]
    pub(crate) on: Option<DayWord>,
    /// Lots that are used up or lapsed too
    #[arg(long)]
    pub(crate) all: bool,
}

#[derive(Debug, Args)]
#[command(after_long_help = "Example: daypass member set ada --company acme --tag founder")]
pub(crate) struct Set {
    /// Member: handle, e-mail, id, or the beginning of handle or name
    who: String,
    #[command(flatten)]
    editing: Editing,
    /// Join that company
    #[arg(long, value_name = "WHO", conflicts_with = "leave_company")]
    company: Option<String>,
    /// Leave the company; the member's own passes stay theirs
    #[arg(long)]
    leave_company: bool,
    /// Whether check-ins take passes
    #[arg(long, value_name = "on|off")]
    use_passes: Option<Switch>,
    #[command(flatten)]
    writing: Writing,
}

/// What can be changed of members and companies alike.
#[derive(Debug, Args)]
pub(crate) struct Editing {
    /// As people write it
    #[arg(long, value_parser = name::read)]
    name: Option<String>,
    /// Unique, whatever its case; '' takes it away
    #[arg(long, value_parser = email_or_none)]
    email: Option<String>,
    /// Short name to type
    #[arg(long, value_parser = Handle::read)]
    handle: Option<Handle>,
    /// Home location
    #[arg(long, value_name = "LOCATION")]
    location: Option<String>,
    /// A payment method on file; '' takes it away
    #[arg(long, value_name = "TEXT")]
    payment_method: Option<String>,
    /// For the desk; '' takes it away
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// A tag to add; may be repeated
    #[arg(long, value_name = "TAG", value_parser = tag::read)]
    tag: Vec<String>,
    /// A tag to take away; may be repeated
    #[arg(long, value_name = "TAG")]
    untag: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Who {
    /// Member: handle, e-mail, id, or the beginning of handle or name
    who: String,
    #[command(flatten)]
    writing: Writing,
}

#[derive(Debug, Args)]
#[command(after_long_help = "Example: daypass member import members.csv --dry-run")]
pub(crate) struct Import {
    /// The file; - is standard input
    file: PathBuf,
    #[command(flatten)]
    taking: TakingIn,
    #[command(flatten)]
    writing: Writing,
}

fn email_or_none(text: &str) -> Result<String, email::EmailError> {
    if text.is_empty() {
        return Ok(String::new());
    }
    email::read(text)
}

impl Editing {
    pub(crate) fn edit(&self) -> Edit<'_> {
        Edit {
            name: self.name.as_deref(),
            email: self.email.as_deref(),
            handle: self.handle.as_ref(),
            location: self.location.as_deref(),
            payment_method: self.payment_method.as_deref(),
            note: self.note.as_deref(),
            tag: &self.tag,
            untag: &self.untag,
        }
    }
}

pub(crate) fn run(noun: Member, ctx: &mut Ctx) -> Result<(), CliError> {
    match noun {
        Member::Add(args) => add(&args, ctx),
        Member::List(args) => list(&args, ctx),
        Member::Show(Show { who, on, all }) => {
            let now = ctx.now();
            let account = ctx.store()?.read(|db| account::member(db, now, &who, on))?;
            Ok(ctx.out.say(&Account::of(&account, all))?)
        }
        Member::Set(args) => {
            let change = Change {
                edit: args.editing.edit(),
                company: args.company.as_deref(),
                leave_company: args.leave_company,
                use_passes: args.use_passes.map(Switch::is_on),
            };
            let who = &args.who;
            ctx.write(
                &args.writing,
                |tx| member::set(tx, who, &change),
                Written::edited,
            )
        }
        Member::Convert(Who { who, writing }) => {
            ctx.write(&writing, |tx| member::convert(tx, &who), Written::converted)
        }
        Member::Remove(Who { who, writing }) => {
            if !writing.dry_run {
                ctx.confirm(&format!("Remove {who}?"))?;
            }
            ctx.write(&writing, |tx| remove::remove(tx, &who), Written::removed)
        }
        Member::Import(args) => import(args, ctx),
    }
}

fn add(args: &Add, ctx: &mut Ctx) -> Result<(), CliError> {
    let name = ctx.required_as(args.name.clone(), "NAME", "Name", name::read)?;
    let charge = match (args.free, args.paid) {
        (true, _) => Charge::Free,
        (false, true) => Charge::Paid,
        (false, false) => Charge::Charge,
    };
    let buys = args.buy.iter().map(|buy| sell::Request {
        charge,
        location: args.location.as_deref(),
        ..sell::Request::of(&buy.item, buy.count)
    });
    let buys: Vec<_> = buys.collect();
    let new = New {
        name: &name,
        buys: &buys,
        email: args.email.as_deref(),
        handle: args.handle.as_ref(),
        company: args.company.as_deref(),
        location: args.location.as_deref(),
        visitor: args.visitor,
        plan: args.plan.as_deref().map(|plan| Plan {
            plan,
            from: args.from,
        }),
        tags: &args.tag,
        note: args.note.as_deref(),
        payment_method: args.payment_method.as_deref(),
    };
    ctx.write(&args.writing, |tx| member::add(tx, &new), Written::joined)
}

/// Prints members or companies, the last `most` of them; how many there were.
pub(super) fn list_customers(
    ctx: &mut Ctx,
    sort: Sort,
    filter: &Filter<'_>,
    most: Option<usize>,
    columns: &[Column],
) -> Result<usize, CliError> {
    let now = ctx.now();
    let ask = |db: &Snapshot| list::ask(db, now, sort, filter);
    ctx.list(columns, ask, |db, asked, list| {
        let push = |one: &Listed| Ok(list.push(&listed::Row::from(one))?);
        match most {
            Some(most) => list::each_of_last(db, asked, most, push),
            None => list::each(db, asked, push),
        }
    })
}

fn list(args: &List, ctx: &mut Ctx) -> Result<(), CliError> {
    let filter = Filter {
        company: args.company.as_deref(),
        location: args.location.as_deref(),
        tag: args.tag.as_deref(),
        status: args.status.as_deref(),
        removed: args.removed,
    };
    let count = list_customers(ctx, Sort::Person, &filter, args.limit, listed::COLUMNS)?;
    if count == 0 {
        ctx.out.note("no members");
    }
    Ok(())
}

fn import(args: Import, ctx: &mut Ctx) -> Result<(), CliError> {
    let columns = Columns {
        required: &["name", "email"],
        optional: &["handle", "company", "location", "plan", "from"],
    };
    let mut writing = args.writing;
    let file = CsvFile::read(&args.file, columns)?;
    file.guard(ctx, &mut writing, args.taking);
    let rows = file.rows(args.taking, ctx.watch(), row);
    ctx.take_in(
        &writing,
        args.taking,
        |tx| import::import(tx, &rows),
        Imported::of,
        Imported::bad,
    )
}

fn row(row: &Row) -> Result<import::Row, BadRow> {
    row.required("name")?;
    row.required("email")?;
    if row.text("plan").is_none() && row.text("from").is_some() {
        return Err(BadRow::new(row.line, "from", "is of no plan"));
    }
    Ok(import::Row {
        name: row.value("name", name::read)?.unwrap_or_default(),
        email: row.value("email", email::read)?.unwrap_or_default(),
        handle: row.value("handle", Handle::read)?,
        company: row.text("company").map(ToOwned::to_owned),
        location: row.text("location").map(ToOwned::to_owned),
        plan: row.text("plan").map(ToOwned::to_owned),
        from: row.value("from", values::day)?,
    })
}
