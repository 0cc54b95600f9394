//! What `renew` answers.

use std::borrow::Cow;
use std::mem;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::granted::Who;
use super::ids;
use crate::ops::happened::Occurrence;
use crate::ops::renew;
use crate::output::{Align, View, counted, table};

/// One thing that happened.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Item {
    on: String,
    #[serde(flatten)]
    who: Who,
    what: String,
    subscription: Option<String>,
    booking: Option<String>,
    #[serde(default)]
    visit: Option<String>,
    /// The lot, where it is one.
    lot: Option<String>,
    lots: Vec<Option<String>>,
    passes: Option<String>,
    amount: Option<String>,
    currency: Option<String>,
}

/// A unit that could not be brought up to date.
#[derive(Debug, Serialize, Deserialize)]
struct Failed {
    customer: String,
    message: String,
}

/// A sum in one currency.
#[derive(Debug, Serialize, Deserialize)]
struct Sum {
    currency: String,
    amount: String,
}

/// What happened: as it did, which is put into words only as it is told, since there may be millions;
/// or as it was told before.
#[derive(Debug)]
enum Items<'a> {
    Happened(Cow<'a, [Occurrence]>),
    Told(Vec<Item>),
}

impl Items<'_> {
    fn each(&self) -> impl Iterator<Item = Cow<'_, Item>> {
        let (happened, told) = match self {
            Self::Happened(all) => (&**all, [].as_slice()),
            Self::Told(all) => ([].as_slice(), all.as_slice()),
        };
        let happened = happened.iter().map(|one| Cow::Owned(Item::from(one)));
        happened.chain(told.iter().map(Cow::Borrowed))
    }
}

impl Serialize for Items<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.each())
    }
}

impl<'de> Deserialize<'de> for Items<'_> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self::Told)
    }
}

/// The outcome of a renewal.
#[derive(Debug, Serialize, Deserialize)]
pub struct Renewed<'a> {
    as_of: Option<String>,
    dry_run: bool,
    customers: i64,
    expired: String,
    granted: String,
    charged: String,
    failed: i64,
    checked_out: i64,
    operations: Vec<String>,
    /// The sum; null when it is in several currencies.
    invoiced: Option<String>,
    currency: Option<String>,
    invoiced_by_currency: Vec<Sum>,
    items: Items<'a>,
    errors: Vec<Failed>,
}

impl From<&Occurrence> for Item {
    fn from(told: &Occurrence) -> Self {
        let lots: Vec<Option<String>> = told.lots.iter().map(|lot| ids(*lot)).collect();
        Self {
            on: told.on.to_string(),
            who: Who::from(&*told.customer),
            what: told.what.to_owned(),
            subscription: ids(told.subscription),
            booking: ids(told.booking),
            visit: ids(told.visit),
            lot: if let [lot] = lots.as_slice() {
                lot.clone()
            } else {
                None
            },
            lots,
            passes: ids(told.passes),
            amount: ids(told.amount),
            currency: told.amount.map(|amount| amount.currency.to_string()),
        }
    }
}

impl<'a> Renewed<'a> {
    /// The answer.
    #[must_use]
    pub fn of(done: &'a renew::Renewed, dry_run: bool) -> Self {
        let items = Cow::Borrowed(done.happened.items.as_slice());
        Self::with(done, items, dry_run)
    }

    /// [`Renewed::of`] what nobody else needs.
    #[must_use]
    pub fn of_owned(mut done: renew::Renewed, dry_run: bool) -> Self {
        let items = mem::take(&mut done.happened.items);
        Self::with(&done, Cow::Owned(items), dry_run)
    }

    fn with(done: &renew::Renewed, items: Cow<'a, [Occurrence]>, dry_run: bool) -> Self {
        let happened = &done.happened;
        let sums: Vec<Sum> = happened
            .invoiced
            .values()
            .map(|sum| Sum {
                currency: sum.currency.to_string(),
                amount: sum.to_string(),
            })
            .collect();
        let (invoiced, currency) = match sums.as_slice() {
            [sum] => (Some(sum.amount.clone()), Some(sum.currency.clone())),
            _ => (None, None),
        };
        Self {
            as_of: ids(done.as_of),
            dry_run,
            customers: happened.customers,
            expired: happened.expired.to_string(),
            granted: happened.granted.to_string(),
            charged: happened.charged.to_string(),
            failed: happened.failed,
            checked_out: happened.checked_out,
            operations: done.operations.iter().map(ToString::to_string).collect(),
            invoiced,
            currency,
            invoiced_by_currency: sums,
            items: Items::Happened(items),
            errors: done
                .failures
                .iter()
                .map(|failure| Failed {
                    customer: failure.unit.clone(),
                    message: failure.why.clone(),
                })
                .collect(),
        }
    }

    /// Whether nothing was due.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.customers == 0 && self.errors.is_empty()
    }

    /// The units that failed, as they are told.
    #[must_use]
    pub fn failures(&self) -> Vec<String> {
        let told = self
            .errors
            .iter()
            .map(|one| format!("{}: {}", one.customer, one.message));
        told.collect()
    }
}

impl View for Renewed<'_> {
    fn text(&self) -> String {
        if self.is_nothing() {
            return "nothing was due\n".to_owned();
        }
        let sums: Vec<String> = self
            .invoiced_by_currency
            .iter()
            .filter(|sum| sum.amount.bytes().any(|byte| (b'1'..=b'9').contains(&byte)))
            .map(|sum| format!(", {} {} invoiced", sum.amount, sum.currency))
            .collect();
        let checked_out = match self.checked_out {
            0 => String::new(),
            count => format!(", {count} checked out"),
        };
        let customers = usize::try_from(self.customers).unwrap_or_default();
        let summary = format!(
            "{}: {} expired, {} granted, {} charged, {} failed{checked_out}{}\n",
            counted(customers, "customer", "customers"),
            self.expired,
            self.granted,
            self.charged,
            self.failed,
            sums.concat(),
        );
        let heading = [
            ("on", Align::Left),
            ("who", Align::Left),
            ("what", Align::Left),
            ("passes", Align::Right),
            ("of", Align::Left),
            ("amount", Align::Right),
        ];
        let rows = self.items.each().map(|item| {
            let of = item
                .booking
                .as_ref()
                .or(item.visit.as_ref())
                .or(item.lot.as_ref())
                .or(item.subscription.as_ref());
            let amount = item.amount.as_ref().zip(item.currency.as_ref());
            vec![
                item.on.clone(),
                item.who.handle().to_owned(),
                item.what.clone(),
                item.passes.clone().unwrap_or_default(),
                of.cloned().unwrap_or_default(),
                amount.map_or_else(String::new, |(sum, code)| format!("{sum} {code}")),
            ]
        });
        format!("{summary}{}", table(&heading, rows.collect()))
    }
}
