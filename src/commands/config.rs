//! `config`: each value in force, and where it came from.

use clap::Args;

use super::context::Ctx;
use super::places::Source;
use crate::config;
use crate::error::CliError;
use crate::output::views::configured::{COLUMNS, Value};

/// Print each value in force and where it came from
///
/// Example: daypass config --json
#[derive(Debug, Args)]
pub(crate) struct Config {}

pub(crate) fn run(ctx: &mut Ctx) -> Result<(), CliError> {
    let value = |name: &str, value: String, from: &Source| Value {
        name: name.to_owned(),
        value,
        from: from.to_string(),
    };
    let path = &ctx.config.path;
    let given = |line: Option<usize>| match line {
        Some(line) => Source::Config(path.clone(), line),
        None => Source::Default,
    };
    let wait = config::wait_text(ctx.config.lock_wait);
    let waits = given(ctx.config.lines.get("lock_wait").copied());
    let mut values = vec![
        value("config", path.display().to_string(), &ctx.place.from),
        value("database", ctx.db.path.display().to_string(), &ctx.db.from),
        value("lock_wait", wait, &waits),
        value("actor", ctx.actor.clone(), &ctx.actor_from),
    ];
    if ctx.clock.rehearsed {
        let now = Source::Environment("DAYPASS_NOW");
        values.push(value("now", ctx.now().to_string(), &now));
    }
    let listed = ctx.config.listed.iter();
    values.extend(listed.map(|one| value(&one.name, one.value.clone(), &given(one.line))));
    Ok(ctx.out.list(&values, COLUMNS)?)
}
