//! The settings of the space, as last applied.

use super::journal::Relation;
use super::{Snapshot, StoreError, Tx, Value};
use crate::domain::handle::Handle;
use crate::domain::money::{Currency, Percent};
use crate::domain::policy::{Payment, Settings};
use crate::domain::pool::CompanyPasses;
use crate::domain::subscription::SubscriptionEnd;

/// The settings, or None before anything was applied.
pub fn find(db: &Snapshot) -> Result<Option<Settings>, StoreError> {
    let rows = db.rows("SELECT name, value FROM setting", &[], |row| {
        Ok((row.get::<String>("name")?, row.get::<String>("value")?))
    })?;
    if rows.is_empty() {
        return Ok(None);
    }
    let text = |name: &str| {
        rows.iter()
            .find(|(known, _)| known == name)
            .map_or("", |(_, value)| value.as_str())
    };
    let settings = || {
        Some(Settings {
            currency: Currency::read(text("currency")).ok()?,
            company_passes: CompanyPasses::read(text("company_passes"))?,
            subscription_end: SubscriptionEnd::read(text("subscription_end"))?,
            payment: Payment::read(text("payment"))?,
            cross_location: Percent::read(text("cross_location")).ok()?,
            default_status: text("default_status").to_owned(),
            default_location: Handle::read(text("default_location")).ok()?,
        })
    };
    let damaged = || StoreError::Damaged("a setting of the space cannot be read".to_owned());
    settings().ok_or_else(damaged).map(Some)
}

/// The settings; a database into which nothing was applied cannot be used.
pub fn get(db: &Snapshot) -> Result<Settings, StoreError> {
    find(db)?.ok_or_else(|| StoreError::Damaged("no settings were ever applied".to_owned()))
}

/// Writes the settings.
pub fn set(tx: &Tx, settings: &Settings) -> Result<(), StoreError> {
    for (name, value) in settings.fields() {
        let known = tx.one(
            "SELECT id FROM setting WHERE name = $1",
            &[name.into()],
            |row| row.get::<i64>("id"),
        )?;
        let value = ("value", Value::Text(&value));
        match known {
            Some(id) => tx.amend(Relation::Setting, id, &[value])?,
            None => tx
                .insert(Relation::Setting, &[("name", name.into()), value])
                .map(drop)?,
        }
    }
    Ok(())
}
