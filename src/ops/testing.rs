//! A space in memory for the tests of use cases: one location in Kyiv, open 09–17 on weekdays, with
//! the kind `day`, and commands given at a date and time.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::OpError;
use super::apply::apply;
use super::happened::Keep;
use super::operation::{Done, Stamp, perform};
use super::renew::{self, Renewed};
use super::watch::Watch;
use crate::domain::customer::Standing;
use crate::domain::day::{Day, Instant};
use crate::domain::ids::{CustomerId, LocationId, OperationId};
use crate::domain::space::{SpaceDeclaration, sample};
use crate::store::customers::NewCustomer;
use crate::store::{Snapshot, Store, StoreError, Tx, customers};

/// A space under test, and what its clock says.
pub(crate) struct Bench {
    pub(crate) store: Store,
    now: RefCell<Instant>,
}

impl Bench {
    /// The sample space, at nine in the morning of that date.
    pub(crate) fn on(date: &str) -> Self {
        Self::with(date, &sample("Europe/Kyiv"))
    }

    /// A declared space, at nine in the morning (Kyiv) of that date.
    pub(crate) fn with(date: &str, declared: &SpaceDeclaration) -> Self {
        let bench = Self {
            store: Store::in_memory().unwrap(),
            now: RefCell::new(Instant::from_ms(0)),
        };
        bench.set(date);
        bench.act(|tx| apply(tx, declared)).unwrap();
        bench
    }

    /// Sets the clock to nine in the morning (Kyiv) of that date.
    pub(crate) fn set(&self, date: &str) {
        let zone = crate::domain::day::Zone::read("Europe/Kyiv").unwrap();
        let nine = crate::domain::day::TimeOfDay::read("09:00").unwrap();
        self.now
            .replace(zone.instant(Day::read(date).unwrap(), nine));
    }

    /// Sets the clock to that instant.
    pub(crate) fn at(&self, instant: &str) {
        self.now.replace(Instant::read(instant).unwrap());
    }

    /// What the clock says.
    pub(crate) fn now(&self) -> Instant {
        *self.now.borrow()
    }

    /// Sets the clock to a date and time in Kyiv: `2026-06-03 13:00`.
    pub(crate) fn clock(&self, time: &str) {
        let zone = crate::domain::day::Zone::read("Europe/Kyiv").unwrap();
        let word = crate::domain::day_word::TimeWord::read(time).unwrap();
        let at = word.at(*self.now.borrow(), zone);
        self.now.replace(at);
    }

    /// Runs a use case as one operation.
    pub(crate) fn act<T>(
        &self,
        work: impl FnOnce(&Tx) -> Result<T, OpError>,
    ) -> Result<T, OpError> {
        self.operate(work).map(|(_, done)| done)
    }

    /// [`Bench::act`], with the operation's number.
    pub(crate) fn operate<T>(
        &self,
        work: impl FnOnce(&Tx) -> Result<T, OpError>,
    ) -> Result<(Option<OperationId>, T), OpError> {
        let stamp = self.stamp();
        match perform(&self.store, &stamp, work, |_, _| String::new())? {
            Done::Now(operation, done) => Ok((operation, done)),
            Done::Before(answer) => panic!("replayed {answer}"),
        }
    }

    /// Runs `renew` at the bench's time.
    pub(crate) fn renew(&self) -> Renewed {
        let stamp = Stamp {
            now: self.now(),
            actor: "cron".to_owned(),
            command: "daypass renew".to_owned(),
            memo: None,
            key: None,
            words: BTreeMap::new(),
            yes: true,
            dry_run: false,
        };
        let request = renew::Request {
            as_of: None,
            keep: Keep::Everything,
        };
        match renew::renew(&self.store, &stamp, &request, &Watch::default(), |_| {
            String::new()
        })
        .unwrap()
        {
            Done::Now(_, renewed) => renewed,
            Done::Before(answer) => panic!("replayed {answer}"),
        }
    }

    /// How an operation is stamped now.
    pub(crate) fn stamp(&self) -> Stamp {
        Stamp {
            now: *self.now.borrow(),
            actor: "desk".to_owned(),
            command: "daypass test".to_owned(),
            memo: None,
            key: None,
            words: BTreeMap::new(),
            yes: false,
            dry_run: false,
        }
    }

    /// Reads.
    pub(crate) fn see<T>(&self, read: impl FnOnce(&Snapshot) -> Result<T, OpError>) -> T {
        self.store.read(read).unwrap()
    }

    /// Adds a member.
    pub(crate) fn member(&self, handle: &str) -> CustomerId {
        self.customer(handle, Standing::Member, None)
    }

    /// Adds a company.
    pub(crate) fn company(&self, handle: &str) -> CustomerId {
        self.customer(handle, Standing::Company, None)
    }

    /// Adds a customer.
    pub(crate) fn customer(
        &self,
        handle: &str,
        standing: Standing,
        company: Option<CustomerId>,
    ) -> CustomerId {
        self.act(|tx| {
            let new = NewCustomer {
                standing,
                handle,
                name: handle,
                email: None,
                location: LocationId(1),
                company,
                use_passes: false,
                tags: "",
                note: None,
                payment_method: None,
            };
            customers::add(tx, &new).map_err(StoreError::into)
        })
        .unwrap()
    }
}
