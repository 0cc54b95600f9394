//! Tests of the printed answer.

use std::sync::{Arc, Mutex};

use super::*;

#[derive(Clone, Default)]
struct Buffer(Arc<Mutex<Vec<u8>>>);

impl Buffer {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Broken(ErrorKind);

impl Write for Broken {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }
    fn flush(&mut self) -> io::Result<()> {
        Err(self.0.into())
    }
}

#[derive(Serialize)]
struct Payment {
    by: &'static str,
    passes: &'static str,
}

#[derive(Serialize)]
struct Booked {
    id: &'static str,
    member: &'static str,
    seats: u32,
    payment: Option<Payment>,
    lots: Vec<u32>,
}

impl View for Booked {
    fn text(&self) -> String {
        format!("{} for {}", self.id, self.member)
    }
}

const COLUMNS: &[Column] = &[
    Column::text("id", "id"),
    Column::text("member", "member"),
    Column::number("seats", "seats"),
    Column::csv("payment.by"),
    Column::number("passes", "payment.passes"),
];

fn bookings() -> Vec<Booked> {
    let payment = |passes| {
        Some(Payment {
            by: "passes",
            passes,
        })
    };
    vec![
        Booked {
            id: "bk-1",
            member: "ada",
            seats: 1,
            payment: payment("1"),
            lots: vec![1, 2],
        },
        Booked {
            id: "bk-12",
            member: "=\u{1b}x,y",
            seats: 20,
            payment: None,
            lots: Vec::new(),
        },
    ]
}

fn printed(settings: Settings, print: impl FnOnce(&mut Out)) -> (String, String) {
    let (stdout, stderr) = (Buffer::default(), Buffer::default());
    let mut out = Out::to(settings, Box::new(stdout.clone()), Box::new(stderr.clone()));
    print(&mut out);
    (stdout.text(), stderr.text())
}

fn as_format(format: Format) -> Settings {
    Settings {
        format,
        ..Settings::default()
    }
}

fn listed(settings: Settings, items: &[Booked]) -> String {
    printed(settings, |out| out.list(items, COLUMNS).unwrap()).0
}

fn said(format: Format, item: &Booked) -> String {
    printed(as_format(format), |out| out.say(item).unwrap()).0
}

#[test]
fn an_answer_is_text_json_or_a_row() {
    let items = bookings();
    assert_eq!(said(Format::Table, &items[0]), "bk-1 for ada\n");
    assert_eq!(said(Format::Table, &items[1]), "bk-12 for =\\x1bx,y\n");
    let json = said(Format::Json, &items[0]);
    assert_eq!(
        json,
        serde_json::to_string_pretty(&items[0]).unwrap() + "\n"
    );
    assert_eq!(
        said(Format::Csv, &items[0]),
        "id,member,seats,payment_by,payment_passes\nbk-1,ada,1,passes,1\n"
    );
}

#[test]
fn the_lists_that_a_row_leaves_out_are_not_even_made() {
    struct Many;

    impl Serialize for Many {
        fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
            to.collect_seq(std::iter::from_fn(|| -> Option<u32> { panic!("made") }))
        }
    }

    #[derive(Serialize)]
    struct Issued {
        invoices: Many,
        #[serde(flatten)]
        rest: Rest,
    }

    #[derive(Serialize)]
    struct Rest {
        more: Many,
        later: u32,
    }

    impl View for Issued {
        fn text(&self) -> String {
            String::new()
        }
    }

    let issued = Issued {
        invoices: Many,
        rest: Rest {
            more: Many,
            later: 3,
        },
    };
    let told = printed(as_format(Format::Csv), |out| out.say(&issued).unwrap());
    assert_eq!(told.0, "later\n3\n");
}

#[test]
fn a_list_is_a_table_fitted_and_aligned() {
    assert_eq!(
        listed(as_format(Format::Table), &bookings()),
        "id     member    seats  passes\n\
         bk-1   ada           1       1\n\
         bk-12  =\\x1bx,y     20\n"
    );
}

#[test]
fn a_list_in_json_is_the_array_that_serde_would_write() {
    let items = bookings();
    let expected = serde_json::to_string_pretty(&items).unwrap() + "\n";
    assert_eq!(listed(as_format(Format::Json), &items), expected);
    assert_eq!(listed(as_format(Format::Json), &[]), "[]\n");
}

#[test]
fn a_list_in_csv_has_every_column_and_guards_formulas() {
    assert_eq!(
        listed(as_format(Format::Csv), &bookings()),
        "id,member,seats,payment_by,payment_passes\n\
         bk-1,ada,1,passes,1\n\
         bk-12,\"'=\u{1b}x,y\",20,,\n"
    );
}

#[test]
fn an_empty_list_is_a_header_in_csv_and_nothing_in_a_table() {
    assert_eq!(
        listed(as_format(Format::Csv), &[]),
        "id,member,seats,payment_by,payment_passes\n"
    );
    assert_eq!(listed(as_format(Format::Table), &[]), "");
}

#[test]
fn a_table_grows_with_the_terminal_and_never_breaks_a_number() {
    let long = [Booked {
        id: "bk-1",
        member: "a name of many words that goes on and on until the line is full and then some",
        seats: 1_234_567,
        payment: None,
        lots: Vec::new(),
    }];
    let at = |columns| {
        listed(
            Settings {
                columns: Some(columns),
                ..Settings::default()
            },
            &long,
        )
    };
    for columns in [40, 80, 200] {
        let text = at(columns);
        let widest = text.lines().map(|line| line.chars().count()).max();
        assert!(widest.unwrap() <= usize::from(columns), "{text}");
        assert!(text.contains("1234567"), "{text}");
    }
    assert_eq!(at(200).lines().count(), 2);
    assert!(at(80).lines().count() > 2);
}

#[test]
fn colour_is_only_where_it_is_asked_for() {
    let settings = |colour| Settings {
        colour,
        ..Settings::default()
    };
    for colour in [Colour::Auto, Colour::Never] {
        let (stdout, stderr) = printed(settings(colour), |out| {
            out.list(&bookings(), COLUMNS).unwrap();
            out.warn("late");
        });
        assert!(!stdout.contains('\u{1b}'), "{stdout:?}");
        assert_eq!(stderr, "warning: late\n");
    }
    let (stdout, stderr) = printed(settings(Colour::Always), |out| {
        out.list(&bookings(), COLUMNS).unwrap();
        out.warn("late");
    });
    assert!(stdout.starts_with("\u{1b}[1m"), "{stdout:?}");
    assert!(stderr.contains("\u{1b}["), "{stderr:?}");
}

#[test]
fn quiet_keeps_warnings_and_failures() {
    let quiet = Settings {
        quiet: true,
        ..Settings::default()
    };
    let (stdout, stderr) = printed(quiet, |out| {
        out.note("a note");
        out.hint("a hint");
        out.warn("a warning");
        out.fail("x", "an error", None, &[]);
    });
    assert_eq!(stdout, "");
    assert_eq!(stderr, "warning: a warning\nerror: an error\n");
    let (_, stderr) = printed(Settings::default(), |out| {
        out.note("a note");
        out.hint("daypass renew");
    });
    assert_eq!(stderr, "a note\nhint: daypass renew\n");
}

#[test]
fn every_failed_write_surfaces_with_its_kind() {
    for kind in [ErrorKind::BrokenPipe, ErrorKind::StorageFull] {
        for format in [Format::Table, Format::Json, Format::Csv] {
            let broken = || Box::new(Broken(kind));
            let mut out = Out::to(as_format(format), broken(), broken());
            let error = out.say(&bookings()[0]).unwrap_err();
            assert_eq!(
                (error.kind(), reader_left(&error)),
                (kind, kind == ErrorKind::BrokenPipe)
            );
            let error = out.list(&bookings(), COLUMNS).unwrap_err();
            assert_eq!(error.kind(), kind, "{format:?}");
            out.note("standard error is gone too");
        }
    }
}

#[test]
fn what_is_not_in_memory_is_counted_as_it_goes_by() {
    let (stdout, _) = printed(as_format(Format::Csv), |out| {
        assert_eq!(out.list_iter(bookings(), COLUMNS).unwrap(), 2);
    });
    assert_eq!(stdout.lines().count(), 3);
}

#[test]
#[should_panic(expected = "no column for the field `seats`")]
fn a_field_without_a_column_is_found_by_the_first_test_that_prints_it() {
    printed(as_format(Format::Json), |out| {
        drop(out.list(&bookings(), &COLUMNS[..2]));
    });
}

#[test]
#[should_panic(expected = "no field `payment.until`")]
fn a_column_without_a_field_is_found_by_the_first_test_that_prints_it() {
    let mut columns = COLUMNS.to_vec();
    columns.push(Column::csv("payment.until"));
    printed(as_format(Format::Table), |out| {
        drop(out.list(&bookings(), &columns));
    });
}

/// A list of ids and a list of bookings, the first of which CSV leaves out.
fn in_sections(format: Format, ids: usize, bookings: &[Booked]) -> String {
    #[derive(Serialize)]
    struct Id {
        id: String,
    }
    let first = Section {
        name: "ids",
        heading: "Ids",
        in_csv: false,
        columns: &[Column::fixed("id", "id")],
    };
    let second = Section {
        name: "bookings",
        heading: "",
        in_csv: true,
        columns: COLUMNS,
    };
    let print = |out: &mut Out| {
        let mut sections = out.sections();
        let counted = sections.list(first, |list| {
            (0..ids).try_for_each(|id| list.push(&Id { id: id.to_string() }))
        });
        assert_eq!(counted.unwrap(), ids);
        let all = |list: &mut Listing| bookings.iter().try_for_each(|one| list.push(one));
        sections.list(second, all).unwrap();
        sections.end().unwrap();
    };
    printed(as_format(format), print).0
}

#[test]
fn several_lists_are_one_object_in_json() {
    let items = bookings();
    let text = in_sections(Format::Json, 1, &items[1..]);
    let told: serde_json::Value = serde_json::from_str(&text).unwrap();
    let whole = serde_json::json!({"ids": [{"id": "0"}], "bookings": [items[1]]});
    assert_eq!(text, serde_json::to_string_pretty(&whole).unwrap() + "\n");
    assert_eq!(told, whole);
    assert_eq!(
        in_sections(Format::Json, 0, &[]),
        "{\n  \"ids\": [],\n  \"bookings\": []\n}\n"
    );
}

#[test]
fn several_lists_are_tables_below_each_other_and_one_csv() {
    let items = bookings();
    assert_eq!(
        in_sections(Format::Table, 1, &items[..1]),
        "Ids\nid\n0\n\nid    member  seats  passes\nbk-1  ada         1       1\n"
    );
    assert_eq!(
        in_sections(Format::Table, 0, &items[..1]),
        "id    member  seats  passes\nbk-1  ada         1       1\n"
    );
    assert_eq!(
        in_sections(Format::Csv, 1, &[]),
        "id,member,seats,payment_by,payment_passes\n"
    );
}

#[test]
fn a_column_that_nothing_fills_is_left_out_of_the_table_only() {
    let columns = &[
        Column::fixed("id", "id"),
        Column::text("member", "member"),
        Column::number("seats", "seats"),
        Column::csv("payment.by"),
        Column::number("passes", "payment.passes").where_filled(),
    ];
    let items = bookings();
    let told = |format| {
        printed(as_format(format), |out| {
            out.list(&items[1..], columns).unwrap();
        })
        .0
    };
    assert_eq!(
        told(Format::Table),
        "id     member    seats\nbk-12  =\\x1bx,y     20\n"
    );
    assert!(told(Format::Csv).starts_with("id,member,seats,payment_by,payment_passes\n"));
}

#[test]
fn a_long_table_is_drawn_in_pieces() {
    let many = (0..10_001).map(|_| bookings().swap_remove(0));
    let print = |out: &mut Out| assert_eq!(out.list_iter(many, COLUMNS).unwrap(), 10_001);
    let text = printed(as_format(Format::Table), print).0;
    let headings = text.lines().filter(|line| line.starts_with("id  "));
    assert_eq!((headings.count(), text.lines().count()), (2, 10_003));
}
