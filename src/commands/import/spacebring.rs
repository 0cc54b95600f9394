//! Spacebring: day pass transactions and subscriptions of the API (JSON), and CSV reports with the
//! same names, or others that `--map` names.

use super::cobot::MONTHLY;
use super::fields::{Fields, bad};
use super::source::{BadField, Shape};
use crate::domain::day::{Length, Unit};
use crate::domain::foreign::{Expiry, OnPlan, Passes, Person, Ref, Said, Terms, Whose};
use crate::domain::foreign_day::When;
use crate::domain::plan::Cadence;
use crate::domain::qty::PassQty;

pub(super) const SHAPES: &[Shape] = &[
    Shape {
        name: "subscriptions",
        signs: &["id", "startDate", "dayPasses"],
        fields: &[
            "companyRef",
            "membershipRef",
            "locationRef",
            "period",
            "endDate",
            "currentInterval.startDate",
            "currentInterval.endDate",
            "price",
            "items[].plan",
            "items[].title",
            "items[].quantity",
            "items[].price",
            "items[].dayPasses",
            "timezoneId",
        ],
        dates: &[
            "startDate",
            "endDate",
            "currentInterval.startDate",
            "currentInterval.endDate",
        ],
        read: subscription,
    },
    Shape {
        name: "day pass transactions",
        signs: &["id", "amount"],
        fields: &[
            "type",
            "createDate",
            "companyRef",
            "locationRef",
            "membershipRefOwner",
            "refund.amount",
            "refund.createDate",
        ],
        dates: &["createDate", "refund.createDate"],
        read: transaction,
    },
    Shape {
        name: "memberships",
        signs: &["id", "name"],
        fields: &["email", "companyRef", "locationRef"],
        dates: &[],
        read: member,
    },
];

fn member(item: &Fields, said: &mut Vec<Said>) -> Result<(), BadField> {
    let location = item.reference("locationRef")?;
    said.push(Said::Person(Person {
        who: Ref {
            id: Some(item.required("id")?),
            name: Some(item.required("name")?),
            email: item.text("email")?,
        },
        company: item.reference("companyRef")?,
        location: location.map(|location| location.shown().to_owned()),
        contact: false,
    }));
    Ok(())
}

/// A person's, else a company's.
fn whose(item: &Fields, person: &str) -> Result<Whose, BadField> {
    match (item.reference(person)?, item.reference("companyRef")?) {
        (Some(person), _) => Ok(Whose::Person(person)),
        (None, Some(company)) => Ok(Whose::Company(company)),
        (None, None) => Err(bad(person, "is empty, and so is companyRef")),
    }
}

/// One movement: what a booking took is negative, and a refund gives it back. What is left is the
/// sum; the last day of what was granted is not told.
fn transaction(item: &Fields, said: &mut Vec<Said>) -> Result<(), BadField> {
    let amount = item.signed("amount")?;
    let amount = amount.ok_or_else(|| bad("amount", "is empty"))?;
    let takes = matches!(
        item.text("type")?
            .map(|word| word.to_lowercase())
            .as_deref(),
        Some("booking" | "deduct" | "deduction" | "expire" | "expiration" | "spend" | "charge")
    );
    let amount = if takes && amount.is_positive() {
        PassQty::ZERO - amount
    } else {
        amount
    };
    let back = item.passes("refund.amount")?.unwrap_or(PassQty::ZERO);
    let location = item.reference("locationRef")?;
    said.push(Said::Passes(Passes {
        key: item.required("id")?,
        whose: whose(item, "membershipRefOwner")?,
        kind: None,
        left: amount + back,
        from: None,
        expiry: Expiry::Never,
        location: location.map(|location| location.shown().to_owned()),
        monthly: None,
    }));
    item.when("createDate").map(drop)
}

/// The plan is called as its items are; its passes come each period.
fn subscription(item: &Fields, said: &mut Vec<Said>) -> Result<(), BadField> {
    let items = item.list("items");
    let mut names = Vec::new();
    for one in &items {
        let plan = one.reference("plan")?;
        let name = one
            .text("title")?
            .or(plan.map(|plan| plan.shown().to_owned()));
        names.extend(name);
    }
    if names.is_empty() {
        return Err(bad("items", "name no plan"));
    }
    // One item tells what each of so many is; of several only the whole is of use.
    let (of, quantity) = match items.as_slice() {
        [only] => (
            only,
            only.value("quantity", str::parse::<i64>)?.unwrap_or(1),
        ),
        _ => (item, 1),
    };
    let period = item.value("period", period)?;
    let each = of.passes("dayPasses")?.unwrap_or(PassQty::ZERO);
    let next = item.when("currentInterval.endDate")?;
    said.push(Said::OnPlan(Box::new(OnPlan {
        key: item.required("id")?,
        whose: whose(item, "membershipRef")?,
        plan: Terms {
            name: names.join(" + "),
            price: of.text("price")?,
            currency: None,
            every: period.unwrap_or(MONTHLY),
            includes: if each.is_positive() {
                vec![(None, each, Cadence::Period)]
            } else {
                Vec::new()
            },
        },
        quantity,
        from: item.when("startDate")?,
        until: item.when("endDate")?,
        renews: next.map(day_after),
    })));
    Ok(())
}

/// An interval ends with its last day.
fn day_after(last: When) -> When {
    match last {
        When::Day(day) | When::Local(day, _) => When::Day(day.next()),
        When::At(instant) => When::At(instant.plus_ms(86_400_000)),
    }
}

fn period(text: &str) -> Result<Length, String> {
    let unit = match text.to_lowercase().as_str() {
        "day" | "daily" => Unit::Day,
        "week" | "weekly" => Unit::Week,
        "month" | "monthly" => Unit::Month,
        "year" | "yearly" | "annual" => Unit::Year,
        other => return Length::read(other).map_err(|why| why.to_string()),
    };
    Ok(Length { count: 1, unit })
}
