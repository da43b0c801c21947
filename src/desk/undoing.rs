//! Taking back: what a person settled, or, by a supervisor, what posted by itself. The exception waits again, with all that was known of it.

use super::{Actor, Desk, DeskError};
use crate::decision::reason::{Claim, Claimant, Field, Reason};
use crate::decision::{Decision, Path};
use crate::resolution::Kind;
use crate::store::WriteTx;
use crate::store::batches::ItemKey;
use crate::store::decisions::{NewDecision, StoredDecision};
use crate::store::resolutions::{DecisionKey, Resolution};
use crate::user::Right;

/// The most bytes of a reason.
const LONGEST_WHY: usize = 500;

impl Desk<'_> {
    /// Takes back what settled a transaction. One's own, or as a supervisor anybody's and the program's.
    pub fn undo(&mut self, item: ItemKey, why: &str) -> Result<(), DeskError> {
        let actor = self.actor();
        actor.must(Right::Settle)?;
        if why.trim().is_empty() || why.len() > LONGEST_WHY {
            return Err(DeskError::Say("why it is taken back, in at most 500 bytes"));
        }
        self.store.write(|tx| {
            let settlement = tx.settlement(item)?;
            let decision = tx
                .decision(item.batch, item.transaction)?
                .ok_or(DeskError::NoSuchItem)?;
            match settlement {
                Some(settled) => actor.take_back(tx, &settled, &decision, why),
                None => actor.reopen(tx, item, &decision, why),
            }
        })
    }
}

impl Actor<'_> {
    fn take_back(
        &self,
        tx: &mut WriteTx,
        settled: &Resolution,
        decision: &StoredDecision,
        why: &str,
    ) -> Result<(), DeskError> {
        if settled.user.as_ref() != Some(&self.user.name) && !self.user.may(Right::Supervise) {
            return Err(DeskError::NotYours {
                user: settled.user.clone(),
            });
        }
        match settled.kind {
            Kind::Regroup => Err(DeskError::Grouping("put the pages together once more instead")),
            Kind::Return | Kind::Duplicate | Kind::Forward => {
                tx.undo_resolution(settled, self.id(), why, self.now)?;
                Ok(())
            }
            Kind::Post => {
                let all = tx.decisions(settled.item.batch, settled.item.transaction)?;
                let before = all
                    .iter()
                    .rev()
                    .find(|other| other.seq < decision.seq)
                    .expect("a resolution settles a decision that stood before it");
                let (posted, _) = tx.decision_in_force(settled.item)?.ok_or(DeskError::NoSuchItem)?;
                tx.reverse_posting(settled.item, self.id(), why, self.now)?;
                tx.undo_resolution(settled, self.id(), why, self.now)?;
                self.restore(tx, settled.item, posted, decision.seq, before)
            }
        }
    }

    /// The exception as it was, as a decision after the one that was taken back.
    fn restore(
        &self,
        tx: &mut WriteTx,
        item: ItemKey,
        posted: DecisionKey,
        follows: u32,
        before: &StoredDecision,
    ) -> Result<(), DeskError> {
        let new = NewDecision {
            batch: item.batch,
            transaction: item.transaction,
            follows: Some(follows),
            decided_at: self.now,
            decision: before.decision.clone(),
            why: before.why.clone(),
            timely: None,
            items: before.items.clone(),
            coupons: tx.coupons_of(posted)?,
            posting: None,
            matched: before.matched.clone(),
        };
        tx.save_decision(&new)?;
        Ok(())
    }

    /// A supervisor takes back what posted by itself: a person's word stands against the program's.
    fn reopen(&self, tx: &mut WriteTx, item: ItemKey, decision: &StoredDecision, why: &str) -> Result<(), DeskError> {
        let Decision::Posted { path, payments } = &decision.decision else {
            return Err(DeskError::NothingToUndo);
        };
        self.must(Right::Supervise)?;
        let (posted, _) = tx.decision_in_force(item)?.ok_or(DeskError::NoSuchItem)?;
        tx.reverse_posting(item, self.id(), why, self.now)?;
        let accounts: Vec<String> = payments.iter().map(|payment| payment.account.to_string()).collect();
        let doubted = StoredDecision {
            decision: Decision::Exception {
                reasons: vec![Reason::ConflictingEvidence {
                    field: Field::MemberId,
                    one: claim(claimant(*path), accounts.join(", ")),
                    other: claim(Claimant::Person, why.to_owned()),
                }],
            },
            why: format!("{} took the posting back: {why}", self.user.name),
            ..decision.clone()
        };
        self.restore(tx, item, posted, decision.seq, &doubted)
    }
}

fn claim(by: Claimant, says: String) -> Claim {
    Claim { by, page: None, says }
}

fn claimant(path: Path) -> Claimant {
    match path {
        Path::CouponBarcode => Claimant::Barcode,
        Path::CouponScanLine => Claimant::ScanLine,
        Path::CouponText => Claimant::PrintedText,
        Path::Memo | Path::PayerMemory => Claimant::Check,
        Path::Reviewer => Claimant::Person,
    }
}
