//! What `import` answers: what was added, and whether everybody has what the source says.

use serde::{Deserialize, Serialize};

use super::booking::in_passes;
use super::granted::either;
use super::ids;
use crate::domain::ids::OperationId;
use crate::ops::import;
use crate::output::{Align, Column, View, counted, pairs, paragraph, table};

/// What one customer has of a kind, there and here.
#[derive(Debug, Serialize, Deserialize)]
pub struct Compared {
    member: Option<String>,
    company: Option<String>,
    kind: String,
    source: String,
    ours: String,
    differs: bool,
}

/// The columns of the comparison.
pub const COLUMNS: &[Column] = &[
    Column::text("member", "member"),
    Column::text("company", "company"),
    Column::text("kind", "kind"),
    Column::number("source", "source"),
    Column::number("ours", "ours"),
    Column::text("differs", "differs"),
];

/// A thing that is not here as it is there.
#[derive(Debug, Serialize, Deserialize)]
pub struct Difference {
    member: Option<String>,
    company: Option<String>,
    kind: String,
    source: String,
    ours: Option<String>,
}

/// What became of an import.
#[derive(Debug, Serialize, Deserialize)]
pub struct Imported {
    operation: Option<String>,
    source: String,
    members: usize,
    companies: usize,
    plans: Vec<String>,
    subscriptions: usize,
    lots: usize,
    passes: String,
    monthly_grants: usize,
    visits: usize,
    known: usize,
    lapsed: String,
    ignored: Vec<String>,
    customers: Vec<Compared>,
    differences: Vec<Difference>,
    bad: Vec<String>,
}

impl Imported {
    /// The answer; `ignored` are the fields that nobody asked for.
    #[must_use]
    pub fn of(
        operation: Option<OperationId>,
        source: &str,
        ignored: &[String],
        done: &import::Imported,
    ) -> Self {
        let compared = done.compared.iter().map(|one| {
            let (member, company) = either(one.handle.clone(), one.of_company);
            Compared {
                member,
                company,
                kind: one.kind.clone(),
                source: one.source.to_string(),
                ours: one.ours.to_string(),
                differs: one.source != one.ours,
            }
        });
        let differences = done.differences.iter().map(|one| {
            let (member, company) = either(one.handle.clone(), one.of_company);
            Difference {
                member,
                company,
                kind: one.what.clone(),
                source: one.source.clone(),
                ours: one.ours.clone(),
            }
        });
        Self {
            operation: ids(operation),
            source: source.to_owned(),
            members: done.members,
            companies: done.companies,
            plans: done.plans.clone(),
            subscriptions: done.subscriptions,
            lots: done.lots,
            passes: done.passes.to_string(),
            monthly_grants: done.monthly,
            visits: done.visits,
            known: done.known,
            lapsed: done.lapsed.to_string(),
            ignored: ignored.to_vec(),
            customers: compared.collect(),
            differences: differences.collect(),
            bad: done.bad.iter().map(|row| row.told(source)).collect(),
        }
    }

    /// What was passed over, as it is told.
    #[must_use]
    pub fn bad(&self) -> Vec<String> {
        self.bad.clone()
    }

    /// What each customer has, there and here.
    #[must_use]
    pub fn compared(&self) -> &[Compared] {
        &self.customers
    }

    /// Plans that are not here, each once.
    #[must_use]
    pub fn unknown_plans(&self) -> Vec<String> {
        let missing = |one: &&Difference| one.kind == "plan" && one.ours.is_none();
        let mut plans: Vec<String> = self
            .differences
            .iter()
            .filter(missing)
            .map(|one| one.source.clone())
            .collect();
        plans.sort_unstable();
        plans.dedup();
        plans
    }
}

impl View for Imported {
    fn text(&self) -> String {
        let zero = |passes: &str| passes == "0";
        let unless_zero = |count: usize| {
            if count == 0 {
                String::new()
            } else {
                count.to_string()
            }
        };
        let added = [
            counted(self.members, "member", "members"),
            counted(self.companies, "company", "companies"),
            counted(self.subscriptions, "subscription", "subscriptions"),
            counted(self.lots, "lot", "lots"),
        ];
        let facts = pairs(&[
            ("from", self.source.clone()),
            ("added", added.join(", ")),
            ("passes", self.passes.clone()),
            ("monthly grants", unless_zero(self.monthly_grants)),
            ("visits", unless_zero(self.visits)),
            ("plans", self.plans.join(", ")),
            ("known", unless_zero(self.known)),
            (
                "lapsed",
                if zero(&self.lapsed) {
                    String::new()
                } else {
                    format!("{} whose last day is over", in_passes(&self.lapsed))
                },
            ),
        ]);
        let who = |member: &Option<String>, company: &Option<String>| {
            member
                .clone()
                .or_else(|| company.clone())
                .unwrap_or_default()
        };
        let heading = [
            ("who", Align::Left),
            ("kind", Align::Left),
            ("they say", Align::Right),
            ("we have", Align::Right),
        ];
        let compared = self.customers.iter().map(|one| {
            let who = who(&one.member, &one.company);
            vec![who, one.kind.clone(), one.source.clone(), one.ours.clone()]
        });
        let compared = table(&heading, compared.collect());
        let heading = [
            ("differs", Align::Left),
            ("in", Align::Left),
            ("they say", Align::Right),
            ("we have", Align::Right),
        ];
        let differences = self.differences.iter().map(|one| {
            let ours = one.ours.clone().unwrap_or_else(|| "nothing".to_owned());
            let who = who(&one.member, &one.company);
            vec![who, one.kind.clone(), one.source.clone(), ours]
        });
        let differences = table(&heading, differences.collect());
        let gap = |table: &str| if table.is_empty() { "" } else { "\n" };
        let ignored = if self.ignored.is_empty() {
            String::new()
        } else {
            paragraph("", &format!("ignored: {}", self.ignored.join("; ")))
        };
        format!(
            "{facts}{ignored}{}{compared}{}{differences}",
            gap(&compared),
            gap(&differences)
        )
    }
}
