//! The search behind a settlement: dynamic programming over the timeline.
//!
//! A pass is bought only at the first moment that nothing covers yet, which loses nothing: bought
//! earlier it covers no more of what is left. So all that the past leaves behind is that moment,
//! until when each class of visits is covered (one class, where no service limits a kind), and how
//! much was used of what can run short. Behind the end of the date only spans are bought, so that who
//! is further may be worse off there. States are looked at in the order of what they cost with
//! the least that must follow; of equal states the cheapest stays, and all of them at a tie.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::domain::day::{Day, Instant};
use crate::domain::qty::PassQty;
use crate::domain::settle::cost::Cost;
use crate::domain::settle::group::{FOR_EVER, Group, Purchase, Reach, a_day};
use crate::domain::settle::need::{Need, Place, needs};
use crate::domain::settle::{Charge, Facts, Payer};

/// What the past leaves behind besides the place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Rest {
    /// For each class, until when it is covered, where that is of use later; else zero.
    until: Vec<i64>,
    /// How much was used of what can run short.
    used: Vec<i64>,
}

/// Where a search stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct State {
    /// The furthest first.
    place: Reverse<Place>,
    rest: Rest,
}

/// One pass bought: by which group, or owed.
#[derive(Debug, Clone, Copy)]
struct Step {
    before: Option<usize>,
    place: Place,
    reach: Reach,
    group: Option<usize>,
    halves: i64,
    owed: i64,
}

/// One way to a state, with the half passes it took of each group.
#[derive(Debug, Clone)]
struct Way {
    last: Option<usize>,
    taken: Vec<i64>,
}

/// What was looked at: nobody who comes less far with as much left over does better.
struct Reached {
    cost: Cost,
    place: Place,
    taken: Vec<i64>,
}

/// States with what they cost so far, by what they will cost at least.
type Queue = BTreeMap<(Cost, State), (Cost, Vec<Way>)>;

struct Search<'a> {
    facts: &'a Facts<'a>,
    needs: Vec<Need>,
    /// The class of each visit: visits that the same kinds fit are one class.
    classes: Vec<usize>,
    groups: Vec<Group<'a>>,
    steps: Vec<Step>,
    /// The least that must follow a place, were there enough passes.
    ahead: BTreeMap<Place, Cost>,
    queue: Queue,
    reached: BTreeMap<Rest, Vec<Reached>>,
}

pub(super) fn cheapest(facts: &Facts<'_>) -> Vec<Charge> {
    let mut search = Search::new(facts);
    let ways = search.run();
    let best = ways
        .into_iter()
        .min_by_key(|way| search.tie(way))
        .expect("what no pass covers can be owed");
    search.charges(&best)
}

impl<'a> Search<'a> {
    fn new(facts: &'a Facts<'a>) -> Self {
        let needs = needs(facts.visits, facts.running);
        let mut groups: Vec<_> = facts
            .offers
            .iter()
            .flat_map(|offer| Group::of(facts, offer))
            .collect();
        groups.sort_by_key(|group| group.lots[0].place);
        let mut kinds: Vec<Vec<bool>> = Vec::new();
        let mut classes = Vec::new();
        for visit in 0..facts.visits.len() {
            let fits: Vec<_> = groups.iter().map(|group| group.offer.fits[visit]).collect();
            let known = kinds.iter().position(|class| *class == fits);
            classes.push(known.unwrap_or(kinds.len()));
            if known.is_none() {
                kinds.push(fits);
            }
        }
        let mut counted = 0;
        let mut count_if = |short: bool| {
            counted += usize::from(short);
            short.then(|| counted - 1)
        };
        for at in 0..groups.len() {
            let (before, rest) = groups.split_at_mut(at);
            let group = &mut rest[0];
            group.fits = kinds.iter().map(|class| class[at]).collect();
            group.halves = count_if(group.left < 2 * group.most_uses(&needs));
            // Both groups of a kind count for its limit.
            let twin = |other: &&Group| other.offer.kind == group.offer.kind;
            group.uses = match before.iter().find(twin) {
                Some(twin) => twin.uses,
                None => count_if(group.offer.most.is_some()),
            };
        }
        let mut search = Self {
            facts,
            needs,
            classes,
            groups,
            steps: Vec::new(),
            ahead: BTreeMap::new(),
            queue: BTreeMap::new(),
            reached: BTreeMap::new(),
        };
        search.begin(kinds.len(), counted);
        search
    }

    fn begin(&mut self, classes: usize, counted: usize) {
        let start = State {
            place: Reverse(Place::beginning(&self.needs, 0)),
            rest: Rest {
                until: vec![0; classes],
                used: vec![0; counted],
            },
        };
        let way = Way {
            last: None,
            taken: vec![0; self.groups.len()],
        };
        let nothing = Cost::default();
        self.queue.insert((nothing, start), (nothing, vec![way]));
    }

    /// Every cheapest way to have all covered.
    fn run(&mut self) -> Vec<Way> {
        let mut found: Option<Cost> = None;
        let mut cheapest = Vec::new();
        while let Some(((least, state), (cost, ways))) = self.queue.pop_first() {
            if found.is_some_and(|found| found < least) {
                break;
            }
            let place = state.place.0;
            let is_done = place.need == self.needs.len();
            let is_behind = place.is_behind(&self.needs, self.facts.ends.ms());
            if is_done || is_behind {
                let nothing_more = Cost {
                    overnight: place.open(&self.needs),
                    ..Cost::default()
                };
                let all = cost + nothing_more;
                if found.is_none_or(|found| all < found) {
                    found = Some(all);
                    cheapest.clear();
                }
                if found == Some(all) {
                    cheapest.extend(ways.iter().cloned());
                }
            }
            let ways = self.not_beaten(cost, place, &state.rest, ways);
            if is_done || ways.is_empty() {
                continue;
            }
            if !is_behind {
                let owed = a_day(self.facts, self.needs[place.need].visit, self.facts.charge);
                self.go_on(None, owed, cost, &state, &ways);
            }
            for group in 0..self.groups.len() {
                let purchase = self.groups[group].purchase(self.facts, &self.needs, place);
                if let Some(purchase) = purchase {
                    self.go_on(Some(group), purchase, cost, &state, &ways);
                }
            }
        }
        cheapest
    }

    /// The ways that nobody beat who is as far or further with as much left over: for less, or with
    /// the very same passes. They are remembered. Who is behind the date beats nobody before its
    /// end, who may still take what runs over it.
    fn not_beaten(&mut self, cost: Cost, place: Place, rest: &Rest, ways: Vec<Way>) -> Vec<Way> {
        if !self.reached.contains_key(rest) {
            self.reached.insert(rest.clone(), Vec::new());
        }
        let reached = self.reached.get_mut(rest).expect("it is there now");
        let is_behind = |place: Place| place.is_behind(&self.needs, self.facts.ends.ms());
        let beats = |other: &Reached, way: &Way| {
            other.place >= place
                && (!is_behind(other.place) || is_behind(place))
                && (other.cost < cost || other.cost == cost && other.taken == way.taken)
        };
        let mut ways = ways;
        ways.retain(|way| !reached.iter().any(|other| beats(other, way)));
        reached.extend(ways.iter().map(|way| Reached {
            cost,
            place,
            taken: way.taken.clone(),
        }));
        ways
    }

    /// Takes one pass of a group, or has it owed, where that is possible, and goes on behind it.
    fn go_on(
        &mut self,
        group: Option<usize>,
        purchase: Purchase,
        cost: Cost,
        state: &State,
        ways: &[Way],
    ) {
        let mut rest = state.rest.clone();
        let mut halves = 0;
        let mut price = 0;
        if let Some(group) = group.map(|group| &self.groups[group]) {
            let used = |counter: Option<usize>| counter.map_or(0, |at| rest.used[at]);
            let limit = group.offer.most.map(i64::from);
            halves = purchase.wanted.min(group.left - used(group.halves));
            let enough = halves == purchase.wanted || group.has_halves() && halves > 0;
            if !enough || limit.is_some_and(|limit| used(group.uses) >= limit) {
                return;
            }
            price = group.offer.price_minor * halves;
            if let Some(counter) = group.halves {
                rest.used[counter] += halves;
            }
            if let Some(counter) = group.uses {
                rest.used[counter] += 1;
            }
        }
        let step = Step {
            before: None,
            place: state.place.0,
            reach: purchase.reach,
            group,
            halves,
            owed: (purchase.due - halves).max(0),
        };
        let owed = step.owed;
        let more = Cost {
            owed,
            price,
            halves,
            ..Cost::default()
        };
        self.enter(cost + more, step, rest, ways);
    }

    /// Enters the state behind a purchase.
    fn enter(&mut self, cost: Cost, step: Step, mut rest: Rest, ways: &[Way]) {
        let from = match step.reach {
            Reach::Visit => step.place.behind_visit(&self.needs, self.facts.ends.ms()),
            Reach::Until(until) => {
                let fits = |class| {
                    step.group
                        .is_none_or(|group| self.groups[group].fits[class])
                };
                for (class, covered) in rest.until.iter_mut().enumerate() {
                    if fits(class) {
                        *covered = until.max(*covered);
                    }
                }
                step.place
            }
        };
        let place = from.behind(&self.needs, |need| rest.until[self.classes[need.visit]]);
        self.forget(place, &mut rest);
        let covered = rest.until.iter().copied().max().unwrap_or(0);
        let open = place.behind(&self.needs, |_| covered);
        let at_least = cost + self.ahead(open);
        let place = Reverse(place);
        let entry = self.queue.entry((at_least, State { place, rest }));
        // The least that must follow is the state's, so the cost is the entry's.
        let (_, known) = entry.or_insert((cost, Vec::new()));
        for way in ways {
            let mut taken = way.taken.clone();
            if let Some(group) = step.group {
                taken[group] += step.halves;
            }
            if known.iter().any(|other| other.taken == taken) {
                continue;
            }
            self.steps.push(Step {
                before: way.last,
                ..step
            });
            let last = Some(self.steps.len() - 1);
            known.push(Way { last, taken });
        }
    }

    /// Forgets until when classes are covered where that is of no use later.
    fn forget(&self, place: Place, rest: &mut Rest) {
        let ahead = &self.needs[place.need..];
        for (class, until) in rest.until.iter_mut().enumerate() {
            let of_class = |need: &&Need| self.classes[need.visit] == class;
            let next = ahead.iter().find(of_class);
            let last = ahead.iter().rev().find(of_class);
            *until = match (next, last) {
                (Some(next), Some(last)) if *until > next.from.max(place.at) => {
                    if *until > last.to { FOR_EVER } else { *until }
                }
                _ => 0,
            };
        }
    }

    /// The least that must follow a place, were there enough passes and did all fit everywhere;
    /// nothing, where somebody is there behind the date: being further is not always better then.
    fn ahead(&mut self, place: Place) -> Cost {
        let stays_over = |need: &Need| need.to > self.facts.ends.ms();
        if place.need == self.needs.len() || self.needs.last().is_some_and(stays_over) {
            return Cost::default();
        }
        if let Some(known) = self.ahead.get(&place) {
            return *known;
        }
        let visit = self.needs[place.need].visit;
        let owed = a_day(self.facts, visit, self.facts.charge);
        let mut least = self.behind(place, owed.reach);
        least.owed += owed.due;
        for group in 0..self.groups.len() {
            let group = &self.groups[group];
            let Some(purchase) = group.purchase(self.facts, &self.needs, place) else {
                continue;
            };
            let cost = Cost {
                price: group.offer.price_minor * purchase.wanted,
                halves: purchase.wanted,
                ..Cost::default()
            };
            least = least.min(cost + self.behind(place, purchase.reach));
        }
        self.ahead.insert(place, least);
        least
    }

    fn behind(&mut self, place: Place, reach: Reach) -> Cost {
        let next = match reach {
            Reach::Visit => place.behind_visit(&self.needs, self.facts.ends.ms()),
            Reach::Until(until) => place.behind(&self.needs, |_| until),
        };
        self.ahead(next)
    }

    /// What decides between ways of equal cost: expiries in order, then places of lots in order.
    fn tie(&self, way: &Way) -> (Vec<Day>, Vec<usize>) {
        let groups = self.groups.iter().zip(&way.taken);
        let taken = groups.flat_map(|(group, halves)| group.taken(*halves));
        let (mut expiries, mut places): (Vec<_>, Vec<_>) = taken.unzip();
        expiries.sort_unstable();
        places.sort_unstable();
        (expiries, places)
    }

    /// The way as charges, soonest first, lots drawn in their order.
    fn charges(&self, way: &Way) -> Vec<Charge> {
        let mut steps = Vec::new();
        let mut last = way.last;
        while let Some(at) = last {
            steps.push(&self.steps[at]);
            last = self.steps[at].before;
        }
        let mut taken = vec![0; self.groups.len()];
        let charge = |step: &Step| Charge {
            visit: self.needs[step.place.need].visit,
            from: Instant::from_ms(step.place.at),
            until: match step.reach {
                Reach::Visit => self.facts.ends,
                Reach::Until(until) => Instant::from_ms(until),
            },
            goes_on: matches!(step.reach, Reach::Until(_)),
            owed: PassQty::from_halves(step.owed),
            by: step.group.map_or(Payer::Nobody, |group| {
                let before = taken[group];
                taken[group] += step.halves;
                self.groups[group].payer(before, step.halves)
            }),
        };
        steps.into_iter().rev().map(charge).collect()
    }
}
