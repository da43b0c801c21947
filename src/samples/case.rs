//! The cases: what may lie in an envelope, and what must become of it.

use super::Mail;

/// A kind of envelope.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Case {
    Clean,
    Business,
    MoneyOrder,
    OtherPayer,
    FullPageBill,
    OnSheet,
    UpsideDown,
    QuarterTurned,
    Skewed,
    Torn,
    BarcodeDamaged,
    CodesDamaged,
    CouponsBalanced,
    CouponsUnbalanced,
    TwoChecks,
    Partial,
    Overpayment,
    PendingBinder,
    CouponWithoutCheck,
    MemoByHand,
    MemoFullPrint,
    MemoBillPay,
    MemoIdOnly,
    MemoIdOnlyOtherPayer,
    MemoThirdParty,
    MemoMoneyOrder,
    MemoNameAddress,
    MemoBusiness,
    MemoIdSlip,
    MemoIdOfRelative,
    MemoTwins,
    MemoRelativeWithoutAccount,
    UnknownMemberId,
    MemoEmptyPayerKnown,
    NoEvidence,
    Unsigned,
    WrongPayee,
    PostDated,
    StaleDated,
    PaidInFull,
    WordsFiguresDisagree,
    KeyedConflict,
    ForeignCheck,
    Terminated,
    AutoPay,
    UnknownMember,
    Duplicate,
    WithEnvelope,
    WithBlankPage,
    Question,
    CoverNote,
    Garbage,
    MarksDisagree,
}

/// A case, how often it lies in a deck, and its name in the truth.
type Card = (Case, usize, &'static str);

/// The cases with a coupon.
const WITH_COUPON: [Card; 37] = [
    (Case::Clean, 30, "coupon_clean"),
    (Case::Business, 3, "coupon_business"),
    (Case::MoneyOrder, 3, "coupon_money_order"),
    (Case::OtherPayer, 3, "coupon_other_payer"),
    (Case::FullPageBill, 5, "full_page_bill"),
    (Case::OnSheet, 3, "coupon_on_sheet"),
    (Case::UpsideDown, 4, "coupon_upside_down"),
    (Case::QuarterTurned, 2, "coupon_quarter_turned"),
    (Case::Skewed, 2, "coupon_skewed"),
    (Case::Torn, 3, "coupon_torn"),
    (Case::BarcodeDamaged, 5, "coupon_barcode_damaged"),
    (Case::CodesDamaged, 2, "coupon_codes_damaged"),
    (Case::CouponsBalanced, 3, "multi_coupon_balanced"),
    (Case::CouponsUnbalanced, 2, "multi_coupon_unbalanced"),
    (Case::TwoChecks, 2, "two_checks_one_coupon"),
    (Case::Partial, 3, "partial"),
    (Case::Overpayment, 2, "overpayment"),
    (Case::PendingBinder, 1, "pending_binder"),
    (Case::CouponWithoutCheck, 2, "coupon_no_check"),
    (Case::Unsigned, 2, "unsigned"),
    (Case::WrongPayee, 2, "wrong_payee"),
    (Case::PostDated, 1, "post_dated"),
    (Case::StaleDated, 1, "stale_dated"),
    (Case::PaidInFull, 2, "paid_in_full"),
    (Case::WordsFiguresDisagree, 2, "words_figures_disagree"),
    (Case::KeyedConflict, 2, "keyed_conflict"),
    (Case::ForeignCheck, 1, "foreign_check"),
    (Case::Terminated, 2, "terminated"),
    (Case::AutoPay, 1, "autopay"),
    (Case::UnknownMember, 2, "unknown_coupon_id"),
    (Case::Duplicate, 2, "duplicate"),
    (Case::WithEnvelope, 3, "with_envelope"),
    (Case::WithBlankPage, 2, "with_blank_page"),
    (Case::Question, 2, "letter_question"),
    (Case::CoverNote, 1, "cover_note"),
    (Case::Garbage, 1, "unreadable_file"),
    (Case::MarksDisagree, 2, "conflict"),
];

/// The cases without a coupon: whose payment it is, the check must say.
const WITHOUT_COUPON: [Card; 16] = [
    (Case::MemoByHand, 5, "memo_full_hand"),
    (Case::MemoFullPrint, 2, "memo_full_print"),
    (Case::MemoBillPay, 3, "memo_billpay"),
    (Case::MemoIdOnly, 3, "memo_id_only"),
    (Case::MemoIdOnlyOtherPayer, 2, "memo_id_only_other_payer"),
    (Case::MemoThirdParty, 2, "memo_third_party"),
    (Case::MemoMoneyOrder, 2, "memo_money_order"),
    (Case::MemoNameAddress, 2, "memo_name_address"),
    (Case::MemoBusiness, 1, "memo_business"),
    (Case::MemoIdSlip, 2, "memo_id_slip"),
    (Case::MemoIdOfRelative, 2, "memo_id_of_relative"),
    (Case::MemoTwins, 2, "memo_twins"),
    (Case::MemoRelativeWithoutAccount, 2, "memo_relative_without_account"),
    (Case::UnknownMemberId, 2, "unknown_member_id"),
    (Case::MemoEmptyPayerKnown, 1, "memo_empty_payer_known"),
    (Case::NoEvidence, 1, "no_evidence"),
];

fn cards(mail: Mail) -> impl Iterator<Item = &'static Card> {
    let with: &[Card] = if mail == Mail::Memo { &[] } else { &WITH_COUPON };
    let without: &[Card] = if mail == Mail::Coupon { &[] } else { &WITHOUT_COUPON };
    with.iter().chain(without)
}

impl Case {
    /// The case's name in the truth.
    pub(crate) fn name(self) -> &'static str {
        cards(Mail::All)
            .find(|(case, ..)| *case == self)
            .map_or("", |(_, _, name)| name)
    }

    /// No coupon lies in the envelope.
    pub(crate) fn is_without_coupon(self) -> bool {
        WITHOUT_COUPON.iter().any(|(case, ..)| *case == self)
    }
}

/// A full deck of this mail, in the order of the tables. It is drawn empty before the next begins, so that a run of as many
/// transactions holds every case.
pub(crate) fn deck(mail: Mail) -> Vec<Case> {
    cards(mail)
        .flat_map(|(case, count, _)| std::iter::repeat_n(*case, *count))
        .collect()
}

/// What must become of a transaction.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Expected {
    /// Exactly these payments.
    Posted,
    /// It must not post.
    Exception,
    /// It may wait for a person; if it posts, exactly so.
    Either,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_case_has_a_name_of_its_own() {
        let names: std::collections::BTreeSet<_> = cards(Mail::All).map(|(case, ..)| case.name()).collect();
        assert_eq!(names.len(), WITH_COUPON.len() + WITHOUT_COUPON.len());
        assert!(deck(Mail::All).len() > 100);
    }

    #[test]
    fn a_deck_of_one_kind_of_mail_holds_no_other() {
        assert!(deck(Mail::Memo).into_iter().all(Case::is_without_coupon));
        assert!(!deck(Mail::Coupon).into_iter().any(Case::is_without_coupon));
        let both = deck(Mail::Memo).len() + deck(Mail::Coupon).len();
        assert_eq!(both, deck(Mail::All).len());
    }
}
