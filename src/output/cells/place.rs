//! How a value is written into the cells of a row: what serde asks of whoever takes a value.

use std::fmt::{self, Display};

use serde::ser::{self, Impossible, Serialize, Serializer};

use super::{Cells, Field, Sort};
use crate::domain::brief::Brief;

/// Why a value could not be written.
#[derive(Debug)]
pub(super) enum Fault {
    /// It is an object, and a column shows it whole: as JSON.
    Object,
    Failed(String),
}

impl Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Object => f.write_str("an object in an object"),
            Self::Failed(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for Fault {}

impl ser::Error for Fault {
    fn custom<T: Display>(why: T) -> Self {
        Self::Failed(why.to_string())
    }
}

/// A value, and what is wanted of it.
pub(super) struct Place<'a> {
    pub(super) cells: &'a mut Cells,
    pub(super) wanted: Wanted,
}

/// What is wanted of a value.
pub(super) enum Wanted {
    /// What columns show: the value in a cell, its fields in theirs, or both.
    Shown {
        cell: Option<usize>,
        object: Option<usize>,
    },
    /// Every scalar in it, each in a cell of its own; the value stands at that path.
    Scalars(String),
}

impl<'a> Place<'a> {
    fn write(self, sort: Sort, text: &str) {
        let cell = match self.wanted {
            Wanted::Shown { cell, .. } => cell,
            Wanted::Scalars(path) => Some(self.cells.add(path)),
        };
        if let Some(cell) = cell {
            let from = self.cells.text.len();
            self.cells.text.push_str(text);
            self.cells.fill(cell, from, sort);
        }
    }

    fn fields(self) -> Result<Fields<'a>, Fault> {
        let whose = match self.wanted {
            Wanted::Shown { cell: Some(_), .. } => return Err(Fault::Object),
            Wanted::Shown { cell: None, object } => Whose::Shown(object),
            Wanted::Scalars(path) => Whose::Scalars(path),
        };
        Ok(Fields {
            cells: self.cells,
            whose,
            next: 0,
            key: String::new(),
        })
    }

    fn list(self) -> List<'a> {
        List {
            from: self.cells.text.len(),
            count: 0,
            cell: match self.wanted {
                Wanted::Shown { cell, .. } => cell,
                Wanted::Scalars(_) => None,
            },
            cells: self.cells,
        }
    }
}

/// The elements of a list: the words of all of them stand in one cell, separated by commas.
pub(super) struct List<'a> {
    cells: &'a mut Cells,
    cell: Option<usize>,
    from: usize,
    count: usize,
}

impl List<'_> {
    fn element(&mut self, value: &(impl Serialize + ?Sized)) -> Result<(), Fault> {
        if self.cell.is_none() {
            return Ok(());
        }
        if self.count > 0 {
            self.cells.text.push_str(", ");
        }
        self.count += 1;
        self.cells.put(value, self.cell, None)
    }

    fn ended(self) {
        if let Some(cell) = self.cell {
            self.cells.fill(cell, self.from, Sort::Words);
        }
    }
}

/// The fields of an object; those that no column shows are left out.
pub(super) struct Fields<'a> {
    cells: &'a mut Cells,
    whose: Whose,
    /// How many fields were said.
    next: usize,
    /// The field that a map has named.
    key: String,
}

/// Of which object fields are.
enum Whose {
    /// Of one that has fields with columns, or of one that has none.
    Shown(Option<usize>),
    /// Of the one at that path, every scalar of which is wanted.
    Scalars(String),
}

impl Fields<'_> {
    fn put(
        &mut self,
        value: &(impl Serialize + ?Sized),
        object: usize,
        field: usize,
    ) -> Result<(), Fault> {
        let Field { cell, object, .. } = self.cells.objects[object].fields[field];
        self.cells.put(value, cell, object)
    }
}

/// The path of a field of the object at a path.
fn inside(path: &str, name: &str) -> String {
    if path.is_empty() {
        return name.to_owned();
    }
    format!("{path}.{name}")
}

macro_rules! numbers {
    ($($method:ident $type:ty, $as:ty;)*) => {$(
        fn $method(self, value: $type) -> Result<(), Fault> {
            self.write(Sort::Words, Brief::from(<$as>::from(value)).as_str());
            Ok(())
        }
    )*};
}

impl<'a> Serializer for Place<'a> {
    type Ok = ();
    type Error = Fault;
    type SerializeSeq = List<'a>;
    type SerializeTuple = List<'a>;
    type SerializeTupleStruct = List<'a>;
    type SerializeTupleVariant = Impossible<(), Fault>;
    type SerializeMap = Fields<'a>;
    type SerializeStruct = Fields<'a>;
    type SerializeStructVariant = Impossible<(), Fault>;

    numbers! {
        serialize_i8 i8, i64;
        serialize_i16 i16, i64;
        serialize_i32 i32, i64;
        serialize_i64 i64, i64;
        serialize_u8 u8, u64;
        serialize_u16 u16, u64;
        serialize_u32 u32, u64;
        serialize_u64 u64, u64;
    }

    fn serialize_char(self, one: char) -> Result<(), Fault> {
        self.serialize_str(one.encode_utf8(&mut [0; 4]))
    }

    fn serialize_bool(self, flag: bool) -> Result<(), Fault> {
        self.write(Sort::Flag(flag), if flag { "true" } else { "false" });
        Ok(())
    }

    fn serialize_str(self, text: &str) -> Result<(), Fault> {
        self.write(Sort::Words, text);
        Ok(())
    }

    fn serialize_f32(self, value: f32) -> Result<(), Fault> {
        self.serialize_f64(value.into())
    }

    fn serialize_f64(self, value: f64) -> Result<(), Fault> {
        let json = serde_json::to_string(&value).map_err(ser::Error::custom)?;
        self.serialize_str(&json)
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Result<(), Fault> {
        self.collect_seq(bytes)
    }

    /// Elements that nobody wants are not even made.
    fn collect_seq<I>(self, elements: I) -> Result<(), Fault>
    where
        I: IntoIterator,
        I::Item: Serialize,
    {
        let mut list = self.list();
        if list.cell.is_some() {
            let mut elements = elements.into_iter();
            elements.try_for_each(|element| list.element(&element))?;
        }
        list.ended();
        Ok(())
    }

    fn serialize_none(self) -> Result<(), Fault> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Fault> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Fault> {
        self.write(Sort::Nothing, "");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Fault> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        word: &'static str,
    ) -> Result<(), Fault> {
        self.serialize_str(word)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Fault> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Fault> {
        Err(Fault::Object)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<List<'a>, Fault> {
        Ok(self.list())
    }

    fn serialize_tuple(self, _: usize) -> Result<List<'a>, Fault> {
        Ok(self.list())
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<List<'a>, Fault> {
        Ok(self.list())
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Impossible<(), Fault>, Fault> {
        Err(Fault::Object)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Fields<'a>, Fault> {
        self.fields()
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Fields<'a>, Fault> {
        self.fields()
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Impossible<(), Fault>, Fault> {
        Err(Fault::Object)
    }
}

macro_rules! lists {
    ($($trait:ident $method:ident;)*) => {$(
        impl ser::$trait for List<'_> {
            type Ok = ();
            type Error = Fault;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
                self.element(value)
            }

            fn end(self) -> Result<(), Fault> {
                self.ended();
                Ok(())
            }
        }
    )*};
}

lists! {
    SerializeSeq serialize_element;
    SerializeTuple serialize_element;
    SerializeTupleStruct serialize_field;
}

impl ser::SerializeStruct for Fields<'_> {
    type Ok = ();
    type Error = Fault;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Fault> {
        let object = match &self.whose {
            Whose::Shown(Some(object)) => *object,
            Whose::Shown(None) => return Ok(()),
            Whose::Scalars(path) => return self.cells.scalars(value, inside(path, name)),
        };
        let nth = self.next;
        self.next += 1;
        match self.cells.objects[object].nth(nth, name) {
            Some(field) => self.put(value, object, field),
            None => Ok(()),
        }
    }

    fn end(self) -> Result<(), Fault> {
        Ok(())
    }
}

impl ser::SerializeMap for Fields<'_> {
    type Ok = ();
    type Error = Fault;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Fault> {
        let json = serde_json::to_value(key).map_err(ser::Error::custom)?;
        json.as_str().unwrap_or_default().clone_into(&mut self.key);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        let object = match &self.whose {
            Whose::Shown(Some(object)) => *object,
            Whose::Shown(None) => return Ok(()),
            Whose::Scalars(path) => return self.cells.scalars(value, inside(path, &self.key)),
        };
        match self.cells.objects[object].named(&self.key) {
            Some(field) => self.put(value, object, field),
            None => Ok(()),
        }
    }

    fn end(self) -> Result<(), Fault> {
        Ok(())
    }
}
