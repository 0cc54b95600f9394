//! `explain`: the life of each pass, in sentences (A5).

use clap::Args;

use super::context::Ctx;
use crate::domain::ids::LotId;
use crate::error::CliError;
use crate::ops::explain::{self, Request};
use crate::output::Format;
use crate::output::views::explained as views;

/// Tell where passes came from, where they went, and which are spent next
///
/// Example: daypass explain ada --lot lt-3
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// Member or company: handle, e-mail, id, or the beginning of handle or name
    who: String,
    /// Only that lot: lt-3
    #[arg(long, value_name = "LOT")]
    lot: Option<LotId>,
}

pub(crate) fn run(args: &Explain, ctx: &mut Ctx) -> Result<(), CliError> {
    let request = Request {
        who: &args.who,
        lot: args.lot,
    };
    let now = ctx.now();
    let explained = ctx.store()?.read(|db| explain::explain(db, request, now))?;
    let lives = views::lives(&explained);
    ctx.page();
    match ctx.out.format() {
        Format::Table => ctx.out.print(&views::text(&lives))?,
        Format::Json | Format::Csv => ctx.out.list(&lives, views::COLUMNS)?,
    }
    if lives.is_empty() {
        let who = &explained.customer.handle;
        ctx.out.note(&format!("{who} never had passes"));
    }
    Ok(())
}
