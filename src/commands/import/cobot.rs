//! Cobot: the import template (CSV); memberships, unused passes and check-ins of the API (JSON).

use super::fields::{Fields, bad};
use super::source::{BadField, Shape};
use crate::domain::day::{Length, Unit};
use crate::domain::foreign::{Expiry, OnPlan, Passes, Person, Ref, Said, Stay, Terms, Whose};
use crate::domain::plan::Cadence;
use crate::domain::qty::PassQty;

pub(super) const SHAPES: &[Shape] = &[
    Shape {
        name: "the import template",
        signs: &["Name", "Plan Name"],
        fields: &[
            "Company",
            "Email",
            "Start Date",
            "Next Invoice Date",
            "Paid for by",
        ],
        dates: &["Start Date", "Next Invoice Date"],
        read: template,
    },
    Shape {
        name: "check-ins",
        signs: &["id", "membership", "valid_from", "valid_until"],
        fields: &["time_pass"],
        dates: &["valid_from", "valid_until"],
        read: stay,
    },
    Shape {
        name: "unused passes",
        signs: &["id", "used_at", "timespans"],
        fields: &[
            "created_at",
            "expires_at",
            "name",
            "membership",
            "membership_id",
        ],
        dates: &["created_at", "expires_at", "used_at"],
        read: pass,
    },
    Shape {
        name: "memberships",
        signs: &["id", "name", "plan"],
        fields: &[
            "email",
            "customer_number",
            "starts_at",
            "canceled_to",
            "next_invoice_at",
            "address.company",
            "plan.name",
            "plan.price_per_cycle",
            "plan.currency",
            "plan.cycle_duration",
            "plan.time_passes[].name",
            "plan.time_passes[].included_per_timespan",
            "plan.time_passes[].included_timespan",
        ],
        dates: &["starts_at", "canceled_to", "next_invoice_at"],
        read: membership,
    },
];

fn template(row: &Fields, said: &mut Vec<Said>) -> Result<(), BadField> {
    let name = row.required("Name")?;
    let email = row.text("Email")?;
    let plan = row.required("Plan Name")?;
    let from = row.when("Start Date")?;
    let from = from.ok_or_else(|| bad("Start Date", "is empty"))?;
    let who = Ref {
        id: None,
        name: Some(name.clone()),
        email: email.clone(),
    };
    let payer = row.text("Paid for by")?;
    let company = row.text("Company")?;
    said.push(Said::Person(Person {
        who: who.clone(),
        company: company.map(Ref::named),
        location: None,
        contact: false,
    }));
    let known = email.unwrap_or(name);
    said.push(Said::OnPlan(Box::new(OnPlan {
        key: format!("{known}|{plan}|{}", row.required("Start Date")?),
        whose: match payer {
            Some(payer) => Whose::Company(Ref::named(payer)),
            None => Whose::Person(who),
        },
        plan: Terms {
            name: plan,
            price: None,
            currency: None,
            every: MONTHLY,
            includes: Vec::new(),
        },
        quantity: 1,
        from: Some(from),
        until: None,
        renews: row.when("Next Invoice Date")?,
    })));
    Ok(())
}

/// The cycle where none is told.
pub(super) const MONTHLY: Length = Length {
    count: 1,
    unit: Unit::Month,
};

fn membership(item: &Fields, said: &mut Vec<Said>) -> Result<(), BadField> {
    let id = item.required("id")?;
    let who = Ref {
        id: Some(id.clone()),
        name: Some(item.required("name")?),
        email: item.text("email")?,
    };
    let company = item.text("address.company")?;
    said.push(Said::Person(Person {
        who: who.clone(),
        company: company.map(Ref::named),
        location: None,
        contact: false,
    }));
    said.push(Said::OnPlan(Box::new(OnPlan {
        key: id,
        whose: Whose::Person(who),
        plan: plan(item)?,
        quantity: 1,
        from: item.when("starts_at")?,
        until: item.when("canceled_to")?,
        renews: item.when("next_invoice_at")?,
    })));
    Ok(())
}

fn plan(item: &Fields) -> Result<Terms, BadField> {
    let months = item.value("plan.cycle_duration", str::parse::<u32>)?;
    let mut includes = Vec::new();
    for pass in item.list("plan.time_passes") {
        let Some(count) = pass.passes("included_per_timespan")? else {
            continue;
        };
        let cadence = match pass.text("included_timespan")?.as_deref() {
            Some("week") => Cadence::Week,
            Some("month") => Cadence::Month,
            _ => Cadence::Period,
        };
        if count.is_positive() {
            includes.push((pass.text("name")?, count, cadence));
        }
    }
    Ok(Terms {
        name: item.required("plan.name")?,
        price: item.text("plan.price_per_cycle")?,
        currency: item.text("plan.currency")?,
        every: Length {
            count: months.filter(|count| *count > 0).unwrap_or(1),
            ..MONTHLY
        },
        includes,
    })
}

/// One pass, used or not. Whose it is stands in the membership.
fn pass(item: &Fields, said: &mut Vec<Said>) -> Result<(), BadField> {
    let whose = item
        .reference("membership")?
        .or(item.reference("membership_id")?);
    let used = item.text("used_at")?.is_some();
    said.push(Said::Passes(Passes {
        key: item.required("id")?,
        whose: Whose::Person(whose.unwrap_or_default()),
        kind: item.text("name")?,
        left: if used { PassQty::ZERO } else { PassQty::ONE },
        from: item.when("created_at")?,
        expiry: item
            .when("expires_at")?
            .map_or(Expiry::Never, Expiry::Through),
        location: None,
        monthly: None,
    }));
    Ok(())
}

/// A check-in. Which pass it took stands among the passes.
fn stay(item: &Fields, said: &mut Vec<Said>) -> Result<(), BadField> {
    let from = item.when("valid_from")?;
    said.push(Said::Stay(Stay {
        key: item.required("id")?,
        who: item.reference("membership")?.unwrap_or_default(),
        from: from.ok_or_else(|| bad("valid_from", "is empty"))?,
        until: item.when("valid_until")?,
        location: None,
    }));
    Ok(())
}
