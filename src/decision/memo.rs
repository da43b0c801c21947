//! What follows from the payer's own words, where no coupon says whose payment it is.

use super::Path;
use super::reason::{Claim, Claimant, Field, Reason};
use crate::id::MemberId;
use crate::matching::{Matched, Stop, Stratum, Verdict};

/// Whose payment it is by the payer's words, and by which path.
pub(super) fn settle(matched: &Matched) -> Result<(MemberId, Path), Reason> {
    match &matched.verdict {
        Verdict::Post { member_id, stratum } => Ok((*member_id, path(*stratum))),
        Verdict::Stop { why } => Err(reason(why, matched)),
    }
}

fn path(stratum: Stratum) -> Path {
    match stratum {
        Stratum::PayerMemoryPlusOne => Path::PayerMemory,
        _ => Path::Memo,
    }
}

fn reason(why: &Stop, matched: &Matched) -> Reason {
    let unsure = |member_ids: Vec<MemberId>| Reason::AmbiguousAccount {
        member_ids,
        why: Some(why.to_string()),
    };
    let conflict = |field, read: &str, member_id: MemberId, on_file: &str| Reason::ConflictingEvidence {
        field,
        one: Claim {
            by: Claimant::Check,
            page: None,
            says: read.to_owned(),
        },
        other: Claim {
            by: Claimant::AccountMaster,
            page: None,
            says: format!("{on_file} for {member_id}"),
        },
    };
    match why {
        Stop::NoEvidence | Stop::NoAccountFits => Reason::NoAccountEvidence,
        Stop::NoSuchAccount { read } => Reason::NoSuchAccount {
            member_id: *read,
            source: Claimant::Check,
        },
        Stop::NumberAgainstName {
            member_id,
            on_file,
            read,
        }
        | Stop::Relative {
            member_id,
            on_file,
            read,
        }
        | Stop::Disagrees {
            member_id,
            on_file,
            read,
            ..
        } => conflict(Field::Name, read, *member_id, on_file),
        Stop::NumberAgainstAll { read, member_id, .. } => {
            conflict(Field::MemberId, read, *member_id, &member_id.to_string())
        }
        Stop::SeveralFit { member_ids } => unsure(member_ids.clone()),
        Stop::SameHouse { member_id, other } => unsure(vec![*member_id, *other]),
        Stop::OneProofOnly { .. } | Stop::TooWeak { .. } | Stop::NotByPolicy { .. } => {
            unsure(matched.candidates.iter().map(|candidate| candidate.member_id).collect())
        }
    }
}
