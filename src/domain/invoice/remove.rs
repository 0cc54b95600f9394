//! Whether a purchase may still be taken off the upcoming invoice with its passes (V3).

use crate::domain::ids::{LineId, LotId, OperationId};
use crate::domain::invoice::refusal::InvoiceRefusal;
use crate::domain::qty::PassQty;

/// A lot that a purchase brought.
#[derive(Debug, Clone, Copy)]
pub struct Brought<'a> {
    /// Its id.
    pub lot: LotId,
    /// The handle of whose it is.
    pub owner: &'a str,
    /// How many it held.
    pub granted: PassQty,
    /// How many are left.
    pub left: PassQty,
    /// The operation that used it, of a lot whose passes are not counted: nothing of it is missing
    /// then (T2).
    pub covered: Option<OperationId>,
}

/// Passes that were moved after they were granted.
#[derive(Debug, Clone, Copy)]
pub struct Moved {
    /// For a booking or visit: spent, or given back.
    pub for_use: bool,
    /// How many, signed.
    pub passes: PassQty,
}

/// Refuses a purchase some of whose passes are used: spent and not given back, covering a use without
/// a count, or taken away by hand in part. One whose passes were all taken away by hand, or lapsed unused, may go.
pub fn check_unused(
    line: LineId,
    brought: &Brought<'_>,
    moved: impl IntoIterator<Item = Moved>,
) -> Result<(), InvoiceRefusal> {
    if let Some(by) = brought.covered {
        return Err(InvoiceRefusal::Covers {
            line,
            lot: brought.lot,
            by,
        });
    }
    let (mut spent, mut taken) = (PassQty::ZERO, PassQty::ZERO);
    for one in moved {
        *(if one.for_use { &mut spent } else { &mut taken }) += -one.passes;
    }
    let in_part = taken.is_positive() && brought.left.is_positive();
    if spent.is_positive() || in_part {
        return Err(InvoiceRefusal::PassesUsed {
            line,
            lot: brought.lot,
            owner: brought.owner.to_owned(),
            used: brought.granted - brought.left,
            granted: brought.granted,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(left: i64, used: &[i64], taken: &[i64]) -> bool {
        let brought = Brought {
            lot: LotId(1),
            owner: "ana",
            granted: PassQty::whole(5),
            left: PassQty::whole(left),
            covered: None,
        };
        let moved = |all: &[i64], for_use| -> Vec<Moved> {
            let passes = all.iter().map(|passes| PassQty::whole(*passes));
            passes.map(|passes| Moved { for_use, passes }).collect()
        };
        let moved = [moved(used, true), moved(taken, false)].concat();
        check_unused(LineId(1), &brought, moved).is_err()
    }

    #[test]
    fn v3_a_purchase_goes_whole_or_not_at_all() {
        assert!(!refused(5, &[], &[]));
        assert!(refused(4, &[-1], &[]));
        assert!(!refused(5, &[-1, 1], &[]));
        assert!(refused(0, &[-5], &[]));
        assert!(refused(3, &[], &[-2]));
        assert!(!refused(5, &[], &[-2, 2]));
    }

    #[test]
    fn v3_what_covers_a_use_without_a_count_is_used() {
        let brought = Brought {
            lot: LotId(1),
            owner: "ana",
            granted: PassQty::ONE,
            left: PassQty::ONE,
            covered: Some(OperationId(6)),
        };
        let refused = check_unused(LineId(1), &brought, []).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "ln-1 is for lt-1, which is used by op-6"
        );
        let unused = Brought {
            covered: None,
            ..brought
        };
        check_unused(LineId(1), &unused, []).unwrap();
    }

    #[test]
    fn v3_what_was_taken_away_by_hand_or_lapsed_unused_is_not_owed() {
        assert!(!refused(0, &[], &[-5]));
        assert!(refused(0, &[-1], &[-4]));
    }
}
