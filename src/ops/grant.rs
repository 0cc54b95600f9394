//! `grant`: passes given by hand, once or each month (B4).

use super::facts::{self, Space};
use super::{OpError, who};
use crate::domain::customer::{Customer, Standing};
use crate::domain::day::Day;
use crate::domain::day_word::DayWord;
use crate::domain::ids::{LocationId, LotId, RecurringId};
use crate::domain::kind::Kind;
use crate::domain::lot::Source;
use crate::domain::qty::PassQty;
use crate::domain::recurring::Recurring;
use crate::domain::refusal::Refusal;
use crate::store::ledger::NewLot;
use crate::store::{Tx, customers, recurring};

/// What to grant.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// To whom, as typed (P2).
    pub who: &'a str,
    /// How many.
    pub passes: PassQty,
    /// Of which kind, by handle.
    pub kind: &'a str,
    /// The first day they are valid; None is today.
    pub from: Option<DayWord>,
    /// The last day they are valid; None is never.
    pub expires: Option<DayWord>,
    /// Each month, from `from` until the day here, or for ever.
    pub monthly: Option<Monthly>,
    /// Their home location; None is the customer's.
    pub location: Option<&'a str>,
    /// Higher is spent first.
    pub priority: i64,
    /// What for.
    pub memo: Option<&'a str>,
}

/// That a grant recurs each calendar month.
#[derive(Debug, Clone, Copy)]
pub struct Monthly {
    /// The last day of the last lot; None for an open end.
    pub until: Option<DayWord>,
}

/// A lot that was added or drawn from.
#[derive(Debug, Clone, Copy)]
pub struct Moved {
    /// The lot.
    pub lot: LotId,
    /// How many passes were moved, always positive.
    pub passes: PassQty,
    /// Its last day, [`Day::NEVER`] for none.
    pub expires_on: Day,
}

/// What a grant or deduction did.
#[derive(Debug, Clone)]
pub struct Granted {
    /// To whom, or from whom.
    pub customer: Customer,
    /// How many passes in all.
    pub passes: PassQty,
    /// The kind's handle.
    pub kind: String,
    /// What is usable of that kind today, the open pool included.
    pub balance: PassQty,
    /// The kind is not counted: the numbers mean nothing (T2).
    pub unlimited: bool,
    /// The lots.
    pub lots: Vec<Moved>,
    /// The monthly grant that was begun.
    pub recurring: Option<RecurringId>,
}

/// Everything that is checked before a grant is written.
struct Facts<'a> {
    customer: Customer,
    kind: &'a Kind,
    location: LocationId,
    today: Day,
    from: Day,
}

/// Grants passes (B4). Refused for visitors (P1), for halves where they do not exist (Q1), for
/// retired kinds, and where they would expire before they are valid.
pub fn grant(tx: &Tx, request: &Request) -> Result<Granted, OpError> {
    let space = Space::read(tx)?;
    let customer = who::customer(tx, request.who)?;
    grant_in(tx, &space, customer, request, true)
}

/// [`grant`] to a customer and in a space that were read before; the balance is only counted where it
/// is wanted.
pub fn grant_in(
    tx: &Tx,
    space: &Space,
    customer: Customer,
    request: &Request,
    count: bool,
) -> Result<Granted, OpError> {
    let facts = gather(tx, space, customer, request)?;
    let (lots, recurring) = match request.monthly {
        None => (vec![once(tx, request, &facts)?], None),
        Some(monthly) => begin_monthly(tx, request, &facts, monthly)?,
    };
    let balance = if count {
        let open = facts::open_lots(tx, &space.settings, &facts.customer)?;
        facts::balance(space, &open, &facts.customer, facts.kind, facts.today)
    } else {
        PassQty::ZERO
    };
    Ok(Granted {
        passes: request.passes,
        kind: facts.kind.terms.handle.to_string(),
        balance,
        unlimited: !facts.kind.terms.is_counted(),
        lots,
        recurring,
        customer: facts.customer,
    })
}

fn gather<'a>(
    tx: &Tx,
    space: &'a Space,
    customer: Customer,
    request: &Request,
) -> Result<Facts<'a>, OpError> {
    customers::touch(tx, &[customer.id])?;
    if customer.standing == Standing::Visitor {
        return Err(Refusal::VisitorHoldsNoPasses {
            visitor: customer.handle,
        }
        .into());
    }
    let kind = space.kind_named(request.kind)?;
    if kind.retired {
        return Err(Refusal::KindRetired {
            kind: kind.terms.handle.to_string(),
        }
        .into());
    }
    facts::check_halves(kind, request.passes)?;
    let uncounted = !kind.terms.is_counted();
    if uncounted && request.passes != PassQty::ONE {
        let kind = kind.terms.handle.to_string();
        return Err(Refusal::NotCounted { kind }.into());
    }
    let location = match request.location {
        Some(handle) => space.location_named(handle)?.id,
        None => customer.location,
    };
    let today = space.today(&customer, tx.at());
    facts::check_plans(tx, kind, &customer, today)?;
    let from = request.from.map_or(today, |from| from.on(today));
    Ok(Facts {
        customer,
        kind,
        location,
        today,
        from,
    })
}

fn once(tx: &Tx, request: &Request, facts: &Facts) -> Result<Moved, OpError> {
    let expires_on = request
        .expires
        .map_or(Day::NEVER, |expires| expires.on(facts.today));
    let earliest = facts.from.max(facts.today);
    if expires_on < earliest {
        return Err(Refusal::ExpiresTooSoon {
            expires: expires_on,
            earliest,
            monthly: false,
        }
        .into());
    }
    let lot = tx.add_lot(&NewLot {
        owner: facts.customer.id,
        kind: facts.kind.id,
        passes: request.passes,
        valid_from: facts.from,
        expires_on,
        source: Source::Grant,
        subscription: None,
        recurring: None,
        purchase: None,
        location: facts.location,
        priority: request.priority,
        memo: request.memo,
        on: facts.today,
    })?;
    Ok(Moved {
        lot,
        passes: request.passes,
        expires_on,
    })
}

/// Begins a monthly grant. The lot of the running month comes at once, in full; earlier months are
/// not granted after the fact, later ones come with `renew` (B4).
fn begin_monthly(
    tx: &Tx,
    request: &Request,
    facts: &Facts,
    monthly: Monthly,
) -> Result<(Vec<Moved>, Option<RecurringId>), OpError> {
    let until = monthly.until.map(|until| until.on(facts.today));
    if let Some(until) = until.filter(|until| *until < facts.from.max(facts.today)) {
        let earliest = facts.from.max(facts.today);
        return Err(Refusal::ExpiresTooSoon {
            expires: until,
            earliest,
            monthly: true,
        }
        .into());
    }
    let from = facts.from.max(facts.today.month().from);
    let mut recurring = Recurring {
        id: RecurringId(0),
        owner: facts.customer.id,
        kind: facts.kind.id,
        passes: request.passes,
        from,
        until,
        location: facts.location,
        priority: request.priority,
        due_on: Some(from),
    };
    recurring.id = recurring::add(tx, &recurring, request.memo)?;
    let mut lots = Vec::new();
    if let Some(window) = recurring.window_on(facts.today) {
        let lot = add_month(tx, &recurring, window, request.memo, facts.today)?;
        lots.push(Moved {
            lot,
            passes: request.passes,
            expires_on: window.to,
        });
        recurring::set_due(tx, recurring.id, recurring.next_after(window.from))?;
    }
    Ok((lots, Some(recurring.id)))
}

/// Adds the lot of one month of a monthly grant.
pub fn add_month(
    tx: &Tx,
    recurring: &Recurring,
    window: crate::domain::day::DaySpan,
    memo: Option<&str>,
    on: Day,
) -> Result<LotId, OpError> {
    Ok(tx.add_lot(&NewLot {
        owner: recurring.owner,
        kind: recurring.kind,
        passes: recurring.passes,
        valid_from: window.from,
        expires_on: window.to,
        source: Source::Recurring,
        subscription: None,
        recurring: Some(recurring.id),
        purchase: None,
        location: recurring.location,
        priority: recurring.priority,
        memo,
        on,
    })?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::customer::Standing;
    use crate::domain::ids::{EntryId, OperationId};
    use crate::domain::kind::OnPlan;
    use crate::domain::location::CheckinCharge::PerDay;
    use crate::domain::location::CheckinMode::FullDay;
    use crate::ops::member;
    use crate::ops::testing::Bench;
    use crate::ops::visit::desk;
    use crate::store::{ledger, lots};

    fn words<'a>(who: &'a str, passes: &str) -> Request<'a> {
        Request {
            who,
            passes: PassQty::read(passes).unwrap(),
            kind: "day",
            from: None,
            expires: None,
            monthly: None,
            location: None,
            priority: 0,
            memo: None,
        }
    }

    fn on(date: &str) -> DayWord {
        DayWord::read(date).unwrap()
    }

    #[test]
    fn b4_a_grant_never_expires_unless_it_is_said() {
        let bench = Bench::on("2026-06-03");
        let ana = bench.member("ana");
        bench.act(|tx| grant(tx, &words("ana", "4"))).unwrap();
        let until = Request {
            expires: Some(on("2026-06-30")),
            ..words("ana", "1.5")
        };
        let granted = bench.act(|tx| grant(tx, &until)).unwrap();
        assert_eq!(granted.balance.to_string(), "5.5");
        let lots = bench.see(|db| Ok(lots::list(db, ana)?));
        let ends: Vec<String> = lots.iter().map(|lot| lot.expires_on.to_string()).collect();
        assert_eq!(ends, ["never", "2026-06-30"]);
    }

    #[test]
    fn b2_what_is_valid_later_is_no_balance_yet() {
        let bench = Bench::on("2026-06-03");
        bench.member("ana");
        let later = Request {
            from: Some(on("2026-06-04")),
            ..words("ana", "4")
        };
        let granted = bench.act(|tx| grant(tx, &later)).unwrap();
        assert_eq!(granted.balance, PassQty::ZERO);
    }

    #[test]
    fn p1_visitors_are_refused() {
        let bench = Bench::on("2026-06-03");
        bench.customer("vic", Standing::Visitor, None);
        let refused = bench.act(|tx| grant(tx, &words("vic", "1")));
        let expected = Refusal::VisitorHoldsNoPasses {
            visitor: "vic".to_owned(),
        };
        assert!(matches!(refused, Err(OpError::Refused(refusal)) if refusal == expected));
    }

    #[test]
    fn b4_passes_that_expire_before_they_are_valid_are_refused() {
        let bench = Bench::on("2026-06-03");
        bench.member("ana");
        for (from, expires) in [(None, "2026-06-02"), (Some(on("2026-07-01")), "2026-06-30")] {
            let bad = Request {
                from,
                expires: Some(on(expires)),
                ..words("ana", "1")
            };
            let refused = bench.act(|tx| grant(tx, &bad)).unwrap_err();
            assert!(matches!(
                refused,
                OpError::Refused(Refusal::ExpiresTooSoon { .. })
            ));
        }
    }

    #[test]
    fn b4_a_monthly_grant_begins_at_once_and_in_full() {
        let bench = Bench::on("2026-01-20");
        bench.member("ana");
        let monthly = Some(Monthly {
            until: Some(on("2026-03-10")),
        });
        let request = Request {
            monthly,
            ..words("ana", "5")
        };
        let granted = bench.act(|tx| grant(tx, &request)).unwrap();
        assert_eq!(granted.balance.to_string(), "5");
        assert_eq!(granted.lots[0].expires_on.to_string(), "2026-01-31");
        let due = bench.see(|db| Ok(recurring::list(db)?))[0].due_on;
        assert_eq!(
            due.map(|due| due.to_string()),
            Some("2026-02-01".to_owned())
        );
    }

    #[test]
    fn b4_a_monthly_grant_that_starts_later_waits_for_renew() {
        let bench = Bench::on("2026-01-20");
        bench.member("ana");
        let monthly = Some(Monthly { until: None });
        let request = Request {
            from: Some(on("2026-02-15")),
            monthly,
            ..words("ana", "5")
        };
        let granted = bench.act(|tx| grant(tx, &request)).unwrap();
        assert!(granted.lots.is_empty());
        let due = bench.see(|db| Ok(recurring::list(db)?))[0].due_on;
        assert_eq!(
            due.map(|due| due.to_string()),
            Some("2026-02-15".to_owned())
        );
    }

    #[test]
    fn t2_what_is_not_counted_is_given_one_at_a_time() {
        let bench = desk::open(&desk::declared(PerDay, FullDay));
        let one = Request {
            kind: "all",
            ..words("ana", "1")
        };
        assert!(bench.act(|tx| grant(tx, &one)).unwrap().unlimited);
        let two = Request {
            kind: "all",
            ..words("ana", "2")
        };
        let refused = bench.act(|tx| grant(tx, &two)).unwrap_err();
        let expected = Refusal::NotCounted {
            kind: "all".to_owned(),
        };
        assert!(matches!(refused, OpError::Refused(refusal) if refusal == expected));
    }

    #[test]
    fn k4_a_kind_for_members_on_a_plan_is_granted_to_nobody_else() {
        let mut declared = desk::declared(PerDay, FullDay);
        desk::kind(&mut declared, "half").plans = vec![OnPlan::at_the_price("Light".to_owned())];
        let bench = desk::open(&declared);
        let half = Request {
            kind: "half",
            ..words("ana", "1")
        };
        let refused = bench.act(|tx| grant(tx, &half)).unwrap_err();
        let told = "passes of `half` are only for members on Light";
        assert_eq!(refused.to_string(), told);
    }

    #[test]
    fn a1_entries_are_found_by_their_operation() {
        let bench = Bench::on("2026-06-03");
        bench.member("ana");
        let before = bench.see(|db| Ok(ledger::first_since(db, OperationId(1))?));
        assert_eq!(before, EntryId(1), "the number of the next one");
        for (many, first) in [(1, 1), (3, 2), (0, 5), (2, 5), (0, 7)] {
            let none = || {
                bench.operate(|tx| {
                    let name = format!("ben {first}");
                    let new = member::New {
                        name: &name,
                        ..member::New::default()
                    };
                    member::add(tx, &new).map(drop)
                })
            };
            let some = || {
                bench.operate(|tx| {
                    (0..many).try_for_each(|_| grant(tx, &words("ana", "1")).map(drop))
                })
            };
            let (operation, ()) = if many == 0 { none() } else { some() }.unwrap();
            let operation = operation.expect("something was written");
            let found = bench.see(|db| Ok(ledger::of_operation(db, operation)?));
            let ids: Vec<i64> = found.iter().map(|entry| entry.id.0).collect();
            assert_eq!(ids, (first..first + many).collect::<Vec<_>>());
        }
    }
}
