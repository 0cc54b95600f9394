//! Pools: whose lots a customer may spend, and in which order.

use crate::domain::ids::CustomerId;
use crate::domain::words::words;

words! {
    /// How members share their company's passes: a setting of the space (P4).
    #[derive(Default)]
    CompanyPasses {
        /// The lots of the company and of each of its members are one pool.
        #[default]
        Pooled "pooled",
        /// The member's own lots first, then the company's.
        OwnFirst "own-first",
    }
}

words! {
    /// Which lots a spend may take: `--pay company` or not (P5).
    #[derive(Default)]
    Purse {
        /// Every lot that [`CompanyPasses`] opens to the spender.
        #[default]
        Usual "usual",
        /// The company's own lots only.
        Company "company",
    }
}

/// Who spends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Spender {
    /// The customer whose booking or deduction it is.
    pub customer: CustomerId,
    /// The company that they belong to; for a company, its own id.
    pub company: Option<CustomerId>,
}

/// The place of an owner's lots in the spender's order, lowest first; None when they are not open
/// to the spender (P4, P5). In a `pooled` space the owners given are those of the spender's
/// company and its members.
#[must_use]
pub fn rank(rule: CompanyPasses, purse: Purse, spender: Spender, owner: CustomerId) -> Option<u8> {
    let of_company = spender.company == Some(owner);
    match (purse, rule) {
        (Purse::Company, CompanyPasses::Pooled | CompanyPasses::OwnFirst) => {
            of_company.then_some(0)
        }
        (Purse::Usual, CompanyPasses::Pooled) => {
            (spender.company.is_some() || owner == spender.customer).then_some(0)
        }
        (Purse::Usual, CompanyPasses::OwnFirst) => {
            if owner == spender.customer {
                Some(0)
            } else {
                of_company.then_some(1)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANA: CustomerId = CustomerId(1);
    const BEN: CustomerId = CustomerId(2);
    const ACME: CustomerId = CustomerId(3);
    const ANA_AT_ACME: Spender = Spender {
        customer: ANA,
        company: Some(ACME),
    };

    fn ranks(rule: CompanyPasses, purse: Purse, spender: Spender) -> [Option<u8>; 3] {
        [ANA, BEN, ACME].map(|owner| rank(rule, purse, spender, owner))
    }

    #[test]
    fn p4_pooled_lots_are_one_pool_without_rank() {
        let usual = ranks(CompanyPasses::Pooled, Purse::Usual, ANA_AT_ACME);
        assert_eq!(usual, [Some(0), Some(0), Some(0)]);
    }

    #[test]
    fn p4_own_first_spends_the_personal_lots_and_then_the_companys() {
        let usual = ranks(CompanyPasses::OwnFirst, Purse::Usual, ANA_AT_ACME);
        assert_eq!(usual, [Some(0), None, Some(1)]);
    }

    #[test]
    fn p5_pay_company_spends_the_companys_lots_only() {
        for rule in [CompanyPasses::Pooled, CompanyPasses::OwnFirst] {
            let company = ranks(rule, Purse::Company, ANA_AT_ACME);
            assert_eq!(company, [None, None, Some(0)]);
        }
    }

    #[test]
    fn p4_without_a_company_only_the_own_lots_are_open() {
        let alone = Spender {
            customer: ANA,
            company: None,
        };
        for rule in [CompanyPasses::Pooled, CompanyPasses::OwnFirst] {
            assert_eq!(ranks(rule, Purse::Usual, alone), [Some(0), None, None]);
            assert_eq!(ranks(rule, Purse::Company, alone), [None, None, None]);
        }
    }
}
