//! Why passes that are there do not pay: a limit of their kind (K4), or their home (D11).

use crate::domain::ids::KindId;
use crate::domain::lot::Lot;
use crate::domain::qty::PassQty;
use crate::domain::spend::{Fit, Shortage, Spend, draw};

/// What keeps passes that are there from paying for a spend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hindrance {
    /// The spender has used as many of the kind as its limit allows (K4).
    Limit(KindId),
    /// They are at home elsewhere, and no more of them may be used away from there (D11).
    Away(Shortage),
}

impl Spend<'_> {
    /// Refuses more passes than the limits of the kinds that fit let through in all, whatever lots
    /// there are or are to come (K4). Kinds that are not counted let through all or nothing.
    pub fn within_limits(&self) -> Result<(), KindId> {
        let mut let_through = PassQty::ZERO;
        for fit in self.fits {
            match fit.most {
                Some(most) if fit.counted => let_through += most,
                Some(most) if most < self.passes => {}
                Some(_) | None => return Ok(()),
            }
        }
        match self.fits.first() {
            Some(fit) if let_through < self.passes => Err(fit.kind),
            Some(_) | None => Ok(()),
        }
    }

    /// What keeps the lots from paying, where there are passes enough; None where there are not.
    #[must_use]
    pub fn hindrance(&self, lots: &[Lot]) -> Option<Hindrance> {
        if let Err(kind) = self.within_limits() {
            return Some(Hindrance::Limit(kind));
        }
        let free = |fit: &Fit| Fit { most: None, ..*fit };
        let fits: Vec<Fit> = self.fits.iter().map(free).collect();
        let unlimited = Spend {
            fits: &fits,
            ..*self
        };
        let Err(short) = draw(lots, &unlimited) else {
            let limited = self.fits.iter().find(|fit| fit.most.is_some())?;
            return Some(Hindrance::Limit(limited.kind));
        };
        let anywhere = Spend {
            at: None,
            ..unlimited
        };
        let enough = draw(lots, &anywhere).is_ok();
        enough.then_some(Hindrance::Away(short))
    }
}
