//! How values stand in the database: integers, text, null. Days are days since 1970-01-01,
//! instants milliseconds, passes halves, money minor units.

use crate::domain::day::{Day, Instant, TimeOfDay, Zone};
use crate::domain::entry::EntryType;
use crate::domain::ids::{
    AssignmentId, BookingId, CustomerId, DeskId, EntryId, HoldId, InvoiceId, KindId, LineId,
    LocationId, LotId, NotificationId, OperationId, PlanId, PromoId, PromoUseId, PurchaseId,
    RecurringId, SubscriptionId, VisitId, VoucherId,
};
use crate::domain::lot::Source;
use crate::domain::money::Currency;
use crate::domain::qty::PassQty;

/// A value as the database holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'a> {
    /// A whole number.
    Int(i64),
    /// A text.
    Text(&'a str),
    /// Nothing.
    Null,
}

impl<'a> Value<'a> {
    /// The text, or None where it is none.
    #[must_use]
    pub const fn text(self) -> Option<&'a str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Int(_) | Self::Null => None,
        }
    }
}

/// What can be read from a column.
pub trait Stored: Sized {
    /// The value, or None when the column holds something else.
    fn stored(value: Value) -> Option<Self>;
}

impl Stored for i64 {
    fn stored(value: Value) -> Option<Self> {
        if let Value::Int(number) = value {
            Some(number)
        } else {
            None
        }
    }
}

impl Stored for String {
    fn stored(value: Value) -> Option<Self> {
        if let Value::Text(text) = value {
            Some(text.to_owned())
        } else {
            None
        }
    }
}

impl<T: Stored> Stored for Option<T> {
    fn stored(value: Value) -> Option<Self> {
        if value == Value::Null {
            Some(None)
        } else {
            T::stored(value).map(Some)
        }
    }
}

impl Stored for bool {
    fn stored(value: Value) -> Option<Self> {
        match value {
            Value::Int(0) => Some(false),
            Value::Int(1) => Some(true),
            Value::Int(_) | Value::Text(_) | Value::Null => None,
        }
    }
}

impl Stored for Currency {
    fn stored(value: Value) -> Option<Self> {
        if let Value::Text(code) = value {
            Self::read(code).ok()
        } else {
            None
        }
    }
}

impl Stored for Zone {
    fn stored(value: Value) -> Option<Self> {
        if let Value::Text(name) = value {
            Self::read(name).ok()
        } else {
            None
        }
    }
}

macro_rules! words {
    ($($word:ident)*) => {$(
        impl Stored for $word {
            fn stored(value: Value) -> Option<Self> {
                if let Value::Text(word) = value {
                    Self::read(word)
                } else {
                    None
                }
            }
        }
    )*};
}

words! { EntryType Source }

impl From<bool> for Value<'_> {
    fn from(flag: bool) -> Self {
        Self::Int(i64::from(flag))
    }
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<'a> From<&'a Option<String>> for Value<'a> {
    fn from(value: &'a Option<String>) -> Self {
        value.as_deref().map_or(Self::Null, Self::Text)
    }
}

impl From<Currency> for Value<'_> {
    fn from(currency: Currency) -> Self {
        Self::Text(currency.code())
    }
}

impl From<Zone> for Value<'_> {
    fn from(zone: Zone) -> Self {
        Self::Text(zone.name())
    }
}

macro_rules! numbers {
    ($($type:ty: $into:expr, $from:expr;)*) => {$(
        impl Stored for $type {
            fn stored(value: Value) -> Option<Self> {
                let read: fn(i64) -> Option<Self> = $from;
                i64::stored(value).and_then(read)
            }
        }

        impl From<$type> for Value<'_> {
            fn from(value: $type) -> Self {
                let write: fn($type) -> i64 = $into;
                Self::Int(write(value))
            }
        }
    )*};
}

numbers! {
    u32: i64::from, |number| number.try_into().ok();
    i32: i64::from, |number| number.try_into().ok();
    Day: |day| i64::from(day.number()), |days| days.try_into().ok().map(Day::from_number);
    Instant: Instant::ms, |ms| Some(Instant::from_ms(ms));
    TimeOfDay: |time| i64::from(time.seconds()), |s| TimeOfDay::from_seconds(s.try_into().ok()?);
    PassQty: PassQty::halves, |halves| Some(PassQty::from_halves(halves));
}

macro_rules! ids {
    ($($id:ident)*) => {$(
        impl Stored for $id {
            fn stored(value: Value) -> Option<Self> {
                i64::stored(value).map(Self)
            }
        }

        impl From<$id> for Value<'_> {
            fn from(id: $id) -> Self {
                Self::Int(id.0)
            }
        }
    )*};
}

ids! {
    PlanId SubscriptionId LotId BookingId VisitId HoldId RecurringId AssignmentId LineId InvoiceId
    NotificationId OperationId EntryId CustomerId LocationId DeskId KindId PurchaseId
    VoucherId PromoId PromoUseId
}
