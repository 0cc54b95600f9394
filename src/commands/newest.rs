//! `--limit` of the lists that are short enough to be read whole.

use clap::Args;

/// How much of a list is wanted.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Newest {
    /// The newest N
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
}

impl Newest {
    /// The last ones of a list in the order in which they were made.
    pub(crate) fn of<T>(self, all: &[T]) -> &[T] {
        let most = self.limit.unwrap_or(all.len());
        &all[all.len().saturating_sub(most)..]
    }
}
