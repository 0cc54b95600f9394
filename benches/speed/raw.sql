-- The raw reference: what the work needs and nothing else. Integer days, STRICT tables, partial
-- indices on lots with something left, one index for each question.
CREATE TABLE operation (id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, command TEXT NOT NULL) STRICT;
CREATE TABLE customer (
    id INTEGER PRIMARY KEY, handle TEXT NOT NULL UNIQUE, name TEXT NOT NULL, email TEXT UNIQUE
) STRICT;
CREATE TABLE subscription (
    id INTEGER PRIMARY KEY, customer INTEGER NOT NULL REFERENCES customer (id),
    halves INTEGER NOT NULL, price_minor INTEGER NOT NULL, due_day INTEGER
) STRICT;
CREATE INDEX subscription_customer ON subscription (customer);
CREATE INDEX subscription_due ON subscription (due_day) WHERE due_day IS NOT NULL;
CREATE TABLE lot (
    id INTEGER PRIMARY KEY, operation INTEGER NOT NULL REFERENCES operation (id),
    owner INTEGER NOT NULL REFERENCES customer (id), granted_halves INTEGER NOT NULL,
    left_halves INTEGER NOT NULL CHECK (left_halves BETWEEN 0 AND granted_halves),
    valid_from_day INTEGER NOT NULL, expires_day INTEGER NOT NULL, source TEXT NOT NULL,
    subscription INTEGER REFERENCES subscription (id)
) STRICT;
CREATE INDEX lot_usable ON lot (owner, expires_day) WHERE left_halves > 0;
CREATE INDEX lot_lapsing ON lot (expires_day) WHERE left_halves > 0;
CREATE UNIQUE INDEX lot_once ON lot (subscription, valid_from_day) WHERE subscription IS NOT NULL;
CREATE TABLE booking (
    id INTEGER PRIMARY KEY, operation INTEGER NOT NULL REFERENCES operation (id),
    member INTEGER NOT NULL REFERENCES customer (id), on_day INTEGER NOT NULL,
    status TEXT NOT NULL, subscription INTEGER REFERENCES subscription (id), charges_day INTEGER
) STRICT;
CREATE INDEX booking_member ON booking (member, on_day);
CREATE INDEX booking_day ON booking (on_day);
CREATE INDEX booking_pending ON booking (subscription, charges_day) WHERE status = 'pending';
CREATE TABLE visit (
    id INTEGER PRIMARY KEY, operation INTEGER NOT NULL REFERENCES operation (id),
    member INTEGER NOT NULL REFERENCES customer (id), on_day INTEGER NOT NULL,
    in_ms INTEGER NOT NULL, out_ms INTEGER
) STRICT;
CREATE INDEX visit_member ON visit (member, on_day);
CREATE TABLE line (
    id INTEGER PRIMARY KEY, operation INTEGER NOT NULL REFERENCES operation (id),
    customer INTEGER NOT NULL REFERENCES customer (id), on_day INTEGER NOT NULL,
    text TEXT NOT NULL, amount_minor INTEGER NOT NULL
) STRICT;
CREATE INDEX line_customer ON line (customer);
CREATE TABLE entry (
    id INTEGER PRIMARY KEY, operation INTEGER NOT NULL REFERENCES operation (id),
    lot INTEGER NOT NULL REFERENCES lot (id), type TEXT NOT NULL,
    halves INTEGER NOT NULL CHECK (halves <> 0), on_day INTEGER NOT NULL,
    member INTEGER NOT NULL REFERENCES customer (id)
) STRICT;
CREATE INDEX entry_member ON entry (member);
CREATE INDEX entry_day ON entry (on_day);
