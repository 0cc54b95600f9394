//! References to customers (P2): handle, e-mail, id, or a unique prefix of handle or name.

use thiserror::Error;

use super::OpError;
use crate::domain::customer::Customer;
use crate::domain::ids::CustomerRef;
use crate::store::Snapshot;
use crate::store::customers::{self, Sort};

/// Why a reference names nothing, or too much.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReferenceError {
    /// Nothing is called that.
    #[error("no {} `{given}`", in_words(what))]
    Unknown {
        /// What was looked for: `member`, `plan`, `desk` …
        what: &'static str,
        /// The text as given.
        given: String,
        /// The nearest names there are, nearest first; may be none.
        nearest: Vec<String>,
    },
    /// Several are called that.
    #[error("`{given}` may be {}", candidates.join(", "))]
    Ambiguous {
        /// What was looked for.
        what: &'static str,
        /// The text as given.
        given: String,
        /// Whom or what it may mean, by handle.
        candidates: Vec<String>,
    },
    /// A removed customer (P8).
    #[error("{handle} was removed on {on}")]
    Removed {
        /// The customer's handle.
        handle: String,
        /// Since when.
        on: crate::domain::day::Day,
    },
    /// A company where a person is meant, or the other way round.
    #[error("{handle} is a {is}, not a {wanted}")]
    WrongSort {
        /// The customer's handle.
        handle: String,
        /// What it is.
        is: &'static str,
        /// What was meant.
        wanted: &'static str,
    },
}

/// Where a customer is meant, it may be either.
const fn in_words(what: &'static str) -> &'static str {
    if matches!(what.as_bytes(), b"customer") {
        "member or company"
    } else {
        what
    }
}

const MOST_CANDIDATES: i64 = 20;
const MOST_SUGGESTIONS: usize = 3;

/// The member or company that a text refers to, whether removed or not.
pub fn find(db: &Snapshot, given: &str) -> Result<Customer, OpError> {
    resolve(db, given, None)
}

/// The member or company that a text refers to; refused when removed.
pub fn customer(db: &Snapshot, given: &str) -> Result<Customer, OpError> {
    standing(find(db, given)?)
}

/// The person (member or visitor) that a text refers to, whether removed or not.
pub fn find_person(db: &Snapshot, given: &str) -> Result<Customer, OpError> {
    resolve(db, given, Some(Sort::Person))
}

/// The person (member or visitor) that a text refers to; refused when removed.
pub fn person(db: &Snapshot, given: &str) -> Result<Customer, OpError> {
    standing(find_person(db, given)?)
}

/// The company that a text refers to, whether removed or not.
pub fn find_company(db: &Snapshot, given: &str) -> Result<Customer, OpError> {
    resolve(db, given, Some(Sort::Company))
}

/// The company that a text refers to; refused when removed.
pub fn company(db: &Snapshot, given: &str) -> Result<Customer, OpError> {
    standing(find_company(db, given)?)
}

fn standing(found: Customer) -> Result<Customer, OpError> {
    match found.removed_on {
        Some(on) => Err(ReferenceError::Removed {
            handle: found.handle,
            on,
        }
        .into()),
        None => Ok(found),
    }
}

const fn wanted(sort: Option<Sort>) -> &'static str {
    match sort {
        None => "customer",
        Some(Sort::Person) => "member",
        Some(Sort::Company) => "company",
    }
}

/// An id, handle or e-mail names one customer, of whatever sort: the other sort is refused by name.
/// Names and prefixes are looked for among the sort that is meant only.
fn resolve(db: &Snapshot, given: &str, sort: Option<Sort>) -> Result<Customer, OpError> {
    let text = given.trim();
    let exact = match CustomerRef::read(text) {
        Some(shown) => {
            let found = customers::find_shown(db, shown)?;
            Some(found.ok_or_else(|| unknown(given, sort, Vec::new()))?)
        }
        None => match customers::find_handle(db, text)? {
            Some(found) => Some(found),
            None => customers::find_email(db, text)?,
        },
    };
    match exact {
        Some(found) => of_sort(found, sort),
        None if text.is_empty() => Err(unknown(given, sort, Vec::new()).into()),
        None => named(db, given, sort),
    }
}

fn of_sort(found: Customer, sort: Option<Sort>) -> Result<Customer, OpError> {
    let is = Sort::of(found.standing);
    if sort.is_none_or(|wanted| wanted == is) {
        return Ok(found);
    }
    Err(ReferenceError::WrongSort {
        handle: found.handle,
        is: wanted(Some(is)),
        wanted: wanted(sort),
    }
    .into())
}

/// The customer of that whole name, else the only one whose handle or name begins so.
fn named(db: &Snapshot, given: &str, sort: Option<Sort>) -> Result<Customer, OpError> {
    let text = given.trim();
    let mut found = customers::list_named(db, sort, text, MOST_CANDIDATES)?;
    if found.is_empty() {
        found = customers::list_prefix(db, sort, text, MOST_CANDIDATES)?;
    }
    match found.len() {
        0 => {
            let names = customers::list_names(db, sort)?;
            let names = names
                .iter()
                .flat_map(|(handle, name)| [(handle, handle), (name, handle)]);
            let nearest = nearest(&customers::folded(text), names);
            Err(unknown(given, sort, nearest).into())
        }
        1 => Ok(found.swap_remove(0)),
        _ => Err(ReferenceError::Ambiguous {
            what: wanted(sort),
            given: given.to_owned(),
            candidates: found.into_iter().map(|customer| customer.handle).collect(),
        }
        .into()),
    }
}

fn unknown(given: &str, sort: Option<Sort>, nearest: Vec<String>) -> ReferenceError {
    ReferenceError::Unknown {
        what: wanted(sort),
        given: given.to_owned(),
        nearest,
    }
}

/// The names nearest to a text, nearest first. Each candidate is what is compared and what is
/// suggested for it.
pub fn nearest<'a>(
    text: &str,
    candidates: impl Iterator<Item = (&'a String, &'a String)>,
) -> Vec<String> {
    let mut close: Vec<(usize, &String)> = candidates
        .map(|(compared, suggested)| (strsim::damerau_levenshtein(text, compared), suggested))
        .filter(|(distance, compared)| *distance <= 1 + compared.chars().count() / 4)
        .collect();
    close.sort_unstable();
    let mut names: Vec<String> = Vec::new();
    for (_, name) in close {
        if names.len() < MOST_SUGGESTIONS && !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::day::Day;
    use crate::domain::ids::CustomerId;
    use crate::ops::company;
    use crate::ops::member::{self, New};
    use crate::ops::testing::Bench;

    fn add(bench: &Bench, name: &str, email: Option<&str>) -> CustomerId {
        let new = New {
            name,
            email,
            ..New::default()
        };
        bench
            .act(|tx| member::add(tx, &new))
            .unwrap()
            .card
            .customer
            .id
    }

    fn add_company(bench: &Bench, name: &str) {
        let new = company::New {
            name,
            ..company::New::default()
        };
        bench.act(|tx| company::add(tx, &new)).unwrap();
    }

    /// Ann, Anna Berg, Bob and two Sams, and the company Annex.
    fn bench() -> Bench {
        let bench = Bench::on("2026-06-03");
        for (name, email) in [
            ("Ann", None),
            ("Anna Berg", Some("anna@Example.org")),
            ("Bob Hill", None),
            ("Sam Hill", None),
            ("Sam Hill", None),
        ] {
            add(&bench, name, email);
        }
        add_company(&bench, "Annex");
        bench
    }

    fn found(bench: &Bench, given: &str) -> String {
        bench.see(|db| customer(db, given)).handle
    }

    fn refused(done: Result<Customer, OpError>) -> ReferenceError {
        match done {
            Err(OpError::Reference(error)) => error,
            Ok(_) | Err(_) => panic!("{done:?}"),
        }
    }

    fn not_found(bench: &Bench, given: &str) -> ReferenceError {
        refused(bench.store.read(|db| customer(db, given)))
    }

    #[test]
    fn p2_a_reference_is_a_handle_an_e_mail_an_id_or_the_beginning_of_handle_or_name() {
        let bench = bench();
        for (given, handle) in [
            ("bob-hill", "bob-hill"),
            ("BOB-Hill", "bob-hill"),
            (" bob-h", "bob-hill"),
            ("bob h", "bob-hill"),
            ("ANNA@example.ORG", "anna-berg"),
            ("mb-2", "anna-berg"),
            ("co-1", "annex"),
            ("sam-hill-2", "sam-hill-2"),
            ("annex", "annex"),
        ] {
            assert_eq!(found(&bench, given), handle, "{given}");
        }
    }

    #[test]
    fn p2_a_whole_name_or_handle_wins_over_those_it_is_the_beginning_of() {
        let bench = bench();
        assert_eq!(found(&bench, "ann"), "ann");
        assert_eq!(found(&bench, "Ann"), "ann");
        assert_eq!(found(&bench, "sam-hill"), "sam-hill");
        add(&bench, "Anna", None);
        assert_eq!(found(&bench, "anna"), "anna");
        assert_eq!(found(&bench, "anna b"), "anna-berg");
    }

    #[test]
    fn p2_what_may_be_several_is_refused_with_the_candidates() {
        let bench = bench();
        let ambiguous = |given: &str, candidates: &[&str]| {
            let what = "customer";
            let candidates = candidates.iter().map(|one| (*one).to_owned()).collect();
            let given = given.to_owned();
            assert_eq!(
                not_found(&bench, &given.clone()),
                ReferenceError::Ambiguous {
                    what,
                    given,
                    candidates
                }
            );
        };
        ambiguous("an", &["ann", "anna-berg", "annex"]);
        ambiguous("Sam Hill", &["sam-hill", "sam-hill-2"]);
    }

    #[test]
    fn p2_what_is_unknown_is_refused_with_the_nearest_names() {
        let bench = bench();
        let unknown = |given: &str| {
            let ReferenceError::Unknown { nearest, .. } = not_found(&bench, given) else {
                panic!("`{given}` is known")
            };
            nearest
        };
        assert_eq!(unknown("bob-hil-")[0], "bob-hill");
        assert_eq!(unknown("Bbo Hill")[0], "bob-hill");
        assert_eq!(unknown("Amn"), ["ann"]);
        assert!(unknown("zzz").is_empty());
        assert!(unknown("mb-99").is_empty());
        assert!(unknown("").is_empty());
    }

    #[test]
    fn p2_where_a_member_is_meant_companies_are_no_candidates_and_the_other_way_round() {
        let bench = bench();
        let read = |find: fn(&Snapshot, &str) -> Result<Customer, OpError>, given: &str| {
            bench.store.read(|db| find(db, given))
        };
        assert_eq!(read(company, "an").unwrap().handle, "annex");
        assert_eq!(read(person, "anna").unwrap().handle, "anna-berg");
        let wrong = refused(read(person, "annex"));
        assert_eq!(wrong.to_string(), "annex is a company, not a member");
        let wrong = refused(read(company, "mb-1"));
        assert_eq!(wrong.to_string(), "ann is a member, not a company");
    }

    #[test]
    fn p8_who_was_removed_is_refused_by_handle_and_passed_over_by_name() {
        let bench = bench();
        bench.set("2026-06-04");
        bench
            .act(|tx| member::remove::remove(tx, "bob-hill"))
            .unwrap();
        let on = Day::read("2026-06-04").unwrap();
        let handle = "bob-hill".to_owned();
        assert_eq!(
            not_found(&bench, "bob-hill"),
            ReferenceError::Removed { handle, on }
        );
        assert!(matches!(
            not_found(&bench, "Bob"),
            ReferenceError::Unknown { .. }
        ));
        assert_eq!(bench.see(|db| find(db, "mb-3")).handle, "bob-hill");
    }
}
