//! The schema and its steps from version to version, counted by `user_version`.

/// "DAYP": marks a file as daypass's own.
pub(super) const APPLICATION_ID: i64 = 0x4441_5950;

const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_start.sql"),
    include_str!("migrations/0002_selling.sql"),
];

/// The schema version that this program writes.
pub(super) fn newest() -> i64 {
    i64::try_from(MIGRATIONS.len()).expect("few migrations")
}

/// The statements that bring a database of that version up to date.
pub(super) fn steps_from(version: i64) -> String {
    let done = usize::try_from(version).unwrap_or(usize::MAX);
    let steps = MIGRATIONS.get(done..).unwrap_or_default().concat();
    let newest = newest();
    format!("{steps} PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {newest};")
}
