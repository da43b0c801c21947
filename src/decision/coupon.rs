//! Whose bill a coupon is: its codes and its printed text, which must agree.

use super::Path;
use super::case::{Case, CasePage};
use super::reason::{Claim, Claimant, Field, Reason};
use crate::account::Account;
use crate::config::Disposition;
use crate::config::coupon_format::{CheckOutcome, Mark};
use crate::evidence::codes::proves;
use crate::evidence::printed::{NameAgreement, name_agrees};
use crate::id::MemberId;
use crate::money::Amount;
use chrono::NaiveDate;

/// A coupon whose account is settled.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Coupon {
    /// Whose.
    pub(super) member_id: MemberId,
    /// What settled it.
    pub(super) path: Path,
    /// Of which day.
    pub(super) bill_date: Option<NaiveDate>,
    /// What it asks for.
    pub(super) total_due: Option<Amount>,
}

/// What one reader says of a coupon.
struct Statement {
    by: Claimant,
    member_id: MemberId,
    bill_date: Option<NaiveDate>,
    total_due: Option<Amount>,
    /// Enough to decide alone, the account being on file.
    decides: bool,
}

/// Settles a coupon, or says every reason why not.
pub(super) fn settle(page: &CasePage, case: &Case) -> Result<Coupon, Vec<Reason>> {
    let statements = statements(page);
    let mut conflicts = conflicts(page, &statements);
    conflicts.extend(misprinted(page, &statements));
    conflicts.extend(other_lockbox(page, case.lockbox));
    if !conflicts.is_empty() {
        return Err(conflicts);
    }
    let Some(first) = statements.first() else {
        return Err(vec![Reason::NoAccountEvidence]);
    };
    let Some(Some(account)) = case.accounts.get(&first.member_id) else {
        return Err(vec![Reason::NoSuchAccount {
            member_id: first.member_id,
            source: first.by,
        }]);
    };
    if let Some(stranger) = strange_name(page, &statements, account) {
        return Err(vec![stranger]);
    }
    let path = decided_by(page, &statements, account, case).ok_or_else(|| vec![Reason::NoAccountEvidence])?;
    Ok(Coupon {
        member_id: first.member_id,
        path,
        bill_date: statements.iter().find_map(|s| s.bill_date),
        total_due: statements.iter().find_map(|s| s.total_due),
    })
}

/// All that the readers state, the strongest first. A code whose check digit fails states nothing: which of its digits is wrong is not known.
fn statements(page: &CasePage) -> Vec<Statement> {
    let Some(seen) = page.seen() else { return Vec::new() };
    let mut all: Vec<Statement> = seen
        .codes
        .iter()
        .filter(|code| code.fields.check != CheckOutcome::Failed)
        .map(|code| Statement {
            by: if code.mark == Mark::ScanLine {
                Claimant::ScanLine
            } else {
                Claimant::Barcode
            },
            member_id: code.fields.member_id,
            bill_date: code.fields.bill_date,
            total_due: code.fields.total_due,
            decides: proves(code),
        })
        .collect();
    if let Some(printed) = &seen.printed
        && let Some(member_id) = printed.member_id
    {
        all.push(Statement {
            by: Claimant::PrintedText,
            member_id: member_id.value,
            bill_date: printed.bill_date.map(|date| date.value),
            total_due: printed.total_due.map(|due| due.value),
            decides: false,
        });
    }
    all.sort_by_key(|s| (!s.decides, s.by));
    all
}

/// Barcodes whose own error detection held and whose check digit does not: they were read right and printed wrong, or are another biller's.
/// They decide nothing, and they may not name another member than what decides.
fn misprinted(page: &CasePage, statements: &[Statement]) -> Vec<Reason> {
    let (Some(seen), Some(first)) = (page.seen(), statements.first()) else {
        return Vec::new();
    };
    seen.codes
        .iter()
        .filter(|code| code.mark != Mark::ScanLine && code.fields.check == CheckOutcome::Failed)
        .filter(|code| code.fields.member_id != first.member_id)
        .map(|code| Reason::ConflictingEvidence {
            field: Field::MemberId,
            one: Claim {
                by: first.by,
                page: Some(page.no),
                says: first.member_id.to_string(),
            },
            other: Claim {
                by: Claimant::Barcode,
                page: Some(page.no),
                says: code.fields.member_id.to_string(),
            },
        })
        .collect()
}

/// Codes that were printed for another lockbox.
fn other_lockbox(page: &CasePage, ours: &str) -> Vec<Reason> {
    let codes = page.seen().map_or(&[][..], |seen| &seen.codes);
    codes
        .iter()
        .filter(|code| code.fields.check != CheckOutcome::Failed)
        .filter_map(|code| Some((code, code.fields.lockbox.as_deref().filter(|theirs| *theirs != ours)?)))
        .map(|(code, theirs)| Reason::ConflictingEvidence {
            field: Field::Lockbox,
            one: Claim {
                by: if code.mark == Mark::ScanLine {
                    Claimant::ScanLine
                } else {
                    Claimant::Barcode
                },
                page: Some(page.no),
                says: theirs.to_owned(),
            },
            other: Claim {
                by: Claimant::Configuration,
                page: None,
                says: ours.to_owned(),
            },
        })
        .collect()
}

/// Every disagreement between any two statements, with both sides.
fn conflicts(page: &CasePage, statements: &[Statement]) -> Vec<Reason> {
    let mut found = Vec::new();
    for (index, one) in statements.iter().enumerate() {
        for other in &statements[index + 1..] {
            let claim = |by, says: String| Claim {
                by,
                page: Some(page.no),
                says,
            };
            let mut differ = |field, a: String, b: String| {
                let reason = Reason::ConflictingEvidence {
                    field,
                    one: claim(one.by, a),
                    other: claim(other.by, b),
                };
                if !found.contains(&reason) {
                    found.push(reason);
                }
            };
            if one.member_id != other.member_id {
                differ(Field::MemberId, one.member_id.to_string(), other.member_id.to_string());
            }
            // Only the Member ID is read from print so surely that it can speak against a code.
            if one.decides && other.by == Claimant::PrintedText {
                continue;
            }
            if let (Some(a), Some(b)) = (one.bill_date, other.bill_date)
                && a != b
            {
                differ(Field::BillDate, a.to_string(), b.to_string());
            }
            if let (Some(a), Some(b)) = (one.total_due, other.total_due)
                && a != b
            {
                differ(Field::TotalDue, format!("${a}"), format!("${b}"));
            }
        }
    }
    found
}

/// Good lines of print from which a name would have been read, if it stood there.
const LINES_ENOUGH: usize = 6;
/// The engine's certainty of a good line.
const GOOD_LINE: f32 = 0.85;

/// Where a scan line stands alone, the name printed beside it must not be another's: most of the print was read well, and nothing of the
/// account's name is in it.
fn strange_name(page: &CasePage, statements: &[Statement], account: &Account) -> Option<Reason> {
    if statements.iter().any(|statement| statement.by != Claimant::ScanLine) {
        return None;
    }
    let lines = &page.seen()?.printed.as_ref()?.lines;
    let good: Vec<&str> = lines
        .iter()
        .filter(|line| line.score.get() >= GOOD_LINE)
        .map(|line| line.value.as_str())
        .collect();
    let is_strange = good.len() >= LINES_ENOUGH && name_agrees(lines, &account.name) == NameAgreement::NotFound;
    is_strange.then(|| Reason::ConflictingEvidence {
        field: Field::Name,
        one: Claim {
            by: Claimant::PrintedText,
            page: Some(page.no),
            says: good.join(" / "),
        },
        other: Claim {
            by: Claimant::AccountMaster,
            page: None,
            says: account.name.clone(),
        },
    })
}

/// What settles the account: a code that proved itself, or else printed Member ID and name. `None` if nothing does.
fn decided_by(page: &CasePage, statements: &[Statement], account: &Account, case: &Case) -> Option<Path> {
    let first = statements.first()?;
    if first.decides {
        return Some(if first.by == Claimant::Barcode {
            Path::CouponBarcode
        } else {
            Path::CouponScanLine
        });
    }
    let printed = page.seen()?.printed.as_ref()?;
    printed.member_id?;
    let is_named = name_agrees(&printed.lines, &account.name) == NameAgreement::Agrees;
    // A code without a check digit, or a scan line not surely read, says the same as the printed text.
    let two_agree = statements.len() >= 2;
    (is_named && (two_agree || case.policy.printed_text_alone == Disposition::Post)).then_some(Path::CouponText)
}
