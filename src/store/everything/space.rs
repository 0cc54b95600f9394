//! What the space is: settings, locations, desks, kinds of pass, plans and packages.

use super::Table;
use super::field::{
    Field, Holds, OPERATION, ROW, flag, id, kind, location, money, number, passes, percent, text,
};

pub(super) const TABLES: &[Table] = &[
    Table::new(
        "settings",
        "setting",
        &[text("name"), text("value"), OPERATION, ROW],
    ),
    Table::new("locations", "location", LOCATION),
    Table::new("desks", "desk", DESK),
    Table::new("kinds", "kind", KIND),
    Table::new("plans", "plan", PLAN),
    Table::new("plan_includes", "plan_include", INCLUDE),
    Table::new("plan_extras", "plan_extra", EXTRA),
];

const LOCATION: &[Field] = &[
    text("handle"),
    text("name"),
    text("timezone"),
    text("currency"),
    number("day_starts_at_seconds", "day_starts_at_s"),
    text("hours"),
    text("closed"),
    text("checkin_charge"),
    text("checkin_mode"),
    flag("passes"),
    text("usage_limit"),
    text("book_ahead"),
    percent("tax", "tax_hundredths"),
    flag("retired"),
    OPERATION,
    ROW,
];

const DESK: &[Field] = &[
    location("location"),
    text("handle"),
    text("name"),
    text("kind"),
    number("seats", "seats"),
    flag("passes"),
    Field::new("price", "price_minor", Holds::Money(LOCATIONS_CURRENCY)),
    text("cancel"),
    text("closed"),
    text("service"),
    flag("retired"),
    OPERATION,
    ROW,
];

const LOCATIONS_CURRENCY: &str = "(SELECT currency FROM location WHERE id = t.location)";

const KIND: &[Field] = &[
    text("handle"),
    text("name"),
    text("covers"),
    money("price", "price_minor"),
    text("currency"),
    text("expires_after"),
    text("volume"),
    text("services"),
    text("locations"),
    text("plans"),
    text("usage_limit"),
    number("priority", "priority"),
    percent("tax", "tax_hundredths"),
    flag("retired"),
    OPERATION,
    ROW,
];

const PLAN: &[Field] = &[
    id("id", "id", "pl"),
    text("name"),
    flag("package"),
    text("every"),
    money("price", "price_minor"),
    text("currency"),
    flag("prorate"),
    text("valid"),
    text("starts"),
    Field::new("then", "then_do", Holds::Text),
    id("then_plan", "then_plan", "pl"),
    flag("active_status"),
    flag("holdable"),
    flag("new_clients_only"),
    flag("retired"),
    flag("undone"),
    OPERATION,
];

const INCLUDE: &[Field] = &[
    id("plan", "plan", "pl"),
    kind("kind", "kind"),
    passes("passes", "passes_halves"),
    text("cadence"),
    text("validity"),
    OPERATION,
    ROW,
];

const EXTRA: &[Field] = &[
    id("plan", "plan", "pl"),
    text("name"),
    Field::new("price", "price_minor", Holds::Money(PLANS_CURRENCY)),
    flag("removed"),
    OPERATION,
    ROW,
];

const PLANS_CURRENCY: &str = "(SELECT currency FROM plan WHERE id = t.plan)";
