//! Control figures: what the scanner counted, against what was found.

use crate::money::Amount;

/// What a manifest states of a batch, each figure where it states it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Stated {
    /// Page images.
    pub pages: Option<u32>,
    /// Checks and money orders.
    pub items: Option<u32>,
    /// What the items are worth together.
    pub total: Option<Amount>,
    /// A figure is there that makes no sense.
    pub unclear: bool,
}

/// What was found in a batch.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Counted {
    /// Page images that are there.
    pub pages: u32,
    /// Checks and money orders.
    pub items: u32,
    /// Pages of which it cannot be said whether they are items.
    pub unknown: u32,
    /// What the items are worth, as far as that is known.
    pub amounts: Vec<Amount>,
}

/// What comes of comparing the two.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Proof {
    /// Every figure that is stated holds.
    Proven,
    /// Nothing speaks against the figures, and they cannot all be proven yet.
    Unproven,
    /// They do not hold: each difference in words.
    Differs(Vec<String>),
}

/// Proves a batch by its control figures.
pub fn prove(stated: &Stated, counted: &Counted) -> Proof {
    let mut differences = Vec::new();
    let mut open = false;
    if stated.unclear {
        differences
            .push("a control figure of the manifest makes no sense, so it cannot be proven (see the notes)".to_owned());
    }
    if let Some(pages) = stated.pages.filter(|&pages| pages != counted.pages) {
        differences.push(format!(
            "the manifest counts {pages} page(s), {} are there",
            counted.pages
        ));
    }
    if let Some(items) = stated.items {
        if items < counted.items || items > counted.items + counted.unknown {
            differences.push(format!(
                "the manifest counts {items} item(s), {} were found",
                counted.items
            ));
        } else {
            open |= counted.unknown > 0;
        }
    }
    if let Some(total) = stated.total {
        let all_known = u32::try_from(counted.amounts.len()) == Ok(counted.items) && counted.unknown == 0;
        match Amount::checked_sum(counted.amounts.iter().copied()) {
            Some(sum) if sum > total || all_known && sum != total => {
                differences.push(format!(
                    "the manifest's total is ${total}, the items known are worth ${sum}"
                ));
            }
            Some(_) => open |= !all_known,
            None => differences.push(format!(
                "the manifest's total is ${total}, the items are worth more than any total can be"
            )),
        }
    }
    match (differences.is_empty(), open) {
        (false, _) => Proof::Differs(differences),
        (true, true) => Proof::Unproven,
        (true, false) => Proof::Proven,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(items: u32, unknown: u32, amounts: &[i64]) -> Counted {
        let amounts = amounts
            .iter()
            .map(|&cents| Amount::from_cents(cents).unwrap())
            .collect();
        Counted {
            pages: 10,
            items,
            unknown,
            amounts,
        }
    }

    fn stated(total: i64) -> Stated {
        Stated {
            pages: Some(10),
            items: Some(2),
            total: Amount::from_cents(total),
            unclear: false,
        }
    }

    #[test]
    fn all_figures_that_hold_prove_the_batch() {
        assert_eq!(prove(&stated(300), &counted(2, 0, &[100, 200])), Proof::Proven);
        assert_eq!(prove(&Stated::default(), &counted(2, 0, &[])), Proof::Proven);
    }

    #[test]
    fn an_item_without_amount_leaves_the_total_unproven_unless_it_is_exceeded_already() {
        assert_eq!(prove(&stated(300), &counted(2, 0, &[100])), Proof::Unproven);
        assert!(matches!(prove(&stated(300), &counted(2, 0, &[301])), Proof::Differs(_)));
    }

    #[test]
    fn a_page_of_unknown_kind_may_be_the_missing_item() {
        assert_eq!(prove(&stated(300), &counted(1, 1, &[100])), Proof::Unproven);
        assert!(matches!(prove(&stated(300), &counted(1, 0, &[300])), Proof::Differs(_)));
        assert!(matches!(prove(&stated(300), &counted(3, 1, &[300])), Proof::Differs(_)));
    }

    #[test]
    fn a_figure_that_makes_no_sense_never_proves() {
        let unclear = Stated {
            unclear: true,
            ..Stated::default()
        };
        assert!(matches!(
            prove(&unclear, &counted(2, 0, &[100, 200])),
            Proof::Differs(_)
        ));
    }

    #[test]
    fn every_difference_is_named() {
        let Proof::Differs(differences) = prove(
            &stated(300),
            &Counted {
                pages: 9,
                ..counted(3, 0, &[100, 100, 150])
            },
        ) else {
            panic!("three figures are wrong");
        };
        assert_eq!(differences.len(), 3);
    }
}
