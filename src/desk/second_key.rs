//! The second key: what is large or found by weak evidence is keyed by two people, who do not see each other's; if they differ, a third decides.

use super::settling::{By, Open};
use super::{Actor, DeskError};
use crate::config::review::ReviewRules;
use crate::matching::{Stop, Stratum};
use crate::money::Amount;
use crate::resolution::Verdict;
use crate::store::WriteTx;
use crate::user::Right;

/// What follows from a verdict.
pub(super) enum Step {
    /// It is settled.
    Settles(By),
    /// A second person must key it.
    WaitsForSecond,
    /// The two differ.
    Differs,
}

/// What follows from a verdict, by what others have keyed of the exception.
pub(super) fn step(tx: &WriteTx, actor: &Actor, open: &Open, verdict: &Verdict) -> Result<Step, DeskError> {
    let keyings = tx.keyings(open.key)?;
    if keyings.iter().any(|keying| keying.user == actor.id()) {
        return Err(DeskError::OwnKeying);
    }
    let this = By {
        user: Some(actor.id()),
        confirmed_by: None,
    };
    match keyings.as_slice() {
        [] if needs_second(&actor.config.review, open, verdict) => Ok(Step::WaitsForSecond),
        [] => Ok(Step::Settles(this)),
        [first] if first.verdict.agrees_with(verdict) => Ok(Step::Settles(By {
            user: Some(first.user),
            confirmed_by: Some(actor.id()),
        })),
        [_] => Ok(Step::Differs),
        before => {
            actor.must(Right::Approve)?;
            let agreeing = before.iter().find(|keying| keying.verdict.agrees_with(verdict));
            Ok(Step::Settles(By {
                confirmed_by: agreeing.map(|keying| keying.user),
                ..this
            }))
        }
    }
}

/// Whether the rules ask for a second person: by what the transaction is worth, as read or as keyed, or by how its account was found.
fn needs_second(rules: &ReviewRules, open: &Open, verdict: &Verdict) -> bool {
    let read = Amount::checked_sum(open.decision.items.iter().filter_map(|item| item.amount));
    let keyed = match verdict {
        Verdict::Post { items, .. } => Amount::checked_sum(items.iter().map(|item| item.amount)),
        _ => None,
    };
    let is_large = |amount: Amount| rules.second_key_above.is_some_and(|most| amount > most);
    if read.is_some_and(is_large) || keyed.is_some_and(is_large) {
        return true;
    }
    let Verdict::Post { payments, .. } = verdict else {
        return false;
    };
    stratum(open).is_some_and(|(member_id, stratum)| {
        rules.second_key_for.contains(&stratum) && payments.iter().any(|payment| payment.account == member_id)
    })
}

/// By what kind of evidence the best account was found, where the gate was passed and only the policy stopped it.
fn stratum(open: &Open) -> Option<(crate::id::MemberId, Stratum)> {
    match &open.decision.matched.as_ref()?.verdict {
        crate::matching::Verdict::Post { member_id, stratum }
        | crate::matching::Verdict::Stop {
            why: Stop::NotByPolicy { member_id, stratum },
        } => Some((*member_id, *stratum)),
        crate::matching::Verdict::Stop { .. } => None,
    }
}
