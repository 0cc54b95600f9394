//! An invoice or credit note as a page of HTML, fit to be mailed and printed.

use maud::{Markup, html};

use super::{Invoice, Line, Row, is_none};
use crate::domain::invoice::Status;
use crate::ops::invoice::Shown;
use crate::output::{Align, page};

/// The page. The mark says what became of it: paid, void, or that it is a credit note.
#[must_use]
pub fn html(shown: &Shown) -> String {
    let invoice = Invoice::from(shown);
    let row = &invoice.row;
    let (sort, mark) = match shown.status() {
        Status::Issued => ("Invoice", String::new()),
        Status::Paid => ("Invoice", "Paid".to_owned()),
        Status::Void => ("Invoice", "Void".to_owned()),
        Status::Credit => ("Credit note", "Credit".to_owned()),
    };
    let title = format!("{sort} {}", row.id);
    let body = html! {
        @if !mark.is_empty() { p.mark { (mark) } }
        (page::facts(&facts(row)))
        (page::section("For", &lines(&invoice)))
        (page::section("Tax", &taxes(&invoice)))
        (page::section("In all", &page::facts(&totals(shown, row))))
    };
    let under = format!("{}, {}", row.location, row.issued_on);
    page::page(&title, &under, &body, &foot(row))
}

fn facts(row: &Row) -> Vec<(&'static str, String)> {
    let told = |text: &Option<String>| text.clone().unwrap_or_default();
    vec![
        ("Number", row.id.clone()),
        ("Issued on", row.issued_on.clone()),
        ("Billed to", row.bill_to.name.clone()),
        ("Company", told(&row.bill_to.company)),
        ("E-mail", told(&row.bill_to.email)),
        ("Issued by", row.location.clone()),
        ("Paid on", told(&row.paid_on)),
        ("Credits invoice", told(&row.credits)),
        ("Credited by", told(&row.credited_by)),
        ("Instead of", told(&row.replaces)),
    ]
}

fn lines(invoice: &Invoice) -> Markup {
    let heading = [
        ("Line", Align::Fixed),
        ("On", Align::Fixed),
        ("What", Align::Left),
        ("Net", Align::Right),
        ("Tax %", Align::Right),
        ("Tax", Align::Right),
        ("Total", Align::Right),
    ];
    let rows = invoice.lines.iter().map(Line::cells);
    let row = &invoice.row;
    let blank = String::new;
    let total = vec![
        blank(),
        blank(),
        format!("Total in {}", row.currency),
        row.net.clone(),
        blank(),
        row.tax.clone(),
        row.gross.clone(),
    ];
    page::table(&heading, &rows.collect::<Vec<_>>(), &[total])
}

fn taxes(invoice: &Invoice) -> Markup {
    let heading = [
        ("Rate %", Align::Right),
        ("Net", Align::Right),
        ("Tax", Align::Right),
        ("Total", Align::Right),
    ];
    let rows = invoice.taxes.iter().map(|tax| {
        vec![
            tax.rate.clone(),
            tax.net.clone(),
            tax.tax.clone(),
            tax.gross.clone(),
        ]
    });
    page::table(&heading, &rows.collect::<Vec<_>>(), &[])
}

fn totals(shown: &Shown, row: &Row) -> Vec<(&'static str, String)> {
    let money = |amount: &str| format!("{amount} {}", row.currency);
    let prepaid = if is_none(&row.prepaid) {
        String::new()
    } else {
        money(&row.prepaid)
    };
    let name = match shown.status() {
        Status::Credit => "Credited",
        Status::Issued | Status::Paid | Status::Void => "Total",
    };
    vec![
        (name, money(&row.gross)),
        ("Paid before", prepaid),
        ("Payable", money(&row.payable)),
    ]
}

fn foot(row: &Row) -> String {
    match (&row.credits, &row.credited_by, &row.paid_on) {
        (Some(of), _, _) => format!("This takes {of} back."),
        (None, Some(by), _) => format!("This was taken back by {by}: nothing is to be paid."),
        (None, None, Some(on)) => format!("Paid on {on}. Thank you."),
        (None, None, None) if is_none(&row.payable) => "Nothing is to be paid.".to_owned(),
        (None, None, None) => {
            format!("Please name {} when you pay.", row.id)
        }
    }
}
