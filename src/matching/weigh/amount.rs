//! What was paid against what is due on an account.

use super::Fit;
use crate::matching::dues::NOTHING;
use crate::matching::index::Index;
use crate::matching::query::Query;
use crate::matching::score::{Field, Level};

/// What another amount than is due says against the account, in bits: people pay a part, arrears, two months at once.
const OTHER_AMOUNT: f32 = -1.0;
/// How often a relative without an account pays just what is due on the member's: the same plan at the same age costs the same.
const RELATIVES_DUE: f32 = 0.03;

/// How the amount fits; `None` where it is not known, or nothing is due.
pub(super) fn fit<'a>(index: &Index, query: &'a Query, handle: u32) -> Option<Fit<'a>> {
    let paid = query.paid.as_ref()?;
    let due = index.dues.due(handle);
    if due == NOTHING {
        return None;
    }
    let is_due = paid.cents == due;
    Some(Fit {
        field: Field::AmountDue,
        level: if is_due { Level::Exact } else { Level::Other },
        bits: if is_due { index.dues.bits(due) } else { OTHER_AMOUNT },
        read: &paid.text,
        on_file: "",
    })
}

/// What the amount says for a relative of the member, in bits, by what it says for the member.
pub(in crate::matching) fn of_relative(bits: f32) -> f32 {
    (RELATIVES_DUE * bits.exp2() + 1.0 - RELATIVES_DUE).log2()
}
