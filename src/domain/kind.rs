//! Kinds of pass: what one pass of each buys, and on which terms (K1–K5).

use std::fmt;

use thiserror::Error;

use crate::domain::desk::{DeskKind, DeskTerms};
use crate::domain::handle::Handle;
use crate::domain::ids::KindId;
use crate::domain::length::Length;
use crate::domain::limit::Limit;
use crate::domain::money::{Currency, Money, MoneyError, Percent};
use crate::domain::name;
use crate::domain::span::{SpanError, TimeSpans};

/// The handle of the kind that always exists (K1).
pub const DAY: &str = "day";

/// What one pass of a kind covers (K1).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Covers {
    /// One business date at one location, any number of visits.
    Day,
    /// So many minutes from check-in, 1 to [`Covers::LONGEST_MINUTES`] (K3).
    Duration(u32),
    /// One use in one of the daily spans (K2, K3).
    Spans(TimeSpans),
    /// One check-in (T1).
    Visit,
    /// Any use while valid; no count (T2).
    Unlimited,
}

/// Why a text does not say what a pass covers.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CoversError {
    /// No word, duration or time spans.
    #[error(
        "`{text}` is not what a pass can cover: write day, visit, unlimited, 1h, 90m or time spans such as 8-12, 14-16 ({error})"
    )]
    Unknown {
        /// The text as given.
        text: String,
        /// Why it is no list of time spans.
        error: SpanError,
    },
    /// A duration of nothing or of more than a day.
    #[error("`{0}` is not a duration from 1m to 24h")]
    Duration(String),
}

/// A volume discount: the total price of exactly so many (K5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pack {
    /// How many passes, at least two.
    pub count: u32,
    /// What all of them cost together.
    pub price: Money,
}

/// Why a text is not a list of packs.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PackError {
    /// A count that is no pack.
    #[error("`{0}` is not the count of a pack: write 2 to 1000000")]
    Count(String),
    /// The same count twice.
    #[error("there is a price for {0} twice")]
    Twice(u32),
    /// The price cannot be read.
    #[error(transparent)]
    Price(#[from] MoneyError),
}

/// A plan whose members a kind is for (K4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnPlan {
    /// The plan's name.
    pub plan: String,
    /// What one pass costs them; None where that is the kind's price.
    pub price: Option<Money>,
}

/// What is declared of a kind (K4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindTerms {
    /// How people name it.
    pub handle: Handle,
    /// What it is called.
    pub name: String,
    /// What one pass covers.
    pub covers: Covers,
    /// The price of one, in the currency of the space.
    pub price: Money,
    /// How long purchased passes stay valid; None for ever. Not for included or given ones.
    pub expires_after: Option<Length>,
    /// Volume discounts, smallest count first, each count once (K5).
    pub volume: Vec<Pack>,
    /// Only for these services; empty for any (S4).
    pub services: Vec<String>,
    /// Only at these locations; empty for all.
    pub locations: Vec<Handle>,
    /// Only for members on these plans; empty for anyone (S3).
    pub plans: Vec<OnPlan>,
    /// How many a member may use (S4); never [`Limit::Active`].
    pub limit: Limit,
    /// Higher is spent first (B3).
    pub priority: i32,
    /// On its price.
    pub tax: Percent,
}

/// A kind as the books know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind {
    /// Its number in the books.
    pub id: KindId,
    /// What is declared of it.
    pub terms: KindTerms,
    /// No longer declared: what was granted goes on, nothing new is.
    pub retired: bool,
}

impl Covers {
    /// The longest duration, 24 hours.
    pub const LONGEST_MINUTES: u32 = 1440;

    /// Reads `day`, `visit`, `unlimited`, a duration (`1h`, `90m`, `1h30m`, `2 hours`) or the time
    /// spans of K2.
    pub fn read(text: &str) -> Result<Self, CoversError> {
        match text {
            "day" => return Ok(Self::Day),
            "visit" => return Ok(Self::Visit),
            "unlimited" => return Ok(Self::Unlimited),
            _ => {}
        }
        if let Some(minutes) = minutes(text) {
            return (1..=Self::LONGEST_MINUTES)
                .contains(&minutes)
                .then_some(Self::Duration(minutes))
                .ok_or_else(|| CoversError::Duration(text.to_owned()));
        }
        let unknown = |error| CoversError::Unknown {
            text: text.to_owned(),
            error,
        };
        TimeSpans::read(text).map(Self::Spans).map_err(unknown)
    }
}

/// The minutes of a duration; None where the text is none at all, huge where it does not fit.
fn minutes(text: &str) -> Option<u32> {
    let mut behind = text.trim();
    let mut sum: u32 = 0;
    let mut units = ["h", "m"].as_slice();
    while !behind.is_empty() {
        let digits = behind.bytes().take_while(u8::is_ascii_digit).count();
        let (count, unit_on) = behind.split_at(digits);
        let unit_on = unit_on.trim_start();
        let letters = unit_on.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (unit, next) = unit_on.split_at(letters);
        let (short, length) = match unit {
            "h" | "hour" | "hours" => ("h", 60),
            "m" | "min" | "mins" | "minute" | "minutes" => ("m", 1),
            _ => return None,
        };
        if count.is_empty() {
            return None;
        }
        let at = units.iter().position(|left| *left == short)?;
        units = &units[at + 1..];
        let count: u32 = count.parse().unwrap_or(u32::MAX);
        sum = sum.saturating_add(count.saturating_mul(length));
        behind = next.trim_start();
    }
    (units.len() < 2).then_some(sum)
}

/// A form that reads back: `day`, `1h`, `90m`, `08:00-12:00, 14:00-16:00`, `visit`, `unlimited`.
impl fmt::Display for Covers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day => f.pad("day"),
            Self::Duration(minutes) if minutes % 60 == 0 => f.pad(&format!("{}h", minutes / 60)),
            Self::Duration(minutes) => f.pad(&format!("{minutes}m")),
            Self::Spans(spans) => f.pad(&spans.to_string()),
            Self::Visit => f.pad("visit"),
            Self::Unlimited => f.pad("unlimited"),
        }
    }
}

impl Pack {
    /// A pack of at least two.
    pub fn new(count: u32, price: Money) -> Result<Self, PackError> {
        if (2..=1_000_000).contains(&count) {
            Ok(Self { count, price })
        } else {
            Err(PackError::Count(count.to_string()))
        }
    }

    /// The packs, smallest first; refused where a count is there twice.
    pub fn in_order(mut packs: Vec<Self>) -> Result<Vec<Self>, PackError> {
        packs.sort_unstable_by_key(|pack| pack.count);
        match packs.windows(2).find(|two| two[0].count == two[1].count) {
            Some(two) => Err(PackError::Twice(two[0].count)),
            None => Ok(packs),
        }
    }

    /// The packs as one text, `5=100.00, 10=180.00`; empty for none.
    #[must_use]
    pub fn list(packs: &[Self]) -> String {
        let shown = packs
            .iter()
            .map(|pack| format!("{}={}", pack.count, pack.price));
        shown.collect::<Vec<_>>().join(", ")
    }

    /// Reads what [`Pack::list`] wrote.
    pub fn read_list(text: &str, currency: Currency) -> Result<Vec<Self>, PackError> {
        let one = |pack: &str| {
            let (count, price) = pack.split_once('=').unwrap_or((pack, ""));
            let count = count.trim().parse();
            let count = count.map_err(|_| PackError::Count(pack.to_owned()))?;
            Self::new(count, Money::read(price.trim(), currency)?)
        };
        let packs = text.split(',').filter(|pack| !pack.trim().is_empty());
        Self::in_order(packs.map(one).collect::<Result<_, _>>()?)
    }
}

impl OnPlan {
    /// A plan on which passes cost what they cost.
    #[must_use]
    pub const fn at_the_price(plan: String) -> Self {
        Self { plan, price: None }
    }

    /// The plans as one text, `Flex, Team=12.00`; empty for none.
    #[must_use]
    pub fn list(plans: &[Self]) -> String {
        let shown = plans.iter().map(|one| {
            let name = name::list(std::slice::from_ref(&one.plan));
            one.price
                .map_or(name.clone(), |price| format!("{name}={price}"))
        });
        shown.collect::<Vec<_>>().join(", ")
    }
}

impl KindTerms {
    /// The kind `day` as it is where nothing declares it: a date, free of charge (K1).
    #[must_use]
    pub fn day(currency: Currency) -> Self {
        Self {
            handle: Handle::read(DAY).expect("day is a handle"),
            name: "Day pass".to_owned(),
            covers: Covers::Day,
            price: currency.zero(),
            expires_after: None,
            volume: Vec::new(),
            services: Vec::new(),
            locations: Vec::new(),
            plans: Vec::new(),
            limit: Limit::None,
            priority: 0,
            tax: Percent::default(),
        }
    }

    /// Whether half passes of it exist (Q1).
    #[must_use]
    pub fn has_halves(&self) -> bool {
        self.covers == Covers::Day
    }

    /// Whether it may pay for that service; the empty text is a use without a service, for which
    /// kinds limited to services do not fit (C1, K4).
    #[must_use]
    pub fn fits_service(&self, service: &str) -> bool {
        self.services.is_empty() || self.services.iter().any(|one| one == service)
    }

    /// Whether it may be used at that location (K4).
    #[must_use]
    pub fn fits_location(&self, location: &Handle) -> bool {
        self.locations.is_empty() || self.locations.contains(location)
    }

    /// What one pass costs somebody on these of its plans: the least of their prices, or its own
    /// price where there is none (K4).
    #[must_use]
    pub fn price_on(&self, plans: &[&OnPlan]) -> Money {
        let prices = plans.iter().map(|one| one.price.unwrap_or(self.price));
        prices.min_by_key(|price| price.minor).unwrap_or(self.price)
    }

    /// Whether its passes are counted: all but those of `unlimited` (T2).
    #[must_use]
    pub fn is_counted(&self) -> bool {
        self.covers != Covers::Unlimited
    }

    /// Whether a pass of it pays a seat of that desk for a date (D1, K1, K4): a hot desk takes
    /// what covers a whole day, a class what is for its service, nothing else takes passes. One
    /// that is not counted covers the seat and stays whole (T2).
    #[must_use]
    pub fn pays_for(&self, desk: &DeskTerms, location: &Handle) -> bool {
        let whole_day = matches!(self.covers, Covers::Day | Covers::Unlimited);
        let fits = match desk.kind {
            DeskKind::Hot => whole_day && self.fits_service(&desk.service),
            DeskKind::Class => self.services.contains(&desk.service),
            DeskKind::Dedicated | DeskKind::Other(_) => false,
        };
        fits && self.fits_location(location)
    }

    /// Every value by its name in config.toml, as text.
    #[must_use]
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let locations: Vec<String> = self.locations.iter().map(Handle::to_string).collect();
        let expires_after = self.expires_after.map(|length| length.to_string());
        vec![
            ("name", self.name.clone()),
            ("covers", self.covers.to_string()),
            ("price", self.price.with_currency()),
            (
                "expires_after",
                expires_after.unwrap_or_else(|| "never".to_owned()),
            ),
            ("volume", Pack::list(&self.volume)),
            ("services", name::list(&self.services)),
            ("locations", name::list(&locations)),
            ("plans", OnPlan::list(&self.plans)),
            ("limit", self.limit.to_string()),
            ("priority", self.priority.to_string()),
            ("tax", self.tax.to_string()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::desk;

    fn euro() -> Currency {
        Currency::read("EUR").unwrap()
    }

    #[test]
    fn k1_what_a_pass_covers_is_read_and_shown() {
        for (text, shown) in [
            ("day", "day"),
            ("visit", "visit"),
            ("unlimited", "unlimited"),
            ("1h", "1h"),
            ("90m", "90m"),
            ("1h30m", "90m"),
            ("2 hours", "2h"),
            ("120 min", "2h"),
            ("24h", "24h"),
            ("8-12, 14-16", "08:00-12:00, 14:00-16:00"),
            ("mon-fri 9-5pm", "mon-fri 09:00-17:00"),
        ] {
            let covers = Covers::read(text).unwrap();
            assert_eq!(covers.to_string(), shown, "{text}");
            assert_eq!(Covers::read(shown).unwrap(), covers);
        }
    }

    #[test]
    fn k1_what_a_pass_cannot_cover_is_refused() {
        for text in ["0h", "25h", "1441m", "99999999999h"] {
            assert_eq!(
                Covers::read(text),
                Err(CoversError::Duration(text.to_owned()))
            );
        }
        for text in ["", "week", "1.5h", "h", "m90", "30m1h", "1h1h", "8-", "-1h"] {
            assert!(
                matches!(Covers::read(text), Err(CoversError::Unknown { .. })),
                "{text}"
            );
        }
    }

    #[test]
    fn k4_a_kind_for_services_does_not_fit_a_use_without() {
        let mut boxing = KindTerms::day(euro());
        assert!(boxing.fits_service("") && boxing.fits_service("yoga"));
        boxing.services = vec!["boxing".to_owned()];
        assert!(boxing.fits_service("boxing"));
        assert!(!boxing.fits_service("") && !boxing.fits_service("yoga"));
        boxing.locations = vec![Handle::read("hq").unwrap()];
        assert!(boxing.fits_location(&Handle::read("hq").unwrap()));
        assert!(!boxing.fits_location(&Handle::read("south").unwrap()));
    }

    #[test]
    fn d1_a_hot_desk_takes_days_and_a_class_takes_what_is_for_its_service() {
        let hq = Handle::read("hq").unwrap();
        let mut desk = desk::sample();
        let day = KindTerms::day(euro());
        let boxing = KindTerms {
            covers: Covers::Visit,
            services: vec!["boxing".to_owned()],
            ..day.clone()
        };
        assert!(day.pays_for(&desk, &hq));
        assert!(!boxing.pays_for(&desk, &hq));
        desk.kind = DeskKind::Class;
        desk.service = "boxing".to_owned();
        assert!(boxing.pays_for(&desk, &hq));
        assert!(!day.pays_for(&desk, &hq));
        desk.kind = DeskKind::Dedicated;
        assert!(!boxing.pays_for(&desk, &hq) && !day.pays_for(&desk, &hq));
    }

    #[test]
    fn t2_a_kind_without_a_count_covers_hot_desks_and_the_classes_of_its_services() {
        let hq = Handle::read("hq").unwrap();
        let mut desk = desk::sample();
        let any = KindTerms {
            covers: Covers::Unlimited,
            ..KindTerms::day(euro())
        };
        let boxing = KindTerms {
            services: vec!["boxing".to_owned()],
            ..any.clone()
        };
        assert!(any.pays_for(&desk, &hq) && !boxing.pays_for(&desk, &hq));
        desk.service = "boxing".to_owned();
        assert!(any.pays_for(&desk, &hq) && boxing.pays_for(&desk, &hq));
        desk.kind = DeskKind::Class;
        assert!(!any.pays_for(&desk, &hq) && boxing.pays_for(&desk, &hq));
        desk.kind = DeskKind::Dedicated;
        assert!(!any.pays_for(&desk, &hq) && !boxing.pays_for(&desk, &hq));
        desk.kind = DeskKind::Hot;
        let elsewhere = KindTerms {
            locations: vec![Handle::read("south").unwrap()],
            ..any
        };
        assert!(!elsewhere.pays_for(&desk, &hq));
    }

    #[test]
    fn k4_on_several_plans_the_least_price_counts() {
        let money = |minor| Money::new(minor, euro());
        let on = |plan: &str, price| OnPlan {
            plan: plan.to_owned(),
            price,
        };
        let kind = KindTerms {
            price: money(2_000),
            plans: vec![
                on("Flex", None),
                on("Team", Some(money(1_200))),
                on("Club, small", Some(money(2_500))),
            ],
            ..KindTerms::day(euro())
        };
        let [flex, team, club] = [0, 1, 2].map(|at| &kind.plans[at]);
        assert_eq!(kind.price_on(&[]), money(2_000));
        assert_eq!(kind.price_on(&[flex]), money(2_000));
        assert_eq!(kind.price_on(&[club]), money(2_500));
        assert_eq!(kind.price_on(&[club, team, flex]), money(1_200));
        assert_eq!(
            OnPlan::list(&kind.plans),
            "Flex, Team=12.00, \"Club, small\"=25.00"
        );
    }

    #[test]
    fn k5_packs_are_kept_smallest_first() {
        let packs = Pack::read_list("10=180, 5=100.00", euro()).unwrap();
        assert_eq!(Pack::list(&packs), "5=100.00, 10=180.00");
        assert_eq!(Pack::read_list("", euro()), Ok(Vec::new()));
        assert_eq!(
            Pack::read_list("5=1, 5=2", euro()),
            Err(PackError::Twice(5))
        );
        assert!(matches!(
            Pack::read_list("1=1", euro()),
            Err(PackError::Count(_))
        ));
        assert!(matches!(
            Pack::read_list("5", euro()),
            Err(PackError::Price(_))
        ));
    }
}
