//! Values kept one after the other, the texts of all of them in one.

use super::Value;

/// A value as [`Value`] has it; of a text, where it begins and ends in the text of all.
#[derive(Debug, Clone, Copy)]
enum Packed {
    Null,
    Int(i64),
    Text(usize, usize),
}

/// Values, and their texts.
#[derive(Debug, Clone, Default)]
pub(super) struct Values {
    values: Vec<Packed>,
    text: String,
}

/// Some of them that follow each other, such as a row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Taken<'a> {
    values: &'a [Packed],
    text: &'a str,
}

impl Values {
    /// None, with room for as many and as much text as those have.
    pub(super) fn with_room_like(those: &Self) -> Self {
        Self {
            values: Vec::with_capacity(those.values.len()),
            text: String::with_capacity(those.text.len()),
        }
    }

    /// Adds one.
    #[inline]
    pub(super) fn push(&mut self, value: Value) {
        self.values.push(match value {
            Value::Null => Packed::Null,
            Value::Int(number) => Packed::Int(number),
            Value::Text(text) => {
                let from = self.text.len();
                self.text.push_str(text);
                Packed::Text(from, self.text.len())
            }
        });
    }

    /// How many there are.
    pub(super) const fn len(&self) -> usize {
        self.values.len()
    }

    /// How many bytes their texts have.
    pub(super) const fn text_len(&self) -> usize {
        self.text.len()
    }

    /// Forgets all of them, and keeps the room.
    pub(super) fn clear(&mut self) {
        self.values.clear();
        self.text.clear();
    }

    /// Those from a position on.
    pub(super) fn from(&self, first: usize) -> Taken<'_> {
        Taken {
            values: &self.values[first..],
            text: &self.text,
        }
    }

    /// So many at once; the last are fewer where they do not come out even.
    pub(super) fn chunks(&self, size: usize) -> impl ExactSizeIterator<Item = Taken<'_>> {
        let text = self.text.as_str();
        let chunks = self.values.chunks(size);
        chunks.map(move |values| Taken { values, text })
    }
}

impl<'a> Taken<'a> {
    /// The value at a position, or None where there are not so many.
    #[inline]
    pub(super) fn value(self, index: usize) -> Option<Value<'a>> {
        Some(match *self.values.get(index)? {
            Packed::Null => Value::Null,
            Packed::Int(number) => Value::Int(number),
            Packed::Text(from, to) => Value::Text(&self.text[from..to]),
        })
    }

    /// All of them.
    pub(super) fn all(self) -> impl Iterator<Item = Value<'a>> {
        (0..self.values.len()).map_while(move |index| self.value(index))
    }
}
