//! What another system says of people, plans and passes, whichever system it is: the one list that
//! every import is mapped to.

use crate::domain::day::Length;
use crate::domain::foreign_day::When;
use crate::domain::plan::Cadence;
use crate::domain::qty::PassQty;

/// Where in the files something is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// How people name the file.
    pub file: String,
    /// Where in it.
    pub place: Place,
}

/// A place in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The line that a row begins on, from 1.
    Line(u64),
    /// The item of a list, from 1.
    Item(u64),
}

/// How the source refers to somebody: by one or several of these.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ref {
    /// The source's own id.
    pub id: Option<String>,
    /// As people write it.
    pub name: Option<String>,
    /// As people write it.
    pub email: Option<String>,
}

/// Whose passes or plan it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// A person's.
    Person(Ref),
    /// A company's.
    Company(Ref),
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who it is.
    pub who: Ref,
    /// The company they belong to.
    pub company: Option<Ref>,
    /// The home location as the source calls it.
    pub location: Option<String>,
    /// Somebody without a plan there, who is a visitor unless passes are theirs.
    pub contact: bool,
}

/// A plan as far as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Its name.
    pub name: String,
    /// The price of a period in major units; None where it is not told.
    pub price: Option<String>,
    /// The currency's code; None is that of the home location.
    pub currency: Option<String>,
    /// The billing cycle.
    pub every: Length,
    /// What it includes: the kind as the source calls it, how many, how often.
    pub includes: Vec<(Option<String>, PassQty, Cadence)>,
}

/// That somebody is on a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnPlan {
    /// The source's id, else what tells it from others.
    pub key: String,
    /// Who.
    pub whose: Whose,
    /// The plan.
    pub plan: Terms,
    /// How many of it.
    pub quantity: i64,
    /// The first day; None where it is not told.
    pub from: Option<When>,
    /// The last day; None for an open end.
    pub until: Option<When>,
    /// The first day of the next period, where it is told.
    pub renews: Option<When>,
}

/// The last day of passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expiry {
    /// They do not expire.
    Never,
    /// The last day that they are usable.
    Through(When),
    /// The first day that they are not: the last usable day is the one before.
    Until(When),
}

/// Passes that somebody has left, or one movement of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passes {
    /// The source's id, else what tells them from others.
    pub key: String,
    /// Whose they are.
    pub whose: Whose,
    /// The kind as the source calls it; None is a day pass.
    pub kind: Option<String>,
    /// How many are left; negative for a movement that took some.
    pub left: PassQty,
    /// The first day that they are usable; None is since ever.
    pub from: Option<When>,
    /// The last one.
    pub expiry: Expiry,
    /// Their home location as the source calls it.
    pub location: Option<String>,
    /// How many come anew each calendar month until the last day; None where they came once. What is
    /// left is then of this month's.
    pub monthly: Option<PassQty>,
}

/// That somebody was there, or is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stay {
    /// The source's id, else what tells it from others.
    pub key: String,
    /// Who.
    pub who: Ref,
    /// The check-in.
    pub from: When,
    /// The check-out, or until when the pass for it holds; None where it is not told.
    pub until: Option<When>,
    /// Where, as the source calls it; None is the home location.
    pub location: Option<String>,
}

/// One thing that is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// That there is a company.
    Company(Ref),
    /// That there is a person.
    Person(Person),
    /// That the kind of that name is a day pass.
    DayKind(String),
    /// That somebody is on a plan.
    OnPlan(Box<OnPlan>),
    /// That somebody has passes.
    Passes(Passes),
    /// That somebody was there.
    Stay(Stay),
}

/// One thing that is said, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Where.
    pub spot: Spot,
    /// What.
    pub said: Said,
}

impl Ref {
    /// By the source's own id.
    #[must_use]
    pub fn id(id: impl Into<String>) -> Self {
        Self {
            id: Some(id.into()),
            ..Self::default()
        }
    }

    /// By name.
    #[must_use]
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: Some(name.into()),
            ..Self::default()
        }
    }

    /// The words that a person would know it by.
    #[must_use]
    pub fn shown(&self) -> &str {
        let words = [&self.name, &self.email, &self.id];
        words
            .into_iter()
            .flatten()
            .next()
            .map_or("", String::as_str)
    }
}

impl Whose {
    /// Who it is.
    #[must_use]
    pub const fn who(&self) -> &Ref {
        match self {
            Self::Person(who) | Self::Company(who) => who,
        }
    }
}
