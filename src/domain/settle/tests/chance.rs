//! Little dates by chance.

use proptest::prelude::*;

use super::brute::{MINUTES, Small, minute};
use super::*;

fn charge() -> impl Strategy<Value = CheckinCharge> {
    prop::sample::select(vec![CheckinCharge::PerDay, CheckinCharge::PerVisit])
}

fn span() -> impl Strategy<Value = Stretch> {
    (0..MINUTES, 1..6_usize).prop_map(|(from, length)| Stretch {
        from: minute(from),
        to: minute(from + length),
    })
}

fn cover() -> impl Strategy<Value = Cover> {
    prop_oneof![
        Just(Cover::Day),
        prop::collection::vec(span(), 1..3).prop_map(Cover::Spans),
        (2..6_u32).prop_map(Cover::Minutes),
        Just(Cover::Visit),
        Just(Cover::Unlimited),
    ]
}

fn offer(visits: usize) -> impl Strategy<Value = Offer> {
    let fits = prop::collection::vec(prop::bool::weighted(0.8), visits);
    (
        cover(),
        0..4_i64,
        prop::option::weighted(0.2, 0..3_u32),
        fits,
    )
        .prop_map(|(cover, price, most, fits)| Offer {
            kind: KindId(0),
            price_minor: if cover == Cover::Unlimited { 0 } else { price },
            cover,
            most,
            fits,
        })
}

/// Up to three visits between minutes, in order, with gaps or without.
fn visits() -> impl Strategy<Value = Vec<Stay>> {
    prop::collection::vec((0..2_usize, 0..4_usize), 1..5).prop_map(|pairs| {
        let mut visits = Vec::new();
        let mut now = 0;
        for (gap, length) in pairs {
            let from = now + gap;
            now = from + length;
            if now >= MINUTES {
                break;
            }
            visits.push(Stay {
                from: minute(from),
                to: minute(now),
                open: false,
            });
            now += usize::from(length == 0);
        }
        visits
    })
}

pub(super) fn small() -> impl Strategy<Value = Small> {
    visits().prop_flat_map(|visits| {
        let offers = prop::collection::vec(offer(visits.len()), 1..5);
        let lot_of = (0..4_i64, 1..6_i64, 0..3_i32, any::<bool>());
        let lots = prop::collection::vec(lot_of, 1..8);
        let running = prop::collection::vec(span(), 0..2);
        let mode = prop::sample::select(vec![CheckinMode::FullDay, CheckinMode::HalfDay]);
        (Just(visits), offers, lots, running, charge(), mode).prop_map(
            |(visits, mut offers, lots, running, charge, mode)| {
                for (at, offer) in (1..).zip(&mut offers) {
                    offer.kind = KindId(at);
                }
                let by_visit = charge == CheckinCharge::PerVisit;
                let lots = (1..).zip(lots).map(|(id, (kind, halves, expires, dated))| {
                    let kind = KindId(kind + 1);
                    let of_kind = offers.iter().find(|offer| offer.kind == kind);
                    let is_day = of_kind.is_some_and(|offer| offer.cover == Cover::Day);
                    Available {
                        per_day: by_visit && is_day && dated,
                        ..lot(id, kind, halves, expires)
                    }
                });
                Small {
                    lots: lots.collect(),
                    visits,
                    running,
                    offers,
                    ends: MINUTES + 1,
                    charge,
                    mode,
                }
            },
        )
    })
}

/// Visits of a date that ends in the midst of the last one. Only spans run over its end: a pass of
/// minutes would have to be placed where the one before it ends.
pub(super) fn overnight() -> impl Strategy<Value = Small> {
    (small(), 0..3_usize).prop_filter_map("nobody stays", |(mut small, short)| {
        let last = small.visits.last()?;
        let to = usize::try_from(last.to.ms() / 60_000).unwrap();
        small.ends = (to - short.min(to)).max(1);
        let ends = minute(small.ends);
        for offer in &mut small.offers {
            match &mut offer.cover {
                Cover::Spans(spans) => spans.retain(|span| span.from < ends),
                Cover::Minutes(_) => offer.cover = Cover::Visit,
                Cover::Day | Cover::Visit | Cover::Unlimited => {}
            }
        }
        (last.from < ends && ends < last.to).then_some(small)
    })
}
