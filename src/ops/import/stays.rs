//! Check-ins there become visits here. Nothing is taken for them: what they took is gone from the
//! passes that are left.

use super::{Import, Why, at};
use crate::domain::foreign::{Stay, Whose};
use crate::domain::foreign_day::When;
use crate::domain::ids::VisitId;
use crate::domain::qty::PassQty;
use crate::domain::visit::{CoveredBy, Status, Visit};
use crate::ops::visit::{around, check_clash, check_times};
use crate::store::imported::{self, Became};
use crate::store::visits;

impl Import<'_, '_> {
    /// Records a visit that is not known yet. Who did not check out has left with the end of the day
    /// (C9), or is inside while that goes on.
    pub(super) fn stay(&mut self, told: &Stay) -> Result<(), Why> {
        let key = self.key("check-in", &told.key);
        if imported::find(self.tx, &key)?.is_some() {
            self.done.known += 1;
            return Ok(());
        }
        let member = self.meant(&Whose::Person(told.who.clone()))?;
        let location = match told.location.as_deref() {
            Some(theirs) => self.location(Some(theirs))?,
            None => member.location,
        };
        let terms = &self.space.location(location).terms;
        let moment = |when: When| {
            let why = || Why::Bad("check-in", "is a date without a time of day".to_owned());
            when.at(terms).ok_or_else(why)
        };
        let in_at = moment(told.from)?;
        let until = told.until.map(moment).transpose()?;
        let (now, on) = (self.tx.at(), terms.today(in_at));
        let ends = until.unwrap_or_else(|| terms.ends(on));
        let out_at = (ends <= now).then_some(ends);
        let visit = Visit {
            id: VisitId(0),
            member: member.id,
            guest: None,
            location,
            on,
            service: String::new(),
            wanted: None,
            in_at,
            out_at,
            status: if out_at.is_some() {
                Status::Left
            } else {
                Status::Inside
            },
            auto: out_at.is_some() && until.is_none(),
            covered_by: Some(CoveredBy::Off),
            kind: None,
            valid_until: until.filter(|_| out_at.is_none()),
            owed: PassQty::ZERO,
        };
        check_times(&visit, terms.zone, now).map_err(at("check-in"))?;
        let others = around(self.tx, &visit)?;
        check_clash(&visit, &others, &member, &self.space).map_err(at("check-in"))?;
        visits::add(self.tx, &visit)?;
        imported::add(self.tx, &key, Became::customer(member.id))?;
        self.done.visits += 1;
        Ok(())
    }
}
