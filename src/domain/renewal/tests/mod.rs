//! Tests of the simulation: each line of R4 to R7, month ends, missed months.

mod always;
mod ending;
mod world;

use super::*;
use crate::domain::subscription::Pause;
use world::{ACME, ANA, BEN, World, day, five_monthly, subscription};

#[test]
fn r4_golden_1_what_arrives_today_can_pay() {
    let mut world = World::new();
    world.subscribe(ANA, "2026-06-02", "day=10");
    world.renew(day("2026-06-10"));
    world.schedule(ANA, 1, "2026-08-13", "2026-08-02");
    assert_eq!(
        world.renew(day("2026-07-02")),
        [
            "2026-07-02 expire 10 of lt-1",
            "2026-07-02 invoice 150.00 for 2026-07-02 to 2026-08-01",
            "2026-07-02 grant 10 as lt-2, 2026-07-02 to 2026-08-01",
        ]
    );
    assert_eq!(world.scheduled.len(), 1);
    assert_eq!(
        world.renew(day("2026-08-02")),
        [
            "2026-08-02 expire 10 of lt-2",
            "2026-08-02 invoice 150.00 for 2026-08-02 to 2026-09-01",
            "2026-08-02 grant 10 as lt-3, 2026-08-02 to 2026-09-01",
            "2026-08-02 charge bk-1: 1 of lt-3",
        ]
    );
}

#[test]
fn r6_golden_2_the_soonest_first_whole_or_not_at_all() {
    let mut world = World::new();
    world.subscribe(ANA, "2026-07-01", "day=3");
    world.schedule(ANA, 2, "2026-07-07", "2026-07-01");
    world.schedule(ANA, 3, "2026-07-06", "2026-07-01");
    world.schedule(ANA, 1, "2026-07-05", "2026-07-01");
    assert_eq!(
        world.renew(day("2026-07-01"))[2..],
        [
            "2026-07-01 charge bk-3: 1 of lt-1",
            "2026-07-01 fail bk-2: need 3, have 2",
            "2026-07-01 charge bk-1: 2 of lt-1",
        ]
    );
}

#[test]
fn r6_t2_a_lot_that_is_not_counted_covers_as_many_as_its_limit_lets() {
    let all = KindId(9);
    for mut world in [World::new(), World::company()] {
        world.settings.fits[0].push(Fit {
            kind: all,
            price_minor: 0,
            most: None,
            counted: false,
        });
        world.settings.limits = vec![(all, Limit::read("3/month").unwrap())];
        world.subscribe(ANA, "2026-07-01", "day=3");
        world.lot(ANA, 1, "2026-06-01", "2026-07-20");
        world.lots[0].kind = all;
        for (seats, on) in [(2, "2026-07-05"), (2, "2026-07-06"), (1, "2026-07-07")] {
            world.schedule(ANA, seats, on, "2026-07-01");
        }
        world.schedule(ANA, 1, "2026-07-21", "2026-07-01");
        assert_eq!(
            world.renew(day("2026-07-01"))[2..],
            [
                "2026-07-01 charge bk-1: 0 of lt-1",
                "2026-07-01 charge bk-2: 2 of lt-2",
                "2026-07-01 charge bk-3: 0 of lt-1",
                "2026-07-01 charge bk-4: 1 of lt-2",
            ]
        );
    }
}

#[test]
fn r6_of_the_same_date_the_one_made_first_is_charged_first() {
    let mut world = World::new();
    world.subscribe(ANA, "2026-07-01", "day=2");
    for passes in [1, 2, 1] {
        world.schedule(ANA, passes, "2026-07-07", "2026-07-01");
    }
    assert_eq!(
        world.renew(day("2026-07-01"))[2..],
        [
            "2026-07-01 charge bk-1: 1 of lt-1",
            "2026-07-01 fail bk-2: need 2, have 1",
            "2026-07-01 charge bk-3: 1 of lt-1",
        ]
    );
}

#[test]
fn r6_every_usable_lot_pays_in_the_usual_order() {
    let mut world = World::new();
    world.subscribe(ANA, "2026-07-01", "day=2");
    world.lot(ANA, 1, "2026-06-01", "2026-07-08");
    world.lot(ANA, 5, "2026-06-01", "never");
    world.lot(ANA, 5, "2026-06-01", "2026-07-06");
    world.lot(ANA, 5, "2026-07-08", "2026-07-20");
    world.schedule(ANA, 4, "2026-07-07", "2026-07-01");
    assert_eq!(
        world.renew(day("2026-07-01"))[2..],
        ["2026-07-01 charge bk-1: 1 of lt-1, 2 of lt-5, 1 of lt-2"]
    );
}

#[test]
fn r5_three_missed_months_are_caught_up_each_dated_as_it_should_have_been() {
    let mut world = World::new();
    world.subscribe(ANA, "2028-01-31", "day=10");
    world.renew(day("2028-01-31"));
    world.schedule(ANA, 4, "2028-02-29", "2028-02-29");
    world.schedule(ANA, 4, "2028-04-02", "2028-03-31");
    assert_eq!(
        world.renew(day("2028-05-15")),
        [
            "2028-02-29 expire 10 of lt-1",
            "2028-02-29 invoice 150.00 for 2028-02-29 to 2028-03-30",
            "2028-02-29 grant 10 as lt-2, 2028-02-29 to 2028-03-30",
            "2028-02-29 charge bk-1: 4 of lt-2",
            "2028-03-31 expire 6 of lt-2",
            "2028-03-31 invoice 150.00 for 2028-03-31 to 2028-04-29",
            "2028-03-31 grant 10 as lt-3, 2028-03-31 to 2028-04-29",
            "2028-03-31 charge bk-2: 4 of lt-3",
            "2028-04-30 expire 6 of lt-3",
            "2028-04-30 invoice 150.00 for 2028-04-30 to 2028-05-30",
            "2028-04-30 grant 10 as lt-4, 2028-04-30 to 2028-05-30",
        ]
    );
    let due = world.subscriptions[0].due_on;
    assert_eq!(due, Some(day("2028-05-31")));
}

#[test]
fn r5_running_it_twice_changes_nothing() {
    let mut world = World::new();
    world.subscribe(ANA, "2026-06-02", "day=10/week");
    world.recurring = vec![five_monthly("2026-01-20", "2026-12-10")];
    world.lot(ANA, 1, "2026-06-01", "2026-06-30");
    world.schedule(ANA, 1, "2026-07-07", "2026-07-06");
    assert!(!world.renew(day("2026-07-20")).is_empty());
    assert_eq!(world.preview(day("2026-07-20")), Renewal::default());
}

#[test]
fn b4_golden_5_monthly_grants_come_and_lapse_without_carry_over() {
    let mut world = World::new();
    world.recurring = vec![five_monthly("2026-01-20", "2026-03-10")];
    assert_eq!(
        world.renew(day("2026-12-31")),
        [
            "2026-01-20 grant 5 as lt-1, 2026-01-20 to 2026-01-31",
            "2026-02-01 expire 5 of lt-1",
            "2026-02-01 grant 5 as lt-2, 2026-02-01 to 2026-02-28",
            "2026-03-01 expire 5 of lt-2",
            "2026-03-01 grant 5 as lt-3, 2026-03-01 to 2026-03-10",
            "2026-03-11 expire 5 of lt-3",
        ]
    );
    assert_eq!(world.recurring[0].due_on, None);
}

#[test]
fn b8_an_expiry_is_dated_the_day_after_the_last() {
    let mut world = World::new();
    world.lot(ANA, 2, "2026-01-01", "2026-06-30");
    world.lot(ANA, 0, "2026-01-01", "2026-06-30");
    assert!(world.renew(day("2026-06-30")).is_empty());
    assert_eq!(
        world.renew(day("2026-07-01")),
        ["2026-07-01 expire 2 of lt-1"]
    );
}

#[test]
fn r7_at_the_end_the_plans_leftover_expires_and_the_rest_stays() {
    let mut world = World::new();
    world.subscribe(ANA, "2026-06-02", "day=10,valid=6months");
    world.lot(ANA, 5, "2026-01-01", "never");
    world.renew(day("2026-06-10"));
    world.subscriptions[0].until = Some(day("2026-06-20"));
    assert_eq!(
        world.renew(day("2026-08-01")),
        ["2026-06-21 end sb-1", "2026-06-21 expire 10 of lt-2"]
    );
    assert_eq!(world.subscriptions[0].due_on, None);
    assert!(world.renew(day("2027-08-01")).is_empty());
}

#[test]
fn r7_all_passes_takes_every_lot_of_the_pool() {
    let mut world = World::company();
    world.settings.subscription_end = SubscriptionEnd::AllPasses;
    world.subscribe(ANA, "2026-06-02", "day=10");
    world.lot(ANA, 5, "2026-01-01", "never");
    world.lot(BEN, 5, "2026-01-01", "never");
    world.lot(ACME, 5, "2026-01-01", "never");
    world.subscriptions[0].until = Some(day("2026-07-01"));
    assert_eq!(
        world.clone().renew(day("2026-07-02"))[2..],
        [
            "2026-07-02 expire 10 of lt-4",
            "2026-07-02 end sb-1",
            "2026-07-02 expire 5 of lt-1",
        ]
    );
    world.subscriptions[0].customer = ACME;
    assert_eq!(
        world.clone().renew(day("2026-07-02"))[3..],
        [
            "2026-07-02 end sb-1",
            "2026-07-02 expire 5 of lt-1",
            "2026-07-02 expire 5 of lt-2",
            "2026-07-02 expire 5 of lt-3",
        ]
    );
    world.settings.company_passes = CompanyPasses::OwnFirst;
    assert_eq!(
        world.renew(day("2026-07-02"))[3..],
        ["2026-07-02 end sb-1", "2026-07-02 expire 5 of lt-3"]
    );
}

#[test]
fn r7_one_cancelled_before_it_began_only_ends() {
    let mut world = World::new();
    world.subscribe(ANA, "2026-06-02", "day=10");
    world.subscriptions[0].until = Some(day("2026-05-19"));
    assert_eq!(world.renew(day("2026-07-02")), ["2026-05-20 end sb-1"]);
}

#[test]
fn r8_a_paused_period_lapses_the_running_lot_and_brings_none() {
    let mut world = World::new();
    world.subscribe(ANA, "2026-06-02", "day=10");
    let july = DaySpan::new(day("2026-07-02"), day("2026-08-01")).unwrap();
    world.subscriptions[0].pauses = vec![Pause(july)];
    assert_eq!(
        world.renew(day("2026-08-02"))[2..],
        [
            "2026-07-02 expire 10 of lt-1",
            "2026-08-02 invoice 150.00 for 2026-08-02 to 2026-09-01",
            "2026-08-02 grant 10 as lt-2, 2026-08-02 to 2026-09-01",
        ]
    );
}

#[test]
fn p4_a_pooled_companys_bookings_are_paid_by_the_whole_pool() {
    let mut world = World::company();
    world.subscribe(ACME, "2026-07-01", "day=2");
    world.lot(BEN, 1, "2026-06-01", "2026-07-30");
    world.schedule(ANA, 2, "2026-07-05", "2026-07-01");
    world.schedule(BEN, 1, "2026-07-04", "2026-07-01");
    world.schedule(BEN, 1, "2026-07-06", "2026-07-01");
    assert_eq!(
        world.clone().renew(day("2026-07-01"))[2..],
        [
            "2026-07-01 charge bk-2: 1 of lt-1",
            "2026-07-01 charge bk-1: 2 of lt-2",
            "2026-07-01 fail bk-3: need 1, have 0",
        ]
    );
    world.settings.company_passes = CompanyPasses::OwnFirst;
    world.scheduled[2].purse = Purse::Company;
    assert_eq!(
        world.renew(day("2026-07-01"))[2..],
        [
            "2026-07-01 charge bk-2: 1 of lt-1",
            "2026-07-01 charge bk-1: 2 of lt-2",
            "2026-07-01 fail bk-3: need 1, have 0",
        ]
    );
}

#[test]
fn p5_pay_company_leaves_the_members_lots_alone() {
    let mut world = World::company();
    world.lot(ANA, 5, "2026-06-01", "2026-07-30");
    world.lot(ACME, 1, "2026-06-01", "never");
    world.schedule(ANA, 1, "2026-07-05", "2026-07-01");
    world.schedule(ANA, 1, "2026-07-06", "2026-07-01");
    for pending in &mut world.scheduled {
        pending.purse = Purse::Company;
    }
    assert_eq!(
        world.renew(day("2026-07-01")),
        [
            "2026-07-01 charge bk-1: 1 of lt-2",
            "2026-07-01 fail bk-2: need 1, have 0",
        ]
    );
}

#[test]
fn q3_each_customer_is_renewed_by_their_own_calendar() {
    let mut world = World::company();
    world.subscribe(ANA, "2026-07-01", "day=1");
    world.subscribe(ACME, "2026-07-01", "day=1");
    world.schedule(ANA, 1, "2026-07-05", "2026-07-01");
    world.scheduled[0].subscriber = ACME;
    world.preview(day("2026-07-01"));
    world.customers[2].as_of = day("2026-06-30");
    let renewal = renew(
        &Unit {
            company: Some(ACME),
            customers: &world.customers,
            lots: &[],
            subscriptions: &world.subscriptions,
            recurring: &[],
            begun_by_use: &[],
            endings: &[],
            scheduled: &world.scheduled,
            uses: &[],
        },
        &world.settings,
    );
    assert_eq!(
        renewal.subscriptions,
        [(SubscriptionId(1), Some(day("2026-08-01")))]
    );
    assert!(renewal.items.iter().all(|item| item.customer == ANA));
    assert_eq!(renewal.items.len(), 2);
}

#[test]
fn r2_a_start_in_the_past_brings_only_the_current_period() {
    let world = World::new();
    let subscription = subscription(1, "2026-01-31", "day=10");
    let customer = Customer {
        as_of: day("2026-03-15"),
        ..world.customers[0]
    };
    let opened = open(&subscription, &customer, &world.settings);
    assert_eq!(
        opened.subscriptions,
        [(SubscriptionId(1), Some(day("2026-03-31")))]
    );
    let [invoice, grant] = opened.items.as_slice() else {
        panic!("one line and one lot");
    };
    let period = DaySpan::new(day("2026-02-28"), day("2026-03-30")).unwrap();
    assert!(matches!(invoice.what, What::Invoice { period: for_, .. } if for_ == period));
    assert!(matches!(grant.what, What::Grant(new)
        if new.valid_from == period.from && new.expires_on == period.to));
}

#[test]
fn r2_backfill_brings_everything_since_the_start() {
    let mut world = World::new();
    world.subscribe(ANA, "2026-01-31", "day=10");
    let told = world.renew(day("2026-03-15"));
    let granted = told.iter().filter(|line| line.contains("grant")).count();
    let expired = told.iter().filter(|line| line.contains("expire")).count();
    assert_eq!((granted, expired), (2, 1));
}

#[test]
fn k4_plan_lots_have_the_priority_of_their_kind() {
    let mut world = World::new();
    world.settings.priorities = vec![(KindId(9), 3), (world::DAY, 7)];
    world.subscribe(ANA, "2026-07-01", "day=1");
    world.renew(day("2026-07-01"));
    assert_eq!(world.lots[0].priority, 7);
}

#[test]
fn r9_what_lapsed_does_not_come_back_with_a_new_subscription() {
    let mut world = World::new();
    world.subscribe(ANA, "2026-06-02", "day=10");
    world.subscriptions[0].until = Some(day("2026-07-01"));
    world.renew(day("2026-07-02"));
    world.subscribe(ANA, "2026-07-10", "day=10");
    world.renew(day("2026-07-10"));
    let left: Vec<_> = world.lots.iter().map(|lot| lot.left).collect();
    assert_eq!(left, [PassQty::ZERO, PassQty::whole(10)]);
}
