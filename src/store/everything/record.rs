//! Who did what, and what came of it: operations, the journal, keys, what was taken in.

use super::Table;
use super::field::{
    Field, Holds, OPERATION, ROW, company, flag, id, instant, member, number, text,
};

pub(super) const TABLES: &[Table] = &[
    Table::new("imported", "imported", IMPORTED),
    Table::new("operations", "operation", OPERATIONS),
    Table::new("changes", "change", CHANGE).in_order_of("t.operation, t.seq"),
    Table::new("keys", "idempotency", KEY).in_order_of("t.operation, t.seq"),
];

const IMPORTED: &[Field] = &[
    text("key"),
    member("customer"),
    company("customer"),
    id("subscription", "subscription", "sb"),
    id("lot", "lot", "lt"),
    flag("undone"),
    OPERATION,
    ROW,
];

const OPERATIONS: &[Field] = &[
    id("id", "id", "op"),
    instant("at", "at_ms"),
    text("actor"),
    text("command"),
    text("memo"),
    id("undoes", "undoes", "op"),
    text("hash"),
];

const CHANGE: &[Field] = &[
    OPERATION,
    number("seq", "seq"),
    Field::new("table", "relation", Holds::Text),
    number("row", "row"),
    Field::new("before", "before", Holds::Text),
    Field::new("after", "after", Holds::Text),
];

const KEY: &[Field] = &[
    text("key"),
    OPERATION,
    number("seq", "seq"),
    text("content"),
    text("answer"),
];
