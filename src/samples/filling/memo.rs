//! Envelopes without a coupon: who pays, whom the check names, and what must become of it.

use super::super::case::{Case, Expected};
use super::super::check::{Memo, Purchaser, Style};
use super::super::paper::{Paper, Sheet};
use super::super::people::{self, Person};
use super::Filling;
use super::memo_rows::{Said, laid_out};
use crate::id::MemberId;

/// What those write into the memo line who leave out whose payment it is; many write nothing.
const IDLE: [&[&str]; 5] = [&[], &[], &["health ins"], &["premium"], &["thank you"]];

impl Filling<'_, '_> {
    pub(super) fn check_alone(&mut self) {
        self.payer = self.payer_without_coupon();
        let said = self.said();
        let (outcome, reasons) = self.judged_alone(&said);
        let style = self.style_alone();
        let under_payer = (style == Style::BillPay && self.rng.chance(0.4))
            .then_some(said.number)
            .flatten();
        if under_payer.is_some() {
            // Nothing else names the member.
            self.payer = self.member.person.clone();
        }
        let memo = if said.is_nothing() || under_payer.is_some() {
            Memo::plain(self.rng.pick(&IDLE).iter().map(ToString::to_string).collect())
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
            self.out.sheets.push(Sheet::from(self.envelope()));
        }
        self.out.payments.push((self.member.id, self.member.due));
        self.out.outcome = outcome;
        self.out.reasons = reasons;
    }

    fn style_alone(&self) -> Style {
        match self.case {
            Case::MemoBillPay => Style::BillPay,
            Case::MemoBusiness => Style::Business,
            Case::MemoMoneyOrder => Style::MoneyOrder,
            _ => Style::Personal,
        }
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
            Case::MemoIdSlip => (Expected::Either, &["conflicting_evidence", "ambiguous_account"]),
            Case::MemoIdOfRelative => (Expected::Either, &["ambiguous_account", "conflicting_evidence"]),
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

#[cfg(test)]
mod tests {
    use super::super::super::master::{self, Member};
    use super::super::super::plan::{Envelope, Planner};
    use super::super::super::rng::Rng;
    use super::super::super::{Mail, case};
    use super::*;
    use chrono::NaiveDate;

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, 8).unwrap()
    }

    fn with_planner(seed: u64, test: impl Fn(&[Member], &mut Planner)) {
        let mut rng = Rng::new(seed);
        let members = master::members(600, &mut rng);
        test(&members, &mut Planner::new(&members, Mail::Memo, rng.fork(1)));
    }

    /// What the check of each of five such envelopes says, whose it is, and who pays.
    fn each(case: Case, test: impl Fn(&[Member], &Member, &Said, &Person)) {
        with_planner(11, |members, planner| {
            for _ in 0..5 {
                let mut filling = Filling::new(planner, case, 0, day());
                filling.payer = filling.payer_without_coupon();
                let said = filling.said();
                test(members, filling.member, &said, &filling.payer);
            }
        });
    }

    fn owner<'a>(members: &'a [Member], said: &Said) -> Option<&'a Member> {
        members.iter().find(|m| Some(m.id) == said.number)
    }

    #[test]
    fn a_relatives_number_stands_beside_the_payers_own_name() {
        each(Case::MemoIdOfRelative, |members, member, said, payer| {
            let relative = owner(members, said).unwrap();
            assert!(relative.id != member.id && relative.person.lives_with(&member.person));
            assert_eq!(payer, &member.person);
            assert!(said.name.as_ref().unwrap().starts_with(payer.given()));
        });
    }

    #[test]
    fn a_slip_is_one_digit() {
        each(Case::MemoIdSlip, |_, member, said, _| {
            let number = said.number.unwrap().to_string();
            let right = member.id.to_string();
            let wrong = number.chars().zip(right.chars()).filter(|(a, b)| a != b);
            assert_eq!(wrong.count(), 1, "{number} for {right}");
        });
    }

    #[test]
    fn a_relative_without_an_account_has_the_surname_and_the_address_of_members_only() {
        each(Case::MemoRelativeWithoutAccount, |members, member, said, payer| {
            assert!(owner(members, said).is_none());
            assert!(payer.lives_with(&member.person) && payer.family() == member.person.family());
            let mut house = members.iter().filter(|m| m.person.lives_with(payer));
            assert!(house.all(|m| m.person.given() != payer.given()));
        });
    }

    #[test]
    fn twins_write_no_suffix_and_no_number() {
        each(Case::MemoTwins, |members, member, said, payer| {
            assert!(said.number.is_none());
            assert_eq!(payer.name, member.person.without_suffix());
            let same = |m: &&Member| m.person.lives_with(payer) && m.person.without_suffix() == payer.name;
            assert_eq!(members.iter().filter(same).count(), 2);
        });
    }

    #[test]
    fn nobody_on_file_is_named_where_nobody_is_to_be_found() {
        for case in [Case::UnknownMemberId, Case::NoEvidence] {
            each(case, |members, _, said, payer| {
                assert!(owner(members, said).is_none());
                assert!(!members.iter().any(|m| m.person.lives_with(payer)));
            });
        }
    }

    #[test]
    fn every_case_has_a_check_and_a_payment_and_no_coupon() {
        with_planner(12, |_, planner| {
            for case in case::deck(Mail::Memo) {
                let envelope: Envelope = planner.envelope(case, 0, day(), &mut []);
                let items = envelope.sheets.iter().filter(|sheet| sheet.item().is_some());
                assert_eq!((items.count(), envelope.payments.len()), (1, 1), "{case:?}");
                assert!(
                    !envelope
                        .sheets
                        .iter()
                        .any(|sheet| matches!(sheet.paper, Paper::Coupon(_)))
                );
                assert_eq!(
                    envelope.outcome == Expected::Posted,
                    envelope.reasons.is_empty(),
                    "{case:?}"
                );
            }
        });
    }
}
