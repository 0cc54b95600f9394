//! Tests of what is taken back, what is not, and that the books stay whole.

use super::*;
use crate::domain::ids::RecurringId;
use crate::ops::deduct::{self, Amount};
use crate::ops::grant::{self, Monthly};
use crate::ops::testing::Bench;
use crate::ops::{check, facts};
use crate::store::recurring;

fn give(bench: &Bench, monthly: Option<Monthly>) -> OperationId {
    let request = grant::Request {
        who: "ana",
        passes: PassQty::whole(4),
        kind: "day",
        from: None,
        expires: None,
        monthly,
        location: None,
        priority: 0,
        memo: None,
    };
    bench
        .operate(|tx| grant::grant(tx, &request))
        .unwrap()
        .0
        .unwrap()
}

fn take(bench: &Bench, passes: i64) -> OperationId {
    let amount = Amount::Passes(PassQty::whole(passes));
    let request = deduct::Request {
        who: "ana",
        amount,
        kind: None,
        lot: None,
    };
    bench
        .operate(|tx| deduct::deduct(tx, &request))
        .unwrap()
        .0
        .unwrap()
}

fn back(bench: &Bench, id: OperationId) -> Result<OperationId, OpError> {
    bench.operate(|tx| undo(tx, id)).map(|(id, _)| id.unwrap())
}

fn balance(bench: &Bench, ana: CustomerId) -> String {
    bench.see(|db| {
        assert_eq!(check::check(db, false)?.problems, Vec::<String>::new());
        let space = Space::read(db)?;
        let ana = customers::get(db, ana)?;
        let open = facts::open_lots(db, space.settings.company_passes, &ana)?;
        Ok(open.iter().map(|lot| lot.left).sum::<PassQty>().to_string())
    })
}

#[test]
fn a3_a_grant_and_a_deduction_are_taken_back_and_given_again() {
    let bench = Bench::on("2026-06-03");
    let ana = bench.member("ana");
    give(&bench, None);
    let deducted = take(&bench, 3);
    let undone = back(&bench, deducted).unwrap();
    assert_eq!(balance(&bench, ana), "4");
    let again = back(&bench, undone).unwrap();
    assert_eq!(balance(&bench, ana), "1");
    back(&bench, again).unwrap();
    assert_eq!(balance(&bench, ana), "4");
}

#[test]
fn a3_an_operation_is_undone_once() {
    let bench = Bench::on("2026-06-03");
    bench.member("ana");
    let granted = give(&bench, None);
    let by = back(&bench, granted).unwrap();
    let again = back(&bench, granted).unwrap_err();
    let expected = Refusal::AlreadyUndone {
        operation: granted,
        by,
    };
    assert!(matches!(again, OpError::Refused(refusal) if refusal == expected));
}

#[test]
fn a3_passes_that_are_spent_cannot_be_taken_back() {
    let bench = Bench::on("2026-06-03");
    let ana = bench.member("ana");
    let granted = give(&bench, None);
    take(&bench, 1);
    let refused = back(&bench, granted).unwrap_err();
    assert!(
        matches!(refused, OpError::Refused(Refusal::SpentSince { .. })),
        "{refused}"
    );
    assert_eq!(balance(&bench, ana), "3");
}

#[test]
fn a3_a_monthly_grant_ends_when_undone_and_goes_on_when_that_is_undone() {
    let bench = Bench::on("2026-06-03");
    let ana = bench.member("ana");
    let granted = give(&bench, Some(Monthly { until: None }));
    let due = || {
        bench
            .see(|db| Ok(recurring::find(db, RecurringId(1))?))
            .unwrap()
            .due_on
    };
    let next = due();
    assert!(next.is_some());
    let undone = back(&bench, granted).unwrap();
    assert_eq!((due(), balance(&bench, ana)), (None, "0".to_owned()));
    back(&bench, undone).unwrap();
    assert_eq!((due(), balance(&bench, ana)), (next, "4".to_owned()));
}

#[test]
fn a3_an_unknown_operation_is_named() {
    let bench = Bench::on("2026-06-03");
    let unknown = back(&bench, OperationId(99)).unwrap_err();
    assert_eq!(unknown.to_string(), "no operation `op-99`");
}
