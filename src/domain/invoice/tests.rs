//! What lines come to (Q2, V1, V3), and what becomes of an invoice (V4).

use super::*;
use crate::domain::ids::{CustomerId, InvoiceId};

fn currency(code: &str) -> Currency {
    Currency::read(code).unwrap()
}

fn charge(net: &str, code: &str, rate: &str) -> Charge {
    let net = Money::read(net, currency(code)).unwrap();
    Charge::of(net, Percent::read(rate).unwrap(), false)
}

fn invoice() -> Invoice {
    Invoice {
        id: InvoiceId(1),
        customer: CustomerId(1),
        currency: currency("EUR"),
        issued_on: Day::read("2026-06-03").unwrap(),
        name: "Ana".to_owned(),
        email: None,
        company: None,
        location: "Headquarters".to_owned(),
        credits: None,
        replaces: None,
        credited_by: None,
        paid_on: None,
    }
}

#[test]
fn v3_the_tax_of_each_line_is_rounded_half_up_in_its_currency() {
    for (net, code, rate, tax, gross) in [
        ("10.00", "EUR", "19", "1.90", "11.90"),
        ("0.50", "EUR", "19", "0.10", "0.60"),
        ("0.05", "EUR", "50", "0.03", "0.08"),
        ("0.04", "EUR", "12", "0.00", "0.04"),
        ("1050", "JPY", "10", "105", "1155"),
        ("15", "JPY", "10", "2", "17"),
        ("14", "JPY", "10", "1", "15"),
        ("1.250", "KWD", "5", "0.063", "1.313"),
        ("1.249", "KWD", "5", "0.062", "1.311"),
        ("9.99", "EUR", "0", "0.00", "9.99"),
        ("9.99", "EUR", "100", "9.99", "19.98"),
        ("33.33", "EUR", "7.25", "2.42", "35.75"),
    ] {
        let charge = charge(net, code, rate);
        let told = (charge.tax.to_string(), charge.gross().to_string());
        assert_eq!(
            told,
            (tax.to_owned(), gross.to_owned()),
            "{net} {code} at {rate} %"
        );
    }
}

#[test]
fn v3_what_is_given_back_has_the_tax_of_what_was_charged() {
    let paid = charge("0.50", "EUR", "19");
    let back = Charge::of(paid.net.times(-1), paid.rate, false);
    assert_eq!(back, paid.credited());
    assert_eq!(back.gross().to_string(), "-0.60");
}

#[test]
fn v3_totals_are_sums_of_lines_by_rate_of_tax() {
    let lines = [
        charge("0.05", "EUR", "50"),
        charge("0.05", "EUR", "50"),
        charge("10.00", "EUR", "19"),
        charge("5.00", "EUR", "0"),
    ];
    let totals = Totals::of(currency("EUR"), lines);
    let rates = totals.rates.iter();
    let rates = rates.map(|one| format!("{}: {} {} {}", one.rate, one.net, one.tax, one.gross()));
    assert_eq!(
        rates.collect::<Vec<_>>(),
        [
            "0: 5.00 0.00 5.00",
            "19: 10.00 1.90 11.90",
            "50: 0.10 0.06 0.16"
        ]
    );
    assert_eq!(totals.net.to_string(), "15.10");
    assert_eq!(totals.tax.to_string(), "1.96");
    assert_eq!(totals.gross().to_string(), "17.06");
    assert_eq!(totals.payable(), totals.gross());
}

#[test]
fn v1_what_was_paid_before_is_on_the_invoice_and_not_payable() {
    let before = Charge {
        paid: true,
        ..charge("10.00", "EUR", "19")
    };
    assert_eq!(before.payable().minor, 0);
    let totals = Totals::of(currency("EUR"), [before]);
    assert_eq!(totals.gross().to_string(), "11.90");
    assert_eq!(totals.paid.to_string(), "11.90");
    assert_eq!(totals.payable().minor, 0);
    assert_eq!(invoice().status(&totals), Status::Paid);
    let totals = Totals::of(currency("EUR"), [before, charge("1.00", "EUR", "0")]);
    assert_eq!(totals.payable().to_string(), "1.00");
    assert_eq!(invoice().status(&totals), Status::Issued);
}

#[test]
fn v4_an_invoice_is_issued_then_paid_or_void_and_a_credit_note_is_neither() {
    let totals = Totals::of(currency("EUR"), [charge("10.00", "EUR", "0")]);
    let issued = invoice();
    assert_eq!(issued.status(&totals), Status::Issued);
    assert_eq!(issued.payable(&totals).to_string(), "10.00");
    let paid = Invoice {
        paid_on: Some(issued.issued_on),
        ..invoice()
    };
    let void = Invoice {
        credited_by: Some(InvoiceId(2)),
        ..paid.clone()
    };
    let credit = Invoice {
        credits: Some(InvoiceId(2)),
        ..invoice()
    };
    for (one, status) in [
        (paid, Status::Paid),
        (void, Status::Void),
        (credit, Status::Credit),
    ] {
        assert_eq!(one.status(&totals), status);
        assert_eq!(one.payable(&totals).minor, 0, "{status:?}");
    }
}
