-- Version 3: what many rows of an operation say alike is not written for each of them.

-- A row outside the ledger is no longer copied to `change` when it is added. It names its operation,
-- whose hash covers it as it was added; what was noted before stays as it is. No table is changed for
-- that, but an older program would not find what it has to take back.

-- A circular tells many customers of the entries that its operation wrote, as one row until it is
-- sent: those are `entries` from `first_entry` on, and so many numbers, of which `id` is the last, are
-- kept for notifications of their own. It is for `customers` people, and for nobody else.
ALTER TABLE notification ADD COLUMN first_entry INTEGER REFERENCES entry (id);
ALTER TABLE notification ADD COLUMN entries INTEGER CHECK (entries > 0);
ALTER TABLE notification ADD COLUMN customers INTEGER
    CHECK (customers IS NULL
        OR (customers > 0 AND customer IS NULL AND first_entry IS NOT NULL AND entries IS NOT NULL));
CREATE UNIQUE INDEX notification_circular ON notification (operation, topic)
    WHERE customers IS NOT NULL;

-- What never expires (2932896) is never looked for by its last day.
DROP INDEX lot_lapsing;
CREATE INDEX lot_lapsing ON lot (expires_day) WHERE left_halves > 0 AND expires_day < 2932896;

-- The bookings that a subscription pays for, whatever became of them: looked for when it is taken back.
CREATE INDEX booking_subscription ON booking (subscription) WHERE subscription IS NOT NULL;
