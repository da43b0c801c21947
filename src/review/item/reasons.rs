//! Why an exception waits, in words, with both sides of every disagreement.

use super::view::{ReasonView, SideView};
use crate::decision::reason::{Claim, Reason};
use crate::evidence::{PageEvidence, Sight};
use crate::id::{MemberId, PageNo};
use crate::review::trouble::sentence;
use crate::store::queries::Outcome;

/// The reasons.
pub(super) fn views(outcome: &Outcome, reasons: &[Reason]) -> Vec<ReasonView> {
    reasons.iter().map(|reason| view(outcome, reason)).collect()
}

fn view(outcome: &Outcome, reason: &Reason) -> ReasonView {
    let label = |page: PageNo| outcome.label(page).to_owned();
    let sides = match reason {
        Reason::ConflictingEvidence { one, other, .. } | Reason::AmountConflict { one, other, .. } => {
            Some(vec![side(outcome, one), side(outcome, other)])
        }
        _ => None,
    };
    ReasonView {
        words: sentence(&reason.in_words(&label)),
        sides,
    }
}

fn side(outcome: &Outcome, claim: &Claim) -> SideView {
    let by = claim.by.in_words();
    SideView {
        by: match claim.page {
            Some(page) => format!("{by}, {}", outcome.label(page)),
            None => by.to_owned(),
        },
        says: claim.says.clone(),
    }
}

/// Whether the first offer may be accepted by the key for yes in spite of these: nothing is wrong with the item, and nobody disputes whose it is.
pub(super) fn leave_no_doubt(reasons: &[Reason], offered: &[MemberId]) -> bool {
    reasons.iter().all(|reason| match reason {
        Reason::NoAmount { .. } | Reason::AmountConflict { .. } => true,
        Reason::AmbiguousAccount { member_ids, .. } => member_ids.first().is_none_or(|first| offered.contains(first)),
        _ => false,
    })
}

/// The page that the first reason is about; else the first item, else the first page.
pub(super) fn front(
    reasons: &[Reason],
    outcome: &Outcome,
    pages: &[(crate::store::batches::StoredPage, PageEvidence)],
) -> PageNo {
    let of_reason = reasons.iter().find_map(|reason| match reason {
        Reason::NoAmount { page, .. }
        | Reason::AmountConflict { page, .. }
        | Reason::WrongPayee { page, .. }
        | Reason::PostDated { page, .. }
        | Reason::StaleDated { page, .. }
        | Reason::Unsigned { page }
        | Reason::DuplicateItem { page, .. }
        | Reason::ForeignItem { page }
        | Reason::RestrictiveNote { page, .. }
        | Reason::Correspondence { page }
        | Reason::UnreadablePage { page, .. } => Some(*page),
        Reason::ConflictingEvidence { one, .. } => one.page,
        _ => None,
    });
    let item = outcome.items().first().map(|item| item.page);
    let readable = pages
        .iter()
        .find(|(_, evidence)| matches!(evidence.sight, Sight::Seen(_)));
    let first = readable
        .or_else(|| pages.first())
        .map_or(PageNo(1), |(page, _)| page.no);
    of_reason.or(item).unwrap_or(first)
}
