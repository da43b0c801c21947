//! The decision: total, pure, and the only place where it is made.

use super::case::{Case, CasePage};
use super::coupon::{Coupon, settle};
use super::item_rules::{check_items, check_memo};
use super::reason::Reason;
use super::worth::{Worth, has_alike_cents, worths};
use super::{Decision, Path, Payment, memo};
use crate::account::{Account, AccountStatus};
use crate::config::Disposition;
use crate::config::coupon_format::CheckOutcome;
use crate::evidence::{PageKind, Sight};
use crate::id::MemberId;
use crate::matching::{Matched, Verdict};
use crate::money::Amount;
use std::collections::BTreeMap;

/// Decides a transaction: it posts, or it is an exception with every reason that applies.
pub fn decide(case: &Case) -> Decision {
    let mut reasons = Vec::new();
    let (coupons, unsettled) = coupons(case, &mut reasons);
    let items: Vec<&CasePage> = case.pages.iter().filter(|page| page.is_item()).collect();
    let amounts = amounts(case, &items, &mut reasons);
    check_items(case, &items, &mut reasons);
    let memo = by_words(case, &items, &mut reasons, coupons.is_empty() && !unsettled);
    let readable = case
        .pages
        .iter()
        .all(|page| page.kind().is_some_and(|kind| kind != PageKind::Unknown) || page.is_item());
    let named = coupons
        .iter()
        .map(|coupon| coupon.member_id)
        .chain(memo.map(|(member_id, _)| member_id));
    check_accounts(case, named, &mut reasons);
    check_memo(case, &items, &coupons, &mut reasons);
    check_duplicates(case, &mut reasons);
    check_papers(case, &mut reasons);
    let mere_letter = !case.pages.iter().any(CasePage::is_coupon)
        && reasons
            .iter()
            .any(|reason| matches!(reason, Reason::Correspondence { .. }));
    if items.is_empty() && readable && !mere_letter {
        reasons.push(Reason::NoItem);
    }
    // Of a page that a manifest lists not at all, or twice, no writing says where it belongs. Elsewhere a check that says whose payment it is, and without a coupon the only
    // item, is that member's payment in whatever envelope it came.
    let says_whose = || memo.is_some() || is_of_the_coupon(case, &coupons, &items);
    if let Some(why) = &case.grouping_doubt
        && (case.is_tracked || !readable || !says_whose())
    {
        reasons.push(Reason::GroupingUncertain { why: why.clone() });
    }
    reasons.extend(
        case.control_differences
            .iter()
            .map(|what| Reason::ControlMismatch { what: what.clone() }),
    );
    let payments = match (amounts, memo) {
        (Some(amounts), _) if !coupons.is_empty() && !unsettled => {
            payments(&coupons, &amounts).map_err(|reason| reasons.push(reason)).ok()
        }
        (Some(amounts), Some((account, _))) => amounts.first().map(|&amount| vec![Payment { account, amount }]),
        _ => None,
    };
    let path = coupons
        .iter()
        .map(|coupon| coupon.path)
        .max()
        .or(memo.map(|(_, path)| path));
    match (payments, path) {
        (Some(payments), Some(path)) if reasons.is_empty() => Decision::Posted { path, payments },
        _ => {
            assert!(!reasons.is_empty(), "a transaction that does not post has a reason");
            reasons.sort_by_key(order);
            reasons.dedup();
            Decision::Exception { reasons }
        }
    }
}

/// Whether the payer's words on the only item mean the member of the only coupon. Then the two belong together though they do not add up: and had they come in two envelopes,
/// the payment would be that member's all the same.
fn is_of_the_coupon(case: &Case, coupons: &[Coupon], items: &[&CasePage]) -> bool {
    let ([coupon], [_], Some(sender)) = (coupons, items, case.sender) else {
        return false;
    };
    // Father and son of one name are two: then it cannot be said.
    let mut named = sender.candidates.iter().filter(|candidate| candidate.agrees_in_full());
    named.next().is_some_and(|named| named.member_id == coupon.member_id) && named.next().is_none()
}

/// Whose payment the only item is by the payer's own words, where there is no coupon.
fn by_words(
    case: &Case,
    items: &[&CasePage],
    reasons: &mut Vec<Reason>,
    is_without_coupon: bool,
) -> Option<(MemberId, Path)> {
    if !is_without_coupon || items.is_empty() {
        return None;
    }
    let settled = case.matched.ok_or(Reason::NoAccountEvidence).and_then(memo::settle);
    // Two items without a coupon may be meant for two members, whatever the words of one of them say.
    let several = |(member_id, _)| Reason::AmbiguousAccount {
        member_ids: vec![member_id],
        why: Some("there are several items and no coupon says what each is for".to_owned()),
    };
    match settled {
        Ok(of) if items.len() == 1 => return Some(of),
        Ok(of) => reasons.push(several(of)),
        Err(why) => reasons.push(why),
    }
    None
}

/// The settled coupons, one for each bill, and whether any could not be settled.
fn coupons(case: &Case, reasons: &mut Vec<Reason>) -> (Vec<Coupon>, bool) {
    let mut settled: Vec<Coupon> = Vec::new();
    let mut unsettled = false;
    for page in case.pages.iter().filter(|page| page.is_coupon()) {
        match settle(page, case) {
            Ok(coupon) => {
                // The same bill twice, torn off and whole, say, asks once.
                let same = |other: &Coupon| {
                    (other.member_id, other.bill_date, other.total_due)
                        == (coupon.member_id, coupon.bill_date, coupon.total_due)
                };
                match settled.iter_mut().find(|other| same(other)) {
                    Some(other) => other.path = other.path.min(coupon.path),
                    None => settled.push(coupon),
                }
            }
            Err(why) => {
                unsettled = true;
                reasons.extend(why);
            }
        }
    }
    (settled, unsettled)
}

/// What every item is worth; `None` if one is not known, or there are none.
fn amounts(case: &Case, items: &[&CasePage], reasons: &mut Vec<Reason>) -> Option<Vec<Amount>> {
    let mut known = Vec::new();
    for (page, worth) in worths(items, &expected(case.pages, case.matched, case.accounts), case.checks) {
        match worth {
            Worth::Known(amount) => known.push(amount),
            Worth::Conflict(one, other) => reasons.push(Reason::AmountConflict { page, one, other }),
            Worth::Unsure(candidates) => reasons.push(Reason::NoAmount { page, candidates }),
        }
    }
    (known.len() == items.len() && !known.is_empty()).then_some(known)
}

/// What readers of an item's amount may expect: what the coupons ask for, or, without one, what is due on the account that the payer's words name beyond doubt; and
/// of several items what they are likeliest worth, if that adds up to what the coupons ask for; and what the payer wrote on a coupon to be
/// enclosed.
pub fn expected(
    pages: &[CasePage],
    matched: Option<&Matched>,
    accounts: &BTreeMap<MemberId, Option<Account>>,
) -> Vec<Amount> {
    let mut expected = dues(pages);
    expected.extend(adding_up(pages, &expected));
    expected.extend(enclosed(pages));
    if let Some(Verdict::Post { member_id, .. }) = matched.map(|matched| &matched.verdict)
        && let Some(Some(account)) = accounts.get(member_id)
        && account.amount_due.is_positive()
    {
        expected.push(account.amount_due);
    }
    expected
}

/// What each of several items is likeliest worth, if all together are what the coupons ask for: a misread digit of one would show in the sum. Nothing otherwise.
fn adding_up(pages: &[CasePage], dues: &[Amount]) -> Vec<Amount> {
    let likeliest = |item: &CasePage| {
        let read = item.check().and_then(|check| check.amount.candidates.first());
        item.keyed_amount.or(read.map(|candidate| candidate.amount))
    };
    let amounts: Option<Vec<Amount>> = pages.iter().filter(|page| page.is_item()).map(likeliest).collect();
    let amounts = amounts.filter(|amounts| amounts.len() >= 2).unwrap_or_default();
    let sum = Amount::checked_sum(amounts.iter().copied());
    if sum.is_some_and(|sum| dues.contains(&sum)) {
        amounts
    } else {
        Vec::new()
    }
}

/// What payers wrote on coupons to be enclosed, where it may count. A 1 or 7 in the cents is of the same hand as on the check, and no proof of it.
fn enclosed(pages: &[CasePage]) -> impl Iterator<Item = Amount> {
    let coupons = pages.iter().filter(|page| page.is_coupon());
    coupons
        .filter_map(|page| page.seen()?.enclosed.as_ref())
        .map(|enclosed| enclosed.value)
        .filter(|amount| !has_alike_cents(*amount))
}

/// What the coupons ask for, one by one and, where there are several, together: what readers of an item's amount may expect.
pub fn dues(pages: &[CasePage]) -> Vec<Amount> {
    let due = |page: &CasePage| {
        let seen = page.seen()?;
        let mut by_code = seen
            .codes
            .iter()
            .filter(|code| code.fields.check != CheckOutcome::Failed);
        let by_print = seen
            .printed
            .as_ref()
            .and_then(|printed| printed.total_due)
            .map(|due| due.value);
        by_code.find_map(|code| code.fields.total_due).or(by_print)
    };
    let mut dues: Vec<Amount> = pages
        .iter()
        .filter(|page| page.is_coupon())
        .filter_map(due)
        .filter(|due| due.is_positive())
        .collect();
    if dues.len() > 1 {
        dues.extend(Amount::checked_sum(dues.iter().copied()));
    }
    dues.sort_unstable();
    dues.dedup();
    dues
}

/// One item with one coupon posts what the item is worth; several of either post only if they add up.
fn payments(coupons: &[Coupon], amounts: &[Amount]) -> Result<Vec<Payment>, Reason> {
    let dues: Option<Vec<Amount>> = coupons.iter().map(|coupon| coupon.total_due).collect();
    let due = dues.as_ref().and_then(|dues| Amount::checked_sum(dues.iter().copied()));
    let worth = Amount::checked_sum(amounts.iter().copied());
    let out_of_balance = || Reason::OutOfBalance {
        items: worth.unwrap_or(Amount::ZERO),
        due: due.unwrap_or(Amount::ZERO),
    };
    let worth = worth.filter(|worth| worth.is_positive()).ok_or_else(out_of_balance)?;
    if let ([coupon], [_]) = (coupons, amounts) {
        return Ok(vec![Payment {
            account: coupon.member_id,
            amount: worth,
        }]);
    }
    let dues = dues
        .filter(|dues| dues.iter().all(|due| due.is_positive()))
        .ok_or_else(out_of_balance)?;
    if due != Some(worth) {
        return Err(out_of_balance());
    }
    let mut payments: Vec<Payment> = Vec::new();
    for (coupon, due) in coupons.iter().zip(dues) {
        match payments.iter_mut().find(|payment| payment.account == coupon.member_id) {
            Some(payment) => payment.amount = payment.amount.checked_add(due).ok_or_else(out_of_balance)?,
            None => payments.push(Payment {
                account: coupon.member_id,
                amount: due,
            }),
        }
    }
    Ok(payments)
}

/// Terminated accounts and accounts on AutoPay.
fn check_accounts(case: &Case, named: impl Iterator<Item = MemberId>, reasons: &mut Vec<Reason>) {
    for member_id in named {
        let Some(Some(account)) = case.accounts.get(&member_id) else {
            continue;
        };
        if account.status == AccountStatus::Terminated && case.policy.terminated == Disposition::Queue {
            reasons.push(Reason::AccountTerminated { member_id });
        }
        if account.autopay && case.policy.autopay == Disposition::Queue {
            reasons.push(Reason::AutopayEnrolled { member_id });
        }
    }
}

fn check_duplicates(case: &Case, reasons: &mut Vec<Reason>) {
    for duplicate in case.duplicates {
        reasons.push(Reason::DuplicateItem {
            page: duplicate.page,
            batch: duplicate.batch.clone(),
            transaction: duplicate.transaction,
            by: duplicate.by,
        });
    }
}

/// Pages that cannot be read, papers of no known kind, letters, and coupons on which somebody keyed an amount.
fn check_papers(case: &Case, reasons: &mut Vec<Reason>) {
    for page in case.pages {
        let unreadable = |why: &str| Reason::UnreadablePage {
            page: page.no,
            why: why.to_owned(),
        };
        match (&page.evidence.sight, page.kind()) {
            (Sight::Unreadable(why), _) => reasons.push(unreadable(why)),
            (_, Some(PageKind::Unknown)) if !page.is_item() => {
                reasons.push(unreadable("it cannot be said what this paper is"));
            }
            (_, Some(PageKind::Letter)) if !page.is_item() && case.policy.letter == Disposition::Queue => {
                reasons.push(Reason::Correspondence { page: page.no });
            }
            _ => {}
        }
        let is_keyed = page.keyed_amount.is_some() || page.has_micr;
        if is_keyed && page.kind().is_some_and(PageKind::shows_no_item) {
            reasons.push(unreadable("the manifest has it as a check, and the image shows none"));
        }
        if page.is_coupon() && (page.keyed_amount.is_some() || page.has_micr) {
            reasons.push(unreadable(
                "the manifest has it as a check, and it bears a coupon's code",
            ));
        }
    }
}

/// The place of a reason in the contract's list.
fn order(reason: &Reason) -> usize {
    ORDER
        .iter()
        .position(|code| *code == reason.code())
        .unwrap_or(ORDER.len())
}

/// The contract's order of reasons.
const ORDER: [&str; 21] = [
    "no_account_evidence",
    "no_such_account",
    "ambiguous_account",
    "conflicting_evidence",
    "account_terminated",
    "autopay_enrolled",
    "no_item",
    "no_amount",
    "amount_conflict",
    "out_of_balance",
    "wrong_payee",
    "post_dated",
    "stale_dated",
    "unsigned",
    "duplicate_item",
    "foreign_item",
    "restrictive_note",
    "correspondence",
    "grouping_uncertain",
    "unreadable_page",
    "control_mismatch",
];
