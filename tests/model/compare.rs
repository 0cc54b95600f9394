//! What the program has in its books beside what the model counted.

use daypass::domain::booking::{Booking as Booked, PayBy, PaymentStatus, Status};
use daypass::domain::customer::Customer;
use daypass::domain::day::{Day, Instant};
use daypass::domain::hold::Hold;
use daypass::domain::ids::{CustomerId, DeskId, PurchaseId};
use daypass::domain::lot::Source;
use daypass::domain::visit::{CoveredBy, Status as Came};
use daypass::ops::facts::{self, Space};
use daypass::ops::{OpError, check};
use daypass::store::{
    Row, Snapshot, StoreError, bookings, customers, holds, invoices, lines, lots, purchases, visits,
};

use crate::calendar::shown;
use crate::oracle::{self, Id, Oracle, Pay, id};
use crate::program::Program;

/// Two lists as lines: the first line that differs is told.
fn same(what: &str, program: &[String], model: &[String]) {
    for at in 0..program.len().max(model.len()) {
        let (said, counted) = (program.get(at), model.get(at));
        assert!(
            said == counted,
            "{what}:\n  the program says {said:?}\n  the model counts {counted:?}"
        );
    }
}

/// Compares all sums, states and seats, and lets the ledger prove itself where `proven`.
pub(crate) fn agree(program: &Program, oracle: &Oracle, proven: bool) {
    let done: Result<(), OpError> = program.store.read(|db| {
        same(
            "lots",
            &lots_of_program(db, oracle)?,
            &lots_of_model(oracle),
        );
        same("entries", &sums(db)?, &sums_of_model(oracle));
        same(
            "bookings",
            &bookings_of_program(db)?,
            &bookings_of_model(oracle),
        );
        same("visits", &visits_of_program(db)?, &visits_of_model(oracle));
        same(
            "what dates are charged",
            &charges(db)?,
            &charges_of_model(oracle),
        );
        same("sales", &sales(db, oracle)?, &sales_of_model(oracle));
        same("holds", &holds_of_program(db)?, &holds_of_model(oracle));
        same("seats", &seats(db)?, &seats_of_model(oracle));
        same(
            "balances",
            &balances(db, oracle)?,
            &balances_of_model(oracle),
        );
        if proven {
            let problems = check::check(db, false)?.problems;
            assert!(problems.is_empty(), "check: {problems:?}");
        }
        Ok(())
    });
    done.expect("the books can be read");
}

fn source(source: Source) -> &'static str {
    match source {
        Source::Plan => "plan",
        Source::Grant => "grant",
        Source::Recurring => "recurring",
        Source::Package => "package",
        Source::Voucher | Source::Import => "another source",
    }
}

/// What each sale comes to in the books, and that invoices are numbered without gaps (V4).
fn sales(db: &Snapshot, oracle: &Oracle) -> Result<Vec<String>, StoreError> {
    let mut place = 0;
    invoices::each(db, &invoices::Filter::default(), |invoice| {
        assert_eq!(invoice.id.0, id(place), "a gap before {}", invoice.id);
        place += 1;
        Ok::<(), StoreError>(())
    })?;
    let line = |place| {
        let purchase = PurchaseId(id(place));
        let lines = lines::list_purchase(db, purchase)?;
        let amounts: Vec<i64> = lines.iter().map(|line| line.amount.minor).collect();
        let known = purchases::find(db, purchase)?.expect("as many as were sold");
        let known = (!oracle.sales[place].gone)
            .then_some((known.open, known.begun_on.map(|day| day.to_string())));
        Ok(format!("pu-{}: {amounts:?}, {known:?}", id(place)))
    };
    let sold = "SELECT CAST(COUNT(*) AS BIGINT) AS sold FROM purchase";
    let sold = db.one(sold, &[], |row: &Row| row.get::<i64>("sold"))?;
    assert_eq!(sold, Some(id(oracle.sales.len()) - 1), "sales");
    (0..oracle.sales.len()).map(line).collect()
}

fn sales_of_model(oracle: &Oracle) -> Vec<String> {
    let line = |(place, sale): (usize, &oracle::Sale)| {
        let amounts: Vec<i64> = sale.amount.into_iter().filter(|_| !sale.gone).collect();
        let known = (!sale.gone).then(|| (sale.open, oracle.begun(place).map(shown)));
        format!("pu-{}: {amounts:?}, {known:?}", id(place))
    };
    oracle.sales.iter().enumerate().map(line).collect()
}

fn lots_of_program(db: &Snapshot, oracle: &Oracle) -> Result<Vec<String>, StoreError> {
    let mut all = Vec::new();
    for owner in 0..oracle.customers.len() {
        all.extend(lots::list(db, CustomerId(id(owner)))?);
    }
    all.sort_by_key(|lot| lot.id);
    let line = |lot: daypass::domain::lot::Lot| {
        assert!(lot.left.halves() >= 0, "{} is below zero", lot.id);
        if oracle
            .lots
            .get(oracle::at(lot.id.0))
            .is_some_and(|lot| lot.gone)
        {
            return gone(lot.id.0, lot.left.halves());
        }
        format!(
            "{} of {} kind {}: {}/{} halves, {} to {}, {}, at {}, priority {}, of {:?}",
            lot.id,
            lot.owner.0,
            lot.kind.0,
            lot.left.halves(),
            lot.granted.halves(),
            lot.valid_from,
            lot.expires_on,
            source(lot.source),
            lot.location.0,
            lot.priority,
            lot.subscription.map(|subscription| subscription.0),
        )
    };
    Ok(all.into_iter().map(line).collect())
}

fn lots_of_model(oracle: &Oracle) -> Vec<String> {
    let all = oracle.lots.iter().enumerate();
    let line = |(place, lot): (usize, &oracle::Lot)| {
        if lot.gone {
            return gone(id(place), lot.left);
        }
        let source = match lot.source {
            oracle::Source::Plan => "plan",
            oracle::Source::Package => "package",
            oracle::Source::Grant => "grant",
            oracle::Source::Recurring => "recurring",
        };
        format!(
            "lt-{} of {} kind {}: {}/{} halves, {} to {}, {source}, at {}, priority {}, of {:?}",
            id(place),
            lot.owner,
            lot.kind,
            lot.left,
            lot.granted,
            shown(lot.from),
            shown(lot.to),
            id(lot.home),
            lot.priority,
            lot.sub,
        )
    };
    all.map(line).collect()
}

/// A lot that was undone: its days mean nothing.
fn gone(lot: Id, left: i64) -> String {
    format!("lt-{lot} was undone: {left} halves")
}

/// What the entries of each lot come to.
fn sums(db: &Snapshot) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT lot, CAST(SUM(halves) AS BIGINT) AS halves FROM entry \
               GROUP BY lot ORDER BY lot";
    db.rows(sql, &[], |row: &Row| {
        Ok(format!(
            "lt-{}: {}",
            row.get::<i64>("lot")?,
            row.get::<i64>("halves")?
        ))
    })
}

fn sums_of_model(oracle: &Oracle) -> Vec<String> {
    let all = oracle.lots.iter().enumerate();
    all.map(|(place, lot)| format!("lt-{}: {}", id(place), lot.left))
        .collect()
}

fn bookings_of_program(db: &Snapshot) -> Result<Vec<String>, StoreError> {
    let mut listed = bookings::list_paid(db, &bookings::Filter::default())?;
    listed.sort_by_key(|one| one.booking.id);
    let line = |one: bookings::Listed| {
        let booking: Booked = one.booking;
        let status = match booking.status {
            Status::Confirmed | Status::Tentative => "stands",
            Status::Cancelled => "cancelled",
        };
        let tentative = booking.status == Status::Tentative;
        let pending = booking.pay_status == PaymentStatus::Pending;
        assert!(
            !tentative || pending,
            "{} is tentative and paid",
            booking.id
        );
        let waits = (booking.charges_on.filter(|_| pending)).zip(booking.subscription);
        format!(
            "{} of {}: desk {} on {}, {} seats, {status}, {}, {} halves, company {}, waits for {:?}",
            booking.id,
            booking.member.0,
            booking.desk.0,
            booking.on,
            booking.seats,
            booking.pay_status.word(),
            one.paid.halves(),
            booking.pay_by == PayBy::Company,
            waits.map(|(on, subscription)| (on.number(), subscription.0)),
        )
    };
    Ok(listed.into_iter().map(line).collect())
}

fn bookings_of_model(oracle: &Oracle) -> Vec<String> {
    let all = oracle.bookings.iter().enumerate();
    let line = |(place, booking): (usize, &oracle::Booking)| {
        let pay = match booking.pay {
            Pay::Charged => "charged",
            Pay::Pending => "pending",
            Pay::Failed => "failed",
            Pay::Removed => "removed",
            Pay::Refunded => "refunded",
        };
        format!(
            "bk-{} of {}: desk {} on {}, {} seats, {}, {pay}, {} halves, company {}, waits for {:?}",
            id(place),
            booking.member,
            id(booking.desk),
            shown(booking.on),
            booking.seats,
            if booking.standing {
                "stands"
            } else {
                "cancelled"
            },
            booking.charged(),
            booking.company_pays,
            booking.waits.filter(|_| booking.pay == Pay::Pending),
        )
    };
    all.map(line).collect()
}

fn visits_of_program(db: &Snapshot) -> Result<Vec<String>, StoreError> {
    let mut listed = visits::list(db, &visits::Filter::default())?;
    listed.sort_by_key(|one| one.visit.id);
    let line = |one: &visits::Listed| {
        let visit = &one.visit;
        format!(
            "{} of {} {:?}: at {} on {}, {} to {:?}, refused {}, auto {}, free {:?}, owed {}",
            visit.id,
            visit.member.0,
            visit.guest,
            visit.location.0,
            visit.on,
            visit.in_at.ms(),
            visit.out_at.map(Instant::ms),
            visit.status == Came::Refused,
            visit.auto,
            visit
                .covered_by
                .filter(|_| visit.is_free())
                .map(CoveredBy::word),
            visit.owed.halves(),
        )
    };
    Ok(listed.iter().map(line).collect())
}

fn visits_of_model(oracle: &Oracle) -> Vec<String> {
    let line = |(place, visit): (usize, &oracle::Visit)| {
        let guest = (visit.guest > 0).then(|| format!("guest {}", visit.guest));
        let free = visit.free.map(|free| match free {
            oracle::Free::Off => "off",
            oracle::Free::Booking => "booking",
        });
        format!(
            "vs-{} of {} {guest:?}: at {} on {}, {} to {:?}, refused {}, auto {}, free {free:?}, \
             owed {}",
            id(place),
            visit.member,
            id(visit.location),
            shown(visit.on),
            visit.came,
            visit.left,
            visit.refused,
            visit.auto,
            visit.owed,
        )
    };
    oracle.visits.iter().enumerate().map(line).collect()
}

/// What each lot pays for each date of each person.
fn charges(db: &Snapshot) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT v.member, v.guest, v.location, v.on_day, e.lot, \
               CAST(-SUM(e.halves) AS BIGINT) AS halves FROM entry e JOIN visit v ON v.id = e.visit \
               WHERE e.type IN ('spend', 'refund') \
               GROUP BY v.member, v.guest, v.location, v.on_day, e.lot HAVING SUM(e.halves) <> 0 \
               ORDER BY v.member, v.guest, v.location, v.on_day, e.lot";
    db.rows(sql, &[], |row: &Row| {
        let on: Day = row.get("on_day")?;
        Ok(charge_line(
            row.get("member")?,
            &row.get::<String>("guest")?,
            row.get("location")?,
            &on.to_string(),
            (row.get("lot")?, row.get("halves")?),
        ))
    })
}

fn charges_of_model(oracle: &Oracle) -> Vec<String> {
    let mut lines = Vec::new();
    for ((member, guest, location, on), draws) in &oracle.charged {
        let name = format!("guest {guest}");
        let guest = if *guest > 0 { name.as_str() } else { "" };
        for draw in draws {
            lines.push(charge_line(
                *member,
                guest,
                id(*location),
                &shown(*on),
                *draw,
            ));
        }
    }
    lines
}

fn charge_line(member: Id, guest: &str, location: Id, on: &str, (lot, halves): (Id, Id)) -> String {
    format!("customer {member} {guest} at {location} on {on}: {halves} halves of lt-{lot}")
}

/// The holds that stand, of lots that do.
fn holds_of_program(db: &Snapshot) -> Result<Vec<String>, StoreError> {
    let line = |hold: Hold| {
        format!(
            "{} of lt-{}: {} to {}",
            hold.id, hold.lot.0, hold.span.from, hold.span.to
        )
    };
    Ok(holds::list(db)?.into_iter().map(line).collect())
}

fn holds_of_model(oracle: &Oracle) -> Vec<String> {
    let all = oracle.holds.iter().enumerate();
    let standing = all.filter(|(_, hold)| !hold.gone && !oracle.lots[oracle::at(hold.lot)].gone);
    let line = |(place, hold): (usize, &oracle::Hold)| {
        let (from, to) = hold.span;
        format!(
            "hd-{} of lt-{}: {} to {}",
            id(place),
            hold.lot,
            shown(from),
            shown(to)
        )
    };
    standing.map(line).collect()
}

/// How many seats of each desk are held on each day; more than the desk has is told at once.
fn seats(db: &Snapshot) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT desk, on_day, CAST(COUNT(*) AS BIGINT) AS held FROM seat \
               GROUP BY desk, on_day ORDER BY desk, on_day";
    db.rows(sql, &[], |row: &Row| {
        let (desk, on): (DeskId, Day) = (row.get("desk")?, row.get("on_day")?);
        let held: i64 = row.get("held")?;
        assert!(
            held <= oracle::DESKS[oracle::at(desk.0)].seats,
            "{on} is oversold"
        );
        Ok(format!("desk {} on {on}: {held}", desk.0))
    })
}

fn seats_of_model(oracle: &Oracle) -> Vec<String> {
    let standing = oracle.bookings.iter().filter(|booking| booking.standing);
    let mut days: Vec<(usize, i32)> = standing.map(|one| (one.desk, one.on)).collect();
    days.sort_unstable();
    days.dedup();
    let line = |(desk, on): (usize, i32)| {
        format!(
            "desk {} on {}: {}",
            id(desk),
            shown(on),
            oracle.held(desk, on)
        )
    };
    days.into_iter().map(line).collect()
}

/// What each customer could use today, by kind.
fn balances(db: &Snapshot, oracle: &Oracle) -> Result<Vec<String>, OpError> {
    let space = Space::read(db)?;
    let mut lines = Vec::new();
    for place in 0..oracle.customers.len() {
        let customer: Customer = customers::get(db, CustomerId(id(place)))?;
        let open = facts::open_lots(db, &space.settings, &customer)?;
        let on = Day::from_number(oracle.today(id(place)));
        for kind in &space.kinds {
            let balance = facts::balance(&space, &open, &customer, kind, on);
            let line = balance_line(id(place), kind.id.0, balance.halves());
            lines.push(line);
        }
    }
    Ok(lines)
}

fn balances_of_model(oracle: &Oracle) -> Vec<String> {
    let mut lines = Vec::new();
    for place in 0..oracle.customers.len() {
        let who = id(place);
        for kind in 1..id(oracle::KINDS.len()) {
            let balance = oracle.balance(who, &[kind], oracle.today(who));
            lines.push(balance_line(who, kind, balance));
        }
    }
    lines
}

fn balance_line(who: Id, kind: Id, halves: i64) -> String {
    format!("customer {who}, kind {kind}: {halves}")
}
