//! `access`: may they be inside? For doors and networks (C10).

use clap::Args;

use super::context::Ctx;
use super::values;
use crate::domain::day_word::TimeWord;
use crate::error::CliError;
use crate::ops::access::access;
use crate::ops::checkin::Request;
use crate::output::views::visit::Access as Answer;

/// Whether somebody may be inside: exit 0 if so, 1 if not; and until when
///
/// Example: daypass access ada --quiet && open-the-door
#[derive(Debug, Args)]
pub(crate) struct Access {
    /// Member or visitor: handle, e-mail, id, or the beginning of handle or name
    who: String,
    /// When: 09:30, 2026-06-03 09:30, or RFC 3339 [default: now]
    #[arg(long, value_name = "TIME", value_parser = values::time)]
    at: Option<TimeWord>,
    /// Where [default: the home location]
    #[arg(long, value_name = "LOCATION")]
    location: Option<String>,
    /// The service that is used
    #[arg(
        long,
        value_name = "SERVICE",
        default_value = "",
        hide_default_value = true
    )]
    service: String,
}

pub(crate) fn run(args: &Access, ctx: &mut Ctx) -> Result<(), CliError> {
    let request = Request {
        who: &args.who,
        at: args.at,
        out: None,
        location: args.location.as_deref(),
        service: &args.service,
        kind: None,
        guest: None,
        unpaid: false,
        overridden: false,
    };
    let now = ctx.now();
    let told = ctx.store()?.read(|db| access(db, &request, now))?;
    ctx.out.say(&Answer::from(&told))?;
    if told.allowed.is_ok() {
        Ok(())
    } else {
        Err(CliError::Partly)
    }
}
