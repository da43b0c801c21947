//! What follows from the payer's own words, where no coupon says whose payment it is.

use super::Path;
use super::reason::{Claim, Claimant, Field, Reason};
use crate::id::MemberId;
use crate::matching::{Matched, Proof, Stop, Stratum, Verdict};

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
    let conflict = |field, read: &str, on_file: &str| Reason::ConflictingEvidence {
        field,
        one: Claim {
            by: Claimant::Check,
            page: None,
            says: read.to_owned(),
        },
        other: Claim {
            by: Claimant::AccountMaster,
            page: None,
            says: on_file.to_owned(),
        },
    };
    let of = |on_file: &str, member_id: MemberId| format!("{on_file} for {member_id}");
    // Somebody who is on no file is likelier than all of the accounts together.
    let is_nobody = matched.candidates.iter().map(|c| c.probability.get()).sum::<f32>() < 0.5;
    match why {
        Stop::NoEvidence | Stop::NoAccountFits => Reason::NoAccountEvidence,
        // A number that was read says whose payment it may be, however unlikely the rest makes it.
        Stop::OneProofOnly {
            proof: Proof::Number, ..
        } => unsure(matched.candidates.iter().map(|candidate| candidate.member_id).collect()),
        Stop::SeveralFit { .. } | Stop::OneProofOnly { .. } | Stop::TooWeak { .. } if is_nobody => {
            Reason::NoAccountEvidence
        }
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
        } => conflict(Field::Name, read, &of(on_file, *member_id)),
        Stop::NumberAgainstAll { read, member_id, .. } => conflict(
            Field::MemberId,
            read,
            &format!("{member_id} for all else that is written"),
        ),
        Stop::SeveralFit { member_ids } => unsure(member_ids.clone()),
        Stop::SameHouse { member_id, other } => unsure(vec![*member_id, *other]),
        Stop::OneProofOnly { .. } | Stop::TooWeak { .. } | Stop::NotByPolicy { .. } => {
            unsure(matched.candidates.iter().map(|candidate| candidate.member_id).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::{Account, AccountStatus};
    use crate::decision::case::CasePage;
    use crate::decision::tests::{ANN, BOB, check, decided_with, words};
    use crate::score::Score;

    fn id(text: &str) -> MemberId {
        text.parse().unwrap()
    }

    fn matched(verdict: Verdict) -> Matched {
        let candidate = crate::matching::Candidate {
            member_id: id(ANN),
            fields: Vec::new(),
            bits: 40.0,
            probability: Score::SURE,
        };
        Matched {
            candidates: vec![candidate],
            verdict,
        }
    }

    fn posts(stratum: Stratum) -> Matched {
        matched(Verdict::Post {
            member_id: id(ANN),
            stratum,
        })
    }

    fn said<'a>(pages: &'a [CasePage], matched: &'a Matched) -> String {
        words(&decided_with(pages, |case| case.matched = Some(matched)))
    }

    fn stopped(why: Stop) -> String {
        said(&[check(1, Some("120.00"))], &matched(Verdict::Stop { why }))
    }

    #[test]
    fn a_check_without_a_coupon_posts_by_its_memo() {
        let keyed = [check(1, Some("120.00"))];
        assert_eq!(
            said(&keyed, &posts(Stratum::ExactIdName)),
            format!("memo: {ANN} 120.00")
        );
        assert_eq!(
            said(&keyed, &posts(Stratum::PayerMemoryPlusOne)),
            format!("payer_memory: {ANN} 120.00")
        );
    }

    #[test]
    fn without_an_amount_it_waits_though_the_account_is_sure() {
        assert_eq!(said(&[check(1, None)], &posts(Stratum::ExactIdName)), "no_amount");
    }

    #[test]
    fn two_checks_without_a_coupon_wait() {
        let two = [check(1, Some("120.00")), check(2, Some("120.00"))];
        assert_eq!(said(&two, &posts(Stratum::ExactIdName)), "ambiguous_account");
    }

    #[test]
    fn what_the_gate_stops_waits_for_its_reason() {
        assert_eq!(stopped(Stop::NoAccountFits), "no_account_evidence");
        assert_eq!(stopped(Stop::NoSuchAccount { read: id(BOB) }), "no_such_account");
        let several = Stop::SeveralFit {
            member_ids: vec![id(ANN), id(BOB)],
        };
        assert_eq!(stopped(several.clone()), "ambiguous_account");
        let mut faint = matched(Verdict::Stop { why: several });
        faint.candidates[0].probability = Score::new(0.1);
        assert_eq!(said(&[check(1, Some("120.00"))], &faint), "no_account_evidence");
        faint.verdict = Verdict::Stop {
            why: Stop::OneProofOnly {
                member_id: id(ANN),
                proof: Proof::Number,
            },
        };
        assert_eq!(said(&[check(1, Some("120.00"))], &faint), "ambiguous_account");
        let relative = Stop::Relative {
            member_id: id(ANN),
            on_file: "ann".to_owned(),
            read: "Paul Lee".to_owned(),
        };
        assert_eq!(stopped(relative), "conflicting_evidence");
        let by_policy = Stop::NotByPolicy {
            member_id: id(ANN),
            stratum: Stratum::NameAddress,
        };
        assert_eq!(stopped(by_policy), "ambiguous_account");
    }

    #[test]
    fn an_account_found_by_its_memo_may_be_terminated() {
        let (member_id, ann) = crate::decision::tests::account(ANN, "Ann Gray");
        let closed = ann.map(|ann| Account {
            status: AccountStatus::Terminated,
            ..ann
        });
        let accounts = Box::leak(Box::new([(member_id, closed)].into()));
        let matched = posts(Stratum::ExactIdName);
        let decision = decided_with(&[check(1, Some("120.00"))], |case| {
            case.matched = Some(&matched);
            case.accounts = accounts;
        });
        assert_eq!(words(&decision), "account_terminated");
    }

    #[test]
    fn a_memo_that_means_another_member_speaks_against_the_coupon() {
        use crate::decision::tests::barcode;
        let memo = posts(Stratum::ExactIdName);
        let of_bob = [barcode(1, BOB, "120.00"), check(2, Some("120.00"))];
        let decision = decided_with(&of_bob, |case| case.memo = Some(&memo));
        assert_eq!(words(&decision), "conflicting_evidence");
        let of_ann = [barcode(1, ANN, "120.00"), check(2, Some("120.00"))];
        let decision = decided_with(&of_ann, |case| case.memo = Some(&memo));
        assert_eq!(words(&decision), format!("barcode: {ANN} 120.00"));
    }

    #[test]
    fn a_check_without_a_coupon_that_says_whose_it_is_posts_in_whatever_envelope_it_came() {
        use crate::decision::tests::page;
        use crate::evidence::PageKind;
        let pages = [check(1, Some("120.00")), page(2, PageKind::Unknown)];
        let among_others = |pages: &'static [CasePage], matched: &Matched, is_tracked| {
            words(&decided_with(pages, |case| {
                case.grouping_doubt = Some("checks follow one another".to_owned());
                case.is_tracked = is_tracked;
                case.matched = Some(Box::leak(Box::new(matched.clone())));
            }))
        };
        let [alone, with_unknown] = [&pages[..1], &pages[..]].map(|pages| &*Vec::leak(pages.to_vec()));
        let ann = posts(Stratum::ExactIdName);
        let nobody = matched(Verdict::Stop { why: Stop::NoEvidence });
        assert_eq!(among_others(alone, &ann, false), format!("memo: {ANN} 120.00"));
        assert_eq!(
            among_others(alone, &nobody, false),
            "no_account_evidence grouping_uncertain"
        );
        assert_eq!(
            among_others(with_unknown, &ann, false),
            "grouping_uncertain unreadable_page"
        );
        assert_eq!(
            among_others(alone, &ann, true),
            "grouping_uncertain",
            "a page that the manifest lists twice"
        );
    }

    #[test]
    fn a_check_that_does_not_add_up_came_with_the_coupon_of_whom_it_names() {
        use crate::decision::tests::{barcode, page};
        use crate::evidence::PageKind;
        use crate::matching::{Field as Written, FieldAgreement, Level};
        let envelope = |kind: Option<PageKind>, coupon: &str, sender: &Matched, worth| {
            let mut pages = vec![barcode(1, coupon, "120.00"), check(2, worth)];
            pages.extend(kind.map(|kind| page(3, kind)));
            words(&decided_with(Vec::leak(pages), |case| {
                case.grouping_doubt = Some("they do not add up".to_owned());
                case.sender = Some(Box::leak(Box::new(sender.clone())));
            }))
        };
        let found = |of: &str, house: Level| {
            let field = |field, level| FieldAgreement {
                field,
                level,
                bits: 1.0,
                read: String::new(),
                on_file: String::new(),
            };
            let mut matched = matched(Verdict::Stop {
                why: Stop::NoAccountFits,
            });
            matched.candidates[0].member_id = id(of);
            matched.candidates[0].fields = vec![
                field(Written::GivenName, Level::Nickname),
                field(Written::Surname, Level::Exact),
                field(Written::HouseNumber, house),
                field(Written::Street, Level::Close),
                field(Written::AmountDue, Level::Other),
            ];
            matched
        };
        let ann = found(ANN, Level::Exact);
        let paid = |sender: &Matched| envelope(None, ANN, sender, Some("60.00"));
        assert_eq!(paid(&ann), format!("barcode: {ANN} 60.00"));
        assert_eq!(paid(&found(BOB, Level::Exact)), "grouping_uncertain");
        assert_eq!(paid(&found(ANN, Level::Unclear)), "grouping_uncertain");
        assert_eq!(paid(&found(ANN, Level::Other)), "grouping_uncertain");
        let mut father_and_son = ann.clone();
        father_and_son.candidates.extend(found(BOB, Level::Exact).candidates);
        assert_eq!(paid(&father_and_son), "grouping_uncertain");
        assert_eq!(envelope(None, ANN, &ann, None), "no_amount");
        // A page of no known kind may be anything, another envelope's coupon too.
        let with_unknown = envelope(Some(PageKind::Unknown), ANN, &ann, Some("60.00"));
        assert_eq!(with_unknown, "grouping_uncertain unreadable_page");
    }
}
