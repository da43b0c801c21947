//! What is due on each account, and how many accounts share an amount.

use crate::geometry::{f32_of, f64_of, index};
use crate::money::Amount;
use rayon::prelude::*;

/// Nothing is due, or more than 2^32 cents.
pub(super) const NOTHING: u32 = 0;
/// The most that an amount says, in bits: an amount that nobody else on file owes is the amount of other people all the same.
const MOST_BITS: f64 = 10.0;
/// How often a member pays what is due to the cent.
const PAYS_DUE: f64 = 0.9;
/// Imagined accounts with this amount, and of how many: a small account master says little of how rare an amount is.
const IMAGINED: (f64, f64) = (1.0, 1_000.0);

/// What is due, by handle, in cents; 4 bytes an account.
#[cfg_attr(test, derive(PartialEq))]
#[derive(Debug)]
pub(super) struct Dues {
    cents: Vec<u32>,
    /// Each amount with how many accounts have it, ascending.
    shared: Vec<(u32, u32)>,
    /// Accounts with an amount.
    count: usize,
}

/// An amount in cents as it is kept; [`NOTHING`] for what is not due.
pub(super) fn cents(amount: Amount) -> u32 {
    u32::try_from(amount.cents()).unwrap_or(NOTHING)
}

impl Dues {
    pub(super) fn of(cents: Vec<u32>) -> Self {
        let mut sorted: Vec<u32> = cents.par_iter().copied().filter(|&due| due != NOTHING).collect();
        sorted.par_sort_unstable();
        let runs = sorted.chunk_by(|one, other| one == other);
        let shared = runs.map(|run| (run[0], u32::try_from(run.len()).expect("fewer than 2^32 accounts")));
        Dues {
            shared: shared.collect(),
            count: sorted.len(),
            cents,
        }
    }

    /// What is due on an account, in cents; [`NOTHING`] where nothing is.
    pub(super) fn due(&self, handle: u32) -> u32 {
        self.cents[index(handle)]
    }

    /// What it says that just this was paid which is due, in bits: how much likelier than that a stranger pays it, when strangers pay such amounts as are due on our accounts.
    pub(super) fn bits(&self, due: u32) -> f32 {
        let at = self.shared.binary_search_by_key(&due, |&(amount, _)| amount);
        let sharing = at.map_or(0, |at| self.shared[at].1);
        let share = (f64::from(sharing) + IMAGINED.0) / (f64_of(self.count) + IMAGINED.1);
        f32_of((PAYS_DUE / share).log2().clamp(0.0, MOST_BITS))
    }

    /// Bytes in memory.
    pub(super) fn bytes(&self) -> usize {
        4 * self.cents.len() + 8 * self.shared.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_that_many_owe_says_less() {
        let mut owed = vec![4_600; 3_000];
        owed.extend(10_000..60_000);
        owed.extend([NOTHING; 10]);
        let dues = Dues::of(owed);
        let (common, rare) = (dues.bits(4_600), dues.bits(31_415));
        assert!((3.0..5.0).contains(&common) && rare >= 9.9, "{common} {rare}");
        assert_eq!(dues.due(0), 4_600);
        assert_eq!(dues.due(53_005), NOTHING);
    }

    #[test]
    fn what_all_owe_says_nothing() {
        assert!(Dues::of(vec![4_600; 50_000]).bits(4_600) < 0.1);
        assert!(Dues::of(Vec::new()).bits(4_600) < 10.1);
    }
}
