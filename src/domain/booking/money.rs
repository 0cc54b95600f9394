//! Bookings paid with money: the desk's price, and the invoice lines that come to it (D7).

use crate::domain::booking::PaymentStatus;
use crate::domain::booking::refusal::BookingRefusal;
use crate::domain::desk::{Desk, DeskKind};
use crate::domain::ids::{InvoiceId, LineId};
use crate::domain::money::Money;
use crate::domain::promo::Discount;

/// A line that stands for a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owed {
    /// The line.
    pub line: LineId,
    /// Its amount; negative for a credit.
    pub amount: Money,
    /// Neither paid nor on an issued invoice: it can still be taken off.
    pub open: bool,
    /// It was paid, at the desk or with its invoice.
    pub paid: bool,
    /// The issued invoice that it stands on.
    pub invoice: Option<InvoiceId>,
}

/// What becomes of a booking's lines so that they come to what is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines {
    /// Open lines to be taken off.
    pub off: Vec<LineId>,
    /// A line to be added: what is owed besides, or a credit for what was paid beyond; None where
    /// nothing is.
    pub add: Option<Money>,
    /// What the payment is then: unpaid while anything is owed.
    pub status: PaymentStatus,
}

/// Refuses a desk that is not booked by the day: a dedicated one is somebody's (D1, D9).
pub fn check_desk(kind: &DeskKind) -> Result<(), BookingRefusal> {
    match kind {
        DeskKind::Dedicated => Err(BookingRefusal::Dedicated),
        DeskKind::Hot | DeskKind::Class | DeskKind::Other(_) => Ok(()),
    }
}

/// The desk's price of that many seats for a day (D7).
#[must_use]
pub const fn price(desk: &Desk, seats: i64) -> Money {
    desk.terms.price.times(seats)
}

/// What the lines come to, in the currency of the desk's price where there are none.
#[must_use]
pub fn sum(lines: &[Owed], none: Money) -> Money {
    let minor = lines.iter().map(|line| line.amount.minor).sum();
    let currency = lines
        .first()
        .map_or(none.currency, |line| line.amount.currency);
    Money { minor, currency }
}

/// What the credits among the lines come to, as a positive amount.
#[must_use]
pub fn credited(lines: &[Owed], none: Money) -> Money {
    let credits = lines.iter().filter(|line| line.amount.minor < 0);
    sum(&credits.copied().collect::<Vec<_>>(), none).times(-1)
}

/// What is due for other seats: each more costs the desk's price of today, but what was paid for
/// seats given up late counts; fewer give back their part (D5, D6). A promo code's percentage is taken
/// off what comes in addition too, its amount only once (V2).
#[must_use]
pub fn reseated(
    desk: &Desk,
    due: Money,
    was: i64,
    seats: i64,
    discount: Option<Discount>,
) -> Money {
    if seats <= was {
        return due.part_half_up(seats, was);
    }
    let added = price(desk, seats - was);
    let all = price(desk, seats);
    let off = |price| discount.map_or(0, |discount| discount.off(price).minor);
    let off_added = match discount {
        Some(Discount::Percent(_)) => off(added),
        Some(Discount::Amount(_)) | None => 0,
    };
    let more = due.minor + added.minor - off_added;
    let minor = due.minor.max(more.min(all.minor - off(all)));
    Money { minor, ..due }
}

/// Makes the lines come to what is due: open ones are taken off, the rest of it is added, or a
/// credit for what was paid or issued beyond it (D5, D6, D7). Lines that come to it already stay.
/// Refused where paid lines have another currency (Q2).
pub fn settle(lines: &[Owed], due: Money) -> Result<Lines, BookingRefusal> {
    let (open, settled): (Vec<&Owed>, Vec<&Owed>) = lines.iter().partition(|line| line.open);
    let other = settled.iter().map(|line| line.amount.currency);
    if let Some(has) = other.into_iter().find(|has| *has != due.currency) {
        let wants = due.currency;
        return Err(BookingRefusal::PaidInOtherCurrency { has, wants });
    }
    let minor = |lines: &[&Owed]| -> i64 { lines.iter().map(|line| line.amount.minor).sum() };
    let missing = due.minor - minor(&settled);
    let status = status_of(missing + owed_minor(settled.iter().copied()));
    let same = open.iter().all(|line| line.amount.currency == due.currency);
    if same && minor(&open) == missing {
        let (off, add) = (Vec::new(), None);
        return Ok(Lines { off, add, status });
    }
    Ok(Lines {
        off: open.iter().map(|line| line.line).collect(),
        add: (missing != 0).then_some(Money::new(missing, due.currency)),
        status,
    })
}

/// What the payment is by what the lines leave to be paid: unpaid while anything is (D7).
pub fn status<'a>(lines: impl IntoIterator<Item = &'a Owed>) -> PaymentStatus {
    status_of(owed_minor(lines))
}

const fn status_of(owed_minor: i64) -> PaymentStatus {
    if owed_minor > 0 {
        PaymentStatus::Unpaid
    } else {
        PaymentStatus::Paid
    }
}

/// What the lines leave to be paid, credits set against it, in minor units.
fn owed_minor<'a>(lines: impl IntoIterator<Item = &'a Owed>) -> i64 {
    let unpaid = lines.into_iter().filter(|line| !line.paid);
    unpaid.map(|line| line.amount.minor).sum()
}

/// What becomes of the payment of a booking cancelled in time: unpaid lines were taken off, what
/// was paid or issued is given back as a credit (D5).
#[must_use]
pub fn cancelled(lines: &[Owed]) -> PaymentStatus {
    if lines.iter().all(|line| line.open) {
        PaymentStatus::Removed
    } else {
        PaymentStatus::Refunded
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Currency;

    fn euro(minor: i64) -> Money {
        Money::new(minor, Currency::read("EUR").unwrap())
    }

    fn line(id: i64, minor: i64, open: bool) -> Owed {
        Owed {
            line: LineId(id),
            amount: euro(minor),
            open,
            paid: !open,
            invoice: None,
        }
    }

    fn issued(id: i64, minor: i64) -> Owed {
        Owed {
            paid: false,
            invoice: Some(InvoiceId(1)),
            ..line(id, minor, false)
        }
    }

    #[test]
    fn d7_what_is_issued_is_unpaid_until_the_invoice_is_paid() {
        use PaymentStatus::{Paid, Unpaid};
        assert_eq!(settled(&[issued(1, 1500)], 1500), (vec![], None, Unpaid));
        assert_eq!(
            settled(&[issued(1, 3000)], 1500),
            (vec![], Some(-1500), Unpaid)
        );
        assert_eq!(settled(&[issued(1, 1500)], 0), (vec![], Some(-1500), Paid));
        assert_eq!(status(&[issued(1, 1500)]), Unpaid);
        assert_eq!(status(&[issued(1, 1500), line(2, -1500, true)]), Paid);
        assert_eq!(status(&[line(1, 1500, true)]), Unpaid);
        assert_eq!(status(&[line(1, 1500, false)]), Paid);
    }

    fn settled(lines: &[Owed], due: i64) -> (Vec<i64>, Option<i64>, PaymentStatus) {
        let done = settle(lines, euro(due)).unwrap();
        let off = done.off.iter().map(|line| line.0).collect();
        (off, done.add.map(|money| money.minor), done.status)
    }

    #[test]
    fn d7_lines_come_to_the_price_and_are_unpaid_until_they_are_paid() {
        use PaymentStatus::{Paid, Unpaid};
        assert_eq!(settled(&[], 1500), (vec![], Some(1500), Unpaid));
        assert_eq!(settled(&[], 0), (vec![], None, Paid));
        let unpaid = [line(1, 1500, true)];
        assert_eq!(settled(&unpaid, 1500), (vec![], None, Unpaid));
        assert_eq!(settled(&unpaid, 3000), (vec![1], Some(3000), Unpaid));
        let paid = [line(1, 1500, false)];
        assert_eq!(settled(&paid, 1500), (vec![], None, Paid));
        assert_eq!(settled(&paid, 3000), (vec![], Some(1500), Unpaid));
    }

    #[test]
    fn d5_what_was_paid_beyond_becomes_a_credit_and_the_credit_is_used_up_first() {
        use PaymentStatus::{Paid, Unpaid};
        let paid = [line(1, 3000, false)];
        assert_eq!(settled(&paid, 1000), (vec![], Some(-2000), Paid));
        let credited = [line(1, 3000, false), line(2, -2000, true)];
        assert_eq!(settled(&credited, 1000), (vec![], None, Paid));
        assert_eq!(settled(&credited, 3000), (vec![2], None, Paid));
        assert_eq!(settled(&credited, 4000), (vec![2], Some(1000), Unpaid));
    }

    #[test]
    fn d5_a_booking_cancelled_in_time_is_removed_unpaid_and_refunded_paid() {
        let unpaid = [line(1, 1500, true)];
        assert_eq!(settled(&unpaid, 0), (vec![1], None, PaymentStatus::Paid));
        assert_eq!(cancelled(&unpaid), PaymentStatus::Removed);
        assert_eq!(cancelled(&[]), PaymentStatus::Removed);
        let part = [line(1, 1500, false), line(2, 500, true)];
        assert_eq!(
            settled(&part, 0),
            (vec![2], Some(-1500), PaymentStatus::Paid)
        );
        assert_eq!(cancelled(&part), PaymentStatus::Refunded);
    }

    #[test]
    fn v4_a_line_on_an_issued_invoice_stays_and_a_credit_is_set_against_it() {
        let issued = issued(1, 1500);
        assert_eq!(
            settled(&[issued], 1500),
            (vec![], None, PaymentStatus::Unpaid)
        );
        assert_eq!(
            settled(&[issued], 0),
            (vec![], Some(-1500), PaymentStatus::Paid)
        );
        assert_eq!(cancelled(&[issued]), PaymentStatus::Refunded);
    }

    #[test]
    fn q2_what_was_paid_in_another_currency_is_not_settled_in_this_one() {
        let yen = Money::new(100, Currency::read("JPY").unwrap());
        let unpaid = [line(1, 1500, true)];
        let open = settle(&unpaid, yen).unwrap();
        assert_eq!((open.off, open.add), (vec![LineId(1)], Some(yen)));
        let refused = settle(&[line(1, 1500, false)], yen).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "it was paid in EUR, and that desk costs JPY"
        );
    }

    #[test]
    fn d1_a_dedicated_desk_is_not_sold_by_the_day() {
        assert_eq!(
            check_desk(&DeskKind::Dedicated),
            Err(BookingRefusal::Dedicated)
        );
        for kind in [
            DeskKind::Hot,
            DeskKind::Class,
            DeskKind::Other("room".into()),
        ] {
            assert_eq!(check_desk(&kind), Ok(()));
        }
    }
}
