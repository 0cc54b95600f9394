//! `import`: people, plans, passes and check-ins from another system, in one operation; the same again changes
//! nothing, and what each customer has is compared with what the source says.

mod passes;
mod people;
mod plans;
mod stays;

use super::OpError;
use std::collections::BTreeSet;

use super::facts::Space;
use super::rows::BadRow;
use crate::domain::foreign::{Said, Told};
use crate::domain::ids::CustomerId;
use crate::domain::qty::PassQty;
use crate::store::customers::folded;
use crate::store::{StoreError, Tx};
use passes::{Groups, Sums};

/// What to take in.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// The other system, in a word: ids of one mean nothing in another.
    pub source: &'a str,
    /// What its files say.
    pub told: &'a [Told],
    /// What of them could not be read.
    pub bad: &'a [BadRow],
    /// Whether the good is taken in although there is bad.
    pub skip_bad: bool,
    /// What their words mean here.
    pub words: &'a Words,
}

/// What words of the source mean here, as pairs of theirs and ours.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// Kinds of pass.
    pub kinds: Vec<(String, String)>,
    /// Plans.
    pub plans: Vec<(String, String)>,
    /// Members and companies.
    pub who: Vec<(String, String)>,
    /// Whose what is of nobody is.
    pub nobody: Option<String>,
    /// Locations.
    pub locations: Vec<(String, String)>,
    /// The location of everybody.
    pub everywhere: Option<String>,
}

/// What one customer has of a kind, there and here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// The customer's handle.
    pub handle: String,
    /// Whether it is a company.
    pub of_company: bool,
    /// The kind's handle.
    pub kind: String,
    /// What the source says is left.
    pub source: PassQty,
    /// What is left here in lots of their own that have not lapsed.
    pub ours: PassQty,
}

/// A thing that is not here as it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The customer's handle.
    pub handle: String,
    /// Whether it is a company.
    pub of_company: bool,
    /// What differs: a kind, `plan`, `price`, `renews_on`, `until`.
    pub what: String,
    /// As it is there.
    pub source: String,
    /// As it is here; None where it is not here at all.
    pub ours: Option<String>,
}

/// What became of an import.
#[derive(Debug, Clone, Default)]
pub struct Imported {
    /// Members and visitors that were added.
    pub members: usize,
    /// Companies that were added.
    pub companies: usize,
    /// Plans that were added, by name.
    pub plans: Vec<String>,
    /// Subscriptions that were added.
    pub subscriptions: usize,
    /// Lots that were added.
    pub lots: usize,
    /// The passes in them.
    pub passes: PassQty,
    /// Monthly grants that go on.
    pub monthly: usize,
    /// Visits that were recorded.
    pub visits: usize,
    /// People, subscriptions and passes that are told and were here before.
    pub known: usize,
    /// Passes left there whose last day is over: not taken in.
    pub lapsed: PassQty,
    /// Every customer of whom passes are told, kind by kind, in the order of the files.
    pub compared: Vec<Compared>,
    /// What is not here as it is there.
    pub differences: Vec<Difference>,
    /// What was passed over.
    pub bad: Vec<BadRow>,
}

/// Why one thing is not taken in.
#[derive(Debug)]
enum Why {
    /// The database said no: nothing is taken in.
    Store(StoreError),
    /// The field at fault, and what is wrong with it.
    Bad(&'static str, String),
}

impl From<StoreError> for Why {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// A refusal of a use case belongs to that field.
fn at<E: Into<OpError>>(field: &'static str) -> impl Fn(E) -> Why {
    move |error| {
        let error = error.into();
        if let OpError::Store(error) = error {
            return Why::Store(error);
        }
        Why::Bad(field, error.to_string())
    }
}

/// An import that is going on.
struct Import<'a, 'db> {
    tx: &'a Tx<'db>,
    space: Space,
    request: &'a Request<'a>,
    /// Kinds that the source says are day passes, folded.
    days: Vec<String>,
    /// Names without an e-mail or id that were taken in by this import, folded.
    names: BTreeSet<String>,
    /// Who was added by this import.
    added: BTreeSet<CustomerId>,
    done: Imported,
}

/// What is taken in before the passes, one after the other, whatever the order of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Companies,
    People,
    Plans,
    Stays,
}

/// Takes in what is said: companies, then people, plans, check-ins and passes. Refused, with everything that
/// is bad, unless all is good or `skip_bad` says to go on with what is.
pub fn import(tx: &Tx, request: &Request) -> Result<Imported, OpError> {
    let days = request.told.iter().filter_map(|told| match &told.said {
        Said::DayKind(name) => Some(folded(name)),
        Said::Company(_) | Said::Person(_) | Said::OnPlan(_) | Said::Passes(_) | Said::Stay(_) => {
            None
        }
    });
    let mut import = Import {
        tx,
        space: Space::read(tx)?,
        request,
        days: days.collect(),
        names: BTreeSet::new(),
        added: BTreeSet::new(),
        done: Imported {
            bad: request.bad.to_vec(),
            ..Imported::default()
        },
    };
    for turn in [Turn::Companies, Turn::People, Turn::Plans, Turn::Stays] {
        import.each(|import, said| import.take(turn, said))?;
    }
    let (mut groups, mut sums) = (Groups::new(), Sums::new());
    import.each(|import, said| match said {
        Said::Passes(passes) => import.gather(passes, &mut groups, &mut sums),
        Said::Company(_) | Said::Person(_) | Said::DayKind(_) | Said::OnPlan(_) | Said::Stay(_) => {
            Ok(())
        }
    })?;
    import.grant(groups)?;
    import.compare(sums)?;
    import.end()
}

impl<'a> Import<'a, '_> {
    /// Takes in what is said, where it is that one's turn.
    fn take(&mut self, turn: Turn, said: &Said) -> Result<(), Why> {
        match (turn, said) {
            (Turn::Companies, Said::Company(company)) => self.company(company).map(drop),
            (Turn::People, Said::Person(person)) => self.person(person).map(drop),
            (Turn::Plans, Said::OnPlan(on_plan)) => self.on_plan(on_plan),
            (Turn::Stays, Said::Stay(stay)) => self.stay(stay),
            (Turn::Companies | Turn::People | Turn::Plans | Turn::Stays, _) => Ok(()),
        }
    }

    /// Does `take` with everything that is said, in order; what fails is bad, and taken back where
    /// the rest goes on.
    fn each(
        &mut self,
        mut take: impl FnMut(&mut Self, &'a Said) -> Result<(), Why>,
    ) -> Result<(), StoreError> {
        for told in self.request.told {
            let tx = self.tx;
            let taken = if self.request.skip_bad {
                tx.savepoint(|| take(self, &told.said))?
            } else {
                take(self, &told.said)
            };
            match taken {
                Ok(()) => {}
                Err(Why::Store(error)) => return Err(error),
                Err(Why::Bad(field, why)) => {
                    self.done.bad.push(BadRow::of(&told.spot, field, why));
                }
            }
        }
        Ok(())
    }

    fn end(self) -> Result<Imported, OpError> {
        let mut done = self.done;
        let refused = done.bad.len() - self.request.bad.len();
        let some = refused < self.request.told.len();
        done.bad
            .sort_by(|one, other| (&one.file, one.place).cmp(&(&other.file, other.place)));
        if done.bad.is_empty() || (self.request.skip_bad && some) {
            return Ok(done);
        }
        let file = self.request.source.to_owned();
        let bad = done.bad;
        Err(OpError::Rows { file, bad })
    }

    /// The key under which a thing of the source is known.
    fn key(&self, sort: &str, of: &str) -> String {
        format!("{} {sort} {of}", self.request.source)
    }
}

/// What a word of theirs means, where that was told.
fn meant<'w>(words: &'w [(String, String)], theirs: &str) -> Option<&'w str> {
    let same = |(word, _): &&(String, String)| folded(word) == folded(theirs);
    words.iter().find(same).map(|(_, ours)| ours.as_str())
}
