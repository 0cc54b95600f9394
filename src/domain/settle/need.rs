//! What of the visits has to be covered, and where on it a search stands.

use crate::domain::settle::{Stay, Stretch};

/// A piece of a visit that has to be covered, in milliseconds; `from == to` is one moment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Need {
    pub(super) visit: usize,
    pub(super) from: i64,
    pub(super) to: i64,
}

/// The first moment that is not covered: the need it is in, as an index (the number of needs when
/// all are covered), and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) need: usize,
    pub(super) at: i64,
}

impl Place {
    /// Where a need begins.
    pub(super) fn beginning(needs: &[Need], need: usize) -> Self {
        let at = needs.get(need).map_or(0, |need| need.from);
        Self { need, at }
    }

    /// Whether it is behind the end of the date, and in a visit.
    pub(super) fn is_behind(self, needs: &[Need], ends: i64) -> bool {
        self.need < needs.len() && self.at >= ends
    }

    /// How much is open from here on.
    pub(super) fn open(self, needs: &[Need]) -> i64 {
        let rest = needs[self.need..].iter();
        rest.map(|need| need.to - need.from.max(self.at)).sum()
    }

    /// Behind the visit, or at the end of the date, where it goes on behind that.
    pub(super) fn behind_visit(self, needs: &[Need], ends: i64) -> Self {
        let visit = needs[self.need].visit;
        let this = |need: &Need| if need.visit == visit { ends } else { i64::MIN };
        self.behind(needs, this)
    }

    /// The first moment from here that is not covered, where each need is covered until then.
    pub(super) fn behind(self, needs: &[Need], until: impl Fn(&Need) -> i64) -> Self {
        let mut place = self;
        while let Some(need) = needs.get(place.need) {
            let until = until(need);
            if until <= place.at {
                break;
            }
            if until < need.to {
                place.at = until;
                break;
            }
            place = Self::beginning(needs, place.need + 1);
        }
        place
    }
}

/// What of the visits nothing covers already.
pub(super) fn needs(visits: &[Stay], running: &[Stretch]) -> Vec<Need> {
    let mut running: Vec<_> = running.iter().map(|r| (r.from.ms(), r.to.ms())).collect();
    running.sort_unstable();
    let mut needs = Vec::new();
    for (visit, stay) in visits.iter().enumerate() {
        let (mut from, to) = (stay.from.ms(), stay.to.ms());
        let mut covered = false;
        for (begins, ends) in &running {
            if *ends <= from || *begins > from.max(to - 1) {
                continue;
            }
            if *begins > from {
                let to = *begins;
                needs.push(Need { visit, from, to });
            }
            from = *ends;
            covered = from >= to;
        }
        if !covered {
            needs.push(Need { visit, from, to });
        }
    }
    needs
}
