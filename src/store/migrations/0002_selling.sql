-- Version 2: what is sold once, and what money is owed for. Columns come with the default that says
-- what older rows always meant.

-- What rows may say of which many are written, word by word: of a list the engine makes a table for
-- each row that it checks, which took a third of the time of granting. The rows are as they were.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql,
    'CHECK (type IN (''grant'', ''spend'', ''refund'', ''deduct'', ''expire'', ''transfer''))',
    'CHECK (type = ''grant'' OR type = ''spend'' OR type = ''refund'' OR '
    || 'type = ''deduct'' OR type = ''expire'' OR type = ''transfer'')'
) WHERE name = 'entry';
UPDATE sqlite_schema SET sql = replace(sql,
    'CHECK (source IN (''plan'', ''package'', ''grant'', ''recurring'', ''voucher'', ''import''))',
    'CHECK (source = ''plan'' OR source = ''package'' OR source = ''grant'' OR '
    || 'source = ''recurring'' OR source = ''voucher'' OR source = ''import'')'
) WHERE name = 'lot';
UPDATE sqlite_schema SET sql = replace(sql,
    'CHECK (cadence IN (''period'', ''week'', ''month''))',
    'CHECK (cadence = ''period'' OR cadence = ''week'' OR cadence = ''month'')'
) WHERE name = 'term_include';
PRAGMA writable_schema = RESET;

-- A package is a plan that is sold once (L1, L3): `every` is empty, and the columns from `valid` on
-- say what a plan that renews has no word for.
ALTER TABLE plan ADD COLUMN package INTEGER NOT NULL DEFAULT 0 CHECK (package IN (0, 1));
ALTER TABLE plan ADD COLUMN valid TEXT NOT NULL DEFAULT 'never';
ALTER TABLE plan ADD COLUMN starts TEXT NOT NULL DEFAULT 'purchase';
ALTER TABLE plan ADD COLUMN then_do TEXT NOT NULL DEFAULT 'none'
    CHECK (then_do IN ('none', 'renew', 'convert'));
ALTER TABLE plan ADD COLUMN then_plan INTEGER REFERENCES plan (id);
ALTER TABLE plan ADD COLUMN active_status INTEGER NOT NULL DEFAULT 0
    CHECK (active_status IN (0, 1));
ALTER TABLE plan ADD COLUMN holdable INTEGER NOT NULL DEFAULT 0 CHECK (holdable IN (0, 1));
ALTER TABLE plan ADD COLUMN new_clients_only INTEGER NOT NULL DEFAULT 0
    CHECK (new_clients_only IN (0, 1));

-- Priced extras of a package (L3); one that a change took away has no name to be sold under.
CREATE TABLE plan_extra (
    id INTEGER PRIMARY KEY,
    operation INTEGER NOT NULL REFERENCES operation (id) DEFERRABLE INITIALLY DEFERRED,
    plan INTEGER NOT NULL REFERENCES plan (id),
    name TEXT NOT NULL,
    price_minor INTEGER NOT NULL CHECK (price_minor >= 0),
    removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1)),
    UNIQUE (plan, name)
) STRICT;

-- A package or passes of a kind, sold to a customer (V1), with the package's terms as they were at
-- the sale (L2). `price_minor` is that of one package, or of all passes of the kind. `begun_day` is
-- null while it waits for the first visit; `open` says that something is still to happen when it is
-- used up or expired (T5).
CREATE TABLE purchase (
    id INTEGER PRIMARY KEY,
    operation INTEGER NOT NULL REFERENCES operation (id) DEFERRABLE INITIALLY DEFERRED,
    customer INTEGER NOT NULL REFERENCES customer (id),
    plan INTEGER REFERENCES plan (id),
    kind INTEGER REFERENCES kind (id),
    name TEXT NOT NULL,
    count INTEGER NOT NULL CHECK (count > 0),
    price_minor INTEGER NOT NULL CHECK (price_minor >= 0),
    currency TEXT NOT NULL,
    charge TEXT NOT NULL CHECK (charge IN ('charge', 'free', 'paid')),
    on_day INTEGER NOT NULL,
    valid TEXT NOT NULL,
    starts TEXT NOT NULL,
    begun_day INTEGER,
    then_do TEXT NOT NULL CHECK (then_do IN ('none', 'renew', 'convert')),
    then_plan INTEGER REFERENCES plan (id),
    active_status INTEGER NOT NULL CHECK (active_status IN (0, 1)),
    holdable INTEGER NOT NULL CHECK (holdable IN (0, 1)),
    open INTEGER NOT NULL CHECK (open IN (0, 1)),
    removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1)),
    undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1)),
    CHECK ((plan IS NULL) <> (kind IS NULL)),
    CHECK ((then_do = 'convert') = (then_plan IS NOT NULL)),
    CHECK (begun_day IS NOT NULL OR starts = 'first-visit')
) STRICT;
CREATE INDEX purchase_customer ON purchase (customer);
CREATE INDEX purchase_open ON purchase (customer) WHERE open = 1;
CREATE INDEX purchase_active ON purchase (id) WHERE active_status = 1;

ALTER TABLE lot ADD COLUMN purchase INTEGER REFERENCES purchase (id);
CREATE INDEX lot_purchase ON lot (purchase) WHERE purchase IS NOT NULL;
DROP TRIGGER lot_is_never_changed;
CREATE TRIGGER lot_is_never_changed BEFORE UPDATE OF id, operation, owner, kind, granted_halves,
    valid_from_day, source, subscription, recurring, location, priority, memo, purchase ON lot
BEGIN SELECT RAISE(ABORT, 'lots are append-only'); END;

-- A line is for a subscription's period, a purchase, a booking paid with money (D7), or an extra;
-- `paid` says that nothing is to be paid for it any more (V1 --paid).
ALTER TABLE line ADD COLUMN purchase INTEGER REFERENCES purchase (id);
ALTER TABLE line ADD COLUMN booking INTEGER REFERENCES booking (id);
ALTER TABLE line ADD COLUMN paid INTEGER NOT NULL DEFAULT 0 CHECK (paid IN (0, 1));
ALTER TABLE line ADD COLUMN removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1));
CREATE INDEX line_purchase ON line (purchase) WHERE purchase IS NOT NULL;
CREATE INDEX line_booking ON line (booking) WHERE booking IS NOT NULL;

-- Issued invoices and the credit notes that make them void, numbered together: `id` is the number,
-- given under the write lock, so that there are no gaps (V4). Who is billed, and by which location,
-- stands as it was on the day. `credits` is what a credit note makes void; `replaces` the void
-- invoice that this one was issued for again, when its voiding was taken back.
CREATE TABLE invoice (
    id INTEGER PRIMARY KEY CHECK (id > 0),
    operation INTEGER NOT NULL REFERENCES operation (id) DEFERRABLE INITIALLY DEFERRED,
    customer INTEGER NOT NULL REFERENCES customer (id),
    currency TEXT NOT NULL,
    issued_day INTEGER NOT NULL,
    name TEXT NOT NULL,
    email TEXT,
    company TEXT,
    location TEXT NOT NULL,
    credits INTEGER UNIQUE REFERENCES invoice (id),
    replaces INTEGER UNIQUE REFERENCES invoice (id),
    CHECK (credits IS NULL OR replaces IS NULL)
) STRICT;
CREATE INDEX invoice_customer ON invoice (customer);

-- What an invoice or credit note says, line by line, as it was issued: `line` itself goes back to the
-- upcoming invoice when this one is made void.
CREATE TABLE invoice_line (
    id INTEGER PRIMARY KEY,
    operation INTEGER NOT NULL REFERENCES operation (id) DEFERRABLE INITIALLY DEFERRED,
    invoice INTEGER NOT NULL REFERENCES invoice (id),
    line INTEGER NOT NULL REFERENCES line (id),
    on_day INTEGER NOT NULL,
    text TEXT NOT NULL,
    net_minor INTEGER NOT NULL,
    tax_hundredths INTEGER NOT NULL,
    tax_minor INTEGER NOT NULL,
    paid INTEGER NOT NULL CHECK (paid IN (0, 1)),
    UNIQUE (invoice, line)
) STRICT;
CREATE INDEX invoice_line_line ON invoice_line (line);

-- That an invoice was paid, beside it.
CREATE TABLE payment (
    id INTEGER PRIMARY KEY,
    operation INTEGER NOT NULL REFERENCES operation (id) DEFERRABLE INITIALLY DEFERRED,
    invoice INTEGER NOT NULL REFERENCES invoice (id),
    on_day INTEGER NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX payment_once ON payment (invoice) WHERE undone = 0;

-- The invoice that a line stands on; null while it is on the upcoming one.
ALTER TABLE line ADD COLUMN invoice INTEGER REFERENCES invoice (id);

CREATE TRIGGER invoice_numbers_have_no_gaps BEFORE INSERT ON invoice
WHEN NEW.id <> (SELECT COALESCE(MAX(id), 0) + 1 FROM invoice)
BEGIN SELECT RAISE(ABORT, 'invoice numbers have no gaps'); END;
CREATE TRIGGER invoice_is_never_changed BEFORE UPDATE ON invoice
BEGIN SELECT RAISE(ABORT, 'issued invoices never change'); END;
CREATE TRIGGER invoice_is_never_deleted BEFORE DELETE ON invoice
BEGIN SELECT RAISE(ABORT, 'issued invoices never change'); END;
CREATE TRIGGER invoice_line_is_never_changed BEFORE UPDATE ON invoice_line
BEGIN SELECT RAISE(ABORT, 'issued invoices never change'); END;
CREATE TRIGGER invoice_line_is_never_deleted BEFORE DELETE ON invoice_line
BEGIN SELECT RAISE(ABORT, 'issued invoices never change'); END;
CREATE TRIGGER payment_is_never_deleted BEFORE DELETE ON payment
BEGIN SELECT RAISE(ABORT, 'payments are never deleted'); END;
CREATE TRIGGER issued_line_is_never_changed BEFORE UPDATE ON line
WHEN OLD.invoice IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM invoice WHERE credits = OLD.invoice)
BEGIN SELECT RAISE(ABORT, 'lines of an issued invoice never change'); END;
CREATE TRIGGER line_is_never_deleted BEFORE DELETE ON line
BEGIN SELECT RAISE(ABORT, 'lines are never deleted'); END;
-- An operation is written before the rows that name it, or the engine would look through every table
-- for those that wait for it; its hash is zeros until it is sealed, once.
DROP TRIGGER operation_is_never_changed;
CREATE TRIGGER operation_is_never_changed BEFORE UPDATE OF id, at_ms, actor, command, memo ON operation
BEGIN SELECT RAISE(ABORT, 'operations are append-only'); END;
CREATE TRIGGER operation_is_sealed_once BEFORE UPDATE OF undoes, hash ON operation
WHEN OLD.hash <> '0000000000000000000000000000000000000000000000000000000000000000'
BEGIN SELECT RAISE(ABORT, 'operations are append-only'); END;

CREATE INDEX line_subscription ON line (subscription) WHERE subscription IS NOT NULL;
CREATE INDEX booking_scheduled ON booking (on_day)
    WHERE pay_status IN ('pending', 'failed', 'removed');

-- What was taken in from another system, so that the same is not taken in again: `key` is the
-- source, the sort of thing and the source's id, or what tells it from others.
CREATE TABLE imported (
    id INTEGER PRIMARY KEY,
    operation INTEGER NOT NULL REFERENCES operation (id) DEFERRABLE INITIALLY DEFERRED,
    key TEXT NOT NULL,
    customer INTEGER NOT NULL REFERENCES customer (id),
    subscription INTEGER REFERENCES subscription (id),
    lot INTEGER REFERENCES lot (id),
    undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX imported_key ON imported (key) WHERE undone = 0;
CREATE INDEX imported_customer ON imported (customer);
CREATE INDEX imported_subscription ON imported (subscription) WHERE subscription IS NOT NULL;
CREATE INDEX imported_lot ON imported (lot) WHERE lot IS NOT NULL;
-- What a customer or, without one, the admin is to be told (A6): written in the transaction of the
-- operation that it is about; without one it is about the calendar. What is told follows from the
-- books. Whether it was delivered is no part of them, so these rows are neither journaled nor
-- chained: `due_ms` is null once it was sent or given up.
CREATE TABLE notification (
    id INTEGER PRIMARY KEY,
    operation INTEGER REFERENCES operation (id) DEFERRABLE INITIALLY DEFERRED,
    customer INTEGER REFERENCES customer (id),
    topic TEXT NOT NULL,
    booking INTEGER REFERENCES booking (id),
    lot INTEGER REFERENCES lot (id),
    subscription INTEGER REFERENCES subscription (id),
    on_day INTEGER,
    written_ms INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    due_ms INTEGER,
    sent_ms INTEGER,
    trouble TEXT,
    CHECK (operation IS NOT NULL OR on_day IS NOT NULL),
    CHECK (sent_ms IS NULL OR due_ms IS NULL)
) STRICT;
CREATE INDEX notification_due ON notification (due_ms) WHERE due_ms IS NOT NULL;
CREATE INDEX notification_customer ON notification (customer, operation);
CREATE UNIQUE INDEX notification_of_lot ON notification (lot, on_day) WHERE lot IS NOT NULL;
CREATE UNIQUE INDEX notification_of_subscription ON notification (subscription, on_day)
    WHERE subscription IS NOT NULL;
CREATE INDEX subscription_until ON subscription (until_day) WHERE until_day IS NOT NULL;

-- A code that gives passes (V2). `until_day` is the last day on which it is redeemed, `expires_day`
-- that of the passes; null is none, for `uses` as often as they come.
CREATE TABLE voucher (
    id INTEGER PRIMARY KEY,
    operation INTEGER NOT NULL REFERENCES operation (id) DEFERRABLE INITIALLY DEFERRED,
    code TEXT NOT NULL,
    code_key TEXT NOT NULL,
    kind INTEGER NOT NULL REFERENCES kind (id),
    passes_halves INTEGER NOT NULL CHECK (passes_halves > 0),
    expires_day INTEGER,
    once_per_member INTEGER NOT NULL CHECK (once_per_member IN (0, 1)),
    until_day INTEGER,
    uses INTEGER CHECK (uses > 0),
    retired INTEGER NOT NULL CHECK (retired IN (0, 1)),
    undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX voucher_code ON voucher (code_key) WHERE undone = 0;
CREATE INDEX voucher_kind ON voucher (kind);

CREATE TABLE voucher_use (
    id INTEGER PRIMARY KEY,
    operation INTEGER NOT NULL REFERENCES operation (id) DEFERRABLE INITIALLY DEFERRED,
    voucher INTEGER NOT NULL REFERENCES voucher (id),
    customer INTEGER NOT NULL REFERENCES customer (id),
    lot INTEGER NOT NULL REFERENCES lot (id),
    on_day INTEGER NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1))
) STRICT;
CREATE INDEX voucher_use_voucher ON voucher_use (voucher);
CREATE INDEX voucher_use_customer ON voucher_use (customer);
CREATE INDEX voucher_use_lot ON voucher_use (lot);

-- A discount, in percent or as an amount; without a scope for everything (V2).
CREATE TABLE promo (
    id INTEGER PRIMARY KEY,
    operation INTEGER NOT NULL REFERENCES operation (id) DEFERRABLE INITIALLY DEFERRED,
    code TEXT NOT NULL,
    code_key TEXT NOT NULL,
    percent_hundredths INTEGER CHECK (percent_hundredths BETWEEN 1 AND 10000),
    amount_minor INTEGER CHECK (amount_minor > 0),
    currency TEXT,
    first_purchase INTEGER NOT NULL CHECK (first_purchase IN (0, 1)),
    until_day INTEGER,
    uses INTEGER CHECK (uses > 0),
    retired INTEGER NOT NULL CHECK (retired IN (0, 1)),
    undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1)),
    CHECK ((percent_hundredths IS NULL) <> (amount_minor IS NULL)),
    CHECK ((amount_minor IS NULL) = (currency IS NULL))
) STRICT;
CREATE UNIQUE INDEX promo_code ON promo (code_key) WHERE undone = 0;

CREATE TABLE promo_scope (
    id INTEGER PRIMARY KEY,
    operation INTEGER NOT NULL REFERENCES operation (id) DEFERRABLE INITIALLY DEFERRED,
    promo INTEGER NOT NULL REFERENCES promo (id),
    desk INTEGER REFERENCES desk (id),
    kind INTEGER REFERENCES kind (id),
    plan INTEGER REFERENCES plan (id),
    removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1)),
    CHECK ((desk IS NOT NULL) + (kind IS NOT NULL) + (plan IS NOT NULL) = 1)
) STRICT;
CREATE INDEX promo_scope_promo ON promo_scope (promo);
CREATE INDEX promo_scope_desk ON promo_scope (desk) WHERE desk IS NOT NULL;
CREATE INDEX promo_scope_kind ON promo_scope (kind) WHERE kind IS NOT NULL;
CREATE INDEX promo_scope_plan ON promo_scope (plan) WHERE plan IS NOT NULL;

-- What a promo code took off a booking or sale; `given_back` with a booking that no longer costs.
CREATE TABLE promo_use (
    id INTEGER PRIMARY KEY,
    operation INTEGER NOT NULL REFERENCES operation (id) DEFERRABLE INITIALLY DEFERRED,
    promo INTEGER NOT NULL REFERENCES promo (id),
    customer INTEGER NOT NULL REFERENCES customer (id),
    booking INTEGER REFERENCES booking (id),
    purchase INTEGER REFERENCES purchase (id),
    on_day INTEGER NOT NULL,
    discount_minor INTEGER NOT NULL CHECK (discount_minor >= 0),
    currency TEXT NOT NULL,
    given_back INTEGER NOT NULL DEFAULT 0 CHECK (given_back IN (0, 1)),
    undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1)),
    CHECK ((booking IS NULL) <> (purchase IS NULL))
) STRICT;
CREATE INDEX promo_use_promo ON promo_use (promo);
CREATE INDEX promo_use_customer ON promo_use (customer);
CREATE INDEX promo_use_booking ON promo_use (booking) WHERE booking IS NOT NULL;
CREATE INDEX promo_use_purchase ON promo_use (purchase) WHERE purchase IS NOT NULL;

-- A lot put on hold (T4): unusable on these days; `until_day` is never while nobody knows when it
-- ends, and `own_expires_day` is the lot's last day without any hold.
CREATE TABLE hold (
    id INTEGER PRIMARY KEY,
    operation INTEGER NOT NULL REFERENCES operation (id) DEFERRABLE INITIALLY DEFERRED,
    lot INTEGER NOT NULL REFERENCES lot (id),
    customer INTEGER NOT NULL REFERENCES customer (id),
    from_day INTEGER NOT NULL,
    until_day INTEGER NOT NULL CHECK (until_day >= from_day),
    own_expires_day INTEGER NOT NULL,
    removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1))
) STRICT;
CREATE INDEX hold_lot ON hold (lot) WHERE removed = 0;
CREATE INDEX hold_customer ON hold (customer);

-- The lot of a kind that is not counted which covers a booking, or covered it: nothing is taken of it
-- (T2).
ALTER TABLE booking ADD COLUMN lot INTEGER REFERENCES lot (id)
    CHECK (lot IS NULL OR pay_status IN ('charged', 'refunded'));
CREATE INDEX booking_lot ON booking (lot) WHERE lot IS NOT NULL;
CREATE INDEX entry_day ON entry (on_day);
-- Entries are numbered in the order of their operations, so that those of one are found by halves.
DROP INDEX entry_operation;
