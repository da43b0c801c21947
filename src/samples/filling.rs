//! One envelope of a case: which papers lie in it, and what must become of them.

mod item;
mod memo;
mod memo_rows;

use super::case::{Case, Expected};
use super::codes::CodeText;
use super::coupon::{Coupon, Harm, LAYOUTS, Target};
use super::damage::Tear;
use super::fonts::HANDS;
use super::mail::Letter;
use super::master::Member;
use super::paper::{Paper, Sheet};
use super::people::{self, Person};
use super::plan::{Envelope, Planner};
use super::rng::Rng;
use crate::id::MemberId;
use crate::money::Amount;
use chrono::{Days, NaiveDate};

/// An envelope being filled.
pub(super) struct Filling<'p, 'a> {
    planner: &'p mut Planner<'a>,
    rng: Rng,
    case: Case,
    out: Envelope,
    member: &'a Member,
    payer: Person,
    hand: usize,
    written: NaiveDate,
    received: NaiveDate,
}

impl<'p, 'a> Filling<'p, 'a> {
    pub(super) fn new(planner: &'p mut Planner<'a>, case: Case, level: u8, received: NaiveDate) -> Self {
        let member = planner.member(case);
        let mut rng = Rng::new(planner.rng.bits());
        let payer = match case {
            Case::OtherPayer => people::person(&mut rng),
            _ if rng.chance(0.12) => people::relative(&member.person, &mut rng),
            _ => member.person.clone(),
        };
        let postmark = received - Days::new(1 + rng.bits() % 3);
        Filling {
            hand: rng.below(HANDS.len()),
            written: postmark - Days::new(rng.bits() % 4),
            received,
            out: Envelope {
                case,
                level,
                postmark,
                sheets: Vec::new(),
                outcome: Expected::Posted,
                payments: Vec::new(),
                reasons: Vec::new(),
            },
            planner,
            rng,
            case,
            member,
            payer,
        }
    }

    fn coupon(&mut self, member: &Member, enclosed: Amount) -> Coupon {
        let code = CodeText {
            member_id: member.id,
            bill_date: member.bill_date,
            due: member.due,
        };
        Coupon {
            layout: self.rng.below(LAYOUTS),
            member: member.person.clone(),
            code,
            scan_line: None,
            due_date: member.due_date,
            enclosed: self.rng.chance(0.4).then_some(enclosed),
            hand: self.hand,
            harm: Vec::new(),
        }
    }

    pub(super) fn fill(&mut self) {
        match self.case {
            Case::CouponsBalanced | Case::CouponsUnbalanced => self.two_coupons(),
            case if case.is_without_coupon() => self.check_alone(),
            _ => self.one_coupon(),
        }
    }

    fn one_coupon(&mut self) {
        let member = self.member;
        let due = member.due;
        let paid = match self.case {
            Case::Partial => cents((due.cents() * self.rng.whole(30, 80) / 100).max(100)),
            Case::Overpayment => cents(due.cents() + self.rng.whole(1, 40) * 50),
            _ => due,
        };
        let mut coupon = self.coupon(member, paid);
        self.alter(&mut coupon);
        self.out.payments.push((coupon.code.member_id, paid));
        let paper = match self.case {
            Case::FullPageBill => Paper::Bill(Box::new(coupon)),
            Case::OnSheet => Paper::OnSheet(Box::new(coupon)),
            Case::Garbage => Paper::Garbage,
            Case::UpsideDown if self.rng.chance(0.2) => Paper::Bill(Box::new(coupon)),
            _ => Paper::Coupon(Box::new(coupon)),
        };
        let mut sheet = Sheet::from(paper);
        match self.case {
            Case::UpsideDown => sheet.quarters = 2,
            Case::QuarterTurned => sheet.quarters = if self.rng.chance(0.5) { 1 } else { 3 },
            Case::Skewed => sheet.skew = self.rng.range(2.5, 5.0) * if self.rng.chance(0.5) { 1.0 } else { -1.0 },
            Case::Torn => sheet.tear = Some(self.rng.pick(&[Tear::Left, Tear::Right, Tear::Top, Tear::Corner])),
            _ => {}
        }
        self.out.sheets.push(sheet);
        match self.case {
            Case::CouponWithoutCheck => {}
            Case::TwoChecks => {
                let first = (due.cents() * self.rng.whole(30, 70) / 100).max(1);
                self.item(cents(first));
                self.item(cents(due.cents() - first));
            }
            _ => self.item(paid),
        }
        self.others();
        self.judge();
    }

    /// What is wrong with the coupon itself.
    fn alter(&mut self, coupon: &mut Coupon) {
        let harm = |rng: &mut Rng, target| {
            if rng.chance(0.5) {
                Harm::Toner(target)
            } else {
                Harm::Pen(target)
            }
        };
        match self.case {
            Case::BarcodeDamaged => {
                coupon.harm.push(harm(&mut self.rng, Target::Barcode));
                if self.rng.chance(0.4) {
                    coupon.harm.push(harm(&mut self.rng, Target::Qr));
                }
            }
            Case::CodesDamaged => {
                for target in [Target::Barcode, Target::Qr, Target::ScanLine] {
                    coupon.harm.push(harm(&mut self.rng, target));
                }
            }
            Case::UnknownMember => coupon.code.member_id = self.not_on_file(),
            Case::MarksDisagree => {
                let other = self.planner.member(Case::Clean);
                coupon.scan_line = Some(CodeText {
                    member_id: other.id,
                    ..coupon.code.clone()
                });
            }
            _ => {}
        }
    }

    /// The next number after the member's that nobody has.
    fn not_on_file(&self) -> MemberId {
        let first: u64 = self.member.id.as_str().parse().expect("12 digits are a number");
        (first + 1..=999_999_999_999)
            .filter_map(|n| format!("{n:012}").parse().ok())
            .find(|id| !self.planner.numbers.contains(id))
            .expect("there are fewer members than numbers")
    }

    fn others(&mut self) {
        let (who, hand) = (self.payer.clone(), self.hand);
        let which = self.rng.below(12);
        let paper = match self.case {
            Case::WithEnvelope => self.envelope(),
            Case::WithBlankPage => Paper::Blank,
            Case::Question => Paper::Letter {
                kind: Letter::Question(which),
                who,
                hand,
            },
            Case::CoverNote => Paper::Letter {
                kind: Letter::Cover(which),
                who,
                hand,
            },
            _ => return,
        };
        self.out.sheets.push(paper.into());
    }

    /// The envelope itself, with the payer's address in the corner.
    fn envelope(&self) -> Paper {
        Paper::Envelope {
            from: self.payer.clone(),
            postmark: self.out.postmark,
            hand: self.hand,
        }
    }

    fn two_coupons(&mut self) {
        let other = self.planner.member(Case::Clean);
        for member in [self.member, other] {
            let coupon = self.coupon(member, member.due);
            self.out.sheets.push(Paper::Coupon(Box::new(coupon)).into());
            self.out.payments.push((member.id, member.due));
        }
        let sum = self.member.due.cents() + other.due.cents();
        let off = match self.case {
            Case::CouponsUnbalanced => self.rng.whole(1, 30) * 100 + 7,
            _ => 0,
        };
        if off > 0 {
            // What was written into the boxes would explain another sum.
            for sheet in &mut self.out.sheets {
                if let Paper::Coupon(coupon) = &mut sheet.paper {
                    coupon.enclosed = None;
                }
            }
        }
        self.item(cents(if off < sum { sum - off } else { sum + off }));
        self.judge();
    }

    /// What must become of an envelope with coupons.
    fn judge(&mut self) {
        let out = &mut self.out;
        let (outcome, reasons): (Expected, &[&'static str]) = match self.case {
            Case::CouponsUnbalanced => (Expected::Exception, &["out_of_balance", "amount_conflict"]),
            Case::CouponWithoutCheck => (Expected::Exception, &["no_item"]),
            Case::Unsigned => (Expected::Exception, &["unsigned"]),
            Case::WrongPayee => (Expected::Exception, &["wrong_payee"]),
            Case::PostDated => (Expected::Exception, &["post_dated"]),
            Case::StaleDated => (Expected::Exception, &["stale_dated"]),
            Case::PaidInFull => (Expected::Exception, &["restrictive_note"]),
            Case::WordsFiguresDisagree | Case::KeyedConflict => (Expected::Exception, &["amount_conflict"]),
            Case::ForeignCheck => (Expected::Exception, &["foreign_item"]),
            Case::Terminated => (Expected::Exception, &["account_terminated"]),
            Case::AutoPay => (Expected::Exception, &["autopay_enrolled"]),
            Case::UnknownMember => (Expected::Exception, &["no_such_account"]),
            Case::Question => (Expected::Exception, &["correspondence"]),
            Case::CoverNote => (Expected::Either, &["correspondence"]),
            Case::Garbage => (Expected::Exception, &["unreadable_page"]),
            Case::MarksDisagree => (Expected::Exception, &["conflicting_evidence", "ambiguous_account"]),
            Case::CodesDamaged => (
                if out.level >= 2 {
                    Expected::Either
                } else {
                    Expected::Posted
                },
                &["unreadable_page", "no_account_evidence", "ambiguous_account"],
            ),
            _ => (Expected::Posted, &[]),
        };
        out.outcome = outcome;
        out.reasons = reasons.to_vec();
    }

    /// Of every third envelope a capture station keyed what the checks are worth; what the others are worth their writing says.
    fn key(&mut self) {
        if self.case == Case::KeyedConflict {
            return;
        }
        let keyed = self.rng.chance(1.0 / 3.0);
        for sheet in &mut self.out.sheets {
            sheet.keyed = sheet.item().filter(|_| keyed).map(|check| check.figures);
        }
        let unkeyed = self
            .out
            .sheets
            .iter()
            .any(|sheet| sheet.item().is_some() && sheet.keyed.is_none());
        if unkeyed && self.out.level >= 2 {
            // On a poor scan a reader may honestly be unsure.
            self.out.reasons.push("no_amount");
        }
    }

    pub(super) fn done(mut self) -> Envelope {
        self.key();
        for sheet in &mut self.out.sheets {
            sheet.ink = self.rng.bits();
        }
        if self.rng.chance(0.3) {
            self.out
                .sheets
                .iter_mut()
                .for_each(|sheet| sheet.micr_read = sheet.item().is_some());
        }
        if self.out.level >= 3 {
            // Level 3 holds pages that a person could not read.
            if self.out.outcome == Expected::Posted {
                self.out.outcome = Expected::Either;
            }
            self.out.reasons.extend([
                "unreadable_page",
                "no_account_evidence",
                "grouping_uncertain",
                "ambiguous_account",
            ]);
        }
        self.out
    }
}

fn cents(cents: i64) -> Amount {
    Amount::from_cents(cents).expect("premiums are far below the limit")
}
