//! Nexudus: customers (CSV or JSON); passes of coworkers, kinds of pass and check-ins of the API
//! (JSON).

use super::cobot::MONTHLY;
use super::fields::{Fields, bad};
use super::source::{BadField, Shape};
use crate::domain::foreign::{Expiry, OnPlan, Passes, Person, Ref, Said, Stay, Terms, Whose};
use crate::domain::qty::PassQty;

pub(super) const SHAPES: &[Shape] = &[
    Shape {
        name: "customers",
        signs: &["FullName", "Email"],
        fields: &[
            "Id",
            "Location",
            "Active",
            "Plan",
            "RegistrationDate",
            "ContractStartDate",
        ],
        dates: &["RegistrationDate", "ContractStartDate"],
        read: customer,
    },
    Shape {
        name: "coworkertimepasses of the API",
        signs: &["CoworkerId", "TimePassName"],
        fields: &[
            "Id",
            "UniqueId",
            "TimePassId",
            "CoworkerFullName",
            "CoworkerEmail",
            "Used",
            "UsedDate",
            "RemainingUses",
            "TotalUses",
            "ExpireDate",
            "CreatedOn",
        ],
        dates: &["UsedDate", "ExpireDate", "CreatedOn"],
        read: pass,
    },
    Shape {
        name: "checkins of the API",
        signs: &["CoworkerId", "FromTime"],
        fields: &["Id", "UniqueId", "ToTime", "CoworkerTimePassGuid"],
        dates: &["FromTime", "ToTime"],
        read: stay,
    },
    Shape {
        name: "timepasses of the API",
        signs: &["Name", "MinutesIncluded"],
        fields: &["Price"],
        dates: &[],
        read: kind,
    },
];

/// A blank plan is a contact; who is not active is on no plan any more.
fn customer(row: &Fields, said: &mut Vec<Said>) -> Result<(), BadField> {
    let who = Ref {
        id: row.text("Id")?,
        name: Some(row.required("FullName")?),
        email: row.text("Email")?,
    };
    let plan = row.text("Plan")?;
    said.push(Said::Person(Person {
        who: who.clone(),
        company: None,
        location: row.text("Location")?,
        contact: plan.is_none(),
    }));
    let registered = row.when("RegistrationDate")?;
    let active = row.yes("Active")?.unwrap_or(true);
    if let (Some(plan), true) = (plan, active) {
        let since = row.text("ContractStartDate")?.unwrap_or_default();
        said.push(Said::OnPlan(Box::new(OnPlan {
            key: format!(
                "{}|{plan}|{since}",
                who.email.as_deref().unwrap_or(who.shown())
            ),
            whose: Whose::Person(who),
            plan: Terms {
                name: plan,
                price: None,
                currency: None,
                every: MONTHLY,
                includes: Vec::new(),
            },
            quantity: 1,
            from: row.when("ContractStartDate")?.or(registered),
            until: None,
            renews: None,
        })));
    }
    Ok(())
}

/// A kind of pass without minutes is a day pass.
fn kind(item: &Fields, said: &mut Vec<Said>) -> Result<(), BadField> {
    if item.text("MinutesIncluded")?.is_none() {
        said.push(Said::DayKind(item.required("Name")?));
    }
    Ok(())
}

fn pass(item: &Fields, said: &mut Vec<Said>) -> Result<(), BadField> {
    let key = item.text("UniqueId")?.or(item.text("Id")?);
    let used = item.yes("Used")?.unwrap_or(false);
    let left = item.passes("RemainingUses")?.or(item.passes("TotalUses")?);
    said.push(Said::Passes(Passes {
        key: key.ok_or_else(|| bad("UniqueId", "is empty"))?,
        whose: Whose::Person(Ref {
            id: Some(item.required("CoworkerId")?),
            name: item.text("CoworkerFullName")?,
            email: item.text("CoworkerEmail")?,
        }),
        kind: Some(item.required("TimePassName")?),
        left: if used {
            PassQty::ZERO
        } else {
            left.unwrap_or(PassQty::ONE)
        },
        from: item.when("CreatedOn")?,
        expiry: item
            .when("ExpireDate")?
            .map_or(Expiry::Never, Expiry::Through),
        location: None,
        monthly: None,
    }));
    Ok(())
}

/// A check-in. Which pass it took stands among the passes.
fn stay(item: &Fields, said: &mut Vec<Said>) -> Result<(), BadField> {
    let coworker = item.required("CoworkerId")?;
    let from = item.when("FromTime")?;
    let key = item.text("UniqueId")?.or(item.text("Id")?);
    said.push(Said::Stay(Stay {
        key: match key {
            Some(key) => key,
            None => format!("{coworker}|{}", item.required("FromTime")?),
        },
        who: Ref::id(coworker),
        from: from.ok_or_else(|| bad("FromTime", "is empty"))?,
        until: item.when("ToTime")?,
        location: None,
    }));
    Ok(())
}
