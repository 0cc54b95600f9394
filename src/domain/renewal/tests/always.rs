//! What holds of every renewal: how often it runs makes no difference.

use proptest::prelude::*;

use super::world::{ACME, ANA, BEN, World, day, five_monthly, subscription};
use super::*;
use crate::domain::day::Length;
use crate::domain::period::Anchor;

const INCLUDES: [&str; 5] = [
    "day=3",
    "day=2/week",
    "day=4/month",
    "day=1/week,valid=2months",
    "day=2,valid=never",
];

fn who() -> impl Strategy<Value = CustomerId> {
    prop::sample::select(vec![ANA, BEN, ACME])
}

prop_compose! {
    fn any_subscription()(
        customer in who(),
        start in 0_i32..60,
        include in prop::sample::select(INCLUDES.to_vec()),
        cycle in prop::sample::select(vec!["1month", "2weeks", "10days", "3months"]),
        by_month in any::<bool>(),
        prorate in any::<bool>(),
        lasts in prop::option::of(0_i32..120),
    ) -> Subscription {
        let mut one = subscription(1, "2026-01-15", include);
        one.customer = customer;
        one.start = one.start.plus(start);
        one.cycle = Length::read(cycle).unwrap();
        one.anchor = Anchor::Start;
        if by_month && Anchor::Month.check(one.cycle).is_ok() {
            one.anchor = Anchor::Month;
        }
        one.until = lasts.map(|days| one.start.plus(days));
        one.terms[0].from = one.start;
        one.terms[0].prorate = prorate;
        one.due_on = Some(one.start);
        one
    }
}

prop_compose! {
    fn any_booking()(
        customer in who(),
        passes in 1_i64..4,
        on in 0_i32..150,
        of in any::<prop::sample::Index>(),
        company_pays in any::<bool>(),
    ) -> (CustomerId, i64, i32, prop::sample::Index, bool) {
        (customer, passes, on, of, company_pays)
    }
}

prop_compose! {
    fn any_world()(
        subscriptions in prop::collection::vec(any_subscription(), 1..4),
        bookings in prop::collection::vec(any_booking(), 0..12),
        lots in prop::collection::vec((who(), 1_i64..5, 0_i32..100), 0..4),
        monthly in any::<bool>(),
        pooled in any::<bool>(),
        all_passes in any::<bool>(),
    ) -> World {
        let mut world = World::company();
        for (owner, passes, days) in lots {
            let last = day("2026-01-15").plus(days).to_string();
            world.lot(owner, passes, "2026-01-01", &last);
        }
        for (id, mut subscription) in (1..).zip(subscriptions) {
            subscription.id = SubscriptionId(id);
            world.subscriptions.push(subscription);
        }
        for (customer, passes, on, of, company_pays) in bookings {
            let subscription = of.get(&world.subscriptions);
            let on = day("2026-01-15").plus(on);
            let fits = &world.settings.fits[0];
            let Some(charges_on) = subscription.charges_on(on, fits) else {
                continue;
            };
            let subscriber = subscription.customer;
            let charge = charges_on.to_string();
            world.schedule(customer, passes, &on.to_string(), &charge);
            let pending = world.scheduled.last_mut().unwrap();
            pending.subscriber = subscriber;
            if company_pays {
                pending.purse = Purse::Company;
            }
        }
        if monthly {
            world.recurring = vec![five_monthly("2026-01-20", "2026-04-10")];
        }
        if !pooled {
            world.settings.company_passes = CompanyPasses::OwnFirst;
        }
        if all_passes {
            world.settings.subscription_end = SubscriptionEnd::AllPasses;
        }
        world
    }
}

proptest! {
    #[test]
    fn r5_every_day_or_once_at_the_end_is_the_same(world in any_world()) {
        let (mut daily, mut once) = (world.clone(), world);
        let (first, last) = (day("2026-01-10"), day("2026-06-30"));
        let mut told = Vec::new();
        for number in first.number()..=last.number() {
            told.extend(daily.renew(Day::from_number(number)));
        }
        prop_assert_eq!(&told, &once.renew(last));
        prop_assert!(told.is_sorted_by_key(|line| line[..10].to_owned()));
        prop_assert_eq!(&daily.lots, &once.lots);
        prop_assert_eq!(&daily.subscriptions, &once.subscriptions);
        prop_assert_eq!(once.preview(last), Renewal::default());
    }

    #[test]
    fn r6_what_is_charged_is_paid_from_lots_valid_on_the_day(world in any_world()) {
        let mut world = world;
        let before = world.clone();
        let renewal = world.preview(day("2026-06-30"));
        let grants: Vec<_> = renewal
            .items
            .iter()
            .filter_map(|item| match &item.what {
                What::Grant(new) => Some(*new),
                What::Expire { .. } | What::End { .. } | What::Invoice { .. }
                | What::Charge { .. } | What::Fail { .. } | What::Sell { .. }
                | What::Convert { .. } | What::Unsold { .. } => None,
            })
            .collect();
        let dates = |lot: LotRef| match lot {
            LotRef::Existing(id) => {
                let lot = before.lots.iter().find(|lot| lot.id == id).unwrap();
                (lot.valid_from, lot.expires_on)
            }
            LotRef::New(nth) => (grants[nth].valid_from, grants[nth].expires_on),
        };
        for item in &renewal.items {
            if let What::Charge { booking, draws } = &item.what {
                let pending = before.scheduled.iter().find(|one| one.booking == *booking);
                let pending = pending.unwrap();
                prop_assert_eq!(draws.iter().map(|draw| draw.passes).sum::<PassQty>(), pending.passes);
                for draw in draws {
                    let (from, to) = dates(draw.lot);
                    prop_assert!(from <= pending.on && pending.on <= to);
                }
            }
        }
    }

    #[test]
    fn b6_windows_of_one_kind_never_begin_on_the_same_day_twice(world in any_world()) {
        let mut world = world;
        let renewal = world.preview(day("2026-06-30"));
        let mut begun: Vec<_> = renewal
            .items
            .iter()
            .filter_map(|item| match &item.what {
                What::Grant(new) => new.subscription.map(|id| (id, new.kind, new.valid_from)),
                What::Expire { .. } | What::End { .. } | What::Invoice { .. }
                | What::Charge { .. } | What::Fail { .. } | What::Sell { .. }
                | What::Convert { .. } | What::Unsold { .. } => None,
            })
            .collect();
        let how_many = begun.len();
        begun.sort_unstable();
        begun.dedup();
        prop_assert_eq!(begun.len(), how_many);
    }
}
