//! `notify`: the outbox, what each notification says, and what became of its delivery (A6). Delivery
//! happens outside every transaction: a notification is claimed, tried, and noted as sent or not.
//! One that was handed over and could not be noted any more is sent again: at least once.

mod ending;

use super::booking::{self, Shown};
use super::facts::{self, Space};
use super::{OpError, ReferenceError, who};
use crate::domain::customer::Customer;
use crate::domain::day::{Day, Instant};
use crate::domain::day_word::DayWord;
use crate::domain::ids::{CustomerId, KindId, LotId, NotificationId, SubscriptionId};
use crate::domain::notice::{self, Delivery, Topic};
use crate::domain::qty::PassQty;
use crate::store::notifications::{self, Notification};
use crate::store::outbox::{self, Filter};
use crate::store::{Snapshot, Store, StoreError, circulars, customers, operations};

/// How long a claimed notification is left alone, in milliseconds: longer than any one try lasts.
const CLAIM_MS: i64 = 600_000;
const DAY_MS: i64 = 86_400_000;
/// What is older is not sent unless that is asked for: nobody wants last year's news when mail is
/// set up.
pub const FRESH_DAYS: i64 = 7;

/// Which notifications to list; None means all.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'a> {
    /// For whom, as typed (P2).
    pub member: Option<&'a str>,
    /// With that delivery.
    pub status: Option<Delivery>,
    /// The newest so many.
    pub limit: Option<u32>,
}

/// A notification and whom it is for; None is the admin.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The notification.
    pub notification: Notification,
    /// Whom it is for.
    pub customer: Option<Customer>,
}

/// Passes of one lot that were moved, or that end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passes {
    /// The lot.
    pub lot: LotId,
    /// The kind's handle.
    pub kind: String,
    /// How many, never negative.
    pub passes: PassQty,
    /// Whether they came to the customer.
    pub came: bool,
    /// Their last day, inclusive; None for never.
    pub expires_on: Option<Day>,
}

/// What a notification tells.
#[derive(Debug, Clone)]
pub enum News {
    /// Passes were moved.
    Passes {
        /// Lot by lot.
        moved: Vec<Passes>,
        /// What is usable today of each of their kinds, by handle.
        balances: Vec<(String, PassQty)>,
    },
    /// Something became of a booking.
    Booking(Box<Shown>),
    /// The last day of passes.
    LotEnds(Passes),
    /// The last day of a subscription.
    SubscriptionEnds {
        /// Which.
        subscription: SubscriptionId,
        /// To what plan.
        plan: String,
    },
    /// A package is over, and nothing follows it (T5).
    NothingFollows {
        /// What it was called.
        package: String,
    },
}

impl News {
    /// Whether nobody need hear of it any more: the last day of passes that are all used.
    #[must_use]
    pub fn is_needless(&self) -> bool {
        matches!(self, Self::LotEnds(lot) if !lot.passes.is_positive())
    }
}

/// A notification with all that it says.
#[derive(Debug, Clone)]
pub struct Told {
    /// The notification, and whom it is for.
    pub listed: Listed,
    /// What it tells.
    pub news: News,
    /// What was noted with the operation that it tells of.
    pub memo: Option<String>,
}

/// How one try to deliver ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tried {
    /// It was handed over.
    Sent,
    /// It was not, and may be tried again.
    Failed(String),
    /// Nothing can be handed over at present; tried again, like the others.
    Down(String),
    /// It cannot be: there is no address.
    Unreachable(String),
}

/// What became of one notification when it was tried.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The notification as it was claimed, and whom it is for.
    pub listed: Listed,
    /// How the try ended.
    pub tried: Tried,
    /// When it is tried again, where it is.
    pub again_at: Option<Instant>,
}

/// What `notify send` did.
#[derive(Debug, Clone, Default)]
pub struct Sending {
    /// Notification by notification.
    pub outcomes: Vec<Outcome>,
    /// How many were given up unsent, because they had waited too long.
    pub too_old: i64,
    /// How many were given up unsent, because there is nothing to tell any more.
    pub needless: i64,
    /// How many still wait, those that are to be tried again included.
    pub waiting: i64,
}

/// What to send.
#[derive(Debug, Clone, Copy)]
pub struct Request {
    /// The program's clock.
    pub now: Instant,
    /// What was written before that day, at the default location, is given up; None is
    /// [`FRESH_DAYS`] ago.
    pub since: Option<DayWord>,
    /// At most so many.
    pub limit: Option<u32>,
}

impl Request {
    fn since(&self, db: &Snapshot) -> Result<Instant, OpError> {
        let Some(day) = self.since else {
            return Ok(self.now.plus_ms(-FRESH_DAYS * DAY_MS));
        };
        let space = Space::read(db)?;
        let home = space.location_named(space.settings.default_location.as_str())?;
        let today = home.terms.today(self.now);
        Ok(home.terms.begins(day.on(today)))
    }
}

/// Finds whom a list names.
pub fn ask(db: &Snapshot, wanted: &Wanted) -> Result<Filter, OpError> {
    let member = wanted
        .member
        .map(|given| who::find(db, given))
        .transpose()?;
    Ok(Filter {
        customer: member.map(|member| member.id),
        status: wanted.status,
        limit: wanted.limit,
    })
}

/// Calls `each` with the notifications asked for, oldest first, without holding all of them in
/// memory: there are as many a month as members.
pub fn each<E: From<OpError> + From<StoreError>>(
    db: &Snapshot,
    asked: &Filter,
    mut each: impl FnMut(&Listed) -> Result<(), E>,
) -> Result<(), E> {
    outbox::each(db, asked, |one| each(&listed(db, one)?))
}

/// One notification with all that it says.
pub fn show(db: &Snapshot, id: NotificationId, now: Instant) -> Result<Told, OpError> {
    let unknown = || ReferenceError::Unknown {
        what: "notification",
        given: id.to_string(),
        nearest: Vec::new(),
    };
    let found = notifications::find(db, id)?.ok_or_else(unknown)?;
    told(db, listed(db, found)?, now)
}

/// Delivers what is due with `deliver`, oldest first, and notes what became of each (A6). A failed
/// one is tried again later, ever more seldom, and given up after the last try. What was written
/// before `request.since` is given up unsent. Where nothing can be handed over the rest waits.
pub fn send(
    store: &Store,
    request: &Request,
    mut deliver: impl FnMut(&Told) -> Tried,
) -> Result<Sending, OpError> {
    let now = request.now;
    let since = store.read(|db| request.since(db))?;
    let mut sending = Sending {
        too_old: give_up_old(store, now, since)?,
        ..Sending::default()
    };
    for _ in 0..request.limit.unwrap_or(u32::MAX) {
        let Some(told) = claim(store, now, since)? else {
            break;
        };
        if told.news.is_needless() {
            give_up(store, told.listed.notification.id)?;
            sending.needless += 1;
            continue;
        }
        let tried = deliver(&told);
        let down = matches!(tried, Tried::Down(_));
        sending.outcomes.push(note(store, told.listed, tried, now)?);
        if down {
            break;
        }
    }
    sending.waiting = store.read(notifications::count_waiting)?;
    Ok(sending)
}

/// What [`send`] would deliver now; nothing is claimed.
pub fn preview(store: &Store, request: &Request) -> Result<Vec<Told>, OpError> {
    store.read(|db| {
        let most = request.limit.unwrap_or(u32::MAX);
        let since = request.since(db)?;
        let due = notifications::list_due(db, request.now, since, most)?.into_iter();
        let mut all = due
            .map(|one| told(db, listed(db, one)?, request.now))
            .collect::<Result<Vec<_>, OpError>>()?;
        all.retain(|one| !one.news.is_needless());
        Ok(all)
    })
}

/// Gives up what has waited too long, all of it at once, and answers how many that were.
fn give_up_old(store: &Store, now: Instant, since: Instant) -> Result<i64, OpError> {
    if store.read(|db| notifications::count_old(db, now, since))? == 0 {
        return Ok(0);
    }
    let why = "too old when it could be sent";
    Ok(store.write(|tx| tx.give_up_notifications(now, since, why))?)
}

/// Gives up what need not be told any more.
fn give_up(store: &Store, id: NotificationId) -> Result<(), OpError> {
    let why = "nothing was left to lose when it could be sent";
    Ok(store.write(|tx| tx.set_notification_failed(id, why, None))?)
}

/// Claims the longest due, so that nobody else delivers it at the same time.
fn claim(store: &Store, now: Instant, since: Instant) -> Result<Option<Told>, OpError> {
    if !store.read(|db| notifications::is_due(db, now, since))? {
        return Ok(None);
    }
    store.write(|tx| {
        let claimed = tx.claim_due(now, since, now.plus_ms(CLAIM_MS))?;
        let told = claimed.map(|due| told(tx, listed(tx, due)?, now));
        told.transpose()
    })
}

/// Notes how a try ended.
fn note(store: &Store, listed: Listed, tried: Tried, now: Instant) -> Result<Outcome, OpError> {
    let id = listed.notification.id;
    let attempts = listed.notification.attempts + 1;
    let again_at = match &tried {
        Tried::Failed(_) | Tried::Down(_) => {
            notice::retry_after_ms(attempts).map(|pause| now.plus_ms(pause))
        }
        Tried::Sent | Tried::Unreachable(_) => None,
    };
    store.write(|tx| match &tried {
        Tried::Sent => tx.set_notification_sent(id, now),
        Tried::Failed(trouble) | Tried::Down(trouble) | Tried::Unreachable(trouble) => {
            tx.set_notification_failed(id, trouble, again_at)
        }
    })?;
    Ok(Outcome {
        listed,
        tried,
        again_at,
    })
}

fn listed(db: &Snapshot, notification: Notification) -> Result<Listed, OpError> {
    let customer = notification.customer.map(|id| customers::get(db, id));
    Ok(Listed {
        customer: customer.transpose()?,
        notification,
    })
}

fn told(db: &Snapshot, listed: Listed, now: Instant) -> Result<Told, OpError> {
    let space = Space::read(db)?;
    let about = &listed.notification;
    let news = if let Some(booking) = about.booking {
        News::Booking(Box::new(booking::show(db, booking)?))
    } else if let Some(lot) = about.lot {
        ending::of_lot(db, &space, about.topic, lot)?
    } else if let Some(id) = about.subscription {
        ending::of_subscription(db, id)?
    } else {
        passes(db, &space, &listed, now)?
    };
    let operation = match about.operation {
        Some(id) => operations::find(db, id)?,
        None => None,
    };
    Ok(Told {
        memo: operation.and_then(|known| known.header.memo),
        listed,
        news,
    })
}

fn kind_name(space: &Space, kind: KindId) -> String {
    space.kind(kind).terms.handle.to_string()
}

/// What the operation moved of the customer's lots in entries of the topic.
fn passes(db: &Snapshot, space: &Space, listed: &Listed, now: Instant) -> Result<News, OpError> {
    let mut moved = Vec::new();
    let mut kinds: Vec<KindId> = Vec::new();
    let about = &listed.notification;
    let (Some(operation), Some(customer)) = (about.operation, &listed.customer) else {
        return Ok(News::Passes {
            moved,
            balances: Vec::new(),
        });
    };
    for ((kind, source, paid), one) in circulars::moved(db, operation, customer.id)? {
        if notice::of_entries(kind, source, paid) != Some(about.topic) {
            continue;
        }
        if !kinds.contains(&one.kind) {
            kinds.push(one.kind);
        }
        moved.push(Passes {
            lot: one.lot,
            kind: kind_name(space, one.kind),
            passes: one.passes.max(-one.passes),
            came: one.passes.is_positive(),
            expires_on: one.expires_on.unless_never(),
        });
    }
    let balances = balances(db, space, customer.id, &kinds, now)?;
    Ok(News::Passes { moved, balances })
}

/// What a customer can use today of some kinds, the pool open to them included.
fn balances(
    db: &Snapshot,
    space: &Space,
    customer: CustomerId,
    kinds: &[KindId],
    now: Instant,
) -> Result<Vec<(String, PassQty)>, OpError> {
    let customer = customers::get(db, customer)?;
    let today = space.today(&customer, now);
    let open = facts::open_lots(db, &space.settings, &customer)?;
    let of = |kind: &KindId| {
        let known = space.kind(*kind);
        let balance = facts::balance(space, &open, &customer, known, today);
        (kind_name(space, *kind), balance)
    };
    Ok(kinds.iter().map(of).collect())
}

impl Told {
    /// Whether it is for the admin.
    #[must_use]
    pub const fn is_for_admin(&self) -> bool {
        self.listed.customer.is_none()
    }

    /// What it is about.
    #[must_use]
    pub const fn topic(&self) -> Topic {
        self.listed.notification.topic
    }
}

#[cfg(test)]
mod tests;
