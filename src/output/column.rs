//! The columns of a list: what each is called, which field it shows, where and in which formats.

/// Where a column's cells stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Words that are never broken over lines: dates, ids.
    Fixed,
    /// Numbers.
    Right,
    /// Percentages, drawn as bars too.
    Bar,
    /// A long text: where it would be a narrow column it stands below its row.
    Below,
}

/// Which formats a column is shown in. JSON has every field in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// In the table and in CSV.
    Always,
    /// In CSV, and in the table where any item has something in it.
    Filled,
    /// Like [`Shown::Filled`], but the first to give way where a table is too wide.
    Roomy,
    /// In CSV only, where width is no matter.
    Csv,
}

/// One column of a list.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its heading in the table.
    pub title: &'static str,
    /// The field of the serialized item, dotted where it is inside another: `payment.status`. In
    /// CSV the heading is the path with `_`.
    pub path: &'static str,
    /// The field that people see instead where that one is empty.
    pub or: Option<&'static str>,
    /// Where its cells stand in the table.
    pub align: Align,
    /// Which formats show it.
    pub shown: Shown,
}

impl Column {
    /// A column of words.
    #[must_use]
    pub const fn text(title: &'static str, path: &'static str) -> Self {
        Self {
            title,
            path,
            or: None,
            align: Align::Left,
            shown: Shown::Always,
        }
    }

    /// A column of words that are never broken over lines: dates, ids.
    #[must_use]
    pub const fn fixed(title: &'static str, path: &'static str) -> Self {
        Self {
            align: Align::Fixed,
            ..Self::text(title, path)
        }
    }

    /// A column of numbers.
    #[must_use]
    pub const fn number(title: &'static str, path: &'static str) -> Self {
        Self {
            align: Align::Right,
            ..Self::text(title, path)
        }
    }

    /// A column of percentages, drawn as bars too.
    #[must_use]
    pub const fn bar(title: &'static str, path: &'static str) -> Self {
        Self {
            align: Align::Bar,
            ..Self::text(title, path)
        }
    }

    /// The same column, which shows that other field to people where its own is empty. CSV needs a
    /// column for the other.
    #[must_use]
    pub const fn or(self, other: &'static str) -> Self {
        Self {
            or: Some(other),
            ..self
        }
    }

    /// Whose it is: the member's handle, else the company's.
    #[must_use]
    pub const fn who() -> Self {
        Self::text("who", "member").or("company")
    }

    /// A memo or another long text, in the table only where any item has one.
    #[must_use]
    pub const fn long(title: &'static str, path: &'static str) -> Self {
        Self {
            align: Align::Below,
            shown: Shown::Filled,
            ..Self::text(title, path)
        }
    }

    /// The same column, in the table or in CSV only.
    #[must_use]
    pub const fn in_table(self, shown: bool) -> Self {
        let shown = if shown { Shown::Always } else { Shown::Csv };
        Self { shown, ..self }
    }

    /// The same column, in the table only where any item has something in it.
    #[must_use]
    pub const fn where_filled(self) -> Self {
        Self {
            shown: Shown::Filled,
            ..self
        }
    }

    /// The same column, in the table only where any item has something in it and there is room.
    #[must_use]
    pub const fn where_room(self) -> Self {
        Self {
            shown: Shown::Roomy,
            ..self
        }
    }

    /// A column that only CSV has.
    #[must_use]
    pub const fn csv(path: &'static str) -> Self {
        Self {
            shown: Shown::Csv,
            ..Self::text("", path)
        }
    }
}
