//! A report: a few facts and lists, described once and rendered as tables with bars, JSON, CSV, and
//! a page of HTML with charts.

use std::io;

use maud::{Markup, html};
use serde::Serialize;
use serde_json::Value;

use crate::output::bar::percent;
use crate::output::cells::Cells;
use crate::output::chart::Chart;
use crate::output::rows::cell;
use crate::output::{Align, Column, Format, Out, Section, Shown, page, pairs};

/// A report.
#[derive(Debug)]
pub struct Report {
    /// Its name, as it is asked for.
    pub name: &'static str,
    /// What it is, as the title of a page.
    pub title: &'static str,
    /// What stands in small print below it; may be empty.
    pub foot: String,
    /// What holds for all of it.
    pub facts: Vec<Fact>,
    /// Its lists, the one for CSV first.
    pub lists: Vec<List>,
}

/// Something that holds for all of a report.
#[derive(Debug)]
pub struct Fact {
    /// Its field in JSON.
    pub name: &'static str,
    /// How people name it; nothing where they need not know.
    pub title: &'static str,
    /// What it is.
    pub value: Value,
    /// What people read instead.
    told: Option<String>,
}

/// A list of a report.
#[derive(Debug)]
pub struct List {
    /// Its field in JSON, and the word that asks for it alone.
    pub name: &'static str,
    /// What stands above it.
    pub heading: &'static str,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, each an object with a field for every column.
    rows: Vec<Value>,
    /// Its chart.
    pub chart: Option<Chart>,
}

impl Fact {
    /// A fact that is told as it is.
    #[must_use]
    pub fn new(name: &'static str, title: &'static str, value: impl Into<Value>) -> Self {
        Self {
            name,
            title,
            value: value.into(),
            told: None,
        }
    }

    /// The same, which people read in other words.
    #[must_use]
    pub fn told_as(self, told: impl Into<String>) -> Self {
        let told = Some(told.into());
        Self { told, ..self }
    }

    fn told(&self) -> (&str, String) {
        let value = match &self.told {
            _ if self.title.is_empty() => String::new(),
            Some(told) => told.clone(),
            None => cell(&self.value).into_owned(),
        };
        (self.title, value)
    }
}

impl List {
    /// A list of these rows.
    #[must_use]
    pub fn new<T: Serialize>(
        name: &'static str,
        heading: &'static str,
        columns: Vec<Column>,
        rows: impl IntoIterator<Item = T>,
        chart: Option<Chart>,
    ) -> Self {
        let rows = rows.into_iter();
        let rows = rows.map(|row| serde_json::to_value(row).expect("a row can be serialized"));
        Self {
            name,
            heading,
            columns,
            rows: rows.collect(),
            chart,
        }
    }

    /// What people read in each row, in each column.
    fn told(&self) -> Vec<Vec<String>> {
        let mut cells = Cells::new(&self.columns);
        let rows = self.rows.iter().map(|row| {
            cells.read(row).expect("memory takes everything");
            let columns = 0..self.columns.len();
            columns.map(|at| cells.told(at).to_owned()).collect()
        });
        rows.collect()
    }

    fn html(&self) -> Markup {
        let told = self.told();
        // People see the columns with something in them.
        let filled = |at: usize| told.iter().any(|row| !row[at].is_empty());
        let columns = self.columns.iter().enumerate();
        let seen = columns.filter(|(at, column)| match column.shown {
            Shown::Always => true,
            Shown::Filled | Shown::Roomy => filled(*at),
            Shown::Csv => false,
        });
        let seen: Vec<_> = seen.collect();
        let heading: Vec<_> = seen.iter().map(|(_, one)| (one.title, one.align)).collect();
        let cells = |row: &Vec<String>| {
            let cells = seen.iter().map(|(at, column)| {
                if column.align == Align::Bar {
                    percent(&row[*at])
                } else {
                    row[*at].clone()
                }
            });
            cells.collect::<Vec<_>>()
        };
        let rows: Vec<_> = told.iter().map(cells).collect();
        let body = html! {
            @if let Some(chart) = &self.chart { (chart.svg(self.heading)) }
            (page::table(&heading, &rows, &[]))
        };
        page::section(self.heading, &body)
    }
}

impl Report {
    /// The report with that list only. None where it has none of that name.
    #[must_use]
    pub fn only(mut self, name: &str) -> Option<Self> {
        self.lists.retain(|list| list.name == name);
        (!self.lists.is_empty()).then_some(self)
    }

    /// A page of it, to be printed or mailed.
    #[must_use]
    pub fn html(&self) -> String {
        let facts: Vec<_> = self.facts.iter().map(Fact::told).collect();
        let body = html! {
            (page::facts(&facts))
            @for list in &self.lists { (list.html()) }
            @if self.lists.iter().all(|list| list.rows.is_empty()) {
                (page::paragraph("Nothing to report."))
            }
        };
        page::page(self.title, "", &body, &self.foot)
    }
}

impl Out {
    /// Prints a report: its facts and tables, or JSON, or its first list as CSV. How many rows it
    /// has in all.
    pub fn report(&mut self, report: &Report) -> io::Result<usize> {
        if self.format() == Format::Table {
            let facts: Vec<_> = report.facts.iter().map(Fact::told).collect();
            let facts = pairs(&facts);
            self.print(&facts)?;
            let rows = report.lists.iter().any(|list| !list.rows.is_empty());
            if rows && !facts.is_empty() {
                self.print("\n")?;
            }
        }
        let mut answer = self.sections();
        answer.value("report", &report.name)?;
        for fact in &report.facts {
            answer.value(fact.name, &fact.value)?;
        }
        let mut count = 0;
        for (at, list) in report.lists.iter().enumerate() {
            let section = Section {
                name: list.name,
                heading: list.heading,
                in_csv: at == 0,
                columns: &list.columns,
            };
            count += answer.list(section, |listing| {
                list.rows.iter().try_for_each(|row| listing.push(row))
            })?;
        }
        answer.end()?;
        Ok(count)
    }
}
