//! The reasons for which an item goes back, each with the letter that goes with it.

use super::view::LetterView;
use crate::decision::reason::Reason;
use crate::resolution::ReturnReason;

/// All reasons; the one that fits why the item waits is chosen.
pub(super) fn views(reasons: &[Reason]) -> Vec<LetterView> {
    let fitting = reasons.iter().find_map(fitting).unwrap_or(ReturnReason::Other);
    let view = |why: ReturnReason| LetterView {
        value: word(why),
        name: why.in_words(),
        text: why.letter(),
        is_chosen: why == fitting,
    };
    ReturnReason::ALL.into_iter().map(view).collect()
}

/// As forms spell it.
pub(super) fn word(why: ReturnReason) -> String {
    let value = serde_json::to_value(why).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

fn fitting(reason: &Reason) -> Option<ReturnReason> {
    match reason {
        Reason::Unsigned { .. } => Some(ReturnReason::Unsigned),
        Reason::WrongPayee { .. } => Some(ReturnReason::WrongPayee),
        Reason::PostDated { .. } => Some(ReturnReason::PostDated),
        Reason::StaleDated { .. } => Some(ReturnReason::StaleDated),
        Reason::ForeignItem { .. } => Some(ReturnReason::Foreign),
        Reason::RestrictiveNote { .. } => Some(ReturnReason::RestrictiveNote),
        Reason::NoAmount { .. } | Reason::AmountConflict { .. } => Some(ReturnReason::AmountUnclear),
        Reason::NoSuchAccount { .. } | Reason::NoAccountEvidence => Some(ReturnReason::UnknownAccount),
        _ => None,
    }
}
