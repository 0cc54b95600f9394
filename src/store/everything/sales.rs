//! What was sold, given by voucher, discounted, invoiced and paid.

use super::Table;
use super::field::{
    Field, Holds, OPERATION, ROW, company, day, desk, flag, id, kind, member, money, number,
    passes, percent, text,
};

pub(super) const TABLES: &[Table] = &[
    Table::new("purchases", "purchase", PURCHASE),
    Table::new("vouchers", "voucher", VOUCHER),
    Table::new("voucher_uses", "voucher_use", VOUCHER_USE),
    Table::new("promos", "promo", PROMO),
    Table::new("promo_scopes", "promo_scope", PROMO_SCOPE),
    Table::new("promo_uses", "promo_use", PROMO_USE),
    Table::new("lines", "line", LINE),
    Table::new("invoices", "invoice", INVOICE),
    Table::new("invoice_lines", "invoice_line", INVOICE_LINE),
    Table::new("payments", "payment", PAYMENT),
];

const PURCHASE: &[Field] = &[
    id("id", "id", "pu"),
    member("customer"),
    company("customer"),
    id("plan", "plan", "pl"),
    kind("kind", "kind"),
    text("name"),
    number("count", "count"),
    money("price", "price_minor"),
    text("currency"),
    text("charge"),
    day("on", "on_day"),
    text("valid"),
    text("starts"),
    day("begun_on", "begun_day"),
    Field::new("then", "then_do", Holds::Text),
    id("then_plan", "then_plan", "pl"),
    flag("active_status"),
    flag("holdable"),
    flag("open"),
    flag("removed"),
    flag("undone"),
    OPERATION,
];

const VOUCHER: &[Field] = &[
    text("code"),
    kind("kind", "kind"),
    passes("passes", "passes_halves"),
    day("expires_on", "expires_day"),
    flag("once_per_member"),
    day("until", "until_day"),
    number("uses", "uses"),
    flag("retired"),
    flag("undone"),
    OPERATION,
    ROW,
];

const VOUCHER_USE: &[Field] = &[
    Field::new("voucher", "voucher", Holds::Voucher),
    member("customer"),
    company("customer"),
    id("lot", "lot", "lt"),
    day("on", "on_day"),
    flag("undone"),
    OPERATION,
    ROW,
];

const PROMO: &[Field] = &[
    text("code"),
    percent("percent", "percent_hundredths"),
    money("amount", "amount_minor"),
    text("currency"),
    flag("first_purchase"),
    day("until", "until_day"),
    number("uses", "uses"),
    flag("retired"),
    flag("undone"),
    OPERATION,
    ROW,
];

const PROMO_SCOPE: &[Field] = &[
    Field::new("promo", "promo", Holds::Promo),
    desk("desk"),
    kind("kind", "kind"),
    id("plan", "plan", "pl"),
    flag("removed"),
    OPERATION,
    ROW,
];

const PROMO_USE: &[Field] = &[
    Field::new("promo", "promo", Holds::Promo),
    member("customer"),
    company("customer"),
    id("booking", "booking", "bk"),
    id("purchase", "purchase", "pu"),
    day("on", "on_day"),
    money("discount", "discount_minor"),
    text("currency"),
    flag("given_back"),
    flag("undone"),
    OPERATION,
    ROW,
];

const LINE: &[Field] = &[
    id("id", "id", "ln"),
    member("customer"),
    company("customer"),
    day("on", "on_day"),
    text("text"),
    money("amount", "amount_minor"),
    text("currency"),
    percent("tax", "tax_hundredths"),
    id("subscription", "subscription", "sb"),
    id("purchase", "purchase", "pu"),
    id("booking", "booking", "bk"),
    id("invoice", "invoice", "iv"),
    flag("paid"),
    flag("removed"),
    flag("undone"),
    OPERATION,
];

const INVOICE: &[Field] = &[
    id("id", "id", "iv"),
    member("customer"),
    company("customer"),
    day("issued_on", "issued_day"),
    Field::new("bill_to_name", "t.name", Holds::Text),
    Field::new("bill_to_email", "t.email", Holds::Text),
    Field::new("bill_to_company", "t.company", Holds::Text),
    Field::new("bill_from", "t.location", Holds::Text),
    money(
        "net",
        "(SELECT CAST(SUM(net_minor) AS BIGINT) FROM invoice_line WHERE invoice = t.id)",
    ),
    money(
        "tax",
        "(SELECT CAST(SUM(tax_minor) AS BIGINT) FROM invoice_line WHERE invoice = t.id)",
    ),
    text("currency"),
    id("credits", "credits", "iv"),
    id("replaces", "replaces", "iv"),
    OPERATION,
];

const INVOICE_LINE: &[Field] = &[
    id("invoice", "invoice", "iv"),
    id("line", "line", "ln"),
    day("on", "on_day"),
    text("text"),
    Field::new("net", "net_minor", Holds::Money(INVOICES_CURRENCY)),
    percent("tax", "tax_hundredths"),
    Field::new("tax_amount", "tax_minor", Holds::Money(INVOICES_CURRENCY)),
    flag("paid"),
    OPERATION,
    ROW,
];

const INVOICES_CURRENCY: &str = "(SELECT currency FROM invoice WHERE id = t.invoice)";

const PAYMENT: &[Field] = &[
    id("invoice", "invoice", "iv"),
    day("on", "on_day"),
    flag("undone"),
    OPERATION,
    ROW,
];
