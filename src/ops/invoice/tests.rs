//! Invoices on rows: what is due, numbers, payments, credit notes (V3, V4, Q2, P8).

use super::*;
use crate::domain::customer::{CustomerRefusal, Open};
use crate::domain::ids::{CustomerId, LineId, OperationId};
use crate::domain::money::{Money, Percent};
use crate::domain::refusal::Refusal;
use crate::ops::testing::Bench;
use crate::ops::undo::{Undone, undo};
use crate::ops::{check, member};
use crate::store::journal::Relation;
use crate::store::{AsOf, StoreError, Value, upcoming};

/// A line on the upcoming invoice of a customer, for that day.
struct Owed<'a> {
    customer: CustomerId,
    on: &'a str,
    amount: (i64, &'a str),
    tax: &'a str,
    paid: bool,
}

impl Owed<'_> {
    fn euros(customer: CustomerId, minor: i64) -> Self {
        Self {
            customer,
            on: "2026-06-03",
            amount: (minor, "EUR"),
            tax: "19",
            paid: false,
        }
    }
}

fn owe(bench: &Bench, owed: &Owed) -> LineId {
    let amount = Money::new(owed.amount.0, Currency::read(owed.amount.1).unwrap());
    let row = [
        ("customer", owed.customer.into()),
        ("on_day", Day::read(owed.on).unwrap().into()),
        ("text", Value::Text("a room")),
        ("amount_minor", amount.minor.into()),
        ("currency", amount.currency.into()),
        (
            "tax_hundredths",
            Percent::read(owed.tax).unwrap().hundredths().into(),
        ),
        ("paid", owed.paid.into()),
    ];
    let line = bench.act(|tx| Ok(tx.insert(Relation::Line, &row)?));
    LineId(line.unwrap())
}

fn issue(bench: &Bench, who: Option<&str>) -> issue::Issued {
    let request = issue::Request {
        due: preview::Request { who, until: None },
        on: None,
    };
    bench.act(|tx| issue::issue(tx, &request)).unwrap()
}

/// `iv-1 ana 11.90 EUR issued`.
fn told(one: &Shown) -> String {
    in_short(&one.invoice, &one.customer.handle, &one.totals)
}

fn told_now(one: &issue::One) -> String {
    in_short(&one.invoice, &one.handle, &one.totals)
}

fn in_short(invoice: &Invoice, handle: &str, totals: &Totals) -> String {
    let (id, gross) = (invoice.id, totals.gross().with_currency());
    format!("{id} {handle} {gross} {}", invoice.status(totals))
}

fn all(bench: &Bench) -> Vec<String> {
    let mut all = Vec::new();
    bench.see(|db| {
        let asked = ask(db, &Wanted::default(), bench.now())?;
        each(db, &asked, |one| {
            all.push(told(&one));
            Ok::<(), OpError>(())
        })
    });
    all
}

fn undone(bench: &Bench, id: i64) -> Result<Undone, OpError> {
    bench.act(|tx| undo(tx, OperationId(id)))
}

fn last(bench: &Bench) -> i64 {
    let last = bench.see(|db| Ok(crate::store::operations::last(db)?));
    last.unwrap().header.id.0
}

fn refused<T: std::fmt::Debug>(done: Result<T, OpError>) -> InvoiceRefusal {
    match done {
        Err(OpError::Refused(Refusal::Invoice(refusal))) => refusal,
        Ok(_) | Err(_) => panic!("{done:?}"),
    }
}

fn sound(bench: &Bench) {
    let checked = bench.see(|db| check::check(db, false));
    assert_eq!(checked.problems, Vec::<String>::new());
}

fn owes(bench: &Bench, customer: CustomerId) -> Vec<String> {
    let sums = bench.see(|db| unpaid::sums(db, customer, AsOf::Now));
    sums.iter().map(|sum| sum.with_currency()).collect()
}

#[test]
fn v3_lines_collect_by_customer_and_currency_and_are_issued_once() {
    let bench = Bench::on("2026-06-03");
    let (ana, ben) = (bench.member("ana"), bench.member("ben"));
    for owed in [
        Owed::euros(ana, 1000),
        Owed::euros(ben, 500),
        Owed::euros(ana, 50),
        Owed {
            amount: (1050, "JPY"),
            tax: "10",
            ..Owed::euros(ana, 0)
        },
    ] {
        owe(&bench, &owed);
    }
    let request = preview::Request::default();
    let mut due = 0;
    bench.see(|db| {
        let asked = preview::ask(db, &request)?;
        preview::each(db, &asked, bench.now(), |_| {
            due += 1;
            Ok::<(), OpError>(())
        })
    });
    assert_eq!(due, 3);
    let issued = issue(&bench, None).invoices;
    let issued: Vec<String> = issued.iter().map(told_now).collect();
    let expected = [
        "iv-1 ana 12.50 EUR issued",
        "iv-2 ana 1155 JPY issued",
        "iv-3 ben 5.95 EUR issued",
    ];
    assert_eq!(issued, expected);
    assert_eq!(all(&bench), expected);
    assert!(issue(&bench, None).invoices.is_empty());
    assert_eq!(all(&bench), expected);
    sound(&bench);
}

#[test]
fn v3_only_whom_was_named_and_only_up_to_the_day() {
    let bench = Bench::on("2026-06-03");
    let (ana, ben) = (bench.member("ana"), bench.member("ben"));
    owe(&bench, &Owed::euros(ana, 1000));
    owe(&bench, &Owed::euros(ben, 500));
    let later = Owed {
        on: "2026-06-10",
        ..Owed::euros(ana, 700)
    };
    owe(&bench, &later);
    let issued = issue(&bench, Some("ana"));
    assert_eq!(issued.later, 1);
    assert_eq!(all(&bench), ["iv-1 ana 11.90 EUR issued"]);
    let until = Some(DayWord::read("2026-06-10").unwrap());
    let who = Some("ana");
    let request = issue::Request {
        due: preview::Request { who, until },
        on: Some(DayWord::read("yesterday").unwrap()),
    };
    let issued = bench.act(|tx| issue::issue(tx, &request)).unwrap();
    assert_eq!(
        issued.invoices[0].invoice.issued_on.to_string(),
        "2026-06-02"
    );
    assert_eq!(told_now(&issued.invoices[0]), "iv-2 ana 8.33 EUR issued");
}

#[test]
fn v4_nothing_is_issued_or_paid_on_a_day_to_come() {
    let bench = Bench::on("2026-06-03");
    let ana = bench.member("ana");
    owe(&bench, &Owed::euros(ana, 1000));
    let on = Some(DayWord::read("tomorrow").unwrap());
    let due = preview::Request::default();
    let ahead = InvoiceRefusal::Ahead {
        on: Day::read("2026-06-04").unwrap(),
        today: Day::read("2026-06-03").unwrap(),
    };
    let request = issue::Request { due, on };
    assert_eq!(refused(bench.act(|tx| issue::issue(tx, &request))), ahead);
    assert!(all(&bench).is_empty());
    issue(&bench, None);
    let paid = bench.act(|tx| pay::pay(tx, InvoiceId(1), on));
    assert_eq!(refused(paid), ahead);
}

#[test]
fn v1_what_was_paid_before_is_on_the_invoice_and_leaves_nothing_to_pay() {
    let bench = Bench::on("2026-06-03");
    let ana = bench.member("ana");
    let paid = Owed {
        paid: true,
        ..Owed::euros(ana, 1000)
    };
    owe(&bench, &paid);
    assert!(owes(&bench, ana).is_empty());
    let issued = issue(&bench, None).invoices;
    assert_eq!(told_now(&issued[0]), "iv-1 ana 11.90 EUR paid");
    assert_eq!(issued[0].totals.payable().minor, 0);
    let refusal = refused(bench.act(|tx| pay::pay(tx, InvoiceId(1), None)));
    let invoice = InvoiceId(1);
    assert_eq!(refusal, InvoiceRefusal::NothingPayable { invoice });
}

#[test]
fn v3_credits_that_outweigh_what_is_owed_wait() {
    let bench = Bench::on("2026-06-03");
    let ana = bench.member("ana");
    owe(&bench, &Owed::euros(ana, -1000));
    let issued = issue(&bench, None);
    assert!(issued.invoices.is_empty());
    assert_eq!(issued.held_back[0].totals.payable().to_string(), "-11.90");
    owe(&bench, &Owed::euros(ana, 1500));
    assert_eq!(
        told_now(&issue(&bench, None).invoices[0]),
        "iv-1 ana 5.95 EUR issued"
    );
}

#[test]
fn v3_an_invoice_is_paid_once_beside_it() {
    let bench = Bench::on("2026-06-03");
    let ana = bench.member("ana");
    owe(&bench, &Owed::euros(ana, 1000));
    issue(&bench, None);
    assert_eq!(owes(&bench, ana), ["11.90 EUR"]);
    let on = Some(DayWord::read("yesterday").unwrap());
    let paid = bench.act(|tx| pay::pay(tx, InvoiceId(1), on)).unwrap();
    assert_eq!(told(&paid), "iv-1 ana 11.90 EUR paid");
    assert!(owes(&bench, ana).is_empty());
    let again = refused(bench.act(|tx| pay::pay(tx, InvoiceId(1), None)));
    let on = Day::read("2026-06-02").unwrap();
    let invoice = InvoiceId(1);
    assert_eq!(again, InvoiceRefusal::Paid { invoice, on });
    let pay = last(&bench);
    undone(&bench, pay).unwrap();
    assert_eq!(all(&bench), ["iv-1 ana 11.90 EUR issued"]);
    let first = bench.act(|tx| pay::pay(tx, InvoiceId(1), None)).unwrap();
    assert_eq!(first.status(), Status::Paid);
    let error = undone(&bench, pay + 1).unwrap_err().to_string();
    assert!(error.ends_with("iv-1 is used by op-7"), "{error}");
    sound(&bench);
}

#[test]
fn v4_a_void_invoice_has_a_credit_note_and_its_lines_are_due_again() {
    let bench = Bench::on("2026-06-03");
    let ana = bench.member("ana");
    owe(&bench, &Owed::euros(ana, 50));
    issue(&bench, None);
    bench.set("2026-06-05");
    let voided = bench.act(|tx| void::void(tx, InvoiceId(1))).unwrap();
    assert_eq!(told(&voided.note), "iv-2 ana -0.60 EUR credit");
    assert_eq!(voided.note.invoice.issued_on.to_string(), "2026-06-05");
    assert_eq!(
        all(&bench),
        ["iv-1 ana 0.60 EUR void", "iv-2 ana -0.60 EUR credit"]
    );
    assert_eq!(owes(&bench, ana), ["0.60 EUR"]);
    let (one, two) = (InvoiceId(1), InvoiceId(2));
    let void = |id| refused(bench.act(|tx| void::void(tx, id)));
    let refusal = InvoiceRefusal::Void {
        invoice: one,
        by: two,
    };
    assert_eq!(void(one), refusal);
    let note = InvoiceRefusal::CreditNote {
        note: two,
        credits: one,
    };
    assert_eq!(void(two), note);
    let pay = |id| refused(bench.act(|tx| pay::pay(tx, id, None)));
    assert_eq!((pay(one), pay(two)), (refusal, note));
    assert_eq!(
        told_now(&issue(&bench, None).invoices[0]),
        "iv-3 ana 0.60 EUR issued"
    );
    sound(&bench);
}

#[test]
fn v4_undoing_gives_numbers_too_and_leaves_no_gap() {
    let bench = Bench::on("2026-06-03");
    let ana = bench.member("ana");
    let line = owe(&bench, &Owed::euros(ana, 1000));
    let owed = last(&bench);
    issue(&bench, None);
    let issued = last(&bench);
    bench.act(|tx| void::void(tx, InvoiceId(1))).unwrap();
    let voided = last(&bench);
    let error = undone(&bench, issued).unwrap_err().to_string();
    assert!(error.ends_with("iv-1 is used by op-5"), "{error}");
    undone(&bench, voided).unwrap();
    assert_eq!(
        told(&bench.see(|db| show(db, InvoiceId(3)))),
        "iv-3 ana 11.90 EUR issued"
    );
    let error = undone(&bench, owed).unwrap_err().to_string();
    assert!(error.contains("ln-1 was changed by"), "{error}");
    undone(&bench, issued).unwrap();
    let taken_back = last(&bench);
    undone(&bench, owed).unwrap();
    let error = undone(&bench, taken_back).unwrap_err().to_string();
    assert!(error.contains("ln-1 was changed by"), "{error}");
    undone(&bench, last(&bench)).unwrap();
    undone(&bench, taken_back).unwrap();
    assert_eq!(
        all(&bench),
        [
            "iv-1 ana 11.90 EUR void",
            "iv-2 ana -11.90 EUR credit",
            "iv-3 ana 11.90 EUR void",
            "iv-4 ana -11.90 EUR credit",
            "iv-5 ana 11.90 EUR issued",
        ]
    );
    let known = bench.see(|db| Ok(upcoming::find(db, line)?)).unwrap();
    assert_eq!(known.invoice, Some(InvoiceId(5)));
    sound(&bench);
}

#[test]
fn v4_the_voiding_of_lines_that_were_issued_again_or_removed_is_not_undone() {
    let bench = Bench::on("2026-06-03");
    let ana = bench.member("ana");
    let line = owe(&bench, &Owed::euros(ana, 1000));
    issue(&bench, None);
    bench.act(|tx| void::void(tx, InvoiceId(1))).unwrap();
    let voided = last(&bench);
    issue(&bench, None);
    let error = undone(&bench, voided).unwrap_err().to_string();
    assert!(error.ends_with("ln-1 was changed by op-6"), "{error}");
    undone(&bench, voided + 1).unwrap();
    bench.act(|tx| remove::remove(tx, line)).unwrap();
    let error = undone(&bench, voided).unwrap_err().to_string();
    assert!(error.ends_with("ln-1 was changed by op-8"), "{error}");
    undone(&bench, voided + 3).unwrap();
    undone(&bench, voided).unwrap();
    assert_eq!(all(&bench).last().unwrap(), "iv-5 ana 11.90 EUR issued");
    sound(&bench);
}

#[test]
fn v4_the_database_itself_refuses_to_change_what_was_issued_or_to_skip_a_number() {
    let bench = Bench::on("2026-06-03");
    let ana = bench.member("ana");
    let line = owe(&bench, &Owed::euros(ana, 1000));
    issue(&bench, None);
    bench.act(|tx| pay::pay(tx, InvoiceId(1), None)).unwrap();
    let tries = |relation, row: &[(&str, Value)]| {
        let error = bench.act(|tx| Ok(tx.amend(relation, 1, row)?)).unwrap_err();
        assert!(
            matches!(error, OpError::Store(StoreError::Sql(_))),
            "{error}"
        );
        error.to_string()
    };
    for (relation, column) in [
        (Relation::Invoice, "issued_day"),
        (Relation::Invoice, "customer"),
        (Relation::InvoiceLine, "net_minor"),
        (Relation::Line, "amount_minor"),
        (Relation::Line, "removed"),
        (Relation::Line, "undone"),
    ] {
        let told = tries(
            relation,
            &[(column, Value::Int(1 - i64::from(column == "customer") * 2))],
        );
        assert!(
            told.contains("never change"),
            "{relation:?} {column}: {told}"
        );
    }
    tries(Relation::Line, &[("invoice", Value::Null)]);
    let mut skips = bench.see(|db| get(db, InvoiceId(1)));
    skips.id = InvoiceId(3);
    let error = bench
        .act(|tx| Ok(invoices::add(tx, &skips, &[])?))
        .unwrap_err();
    assert!(error.to_string().contains("no gaps"), "{error}");
    let refusal = refused(bench.act(|tx| remove::remove(tx, line)));
    let invoice = InvoiceId(1);
    assert_eq!(refusal, InvoiceRefusal::LineIssued { line, invoice });
}

#[test]
fn v3_a_line_is_removed_once_and_comes_back_with_undo() {
    let bench = Bench::on("2026-06-03");
    let ana = bench.member("ana");
    let line = owe(&bench, &Owed::euros(ana, 1000));
    let removed = bench.act(|tx| remove::remove(tx, line)).unwrap();
    assert_eq!(removed.lines.len(), 1);
    assert!(owes(&bench, ana).is_empty());
    let again = refused(bench.act(|tx| remove::remove(tx, line)));
    assert_eq!(again, InvoiceRefusal::LineRemoved { line });
    let unknown = bench.act(|tx| remove::remove(tx, LineId(9))).unwrap_err();
    assert_eq!(unknown.to_string(), "no invoice line `ln-9`");
    undone(&bench, last(&bench)).unwrap();
    assert_eq!(owes(&bench, ana), ["11.90 EUR"]);
    sound(&bench);
}

#[test]
fn p8_who_owes_money_is_not_removed() {
    let bench = Bench::on("2026-06-03");
    let ana = bench.member("ana");
    let line = owe(&bench, &Owed::euros(ana, 1000));
    let remove = || bench.act(|tx| member::remove::remove(tx, "ana"));
    let open = |done: Result<_, OpError>| match done {
        Err(OpError::People(CustomerRefusal::StillOpen { what, .. })) => what,
        Ok(_) | Err(_) => panic!("{done:?}"),
    };
    let payable = Money::new(1190, Currency::read("EUR").unwrap());
    let on = Day::read("2026-06-03").unwrap();
    assert_eq!(open(remove()), Open::Line { line, payable, on });
    issue(&bench, None);
    let invoice = InvoiceId(1);
    assert_eq!(open(remove()), Open::Invoice { invoice, payable });
    bench.act(|tx| pay::pay(tx, invoice, None)).unwrap();
    remove().unwrap();
}

#[test]
fn b8_what_was_owed_on_a_past_day_is_known() {
    let bench = Bench::on("2026-06-01");
    let ana = bench.member("ana");
    let then = |date: &str| {
        let now = bench.now();
        let on = Some(DayWord::read(date).unwrap());
        let account = bench.see(|db| crate::ops::people::account::member(db, now, "ana", on));
        let unpaid = account.unpaid.iter().map(|sum| sum.with_currency());
        unpaid.collect::<Vec<_>>().join(", ")
    };
    bench.set("2026-06-03");
    owe(&bench, &Owed::euros(ana, 1000));
    bench.set("2026-06-05");
    issue(&bench, None);
    bench.set("2026-06-07");
    bench.act(|tx| pay::pay(tx, InvoiceId(1), None)).unwrap();
    let pay = last(&bench);
    bench.set("2026-06-09");
    undone(&bench, pay).unwrap();
    bench.set("2026-06-11");
    bench.act(|tx| void::void(tx, InvoiceId(1))).unwrap();
    let line = LineId(1);
    bench.act(|tx| remove::remove(tx, line)).unwrap();
    let days = [
        "2026-06-02",
        "2026-06-04",
        "2026-06-06",
        "2026-06-08",
        "2026-06-10",
    ];
    let owed = days.map(then);
    assert_eq!(
        owed,
        ["", "11.90 EUR", "11.90 EUR", "", "11.90 EUR"].map(str::to_owned)
    );
    assert_eq!(then("2026-06-11"), "");
}

#[test]
fn v4_the_payment_of_a_void_invoice_comes_back_with_it_and_goes_in_reverse_order() {
    let bench = Bench::on("2026-06-03");
    let ana = bench.member("ana");
    owe(&bench, &Owed::euros(ana, 1000));
    issue(&bench, None);
    let issued = last(&bench);
    bench.act(|tx| pay::pay(tx, InvoiceId(1), None)).unwrap();
    bench.act(|tx| void::void(tx, InvoiceId(1))).unwrap();
    undone(&bench, issued + 2).unwrap();
    assert_eq!(all(&bench).last().unwrap(), "iv-3 ana 11.90 EUR paid");
    undone(&bench, issued + 1).unwrap();
    assert_eq!(all(&bench).last().unwrap(), "iv-3 ana 11.90 EUR issued");
    undone(&bench, issued).unwrap();
    undone(&bench, issued - 1).unwrap();
    assert!(owes(&bench, ana).is_empty());
    sound(&bench);
}
