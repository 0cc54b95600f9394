//! Who is on which plan. A subscription goes on as it did there: what it gave for the running
//! period is among the passes that are left, so that the next period's come when that begins.

use super::{Difference, Import, Why, at, meant};
use crate::domain::customer::{Customer, Standing};
use crate::domain::day::{Day, Length};
use crate::domain::foreign::{OnPlan, Terms};
use crate::domain::ids::SubscriptionId;
use crate::domain::money::{Currency, Money};
use crate::domain::period::{Anchor, Periods};
use crate::domain::plan::{IncludeText, Plan, PlanTerms, Validity};
use crate::domain::sale;
use crate::domain::subscription::{Subscription, Term};
use crate::ops::subscription::start;
use crate::ops::{plan, which};
use crate::store::imported::{self, Became};
use crate::store::{customers, plans, subscriptions};

/// A price, and how long a period is that it is for.
type Price = (Money, Length);

impl Import<'_, '_> {
    /// Starts a subscription that is not here yet. A plan that is not here and of which only the
    /// name is told is a difference: nobody knows what to charge.
    pub(super) fn on_plan(&mut self, told: &OnPlan) -> Result<(), Why> {
        let customer = self.whose(&told.whose)?;
        let calendar = self.space.location(customer.location).terms.clone();
        let today = calendar.today(self.tx.at());
        let until = told.until.map(|when| when.on(&calendar));
        let start = told.from.map_or(today, |when| when.on(&calendar));
        if until.is_some_and(|until| until < today || until < start) {
            return Ok(());
        }
        let price = self.price(&customer, &told.plan)?;
        let key = self.key("subscription", &told.key);
        if let Some(known) = imported::find(self.tx, &key)? {
            self.done.known += 1;
            return self.same_plan(&customer, known.subscription, (told, price), until);
        }
        let Some(plan) = self.plan(&told.plan, price)? else {
            self.differs(&customer, "plan", told.plan.name.clone(), None);
            return Ok(());
        };
        let others = subscriptions::list_customer(self.tx, customer.id)?;
        let here = others
            .iter()
            .find(|one| one.last_day() >= today && one.term_on(today).plan == plan.id);
        let id = if let Some(here) = here {
            self.done.known += 1;
            self.same_price(&customer, here, price);
            here.id
        } else {
            start::check_sale(&self.space, &customer, &plan).map_err(at("plan"))?;
            let includes = &plan.terms.includes;
            sale::check_quantity(includes, told.quantity).map_err(at("quantity"))?;
            let renews = told.renews.map(|when| when.on(&calendar));
            let anchor = self.anchor(&customer, &plan, start, renews);
            let new = Subscription {
                id: SubscriptionId(0),
                customer: customer.id,
                start,
                cycle: plan.terms.every,
                anchor,
                until,
                cancelled: false,
                terms: vec![Term {
                    price: paid(&plan.terms, price),
                    ..start::term(&plan, start, told.quantity)
                }],
                pauses: Vec::new(),
                due_on: Some(start),
            };
            self.same_price(&customer, &new, price);
            self.begin(&customer, &plan, new, &others)?
        };
        let became = Became {
            subscription: Some(id),
            ..Became::customer(customer.id)
        };
        Ok(imported::add(self.tx, &key, became)?)
    }

    /// Adds a subscription without the lots and lines of the running period.
    fn begin(
        &mut self,
        customer: &Customer,
        plan: &Plan,
        mut new: Subscription,
        others: &[Subscription],
    ) -> Result<SubscriptionId, Why> {
        let today = self.space.today(customer, self.tx.at());
        if new.start <= today {
            new.due_on = new.next_event_after(today);
        }
        new.id = subscriptions::add(self.tx, &new)?;
        let use_passes = sale::use_passes(customer, plan.grants_passes(), others, today);
        if use_passes == sale::UsePasses::TurnedOn {
            customers::set_use_passes(self.tx, customer.id, true)?;
        }
        self.done.subscriptions += 1;
        Ok(new.id)
    }

    /// What the periods are counted from, so that the next one begins when the source says; where
    /// neither does that it is a difference.
    fn anchor(
        &mut self,
        customer: &Customer,
        plan: &Plan,
        start: Day,
        renews: Option<Day>,
    ) -> Anchor {
        let every = plan.terms.every;
        let Some(renews) = renews.filter(|renews| *renews > start) else {
            return Anchor::Start;
        };
        let next = |anchor| Periods::new(start, every, anchor).first_from(renews).from;
        if next(Anchor::Start) == renews {
            return Anchor::Start;
        }
        if Anchor::Month.check(every).is_ok() && next(Anchor::Month) == renews {
            return Anchor::Month;
        }
        let ours = next(Anchor::Start).to_string();
        self.differs(customer, "renews_on", renews.to_string(), Some(ours));
        Anchor::Start
    }

    /// Lists what a subscription that was taken in before is not as it is there.
    fn same_plan(
        &mut self,
        customer: &Customer,
        known: Option<SubscriptionId>,
        (told, price): (&OnPlan, Option<Price>),
        until: Option<Day>,
    ) -> Result<(), Why> {
        let known = known.map(|id| subscriptions::find(self.tx, id));
        let Some(ours) = known.transpose()?.flatten() else {
            return Ok(());
        };
        let today = self.space.today(customer, self.tx.at());
        let name = ours.term_on(today).plan_name.clone();
        let theirs = meant(&self.request.words.plans, &told.plan.name);
        let theirs = theirs.unwrap_or(&told.plan.name);
        if customers::folded(theirs) != customers::folded(&name) {
            self.differs(customer, "plan", told.plan.name.clone(), Some(name));
        }
        if until != ours.until {
            let never = || "never".to_owned();
            let source = until.map_or_else(never, |day| day.to_string());
            let ours = ours.until.map(|day| day.to_string());
            self.differs(customer, "until", source, ours.or_else(|| Some(never())));
        }
        self.same_price(customer, &ours, price);
        Ok(())
    }

    /// Lists a price that is told where a subscription has another one.
    fn same_price(&mut self, customer: &Customer, ours: &Subscription, told: Option<Price>) {
        let today = self.space.today(customer, self.tx.at());
        let ours = (ours.term_on(today).price, ours.cycle);
        if let Some(told) = told.filter(|told| *told != ours) {
            let each = |(price, every): Price| format!("{} every {every}", price.with_currency());
            self.differs(customer, "price", each(told), Some(each(ours)));
        }
    }

    fn differs(&mut self, customer: &Customer, what: &str, source: String, ours: Option<String>) {
        self.done.differences.push(Difference {
            handle: customer.handle.clone(),
            of_company: customer.standing == Standing::Company,
            what: what.to_owned(),
            source,
            ours,
        });
    }

    /// The price as it is told, in the home location's currency where none is.
    fn price(&self, customer: &Customer, told: &Terms) -> Result<Option<Price>, Why> {
        let home = self.space.location(customer.location).terms.currency;
        let currency = told.currency.as_deref().map(Currency::read).transpose();
        let currency = currency.map_err(|why| Why::Bad("currency", why.to_string()))?;
        let read = |price| Money::read(price, currency.unwrap_or(home));
        let price = told.price.as_deref().map(read).transpose();
        let price = price.map_err(|why| Why::Bad("price", why.to_string()))?;
        Ok(price.map(|price| (price, told.every)))
    }

    /// The plan that is meant: as was told, or by name; added where its price is told.
    fn plan(&mut self, told: &Terms, price: Option<Price>) -> Result<Option<Plan>, Why> {
        if let Some(ours) = meant(&self.request.words.plans, &told.name) {
            return which::plan(self.tx, ours).map(Some).map_err(at("plan"));
        }
        if let Some(known) = plans::find_name(self.tx, &told.name)? {
            return Ok(Some(known));
        }
        let (Some(text), Some((price, every))) = (&told.price, price) else {
            return Ok(None);
        };
        let includes = self.includes(told)?;
        let new = plan::New {
            name: &told.name,
            includes: &includes,
            every,
            price: text,
            currency: Some(price.currency),
            prorate: false,
        };
        plan::add(self.tx, &new).map_err(at("plan"))?;
        self.done.plans.push(told.name.clone());
        Ok(plans::find_name(self.tx, &told.name)?)
    }

    fn includes(&self, told: &Terms) -> Result<Vec<IncludeText>, Why> {
        let includes = told.includes.iter().map(|(kind, passes, cadence)| {
            Ok(IncludeText {
                kind: self.kind(kind.as_deref())?.terms.handle.to_string(),
                passes: *passes,
                cadence: *cadence,
                validity: Validity::Window,
            })
        });
        includes.collect()
    }
}

/// What a period costs who has a subscription there: as is told (L2), or as the plan says where
/// nothing is, or that of another cycle or in another currency.
fn paid(plan: &PlanTerms, told: Option<Price>) -> Money {
    match told {
        Some((price, every)) if every == plan.every && price.currency == plan.price.currency => {
            price
        }
        Some(_) | None => plan.price,
    }
}
