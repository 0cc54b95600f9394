//! `plan add`, `set` and `retire`.

use super::*;
use crate::domain::plan::Plan;
use crate::ops::plan::Change;
use crate::store::plans as stored;

fn plan_named(bench: &Bench, name: &str) -> Option<Plan> {
    bench.see(|db| Ok(stored::find_name(db, name)?))
}

#[test]
fn a3_a_plan_that_was_added_is_retired_and_its_name_is_free() {
    let bench = Bench::on("2026-06-03");
    let added = sell_plan(&bench, "Flex", 10);
    let undone = back(&bench, added).unwrap();
    assert!(plan_named(&bench, "Flex").is_none());
    let other = sell_plan(&bench, "flex", 5);
    let why = refusal(&bench, undone);
    assert_eq!(
        why,
        format!("{undone} cannot be undone: the plan `flex` was taken by {other}")
    );
    back(&bench, other).unwrap();
    back(&bench, undone).unwrap();
    let plan = plan_named(&bench, "Flex").unwrap();
    assert!(!plan.retired);
    assert_eq!(plan.terms.includes[0].passes, PassQty::whole(10));
}

#[test]
fn a3_a_changed_plan_includes_what_it_did() {
    let bench = Bench::on("2026-06-03");
    let added = sell_plan(&bench, "Flex", 10);
    let set = |text: &str, price| {
        let includes = [IncludeText::read(text).unwrap()];
        let change = Change {
            includes: Some(&includes),
            price,
            ..Change::default()
        };
        did(&bench, |tx| plan::set(tx, "Flex", &change))
    };
    let more = set("day=20/week", Some("200"));
    let why = refusal(&bench, added);
    assert_eq!(
        why,
        format!("{added} cannot be undone: plan Flex was changed by {more}")
    );
    let undone = back(&bench, more).unwrap();
    let terms = plan_named(&bench, "Flex").unwrap().terms;
    assert_eq!(
        (terms.includes[0].passes, terms.price.minor),
        (PassQty::whole(10), 15_000)
    );
    back(&bench, undone).unwrap();
    let terms = plan_named(&bench, "Flex").unwrap().terms;
    assert_eq!(
        (terms.includes[0].passes, terms.price.minor),
        (PassQty::whole(20), 20_000)
    );
}

#[test]
fn a3_a_retired_plan_is_sold_again() {
    let bench = Bench::on("2026-06-03");
    sell_plan(&bench, "Flex", 10);
    let retired = did(&bench, |tx| plan::retire(tx, "Flex"));
    let undone = back(&bench, retired).unwrap();
    assert!(!plan_named(&bench, "Flex").unwrap().retired);
    back(&bench, undone).unwrap();
    assert!(plan_named(&bench, "Flex").unwrap().retired);
}
