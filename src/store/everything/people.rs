//! Who there is, what they subscribed to, and what they are told.

use super::Table;
use super::field::{
    Field, Holds, OPERATION, ROW, company, day, flag, id, instant, kind, location, member, money,
    number, passes, text,
};

pub(super) const TABLES: &[Table] = &[
    Table::new("companies", "customer", COMPANY).only("t.kind = 'company'"),
    // The sign keeps the engine from an index that is not in the order of ids.
    Table::new("members", "customer", MEMBER).only("+t.kind = 'person'"),
    Table::new("subscriptions", "subscription", SUBSCRIPTION),
    Table::new("terms", "term", TERM),
    Table::new("term_includes", "term_include", TERM_INCLUDE),
    Table::new("pauses", "pause", PAUSE),
    Table::new("monthly_grants", "recurring", MONTHLY),
    Table::new("notifications", "notification", NOTIFICATION),
];

const COMPANY: &[Field] = &[
    id("id", "number", "co"),
    text("handle"),
    text("name"),
    text("email"),
    location("location"),
    flag("use_passes"),
    text("tags"),
    text("note"),
    text("payment_method"),
    day("removed_on", "removed_day"),
    flag("undone"),
    OPERATION,
    ROW,
];

const MEMBER: &[Field] = &[
    id("id", "number", "mb"),
    text("handle"),
    text("name"),
    text("email"),
    company("company"),
    location("location"),
    flag("visitor"),
    flag("use_passes"),
    text("tags"),
    text("note"),
    text("payment_method"),
    day("removed_on", "removed_day"),
    flag("undone"),
    OPERATION,
    ROW,
];

const SUBSCRIPTION: &[Field] = &[
    id("id", "id", "sb"),
    member("customer"),
    company("customer"),
    text("every"),
    text("anchor"),
    day("from", "start_day"),
    day("until", "until_day"),
    flag("cancelled"),
    day("due_on", "due_day"),
    OPERATION,
];

const TERM: &[Field] = &[
    id("subscription", "subscription", "sb"),
    day("from", "from_day"),
    id("plan", "plan", "pl"),
    text("plan_name"),
    number("quantity", "quantity"),
    money("price", "price_minor"),
    text("currency"),
    flag("prorate"),
    flag("replaced"),
    OPERATION,
    ROW,
];

const TERM_INCLUDE: &[Field] = &[
    number("term", "term"),
    kind("kind", "kind"),
    passes("passes", "passes_halves"),
    text("cadence"),
    text("validity"),
    OPERATION,
    ROW,
];

const PAUSE: &[Field] = &[
    id("subscription", "subscription", "sb"),
    day("from", "from_day"),
    day("until", "until_day"),
    flag("undone"),
    OPERATION,
    ROW,
];

const MONTHLY: &[Field] = &[
    id("id", "id", "rg"),
    member("customer"),
    company("customer"),
    passes("passes", "passes_halves"),
    kind("kind", "kind"),
    day("from", "from_day"),
    day("until", "until_day"),
    location("location"),
    number("priority", "priority"),
    text("memo"),
    day("due_on", "due_day"),
    OPERATION,
];

const NOTIFICATION: &[Field] = &[
    id("id", "id", "nt"),
    member("customer"),
    company("customer"),
    text("topic"),
    id("booking", "booking", "bk"),
    id("lot", "lot", "lt"),
    id("subscription", "subscription", "sb"),
    day("on", "on_day"),
    instant("written_at", "written_ms"),
    number("attempts", "attempts"),
    instant("due_at", "due_ms"),
    instant("sent_at", "sent_ms"),
    Field::new("trouble", "trouble", Holds::Text),
    id("first_entry", "first_entry", "en"),
    number("entries", "entries"),
    number("customers", "customers"),
    OPERATION,
];
