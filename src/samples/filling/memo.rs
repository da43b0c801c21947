//! Envelopes without a coupon: who pays, whom the check names, and what must become of it.

use super::super::case::{Case, Expected};
use super::super::check::{Memo, Purchaser, Style};
use super::super::paper::{Paper, Sheet};
use super::super::people::{self, Person};
use super::Filling;
use super::memo_rows::{Said, laid_out};
use crate::id::MemberId;

/// What those write into the memo line who leave out whose payment it is; many write nothing.
const IDLE: [&str; 5] = ["", "", "health ins", "premium", "thank you"];

impl Filling<'_, '_> {
    pub(super) fn check_alone(&mut self) {
        self.payer = self.payer_without_coupon();
        let said = self.said();
        let (outcome, reasons) = self.judged_alone(&said);
        let style = match self.case {
            Case::MemoBillPay => Style::BillPay,
            Case::MemoBusiness => Style::Business,
            Case::MemoMoneyOrder => Style::MoneyOrder,
            _ => Style::Personal,
        };
        let under_payer = (style == Style::BillPay && self.rng.chance(0.4))
            .then_some(said.number)
            .flatten();
        let memo = if said.is_nothing() || under_payer.is_some() {
            let idle = self.rng.pick(&IDLE);
            Memo::plain(
                Some(idle.to_owned())
                    .filter(|idle| !idle.is_empty())
                    .into_iter()
                    .collect(),
            )
        } else {
            laid_out(&said, self.case, &mut self.rng)
        };
        let mut check = self.check(self.member.due, style, memo);
        if let Some(number) = under_payer {
            let label = self.rng.pick(&["Acct No. ", "Account No: ", "Acct # ", "ACCT NO "]);
            check.payer.push(format!("{label}{number}"));
        }
        if style == Style::MoneyOrder {
            check.purchaser = Purchaser::Written;
        }
        self.out.sheets.push(Sheet::from(Paper::Item(Box::new(check))));
        if self.rng.chance(0.12) {
            self.out.sheets.push(Sheet::from(Paper::Envelope {
                from: self.payer.clone(),
                postmark: self.out.postmark,
                hand: self.hand,
            }));
        }
        self.out.payments.push((self.member.id, self.member.due));
        self.out.outcome = outcome;
        self.out.reasons = reasons;
    }

    /// Whose check it is.
    fn payer_without_coupon(&mut self) -> Person {
        let member = &self.member.person;
        match self.case {
            Case::MemoIdOnly | Case::MemoEmptyPayerKnown | Case::MemoIdOfRelative => member.clone(),
            Case::MemoTwins => Person {
                name: member.without_suffix(),
                ..member.clone()
            },
            Case::MemoRelativeWithoutAccount => {
                let housemates = self.planner.housemates(self.member);
                let others: Vec<&Person> = housemates.iter().map(|m| &m.person).collect();
                people::namesake(member, &others, &mut self.rng)
            }
            Case::MemoThirdParty
            | Case::MemoIdOnlyOtherPayer
            | Case::MemoBusiness
            | Case::UnknownMemberId
            | Case::NoEvidence => people::person(&mut self.rng),
            _ => self.payer.clone(),
        }
    }

    /// What the check says about whose payment it is, but for the payer's block.
    fn said(&mut self) -> Said {
        let member = self.member;
        let of_member = || Some(member.person.clone());
        let of_payer = Some(self.payer.clone());
        let (name, number, share) = match self.case {
            Case::MemoByHand | Case::MemoFullPrint => (of_member(), Some(member.id), 0.75),
            Case::MemoBillPay | Case::MemoThirdParty | Case::MemoMoneyOrder | Case::MemoBusiness => {
                (of_member(), Some(member.id), 0.0)
            }
            Case::MemoIdOnly | Case::MemoIdOnlyOtherPayer => (None, Some(member.id), 0.0),
            Case::MemoNameAddress => (of_member(), None, 1.0),
            Case::MemoIdSlip => (of_member(), Some(self.slip()), 0.5),
            Case::MemoIdOfRelative => {
                let relatives = self.planner.housemates(member);
                (of_payer, Some(self.rng.pick(&relatives).id), 0.5)
            }
            Case::MemoTwins => (of_payer, None, 0.7),
            Case::MemoRelativeWithoutAccount => {
                let number = self.rng.chance(0.5).then(|| self.not_on_file());
                (of_payer, number, 0.6)
            }
            Case::UnknownMemberId => (of_payer, Some(self.not_on_file()), 0.4),
            _ => (None, None, 0.0),
        };
        let address = name.clone().filter(|_| self.rng.chance(share));
        Said {
            name: name.map(|person| self.name_written(&person)),
            number,
            address,
        }
    }

    /// Some leave out the middle initial.
    fn name_written(&mut self, person: &Person) -> String {
        let words: Vec<&str> = person.name.split_whitespace().collect();
        let is_initial = words.get(1).is_some_and(|word| word.trim_end_matches('.').len() == 1);
        if is_initial && self.rng.chance(0.3) {
            return format!("{} {}", words[0], words[2..].join(" "));
        }
        person.name.clone()
    }

    /// The member's number with one digit wrong; more often than not that is another member's.
    fn slip(&mut self) -> MemberId {
        let right = self.member.id.to_string();
        let others: Vec<MemberId> = (0..right.len())
            .flat_map(|at| ('0'..='9').map(move |digit| (at, digit)))
            .filter_map(|(at, digit)| {
                let mut wrong: Vec<char> = right.chars().collect();
                wrong[at] = digit;
                wrong.into_iter().collect::<String>().parse().ok()
            })
            .filter(|id| *id != self.member.id)
            .collect();
        let on_file: Vec<MemberId> = others
            .iter()
            .filter(|id| self.planner.numbers.contains(id))
            .copied()
            .collect();
        if on_file.is_empty() || self.rng.chance(0.35) {
            self.rng.pick(&others)
        } else {
            self.rng.pick(&on_file)
        }
    }

    /// What must become of it.
    fn judged_alone(&self, said: &Said) -> (Expected, Vec<&'static str>) {
        let (outcome, reasons): (Expected, &[&'static str]) = match self.case {
            Case::MemoNameAddress => (Expected::Either, &["ambiguous_account", "no_account_evidence"]),
            Case::MemoEmptyPayerKnown => (Expected::Either, &["no_account_evidence", "ambiguous_account"]),
            Case::MemoIdOnlyOtherPayer => (
                Expected::Either,
                &["ambiguous_account", "no_account_evidence", "conflicting_evidence"],
            ),
            Case::MemoIdSlip | Case::MemoIdOfRelative => {
                (Expected::Either, &["conflicting_evidence", "ambiguous_account"])
            }
            Case::MemoTwins => (Expected::Exception, &["ambiguous_account"]),
            Case::MemoRelativeWithoutAccount => (
                Expected::Exception,
                &[
                    "conflicting_evidence",
                    "no_account_evidence",
                    "ambiguous_account",
                    "no_such_account",
                ],
            ),
            Case::UnknownMemberId | Case::NoEvidence => (
                Expected::Exception,
                &["no_such_account", "no_account_evidence", "ambiguous_account"],
            ),
            _ => (Expected::Posted, &[]),
        };
        let mut reasons = reasons.to_vec();
        let is_known = |number| self.planner.numbers.contains(&number);
        if self.case == Case::MemoIdSlip && !said.number.is_some_and(is_known) {
            reasons.push("no_such_account");
        }
        (outcome, reasons)
    }
}
