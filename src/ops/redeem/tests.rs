//! Vouchers redeemed, refused, and taken back (V2, K4).

use super::*;
use crate::domain::code::CodeRefusal;
use crate::domain::day_word::DayWord;
use crate::domain::ids::OperationId;
use crate::domain::kind::OnPlan;
use crate::domain::qty::PassQty;
use crate::domain::space::sample;
use crate::ops::testing::Bench;
use crate::ops::voucher::{Change, New};
use crate::ops::{ReferenceError, check, undo};
use crate::store::lots;

fn welcome(bench: &Bench, new: &New) {
    bench.act(|tx| voucher::add(tx, new)).unwrap();
}

/// Two passes, for one use each.
fn two_passes() -> New<'static> {
    New {
        code: "Welcome",
        kind: "day",
        passes: PassQty::whole(2),
        expires: None,
        until: None,
        uses: None,
        once_per_member: false,
    }
}

fn bench() -> Bench {
    let bench = Bench::on("2026-06-03");
    bench.member("ana");
    bench.member("ben");
    bench
}

fn on(date: &str) -> DayWord {
    DayWord::read(date).unwrap()
}

fn redeemed(bench: &Bench, code: &str, who: &str) -> Result<(OperationId, Redeemed), OpError> {
    let done = bench.operate(|tx| redeem(tx, code, who))?;
    Ok((done.0.unwrap(), done.1))
}

/// Why it was refused, in words.
fn refused(bench: &Bench, code: &str, who: &str) -> String {
    redeemed(bench, code, who).unwrap_err().to_string()
}

fn sound(bench: &Bench) {
    let found = bench.see(|db| check::check(db, false));
    assert_eq!(found.problems, Vec::<String>::new());
}

#[test]
fn v2_a_voucher_gives_passes_that_never_expire_whatever_the_case_of_its_code() {
    let bench = bench();
    welcome(&bench, &two_passes());
    let (_, done) = redeemed(&bench, "wELCOME", "ana").unwrap();
    assert_eq!(done.code, "Welcome");
    assert_eq!(done.granted.balance, PassQty::whole(2));
    let lot = bench
        .see(|db| Ok(lots::find(db, done.granted.lots[0].lot)?))
        .unwrap();
    assert_eq!(lot.source, Source::Voucher);
    assert_eq!(lot.expires_on, Day::NEVER);
    sound(&bench);
}

#[test]
fn k4_a_voucher_with_a_date_gives_passes_until_then() {
    let bench = bench();
    let until = New {
        expires: Some(on("2026-06-30")),
        ..two_passes()
    };
    welcome(&bench, &until);
    let (_, done) = redeemed(&bench, "welcome", "ana").unwrap();
    let expires = done.granted.lots[0].expires_on.to_string();
    assert_eq!(expires, "2026-06-30");
    bench.set("2026-07-01");
    assert_eq!(
        refused(&bench, "welcome", "ben"),
        "`Welcome` expired on 2026-06-30"
    );
}

#[test]
fn v2_unknown_used_up_expired_redeemed_and_retired_each_say_so() {
    let bench = bench();
    let strict = New {
        until: Some(on("2026-06-30")),
        uses: Some(2),
        once_per_member: true,
        ..two_passes()
    };
    welcome(&bench, &strict);
    let unknown = redeemed(&bench, "welcom", "ana").unwrap_err();
    let OpError::Reference(ReferenceError::Unknown { what, nearest, .. }) = unknown else {
        panic!("{unknown:?}")
    };
    assert_eq!((what, nearest), ("voucher", vec!["Welcome".to_owned()]));
    redeemed(&bench, "welcome", "ana").unwrap();
    assert_eq!(
        refused(&bench, "welcome", "ana"),
        "ana has redeemed `Welcome` before"
    );
    redeemed(&bench, "welcome", "ben").unwrap();
    bench.member("cleo");
    assert_eq!(
        refused(&bench, "welcome", "cleo"),
        "`Welcome` is used up: it was for 2 uses"
    );
    let more = Change {
        uses: Some(None),
        ..Change::default()
    };
    bench.act(|tx| voucher::set(tx, "welcome", &more)).unwrap();
    redeemed(&bench, "welcome", "cleo").unwrap();
    bench.member("dora");
    bench.set("2026-07-01");
    assert_eq!(
        refused(&bench, "welcome", "dora"),
        "`Welcome` expired on 2026-06-30"
    );
    bench.act(|tx| voucher::retire(tx, "welcome")).unwrap();
    assert_eq!(refused(&bench, "welcome", "dora"), "`Welcome` is retired");
    sound(&bench);
}

#[test]
fn p1_a_visitor_redeems_nothing() {
    let bench = bench();
    bench.customer("vic", Standing::Visitor, None);
    welcome(&bench, &two_passes());
    let visitor = "vic".to_owned();
    let refused = redeemed(&bench, "welcome", "vic").unwrap_err();
    let expected = Refusal::VisitorHoldsNoPasses { visitor };
    assert!(matches!(refused, OpError::Refused(refusal) if refusal == expected));
}

#[test]
fn k4_passes_for_members_on_a_plan_are_redeemed_by_nobody_else() {
    let mut declared = sample("Europe/Kyiv");
    declared.kinds[0].plans = vec![OnPlan::at_the_price("Light".to_owned())];
    let bench = Bench::with("2026-06-03", &declared);
    bench.member("ana");
    welcome(&bench, &two_passes());
    assert_eq!(
        refused(&bench, "welcome", "ana"),
        "passes of `day` are only for members on Light"
    );
}

#[test]
fn v2_a_code_is_there_once_whatever_its_case() {
    let bench = bench();
    welcome(&bench, &two_passes());
    let again = New {
        code: "WELCOME",
        ..two_passes()
    };
    let refused = bench.act(|tx| voucher::add(tx, &again)).unwrap_err();
    let taken = "there is a voucher `Welcome` already";
    assert_eq!(refused.to_string(), taken);
    assert!(matches!(refused, OpError::Code(CodeRefusal::Taken { .. })));
}

#[test]
fn a3_a_redemption_taken_back_frees_the_use_and_comes_back_only_while_it_is_free() {
    let bench = bench();
    let once = New {
        uses: Some(1),
        ..two_passes()
    };
    welcome(&bench, &once);
    let (first, _) = redeemed(&bench, "welcome", "ana").unwrap();
    let taken_back = bench.operate(|tx| undo::undo(tx, first)).unwrap();
    redeemed(&bench, "welcome", "ben").unwrap();
    let back = bench.act(|tx| undo::undo(tx, taken_back.0.unwrap()));
    let why = back.unwrap_err().to_string();
    assert!(why.contains("the last use of `Welcome` was taken"), "{why}");
    sound(&bench);
}

#[test]
fn a3_a_voucher_in_use_is_not_taken_back_and_one_that_is_not_frees_its_code() {
    let bench = bench();
    let added = bench.operate(|tx| voucher::add(tx, &two_passes())).unwrap();
    let (used, _) = redeemed(&bench, "welcome", "ana").unwrap();
    let refused = bench.act(|tx| undo::undo(tx, added.0.unwrap()));
    assert!(refused.is_err());
    bench.act(|tx| undo::undo(tx, used)).unwrap();
    bench.act(|tx| undo::undo(tx, added.0.unwrap())).unwrap();
    welcome(&bench, &two_passes());
    sound(&bench);
}
