//! One item of a foreign file, read field by field, whatever the case and spacing of the names.

use std::fmt::Display;

use serde_json::{Map, Value};

use super::source::{BadField, plain};
use crate::domain::foreign::Ref;
use crate::domain::foreign_day::{DateOrder, When};
use crate::domain::qty::PassQty;

/// The fields of one item, or of an object inside of it.
pub(super) struct Fields<'a> {
    item: &'a Map<String, Value>,
    order: DateOrder,
}

impl<'a> Fields<'a> {
    pub(super) const fn new(item: &'a Map<String, Value>, order: DateOrder) -> Self {
        Self { item, order }
    }

    /// The value at a dotted path; None where there is nothing, an empty text or null.
    pub(super) fn find(&self, path: &str) -> Option<&'a Value> {
        let mut names = path.split('.');
        let first = names.next()?;
        let mut value = named(self.item, first)?;
        for name in names {
            value = named(value.as_object()?, name)?;
        }
        let empty = value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty());
        (!empty).then_some(value)
    }

    /// What a scalar field says, blanks around it dropped.
    pub(super) fn text(&self, path: &str) -> Result<Option<String>, BadField> {
        match self.find(path) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.trim().to_owned())),
            Some(Value::Number(number)) => {
                let text = number.to_string();
                Ok(Some(text.strip_suffix(".0").unwrap_or(&text).to_owned()))
            }
            Some(Value::Bool(yes)) => Ok(Some(yes.to_string())),
            Some(Value::Null | Value::Array(_) | Value::Object(_)) => {
                Err(bad(path, "is a list or an object, not a text"))
            }
        }
    }

    /// What a field says that must be there.
    pub(super) fn required(&self, path: &str) -> Result<String, BadField> {
        self.text(path)?.ok_or_else(|| bad(path, "is empty"))
    }

    /// What a field says, read.
    pub(super) fn value<T, E: Display>(
        &self,
        path: &str,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<T>, BadField> {
        let value = self.text(path)?;
        let value = value.as_deref().map(read).transpose();
        value.map_err(|why| bad(path, why))
    }

    /// A date or moment.
    pub(super) fn when(&self, path: &str) -> Result<Option<When>, BadField> {
        self.value(path, |text| self.order.read(text))
    }

    /// A number of passes, zero or more; None where nothing is told.
    pub(super) fn passes(&self, path: &str) -> Result<Option<PassQty>, BadField> {
        self.value(path, passes)
    }

    /// A number of passes that may be negative.
    pub(super) fn signed(&self, path: &str) -> Result<Option<PassQty>, BadField> {
        self.value(path, |text| match text.strip_prefix('-') {
            Some(text) => passes(text).map(|taken| PassQty::ZERO - taken),
            None => passes(text.strip_prefix('+').unwrap_or(text)),
        })
    }

    /// Whether a field says yes.
    pub(super) fn yes(&self, path: &str) -> Result<Option<bool>, BadField> {
        let read = |text: &str| match text.to_lowercase().as_str() {
            "yes" | "true" | "1" => Ok(true),
            "no" | "false" | "0" => Ok(false),
            _ => Err(format!("`{text}` is neither yes nor no")),
        };
        self.value(path, read)
    }

    /// Somebody or something referred to: by id, or by an object with its id, name and e-mail.
    pub(super) fn reference(&self, path: &str) -> Result<Option<Ref>, BadField> {
        let Some(value) = self.find(path) else {
            return Ok(None);
        };
        let Value::Object(item) = value else {
            return Ok(self.text(path)?.map(Ref::id));
        };
        let inner = Fields {
            item,
            order: self.order,
        };
        let mut name = None;
        for field in ["name", "title", "fullName"] {
            name = name.or(inner.text(field)?);
        }
        Ok(Some(Ref {
            id: inner.text("id")?,
            name,
            email: inner.text("email")?,
        }))
    }

    /// The objects of a list.
    pub(super) fn list(&self, path: &str) -> Vec<Fields<'a>> {
        let items = self.find(path).and_then(Value::as_array);
        let objects = items.into_iter().flatten().filter_map(Value::as_object);
        let order = self.order;
        objects.map(|item| Fields { item, order }).collect()
    }
}

/// A field that cannot be read.
pub(super) fn bad(field: &str, why: impl Display) -> BadField {
    BadField {
        field: field.to_owned(),
        why: why.to_string(),
    }
}

fn named<'a>(item: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    let wanted = plain(name);
    item.get(name).or_else(|| {
        item.iter()
            .find(|(one, _)| plain(one) == wanted)
            .map(|(_, value)| value)
    })
}

fn passes(text: &str) -> Result<PassQty, crate::domain::qty::QtyError> {
    let none = text.trim_start_matches('0').trim_start_matches('.');
    if text.starts_with('0') && none.chars().all(|c| c == '0') {
        return Ok(PassQty::ZERO);
    }
    PassQty::read(text)
}
