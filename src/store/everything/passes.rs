//! Passes and what they were used for.

use super::field::{
    Field, Holds, OPERATION, company, day, desk, flag, id, instant, kind, location, member, number,
    passes, text,
};
use super::{Cell, Table};

pub(super) const TABLES: &[Table] = &[
    Table::new("lots", "lot", LOT),
    Table::new("holds", "hold", HOLD),
    Table::new("bookings", "booking", BOOKING),
    Table::new("visits", "visit", VISIT),
    Table::new("assignments", "assignment", ASSIGNMENT),
    Table::new("entries", "entry", ENTRY).with(LOT_OF_ENTRY),
];

const LOT: &[Field] = &[
    id("id", "id", "lt"),
    member("owner"),
    company("owner"),
    kind("kind", "kind"),
    passes("count", "granted_halves"),
    passes("left", "left_halves"),
    day("valid_from", "valid_from_day"),
    day("expires_on", "expires_day"),
    text("source"),
    id("subscription", "subscription", "sb"),
    id("monthly_grant", "recurring", "rg"),
    id("purchase", "purchase", "pu"),
    location("location"),
    number("priority", "priority"),
    text("memo"),
    flag("undone"),
    OPERATION,
];

const HOLD: &[Field] = &[
    id("id", "id", "hd"),
    member("customer"),
    company("customer"),
    id("lot", "lot", "lt"),
    day("from", "from_day"),
    day("until", "until_day"),
    day("expired_without_on", "own_expires_day"),
    flag("removed"),
    OPERATION,
];

const BOOKING: &[Field] = &[
    id("id", "id", "bk"),
    member("member"),
    company("member"),
    desk("desk"),
    day("on", "on_day"),
    number("seats", "seats"),
    text("status"),
    Field::new("paid_by", "pay_by", Holds::Text),
    Field::new("payment", "pay_status", Holds::Text),
    passes("passes", PAID_FOR_BOOKING),
    day("charges_on", "charges_day"),
    id("subscription", "subscription", "sb"),
    id("covered_by", "lot", "lt"),
    OPERATION,
];

const VISIT: &[Field] = &[
    id("id", "id", "vs"),
    member("member"),
    text("guest"),
    location("location"),
    day("on", "on_day"),
    text("service"),
    kind("wanted", "wanted"),
    instant("in_at", "in_ms"),
    instant("out_at", "out_ms"),
    text("status"),
    flag("auto"),
    text("covered_by"),
    kind("kind", "kind"),
    passes("passes", PAID_FOR_VISIT),
    instant("valid_until", "valid_until_ms"),
    passes("owed", "owed_halves"),
    OPERATION,
];

const ASSIGNMENT: &[Field] = &[
    id("id", "id", "as"),
    member("member"),
    desk("desk"),
    day("from", "from_day"),
    day("until", "until_day"),
    id("subscription", "subscription", "sb"),
    OPERATION,
];

const ENTRY: &[Field] = &[
    id("id", "id", "en"),
    OPERATION,
    Field::of_operation("at", |did| Cell::Instant(did.at)),
    day("on", "on_day"),
    member("member"),
    company("member"),
    text("type"),
    passes("passes", "halves"),
    kind("kind", "taken.kind"),
    id("lot", "lot", "lt"),
    id("booking", "booking", "bk"),
    id("visit", "visit", "vs"),
    Field::of_operation("actor", |did| Cell::Text(&did.actor)),
    Field::of_operation("memo", |did| {
        did.memo.as_deref().map_or(Cell::Nothing, Cell::Text)
    }),
];

const LOT_OF_ENTRY: &str = "LEFT JOIN lot AS taken ON taken.id = t.lot";
const PAID_FOR_BOOKING: &str =
    "(SELECT CAST(COALESCE(-SUM(halves), 0) AS BIGINT) FROM entry WHERE booking = t.id)";
const PAID_FOR_VISIT: &str =
    "(SELECT CAST(COALESCE(-SUM(halves), 0) AS BIGINT) FROM entry WHERE visit = t.id)";
