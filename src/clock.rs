//! The program's clock, read once a run: `DAYPASS_NOW` where it is set (tests and rehearsals), else
//! the machine's.

use std::env;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::domain::day::{DayError, Instant, Zone};

/// What the clock says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading {
    /// Now.
    pub(crate) now: Instant,
    /// Whether `DAYPASS_NOW` said so.
    pub(crate) rehearsed: bool,
}

/// Reads the clock. An unreadable `DAYPASS_NOW` is an error: a rehearsal must not happen today.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the clock is read"
)]
pub(crate) fn read() -> Result<Reading, DayError> {
    match env::var_os("DAYPASS_NOW") {
        Some(text) if !text.is_empty() => {
            let now = Instant::read(&text.to_string_lossy())?;
            Ok(Reading {
                now,
                rehearsed: true,
            })
        }
        Some(_) | None => {
            let since = SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .unwrap_or_default();
            let ms = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
            Ok(Reading {
                now: Instant::from_ms(ms),
                rehearsed: false,
            })
        }
    }
}

/// The time zone of this machine: `TZ`, else what /etc/localtime links to; None where neither names
/// one.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the machine is asked about time"
)]
pub(crate) fn zone() -> Option<Zone> {
    let named = env::var("TZ").ok();
    let named = named.and_then(|name| Zone::read(name.trim_start_matches(':')).ok());
    named.or_else(|| {
        let link = std::fs::read_link("/etc/localtime").ok()?;
        let (_, name) = link.to_str()?.split_once("zoneinfo/")?;
        Zone::read(name).ok()
    })
}
