//! Codes that customers give at the desk: vouchers and promo codes, and why one is not taken (V2).

use thiserror::Error;

use crate::domain::day::Day;
use crate::domain::ids::{CustomerId, KindId};
use crate::domain::money::Currency;
use crate::domain::qty::PassQty;

/// The most characters a code may have.
pub const LONGEST: usize = 64;

/// Why a text is not a code.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a code: write 1 to 64 letters, digits, - or _, the first a letter or digit")]
pub struct CodeError(pub String);

/// Why a rule about codes said no.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CodeRefusal {
    /// There is one like that, whatever its case.
    #[error("there is a {what} `{code}` already")]
    Taken {
        /// A voucher or a promo code.
        what: &'static str,
        /// The code as it is written there.
        code: String,
    },
    /// A discount of nothing.
    #[error("a promo code takes off more than nothing")]
    NoDiscount,
    /// V2: nobody may use it any more.
    #[error("`{code}` is retired")]
    Retired {
        /// The code.
        code: String,
    },
    /// V2: its last day is over.
    #[error("`{code}` expired on {until}")]
    Expired {
        /// The code.
        code: String,
        /// Its last day.
        until: Day,
    },
    /// V2: it was used as often as it may be.
    #[error("`{code}` is used up: it was for {uses} {}", if *uses == 1 { "use" } else { "uses" })]
    UsedUp {
        /// The code.
        code: String,
        /// How often it could be used.
        uses: u32,
    },
    /// V2: once per member.
    #[error("{member} has redeemed `{code}` before")]
    AlreadyRedeemed {
        /// The code.
        code: String,
        /// Who.
        member: String,
    },
    /// V2: it is for something else.
    #[error("`{code}` is not for {item}")]
    WrongItem {
        /// The code.
        code: String,
        /// What was to be paid.
        item: String,
    },
    /// V2: only for the first purchase.
    #[error("`{code}` is for a first purchase, and {member} has bought before")]
    NotFirstPurchase {
        /// The code.
        code: String,
        /// Who.
        member: String,
    },
    /// Q2: currencies do not mix.
    #[error("`{code}` is in {has}, and the price in {wants}")]
    OtherCurrency {
        /// The code.
        code: String,
        /// Its currency.
        has: Currency,
        /// That of the price.
        wants: Currency,
    },
}

/// Until when and how often a code may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// The last day on which it is taken; None for no last one.
    pub until: Option<Day>,
    /// How often in all; None for as often as they come.
    pub uses: Option<u32>,
    /// Not taken any more.
    pub retired: bool,
}

/// What a voucher gives, and on which terms (V2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voucher {
    /// As it is written; unique, whatever its case.
    pub code: String,
    /// The kind of the passes.
    pub kind: KindId,
    /// How many.
    pub passes: PassQty,
    /// The last day of the passes; None is never (K4).
    pub expires_on: Option<Day>,
    /// Whether each member may redeem it once only.
    pub once_per_member: bool,
    /// Until when and how often it may be redeemed.
    pub terms: Terms,
}

/// Reads a code: letters, digits, `-` and `_`.
pub fn read(text: &str) -> Result<String, CodeError> {
    let code = text.trim();
    let in_it = |letter: char| letter.is_alphanumeric() || letter == '-' || letter == '_';
    let begins = code.chars().next().is_some_and(char::is_alphanumeric);
    if begins && code.chars().all(in_it) && code.chars().count() <= LONGEST {
        return Ok(code.to_owned());
    }
    Err(CodeError(text.to_owned()))
}

impl Terms {
    /// Refuses a code that is retired, expired, or used as often as it may be: `taken` times (V2).
    pub fn check(&self, code: &str, taken: u32, today: Day) -> Result<(), CodeRefusal> {
        let code = || code.to_owned();
        if self.retired {
            return Err(CodeRefusal::Retired { code: code() });
        }
        if let Some(until) = self.until.filter(|until| *until < today) {
            let code = code();
            return Err(CodeRefusal::Expired { code, until });
        }
        match self.uses {
            Some(uses) if taken >= uses => {
                let code = code();
                Err(CodeRefusal::UsedUp { code, uses })
            }
            Some(_) | None => Ok(()),
        }
    }
}

impl Voucher {
    /// Refuses who may not redeem it: `by` are the customers who have, each as often as they did; and
    /// passes that would be over before they are given (V2).
    pub fn check(
        &self,
        by: &[CustomerId],
        customer: CustomerId,
        handle: &str,
        today: Day,
    ) -> Result<(), CodeRefusal> {
        let used = u32::try_from(by.len()).unwrap_or(u32::MAX);
        if self.once_per_member && by.contains(&customer) {
            return Err(CodeRefusal::AlreadyRedeemed {
                code: self.code.clone(),
                member: handle.to_owned(),
            });
        }
        self.terms.check(&self.code, used, today)?;
        match self.expires_on.filter(|day| *day < today) {
            Some(until) => Err(CodeRefusal::Expired {
                code: self.code.clone(),
                until,
            }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::read(text).unwrap()
    }

    fn voucher() -> Voucher {
        Voucher {
            code: "Welcome".to_owned(),
            kind: KindId(1),
            passes: PassQty::whole(2),
            expires_on: None,
            once_per_member: false,
            terms: Terms {
                until: Some(day("2026-06-30")),
                uses: Some(2),
                retired: false,
            },
        }
    }

    fn told(voucher: &Voucher, by: &[i64], on: &str) -> String {
        let by: Vec<CustomerId> = by.iter().copied().map(CustomerId).collect();
        let checked = voucher.check(&by, CustomerId(1), "ada", day(on));
        checked.map_or_else(|refusal| refusal.to_string(), |()| "taken".to_owned())
    }

    #[test]
    fn v2_codes_have_letters_digits_and_dashes() {
        for code in ["WELCOME", "summer-26", "a", "Früh_1"] {
            assert_eq!(read(code), Ok(code.to_owned()));
        }
        assert_eq!(read("  x "), Ok("x".to_owned()));
        let long = "x".repeat(65);
        for code in ["", " ", "-x", "a b", "a/b", "a\u{1b}", &long] {
            assert!(read(code).is_err(), "{code:?}");
        }
    }

    #[test]
    fn v2_a_voucher_is_refused_expired_used_up_and_retired_each_saying_so() {
        let mut voucher = voucher();
        assert_eq!(told(&voucher, &[], "2026-06-30"), "taken");
        let expired = "`Welcome` expired on 2026-06-30";
        assert_eq!(told(&voucher, &[], "2026-07-01"), expired);
        assert_eq!(told(&voucher, &[1], "2026-06-30"), "taken");
        let used_up = "`Welcome` is used up: it was for 2 uses";
        assert_eq!(told(&voucher, &[1, 2], "2026-06-30"), used_up);
        voucher.terms.retired = true;
        assert_eq!(told(&voucher, &[], "2026-06-30"), "`Welcome` is retired");
    }

    #[test]
    fn v2_once_per_member_is_once_for_each() {
        let mut voucher = voucher();
        voucher.once_per_member = true;
        assert_eq!(told(&voucher, &[2], "2026-06-01"), "taken");
        let before = "ada has redeemed `Welcome` before";
        assert_eq!(told(&voucher, &[1], "2026-06-01"), before);
    }

    #[test]
    fn k4_a_voucher_whose_passes_would_be_over_is_expired() {
        let mut voucher = voucher();
        voucher.expires_on = Some(day("2026-06-10"));
        assert_eq!(told(&voucher, &[], "2026-06-10"), "taken");
        let expired = "`Welcome` expired on 2026-06-10";
        assert_eq!(told(&voucher, &[], "2026-06-11"), expired);
    }
}
