//! Bookings paid with money: lines that follow what is due (D5–D7).

use super::*;
use crate::domain::booking::PayWith;
use crate::domain::booking::change::Override;
use crate::domain::customer::Standing;
use crate::domain::desk::{CancelRule, DeskKind};
use crate::domain::handle::Handle;
use crate::domain::ids::{InvoiceId, OperationId};
use crate::ops::booking::change::{Move, Seats};
use crate::ops::booking::money::pay_up;
use crate::ops::booking::{bulk, cancel};
use crate::ops::invoice::{issue, pay, preview, void};
use crate::ops::undo;
use crate::store::{Tx, booking_lines};

/// Hot desks for 15.00 and an office for 20.50 that takes no passes; Ana the member with a pass, Vic
/// the visitor. Changes are in time until a day before.
fn bench() -> Bench {
    let declared = space(|declared| {
        let euro = Currency::read("EUR").unwrap();
        let hot = &mut declared.locations[0].desks[0];
        hot.price = Money::new(1500, euro);
        hot.cancel = CancelRule::Hours(24);
        let mut office = hot.clone();
        office.handle = Handle::read("office").unwrap();
        office.name = "Office".to_owned();
        office.kind = DeskKind::Other("office".to_owned());
        office.passes = false;
        office.price = Money::new(2050, euro);
        let mut fixed = office.clone();
        fixed.handle = Handle::read("fixed").unwrap();
        fixed.kind = DeskKind::Dedicated;
        declared.locations[0].desks.extend([office, fixed]);
    });
    let bench = Bench::with("2026-06-03", &declared);
    bench.member("ana");
    bench.customer("vic", Standing::Visitor, None);
    give(&bench, "ana", 1, "never");
    bench
}

fn with_money<'a>(who: &'a str, on: &str) -> book::Request<'a> {
    book::Request {
        pay: Some(PayWith::Money),
        ..a_seat(who, on)
    }
}

/// The lines that stand for a booking: `15.00 paid`, `-15.00 open`.
fn lines(bench: &Bench, id: BookingId) -> Vec<String> {
    let lines = bench.see(|db| Ok(booking_lines::list(db, id)?));
    let told = lines.iter().map(|line| {
        let open = if line.open { "open" } else { "paid" };
        format!("{} {open}", line.amount)
    });
    told.collect()
}

fn move_to(bench: &Bench, id: BookingId, on: &str, desk: Option<&str>) -> Result<(), OpError> {
    let to = Move {
        id,
        on: word(on),
        desk,
        overridden: false,
    };
    bench.act(|tx| change::move_to(tx, &to)).map(|_| ())
}

fn set_seats(bench: &Bench, id: BookingId, seats: u32, wish: Option<Override>) -> bool {
    let seats = Seats { id, seats, wish };
    bench.act(|tx| change::set_seats(tx, &seats)).unwrap().late
}

fn cancelled(tx: &Tx, id: BookingId) -> Result<(), OpError> {
    let request = cancel::Request {
        id,
        wish: None,
        new_lot: None,
    };
    cancel::cancel(tx, &request).map(|_| ())
}

#[test]
fn d7_a_visitor_owes_the_desks_price_for_each_seat() {
    let bench = bench();
    let two = book::Request {
        seats: 2,
        ..a_seat("vic", "2026-06-10")
    };
    let shown = booked(&bench, &two);
    let id = shown.booking.id;
    assert_eq!(shown.bill.unwrap().amount.to_string(), "30.00");
    assert_eq!(told(&bench, id), "confirmed unpaid 0 on 2026-06-10");
    assert_eq!(lines(&bench, id), ["30.00 open"]);
    bench.act(|tx| pay_up(tx, id)).unwrap();
    assert_eq!(told(&bench, id), "confirmed paid 0 on 2026-06-10");
    assert_eq!(lines(&bench, id), ["30.00 paid"]);
    let again = refused(bench.act(|tx| pay_up(tx, id)));
    assert_eq!(again.to_string(), "bk-1 owes nothing: it is paid");
    sound(&bench);
}

#[test]
fn d7_a_member_pays_with_money_who_says_so_and_keeps_the_passes() {
    let bench = bench();
    let at_once = book::Request {
        paid: true,
        ..with_money("ana", "2026-06-10")
    };
    let id = booked(&bench, &at_once).booking.id;
    assert_eq!(lines(&bench, id), ["15.00 paid"]);
    assert_eq!(left(&bench, CustomerId(1)), ["1"]);
    let by_pass = booked(&bench, &a_seat("ana", "2026-06-11")).booking.id;
    assert_eq!(told(&bench, by_pass), "confirmed charged 1 on 2026-06-11");
    let not_money = refused(bench.act(|tx| pay_up(tx, by_pass)));
    assert_eq!(not_money, BookingRefusal::NotMoney { what: "--paid" });
    let paid = book::Request {
        paid: true,
        ..a_seat("ana", "2026-06-12")
    };
    let refused = refused(book(&bench, &paid));
    assert_eq!(refused, BookingRefusal::NotMoney { what: "--paid" });
}

#[test]
fn d7_who_runs_out_of_passes_is_told_the_price() {
    let bench = bench();
    let three = book::Request {
        seats: 3,
        ..a_seat("ana", "2026-06-10")
    };
    let short = book(&bench, &three).unwrap_err().to_string();
    let told = "need 3 passes on 2026-06-10, have 1 (45.00 EUR with --pay money)";
    assert_eq!(short, told);
}

#[test]
fn p1_a_visitor_pays_with_nothing_but_money() {
    let bench = bench();
    for pay in [PayWith::Passes, PayWith::Company, PayWith::Later] {
        let request = book::Request {
            pay: Some(pay),
            ..a_seat("vic", "2026-06-10")
        };
        let visitor = "vic".to_owned();
        assert_eq!(
            refused(book(&bench, &request)),
            BookingRefusal::VisitorHasNoPasses { visitor }
        );
    }
}

#[test]
fn d1_money_books_desks_that_take_no_passes_but_no_dedicated_one() {
    let bench = bench();
    let at = |desk, request| book::Request {
        desk: Some(desk),
        ..request
    };
    let day = "2026-06-10";
    let office = booked(&bench, &at("office", a_seat("vic", day)));
    assert_eq!(lines(&bench, office.booking.id), ["20.50 open"]);
    let fixed = refused(book(&bench, &at("fixed", a_seat("vic", day))));
    assert_eq!(fixed, BookingRefusal::Dedicated);
    let passes = refused(book(&bench, &at("office", a_seat("ana", day))));
    assert_eq!(passes, BookingRefusal::NotHot);
    let full = book::Request {
        seats: 13,
        ..a_seat("vic", day)
    };
    let full = refused(book(&bench, &full));
    assert!(matches!(full, BookingRefusal::Full { .. }), "{full:?}");
}

#[test]
fn d5_cancelled_in_time_an_unpaid_line_is_taken_off_and_a_paid_one_credited() {
    let bench = bench();
    let unpaid = booked(&bench, &with_money("vic", "2026-06-10")).booking.id;
    bench.act(|tx| cancelled(tx, unpaid)).unwrap();
    assert_eq!(told(&bench, unpaid), "cancelled removed 0 on 2026-06-10");
    assert_eq!(lines(&bench, unpaid), Vec::<String>::new());
    let paid = booked(&bench, &with_money("vic", "2026-06-10")).booking.id;
    bench.act(|tx| pay_up(tx, paid)).unwrap();
    bench.act(|tx| cancelled(tx, paid)).unwrap();
    assert_eq!(told(&bench, paid), "cancelled refunded 0 on 2026-06-10");
    assert_eq!(lines(&bench, paid), ["15.00 paid", "-15.00 open"]);
    sound(&bench);
}

#[test]
fn d5_cancelled_late_it_stays_owed_and_can_still_be_paid() {
    let bench = bench();
    let id = booked(&bench, &with_money("vic", "2026-06-03")).booking.id;
    bench.act(|tx| cancelled(tx, id)).unwrap();
    assert_eq!(told(&bench, id), "cancelled unpaid 0 on 2026-06-03");
    assert_eq!(lines(&bench, id), ["15.00 open"]);
    bench.act(|tx| pay_up(tx, id)).unwrap();
    assert_eq!(told(&bench, id), "cancelled paid 0 on 2026-06-03");
    sound(&bench);
}

#[test]
fn d6_a_move_to_another_desk_settles_the_difference_and_one_to_another_date_none() {
    let bench = bench();
    let id = booked(&bench, &with_money("vic", "2026-06-10")).booking.id;
    bench.act(|tx| pay_up(tx, id)).unwrap();
    move_to(&bench, id, "2026-06-12", None).unwrap();
    assert_eq!(lines(&bench, id), ["15.00 paid"]);
    move_to(&bench, id, "2026-06-12", Some("office")).unwrap();
    assert_eq!(told(&bench, id), "confirmed unpaid 0 on 2026-06-12");
    assert_eq!(lines(&bench, id), ["15.00 paid", "5.50 open"]);
    move_to(&bench, id, "2026-06-12", Some("hot")).unwrap();
    assert_eq!(told(&bench, id), "confirmed paid 0 on 2026-06-12");
    assert_eq!(lines(&bench, id), ["15.00 paid"]);
    let fixed = move_to(&bench, id, "2026-06-12", Some("fixed"));
    assert_eq!(refused(fixed), BookingRefusal::Dedicated);
    sound(&bench);
}

#[test]
fn d6_other_seats_settle_the_difference_and_late_ones_give_nothing_back() {
    let bench = bench();
    let id = booked(&bench, &with_money("vic", "2026-06-10")).booking.id;
    assert!(!set_seats(&bench, id, 3, None));
    assert_eq!(lines(&bench, id), ["45.00 open"]);
    bench.act(|tx| pay_up(tx, id)).unwrap();
    assert!(!set_seats(&bench, id, 2, None));
    assert_eq!(lines(&bench, id), ["45.00 paid", "-15.00 open"]);
    assert!(set_seats(&bench, id, 1, Some(Override::NoRefund)));
    assert_eq!(lines(&bench, id), ["45.00 paid", "-15.00 open"]);
    assert!(!set_seats(&bench, id, 2, None));
    assert_eq!(lines(&bench, id), ["45.00 paid", "-15.00 open"]);
    assert!(!set_seats(&bench, id, 4, None));
    assert_eq!(lines(&bench, id), ["45.00 paid", "15.00 open"]);
    sound(&bench);
}

#[test]
fn d7_what_is_free_of_charge_owes_nothing() {
    let bench = Bench::on("2026-06-03");
    bench.customer("vic", Standing::Visitor, None);
    let id = booked(&bench, &a_seat("vic", "today")).booking.id;
    assert_eq!(told(&bench, id), "confirmed paid 0 on 2026-06-03");
    assert_eq!(lines(&bench, id), Vec::<String>::new());
}

/// Does something and takes it back and again, and again: the books are as before, as after, and as
/// before, and sound each time.
fn there_and_back(bench: &Bench, id: BookingId, work: impl FnOnce(&Tx) -> Result<(), OpError>) {
    let state = || (told(bench, id), lines(bench, id));
    let before = state();
    let (operation, ()) = bench.operate(work).unwrap();
    let after = state();
    assert_ne!(before, after);
    let mut last: OperationId = operation.unwrap();
    for expected in [&before, &after, &before] {
        last = bench.operate(|tx| undo::undo(tx, last)).unwrap().0.unwrap();
        assert_eq!(&state(), expected);
        sound(bench);
    }
}

#[test]
fn a3_each_change_of_a_booking_paid_with_money_is_taken_back() {
    let bench = bench();
    let id = booked(&bench, &with_money("vic", "2026-06-10")).booking.id;
    there_and_back(&bench, id, |tx| pay_up(tx, id).map(|_| ()));
    there_and_back(&bench, id, |tx| cancelled(tx, id));
    bench.act(|tx| pay_up(tx, id)).unwrap();
    there_and_back(&bench, id, |tx| cancelled(tx, id));
    let office = Move {
        id,
        on: None,
        desk: Some("office"),
        overridden: false,
    };
    there_and_back(&bench, id, |tx| change::move_to(tx, &office).map(|_| ()));
    let two = Seats {
        id,
        seats: 2,
        wish: None,
    };
    there_and_back(&bench, id, |tx| change::set_seats(tx, &two).map(|_| ()));
}

#[test]
fn a3_a_booking_taken_back_owes_nothing() {
    let bench = bench();
    let request = with_money("vic", "2026-06-10");
    let (operation, done) = bench.operate(|tx| book::book(tx, &request)).unwrap();
    let id = done.shown.booking.id;
    bench.act(|tx| undo::undo(tx, operation.unwrap())).unwrap();
    assert_eq!(told(&bench, id), "cancelled removed 0 on 2026-06-10");
    assert_eq!(lines(&bench, id), Vec::<String>::new());
    sound(&bench);
}

#[test]
fn d7_what_is_issued_is_paid_with_the_invoice_and_owed_again_when_that_is_void() {
    let bench = bench();
    let id = booked(&bench, &with_money("vic", "2026-06-10")).booking.id;
    let request = issue::Request {
        due: preview::Request {
            who: None,
            until: word("2026-06-10"),
        },
        on: None,
    };
    bench.act(|tx| issue::issue(tx, &request)).unwrap();
    assert_eq!(told(&bench, id), "confirmed unpaid 0 on 2026-06-10");
    let issued = bench.act(|tx| pay_up(tx, id)).unwrap_err();
    let told_so = "what bk-1 owes is on iv-1: it is paid with the invoice";
    assert_eq!(issued.to_string(), told_so);
    there_and_back(&bench, id, |tx| cancelled(tx, id));
    let invoice = InvoiceId(1);
    bench.act(|tx| pay::pay(tx, invoice, None)).unwrap();
    assert_eq!(told(&bench, id), "confirmed paid 0 on 2026-06-10");
    bench.act(|tx| void::void(tx, invoice)).unwrap();
    assert_eq!(told(&bench, id), "confirmed unpaid 0 on 2026-06-10");
    assert_eq!(lines(&bench, id), ["15.00 open"]);
    bench.act(|tx| cancelled(tx, id)).unwrap();
    assert_eq!(lines(&bench, id), Vec::<String>::new());
    sound(&bench);
}

#[test]
fn d12_a_closure_gives_money_back_and_forgets_what_was_to_be_paid_later() {
    let bench = bench();
    let unpaid = booked(&bench, &with_money("vic", "2026-06-03")).booking.id;
    let paid = book::Request {
        paid: true,
        ..with_money("vic", "2026-06-04")
    };
    let paid = booked(&bench, &paid).booking.id;
    let later = book::Request {
        pay: Some(PayWith::Later),
        ..a_seat("ana", "2026-06-04")
    };
    let later = booked(&bench, &later).booking.id;
    let with_pass = booked(&bench, &a_seat("ana", "2026-06-05")).booking.id;
    let kept = booked(&bench, &with_money("vic", "2026-06-06")).booking.id;
    let wanted = Wanted {
        desk: Some("hot"),
        from: word("2026-06-03"),
        until: word("2026-06-05"),
        ..Wanted::default()
    };
    let closed = bench.act(|tx| bulk::cancel(tx, &wanted, true)).unwrap();
    assert_eq!((closed.cancelled.len(), closed.refunded), (4, PassQty::ONE));
    assert_eq!(told(&bench, unpaid), "cancelled removed 0 on 2026-06-03");
    assert_eq!(lines(&bench, unpaid), Vec::<String>::new());
    assert_eq!(told(&bench, paid), "cancelled refunded 0 on 2026-06-04");
    assert_eq!(lines(&bench, paid), ["15.00 paid", "-15.00 open"]);
    assert_eq!(told(&bench, later), "cancelled removed 1 on 2026-06-04");
    assert_eq!(
        told(&bench, with_pass),
        "cancelled refunded 1 on 2026-06-05"
    );
    assert_eq!(left(&bench, CustomerId(1)), ["1"]);
    assert_eq!(lines(&bench, kept), ["15.00 open"]);
    sound(&bench);
}

#[test]
fn d12_a_members_bookings_without_refund_stay_paid_and_owed() {
    let bench = bench();
    let unpaid = booked(&bench, &with_money("vic", "2026-06-10")).booking.id;
    let paid = book::Request {
        paid: true,
        ..with_money("vic", "2026-06-11")
    };
    let paid = booked(&bench, &paid).booking.id;
    let wanted = Wanted {
        member: Some("vic"),
        from: word("2026-06-10"),
        until: word("2026-06-30"),
        ..Wanted::default()
    };
    bench.act(|tx| bulk::cancel(tx, &wanted, false)).unwrap();
    assert_eq!(told(&bench, unpaid), "cancelled unpaid 0 on 2026-06-10");
    assert_eq!(lines(&bench, unpaid), ["15.00 open"]);
    assert_eq!(told(&bench, paid), "cancelled paid 0 on 2026-06-11");
    assert_eq!(lines(&bench, paid), ["15.00 paid"]);
    sound(&bench);
}
