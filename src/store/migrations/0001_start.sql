-- Days are days since 1970-01-01 (9999-12-31 is "never"), instants milliseconds, passes halves,
-- money minor units. Every row outside the ledger names the operation that added it; `undone` says
-- that it was taken back.

CREATE TABLE operation (
    id INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    actor TEXT NOT NULL,
    command TEXT NOT NULL,
    memo TEXT,
    undoes INTEGER REFERENCES operation (id),
    hash TEXT NOT NULL CHECK (length(hash) = 64)
) STRICT;
CREATE UNIQUE INDEX operation_undone_once ON operation (undoes) WHERE undoes IS NOT NULL;
CREATE INDEX operation_at ON operation (at_ms);

CREATE TABLE idempotency (
    key TEXT PRIMARY KEY,
    operation INTEGER NOT NULL REFERENCES operation (id) DEFERRABLE INITIALLY DEFERRED,
    seq INTEGER NOT NULL,
    content TEXT NOT NULL,
    answer TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX idempotency_operation ON idempotency (operation, seq);

CREATE TABLE change (
    operation INTEGER NOT NULL REFERENCES operation (id) DEFERRABLE INITIALLY DEFERRED,
    seq INTEGER NOT NULL,
    relation TEXT NOT NULL,
    row INTEGER NOT NULL,
    before TEXT,
    after TEXT NOT NULL,
    PRIMARY KEY (operation, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX change_row ON change (relation, row);

CREATE TABLE setting (
    id INTEGER PRIMARY KEY,
    operation INTEGER NOT NULL REFERENCES operation (id) DEFERRABLE INITIALLY DEFERRED,
    name TEXT NOT NULL UNIQUE,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE location (
    id INTEGER PRIMARY KEY,
    operation INTEGER NOT NULL REFERENCES operation (id) DEFERRABLE INITIALLY DEFERRED,
    handle TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    timezone TEXT NOT NULL,
    currency TEXT NOT NULL,
    day_starts_at_s INTEGER NOT NULL CHECK (day_starts_at_s BETWEEN 0 AND 86399),
    hours TEXT NOT NULL,
    closed TEXT NOT NULL,
    checkin_charge TEXT NOT NULL CHECK (checkin_charge IN ('per-day', 'per-visit')),
    checkin_mode TEXT NOT NULL CHECK (checkin_mode IN ('full-day', 'half-day')),
    passes INTEGER NOT NULL CHECK (passes IN (0, 1)),
    usage_limit TEXT NOT NULL,
    book_ahead TEXT NOT NULL CHECK (book_ahead IN ('any', 'current-period')),
    tax_hundredths INTEGER NOT NULL CHECK (tax_hundredths BETWEEN 0 AND 10000),
    retired INTEGER NOT NULL CHECK (retired IN (0, 1))
) STRICT;

CREATE TABLE desk (
    id INTEGER PRIMARY KEY,
    operation INTEGER NOT NULL REFERENCES operation (id) DEFERRABLE INITIALLY DEFERRED,
    location INTEGER NOT NULL REFERENCES location (id),
    handle TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    seats INTEGER NOT NULL CHECK (seats >= 0),
    passes INTEGER NOT NULL CHECK (passes IN (0, 1)),
    price_minor INTEGER NOT NULL CHECK (price_minor >= 0),
    cancel TEXT NOT NULL,
    closed TEXT NOT NULL,
    service TEXT NOT NULL,
    retired INTEGER NOT NULL CHECK (retired IN (0, 1)),
    UNIQUE (location, handle)
) STRICT;

CREATE TABLE kind (
    id INTEGER PRIMARY KEY,
    operation INTEGER NOT NULL REFERENCES operation (id) DEFERRABLE INITIALLY DEFERRED,
    handle TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    covers TEXT NOT NULL,
    price_minor INTEGER NOT NULL CHECK (price_minor >= 0),
    currency TEXT NOT NULL,
    expires_after TEXT,
    volume TEXT NOT NULL,
    services TEXT NOT NULL,
    locations TEXT NOT NULL,
    plans TEXT NOT NULL,
    usage_limit TEXT NOT NULL,
    priority INTEGER NOT NULL,
    tax_hundredths INTEGER NOT NULL CHECK (tax_hundredths BETWEEN 0 AND 10000),
    retired INTEGER NOT NULL CHECK (retired IN (0, 1))
) STRICT;

-- Members and visitors (kind 'person') and companies: whoever lots belong to (P1).
CREATE TABLE customer (
    id INTEGER PRIMARY KEY,
    operation INTEGER NOT NULL REFERENCES operation (id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL CHECK (kind IN ('person', 'company')),
    number INTEGER NOT NULL CHECK (number > 0),
    handle TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    email TEXT,
    email_key TEXT,
    location INTEGER NOT NULL REFERENCES location (id),
    company INTEGER REFERENCES customer (id),
    visitor INTEGER NOT NULL CHECK (visitor IN (0, 1)),
    use_passes INTEGER NOT NULL CHECK (use_passes IN (0, 1)),
    tags TEXT NOT NULL,
    note TEXT,
    payment_method TEXT,
    removed_day INTEGER,
    undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1)),
    UNIQUE (kind, number),
    CHECK (kind = 'person' OR (company IS NULL AND visitor = 0))
) STRICT;
CREATE UNIQUE INDEX customer_handle ON customer (handle) WHERE undone = 0;
CREATE UNIQUE INDEX customer_email ON customer (email_key) WHERE undone = 0;
CREATE INDEX customer_name ON customer (name_key);
CREATE INDEX customer_company ON customer (company) WHERE company IS NOT NULL;

CREATE TABLE plan (
    id INTEGER PRIMARY KEY,
    operation INTEGER NOT NULL REFERENCES operation (id) DEFERRABLE INITIALLY DEFERRED,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    every TEXT NOT NULL,
    price_minor INTEGER NOT NULL CHECK (price_minor >= 0),
    currency TEXT NOT NULL,
    prorate INTEGER NOT NULL CHECK (prorate IN (0, 1)),
    retired INTEGER NOT NULL CHECK (retired IN (0, 1)),
    undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX plan_name ON plan (name_key) WHERE undone = 0;

-- What a plan includes now; an include that a change took away has no passes any more.
CREATE TABLE plan_include (
    id INTEGER PRIMARY KEY,
    operation INTEGER NOT NULL REFERENCES operation (id) DEFERRABLE INITIALLY DEFERRED,
    plan INTEGER NOT NULL REFERENCES plan (id),
    kind INTEGER NOT NULL REFERENCES kind (id),
    passes_halves INTEGER NOT NULL CHECK (passes_halves >= 0),
    cadence TEXT NOT NULL CHECK (cadence IN ('period', 'week', 'month')),
    validity TEXT NOT NULL,
    UNIQUE (plan, kind)
) STRICT;

CREATE TABLE subscription (
    id INTEGER PRIMARY KEY,
    operation INTEGER NOT NULL REFERENCES operation (id) DEFERRABLE INITIALLY DEFERRED,
    customer INTEGER NOT NULL REFERENCES customer (id),
    every TEXT NOT NULL,
    anchor TEXT NOT NULL CHECK (anchor IN ('start', 'month')),
    start_day INTEGER NOT NULL,
    until_day INTEGER,
    cancelled INTEGER NOT NULL CHECK (cancelled IN (0, 1)),
    due_day INTEGER
) STRICT;
CREATE INDEX subscription_customer ON subscription (customer);
CREATE INDEX subscription_due ON subscription (due_day) WHERE due_day IS NOT NULL;

-- The terms of a subscription from a day on, copied from the plan at sale (L2).
CREATE TABLE term (
    id INTEGER PRIMARY KEY,
    operation INTEGER NOT NULL REFERENCES operation (id) DEFERRABLE INITIALLY DEFERRED,
    subscription INTEGER NOT NULL REFERENCES subscription (id),
    from_day INTEGER NOT NULL,
    plan INTEGER NOT NULL REFERENCES plan (id),
    plan_name TEXT NOT NULL,
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    price_minor INTEGER NOT NULL CHECK (price_minor >= 0),
    currency TEXT NOT NULL,
    prorate INTEGER NOT NULL CHECK (prorate IN (0, 1)),
    replaced INTEGER NOT NULL DEFAULT 0 CHECK (replaced IN (0, 1))
) STRICT;
CREATE INDEX term_subscription ON term (subscription);

CREATE TABLE term_include (
    id INTEGER PRIMARY KEY,
    operation INTEGER NOT NULL REFERENCES operation (id) DEFERRABLE INITIALLY DEFERRED,
    term INTEGER NOT NULL REFERENCES term (id),
    kind INTEGER NOT NULL REFERENCES kind (id),
    passes_halves INTEGER NOT NULL CHECK (passes_halves > 0),
    cadence TEXT NOT NULL CHECK (cadence IN ('period', 'week', 'month')),
    validity TEXT NOT NULL,
    UNIQUE (term, kind)
) STRICT;

CREATE TABLE pause (
    id INTEGER PRIMARY KEY,
    operation INTEGER NOT NULL REFERENCES operation (id) DEFERRABLE INITIALLY DEFERRED,
    subscription INTEGER NOT NULL REFERENCES subscription (id),
    from_day INTEGER NOT NULL,
    until_day INTEGER NOT NULL CHECK (until_day >= from_day),
    undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1))
) STRICT;
CREATE INDEX pause_subscription ON pause (subscription);

-- Monthly grants (B4).
CREATE TABLE recurring (
    id INTEGER PRIMARY KEY,
    operation INTEGER NOT NULL REFERENCES operation (id) DEFERRABLE INITIALLY DEFERRED,
    customer INTEGER NOT NULL REFERENCES customer (id),
    kind INTEGER NOT NULL REFERENCES kind (id),
    passes_halves INTEGER NOT NULL CHECK (passes_halves > 0),
    from_day INTEGER NOT NULL,
    until_day INTEGER,
    location INTEGER NOT NULL REFERENCES location (id),
    priority INTEGER NOT NULL,
    memo TEXT,
    due_day INTEGER
) STRICT;
CREATE INDEX recurring_customer ON recurring (customer);
CREATE INDEX recurring_due ON recurring (due_day) WHERE due_day IS NOT NULL;

CREATE TABLE lot (
    id INTEGER PRIMARY KEY,
    operation INTEGER NOT NULL REFERENCES operation (id) DEFERRABLE INITIALLY DEFERRED,
    owner INTEGER NOT NULL REFERENCES customer (id),
    kind INTEGER NOT NULL REFERENCES kind (id),
    granted_halves INTEGER NOT NULL CHECK (granted_halves > 0),
    left_halves INTEGER NOT NULL CHECK (left_halves BETWEEN 0 AND granted_halves),
    valid_from_day INTEGER NOT NULL,
    expires_day INTEGER NOT NULL CHECK (expires_day >= valid_from_day),
    source TEXT NOT NULL
        CHECK (source IN ('plan', 'package', 'grant', 'recurring', 'voucher', 'import')),
    subscription INTEGER REFERENCES subscription (id),
    recurring INTEGER REFERENCES recurring (id),
    location INTEGER NOT NULL REFERENCES location (id),
    priority INTEGER NOT NULL,
    memo TEXT,
    undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1))
) STRICT;
CREATE INDEX lot_owner ON lot (owner);
CREATE INDEX lot_usable ON lot (owner, expires_day) WHERE left_halves > 0;
CREATE INDEX lot_lapsing ON lot (expires_day) WHERE left_halves > 0;
CREATE UNIQUE INDEX lot_once_a_window ON lot (subscription, kind, valid_from_day)
    WHERE subscription IS NOT NULL AND undone = 0;
CREATE UNIQUE INDEX lot_once_a_month ON lot (recurring, valid_from_day)
    WHERE recurring IS NOT NULL AND undone = 0;

CREATE TABLE booking (
    id INTEGER PRIMARY KEY,
    operation INTEGER NOT NULL REFERENCES operation (id) DEFERRABLE INITIALLY DEFERRED,
    member INTEGER NOT NULL REFERENCES customer (id),
    desk INTEGER NOT NULL REFERENCES desk (id),
    on_day INTEGER NOT NULL,
    seats INTEGER NOT NULL CHECK (seats > 0),
    status TEXT NOT NULL CHECK (status IN ('confirmed', 'tentative', 'cancelled')),
    pay_by TEXT NOT NULL CHECK (pay_by IN ('passes', 'company', 'money')),
    pay_status TEXT NOT NULL CHECK (pay_status IN
        ('charged', 'pending', 'failed', 'removed', 'refunded', 'unpaid', 'paid')),
    charges_day INTEGER,
    subscription INTEGER REFERENCES subscription (id),
    CHECK ((pay_status = 'pending') <= (charges_day IS NOT NULL AND subscription IS NOT NULL)),
    CHECK ((status = 'tentative') <= (pay_status IN ('pending', 'unpaid')))
) STRICT;
CREATE INDEX booking_member ON booking (member, on_day);
CREATE INDEX booking_day ON booking (on_day, desk);
CREATE INDEX booking_pending ON booking (subscription, charges_day, on_day)
    WHERE pay_status = 'pending';

-- Which seats of a desk a booking holds: a guard against overselling, derived from the bookings.
CREATE TABLE seat (
    desk INTEGER NOT NULL REFERENCES desk (id),
    on_day INTEGER NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    booking INTEGER NOT NULL REFERENCES booking (id),
    PRIMARY KEY (desk, on_day, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX seat_booking ON seat (booking);

-- One person in the house from check-in to check-out; `guest` is the name of a member's guest, empty
-- for the member. Who is inside is inside once.
CREATE TABLE visit (
    id INTEGER PRIMARY KEY,
    operation INTEGER NOT NULL REFERENCES operation (id) DEFERRABLE INITIALLY DEFERRED,
    member INTEGER NOT NULL REFERENCES customer (id),
    guest TEXT NOT NULL,
    location INTEGER NOT NULL REFERENCES location (id),
    on_day INTEGER NOT NULL,
    service TEXT NOT NULL,
    wanted INTEGER REFERENCES kind (id),
    in_ms INTEGER NOT NULL,
    out_ms INTEGER CHECK (out_ms >= in_ms),
    status TEXT NOT NULL CHECK (status IN ('inside', 'left', 'refused')),
    auto INTEGER NOT NULL CHECK (auto IN (0, 1)),
    covered_by TEXT CHECK (covered_by IN
        ('pass', 'booking', 'assignment', 'running', 'off', 'unlimited', 'owed')),
    kind INTEGER REFERENCES kind (id),
    valid_until_ms INTEGER,
    owed_halves INTEGER NOT NULL CHECK (owed_halves >= 0),
    CHECK ((status = 'left') = (out_ms IS NOT NULL)),
    CHECK ((status = 'refused') = (covered_by IS NULL)),
    CHECK (owed_halves = 0 OR covered_by IN ('pass', 'owed'))
) STRICT;
CREATE INDEX visit_member ON visit (member, on_day);
CREATE INDEX visit_day ON visit (on_day);
CREATE UNIQUE INDEX visit_inside ON visit (member, guest) WHERE status = 'inside';
CREATE INDEX visit_owed ON visit (member) WHERE owed_halves > 0;

-- A seat that is somebody's every day (D9); with a subscription it ends with that.
CREATE TABLE assignment (
    id INTEGER PRIMARY KEY,
    operation INTEGER NOT NULL REFERENCES operation (id) DEFERRABLE INITIALLY DEFERRED,
    desk INTEGER NOT NULL REFERENCES desk (id),
    member INTEGER NOT NULL REFERENCES customer (id),
    from_day INTEGER NOT NULL,
    until_day INTEGER NOT NULL CHECK (until_day >= from_day - 1),
    subscription INTEGER REFERENCES subscription (id)
) STRICT;
CREATE INDEX assignment_desk ON assignment (desk);
CREATE INDEX assignment_member ON assignment (member);

CREATE TABLE line (
    id INTEGER PRIMARY KEY,
    operation INTEGER NOT NULL REFERENCES operation (id) DEFERRABLE INITIALLY DEFERRED,
    customer INTEGER NOT NULL REFERENCES customer (id),
    subscription INTEGER REFERENCES subscription (id),
    on_day INTEGER NOT NULL,
    text TEXT NOT NULL,
    amount_minor INTEGER NOT NULL,
    currency TEXT NOT NULL,
    tax_hundredths INTEGER NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1))
) STRICT;
CREATE INDEX line_customer ON line (customer);

CREATE TABLE entry (
    id INTEGER PRIMARY KEY,
    operation INTEGER NOT NULL REFERENCES operation (id) DEFERRABLE INITIALLY DEFERRED,
    lot INTEGER NOT NULL REFERENCES lot (id),
    type TEXT NOT NULL
        CHECK (type IN ('grant', 'spend', 'refund', 'deduct', 'expire', 'transfer')),
    halves INTEGER NOT NULL CHECK (halves <> 0),
    on_day INTEGER NOT NULL,
    member INTEGER NOT NULL REFERENCES customer (id),
    booking INTEGER REFERENCES booking (id),
    visit INTEGER REFERENCES visit (id),
    CHECK (CASE type WHEN 'grant' THEN halves > 0 WHEN 'refund' THEN halves > 0
        WHEN 'transfer' THEN 1 ELSE halves < 0 END)
) STRICT;
CREATE INDEX entry_lot ON entry (lot);
CREATE INDEX entry_member ON entry (member);
CREATE INDEX entry_operation ON entry (operation);
CREATE INDEX entry_booking ON entry (booking) WHERE booking IS NOT NULL;
CREATE INDEX entry_visit ON entry (visit) WHERE visit IS NOT NULL;

CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER entry_is_never_deleted BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER operation_is_never_changed BEFORE UPDATE ON operation
BEGIN SELECT RAISE(ABORT, 'operations are append-only'); END;
CREATE TRIGGER operation_is_never_deleted BEFORE DELETE ON operation
BEGIN SELECT RAISE(ABORT, 'operations are append-only'); END;
CREATE TRIGGER change_is_never_changed BEFORE UPDATE ON change
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER change_is_never_deleted BEFORE DELETE ON change
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER key_is_never_changed BEFORE UPDATE ON idempotency
BEGIN SELECT RAISE(ABORT, 'keys are append-only'); END;
CREATE TRIGGER key_is_never_deleted BEFORE DELETE ON idempotency
BEGIN SELECT RAISE(ABORT, 'keys are append-only'); END;
CREATE TRIGGER lot_is_never_changed BEFORE UPDATE OF id, operation, owner, kind, granted_halves,
    valid_from_day, source, subscription, recurring, location, priority, memo ON lot
BEGIN SELECT RAISE(ABORT, 'lots are append-only'); END;
CREATE TRIGGER lot_is_never_deleted BEFORE DELETE ON lot
BEGIN SELECT RAISE(ABORT, 'lots are append-only'); END;
