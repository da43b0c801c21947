//! Grouping: which pages came in one envelope, where the scanner did not say.
//!
//! Within an envelope the scan order is coupons, then items, then other papers. A coupon after an item or another paper, and an item after
//! another paper, therefore begin a new envelope for sure. What lies between two such places is certain only where its money proves it.

use crate::evidence::PageKind;
use crate::geometry::Side;
use crate::id::PageNo;
use crate::money::Amount;

/// The little about a page that grouping needs.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Paper {
    /// Which page.
    pub no: PageNo,
    /// Which face.
    pub side: Side,
    /// What it is; `None` if it cannot be decoded.
    pub kind: Option<PageKind>,
    /// It carries money, by its kind or by the manifest.
    pub is_item: bool,
    /// What an item is worth, where that is known.
    pub worth: Option<Amount>,
    /// What a coupon asks for, where that is known.
    pub due: Option<Amount>,
}

/// Pages that came in one envelope.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Envelope {
    /// In scan order, at least one.
    pub pages: Vec<PageNo>,
    /// Why it is not certain, in words; `None` if it is.
    pub doubt: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Role {
    Coupon,
    Item,
    Other,
}

/// A front with the backs that follow it.
struct Sheet {
    role: Role,
    is_letter: bool,
    worth: Option<Amount>,
    due: Option<Amount>,
    known: bool,
    pages: Vec<PageNo>,
}

/// Groups the pages of a batch, given in scan order, into envelopes, in scan order. Every page is in exactly one.
pub fn group(papers: &[Paper]) -> Vec<Envelope> {
    let mut envelopes = Vec::new();
    let mut segment: Vec<Sheet> = Vec::new();
    for sheet in sheets(papers) {
        let begins = segment.last().is_some_and(|last| sheet.role < last.role);
        if begins {
            envelopes.extend(split(&segment));
            segment.clear();
        }
        segment.push(sheet);
    }
    envelopes.extend(split(&segment));
    envelopes
}

fn sheets(papers: &[Paper]) -> Vec<Sheet> {
    let mut sheets: Vec<Sheet> = Vec::new();
    for paper in papers {
        let is_coupon = paper.kind.is_some_and(PageKind::is_coupon);
        let belongs_to_last = paper.side == Side::Back && !is_coupon && !paper.is_item;
        match sheets.last_mut() {
            Some(last) if belongs_to_last => {
                last.known &= paper.kind.is_some();
                last.pages.push(paper.no);
            }
            _ => sheets.push(Sheet {
                role: if is_coupon {
                    Role::Coupon
                } else if paper.is_item {
                    Role::Item
                } else {
                    Role::Other
                },
                is_letter: paper.kind == Some(PageKind::Letter),
                worth: paper.worth,
                due: paper.due,
                known: paper.is_item || paper.kind.is_some_and(|kind| kind != PageKind::Unknown),
                pages: vec![paper.no],
            }),
        }
    }
    sheets
}

/// Cuts coupons, items and other papers, in this order, into envelopes.
fn split(segment: &[Sheet]) -> Vec<Envelope> {
    let coupons = segment.iter().filter(|sheet| sheet.role == Role::Coupon).count();
    let items = segment.iter().filter(|sheet| sheet.role == Role::Item).count();
    let unknown = segment.iter().any(|sheet| !sheet.known);
    if segment.is_empty() {
        return Vec::new();
    }
    if unknown {
        return vec![envelope(
            segment,
            Some("a page of no known kind lies among these: where an envelope begins is not certain".to_owned()),
        )];
    }
    if coupons == 0 {
        return without_coupon(segment, items);
    }
    if items == 0 && coupons == 1 {
        return vec![envelope(segment, None)];
    }
    let due = |sheets: &[Sheet]| sum(sheets.iter().map(|sheet| sheet.due));
    let worth = |sheets: &[Sheet]| sum(sheets.iter().map(|sheet| sheet.worth));
    let (of_coupons, rest) = segment.split_at(coupons);
    let (of_items, others) = rest.split_at(items);
    if coupons > 0 && items > 0 {
        if same(due(of_coupons), worth(of_items)) {
            return vec![envelope(segment, None)];
        }
        // The first check pays all the coupons before it: the checks after it came without one.
        if items > 1 && same(due(of_coupons), worth(&of_items[..1])) {
            let mut envelopes = vec![envelope(&segment[..=coupons], None)];
            let mut rest = without_coupon(&segment[coupons + 1..], items - 1);
            // With the first check, or with the last.
            if !others.is_empty() {
                for envelope in &mut rest {
                    envelope.doubt = Some(MAYBE_ONE.to_owned());
                }
            }
            envelopes.extend(rest);
            return envelopes;
        }
        // The checks pay the last coupon: the coupons before it came without one.
        if coupons > 1 && same(due(&of_coupons[coupons - 1..]), worth(of_items)) {
            let doubt = "coupons without a check follow one another: how many envelopes they came in is not certain";
            let first = envelope(&segment[..coupons - 1], (coupons > 2).then(|| doubt.to_owned()));
            return vec![first, envelope(&segment[coupons - 1..], None)];
        }
    }
    let doubt = format!(
        "{coupons} coupon(s) and {items} check(s) follow one another and do not add up: they may have come in several envelopes"
    );
    vec![envelope(segment, Some(doubt))]
}

/// Why several checks without a coupon are not certain.
const MAYBE_ONE: &str = "checks without a coupon follow one another: how many envelopes they came in is not certain";

/// Cuts items without a coupon, and the papers after them, into envelopes: each check is taken for itself. Several may have come in one, but whose payment a check is
/// then only its own words say; what a letter after them says may be of all of them, and they are left together.
fn without_coupon(segment: &[Sheet], items: usize) -> Vec<Envelope> {
    let doubt = (items > 1).then(|| MAYBE_ONE.to_owned());
    if segment.iter().any(|sheet| sheet.is_letter) {
        return vec![envelope(segment, doubt)];
    }
    let (alone, last) = segment.split_at(items.saturating_sub(1));
    let mut sheets: Vec<&[Sheet]> = alone.chunks(1).collect();
    sheets.push(last);
    sheets
        .into_iter()
        .map(|sheets| envelope(sheets, doubt.clone()))
        .collect()
}

fn envelope(sheets: &[Sheet], doubt: Option<String>) -> Envelope {
    Envelope {
        pages: sheets.iter().flat_map(|sheet| sheet.pages.iter().copied()).collect(),
        doubt,
    }
}

/// The sum, if every amount is known.
fn sum(amounts: impl Iterator<Item = Option<Amount>>) -> Option<Amount> {
    amounts.collect::<Option<Vec<_>>>().and_then(Amount::checked_sum)
}

/// Both known, and the same sum of money.
fn same(one: Option<Amount>, other: Option<Amount>) -> bool {
    one.is_some_and(|one| one.is_positive() && Some(one) == other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn paper(no: u32, code: &str) -> Paper {
        let (kind, rest) = code.split_at(1);
        let cents = rest.parse().ok().and_then(Amount::from_cents);
        let kind = match kind {
            "c" => PageKind::Coupon,
            "i" => PageKind::Check,
            "b" => PageKind::Back,
            "?" => PageKind::Unknown,
            "l" => PageKind::Letter,
            _ => PageKind::Envelope,
        };
        Paper {
            no: PageNo(no),
            side: if kind == PageKind::Back {
                Side::Back
            } else {
                Side::Front
            },
            kind: Some(kind),
            is_item: kind.is_item(),
            worth: cents.filter(|_| kind.is_item()),
            due: cents.filter(|_| kind.is_coupon()),
        }
    }

    /// `c100 i100|i50?`: envelopes stand between bars, an uncertain one ends with a question mark.
    fn grouped(batch: &str) -> String {
        let papers: Vec<Paper> = (1..).zip(batch.split(' ')).map(|(no, code)| paper(no, code)).collect();
        let codes: Vec<&str> = batch.split(' ').collect();
        let show = |envelope: &Envelope| {
            let pages: Vec<&str> = envelope
                .pages
                .iter()
                .map(|no| codes[usize::try_from(no.0).unwrap() - 1])
                .collect();
            format!("{}{}", pages.join(" "), if envelope.doubt.is_some() { "?" } else { "" })
        };
        group(&papers).iter().map(show).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn a_coupon_with_a_check_of_its_amount_is_an_envelope() {
        assert_eq!(grouped("c100 i100 c70 i70 o"), "c100 i100|c70 i70 o");
        assert_eq!(grouped("c100 b i100 b c70 b i70 b"), "c100 b i100 b|c70 b i70 b");
    }

    #[test]
    fn a_check_of_another_amount_may_be_of_another_envelope() {
        assert_eq!(grouped("c100 i60 c70 i70"), "c100 i60?|c70 i70");
        assert_eq!(grouped("c100 i"), "c100 i?");
    }

    #[test]
    fn several_that_add_up_belong_together() {
        assert_eq!(grouped("c100 c70 i170 c50 i20 i30"), "c100 c70 i170|c50 i20 i30");
    }

    #[test]
    fn a_check_after_one_that_pays_the_coupon_came_alone() {
        assert_eq!(grouped("c100 i100 i55 c70 i70"), "c100 i100|i55|c70 i70");
        assert_eq!(grouped("c100 i100 i55 i56"), "c100 i100|i55?|i56?");
        assert_eq!(grouped("c100 i100 i55 o"), "c100 i100|i55 o?");
        assert_eq!(grouped("c30 c100 i100"), "c30|c100 i100");
    }

    #[test]
    fn what_does_not_add_up_or_is_not_known_is_uncertain() {
        assert_eq!(grouped("c100 c70 i80"), "c100 c70 i80?");
        assert_eq!(grouped("c100 ? i100"), "c100 ?|i100".replace("?|", "??|"));
    }

    #[test]
    fn checks_without_a_coupon_are_taken_one_by_one_and_none_is_certain() {
        assert_eq!(grouped("i10 b i20 i30 o o c70 i70"), "i10 b?|i20?|i30 o o?|c70 i70");
        assert_eq!(grouped("i10 o i20 o"), "i10 o|i20 o");
    }

    #[test]
    fn a_letter_after_several_checks_may_be_of_all_of_them() {
        assert_eq!(grouped("i10 i20 o l i30"), "i10 i20 o l?|i30");
        assert_eq!(grouped("i10 l i20 l"), "i10 l|i20 l");
        assert_eq!(grouped("c100 i100 i55 i56 l"), "c100 i100|i55 i56 l?");
    }

    proptest! {
        #[test]
        fn every_page_is_in_exactly_one_envelope(codes in proptest::collection::vec("[ciolbx?][1-9]?", 0..40)) {
            let papers: Vec<Paper> = (1..).zip(&codes).map(|(no, code)| paper(no, code)).collect();
            let pages: Vec<PageNo> = group(&papers).into_iter().flat_map(|envelope| envelope.pages).collect();
            prop_assert_eq!(pages, papers.iter().map(|paper| paper.no).collect::<Vec<_>>());
        }
    }
}
