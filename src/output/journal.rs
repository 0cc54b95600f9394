//! The ledger as a plain-text journal that hledger reads: an account for each customer, a commodity
//! for each kind of pass.

use std::collections::{BTreeMap, HashMap};
use std::io;

use crate::domain::day::Day;
use crate::domain::entry::EntryType;
use crate::domain::ids::{CustomerId, KindId};
use crate::domain::qty::PassQty;
use crate::ops::history::Told;
use crate::output::{Stream, escape};

/// What somebody has of a kind.
struct Balance {
    owner: String,
    kind: String,
    passes: PassQty,
}

/// A journal that is being written. It is complete only after [`Journal::end`].
pub struct Journal<'a> {
    stream: &'a mut Stream,
    /// What each customer has of each kind, with their handles.
    balances: HashMap<(CustomerId, KindId), Balance>,
    last: Day,
}

impl<'a> Journal<'a> {
    /// Begins a journal of these kinds.
    pub fn begin<'k>(
        stream: &'a mut Stream,
        kinds: impl Iterator<Item = &'k str>,
    ) -> io::Result<Self> {
        writeln!(stream, "; passes of a daypass ledger; hledger reads it")?;
        writeln!(stream, "decimal-mark .")?;
        for kind in kinds {
            writeln!(stream, "commodity 1000.0 \"{kind}\"")?;
        }
        Ok(Self {
            stream,
            balances: HashMap::new(),
            last: Day::EARLIEST,
        })
    }

    /// One more entry: from or to the customer's account.
    pub fn push(&mut self, told: &Told) -> io::Result<()> {
        let line = &told.line;
        let of = line.entry.of;
        let other = match of.kind {
            EntryType::Grant => "granted",
            EntryType::Spend | EntryType::Refund => "used",
            EntryType::Deduct => "deducted",
            EntryType::Expire => "expired",
            EntryType::Transfer => "transferred",
        };
        let used = of.booking.map(|id| id.to_string());
        let used = used.or(of.visit.map(|id| id.to_string()));
        let what = used.map_or_else(String::new, |used| format!(" {used}"));
        let memo = line.memo().map_or_else(String::new, |memo| {
            format!(": {}", escape::line(memo).replace(';', ","))
        });
        let (owner, kind) = (line.owner_handle(), &told.kind);
        writeln!(
            self.stream,
            "\n{} ({}) {} {}{what}{memo}\n    passes:{owner}  {} \"{kind}\"\n    {other}  {} \"{kind}\"",
            of.on,
            line.entry.id,
            of.kind.word(),
            of.lot,
            of.passes,
            -of.passes,
        )?;
        let whose = (line.owner, line.kind);
        let known = self.balances.entry(whose).or_insert_with(|| Balance {
            owner: owner.to_owned(),
            kind: kind.clone(),
            passes: PassQty::ZERO,
        });
        known.passes += of.passes;
        self.last = self.last.max(of.on);
        Ok(())
    }

    /// Ends the journal with what everybody has, so that whoever reads it proves it.
    pub fn end(self) -> io::Result<()> {
        if !self.balances.is_empty() {
            writeln!(self.stream, "\n{} what everybody has", self.last)?;
        }
        // Somebody who was never there may have had a handle that somebody has now.
        let mut balances: BTreeMap<(&str, &str), PassQty> = BTreeMap::new();
        for one in self.balances.values() {
            *balances.entry((&one.owner, &one.kind)).or_default() += one.passes;
        }
        for ((owner, kind), passes) in balances {
            writeln!(
                self.stream,
                "    passes:{owner}  0 \"{kind}\" = {passes} \"{kind}\""
            )?;
        }
        self.stream.flush()
    }
}
