//! Changes of a booking: cancelled, moved to another day, or with other seats. What was paid is
//! settled lot by lot.

use crate::domain::booking::money::{self, Owed};
use crate::domain::booking::pay::{cost, pay};
use crate::domain::booking::refusal::BookingRefusal;
use crate::domain::booking::{Means, Payment, PaymentStatus, covering};
use crate::domain::day::Day;
use crate::domain::ids::{LocationId, LotId};
use crate::domain::lot::Lot;
use crate::domain::qty::PassQty;
use crate::domain::refusal::Refusal;
use crate::domain::spend::{self, Draw, Fit};

/// `--refund` or `--no-refund`: what the desk's rule says is set aside (D5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Override {
    /// As if in time.
    Refund,
    /// As if late.
    NoRefund,
}

/// How a booking stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paid<'a> {
    /// These lots paid and nothing of it was given back.
    Charged(&'a [Draw]),
    /// The charge is pending.
    Pending,
    /// Passes are to pay when it is settled (D8).
    Later,
    /// With money: these lines stand for it (D7).
    Money(&'a [Owed]),
}

/// What a cancellation does about the payment (D5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cancellation {
    /// In time: each lot gets back what it paid (B7).
    Refunded(Vec<Draw>),
    /// Late: what was paid stays paid.
    Kept,
    /// In time: the pending charge is taken back.
    Removed,
    /// Late: the charge stays pending and is made when its window begins; the seat is free.
    StaysPending,
    /// Late: what is owed stays owed.
    StaysOwed,
    /// In time: nothing is due of the price any more; this becomes of the payment.
    Uncharged(PaymentStatus),
}

/// A part of a refund (B7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refund {
    /// The lot that paid.
    pub lot: LotId,
    /// What it gets back.
    pub passes: PassQty,
    /// Whether the lot has lapsed, so that the refund lapses with it at once.
    pub lapses: bool,
}

/// What a change does to the lots, and how the booking is paid afterwards (D6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// What is given back.
    pub refund: Vec<Draw>,
    /// What is taken in addition.
    pub draw: Vec<Draw>,
    /// All that the booking is paid with afterwards; [`Payment::Scheduled`] takes nothing now.
    pub payment: Payment,
}

/// Whether a change counts as in time: by the desk's rule, unless it is overridden (D5).
#[must_use]
pub const fn counts_as_in_time(in_time: bool, wish: Option<Override>) -> bool {
    match wish {
        None => in_time,
        Some(Override::Refund) => true,
        Some(Override::NoRefund) => false,
    }
}

/// Whether what is given back of a booking was given up in time, so that it lets nobody in any more
/// (C2): a late refund is the manager's word, and takes nothing from who came.
#[must_use]
pub const fn gives_up(in_time: bool, wish: Option<Override>) -> bool {
    in_time && counts_as_in_time(in_time, wish)
}

/// What becomes of the payment of a booking that is cancelled (D5).
#[must_use]
pub fn cancel(paid: Paid<'_>, in_time: bool, wish: Option<Override>) -> Cancellation {
    match (paid, counts_as_in_time(in_time, wish)) {
        (Paid::Charged(draws), true) => Cancellation::Refunded(draws.to_vec()),
        (Paid::Charged(_), false) => Cancellation::Kept,
        (Paid::Pending | Paid::Later, true) => Cancellation::Removed,
        (Paid::Pending, false) => Cancellation::StaysPending,
        (Paid::Money(lines), true) => Cancellation::Uncharged(money::cancelled(lines)),
        (Paid::Later | Paid::Money(_), false) => Cancellation::StaysOwed,
    }
}

/// What each lot gets back on that day, and whether that lapses at once (B7). `lots` has the lots
/// that paid.
#[must_use]
pub fn refunds(draws: &[Draw], lots: &[Lot], today: Day) -> Vec<Refund> {
    let lapsed = |id| {
        lots.iter()
            .any(|lot| lot.id == id && lot.expires_on < today)
    };
    let refund = |draw: &Draw| Refund {
        lot: draw.lot,
        passes: draw.passes,
        lapses: lapsed(draw.lot),
    };
    draws.iter().map(refund).collect()
}

/// Moves a booking of so many seats to another day: what was paid is given back, then it is paid
/// like a new one; refused whole where it cannot be (D6). `means.lots` has the lots that
/// paid too, also those with nothing left; `from` is where the booking was.
pub fn move_to(
    on: Day,
    seats: i64,
    paid: Paid<'_>,
    from: LocationId,
    means: &Means<'_>,
) -> Result<Settled, Refusal> {
    let before = match paid {
        Paid::Charged(draws) => draws,
        Paid::Pending | Paid::Later | Paid::Money(_) => &[],
    };
    let mut lots = means.lots.to_vec();
    for lot in &mut lots {
        lot.give_back(taken_from(before, lot.id), from);
    }
    let means = Means {
        lots: &lots,
        ..*means
    };
    let payment = pay(cost(seats), on, &means)?;
    let after: &[Draw] = match &payment {
        Payment::Charged(draws) => draws,
        Payment::Scheduled { .. } => &[],
    };
    Ok(Settled {
        refund: more_in(before, after),
        draw: more_in(after, before),
        payment,
    })
}

/// Gives a charged booking other seats. More of them take the difference from the lots usable on
/// its day, whole or not at all. Fewer give back what was drawn last; late, they give back nothing
/// (D5, D6). Where a lot covers it without a count, it stays so while that lot, or another like it,
/// covers all of them (T2); else passes pay for all.
pub fn set_seats(
    on: Day,
    seats: i64,
    draws: &[Draw],
    in_time: bool,
    means: &Means<'_>,
) -> Result<Settled, Refusal> {
    if seats < 1 {
        return Err(BookingRefusal::NoSeats.into());
    }
    let paid: PassQty = draws.iter().map(|draw| draw.passes).sum();
    let wanted = cost(seats);
    let mut settled = Settled {
        refund: Vec::new(),
        draw: Vec::new(),
        payment: Payment::Charged(draws.to_vec()),
    };
    if covering(draws).is_some() {
        let spend = means.spend(wanted, on);
        let anew = spend::draw(means.lots, &spend).map_err(|short| short.refusal(&spend))?;
        settled.draw = more_in(&anew, &[]);
        settled.payment = Payment::Charged(anew);
    } else if wanted > paid {
        let counted: Vec<Fit> = means
            .fits
            .iter()
            .filter(|fit| fit.counted)
            .copied()
            .collect();
        let counted = Means {
            fits: &counted,
            ..*means
        };
        let spend = counted.spend(wanted - paid, on);
        let more = spend::draw(means.lots, &spend).map_err(|short| short.refusal(&spend))?;
        settled.payment = Payment::Charged(joined(draws, &more));
        settled.draw = more;
    } else if in_time {
        let back = draws.iter().rev().copied();
        let back: Vec<Draw> = spend::take(back.map(|draw| (draw.lot, draw.passes)), paid - wanted)
            .expect("not more than was paid");
        settled.payment = Payment::Charged(more_in(draws, &back));
        settled.refund = back;
    }
    Ok(settled)
}

/// What lots pay in the first list beyond what they pay in the second.
fn more_in(first: &[Draw], second: &[Draw]) -> Vec<Draw> {
    let more = first.iter().map(|draw| Draw {
        lot: draw.lot,
        passes: draw.passes - taken_from(second, draw.lot),
    });
    more.filter(|draw| draw.passes.is_positive()).collect()
}

fn joined(first: &[Draw], second: &[Draw]) -> Vec<Draw> {
    let mut joined = first.to_vec();
    for draw in second {
        match joined.iter_mut().find(|other| other.lot == draw.lot) {
            Some(other) => other.passes += draw.passes,
            None => joined.push(*draw),
        }
    }
    joined
}

fn taken_from(draws: &[Draw], lot: LotId) -> PassQty {
    let of_lot = draws.iter().filter(|draw| draw.lot == lot);
    of_lot.map(|draw| draw.passes).sum()
}
