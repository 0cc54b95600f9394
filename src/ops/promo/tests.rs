//! Promo codes on bookings: taken off, refused, given back (V2).

use super::*;
use crate::domain::booking::PayWith;
use crate::domain::customer::Standing;
use crate::domain::desk::CancelRule;
use crate::domain::handle::Handle;
use crate::domain::ids::{BookingId, OperationId};
use crate::domain::space::sample;
use crate::ops::book;
use crate::ops::booking::cancel;
use crate::ops::booking::change::{self, Move, Seats};
use crate::ops::testing::Bench;
use crate::ops::{booking, check, undo};

/// Hot desks for 15.25 and an annex for 10.00; Ana the member and Vic the visitor.
fn bench() -> Bench {
    let mut declared = sample("Europe/Kyiv");
    let euro = Currency::read("EUR").unwrap();
    let hot = &mut declared.locations[0].desks[0];
    hot.price = Money::new(1525, euro);
    hot.cancel = CancelRule::Hours(24);
    let mut annex = hot.clone();
    annex.handle = Handle::read("annex").unwrap();
    annex.price = Money::new(1000, euro);
    declared.locations[0].desks.push(annex);
    let bench = Bench::with("2026-06-03", &declared);
    bench.member("ana");
    bench.customer("vic", Standing::Visitor, None);
    bench
}

fn ten_percent() -> New<'static> {
    New {
        code: "Spring",
        off: Off::Percent(Percent::read("10").unwrap()),
        items: &[],
        desks: &[],
        first_purchase: false,
        until: None,
        uses: None,
    }
}

fn added(bench: &Bench, new: &New) {
    bench.act(|tx| add(tx, new)).unwrap();
}

fn book_with(bench: &Bench, who: &str, seats: u32) -> Result<(OperationId, BookingId), OpError> {
    let request = book::Request {
        on: Some(DayWord::read("2026-06-10").unwrap()),
        seats,
        pay: Some(PayWith::Money),
        promo: Some("SPRING"),
        ..book::Request::of(who)
    };
    let done = bench.operate(|tx| book::book(tx, &request))?;
    Ok((done.0.unwrap(), done.1.shown.booking.id))
}

/// What a booking costs and what the code took off: `13.72, 1.53 off`.
fn told(bench: &Bench, id: BookingId) -> String {
    let bill = bench.see(|db| booking::show(db, id)).bill.unwrap();
    let off = bill
        .promo
        .map_or("nothing".to_owned(), |(_, off)| off.to_string());
    format!("{}, {off} off", bill.amount)
}

fn used(bench: &Bench) -> usize {
    bench.see(|db| show(db, "spring")).uses.len()
}

fn cancelled(bench: &Bench, id: BookingId) -> OperationId {
    let request = cancel::Request {
        id,
        wish: None,
        new_lot: None,
    };
    let done = bench.operate(|tx| cancel::cancel(tx, &request)).unwrap();
    done.0.unwrap()
}

fn sound(bench: &Bench) {
    let found = bench.see(|db| check::check(db, false));
    assert_eq!(found.problems, Vec::<String>::new());
}

#[test]
fn v2_a_code_takes_its_part_off_the_line_rounded_once() {
    let bench = bench();
    added(&bench, &ten_percent());
    let (_, one) = book_with(&bench, "vic", 1).unwrap();
    assert_eq!(told(&bench, one), "13.72, 1.53 off");
    let (_, three) = book_with(&bench, "ana", 3).unwrap();
    assert_eq!(told(&bench, three), "41.17, 4.58 off");
    assert_eq!(used(&bench), 2);
    sound(&bench);
}

#[test]
fn v2_other_seats_and_desks_keep_the_discount_where_the_code_is_for_them() {
    let bench = bench();
    let hot = ["hq/hot".to_owned()];
    added(
        &bench,
        &New {
            desks: &hot,
            ..ten_percent()
        },
    );
    let (_, id) = book_with(&bench, "vic", 1).unwrap();
    let seats = |seats| Seats {
        id,
        seats,
        wish: None,
    };
    bench.act(|tx| change::set_seats(tx, &seats(2))).unwrap();
    assert_eq!(told(&bench, id), "27.44, 3.06 off");
    bench.act(|tx| change::set_seats(tx, &seats(1))).unwrap();
    assert_eq!(told(&bench, id), "13.72, 1.53 off");
    let annex = Move {
        id,
        on: None,
        desk: Some("annex"),
        overridden: false,
    };
    bench.act(|tx| change::move_to(tx, &annex)).unwrap();
    assert_eq!(told(&bench, id), "10.00, nothing off");
    assert_eq!(used(&bench), 0);
    sound(&bench);
}

#[test]
fn v2_a_code_for_other_desks_unknown_or_without_money_is_refused() {
    let bench = bench();
    let annex = ["annex".to_owned()];
    added(
        &bench,
        &New {
            desks: &annex,
            ..ten_percent()
        },
    );
    let wrong = book_with(&bench, "vic", 1).unwrap_err().to_string();
    assert_eq!(wrong, "`Spring` is not for hq/hot");
    let request = book::Request {
        promo: Some("winter"),
        ..book::Request::of("vic")
    };
    let unknown = bench.act(|tx| book::book(tx, &request)).unwrap_err();
    let unknown = matches!(
        unknown,
        OpError::Reference(ReferenceError::Unknown { what, .. }) if what == "promo code"
    );
    assert!(unknown);
    let passes = book::Request {
        promo: Some("spring"),
        ..book::Request::of("ana")
    };
    let passes = bench.act(|tx| book::book(tx, &passes)).unwrap_err();
    let told = "--promo is for what is paid with money";
    assert_eq!(passes.to_string(), told);
}

#[test]
fn v2_a_first_purchase_is_one_until_something_is_bought() {
    let bench = bench();
    added(
        &bench,
        &New {
            first_purchase: true,
            ..ten_percent()
        },
    );
    let (_, first) = book_with(&bench, "vic", 1).unwrap();
    let again = book_with(&bench, "vic", 1).unwrap_err().to_string();
    assert_eq!(
        again,
        "`Spring` is for a first purchase, and vic has bought before"
    );
    cancelled(&bench, first);
    book_with(&bench, "vic", 1).unwrap();
    book_with(&bench, "ana", 1).unwrap();
}

#[test]
fn v2_a_use_comes_back_with_a_cancellation_in_time_and_an_undo() {
    let bench = bench();
    added(
        &bench,
        &New {
            uses: Some(1),
            ..ten_percent()
        },
    );
    let (_, id) = book_with(&bench, "vic", 1).unwrap();
    let used_up = book_with(&bench, "ana", 1).unwrap_err().to_string();
    assert_eq!(used_up, "`Spring` is used up: it was for 1 use");
    let cancelled = cancelled(&bench, id);
    let (second, _) = book_with(&bench, "ana", 1).unwrap();
    let back = bench.act(|tx| undo::undo(tx, cancelled));
    let why = back.unwrap_err().to_string();
    assert!(why.contains("the last use of `Spring` was taken"), "{why}");
    bench.act(|tx| undo::undo(tx, second)).unwrap();
    assert_eq!(used(&bench), 0);
    bench.act(|tx| undo::undo(tx, cancelled)).unwrap();
    assert_eq!(used(&bench), 1);
    assert_eq!(told(&bench, id), "13.72, 1.53 off");
    sound(&bench);
}

#[test]
fn v2_an_amount_stops_at_the_price_and_a_discount_of_nothing_is_none() {
    let bench = bench();
    added(
        &bench,
        &New {
            off: Off::Amount("20", None),
            ..ten_percent()
        },
    );
    let (_, id) = book_with(&bench, "vic", 1).unwrap();
    assert_eq!(told(&bench, id), "0.00, 15.25 off");
    let free = New {
        code: "Free",
        off: Off::Amount("0", None),
        ..ten_percent()
    };
    let refused = bench.act(|tx| add(tx, &free)).unwrap_err();
    assert!(matches!(refused, OpError::Code(CodeRefusal::NoDiscount)));
}

#[test]
fn v2_what_a_code_is_for_is_changed_and_taken_back() {
    let bench = bench();
    added(&bench, &ten_percent());
    let items = ["day".to_owned()];
    let change = Change {
        scope: Some((&items, &[])),
        uses: Some(Some(5)),
        ..Change::default()
    };
    let (done, _) = bench.operate(|tx| set(tx, "spring", &change)).unwrap();
    let card = bench.see(|db| show(db, "spring"));
    assert_eq!(card.items, ["day"]);
    bench.act(|tx| undo::undo(tx, done.unwrap())).unwrap();
    let card = bench.see(|db| show(db, "spring"));
    assert_eq!((card.items, card.promo.terms.uses), (Vec::new(), None));
    bench.act(|tx| retire(tx, "spring")).unwrap();
    let retired = book_with(&bench, "vic", 1).unwrap_err().to_string();
    assert_eq!(retired, "`Spring` is retired");
    sound(&bench);
}
