//! `invoice`: its words, JSON, CSV, exit codes and its page.

use serde_json::{Value, json};
use snapbox::{assert_data_eq, str};

use crate::space::Space;

/// Ana and the company Acme, each on a plan of 150.00 a month from today, with 19 % of tax.
fn with_lines() -> Space {
    let space = Space::new();
    space.edit("tax = \"0\"", "tax = \"19\"");
    space.ok(&["apply"]);
    space.ok(&["plan", "add", "Flex", "--passes", "10", "--price", "150"]);
    space.ok(&["member", "add", "Ana", "--email", "ana@example.org"]);
    space.ok(&["company", "add", "Acme"]);
    space.ok(&["subscription", "start", "ana", "Flex"]);
    space.ok(&["subscription", "start", "acme", "Flex"]);
    space
}

fn error(space: &Space, code: i32, args: &[&str]) -> Value {
    let mut all = vec!["--json"];
    all.extend(args);
    let told = space.refused(code, &all);
    let told: Value = serde_json::from_str(&told).expect("JSON");
    told["error"].clone()
}

#[test]
fn v3_what_is_due_is_previewed_line_by_line_and_issued_as_it_was() {
    let space = with_lines();
    assert_data_eq!(
        space.ok(&["invoice", "preview"]),
        str![[r#"
line  who   on          for                                net   total  payable
ln-1  ana   2026-06-03  Flex, 2026-06-03 to 2026-07-02  150.00  178.50   178.50
ln-2  acme  2026-06-03  Flex, 2026-06-03 to 2026-07-02  150.00  178.50   178.50

who   lines     net    tax   total  payable  currency
ana       1  150.00  28.50  178.50   178.50  EUR
acme      1  150.00  28.50  178.50   178.50  EUR

"#]]
    );
    let due = space.json(&["invoice", "preview", "ana"]);
    assert_eq!(due["lines"].as_array().expect("lines").len(), 1);
    let line = &due["lines"][0];
    assert_eq!(
        line,
        &json!({
            "id": "ln-1", "member": "ana", "company": null, "on": "2026-06-03",
            "text": "Flex, 2026-06-03 to 2026-07-02", "net": "150.00", "tax_rate": "19",
            "tax": "28.50", "gross": "178.50", "paid": false, "payable": "178.50",
            "currency": "EUR", "subscription": "sb-1", "booking": null
        })
    );
    assert_eq!(due["totals"][0]["gross"], "178.50");
    let rehearsed = space.ok(&["invoice", "issue", "--dry-run"]);
    assert_data_eq!(
        rehearsed.clone(),
        str![[r#"
invoice  for   issued on      net    tax   total  payable
iv-1     ana   2026-06-03  150.00  28.50  178.50   178.50  EUR
iv-2     acme  2026-06-03  150.00  28.50  178.50   178.50  EUR

"#]]
    );
    assert_eq!(space.ok(&["invoice", "issue"]), rehearsed);
    let again = space.run(&["invoice", "issue"]);
    assert_eq!((again.code, again.out.as_str()), (0, ""));
    assert_eq!(again.told(), "nothing is due: no invoice was issued\n");
    assert_eq!(
        space.run(&["invoice", "preview"]).told(),
        "nothing is due\n"
    );
    assert_data_eq!(
        space.ok(&["invoice", "list", "--format", "csv"]),
        str![[r#"
id,number,issued_on,member,company,bill_to_name,bill_to_email,bill_to_company,location,status,net,tax,gross,prepaid,payable,currency,paid_on,credits,credited_by,replaces
iv-1,1,2026-06-03,ana,,Ana,ana@example.org,,Headquarters,issued,150.00,28.50,178.50,0.00,178.50,EUR,,,,
iv-2,2,2026-06-03,,acme,Acme,,,Headquarters,issued,150.00,28.50,178.50,0.00,178.50,EUR,,,,

"#]]
    );
}

#[test]
fn v3_an_invoice_is_shown_listed_and_paid() {
    let space = with_lines();
    let issued = space.json(&["invoice", "issue", "ana"]);
    assert_eq!(issued["invoices"][0]["id"], "iv-1");
    assert_data_eq!(
        space.ok(&["invoice", "show", "iv-1"]),
        str![[r#"
iv-1       invoice, issued
to         Ana (ana)
e-mail     ana@example.org
from       Headquarters
issued on  2026-06-03

line  on          for                                net  tax %    tax   total
ln-1  2026-06-03  Flex, 2026-06-03 to 2026-07-02  150.00     19  28.50  178.50

tax %     net    tax   total
   19  150.00  28.50  178.50

net      150.00 EUR
tax      28.50 EUR
total    178.50 EUR
payable  178.50 EUR

"#]]
    );
    let shown = space.json(&["invoice", "show", "iv-1"]);
    let mut row = shown.clone();
    for nested in ["lines", "taxes"] {
        row.as_object_mut().expect("an object").remove(nested);
    }
    assert_eq!(space.json(&["invoice", "list"]), json!([row]));
    assert_eq!(
        shown["lines"][0],
        json!({
            "id": "ln-1", "on": "2026-06-03", "text": "Flex, 2026-06-03 to 2026-07-02",
            "net": "150.00", "tax_rate": "19", "tax": "28.50", "gross": "178.50", "paid": false
        })
    );
    let rates = json!([{"rate": "19", "net": "150.00", "tax": "28.50", "gross": "178.50"}]);
    assert_eq!(shown["taxes"], rates);
    assert_eq!(shown["bill_to"]["email"], "ana@example.org");
    let key = ["invoice", "pay", "iv-1", "--on", "2026-06-01", "--key", "k"];
    let paid = space.json(&key);
    assert_eq!(
        (&paid["status"], &paid["paid_on"]),
        (&json!("paid"), &json!("2026-06-01"))
    );
    assert_eq!(
        (&paid["payable"], &paid["gross"]),
        (&json!("0.00"), &json!("178.50"))
    );
    assert_eq!(space.json(&key)["replayed"], true);
    let status = |status| space.json(&["invoice", "list", "--status", status]);
    assert_eq!(status("paid")[0]["id"], "iv-1");
    assert_eq!(status("issued"), json!([]));
    space.ok(&["invoice", "issue"]);
    let newest = space.json(&["invoice", "list", "--limit", "1"]);
    assert_eq!(
        (&newest[0]["id"], &newest[0]["company"]),
        (&json!("iv-2"), &json!("acme"))
    );
    let of = |args: &[&str]| space.json(&[["invoice", "list"].as_slice(), args].concat());
    assert_eq!(of(&["--member", "acme"])[0]["member"], Value::Null);
    assert_eq!(of(&["--from", "tomorrow"]), json!([]));
    assert_eq!(of(&["--to", "yesterday"]), json!([]));
}

#[test]
fn v4_a_void_invoice_leaves_a_credit_note_and_its_lines_to_be_dealt_with() {
    let space = with_lines();
    space.ok(&["invoice", "issue"]);
    space.ok(&["invoice", "pay", "iv-1"]);
    let void = space.run(&["invoice", "void", "iv-1", "--memo", "wrong name"]);
    assert_data_eq!(
        void.out.clone(),
        str![[r#"
iv-1 of ana is void; credit note iv-3: -178.50 EUR
on the upcoming invoice again: ln-1

"#]]
    );
    assert_eq!(void.told(), "iv-1 was paid on 2026-06-03: give that back\n");
    assert_data_eq!(
        space.ok(&["invoice", "list"]),
        str![[r#"
invoice  issued on   who   status      net     tax    total  payable  currency
iv-1     2026-06-03  ana   void     150.00   28.50   178.50     0.00  EUR
iv-2     2026-06-03  acme  issued   150.00   28.50   178.50   178.50  EUR
iv-3     2026-06-03  ana   credit  -150.00  -28.50  -178.50     0.00  EUR

"#]]
    );
    let waived = space.run(&["invoice", "remove", "ln-1"]);
    assert_data_eq!(
        waived.out.clone(),
        str![[r#"
ln-1 is off the upcoming invoice of ana: 178.50 EUR, Flex, 2026-06-03 to
  2026-07-02

"#]]
    );
    assert_eq!(
        waived.told(),
        "the fee is waived; sb-1 and its passes stay\n"
    );
    assert_eq!(space.json(&["member", "show", "ana"])["balance"], "10");
    let void = space.json(&["invoice", "void", "iv-2"]);
    assert_eq!(
        void,
        json!({
            "operation": "op-12", "invoice": "iv-2", "status": "void", "credit_note": "iv-4",
            "member": null, "company": "acme", "gross": "-178.50", "currency": "EUR",
            "paid_on": null, "lines": ["ln-2"]
        })
    );
    space.ok(&["check"]);
}

#[test]
fn v3_v4_what_a_rule_refuses_is_told_with_a_way_on() {
    let space = with_lines();
    space.ok(&["invoice", "issue"]);
    let told = |code, args: &[&str]| {
        let error = error(&space, code, args);
        let hint = error["hint"].as_str().unwrap_or_default().to_owned();
        (error["code"].as_str().expect("a code").to_owned(), hint)
    };
    let is = |code: &str, hint: &str| (code.to_owned(), hint.to_owned());
    assert_eq!(
        told(1, &["invoice", "remove", "ln-1"]),
        is("line_issued", "daypass invoice void iv-1")
    );
    assert_eq!(
        told(3, &["invoice", "show", "iv-9"]),
        is("unknown_invoice", "daypass invoice list")
    );
    assert_eq!(
        told(3, &["invoice", "remove", "ln-9"]),
        is("unknown_line", "daypass invoice preview")
    );
    assert_eq!(
        told(1, &["invoice", "pay", "iv-1", "--on", "tomorrow"]),
        is(
            "invoice_ahead",
            "daypass --json invoice pay iv-1 --on 2026-06-03"
        )
    );
    assert_eq!(told(1, &["member", "remove", "ana"]).0, "open_subscription");
    space.ok(&["invoice", "pay", "iv-1"]);
    assert_eq!(
        told(1, &["invoice", "pay", "iv-1"]),
        is("invoice_paid", "daypass invoice show iv-1")
    );
    space.ok(&["invoice", "void", "iv-2"]);
    assert_eq!(
        told(1, &["invoice", "pay", "iv-2"]),
        is("invoice_void", "daypass invoice show iv-3")
    );
    assert_eq!(
        told(1, &["invoice", "void", "iv-3"]),
        is("credit_note", "daypass invoice show iv-2")
    );
    space.ok(&["invoice", "remove", "ln-2"]);
    assert_eq!(
        told(1, &["invoice", "remove", "ln-2"]),
        is("line_removed", "daypass invoice preview")
    );
    space.refused(2, &["invoice", "show", "ln-1"]);
    space.refused(2, &["invoice", "list", "--status", "open"]);
    space.refused(3, &["invoice", "preview", "nobody"]);
    space.refused(3, &["invoice", "issue", "nobody"]);
}

#[test]
fn p8_a_member_who_owes_money_is_shown_so_and_not_removed() {
    let mut space = with_lines();
    assert_eq!(
        space.json(&["member", "show", "ana"])["unpaid"],
        json!([{"amount": "178.50", "currency": "EUR"}])
    );
    space.ok(&["subscription", "cancel", "sb-1", "--now", "--yes"]);
    space.at("2026-06-05T06:00:00Z");
    let told = space.refused(1, &["member", "remove", "ana", "--yes"]);
    assert_data_eq!(
        told,
        str![[r#"
error: ana has 178.50 EUR of ln-1 on the upcoming invoice
hint: daypass invoice issue ana --until 2026-06-03

"#]]
    );
    space.ok(&["invoice", "issue", "ana"]);
    let told = space.refused(1, &["member", "remove", "ana", "--yes"]);
    assert_data_eq!(
        told,
        str![[r#"
error: ana has not paid iv-1: 178.50 EUR
hint: daypass invoice pay iv-1

"#]]
    );
    space.ok(&["invoice", "pay", "iv-1"]);
    space.ok(&["member", "remove", "ana", "--yes"]);
}

#[test]
fn v4_undoing_an_issue_credits_it_and_says_so() {
    let space = with_lines();
    space.ok(&["invoice", "issue"]);
    assert_data_eq!(
        space.ok(&["undo", "op-8"]),
        str![[r#"
takes back op-8 of 2026-06-03T06:00:00Z by tester: daypass invoice issue
what  becomes
iv-1  void
iv-3  credit note
iv-2  void
iv-4  credit note

"#]]
    );
    assert_eq!(
        space.json(&["invoice", "preview"])["lines"]
            .as_array()
            .expect("lines")
            .len(),
        2
    );
    space.ok(&["check"]);
}

#[test]
fn an_invoice_is_a_page_that_stands_alone() {
    let space = with_lines();
    let name = "Ana <script>alert(1)</script> & Söhne";
    space.ok(&["member", "set", "ana", "--name", name]);
    space.ok(&["invoice", "issue", "ana"]);
    let saved = space.json(&["invoice", "show", "iv-1", "--html", "iv-1.html"]);
    assert_eq!(saved, json!({ "file": "iv-1.html" }));
    let page = space.read("iv-1.html");
    for told in [
        "<h1>Invoice iv-1</h1>",
        "Headquarters, 2026-06-03",
        "Ana &lt;script&gt;alert(1)&lt;/script&gt; &amp; Söhne",
        "ana@example.org",
        "Flex, 2026-06-03 to 2026-07-02",
        "178.50 EUR",
        "size: A4",
    ] {
        assert!(page.contains(told), "no {told} in {page}");
    }
    for untold in ["<script", "class=\"mark\"", "http:", "https:", "tester"] {
        assert!(!page.contains(untold), "{untold} in {page}");
    }
    assert_eq!(space.ok(&["invoice", "show", "iv-1", "--html", "-"]), page);
    space.ok(&["invoice", "pay", "iv-1"]);
    let paid = space.ok(&["invoice", "show", "iv-1", "--html", "-"]);
    assert!(paid.contains("<p class=\"mark\">Paid</p>"), "{paid}");
    space.ok(&["invoice", "void", "iv-1"]);
    let void = space.ok(&["invoice", "show", "iv-1", "--html", "-"]);
    assert!(void.contains("<p class=\"mark\">Void</p>"), "{void}");
    let note = space.ok(&["invoice", "show", "iv-2", "--html", "-"]);
    assert!(note.contains("<h1>Credit note iv-2</h1>"), "{note}");
    assert!(note.contains("-178.50 EUR"), "{note}");
}
