//! The rules of the trade for what stands on an item: payee, date, signature, notes, currency.

use super::case::{Case, CasePage};
use super::coupon::Coupon;
use super::reason::{Claim, Claimant, Field, Reason};
use crate::config::Disposition;
use crate::evidence::Line;
use crate::evidence::check::texts::{likeness_within, member_ids, payee_likeness};
use crate::evidence::check::{CheckReading, Signature};
use crate::id::{MemberId, PageNo};
use crate::matching::Verdict;
use crate::micr::is_canadian;
use chrono::{Datelike, Days, NaiveDate};

/// The reader's mean certainty of a payee's line that may be held against an item. Measured on 2,122 items with 25 payable to others: at 0.65 all of these wait, and so do 4 of the
/// others; at 0.75 one of the 25 posts. On 999 more, poor scans among them, two were read with 0.53 and 0.64, their label in the midst of them; since labels are left out
/// all are read with 0.88 and more, and no other item from 0.6 on is unlike our names but where the line was cut off.
const SURELY_READ: f32 = 0.6;
/// Log-likelihood for each character with which a line is the legal amount, so that the others are known for what they are.
const LEAST_WORDS_FIT: f32 = -1.0;
/// Fewest letters of a name that can be told to be another's.
const FEWEST_LETTERS: usize = 6;

/// Every rule that an item breaks.
pub(super) fn check_items(case: &Case, items: &[&CasePage], reasons: &mut Vec<Reason>) {
    for item in items {
        reasons.extend(foreign(case, item));
        reasons.extend(other_micr(item));
        let Some(check) = item.check() else { continue };
        reasons.extend(wrong_payee(case, item, check));
        reasons.extend(wrong_date(case, item, check));
        reasons.extend(unsigned(case, item, check));
        reasons.extend(restrictive_note(case, item, check));
    }
}

/// A memo that names another member than the coupons do, by the number of one who is on file. One digit's difference is more often a slip of hand or reader.
pub(super) fn check_memo(case: &Case, items: &[&CasePage], coupons: &[Coupon], reasons: &mut Vec<Reason>) {
    /// The reader's mean certainty of a line whose number may speak against a coupon.
    const SURE_NUMBER: f32 = 0.85;
    let paid = |id: MemberId| coupons.iter().any(|coupon| coupon.member_id == id);
    if let (Some(coupon), Some(Verdict::Post { member_id, .. })) =
        (coupons.first(), case.memo.map(|matched| &matched.verdict))
        && !paid(*member_id)
    {
        reasons.push(names_another(None, *member_id, coupon));
        return;
    }
    for item in items {
        let lines = item.check().map_or(&[][..], |check| &check.memo);
        let named = lines
            .iter()
            .filter(|line| line.read.score.get() >= SURE_NUMBER)
            .flat_map(|line| member_ids(line.text()));
        for id in named.filter(|id| matches!(case.accounts.get(id), Some(Some(_)))) {
            let differs = |coupon: &Coupon| {
                let pairs = coupon.member_id.as_str().bytes().zip(id.as_str().bytes());
                pairs.filter(|(a, b)| a != b).count() >= 2
            };
            if let Some(coupon) = coupons.first().filter(|_| coupons.iter().all(differs)) {
                reasons.push(names_another(Some(item.no), id, coupon));
            }
        }
    }
}

fn names_another(page: Option<PageNo>, member_id: MemberId, coupon: &Coupon) -> Reason {
    Reason::ConflictingEvidence {
        field: Field::MemberId,
        one: Claim {
            by: Claimant::Check,
            page,
            says: member_id.to_string(),
        },
        other: Claim {
            by: coupon.path.claimant(),
            page: None,
            says: coupon.member_id.to_string(),
        },
    }
}

/// Another payee, surely read. A payee that is not read is no reason.
fn wrong_payee(case: &Case, item: &CasePage, check: &CheckReading) -> Option<Reason> {
    let payee = check.payee.as_ref()?;
    let letters = payee.value.chars().filter(|c| c.is_alphabetic()).count();
    // Where the legal amount was not found, its line or the bank's name may have been taken for the payee's.
    let lines_known = check.amount.words_fit.is_none_or(|fit| fit >= LEAST_WORDS_FIT);
    let is_other = lines_known
        && payee.score.get() >= SURELY_READ
        && letters >= FEWEST_LETTERS
        && payee_likeness(&payee.value, &case.checks.payees) < case.checks.payee_likeness;
    (is_other && case.checks.wrong_payee == Disposition::Queue).then(|| Reason::WrongPayee {
        page: item.no,
        read: payee.value.clone(),
    })
}

/// How likely a check is to bear a date before it is read, against one of the last weeks, by the days from the date to its receipt. Measured on 1,299 checks that were read: with
/// these weights and the default certainty the 17 that are post-dated or stale wait, and so do 7 of the 1,282 others; of 5,990 more all 27 that are post-dated, and 33 others.
fn usual(days: i64) -> f64 {
    match days {
        0..=60 => 1.0,
        61..=180 => 0.3,
        // Checks that wait for the next pay-day, and forgotten ones; few are a day or two ahead of the mail, or more than a month.
        -30..=-4 | 181..=450 => 0.15,
        -60..=-31 | -3..=-1 => 0.05,
        451..=1_280 => 0.03,
        // Further off, a misread figure is likelier.
        -370..=-61 => 0.01,
        _ => 0.001,
    }
}

/// In the future, or too long ago. In January many write last year's number: a date a year back is such a slip. A date that is half read is held against the
/// item where it may well be wrong: nobody guesses that it is not.
fn wrong_date(case: &Case, item: &CasePage, check: &CheckReading) -> Option<Reason> {
    /// Share of the probability that must lie on dates at all for the line to be read.
    const READ: f64 = 0.25;
    /// Weight of what is none of the dates that were read: mostly a usual date misread.
    const UNREAD: f64 = 0.3;
    /// Probability of one date alone from which it is held against the item however far off it is. Measured on 2,547 items, of which none is so old: no misread year gave any
    /// one date more than 0.93.
    const SURE: f32 = 0.95;
    let rules = case.checks;
    let latest = case
        .received
        .checked_add_days(Days::new(u64::from(rules.post_dated_days)))?;
    let earliest = case
        .received
        .checked_sub_days(Days::new(u64::from(rules.stale_after_days)))?;
    let weighed: Vec<(NaiveDate, f64)> = check
        .dates
        .iter()
        .map(|c| {
            let days = (case.received - c.date).num_days();
            (c.date, f64::from(c.probability.get()) * usual(days))
        })
        .collect();
    let read: f64 = check.dates.iter().map(|c| f64::from(c.probability.get())).sum();
    if read < READ {
        return None;
    }
    let all = weighed.iter().map(|(_, weight)| weight).sum::<f64>() + (1.0 - read).max(0.0) * UNREAD;
    let held_against = |is: &dyn Fn(NaiveDate) -> bool| -> Option<NaiveDate> {
        let such = || weighed.iter().filter(|(date, _)| is(*date));
        let mass: f64 = such().map(|(_, weight)| weight).sum();
        let most = such().max_by(|a, b| a.1.total_cmp(&b.1))?;
        (mass >= rules.date_certainty * all).then_some(most.0)
    };
    let is_late = |date: NaiveDate| date > latest;
    let is_old = |date: NaiveDate| date < earliest && !is_january_slip(date, case.received);
    // A year far off is a misread one, unless it is surely read.
    let is_near = |date: NaiveDate| (date - latest).num_days() <= 370 && (earliest - date).num_days() <= 1_100;
    let sure = check.dates.first().filter(|first| first.probability.get() >= SURE);
    let surely = |is: &dyn Fn(NaiveDate) -> bool| sure.map(|first| first.date).filter(|date| is(*date));
    let held = |is: &dyn Fn(NaiveDate) -> bool| surely(is).or_else(|| held_against(&|date| is(date) && is_near(date)));
    let is_check = !item.is_money_order();
    let late = held(&is_late).filter(|_| rules.post_dated == Disposition::Queue);
    let old = held(&is_old).filter(|_| is_check && rules.stale_dated == Disposition::Queue);
    late.map(|date| Reason::PostDated { page: item.no, date })
        .or(old.map(|date| Reason::StaleDated { page: item.no, date }))
}

/// A date in January of the year before, on an item received in January or in the first days of February.
fn is_january_slip(date: NaiveDate, received: NaiveDate) -> bool {
    let in_january = received.month() == 1 || (received.month() == 2 && received.day() <= 7);
    in_january && date.month() == 1 && date.year() + 1 == received.year()
}

/// Nothing where a signature belongs. Whoever buys a money order need not sign it.
fn unsigned(case: &Case, item: &CasePage, check: &CheckReading) -> Option<Reason> {
    let signature = check.signature.as_ref()?;
    let is_blank = signature.value == Signature::Blank && !item.is_money_order();
    (is_blank && case.checks.unsigned == Disposition::Queue).then_some(Reason::Unsigned { page: item.no })
}

/// A line of another country's form, or an amount in another country's money. A routing number that is not read is no reason.
fn foreign(case: &Case, item: &CasePage) -> Option<Reason> {
    /// The reader's mean certainty of the words, and their likeness to other money, from which they are of it.
    const SURELY: (f32, f64) = (0.8, 0.9);
    let pictured = item
        .seen()
        .and_then(|seen| seen.micr.as_ref())
        .map(|micr| micr.line.as_str());
    let magnetic = item.magnetic.as_ref().map(|micr| micr.raw.as_str());
    let words = item.check().and_then(|check| check.words.as_ref());
    let words = words
        .filter(|words| words.score.get() >= SURELY.0)
        .map(|words| words.value.as_str());
    let is_of = |money: &String| words.is_some_and(|words| likeness_within(money, words) >= SURELY.1);
    let is_foreign =
        [pictured, magnetic].into_iter().flatten().any(is_canadian) || case.checks.foreign_money.iter().any(is_of);
    (is_foreign && case.checks.foreign_item == Disposition::Queue).then_some(Reason::ForeignItem { page: item.no })
}

/// The magnetic reader and the picture, both surely read, say different things.
fn other_micr(item: &CasePage) -> Option<Reason> {
    let (magnetic, pictured) = (item.magnetic.as_ref()?, item.pictured_micr()?);
    // Bank accounts are not written out: the last digits tell the two apart.
    let end = |text: &Option<String>| {
        text.as_ref()
            .map(|text| text[text.len().saturating_sub(4)..].to_owned())
    };
    let differs = |one: bool, what: &str, a: String, b: String| {
        one.then(|| Reason::ConflictingEvidence {
            field: Field::Micr,
            one: Claim {
                by: Claimant::Manifest,
                page: Some(item.no),
                says: format!("{what} {a}"),
            },
            other: Claim {
                by: Claimant::Check,
                page: Some(item.no),
                says: format!("{what} {b}"),
            },
        })
    };
    let text = |value: Option<String>| value.unwrap_or_default();
    let (a, b) = (magnetic, &pictured);
    differs(
        a.routing.is_some() && b.routing.is_some() && a.routing != b.routing,
        "routing number",
        text(a.routing.map(|r| r.to_string())),
        text(b.routing.map(|r| r.to_string())),
    )
    .or_else(|| {
        differs(
            a.account.is_some() && b.account.is_some() && a.account != b.account,
            "account ending in",
            text(end(&a.account)),
            text(end(&b.account)),
        )
    })
    .or_else(|| {
        differs(
            a.serial.is_some() && b.serial.is_some() && a.serial != b.serial,
            "check number",
            text(a.serial.as_ref().map(ToString::to_string)),
            text(b.serial.as_ref().map(ToString::to_string)),
        )
    })
}

/// "Paid in full" and the like, anywhere at the lower left.
fn restrictive_note(case: &Case, item: &CasePage, check: &CheckReading) -> Option<Reason> {
    /// Log-likelihood for each letter from which what the reader saw may be a note, however it read it, and the letters of the shortest note that is known so. Measured on
    /// 1,728 memo lines, 17 of them notes: these have -1.3 and more, of the others one has -1.6 and the next -2.3.
    const SEEN: f32 = -1.4;
    const SHORTEST_SEEN: usize = 10;
    let is_note = |line: &&Line| {
        case.checks.restrictive_notes.iter().any(|note| {
            likeness_within(note, line.text()) >= case.checks.note_likeness
                || note.len() >= SHORTEST_SEEN && line.ends_with(note) >= SEEN
        })
    };
    let line = check.memo.iter().find(is_note)?;
    (case.checks.restrictive_note == Disposition::Queue).then(|| Reason::RestrictiveNote {
        page: item.no,
        text: line.text().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::checks::CheckRules;
    use crate::decision::tests::{ANN, barcode, check, decided_with, dollars, page, seen, words};
    use crate::evidence::PageKind;
    use crate::evidence::Reading;
    use crate::evidence::check::DateCandidate;
    use crate::evidence::ink::Ink;
    use crate::evidence::line::misread;
    use crate::score::Score;

    fn line(text: &str, score: f32) -> Reading<String> {
        Reading {
            value: text.to_owned(),
            score: Score::new(score),
            region: None,
        }
    }

    fn written(read: Reading<String>) -> Line {
        Line {
            read,
            ink: Ink::default(),
        }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn dated(date: &str) -> CheckReading {
        CheckReading {
            dates: vec![DateCandidate {
                date: day(date),
                probability: Score::new(0.95),
            }],
            ..CheckReading::default()
        }
    }

    fn signed(signature: Signature) -> CheckReading {
        let signature = Reading {
            value: signature,
            score: Score::SURE,
            region: None,
        };
        CheckReading {
            signature: Some(signature),
            ..CheckReading::default()
        }
    }

    fn payable_to(payee: &str, score: f32) -> CheckReading {
        CheckReading {
            payee: Some(line(payee, score)),
            ..CheckReading::default()
        }
    }

    fn noted(note: &str) -> CheckReading {
        CheckReading {
            memo: [line("Memo", 0.9), line(note, 0.9)].map(written).to_vec(),
            ..CheckReading::default()
        }
    }

    /// What becomes of an envelope with a coupon and this item, keyed and received on a day; `change` changes the rules.
    fn said(item: CasePage, reading: CheckReading, received: &str, change: impl FnOnce(&mut CheckRules)) -> String {
        let mut item = item;
        seen(&mut item).check = Some(reading);
        let pages = [barcode(1, ANN, "120.00"), item];
        let mut rules = CheckRules::default();
        change(&mut rules);
        words(&decided_with(&pages, |case| {
            case.checks = &rules;
            case.received = day(received);
        }))
    }

    fn a_check() -> CasePage {
        check(2, Some("120.00"))
    }

    fn a_money_order() -> CasePage {
        CasePage {
            keyed_amount: Some(dollars("120.00")),
            ..page(2, PageKind::MoneyOrder)
        }
    }

    /// The rule breaks, and its disposition switches it off.
    #[track_caller]
    fn breaks(reading: &CheckReading, code: &str, off: fn(&mut CheckRules)) {
        assert_eq!(said(a_check(), reading.clone(), "2026-01-09", |_| {}), code);
        assert_eq!(said(a_check(), reading.clone(), "2026-01-09", off), posts());
    }

    fn posts() -> String {
        format!("barcode: {ANN} 120.00")
    }

    #[track_caller]
    fn is_fine(item: CasePage, reading: CheckReading, received: &str) {
        assert_eq!(said(item, reading, received, |_| {}), posts());
    }

    #[test]
    fn a_check_of_tomorrow_waits() {
        breaks(&dated("2026-02-15"), "post_dated", |rules| {
            rules.post_dated = Disposition::Post;
        });
        is_fine(a_check(), dated("2026-01-09"), "2026-01-09");
        let tomorrow = said(a_check(), dated("2026-01-10"), "2026-01-09", |rules| {
            rules.post_dated_days = 3;
        });
        assert_eq!(tomorrow, posts(), "within the days that are no matter");
        assert_eq!(
            said(a_money_order(), dated("2026-02-15"), "2026-01-09", |_| {}),
            "post_dated"
        );
    }

    #[test]
    fn a_check_of_last_spring_waits_and_a_money_order_does_not() {
        breaks(&dated("2025-04-02"), "stale_dated", |rules| {
            rules.stale_dated = Disposition::Post;
        });
        is_fine(a_money_order(), dated("2025-04-02"), "2026-01-09");
        is_fine(a_check(), dated("2025-11-02"), "2026-01-09");
    }

    #[test]
    fn last_years_number_in_january_is_a_slip() {
        is_fine(a_check(), dated("2025-01-07"), "2026-01-09");
        is_fine(a_check(), dated("2025-01-30"), "2026-02-05");
        assert_eq!(
            said(a_check(), dated("2025-01-07"), "2026-03-09", |_| {}),
            "stale_dated"
        );
        assert_eq!(
            said(a_check(), dated("2024-01-07"), "2026-01-09", |_| {}),
            "stale_dated"
        );
    }

    #[test]
    fn a_date_that_is_hardly_read_is_held_against_nobody() {
        let mut faint = dated("2026-02-15");
        faint.dates[0].probability = Score::new(0.1);
        is_fine(a_check(), faint, "2026-01-09");
        is_fine(a_check(), CheckReading::default(), "2026-01-09");
        let mut misread_year = dated("2020-01-05");
        misread_year.dates[0].probability = Score::new(0.9);
        is_fine(a_check(), misread_year, "2026-01-09");
        let mut misread = dated("2026-11-06");
        misread.dates[0].probability = Score::new(0.5);
        is_fine(a_check(), misread, "2026-01-09");
    }

    #[test]
    fn a_date_surely_read_waits_however_far_off_it_is() {
        let said = |date: &str| said(a_check(), dated(date), "2026-01-09", |_| {});
        assert_eq!(said("2019-11-05"), "stale_dated");
        assert_eq!(said("2028-01-05"), "post_dated");
        is_fine(a_money_order(), dated("2019-11-05"), "2026-01-09");
    }

    #[test]
    fn a_date_half_read_that_may_well_be_tomorrow_waits() {
        let mut half = dated("2026-01-14");
        half.dates[0].probability = Score::new(0.6);
        half.dates.push(DateCandidate {
            date: day("2026-01-04"),
            probability: Score::new(0.35),
        });
        assert_eq!(said(a_check(), half, "2026-01-09", |_| {}), "post_dated");
    }

    #[test]
    fn an_unsigned_check_waits_and_an_unsigned_money_order_does_not() {
        breaks(&signed(Signature::Blank), "unsigned", |rules| {
            rules.unsigned = Disposition::Post;
        });
        is_fine(a_money_order(), signed(Signature::Blank), "2026-01-09");
        is_fine(a_check(), signed(Signature::Present), "2026-01-09");
    }

    #[test]
    fn an_amount_in_other_money_waits() {
        let in_words = |words: &str, score: f32| CheckReading {
            words: Some(line(words, score)),
            ..CheckReading::default()
        };
        for words in [
            "One hundred twenty 00/100 CANADIAN DOLLARS",
            "Eighty Euros and 50/100",
            "Ninety Canadlan dollars",
        ] {
            breaks(&in_words(words, 0.9), "foreign_item", |rules| {
                rules.foreign_item = Disposition::Post;
            });
        }
        is_fine(a_check(), in_words("Eighty euros", 0.5), "2026-01-09");
        for ours in [
            "One hundred twenty and 00/100 DOLLARS",
            "Two hundred four & no/100",
            "Seven thousand U.S. dollars",
        ] {
            is_fine(a_check(), in_words(ours, 0.95), "2026-01-09");
        }
    }

    #[test]
    fn a_note_that_restricts_the_payment_waits() {
        for note in ["PAID IN FULL", "for pald in ful", "accord & satisfaction"] {
            breaks(&noted(note), "restrictive_note", |rules| {
                rules.restrictive_note = Disposition::Post;
            });
        }
        for note in ["January premium", "700123456789", "acct 7001 thank you"] {
            is_fine(a_check(), noted(note), "2026-01-09");
        }
    }

    #[test]
    fn a_note_waits_though_the_reader_held_other_letters_for_likelier() {
        let seen = |read: &str, written: &str| CheckReading {
            memo: vec![misread(read, written)],
            ..CheckReading::default()
        };
        let note = seen("for pmlt na full", "for paid in full");
        assert!(likeness_within("paid in full", "for pmlt na full") < CheckRules::default().note_likeness);
        assert_eq!(said(a_check(), note, "2026-01-09", |_| {}), "restrictive_note");
        let premium = seen("for plan premium", "for paid january");
        is_fine(a_check(), premium, "2026-01-09");
    }

    #[test]
    fn another_payee_waits_only_if_it_is_surely_read() {
        breaks(&payable_to("City of Worcester", 0.95), "wrong_payee", |rules| {
            rules.wrong_payee = Disposition::Post;
        });
        is_fine(a_check(), payable_to("City of Worcester", 0.5), "2026-01-09");
        is_fine(a_check(), payable_to("CVS", 0.95), "2026-01-09");
        for ours in [
            "Heatth Connecton",
            "MASS HEALTH CONNECTOR",
            "Pay to the order of Health Connector",
        ] {
            is_fine(a_check(), payable_to(ours, 0.95), "2026-01-09");
        }
    }

    #[test]
    fn every_rule_that_an_item_breaks_is_told() {
        let reading = CheckReading {
            payee: Some(line("City of Worcester", 0.95)),
            memo: vec![written(line("paid in full", 0.9))],
            signature: signed(Signature::Blank).signature,
            ..dated("2025-04-02")
        };
        let found = said(a_check(), reading, "2026-01-09", |_| {});
        assert_eq!(found, "wrong_payee stale_dated unsigned restrictive_note");
    }
}
