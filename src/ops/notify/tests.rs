//! Tests of notifications: written with what they tell, delivered at least once, never for ever.

use super::*;
use crate::domain::customer::Standing;
use crate::domain::day::Length;
use crate::domain::period::Anchor;
use crate::domain::plan::IncludeText;
use crate::ops::happened::Keep;
use crate::ops::testing::Bench;
use crate::ops::watch::Watch;
use crate::ops::{book, booking, deduct, grant, plan, renew, sell, subscription, undo};
use crate::store::operations;

fn bench() -> Bench {
    let bench = Bench::on("2026-06-03");
    bench.member("ana");
    bench
}

fn to_give(who: &str, passes: i64) -> grant::Request<'_> {
    grant::Request {
        who,
        passes: PassQty::whole(passes),
        kind: "day",
        from: None,
        expires: None,
        monthly: None,
        location: None,
        priority: 0,
        memo: None,
    }
}

fn to_take(who: &str, passes: i64) -> deduct::Request<'_> {
    deduct::Request {
        who,
        amount: deduct::Amount::Passes(PassQty::whole(passes)),
        kind: None,
        lot: None,
    }
}

fn give(bench: &Bench, who: &str, passes: i64, expires: Option<&str>) {
    let request = grant::Request {
        expires: expires.map(|day| DayWord::read(day).unwrap()),
        ..to_give(who, passes)
    };
    bench.act(|tx| grant::grant(tx, &request)).unwrap();
}

fn list(db: &Snapshot, wanted: &Wanted) -> Result<Vec<Listed>, OpError> {
    let mut all = Vec::new();
    each(db, &ask(db, wanted)?, |one| {
        all.push(one.clone());
        Ok::<(), OpError>(())
    })?;
    Ok(all)
}

/// Topic and addressee of all notifications, oldest first.
fn outbox(bench: &Bench) -> Vec<String> {
    let all = bench.see(|db| list(db, &Wanted::default()));
    let told = all.iter().map(|one| {
        let who = one.customer.as_ref().map_or("admin", |who| &who.handle);
        format!("{} {who}", one.notification.topic)
    });
    told.collect()
}

fn request(bench: &Bench) -> Request {
    Request {
        now: bench.now(),
        since: None,
        limit: None,
    }
}

#[test]
fn a6_a_grant_and_a_deduction_are_told_to_the_owner() {
    let bench = bench();
    give(&bench, "ana", 4, None);
    let taken = bench.act(|tx| deduct::deduct(tx, &to_take("ana", 1)));
    taken.unwrap();
    assert_eq!(outbox(&bench), ["granted ana", "adjusted ana"]);
    let told = bench.see(|db| show(db, NotificationId(2), bench.now()));
    let News::Passes { moved, balances } = told.news else {
        panic!("{told:?}")
    };
    assert_eq!((moved[0].passes, moved[0].came), (PassQty::ONE, false));
    assert_eq!(balances, [("day".to_owned(), PassQty::whole(3))]);
}

#[test]
fn a6_what_is_not_written_is_not_told() {
    let bench = bench();
    let refused = bench.act(|tx| {
        let nobody = grant::Request {
            who: "nobody",
            passes: PassQty::ONE,
            kind: "day",
            from: None,
            expires: None,
            monthly: None,
            location: None,
            priority: 0,
            memo: None,
        };
        grant::grant(tx, &nobody)
    });
    assert!(refused.is_err());
    assert!(outbox(&bench).is_empty());
}

fn book_for(bench: &Bench, who: &str, on: &str) -> crate::domain::ids::BookingId {
    let request = book::Request {
        on: Some(DayWord::read(on).unwrap()),
        ..book::Request::of(who)
    };
    let booked = bench.act(|tx| book::book(tx, &request)).unwrap();
    booked.shown.booking.id
}

#[test]
fn a6_bookings_made_and_cancelled_are_told_to_the_admin() {
    let bench = bench();
    give(&bench, "ana", 4, None);
    let id = book_for(&bench, "ana", "2026-06-05");
    let how = booking::cancel::Request {
        id,
        wish: None,
        new_lot: None,
    };
    bench.act(|tx| booking::cancel::cancel(tx, &how)).unwrap();
    assert_eq!(
        outbox(&bench),
        ["granted ana", "booked admin", "cancelled admin"]
    );
}

fn sell(bench: &Bench, passes: &str) {
    let plan = plan::New {
        name: "Flex",
        includes: &[IncludeText::read(passes).unwrap()],
        every: Length::MONTH,
        price: "150",
        currency: None,
        prorate: false,
    };
    bench.act(|tx| plan::add(tx, &plan)).unwrap();
    let request = subscription::start::Request {
        anchor: Anchor::Start,
        ..subscription::start::Request::of("Flex")
    };
    bench
        .act(|tx| subscription::start::start(tx, "ana", &request))
        .unwrap();
}

#[test]
fn a6_a_renewal_tells_of_expiry_grant_charge_and_failure() {
    let bench = bench();
    sell(&bench, "day=1");
    book_for(&bench, "ana", "2026-07-06");
    book_for(&bench, "ana", "2026-07-07");
    assert_eq!(outbox(&bench), ["renewed ana"]);
    bench.set("2026-07-03");
    bench.renew();
    let mut told = outbox(&bench).split_off(1);
    told.sort();
    assert_eq!(
        told,
        [
            "cancelled admin",
            "charged admin",
            "expired ana",
            "failed ana",
            "renewed ana",
        ]
    );
    bench.renew();
    assert_eq!(outbox(&bench).len(), 6);
}

#[test]
fn a6_the_last_day_is_told_once_the_day_before() {
    let bench = bench();
    give(&bench, "ana", 2, Some("2026-06-10"));
    bench.set("2026-06-08");
    bench.renew();
    assert_eq!(outbox(&bench), ["granted ana"]);
    bench.set("2026-06-09");
    let before = bench.see(|db| Ok(operations::last(db)?));
    bench.renew();
    bench.renew();
    assert_eq!(outbox(&bench), ["granted ana", "ends-tomorrow ana"]);
    let after = bench.see(|db| Ok(operations::last(db)?));
    assert_eq!(
        before.map(|one| one.header.id),
        after.map(|one| one.header.id)
    );
}

#[test]
fn a6_an_undo_is_told_too_and_the_company_hears_of_its_lots() {
    let bench = bench();
    bench.customer("acme", Standing::Company, None);
    give(&bench, "acme", 3, None);
    let last = bench.see(|db| Ok(operations::last(db)?)).unwrap().header.id;
    bench.act(|tx| undo::undo(tx, last)).unwrap();
    assert_eq!(outbox(&bench), ["granted acme", "adjusted acme"]);
}

#[test]
fn a6_what_is_sent_is_sent_once() {
    let bench = bench();
    give(&bench, "ana", 4, None);
    let mut seen = Vec::new();
    let sending = send(&bench.store, &request(&bench), |told| {
        seen.push(told.topic());
        Tried::Sent
    });
    assert_eq!((seen.len(), sending.unwrap().waiting), (1, 0));
    let again = send(&bench.store, &request(&bench), |_| panic!("sent twice"));
    assert!(again.unwrap().outcomes.is_empty());
    let all = bench.see(|db| list(db, &Wanted::default()));
    assert_eq!(all[0].notification.delivery(), Delivery::Sent);
}

#[test]
fn a6_a_failure_is_tried_again_later_and_given_up_in_the_end() {
    let bench = bench();
    give(&bench, "ana", 4, None);
    let mut tries = 0;
    for _ in 0..20 {
        let mut asked = request(&bench);
        asked.since = Some(DayWord::read("2026-06-01").unwrap());
        let sending = send(&bench.store, &asked, |_| {
            tries += 1;
            Tried::Failed("no answer".to_owned())
        });
        let Some(outcome) = sending.unwrap().outcomes.pop() else {
            break;
        };
        let Some(again_at) = outcome.again_at else {
            break;
        };
        let early = Request {
            now: again_at.plus_ms(-1),
            ..asked
        };
        let early = send(&bench.store, &early, |_| panic!("too early"));
        assert_eq!(early.unwrap().waiting, 1);
        bench.at(&again_at.to_string());
    }
    assert_eq!(tries, 8);
    let all = bench.see(|db| list(db, &Wanted::default()));
    assert_eq!(all[0].notification.delivery(), Delivery::Failed);
    assert_eq!(all[0].notification.trouble.as_deref(), Some("no answer"));
}

#[test]
fn a6_where_nothing_can_be_handed_over_the_rest_is_not_tried() {
    let bench = bench();
    give(&bench, "ana", 4, None);
    give(&bench, "ana", 5, None);
    let down = send(&bench.store, &request(&bench), |_| {
        Tried::Down("refused".to_owned())
    })
    .unwrap();
    assert_eq!((down.outcomes.len(), down.waiting), (1, 2));
    let up = send(&bench.store, &request(&bench), |_| Tried::Sent).unwrap();
    assert_eq!((up.outcomes.len(), up.waiting), (1, 1));
}

#[test]
fn a6_nobody_gets_last_months_news_when_mail_is_set_up() {
    let bench = bench();
    give(&bench, "ana", 4, None);
    bench.set("2026-07-03");
    give(&bench, "ana", 5, None);
    let mut sent = 0;
    let sending = send(&bench.store, &request(&bench), |_| {
        sent += 1;
        Tried::Sent
    });
    let sending = sending.unwrap();
    assert_eq!((sent, sending.outcomes.len(), sending.too_old), (1, 1, 1));
    let all = bench.see(|db| list(db, &Wanted::default()));
    assert_eq!(all[0].notification.delivery(), Delivery::Failed);
}

#[test]
fn a6_nobody_is_warned_of_the_last_day_of_passes_that_are_used() {
    let bench = bench();
    give(&bench, "ana", 2, Some("2026-06-04"));
    bench.set("2026-06-03");
    bench.renew();
    let all = deduct::Request {
        who: "ana",
        amount: deduct::Amount::Passes(PassQty::whole(2)),
        kind: None,
        lot: None,
    };
    bench.act(|tx| deduct::deduct(tx, &all)).unwrap();
    let told = ["granted ana", "ends-tomorrow ana", "adjusted ana"];
    assert_eq!(outbox(&bench), told);
    let topics = |all: &[Told]| -> Vec<Topic> {
        let about = all.iter().map(|one| &one.listed.notification);
        about.map(|one| one.topic).collect()
    };
    let previewed = preview(&bench.store, &request(&bench)).unwrap();
    let mut sent = Vec::new();
    let sending = send(&bench.store, &request(&bench), |told| {
        sent.push(told.clone());
        Tried::Sent
    });
    let sending = sending.unwrap();
    assert_eq!(topics(&sent), [Topic::Granted, Topic::Adjusted]);
    assert_eq!(topics(&previewed), topics(&sent));
    assert_eq!((sending.needless, sending.waiting), (1, 0));
    let all = numbered(&bench, &Wanted::default());
    assert_eq!(all[1], "nt-2 ends-tomorrow ana failed");
}

#[test]
fn a6_a_dry_run_of_renew_tells_nobody() {
    let bench = bench();
    give(&bench, "ana", 2, Some("2026-06-04"));
    let mut stamp = bench.stamp();
    stamp.dry_run = true;
    let wanted = renew::Request {
        as_of: None,
        keep: Keep::Nothing,
    };
    renew::renew(&bench.store, &stamp, &wanted, &Watch::default(), |_| {
        String::new()
    })
    .unwrap();
    assert_eq!(outbox(&bench), ["granted ana"]);
}

/// Each notification: its number, topic, addressee and delivery.
fn numbered(bench: &Bench, wanted: &Wanted) -> Vec<String> {
    let all = bench.see(|db| list(db, wanted));
    let told = all.iter().map(|one| {
        let who = one.customer.as_ref().map_or("admin", |who| &who.handle);
        let about = &one.notification;
        format!(
            "{} {} {who} {}",
            about.id,
            about.topic,
            about.delivery().word()
        )
    });
    told.collect()
}

/// How many rows the outbox has.
fn rows(bench: &Bench) -> i64 {
    let sql = "SELECT COUNT(*) FROM notification";
    bench.see(|db| Ok(db.one(sql, &[], |row| row.at(0))?.unwrap_or(0)))
}

/// Seventy members who were given passes by one operation, the second of them twice, and two of whom it
/// took some again; and one who was given passes before and after it.
fn many() -> Bench {
    let bench = bench();
    give(&bench, "ana", 1, None);
    let names: Vec<String> = (1..=70).map(|at| format!("m{at}")).collect();
    for name in &names {
        bench.member(name);
    }
    let all = bench.act(|tx| {
        for name in names.iter().chain(&names[1..2]) {
            grant::grant(tx, &to_give(name, 2))?;
        }
        for name in &names[2..4] {
            deduct::deduct(tx, &to_take(name, 1))?;
        }
        Ok(())
    });
    all.unwrap();
    give(&bench, "ana", 1, None);
    bench
}

#[test]
fn a6_many_are_told_by_one_row_until_it_is_sent() {
    let bench = many();
    assert_eq!(rows(&bench), 5, "ana twice, the two, and the many");
    let before = numbered(&bench, &Wanted::default());
    assert_eq!(before.len(), 74);
    let granted = |line: &&String| line.contains(" granted m");
    assert_eq!(before.iter().filter(granted).count(), 70);
    let newest = Wanted {
        limit: Some(3),
        ..Wanted::default()
    };
    assert_eq!(numbered(&bench, &newest), before[71..]);
    let of = |member| Wanted {
        member: Some(member),
        ..Wanted::default()
    };
    for member in ["ana", "m2", "m3", "m70"] {
        let own = |line: &&String| line.contains(&format!(" {member} "));
        let own: Vec<_> = before.iter().filter(own).cloned().collect();
        assert_eq!(numbered(&bench, &of(member)), own);
    }
    let waiting = bench.see(|db| Ok(notifications::count_waiting(db)?));
    assert_eq!(waiting, 74);
    let mut all = request(&bench);
    let previewed = preview(&bench.store, &all).unwrap();
    assert_eq!(previewed.len(), 74);

    all.limit = Some(4);
    let sent = send(&bench.store, &all, |_| Tried::Sent).unwrap();
    assert_eq!((sent.outcomes.len(), sent.waiting), (4, 70));
    assert_eq!(rows(&bench), 74);
    let after = numbered(&bench, &Wanted::default());
    let changed = before.iter().zip(&after).filter(|(was, is)| was != is);
    let changed: Vec<_> = changed.map(|(_, is)| is.clone()).collect();
    assert_eq!(changed.len(), 4);
    assert!(changed.iter().all(|line| line.ends_with(" sent")));
}

#[test]
fn a6_the_newest_are_the_last_of_all_wherever_they_begin() {
    let bench = many();
    let mut some = request(&bench);
    some.limit = Some(4);
    send(&bench.store, &some, |_| Tried::Sent).unwrap();
    let names: Vec<String> = (1..=70).map(|at| format!("m{at}")).collect();
    let again = bench.act(|tx| {
        for name in &names {
            grant::grant(tx, &to_give(name, 1))?;
        }
        Ok(())
    });
    again.unwrap();
    for status in [None, Some(Delivery::Waiting), Some(Delivery::Sent)] {
        for member in [None, Some("m7")] {
            let of = |limit| Wanted {
                member,
                status,
                limit,
            };
            let all = numbered(&bench, &of(None));
            for most in 0..=all.len() + 1 {
                let newest = numbered(&bench, &of(u32::try_from(most).ok()));
                assert_eq!(newest, all[all.len().saturating_sub(most)..], "{most}");
            }
        }
    }
}

#[test]
fn a6_notifications_are_handed_over_while_the_next_ones_are_still_to_be_read() {
    let bench = many();
    let spoil = "UPDATE notification SET topic = 'spoilt' \
                 WHERE id = (SELECT MAX(id) FROM notification) RETURNING id";
    let spoilt = bench.act(|tx| Ok(tx.one(spoil, &[], |row| row.at::<i64>(0))?));
    assert!(spoilt.unwrap().is_some());
    let mut told = 0;
    let read = bench.store.read(|db| {
        each(db, &Filter::default(), |_| {
            told += 1;
            Ok::<(), OpError>(())
        })
    });
    assert!(read.unwrap_err().to_string().contains("spoilt"));
    assert_eq!(told, 73);
}

#[test]
fn a6_what_was_taken_of_passes_from_two_sources_is_told_once() {
    let bench = many();
    let names: Vec<String> = (1..=70).map(|at| format!("m{at}")).collect();
    for name in &names[5..] {
        let request = sell::Request::of("day", 10);
        bench.act(|tx| sell::sell(tx, name, &request)).unwrap();
    }
    let before = numbered(&bench, &Wanted::default()).len();
    let taken = bench.act(|tx| {
        for (names, passes) in [(&names[..], 1), (&names[5..], 8)] {
            for name in names {
                deduct::deduct(tx, &to_take(name, passes))?;
            }
        }
        Ok(())
    });
    taken.unwrap();
    let all = numbered(&bench, &Wanted::default());
    let mut told: Vec<&str> = all[before..]
        .iter()
        .filter_map(|line| line.split(' ').nth(2))
        .collect();
    assert_eq!(told.len(), 70, "{told:?}");
    told.sort_unstable();
    told.dedup();
    assert_eq!(told.len(), 70);
    let waiting = bench.see(|db| Ok(notifications::count_waiting(db)?));
    assert_eq!(usize::try_from(waiting), Ok(all.len()));
}

#[test]
fn a6_what_many_were_told_long_ago_is_given_up_as_one_row() {
    let bench = many();
    bench.set("2026-07-03");
    let sending = send(&bench.store, &request(&bench), |_| panic!("too old"));
    let sending = sending.unwrap();
    assert_eq!((sending.too_old, sending.waiting), (74, 0));
    assert_eq!(rows(&bench), 5);
    let failed = Wanted {
        status: Some(Delivery::Failed),
        ..Wanted::default()
    };
    assert_eq!(numbered(&bench, &failed).len(), 74);
}

#[test]
fn a6_one_of_many_is_read_by_its_number() {
    let bench = many();
    let read = |id: i64| {
        bench
            .store
            .read(|db| show(db, NotificationId(id), bench.now()))
    };
    let all = bench.see(|db| list(db, &Wanted::default()));
    for one in &all {
        let told = read(one.notification.id.0).unwrap();
        let who = |listed: &Listed| listed.customer.as_ref().map(|who| who.id);
        assert_eq!(who(&told.listed), who(one));
        let News::Passes { moved, .. } = told.news else {
            panic!("{told:?}")
        };
        assert!(!moved.is_empty());
    }
    let numbers: Vec<i64> = all.iter().map(|one| one.notification.id.0).collect();
    let last = *numbers.last().unwrap();
    for id in (0..last + 2).filter(|id| !numbers.contains(id)) {
        let error = read(id).unwrap_err().to_string();
        assert!(error.contains(&format!("nt-{id}")), "{error}");
    }
}
