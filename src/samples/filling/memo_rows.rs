//! How payers lay out a memo: rows, order, labels, the grouping of a number.

use super::super::case::Case;
use super::super::check::{Memo, Tool};
use super::super::fonts::Face;
use super::super::people::Person;
use super::super::rng::Rng;
use crate::id::MemberId;

/// What a check says about whose payment it is, but for the payer's block.
pub(super) struct Said {
    pub(super) name: Option<String>,
    pub(super) number: Option<MemberId>,
    pub(super) address: Option<Person>,
}

impl Said {
    pub(super) fn is_nothing(&self) -> bool {
        self.name.is_none() && self.number.is_none() && self.address.is_none()
    }
}

/// What stands before a number.
const LABELS: [&str; 10] = [
    "",
    "",
    "Member ID ",
    "Member ID: ",
    "Mem. ID ",
    "ID: ",
    "ID ",
    "Acct ",
    "# ",
    "#",
];

/// What bill-pay software prints before it.
const PRINTED_LABELS: [&str; 5] = ["ACCT ", "Acct No. ", "ACCOUNT NO ", "ACCT# ", "Account: "];

/// What stands before the name of somebody else for whom the payer pays.
const FOR: [&str; 5] = ["pmt for ", "for ", "payment for ", "premium of ", "Pmt for "];

/// Inches of a memo line, up to the signature, and a little into it.
const LINE: f64 = 2.5;
const UP_TO_SIGNATURE: f64 = 2.95;
const INTO_SIGNATURE: f64 = 3.3;
/// Characters of a number's row that ends well before the signature.
const SHORT: usize = 34;

/// The number as some write it.
fn number_written(id: MemberId, rng: &mut Rng) -> String {
    let digits = id.to_string();
    let (each, between) = rng.pick(&[(12, ""), (12, ""), (12, ""), (3, " "), (3, "-"), (4, " ")]);
    let digits = digits.as_bytes();
    let groups = digits.chunks(each).map(String::from_utf8_lossy);
    groups.collect::<Vec<_>>().join(between)
}

/// All of it in rows.
pub(super) fn laid_out(said: &Said, case: Case, rng: &mut Rng) -> Memo {
    let mut rows = rows(said, case, rng);
    if rng.chance(0.12) {
        rows = rows.into_iter().map(|row| row.to_uppercase()).collect();
    }
    let widest = rows.iter().map(|row| row.chars().count()).max().unwrap_or(0);
    let (tool, step) = match (case, rows.len()) {
        (Case::MemoFullPrint, _) => {
            let face = rng.pick(&[(Face::Sans, 15), (Face::Mono, 14), (Face::Serif, 16)]);
            (Tool::Printer(face.0, face.1), 0.13)
        }
        (Case::MemoMoneyOrder, 1) => (Tool::Pen, 0.17),
        (Case::MemoMoneyOrder, _) => (Tool::Small(85), 0.14),
        (_, 3) => (Tool::Small(80), rng.range(0.14, 0.155)),
        (_, 2) if rng.chance(0.4) => (Tool::Small(82), rng.range(0.13, 0.15)),
        _ => (Tool::Pen, rng.range(0.16, 0.19)),
    };
    // What does not fit runs on, and a ZIP code may end under the signature; a number would not be legible there.
    let runs_on = widest > 38 || rng.chance(0.2);
    let is_number_safe = said.address.is_some() && rows[0].chars().count() <= SHORT;
    let room = match case {
        Case::MemoMoneyOrder => 2.7,
        _ if runs_on && is_number_safe => INTO_SIGNATURE,
        _ if runs_on => UP_TO_SIGNATURE,
        _ => LINE,
    };
    Memo { rows, step, room, tool }
}

fn rows(said: &Said, case: Case, rng: &mut Rng) -> Vec<String> {
    let labels: &[&str] = match case {
        Case::MemoBillPay | Case::MemoBusiness => &PRINTED_LABELS,
        _ => &LABELS,
    };
    let number = said.number.map(|id| {
        let label = rng.pick(labels);
        let label = if label.is_empty() && said.name.is_some() && rng.chance(0.5) {
            "ID "
        } else {
            label
        };
        format!("{label}{}", number_written(id, rng))
    });
    let name = said.name.as_ref().map(|name| match case {
        Case::MemoThirdParty => format!("{}{name}", rng.pick(&FOR)),
        _ => name.clone(),
    });
    let is_number_first = case != Case::MemoThirdParty && rng.chance(0.25);
    let head = [name, number].into_iter().flatten();
    let head: Vec<String> = if is_number_first {
        head.rev().collect()
    } else {
        head.collect()
    };
    let in_one = |head: &[String], rng: &mut Rng| head.join(rng.pick(&[" ", " ", ", ", " - "]));
    let Some(at) = &said.address else {
        // On one row, or each on its own.
        return if rng.chance(0.5) {
            vec![in_one(&head, rng)]
        } else {
            head
        };
    };
    match rng.below(3) {
        0 => vec![in_one(&head, rng), at.address_in_one()],
        1 if head.len() == 2 => [head, vec![at.address_in_one()]].concat(),
        _ => {
            let lines = at.lines();
            let town = lines.len() - 1;
            vec![in_one(&head, rng), lines[1..town].join(" "), lines[town].clone()]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_keeps_its_digits_however_it_is_grouped() {
        let id: MemberId = "700123456789".parse().unwrap();
        let mut rng = Rng::new(4);
        let mut forms = std::collections::BTreeSet::new();
        for _ in 0..200 {
            let written = number_written(id, &mut rng);
            let digits: String = written.chars().filter(char::is_ascii_digit).collect();
            assert_eq!(digits, "700123456789");
            forms.insert(written);
        }
        for form in ["700 123 456 789", "700-123-456-789", "7001 2345 6789", "700123456789"] {
            assert!(forms.contains(form), "nobody writes {form}");
        }
    }

    #[test]
    fn nothing_that_is_said_is_left_out_and_no_memo_has_more_than_three_rows() {
        let mut rng = Rng::new(5);
        for seed in 0..200 {
            let person = super::super::super::people::person(&mut Rng::new(seed));
            let said = Said {
                name: Some(person.name.clone()),
                number: Some("700123456789".parse().unwrap()),
                address: Some(person.clone()),
            };
            let memo = laid_out(&said, Case::MemoByHand, &mut rng);
            assert!((2..=3).contains(&memo.rows.len()));
            let text = memo.rows.join(" ").to_uppercase();
            for part in [&person.name, &person.address1, &person.address2, &person.zip] {
                assert!(text.contains(&part.to_uppercase()), "{part} is not in {text}");
            }
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            assert!(digits.contains("700123456789"));
        }
    }
}
