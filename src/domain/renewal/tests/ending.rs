//! What follows purchases that are used up or expired (T5), and when they begin with a use (T2).

use super::*;
use crate::domain::day::Length;
use crate::domain::ids::PurchaseId;
use crate::domain::money::{Currency, Money};
use crate::domain::package::{Content, Starts, Then, Validity};
use crate::domain::purchase::{Brought, Charge, Item as Sort, Purchase};

/// Ten days for a month from 1 June on, sold to ana.
fn ten() -> Purchase {
    let euro = Currency::read("EUR").unwrap();
    Purchase {
        id: PurchaseId(1),
        customer: ANA,
        item: Sort::Package(PlanId(1)),
        name: "Ten".to_owned(),
        count: 1,
        price: Money::new(9_000, euro),
        charge: Charge::Paid,
        on: day("2026-06-01"),
        valid: Validity::For(Length::MONTH),
        starts: Starts::Purchase,
        begun_on: Some(day("2026-06-01")),
        then: Then::Renew,
        active_status: false,
        holdable: true,
        open: true,
    }
}

fn ending(follower: Follower, last_taken: Option<&str>) -> Ending {
    Ending {
        purchase: ten(),
        brought: vec![Brought {
            content: Content {
                kind: KindId(1),
                passes: PassQty::whole(10),
            },
            location: LocationId(1),
            priority: 0,
        }],
        last_taken: last_taken.map(day),
        held: Vec::new(),
        follower,
    }
}

/// What is due up to a day in the world where these purchases are, with so many days left of the
/// first one in lt-1.
fn due(mut world: World, endings: &[Ending], left: i64, as_of: &str) -> Vec<String> {
    let new = NewLot {
        owner: ANA,
        kind: KindId(1),
        passes: PassQty::whole(left),
        valid_from: day("2026-06-01"),
        expires_on: endings[0].purchase.last_day(),
        source: Source::Package,
        subscription: None,
        recurring: None,
        purchase: None,
        location: LocationId(1),
        priority: 0,
    };
    world.write(&new);
    world.lots[0].purchase = Some(PurchaseId(1));
    world.lots.retain(|lot| lot.left.is_positive());
    for customer in &mut world.customers {
        customer.as_of = day(as_of);
    }
    let begun_by_use: Vec<_> = endings.iter().map(|one| one.purchase.clone()).collect();
    let by_use = begun_by_use[0].starts == Starts::FirstVisit;
    let renewal = renew(
        &Unit {
            company: None,
            customers: &world.customers,
            lots: &world.lots,
            subscriptions: &world.subscriptions,
            recurring: &[],
            begun_by_use: if by_use { &begun_by_use } else { &[] },
            endings,
            scheduled: &world.scheduled,
            uses: &[],
        },
        &world.settings,
    );
    let told = renewal.items.iter().map(|item| {
        let said = match &item.what {
            What::Sell { purchase, .. } => format!("sell for {}", purchase.total()),
            What::Grant(new) => format!("grant {} until {}", new.passes, new.expires_on),
            What::Expire { passes, .. } => format!("expire {passes}"),
            What::Charge { booking, .. } => format!("charge {booking}"),
            What::Convert { plan, .. } => format!("convert to {plan}"),
            What::Unsold { .. } => "nothing follows".to_owned(),
            What::Fail { booking, .. } => format!("fail {booking}"),
            What::End { .. } | What::Invoice { .. } => "a subscription".to_owned(),
        };
        format!("{} {said}", item.on)
    });
    told.collect()
}

#[test]
fn t5_what_expired_is_sold_again_and_again_each_dated_as_it_should_have_been() {
    let again = [ending(Follower::Again, None)];
    assert_eq!(
        due(World::new(), &again, 3, "2026-08-15"),
        [
            "2026-07-01 expire 3",
            "2026-07-01 sell for 90.00",
            "2026-07-01 grant 10 until 2026-07-31",
            "2026-08-01 expire 10",
            "2026-08-01 sell for 90.00",
            "2026-08-01 grant 10 until 2026-08-31",
        ]
    );
    assert!(due(World::new(), &again, 3, "2026-06-30").is_empty());
}

#[test]
fn t5_what_is_used_up_is_followed_on_that_day() {
    let taken = Some("2026-06-10");
    for (follower, told) in [
        (Follower::Plan(PlanId(2)), "2026-06-10 convert to pl-2"),
        (Follower::Gone, "2026-06-10 nothing follows"),
    ] {
        let ending = [ending(follower, taken)];
        assert_eq!(due(World::new(), &ending, 0, "2026-06-20"), [told]);
        assert!(due(World::new(), &ending, 1, "2026-06-20").is_empty());
    }
    let again = [ending(Follower::Again, taken)];
    assert_eq!(
        due(World::new(), &again, 0, "2026-06-20"),
        [
            "2026-06-10 sell for 90.00",
            "2026-06-10 grant 10 until 2026-07-09"
        ]
    );
}

#[test]
fn t5_nothing_follows_before_passes_were_last_taken_nor_before_the_sale() {
    let later = [ending(Follower::Again, Some("2026-07-04"))];
    assert_eq!(
        due(World::new(), &later, 3, "2026-07-10"),
        [
            "2026-07-01 expire 3",
            "2026-07-04 sell for 90.00",
            "2026-07-04 grant 10 until 2026-08-03",
        ]
    );
    let before = [ending(Follower::Again, Some("2026-05-20"))];
    assert_eq!(
        due(World::new(), &before, 0, "2026-06-10"),
        [
            "2026-06-01 sell for 90.00",
            "2026-06-01 grant 10 until 2026-06-30",
        ]
    );
}

#[test]
fn t5_nothing_follows_while_it_is_on_hold() {
    let mut held = ending(Follower::Again, Some("2026-06-10"));
    held.held = vec![DaySpan {
        from: day("2026-06-09"),
        to: day("2026-06-12"),
    }];
    let told = due(World::new(), std::slice::from_ref(&held), 0, "2026-06-20");
    assert_eq!(told[0], "2026-06-13 sell for 90.00");
    let early = due(World::new(), std::slice::from_ref(&held), 0, "2026-06-12");
    assert!(early.is_empty());
    held.held[0].to = Day::NEVER;
    assert!(due(World::new(), &[held], 0, "2026-06-20").is_empty());
}

#[test]
fn r7_t5_what_ends_with_its_pool_is_followed_by_nothing() {
    let mut world = World::new();
    world.subscribe(ANA, "2026-06-02", "day=10");
    world.subscriptions[0].until = Some(day("2026-06-09"));
    let held = DaySpan {
        from: day("2026-06-09"),
        to: Day::NEVER,
    };
    for (follower, taken, held) in [
        (Follower::Again, None, None),
        (Follower::Plan(PlanId(2)), None, None),
        (Follower::Again, Some("2026-07-06"), None),
        (Follower::Again, None, Some(held)),
    ] {
        world.settings.subscription_end = SubscriptionEnd::AllPasses;
        let mut endings = [ending(follower, taken)];
        endings[0].held.extend(held);
        let told = due(world.clone(), &endings, 3, "2026-07-05");
        assert_eq!(
            told[3..],
            [
                "2026-06-10 a subscription",
                "2026-06-10 expire 3",
                "2026-06-10 nothing follows",
            ]
        );
    }
    world.settings.subscription_end = SubscriptionEnd::PlanPasses;
    let again = [ending(Follower::Again, None)];
    let told = due(world, &again, 3, "2026-07-05");
    assert!(told.contains(&"2026-07-01 sell for 90.00".to_owned()));
}

#[test]
fn t5_a_booking_that_uses_it_up_brings_what_pays_the_next() {
    let mut world = World::new();
    world.schedule(ANA, 1, "2026-06-05", "2026-06-05");
    world.schedule(ANA, 1, "2026-06-06", "2026-06-05");
    let again = [ending(Follower::Again, None)];
    let told = due(world, &again, 1, "2026-06-05");
    let charges: Vec<_> = told.iter().filter(|one| one.contains("charge")).collect();
    assert_eq!((told.len(), charges.len()), (4, 2), "{told:?}");
    assert_eq!(told[1], "2026-06-05 sell for 90.00");
}

#[test]
fn t2_a_charge_begins_what_starts_with_its_first_visit() {
    let mut world = World::new();
    world.schedule(ANA, 1, "2026-06-20", "2026-06-05");
    let mut waits = ending(Follower::Again, None);
    waits.purchase.starts = Starts::FirstVisit;
    waits.purchase.begun_on = None;
    assert_eq!(
        due(world, &[waits], 3, "2026-07-31"),
        [
            "2026-06-05 charge bk-1",
            "2026-07-20 expire 2",
            "2026-07-20 sell for 90.00",
            "2026-07-20 grant 10 until never",
        ]
    );
}
