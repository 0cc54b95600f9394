//! What the journal tells of a row, read without a copy: its texts are many.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, de};

use crate::store::Value;

/// What a column holds by the journal.
#[derive(Debug, Clone)]
pub(super) enum Told<'t> {
    Null,
    Int(i64),
    Text(Cow<'t, str>),
    /// What no column can hold.
    Other,
}

/// The columns of a table, by name.
#[derive(Debug)]
pub(super) struct Columns(pub(super) Vec<String>);

impl Told<'_> {
    /// That value; what no column can hold is none.
    pub(super) fn value(&self) -> Value<'_> {
        match self {
            Self::Int(number) => Value::Int(*number),
            Self::Text(text) => Value::Text(text),
            Self::Null | Self::Other => Value::Null,
        }
    }

    /// Whether a column holds that.
    pub(super) fn is(&self, found: &Value) -> bool {
        match (self, found) {
            (Self::Null, Value::Null) => true,
            (Self::Int(told), Value::Int(found)) => told == found,
            (Self::Text(told), Value::Text(found)) => told == found,
            (Self::Null | Self::Int(_) | Self::Text(_) | Self::Other, _) => false,
        }
    }
}

impl Columns {
    /// Where the column of that name is, which is looked for there first.
    pub(super) fn find(&self, name: &str, first: usize) -> Option<usize> {
        let is_it = |column: &String| column == name;
        if self.0.get(first).is_some_and(is_it) {
            return Some(first);
        }
        self.0.iter().position(is_it)
    }

    /// Reads what a change tells of columns over what was told before. False where it tells of a
    /// column that is none.
    pub(super) fn read<'t>(
        &self,
        text: &'t str,
        told: &mut [Option<Told<'t>>],
    ) -> Result<bool, serde_json::Error> {
        let mut json = serde_json::Deserializer::from_str(text);
        let columns = self;
        let all_known = Change { columns, told }.deserialize(&mut json)?;
        json.end()?;
        Ok(all_known)
    }
}

struct Change<'c, 't> {
    columns: &'c Columns,
    told: &'c mut [Option<Told<'t>>],
}

impl<'t> DeserializeSeed<'t> for Change<'_, 't> {
    type Value = bool;

    fn deserialize<D: Deserializer<'t>>(self, json: D) -> Result<bool, D::Error> {
        json.deserialize_map(self)
    }
}

impl<'t> Visitor<'t> for Change<'_, 't> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("columns with values")
    }

    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<bool, A::Error> {
        let columns = self.columns;
        let (mut first, mut all_known) = (0, true);
        while let Some(column) = map.next_key_seed(Column { columns, first })? {
            let value = map.next_value()?;
            match column {
                Some(at) => {
                    first = at + 1;
                    self.told[at] = Some(value);
                }
                None => all_known = false,
            }
        }
        Ok(all_known)
    }
}

/// The name of a column, of which its place is wanted.
struct Column<'c> {
    columns: &'c Columns,
    first: usize,
}

impl<'t> DeserializeSeed<'t> for Column<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'t>>(self, json: D) -> Result<Self::Value, D::Error> {
        json.deserialize_str(self)
    }
}

impl Visitor<'_> for Column<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a column")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.columns.find(name, self.first))
    }
}

impl<'t> Deserialize<'t> for Told<'t> {
    fn deserialize<D: Deserializer<'t>>(json: D) -> Result<Self, D::Error> {
        json.deserialize_any(Scalar)
    }
}

struct Scalar;

impl<'t> Visitor<'t> for Scalar {
    type Value = Told<'t>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Told<'t>, E> {
        Ok(Told::Null)
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Told<'t>, E> {
        Ok(Told::Int(number))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Told<'t>, E> {
        Ok(i64::try_from(number).map_or(Told::Other, Told::Int))
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Told<'t>, E> {
        Ok(Told::Other)
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Told<'t>, E> {
        Ok(Told::Other)
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'t str) -> Result<Told<'t>, E> {
        Ok(Told::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Told<'t>, E> {
        Ok(Told::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut all: A) -> Result<Told<'t>, A::Error> {
        while all.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Told::Other)
    }

    fn visit_map<A: MapAccess<'t>>(self, mut all: A) -> Result<Told<'t>, A::Error> {
        while all.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Told::Other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a2_what_a_change_tells_is_read_over_what_was_told() {
        let columns = Columns(["a", "b", "c"].map(ToOwned::to_owned).to_vec());
        let mut told = vec![None; 3];
        assert!(columns.read(r#"{"b": "x\n", "a": 1}"#, &mut told).unwrap());
        assert!(columns.read(r#"{"a": null}"#, &mut told).unwrap());
        let is = |at: usize, value: Value| told[at].as_ref().is_some_and(|told| told.is(&value));
        assert!(is(0, Value::Null) && is(1, Value::Text("x\n")));
        assert!(!is(1, Value::Text("x")) && told[2].is_none());
        assert!(!columns.read(r#"{"d": [1, {}]}"#, &mut told).unwrap());
        for other in ["1.5", "true", "[1]", "{}", "9223372036854775808"] {
            let text = format!("{{\"a\": {other}}}");
            let mut told = vec![None; 3];
            assert!(columns.read(&text, &mut told).unwrap());
            assert!(!told[0].as_ref().unwrap().is(&Value::Null), "{other}");
        }
        for broken in ["", "[]", "{\"a\": 1} x", "{\"a\""] {
            assert!(columns.read(broken, &mut told).is_err(), "{broken}");
        }
    }
}
