//! A month of everything, taken back one by one: the books are as they were before each.

use super::*;
use crate::domain::booking::Status;
use crate::domain::customer::Standing;
use crate::domain::ids::SubscriptionId;
use crate::domain::space::{SpaceDeclaration, sample};
use crate::ops::apply::apply;
use crate::ops::booking::cancel as booking_cancel;
use crate::ops::booking::change::{self as booking_change, Move, Seats};
use crate::ops::company;
use crate::ops::member::import::{Row, import};
use crate::ops::member::{self, Change, New, remove};
use crate::ops::people::Edit;
use crate::ops::rows::Rows;
use crate::ops::subscription::cancel::{self, When};
use crate::ops::subscription::change;
use crate::store::customers::Sort;
use crate::store::{bookings, desks, kinds, lines, locations, plans, settings, subscriptions};

/// The books as people see them, thing by thing: balances, bookings, subscriptions, people, plans,
/// the space. What has ended because it was taken back is not there.
fn picture(bench: &Bench) -> Vec<String> {
    let mut all = Vec::new();
    bench.see(|db| {
        all.push(format!("{:?}", settings::get(db)?));
        for one in locations::list(db)? {
            all.extend((!one.retired).then(|| format!("{one:?}")));
        }
        for one in desks::list(db)? {
            all.extend((!one.retired).then(|| format!("{one:?}")));
        }
        for one in kinds::list(db)? {
            all.extend((!one.retired).then(|| format!("{one:?}")));
        }
        for one in plans::list(db)? {
            all.extend((!one.retired).then(|| format!("{one:?}")));
        }
        for sort in [Sort::Person, Sort::Company] {
            for one in customers::list(db, sort, false)? {
                all.push(format!("{one:?}"));
                for lot in lots::list_left(db, one.id)? {
                    all.push(format!("{lot:?}"));
                }
                for one in subscriptions::list_customer(db, one.id)? {
                    let began = one.last_day() >= one.start;
                    all.extend(began.then(|| format!("{one:?}")));
                    for line in lines::list_subscription(db, one.id)? {
                        all.push(format!("{line:?}"));
                    }
                }
                for one in recurring::list_customer(db, one.id)? {
                    all.extend(one.due_on.map(|_| format!("{one:?}")));
                }
            }
        }
        for listed in bookings::list_paid(db, &bookings::Filter::default())? {
            let stands = listed.booking.status != Status::Cancelled;
            all.extend(stands.then(|| format!("{:?} {}", listed.booking, listed.paid)));
        }
        Ok(())
    });
    all
}

/// What was done, each with the books as they were before it.
struct Month {
    bench: Bench,
    done: Vec<(OperationId, Vec<String>)>,
}

impl Month {
    fn act(&mut self, work: impl FnOnce(&Bench) -> OperationId) {
        let before = picture(&self.bench);
        let operation = work(&self.bench);
        self.done.push((operation, before));
    }

    fn edit<T>(&mut self, work: impl FnOnce(&Tx) -> Result<T, OpError>) {
        self.act(|bench| did(bench, work));
    }
}

fn with_annex() -> SpaceDeclaration {
    let mut declared = sample("Europe/Kyiv");
    let mut annex = declared.locations[0].desks[0].clone();
    annex.handle = crate::domain::handle::Handle::read("annex").unwrap();
    declared.locations[0].desks.push(annex);
    declared.locations[0].desks[0].seats += 1;
    declared
}

fn people(month: &mut Month) {
    month.edit(|tx| apply(tx, &with_annex()));
    month.act(|bench| sell_plan(bench, "Lite", 1));
    let acme = company::New {
        name: "Acme",
        ..company::New::default()
    };
    month.edit(|tx| company::add(tx, &acme));
    let row = |name: &str| Row {
        name: name.to_owned(),
        email: format!("{name}@example.com"),
        handle: None,
        company: Some("acme".to_owned()),
        location: None,
        plan: (name == "ana").then(|| "Lite".to_owned()),
        from: None,
    };
    let file = Rows::good("members.csv", ["ana", "bo"].map(row));
    month.edit(|tx| import(tx, &file));
    let visitor = New {
        name: "Vi",
        visitor: true,
        ..New::default()
    };
    month.edit(|tx| member::add(tx, &visitor));
    month.edit(|tx| member::convert(tx, "vi"));
    let leave = Change {
        leave_company: true,
        edit: Edit {
            note: Some("freelance"),
            ..Edit::default()
        },
        ..Change::default()
    };
    month.edit(|tx| member::set(tx, "bo", &leave));
}

fn june(month: &mut Month) {
    month.act(|bench| sell_plan(bench, "Flex", 4));
    let dearer = plan::Change {
        price: Some("175"),
        ..plan::Change::default()
    };
    month.edit(|tx| plan::set(tx, "Flex", &dearer));
    month.act(|bench| subscribe(bench, "bo", "Flex"));
    month.act(|bench| subscribe(bench, "acme", "Flex"));
    month.act(|bench| give_to(bench, "ana", 4, None));
    month.act(|bench| give_to(bench, "vi", 3, Some(Monthly { until: None })));
    month.act(|bench| take(bench, 1));
    month.act(|bench| book(bench, "ana", "2026-06-05", 2).0);
    month.act(|bench| book(bench, "bo", "2026-06-08", 1).0);
    for on in ["2026-07-06", "2026-07-07", "2026-07-08"] {
        month.act(|bench| book(bench, "bo", on, 2).0);
    }
    let elsewhere = Move {
        id: BookingId(1),
        on: word("2026-06-09"),
        desk: Some("annex"),
        overridden: false,
    };
    month.edit(|tx| booking_change::move_to(tx, &elsewhere));
    let fewer = Seats {
        id: BookingId(1),
        seats: 1,
        wish: None,
    };
    month.edit(|tx| booking_change::set_seats(tx, &fewer));
    let gone = booking_cancel::Request {
        id: BookingId(2),
        wish: None,
        new_lot: None,
    };
    month.edit(|tx| booking_cancel::cancel(tx, &gone));
    let doubled = change::Change {
        quantity: Some(2),
        ..change::Change::default()
    };
    month.edit(|tx| change::set(tx, SubscriptionId(3), &doubled));
}

fn july(month: &mut Month) {
    month.act(|bench| renew_on(bench, "2026-07-01"));
    month.act(|bench| renew_on(bench, "2026-07-03"));
    let (from, until) = (word("2026-08-03").unwrap(), word("2026-09-02").unwrap());
    month.edit(|tx| change::pause(tx, SubscriptionId(3), from, until));
    month.act(|bench| book(bench, "bo", "2026-08-10", 1).0);
    month.edit(|tx| cancel::cancel(tx, SubscriptionId(2), When::Now));
    month.edit(|tx| plan::retire(tx, "Flex"));
    let new = New {
        name: "Cy",
        email: Some("cy@example.com"),
        ..New::default()
    };
    month.edit(|tx| member::add(tx, &new));
    month.edit(|tx| remove::remove(tx, "cy"));
    month.act(|bench| renew_on(bench, "2026-08-03"));
}

#[test]
fn a3_a_month_taken_back_one_by_one_leaves_the_books_as_at_the_start() {
    let mut month = Month {
        bench: Bench::on("2026-06-03"),
        done: Vec::new(),
    };
    month.bench.customer("old", Standing::Member, None);
    people(&mut month);
    june(&mut month);
    july(&mut month);
    let Month { bench, done } = month;
    let end = picture(&bench);
    sound(&bench);
    let mut undone = Vec::new();
    for (operation, before) in done.iter().rev() {
        undone.push(back(&bench, *operation).unwrap());
        assert_eq!(picture(&bench), *before, "after {operation} was undone");
    }
    let after = done.iter().map(|(_, before)| before).skip(1).chain([&end]);
    for (operation, after) in undone.into_iter().rev().zip(after) {
        back(&bench, operation).unwrap();
        assert_eq!(picture(&bench), *after, "after {operation} was undone");
    }
}
