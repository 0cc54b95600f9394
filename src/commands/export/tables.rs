//! The tables of an export, in the order in which they refer to each other; each is the list that
//! its own command prints, where it has one.

use clap::ValueEnum;

use crate::domain::day::Instant;
use crate::error::CliError;
use crate::ops::people::summary::{self, Filter};
use crate::ops::{
    assign, booking, desk, export, history, invoice, location, pass, plan, recurring, subscription,
    visit,
};
use crate::output::views::{self, exported};
use crate::output::{Column, Listing};
use crate::store::Snapshot;

/// A table of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Table {
    Locations,
    Desks,
    Kinds,
    Plans,
    Companies,
    Members,
    Subscriptions,
    MonthlyGrants,
    Lots,
    Bookings,
    Visits,
    Assignments,
    Entries,
    Lines,
    Invoices,
    Operations,
}

impl Table {
    /// Its name, of files and in JSON.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Locations => "locations",
            Self::Desks => "desks",
            Self::Kinds => "kinds",
            Self::Plans => "plans",
            Self::Companies => "companies",
            Self::Members => "members",
            Self::Subscriptions => "subscriptions",
            Self::MonthlyGrants => "monthly_grants",
            Self::Lots => "lots",
            Self::Bookings => "bookings",
            Self::Visits => "visits",
            Self::Assignments => "assignments",
            Self::Entries => "entries",
            Self::Lines => "lines",
            Self::Invoices => "invoices",
            Self::Operations => "operations",
        }
    }

    /// Its columns.
    pub(super) fn columns(self) -> Vec<Column> {
        match self {
            Self::Locations => views::location::columns(&[]),
            Self::Desks => views::desk::columns(&[]),
            Self::Kinds => views::pass::columns(&[]),
            Self::Plans => views::plan::COLUMNS.to_vec(),
            Self::Companies => views::member::COMPANY_COLUMNS.to_vec(),
            Self::Members => views::member::COLUMNS.to_vec(),
            Self::Subscriptions => views::subscription::COLUMNS.to_vec(),
            Self::MonthlyGrants => views::recurring::COLUMNS.to_vec(),
            Self::Lots => exported::LOTS.to_vec(),
            Self::Bookings => views::booking::columns(&[]),
            Self::Visits => views::visit::COLUMNS.to_vec(),
            Self::Assignments => views::assignment::COLUMNS.to_vec(),
            Self::Entries => views::history::columns_of(false, true),
            Self::Lines => exported::LINES.to_vec(),
            Self::Invoices => views::invoice::COLUMNS.to_vec(),
            Self::Operations => exported::OPERATIONS.to_vec(),
        }
    }

    /// Pushes its rows, in the order of their ids. What is tall is not held in memory.
    pub(super) fn fill(
        self,
        db: &Snapshot,
        now: Instant,
        list: &mut Listing<'_>,
    ) -> Result<(), CliError> {
        match self {
            Self::Locations => {
                for one in location::list(db)? {
                    list.push(&views::location::Location::row(&one, now))?;
                }
            }
            Self::Desks => {
                for one in desk::list(db, None)? {
                    list.push(&views::desk::Desk::row(
                        &one.desk,
                        &one.location.terms.handle,
                    ))?;
                }
            }
            Self::Kinds => {
                for one in pass::list(db)? {
                    list.push(&views::pass::Pass::row(&one))?;
                }
            }
            Self::Plans => {
                for one in plan::list(db)? {
                    list.push(&views::plan::Row::from(&one))?;
                }
            }
            Self::Companies => {
                for one in summary::companies(db, now, &Filter::default())? {
                    list.push(&views::member::Row::from(&one))?;
                }
            }
            Self::Members => members(db, now, list)?,
            Self::Subscriptions => {
                let all = subscription::Filter::default();
                for one in subscription::list(db, now, &all)? {
                    list.push(&views::subscription::Row::from(&one))?;
                }
            }
            Self::MonthlyGrants => {
                for one in recurring::list(db)? {
                    list.push(&views::recurring::Row::from(&one))?;
                }
            }
            Self::Lots => export::lots(db, |one| {
                Ok::<(), CliError>(list.push(&exported::Lot::from(one))?)
            })?,
            Self::Bookings => booking::each(db, &booking::Wanted::default(), now, |one| {
                Ok::<(), CliError>(list.push(&views::booking::Row::from(&one))?)
            })?,
            Self::Visits => {
                for one in visit::list::list(db, &visit::list::Request::default(), now)? {
                    list.push(&views::visit::Visit::row(&one))?;
                }
            }
            Self::Assignments => {
                for one in assign::list(db, true, now)? {
                    list.push(&views::assignment::Assignment::from(&one))?;
                }
            }
            Self::Entries => {
                let asked = history::ask(db, &history::Request::default(), now)?;
                history::entries(db, &asked, |one| {
                    Ok::<(), CliError>(list.push(&views::history::Entry::from(one))?)
                })?;
            }
            Self::Lines => export::lines(db, |one| {
                Ok::<(), CliError>(list.push(&exported::Line::from(one))?)
            })?,
            Self::Invoices => {
                for one in invoice::list(db, &invoice::Wanted::default(), now)? {
                    list.push(&views::invoice::Row::from(&one))?;
                }
            }
            Self::Operations => export::operations(db, |one| {
                Ok::<(), CliError>(list.push(&exported::Operation::from(one))?)
            })?,
        }
        Ok(())
    }
}

/// Who was removed comes after who was not.
fn members(db: &Snapshot, now: Instant, list: &mut Listing<'_>) -> Result<(), CliError> {
    for removed in [false, true] {
        let filter = Filter {
            removed,
            ..Filter::default()
        };
        for one in summary::members(db, now, &filter)? {
            list.push(&views::member::Row::from(&one))?;
        }
    }
    Ok(())
}
