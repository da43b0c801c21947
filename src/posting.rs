//! Posting: items and payments become one balanced double entry, or none is made.

use crate::decision::Payment;
use crate::id::{MemberId, PageNo};
use crate::money::Amount;
use std::collections::BTreeSet;

/// What one item is worth, as far as it is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Worth {
    /// The item's page.
    pub page: PageNo,
    /// Absent where it was not read.
    pub amount: Option<Amount>,
}

/// A balanced posting: what the items bring to the bank is what the members are credited with. It exists only if it proves.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Posting {
    debits: Vec<(PageNo, Amount)>,
    credits: Vec<Payment>,
    total: Amount,
}

/// One line of a posting; its sign tells the side.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Entry {
    /// An item on its way to the bank: a debit, positive.
    LockboxDeposit {
        /// The item.
        page: PageNo,
        /// More than nothing.
        amount: Amount,
    },
    /// A payment on an account: a credit, negative in cents.
    Member {
        /// The account.
        account: MemberId,
        /// More than nothing.
        amount: Amount,
    },
}

impl Entry {
    /// In cents: a debit above, a credit below zero.
    pub fn cents(&self) -> i64 {
        match self {
            Entry::LockboxDeposit { amount, .. } => amount.cents(),
            Entry::Member { amount, .. } => -amount.cents(),
        }
    }
}

/// Why items and payments make no posting.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PostingError {
    /// Nothing to deposit.
    #[error("a posting needs an item")]
    NoItem,
    /// Nothing to credit.
    #[error("a posting needs a payment")]
    NoPayment,
    /// What an item is worth is not known.
    #[error("the item on page {page} has no amount")]
    NoAmount {
        /// The item.
        page: PageNo,
    },
    /// An item is worth nothing or less.
    #[error("the item on page {page} is worth {amount}, which is not more than nothing")]
    ItemNotPositive {
        /// The item.
        page: PageNo,
        /// What it is worth.
        amount: Amount,
    },
    /// An item is counted twice.
    #[error("the item on page {page} is there twice")]
    ItemTwice {
        /// The item.
        page: PageNo,
    },
    /// A payment of nothing or less.
    #[error("the payment on account {} is {amount}, which is not more than nothing", account.masked())]
    PaymentNotPositive {
        /// The account.
        account: MemberId,
        /// The payment.
        amount: Amount,
    },
    /// Items and payments differ.
    #[error("the items are worth {items}, the payments {payments}")]
    OutOfBalance {
        /// The items together.
        items: Amount,
        /// The payments together.
        payments: Amount,
    },
    /// The sum leaves the range of an amount.
    #[error("the sum is beyond what one amount holds")]
    TooLarge,
}

impl Posting {
    /// The posting of these payments out of these items; both in their order, which the entries keep.
    ///
    /// # Errors
    /// It refuses whatever does not prove: see [`PostingError`].
    pub fn build(items: &[Worth], payments: &[Payment]) -> Result<Self, PostingError> {
        let debits = debits(items)?;
        if payments.is_empty() {
            return Err(PostingError::NoPayment);
        }
        if let Some(&Payment { account, amount }) = payments.iter().find(|payment| !payment.amount.is_positive()) {
            return Err(PostingError::PaymentNotPositive { account, amount });
        }
        let total = Amount::checked_sum(debits.iter().map(|&(_, amount)| amount)).ok_or(PostingError::TooLarge)?;
        let credited =
            Amount::checked_sum(payments.iter().map(|payment| payment.amount)).ok_or(PostingError::TooLarge)?;
        if total != credited {
            return Err(PostingError::OutOfBalance {
                items: total,
                payments: credited,
            });
        }
        let posting = Posting {
            debits,
            credits: payments.to_vec(),
            total,
        };
        assert_eq!(
            posting.entries().map(|entry| entry.cents()).sum::<i64>(),
            0,
            "a posting whose two sides were just compared balances"
        );
        Ok(posting)
    }

    /// What goes to the bank, which is what the members are credited with.
    pub fn total(&self) -> Amount {
        self.total
    }

    /// The payments, in their order.
    pub fn payments(&self) -> &[Payment] {
        &self.credits
    }

    /// The items and what they are worth, in their order.
    pub fn deposits(&self) -> &[(PageNo, Amount)] {
        &self.debits
    }

    /// The debits, then the credits; their cents sum to zero.
    pub fn entries(&self) -> impl Iterator<Item = Entry> + '_ {
        let debits = self
            .debits
            .iter()
            .map(|&(page, amount)| Entry::LockboxDeposit { page, amount });
        let credits = self
            .credits
            .iter()
            .map(|&Payment { account, amount }| Entry::Member { account, amount });
        debits.chain(credits)
    }
}

fn debits(items: &[Worth]) -> Result<Vec<(PageNo, Amount)>, PostingError> {
    if items.is_empty() {
        return Err(PostingError::NoItem);
    }
    let mut pages = BTreeSet::new();
    items
        .iter()
        .map(|&Worth { page, amount }| {
            let amount = amount.ok_or(PostingError::NoAmount { page })?;
            if !amount.is_positive() {
                return Err(PostingError::ItemNotPositive { page, amount });
            }
            if !pages.insert(page) {
                return Err(PostingError::ItemTwice { page });
            }
            Ok((page, amount))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn worth(page: u32, cents: i64) -> Worth {
        Worth {
            page: PageNo(page),
            amount: Amount::from_cents(cents),
        }
    }

    fn payment(cents: i64) -> Payment {
        Payment {
            account: "700123456789".parse().unwrap(),
            amount: Amount::from_cents(cents).unwrap(),
        }
    }

    #[test]
    fn one_check_for_two_members_posts_one_debit_and_two_credits() {
        let posting = Posting::build(&[worth(2, 30_000)], &[payment(10_000), payment(20_000)]).unwrap();
        let cents: Vec<i64> = posting.entries().map(|entry| entry.cents()).collect();
        assert_eq!(cents, [30_000, -10_000, -20_000]);
        assert_eq!(posting.total(), Amount::from_cents(30_000).unwrap());
    }

    #[test]
    fn a_cent_too_many_is_not_posted() {
        let refused = Posting::build(&[worth(2, 12_000)], &[payment(12_001)]);
        assert!(matches!(refused, Err(PostingError::OutOfBalance { .. })), "{refused:?}");
    }

    #[test]
    fn what_is_not_money_is_not_posted() {
        let page = PageNo(2);
        let unread = Worth { page, amount: None };
        assert_eq!(Posting::build(&[], &[payment(1)]), Err(PostingError::NoItem));
        assert_eq!(Posting::build(&[worth(2, 1)], &[]), Err(PostingError::NoPayment));
        assert_eq!(
            Posting::build(&[unread], &[payment(1)]),
            Err(PostingError::NoAmount { page })
        );
        assert_eq!(
            Posting::build(&[worth(2, 5), worth(2, 5)], &[payment(10)]),
            Err(PostingError::ItemTwice { page })
        );
        assert!(matches!(
            Posting::build(&[worth(2, 0)], &[payment(1)]),
            Err(PostingError::ItemNotPositive { .. })
        ));
        assert!(matches!(
            Posting::build(&[worth(2, 5)], &[payment(10), payment(-5)]),
            Err(PostingError::PaymentNotPositive { .. })
        ));
        let most = Amount::LIMIT_CENTS;
        assert_eq!(
            Posting::build(&[worth(1, most), worth(2, most)], &[payment(most), payment(most)]),
            Err(PostingError::TooLarge)
        );
    }

    proptest! {
        #[test]
        fn whatever_is_built_balances(
            items in prop::collection::vec(-5i64..50, 0..5),
            payments in prop::collection::vec(-5i64..50, 0..5),
        ) {
            let items: Vec<Worth> = (1u32..).zip(&items).map(|(page, &cents)| worth(page, cents)).collect();
            let payments: Vec<Payment> = payments.iter().map(|&cents| payment(cents)).collect();
            if let Ok(posting) = Posting::build(&items, &payments) {
                prop_assert_eq!(posting.entries().map(|entry| entry.cents()).sum::<i64>(), 0);
                prop_assert!(posting.total().is_positive());
            }
        }
    }
}
