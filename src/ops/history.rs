//! `history`: what happened to passes and what is to happen (A5).

use std::collections::{BTreeMap, HashMap};

use super::facts::Space;
use super::{OpError, who};
use crate::domain::booking::pay;
use crate::domain::customer::Customer;
use crate::domain::day::{Day, DaySpan, Instant};
use crate::domain::day_word::DayWord;
use crate::domain::entry::{EntryStatus, EntryType};
use crate::domain::ids::{CustomerId, EntryId, KindId};
use crate::domain::kind::Kind;
use crate::domain::qty::PassQty;
use crate::domain::refusal::Refusal;
use crate::store::few_days;
use crate::store::history::{self, Filter, Line};
use crate::store::{Snapshot, StoreError, balances, desks};

/// What to look up; None and empty mean all.
#[derive(Debug, Clone, Default)]
pub struct Request<'a> {
    /// Whose, as typed (P2).
    pub who: Option<&'a str>,
    /// Of which company and its members, as typed.
    pub company: Option<&'a str>,
    /// The first date.
    pub from: Option<DayWord>,
    /// The last date.
    pub to: Option<DayWord>,
    /// Of one of these types.
    pub types: Vec<EntryType>,
    /// Of which one of these became.
    pub statuses: Vec<EntryStatus>,
    /// Of that kind, by handle.
    pub kind: Option<&'a str>,
    /// At that location, by handle.
    pub location: Option<&'a str>,
    /// Only entries before that one.
    pub before: Option<EntryId>,
    /// Only the newest so many entries.
    pub limit: Option<u32>,
}

/// What was asked, with names resolved.
#[derive(Debug)]
pub struct Asked {
    /// Whose history it is; None for everybody's.
    pub who: Option<Customer>,
    /// Whether passes of several kinds may be in it.
    pub several_kinds: bool,
    space: Space,
    kind: Option<Kind>,
    filter: Filter,
}

/// A scheduled transaction: a booking that is charged later, failed to be, or was cancelled before.
#[derive(Debug, Clone)]
pub struct Scheduled {
    /// The booking.
    pub of: history::Scheduled,
    /// What it costs.
    pub passes: PassQty,
    /// The desk's handle.
    pub desk: String,
    /// The location's handle.
    pub location: String,
}

/// An entry, and how things stood after it.
#[derive(Debug, Clone)]
pub struct Told {
    /// The entry with all that is told of it.
    pub line: Line,
    /// What the lot's owner had of that kind after it, whatever else is left out; None where there
    /// is no count.
    pub balance: Option<PassQty>,
    /// The kind's handle.
    pub kind: String,
    /// The location's handle.
    pub location: String,
}

/// Resolves what was asked. Day words count from the customer's today, without one from the default
/// location's.
pub fn ask(db: &Snapshot, request: &Request, now: Instant) -> Result<Asked, OpError> {
    let space = Space::read(db)?;
    let who = request.who.map(|given| who::find(db, given)).transpose()?;
    let company = request
        .company
        .map(|given| who::find_company(db, given))
        .transpose()?;
    let today = if let Some(customer) = who.as_ref().or(company.as_ref()) {
        space.today(customer, now)
    } else {
        let home = space.settings.default_location.as_str();
        space.location_named(home)?.terms.today(now)
    };
    let day = |word: Option<DayWord>| word.map(|word| word.on(today));
    let (from, to) = (day(request.from), day(request.to));
    in_order(from, to)?;
    let kind = request
        .kind
        .map(|given| space.kind_named(given))
        .transpose()?
        .cloned();
    let location = request
        .location
        .map(|given| space.location_named(given))
        .transpose()?
        .map(|location| location.id);
    let filter = Filter {
        who: who.as_ref().map(|customer| customer.id),
        company: company.map(|company| company.id),
        from,
        to,
        lot: None,
        types: request.types.clone(),
        statuses: request.statuses.clone(),
        kind: kind.as_ref().map(|kind| kind.id),
        location,
        before: request.before,
        limit: request.limit,
    };
    Ok(Asked {
        who,
        several_kinds: kind.is_none() && space.kinds.len() > 1,
        space,
        kind,
        filter,
    })
}

/// Refuses a span of dates that ends before it starts; an open end is in order.
pub(super) fn in_order(from: Option<Day>, to: Option<Day>) -> Result<(), Refusal> {
    let both = from.zip(to);
    both.map_or(Ok(()), |(from, to)| DaySpan::between(from, to).map(drop))
}

/// Calls `each` with the scheduled transactions that were asked for, soonest date first. They are
/// spends to come; a later page of entries has none.
pub fn scheduled<E: From<OpError> + From<StoreError>>(
    db: &Snapshot,
    asked: &Asked,
    mut each: impl FnMut(Scheduled) -> Result<(), E>,
) -> Result<(), E> {
    let types = &asked.filter.types;
    let spends = types.is_empty() || types.contains(&EntryType::Spend);
    if !spends || asked.filter.before.is_some() {
        return Ok(());
    }
    let mut desks = None;
    history::scheduled(db, &asked.filter, |of| {
        let desks = match &desks {
            Some(known) => known,
            None => desks.insert(desks::list(db)?),
        };
        let desk = desks.iter().find(|desk| desk.id == of.desk);
        let desk = desk.expect("a foreign key points to a desk");
        let location = asked.space.location(desk.location);
        let pays = |kind: &Kind| kind.terms.pays_for(&desk.terms, &location.terms.handle);
        if !asked.kind.as_ref().is_none_or(pays) {
            return Ok(());
        }
        each(Scheduled {
            passes: pay::cost(of.seats),
            desk: desk.terms.handle.to_string(),
            location: location.terms.handle.to_string(),
            of,
        })
    })
}

/// Calls `each` with the entries that were asked for, oldest first; answers the first of them where
/// the limit left out older ones. Everybody's without a limit are not held in memory.
pub fn entries<E: From<StoreError> + Send>(
    db: &Snapshot,
    asked: &Asked,
    mut each: impl FnMut(Told) -> Result<(), E> + Send,
) -> Result<Option<EntryId>, E> {
    let filter = &asked.filter;
    if filter.who.is_none() && filter.company.is_none() && filter.limit.is_none() {
        let days = few_days::find(db, filter)?;
        if days.is_some_and(|days| !days.are_busy()) {
            of_days(db, asked, each)?;
        } else {
            history::each(db, filter, days.as_ref(), |line, balance| {
                each(asked.told(line, balance))
            })?;
        }
        return Ok(None);
    }
    let (lines, first) = page(db, filter)?;
    let after = after_each(db, &lines)?;
    for line in lines {
        let balance = after[&line.entry.id];
        each(asked.told(line, balance))?;
    }
    Ok(first)
}

/// The entries of a page, and the first of them where there are older ones.
fn page(db: &Snapshot, filter: &Filter) -> Result<(Vec<Line>, Option<EntryId>), StoreError> {
    let one_more = Filter {
        limit: filter.limit.map(|limit| limit.saturating_add(1)),
        ..filter.clone()
    };
    let mut lines = history::page(db, &one_more)?;
    let most = filter.limit.and_then(|limit| usize::try_from(limit).ok());
    if most.is_none_or(|most| lines.len() <= most) {
        return Ok((lines, None));
    }
    lines.remove(0);
    let first = lines.first().map(|line| line.entry.id);
    Ok((lines, first))
}

/// [`entries`] of a few days that have few. An owner's balance is reckoned backwards from what is left, and from
/// there on from entry to entry.
fn of_days<E: From<StoreError>>(
    db: &Snapshot,
    asked: &Asked,
    mut each: impl FnMut(Told) -> Result<(), E>,
) -> Result<(), E> {
    let mut stood: HashMap<(CustomerId, KindId), (EntryId, PassQty)> = HashMap::new();
    history::of_days(db, &asked.filter, |line| {
        let (whose, entry) = ((line.owner, line.kind), line.entry.id);
        let balance = if let Some((last, balance)) = stood.get(&whose) {
            *balance + balances::moved_after(db, whose, *last, entry)?
        } else {
            let later = balances::moved_after(db, whose, entry, EntryId(i64::MAX))?;
            balances::left(db, whose.0, whose.1)? - later
        };
        stood.insert(whose, (entry, balance));
        each(asked.told(line, balance))
    })
}

/// What the owners of the lots had after each entry of a page, by entry: backwards from what is left
/// of their lots, which is the sum of all their entries.
fn after_each(db: &Snapshot, lines: &[Line]) -> Result<HashMap<EntryId, PassQty>, StoreError> {
    let mut first = BTreeMap::new();
    for line in lines {
        let whose = (line.owner, line.kind);
        first.entry(whose).or_insert(line.entry.id);
    }
    let mut after = HashMap::with_capacity(lines.len());
    for ((owner, kind), first) in first {
        let mut balance = balances::left(db, owner, kind)?;
        for (entry, passes) in balances::moved(db, owner, kind, first)? {
            after.insert(entry, balance);
            balance -= passes;
        }
    }
    Ok(after)
}

impl Asked {
    /// The first and the last day that were asked for.
    #[must_use]
    pub const fn dates(&self) -> (Option<Day>, Option<Day>) {
        (self.filter.from, self.filter.to)
    }

    /// The name of a customer's home location.
    #[must_use]
    pub fn home(&self, customer: &Customer) -> &str {
        &self.space.location(customer.location).terms.name
    }

    fn told(&self, line: Line, balance: PassQty) -> Told {
        let kind = self.space.kind(line.kind);
        let location = self.space.location(line.location);
        let counted = kind.terms.is_counted();
        Told {
            balance: counted.then_some(balance),
            kind: kind.terms.handle.as_str().to_owned(),
            location: location.terms.handle.as_str().to_owned(),
            line,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::booking::{Booking, PayBy, PaymentStatus, Status};
    use crate::domain::customer::Standing;
    use crate::domain::ids::{BookingId, DeskId, LotId, OperationId, SubscriptionId};
    use crate::ops::deduct::{self, Amount};
    use crate::ops::grant;
    use crate::ops::testing::Bench;
    use crate::ops::undo;
    use crate::store::bookings;
    use crate::store::ledger::{Entry, NewEntry};

    fn give(bench: &Bench, who: &str, passes: &str) -> OperationId {
        let request = grant::Request {
            who,
            passes: PassQty::read(passes).unwrap(),
            kind: "day",
            from: None,
            expires: None,
            monthly: None,
            location: None,
            priority: 0,
            memo: Some("a present"),
        };
        let given = bench.operate(|tx| grant::grant(tx, &request)).unwrap();
        given.0.unwrap()
    }

    fn take(bench: &Bench, who: &str, passes: &str) -> OperationId {
        let request = deduct::Request {
            who,
            amount: Amount::Passes(PassQty::read(passes).unwrap()),
            kind: None,
            lot: None,
        };
        let taken = bench.operate(|tx| deduct::deduct(tx, &request)).unwrap();
        taken.0.unwrap()
    }

    /// Ana of Acme and Ben, who is alone: Acme's first lot is spent by both of them.
    fn busy() -> Bench {
        let bench = Bench::on("2026-06-03");
        let acme = bench.company("acme");
        bench.customer("ana", Standing::Member, Some(acme));
        bench.member("ben");
        give(&bench, "acme", "10");
        give(&bench, "ben", "2.5");
        take(&bench, "ana", "4");
        bench.set("2026-06-10");
        give(&bench, "ana", "1");
        take(&bench, "acme", "2");
        take(&bench, "ben", "0.5");
        bench
    }

    fn at(bench: &Bench, request: &Request) -> Vec<Told> {
        let now = Instant::read("2026-06-10T06:00:00Z").unwrap();
        bench.see(|db| {
            let asked = ask(db, request, now)?;
            let mut all = Vec::new();
            entries(db, &asked, |one| {
                all.push(one);
                Ok::<(), OpError>(())
            })?;
            Ok(all)
        })
    }

    /// Each entry as `id type passes balance`.
    fn told(bench: &Bench, request: &Request) -> Vec<String> {
        let one = |told: &Told| {
            let Entry { id, of, .. } = &told.line.entry;
            let balance = told.balance.unwrap();
            format!("{id} {} {} {balance}", of.kind, of.passes)
        };
        at(bench, request).iter().map(one).collect()
    }

    fn of(who: &str) -> Request<'_> {
        Request {
            who: Some(who),
            ..Request::default()
        }
    }

    #[test]
    fn a5_entries_come_newest_last_with_the_balance_of_the_lots_owner() {
        let bench = busy();
        assert_eq!(
            told(&bench, &of("ana")),
            ["en-3 deduct -4 6", "en-4 grant 1 1"]
        );
        assert_eq!(
            told(&bench, &of("acme")),
            ["en-1 grant 10 10", "en-3 deduct -4 6", "en-5 deduct -2 4"]
        );
        assert_eq!(
            told(&bench, &of("ben")),
            ["en-2 grant 2.5 2.5", "en-6 deduct -0.5 2"]
        );
    }

    #[test]
    fn a5_a_company_is_looked_up_with_its_members() {
        let bench = busy();
        let company = Request {
            company: Some("acme"),
            ..Request::default()
        };
        assert_eq!(told(&bench, &company).len(), 4);
        let of_ben = Request {
            who: Some("ben"),
            ..company
        };
        assert_eq!(told(&bench, &of_ben), Vec::<String>::new());
    }

    #[test]
    fn a5_the_balance_is_true_whatever_is_left_out() {
        let bench = busy();
        let whole = told(&bench, &Request::default());
        assert_eq!(whole.len(), 6);
        let kept = |request: Request| {
            let part = told(&bench, &request);
            assert!(part.iter().all(|one| whole.contains(one)), "{part:?}");
            part.len()
        };
        let deduct = vec![EntryType::Deduct];
        let grants = vec![EntryType::Grant, EntryType::Transfer];
        let day = |text| Some(DayWord::read(text).unwrap());
        for (request, count) in [
            (of("acme"), 3),
            (
                Request {
                    types: deduct,
                    ..Request::default()
                },
                3,
            ),
            (
                Request {
                    types: grants,
                    ..of("ana")
                },
                1,
            ),
            (
                Request {
                    from: day("today"),
                    ..Request::default()
                },
                3,
            ),
            (
                Request {
                    to: day("yesterday"),
                    ..of("acme")
                },
                2,
            ),
            (
                Request {
                    limit: Some(2),
                    ..Request::default()
                },
                2,
            ),
            (
                Request {
                    kind: Some("day"),
                    location: Some("hq"),
                    ..Request::default()
                },
                6,
            ),
        ] {
            assert_eq!(kept(request.clone()), count, "{request:?}");
        }
    }

    #[test]
    fn a5_the_balances_of_a_day_are_those_of_the_whole() {
        let bench = Bench::on("2026-06-01");
        let acme = bench.company("acme");
        bench.customer("ana", Standing::Member, Some(acme));
        bench.member("ben");
        for day in 1..=26 {
            bench.set(&format!("2026-06-{day:02}"));
            give(&bench, "ben", "1");
            // One quiet day, with many entries before and behind it.
            if day != 13 {
                give(&bench, "acme", "3");
                give(&bench, "ana", "0.5");
                take(&bench, "ana", "2");
                take(&bench, "ben", "0.5");
                take(&bench, "acme", "0.5");
            }
        }
        let whole = at(&bench, &Request::default());
        for (day, is_busy) in [(2, true), (13, false), (14, true), (25, true)] {
            let day = format!("2026-06-{day:02}");
            let word = Some(DayWord::read(&day).unwrap());
            let request = Request {
                from: word,
                to: word,
                ..Request::default()
            };
            let days = bench.see(|db| {
                let asked = ask(db, &request, Instant::from_ms(0))?;
                Ok(few_days::find(db, &asked.filter)?)
            });
            assert_eq!(days.map(|days| days.are_busy()), Some(is_busy), "{day}");
            for types in [vec![], vec![EntryType::Deduct]] {
                let told = |all: &[Told]| {
                    let of = |one: &&Told| {
                        let of = one.line.entry.of;
                        of.on.to_string() == day && (types.is_empty() || types.contains(&of.kind))
                    };
                    let asked = all.iter().filter(of);
                    asked
                        .map(|one| (one.line.entry.id, one.balance))
                        .collect::<Vec<_>>()
                };
                let types = types.clone();
                let request = Request {
                    types,
                    ..request.clone()
                };
                assert_eq!(told(&at(&bench, &request)), told(&whole), "{day}");
            }
        }
    }

    #[test]
    fn a5_pages_put_together_are_the_whole() {
        let bench = busy();
        for who in [None, Some("acme"), Some("ben")] {
            let whole = Request {
                who,
                ..Request::default()
            };
            let mut pages: Vec<String> = Vec::new();
            let mut before = None;
            loop {
                let page = Request {
                    before,
                    limit: Some(2),
                    ..whole.clone()
                };
                let Some(first) = at(&bench, &page).first().map(|one| one.line.entry.id) else {
                    break;
                };
                pages.splice(0..0, told(&bench, &page));
                before = Some(first);
            }
            assert_eq!(pages, told(&bench, &whole));
            let older = Request { before, ..whole };
            assert_eq!(told(&bench, &older), Vec::<String>::new());
        }
    }

    #[test]
    fn a5_what_was_taken_back_says_so() {
        let bench = busy();
        let operation = take(&bench, "ben", "1");
        bench.act(|tx| undo::undo(tx, operation)).unwrap();
        let shown: Vec<_> = at(&bench, &of("ben"))
            .iter()
            .map(|one| (one.line.entry.of.kind.word(), one.line.status.word()))
            .collect();
        let (undone, done) = ("undone", "done");
        assert_eq!(
            shown,
            [
                ("grant", done),
                ("deduct", done),
                ("deduct", undone),
                ("refund", done)
            ]
        );
        let undone = Request {
            statuses: vec![EntryStatus::Undone],
            ..Request::default()
        };
        assert_eq!(told(&bench, &undone), ["en-7 deduct -1 1"]);
    }

    #[test]
    fn a5_a_grant_tells_the_memo_of_its_lot() {
        let bench = busy();
        let memo = |one: &Told| one.line.memo().map(ToOwned::to_owned);
        let memos: Vec<_> = at(&bench, &of("ben")).iter().map(memo).collect();
        assert_eq!(memos, [Some("a present".to_owned()), None]);
    }

    #[test]
    fn a5_days_the_wrong_way_round_are_refused() {
        let bench = busy();
        let request = Request {
            from: Some(DayWord::read("today").unwrap()),
            to: Some(DayWord::read("yesterday").unwrap()),
            ..Request::default()
        };
        let now = Instant::read("2026-06-10T06:00:00Z").unwrap();
        let refused = bench.store.read(|db| ask(db, &request, now)).unwrap_err();
        assert!(matches!(
            refused,
            OpError::Refused(Refusal::EndsBeforeStart { .. })
        ));
    }

    fn book(bench: &Bench, who: &str, on: &str, pay_status: PaymentStatus) -> BookingId {
        let day = |text| Day::read(text).unwrap();
        bench
            .act(|tx| {
                let booking = Booking {
                    id: BookingId(0),
                    member: who::person(tx, who)?.id,
                    desk: DeskId(1),
                    on: day(on),
                    seats: 2,
                    status: Status::Cancelled,
                    pay_by: PayBy::Passes,
                    pay_status,
                    charges_on: Some(day("2026-08-02")),
                    subscription: None::<SubscriptionId>,
                    lot: None,
                };
                Ok(bookings::add(tx, &booking)?)
            })
            .unwrap()
    }

    fn waiting(bench: &Bench, request: &Request) -> Vec<String> {
        let now = Instant::read("2026-06-10T06:00:00Z").unwrap();
        bench.see(|db| {
            let asked = ask(db, request, now)?;
            let mut all = Vec::new();
            scheduled(db, &asked, |one| {
                let (of, passes) = (&one.of, one.passes);
                all.push(format!("{} {} {passes} {}", of.booking, of.on, of.status));
                Ok::<(), OpError>(())
            })?;
            Ok(all)
        })
    }

    #[test]
    fn a5_scheduled_transactions_come_soonest_first() {
        let bench = busy();
        book(&bench, "ana", "2026-08-13", PaymentStatus::Failed);
        book(&bench, "ben", "2026-08-11", PaymentStatus::Removed);
        book(&bench, "ana", "2026-08-12", PaymentStatus::Removed);
        book(&bench, "ana", "2026-08-10", PaymentStatus::Charged);
        let everybodys = waiting(&bench, &Request::default());
        assert_eq!(
            everybodys,
            [
                "bk-2 2026-08-11 2 removed",
                "bk-3 2026-08-12 2 removed",
                "bk-1 2026-08-13 2 failed",
            ]
        );
        assert_eq!(waiting(&bench, &of("ben")), everybodys[..1]);
        let company = Request {
            company: Some("acme"),
            ..Request::default()
        };
        assert_eq!(waiting(&bench, &company), everybodys[1..]);
        let failed = Request {
            statuses: vec![EntryStatus::Payment(PaymentStatus::Failed)],
            ..Request::default()
        };
        assert_eq!(waiting(&bench, &failed), everybodys[2..]);
        assert_eq!(told(&bench, &failed), Vec::<String>::new());
    }

    #[test]
    fn a5_scheduled_transactions_are_spends_to_come_of_the_kinds_that_fit() {
        let bench = busy();
        book(&bench, "ana", "2026-08-13", PaymentStatus::Failed);
        let of_type = |sort| Request {
            types: vec![sort],
            ..Request::default()
        };
        assert_eq!(waiting(&bench, &of_type(EntryType::Spend)).len(), 1);
        assert_eq!(waiting(&bench, &of_type(EntryType::Grant)).len(), 0);
        let day = Request {
            kind: Some("day"),
            location: Some("hq"),
            ..Request::default()
        };
        assert_eq!(waiting(&bench, &day).len(), 1);
        let second = Request {
            before: Some(EntryId(3)),
            ..Request::default()
        };
        assert_eq!(waiting(&bench, &second).len(), 0);
    }

    /// A booking of Ben's that took a pass and gave it back, and what its payment is now.
    fn moved_for(bench: &Bench, pay_status: PaymentStatus) {
        let booking = book(bench, "ben", "2026-06-11", pay_status);
        bench
            .act(|tx| {
                for (kind, passes) in [
                    (EntryType::Spend, -PassQty::ONE),
                    (EntryType::Refund, PassQty::ONE),
                ] {
                    tx.append(&NewEntry {
                        lot: LotId(2),
                        kind,
                        passes,
                        on: Day::read("2026-06-10").unwrap(),
                        member: who::person(tx, "ben")?.id,
                        booking: Some(booking),
                        visit: None,
                    })?;
                }
                Ok(())
            })
            .unwrap();
    }

    #[test]
    fn a5_what_a_booking_took_says_what_became_of_its_payment() {
        let bench = busy();
        moved_for(&bench, PaymentStatus::Refunded);
        let refunded = Request {
            statuses: vec![EntryStatus::Payment(PaymentStatus::Refunded)],
            ..of("ben")
        };
        assert_eq!(
            told(&bench, &refunded),
            ["en-7 spend -1 1", "en-8 refund 1 2"]
        );
        assert!(at(&bench, &refunded).iter().all(|one| one.location == "hq"));
    }

    #[test]
    fn a5_what_was_carried_out_is_found_by_what_it_says_and_never_waits() {
        // One that waits belongs to a subscription; see tests/cli for that.
        for word in PaymentStatus::WORDS
            .iter()
            .filter(|word| **word != "pending")
        {
            let bench = busy();
            moved_for(&bench, PaymentStatus::read(word).unwrap());
            let shown: Vec<_> = at(&bench, &of("ben"))
                .iter()
                .map(|one| one.line.status)
                .collect();
            let refunded = EntryStatus::Payment(PaymentStatus::Refunded);
            if ["failed", "removed"].contains(word) {
                assert_eq!(shown[2..], [refunded, refunded], "{word}");
            }
            for asked in PaymentStatus::WORDS {
                let status = EntryStatus::Payment(PaymentStatus::read(asked).unwrap());
                let request = Request {
                    statuses: vec![status],
                    ..of("ben")
                };
                let found = at(&bench, &request).len();
                let meant = shown.iter().filter(|one| **one == status).count();
                assert_eq!(found, meant, "{word}, asked for {asked}");
            }
        }
    }
}
