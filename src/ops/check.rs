//! `check`: the ledger proves itself (A2).

use super::{OpError, beginning};
use crate::domain::ids::OperationId;
use crate::store::audit::{self, Cursor};
use crate::store::chain::GENESIS;
use crate::store::integrity::Parts;
use crate::store::{Snapshot, StoreError, bookings, invoices, purchases, seats};

/// How many operations are compared at once: what is held in memory stays small.
const BATCH: i64 = 10_000;

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// How many operations there are.
    pub operations: i64,
    /// How many ledger entries.
    pub entries: i64,
    /// How many lots.
    pub lots: i64,
    /// The first operation that disagrees with what stands in the database.
    pub first: Option<OperationId>,
    /// What is wrong, in words; empty when all is well.
    pub problems: Vec<String>,
}

impl Checked {
    fn wrong(&mut self, operation: Option<OperationId>, problem: String) {
        if let Some(operation) = operation {
            self.first = Some(self.first.map_or(operation, |first| first.min(operation)));
        }
        self.problems.push(problem);
    }
}

/// Compares everything with everything: the file, the chain, the sums, the states. `quick` leaves
/// out the engine's slower half.
pub fn check(db: &Snapshot, quick: bool) -> Result<Checked, OpError> {
    let parts = Parts::default();
    let proved = || {
        let proved = (ledger(db)?, audit::dangling(db, false)?, states(db)?);
        parts.go_on(db);
        Ok::<_, OpError>(proved)
    };
    let (proved, ()) = db.beside(|db| parts.begin(db, quick), proved)?;
    let (mut checked, mut dangling, states) = proved?;
    let mut problems = parts.found(db)?;
    problems.append(&mut checked.problems);
    if !problems.is_empty() {
        dangling = audit::dangling(db, true)?;
    }
    checked.problems = [problems, dangling, states].concat();
    Ok(checked)
}

/// What the program itself wrote: the chain, the sums, the journal.
fn ledger(db: &Snapshot) -> Result<Checked, StoreError> {
    let mut checked = Checked::default();
    let mut cursor = Cursor::begin(db)?;
    chain(db, &mut checked, &mut cursor)?;
    checked.entries = cursor.entries;
    let (lots, unbalanced) = audit::unbalanced(db, &cursor)?;
    checked.lots = lots;
    for (lot, operation) in unbalanced {
        let problem = format!("what is left of {lot} ({operation}) is not the sum of its entries");
        checked.wrong(Some(operation), problem);
    }
    let (strayed, unjournaled) = audit::strayed(db, cursor)?;
    for (row, operation) in strayed {
        let problem = format!("{row} is not what {operation} made of it");
        checked.wrong(Some(operation), problem);
    }
    for row in unjournaled {
        checked.wrong(None, format!("no operation added {row}"));
    }
    Ok(checked)
}

/// Where states do not follow from one another, and where the schema is not as it should be.
fn states(db: &Snapshot) -> Result<Vec<String>, OpError> {
    let mut problems = Vec::new();
    for booking in seats::misseated(db)? {
        problems.push(format!("{booking} does not hold its seats"));
    }
    for booking in bookings::mispaid(db)? {
        problems.push(format!("{booking} is not paid as it says"));
    }
    for invoice in invoices::misplaced(db)? {
        problems.push(format!("{invoice} is not what its lines say"));
    }
    for purchase in purchases::misbilled(db)? {
        problems.push(format!("{purchase} is not as its lines and passes say"));
    }
    for purchase in beginning::astray(db)? {
        problems.push(format!("{purchase} does not begin with its first use"));
    }
    problems.extend(audit::altered(db)?);
    Ok(problems)
}

fn chain(db: &Snapshot, checked: &mut Checked, cursor: &mut Cursor) -> Result<(), StoreError> {
    let mut previous = GENESIS.to_owned();
    let mut last = OperationId(0);
    loop {
        let batch = audit::operations(db, last, BATCH)?;
        let (Some(first), Some(end)) = (batch.first(), batch.last()) else {
            break;
        };
        let mut contents = audit::contents(db, cursor, first.header.id, end.header.id)?;
        for operation in batch {
            let header = operation.header;
            let id = header.id;
            if id.0 != last.0 + 1 {
                checked.wrong(
                    Some(id),
                    format!("operations between {last} and {id} are missing"),
                );
            }
            let content = contents.remove(&id).unwrap_or_default();
            if content.seal(&previous, &header) != operation.hash {
                let (at, command) = (header.at, &header.command);
                let problem = format!("{id} ({at}, `{command}`) is not what was written then");
                checked.wrong(Some(id), problem);
            }
            previous = operation.hash;
            last = id;
            checked.operations += 1;
        }
        for stray in contents.into_keys() {
            let problem = format!("rows name {stray}, which did not write them");
            checked.wrong(Some(stray), problem);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::qty::PassQty;
    use crate::ops::people::Edit;
    use crate::ops::testing::Bench;
    use crate::ops::{grant, member};

    /// A space with a few operations, one of which is changed behind the program's back.
    fn found_after(sql: &str) -> Checked {
        let bench = Bench::on("2026-06-03");
        bench.member("ana");
        for passes in [1, 2, 3] {
            let request = grant::Request {
                who: "ana",
                passes: PassQty::whole(passes),
                kind: "day",
                from: None,
                expires: None,
                monthly: None,
                location: None,
                priority: 0,
                memo: Some("welcome"),
            };
            bench.act(|tx| grant::grant(tx, &request)).unwrap();
        }
        let change = member::Change {
            edit: Edit {
                note: Some("early bird"),
                ..Edit::default()
            },
            ..member::Change::default()
        };
        bench.act(|tx| member::set(tx, "ana", &change)).unwrap();
        bench.store.tamper(sql);
        bench.see(|db| check(db, false))
    }

    #[test]
    fn a2_an_untouched_ledger_proves_itself() {
        let checked = found_after("");
        assert_eq!(checked.problems, Vec::<String>::new());
        assert_eq!(
            (checked.operations, checked.lots, checked.entries),
            (6, 3, 3)
        );
    }

    #[test]
    fn a2_what_is_changed_by_hand_is_named_to_the_operation() {
        for (sql, operation) in [
            (
                "DROP TRIGGER entry_is_never_changed; UPDATE entry SET halves = 8 WHERE id = 2",
                4,
            ),
            (
                "DROP TRIGGER lot_is_never_changed; UPDATE lot SET memo = 'x' WHERE id = 1",
                3,
            ),
            ("UPDATE lot SET left_halves = 0 WHERE id = 3", 5),
            ("UPDATE lot SET expires_day = 30000 WHERE id = 2", 4),
            (
                "DROP TRIGGER operation_is_never_changed; UPDATE operation SET actor = 'x' WHERE id = 4",
                4,
            ),
            (
                "DROP TRIGGER entry_is_never_deleted; DELETE FROM entry WHERE id = 3",
                5,
            ),
            ("UPDATE customer SET name = 'Eve' WHERE id = 1", 2),
            ("UPDATE customer SET note = 'late' WHERE id = 1", 6),
            (
                "PRAGMA foreign_keys = OFF; DELETE FROM customer WHERE id = 1",
                2,
            ),
            (
                "DROP TRIGGER change_is_never_changed; UPDATE change SET after = '{}' WHERE relation = 'customer'",
                6,
            ),
            (
                "DROP TRIGGER change_is_never_changed; \
                 UPDATE change SET before = replace(before, 'null', '\"x\"') WHERE relation = 'customer'",
                2,
            ),
            (
                "DROP TRIGGER change_is_never_changed; \
                 UPDATE change SET row = 2 WHERE relation = 'customer'",
                2,
            ),
        ] {
            let checked = found_after(sql);
            assert_eq!(
                checked.first,
                Some(OperationId(operation)),
                "{sql}: {checked:?}"
            );
        }
    }

    #[test]
    fn a2_a_row_that_no_operation_added_is_found() {
        let seeded = "op-1 (2026-06-03T06:00:00Z, `daypass test`) is not what was written then";
        for (sql, problem) in [
            ("INSERT INTO setting VALUES (99, 1, 'extra', 'x')", seeded),
            (
                "PRAGMA foreign_keys = OFF; INSERT INTO setting VALUES (99, 77, 'extra', 'x')",
                "no operation added setting 99",
            ),
        ] {
            let found = found_after(sql).problems;
            assert!(found.contains(&problem.to_owned()), "{sql}: {found:?}");
        }
    }

    #[test]
    fn a1_a_guard_that_is_gone_or_weakened_is_found() {
        for (sql, problem) in [
            (
                "DROP TRIGGER entry_is_never_deleted",
                "trigger entry_is_never_deleted is missing",
            ),
            (
                "DROP TRIGGER key_is_never_deleted; \
                 CREATE TRIGGER key_is_never_deleted BEFORE DELETE ON idempotency BEGIN SELECT 1; END",
                "trigger key_is_never_deleted is not as daypass made it",
            ),
        ] {
            assert_eq!(found_after(sql).problems, [problem]);
        }
    }

    #[test]
    fn tables_that_others_keep_beside_ours_are_let_be() {
        let litestream = "CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER)";
        assert_eq!(found_after(litestream).problems, Vec::<String>::new());
    }
}
