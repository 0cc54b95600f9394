//! OfficeRnD: the import files (CSV); passes, check-ins, members and teams of the API (JSON).

use super::cobot::MONTHLY;
use super::fields::{Fields, bad};
use super::source::{BadField, Shape};
use crate::domain::foreign::{Expiry, OnPlan, Passes, Person, Ref, Said, Stay, Terms, Whose};
use crate::domain::qty::PassQty;

pub(super) const SHAPES: &[Shape] = &[
    Shape {
        name: "memberships",
        signs: &["Member Name", "Plan Name"],
        fields: &["Company Name", "Price", "Start Date"],
        dates: &["Start Date"],
        read: membership,
    },
    Shape {
        name: "members",
        signs: &["Member Name", "Start Date"],
        fields: &["Location", "Email", "Company Name"],
        dates: &["Start Date"],
        read: member_row,
    },
    Shape {
        name: "passes of the API",
        signs: &["validFrom", "validTo", "count"],
        fields: &[
            "_id",
            "team",
            "member",
            "used",
            "status",
            "intervalLength",
            "startDate",
        ],
        dates: &["validFrom", "validTo", "startDate"],
        read: pass,
    },
    Shape {
        name: "check-ins of the API",
        signs: &["member", "start", "office"],
        fields: &["_id", "team", "end", "createdAt"],
        dates: &["start", "end", "createdAt"],
        read: stay,
    },
    Shape {
        name: "members of the API",
        signs: &["_id", "name", "status"],
        fields: &["email", "phone", "team", "office", "startDate"],
        dates: &["startDate"],
        read: member,
    },
    Shape {
        name: "members of the API",
        signs: &["_id", "name", "email"],
        fields: &["phone", "team", "office", "startDate"],
        dates: &["startDate"],
        read: member,
    },
    Shape {
        name: "teams of the API",
        signs: &["_id", "name"],
        fields: &[],
        dates: &[],
        read: team,
    },
];

fn member_row(row: &Fields, said: &mut Vec<Said>) -> Result<(), BadField> {
    row.when("Start Date")?;
    said.push(Said::Person(Person {
        who: Ref {
            id: None,
            name: Some(row.required("Member Name")?),
            email: row.text("Email")?,
        },
        company: row.text("Company Name")?.map(Ref::named),
        location: Some(row.required("Location")?),
        contact: false,
    }));
    Ok(())
}

/// A membership is a person's, or a company's where no member is named.
fn membership(row: &Fields, said: &mut Vec<Said>) -> Result<(), BadField> {
    let company = row.text("Company Name")?;
    let member = row.text("Member Name")?;
    let plan = row.required("Plan Name")?;
    let whose = match (member, &company) {
        (Some(member), _) => Whose::Person(Ref::named(member)),
        (None, Some(company)) => Whose::Company(Ref::named(company.clone())),
        (None, None) => return Err(bad("Member Name", "is empty, and so is Company Name")),
    };
    if let Some(company) = company {
        said.push(Said::Company(Ref::named(company)));
    }
    let since = row.text("Start Date")?.unwrap_or_default();
    said.push(Said::OnPlan(Box::new(OnPlan {
        key: format!("{}|{plan}|{since}", whose.who().shown()),
        whose,
        plan: Terms {
            name: plan,
            price: row.text("Price")?,
            currency: None,
            every: MONTHLY,
            includes: Vec::new(),
        },
        quantity: 1,
        from: row.when("Start Date")?,
        until: None,
        renews: None,
    })));
    Ok(())
}

fn member(item: &Fields, said: &mut Vec<Said>) -> Result<(), BadField> {
    let office = item.reference("office")?;
    said.push(Said::Person(Person {
        who: Ref {
            id: Some(item.required("_id")?),
            name: Some(item.required("name")?),
            email: item.text("email")?,
        },
        company: item.reference("team")?,
        location: office.map(|office| office.shown().to_owned()),
        contact: false,
    }));
    Ok(())
}

fn team(item: &Fields, said: &mut Vec<Said>) -> Result<(), BadField> {
    said.push(Said::Company(Ref {
        id: Some(item.required("_id")?),
        name: Some(item.required("name")?),
        email: None,
    }));
    Ok(())
}

/// Passes of one validity, or so many each month. `validTo` is "the date on which they become invalid": the last usable
/// day is the one before.
fn pass(item: &Fields, said: &mut Vec<Said>) -> Result<(), BadField> {
    let (member, team) = (item.reference("member")?, item.reference("team")?);
    let whose = match (member, team) {
        (Some(member), _) => Whose::Person(member),
        (None, Some(team)) => Whose::Company(team),
        (None, None) => return Err(bad("member", "is empty, and so is team")),
    };
    let count = item.passes("count")?;
    let count = count.ok_or_else(|| bad("count", "is empty"))?;
    let used = item.passes("used")?.unwrap_or(PassQty::ZERO);
    let (count, used) = match item.text("status")?.as_deref() {
        Some("used") => (count, count),
        Some(_) | None => (count, used),
    };
    if used > count {
        return Err(bad("used", format!("{used} of {count} were used")));
    }
    let key = match item.text("_id")? {
        Some(id) => id,
        None => format!(
            "{}|{}|{}|{count}",
            whose.who().shown(),
            item.text("validFrom")?.unwrap_or_default(),
            item.text("validTo")?.unwrap_or_default(),
        ),
    };
    let monthly = match item.text("intervalLength")?.as_deref() {
        None | Some("once") => None,
        Some("month") => Some(count),
        Some(other) => {
            let why = format!("`{other}` is neither once nor month");
            return Err(bad("intervalLength", why));
        }
    };
    said.push(Said::Passes(Passes {
        key,
        whose,
        kind: None,
        left: count - used,
        from: item.when("validFrom")?.or(item.when("startDate")?),
        expiry: item.when("validTo")?.map_or(Expiry::Never, Expiry::Until),
        location: None,
        monthly,
    }));
    Ok(())
}

/// A check-in. Which pass it took stands among the passes.
fn stay(item: &Fields, said: &mut Vec<Said>) -> Result<(), BadField> {
    let who = item.reference("member")?;
    let who = who.ok_or_else(|| bad("member", "is empty"))?;
    let from = item.when("start")?;
    let from = from.ok_or_else(|| bad("start", "is empty"))?;
    let key = match item.text("_id")? {
        Some(id) => id,
        None => format!("{}|{}", who.shown(), item.required("start")?),
    };
    let office = item.reference("office")?;
    said.push(Said::Stay(Stay {
        key,
        who,
        from,
        until: item.when("end")?,
        location: office.map(|office| office.shown().to_owned()),
    }));
    Ok(())
}
