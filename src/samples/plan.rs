//! The plan: who sends what, decided for all batches before the first page is drawn.

use super::Mail;
use super::case::{Case, Expected, deck};
use super::filling::Filling;
use super::master::{House, Member};
use super::paper::Sheet;
use super::rng::Rng;
use crate::account::AccountStatus;
use crate::id::MemberId;
use crate::money::Amount;
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// One envelope: its papers in scan order and what must become of them.
#[derive(Clone, Debug)]
pub(crate) struct Envelope {
    pub(crate) case: Case,
    pub(crate) level: u8,
    pub(crate) postmark: NaiveDate,
    pub(crate) sheets: Vec<Sheet>,
    pub(crate) outcome: Expected,
    /// What posts unless it is an exception.
    pub(crate) payments: Vec<(MemberId, Amount)>,
    pub(crate) reasons: Vec<&'static str>,
}

/// Deals the cases and the members.
pub(crate) struct Planner<'a> {
    mail: Mail,
    members: &'a [Member],
    pub(super) numbers: BTreeSet<MemberId>,
    payable: Vec<usize>,
    pending: Vec<usize>,
    terminated: Vec<usize>,
    autopay: Vec<usize>,
    kin: Vec<usize>,
    twins: Vec<usize>,
    cards: Vec<Case>,
    pub(super) rng: Rng,
}

impl<'a> Planner<'a> {
    /// A planner for these members and this mail.
    pub(crate) fn new(members: &'a [Member], mail: Mail, mut rng: Rng) -> Self {
        let mut houses = rng.fork(1);
        let pool = |house: House, rng: &mut Rng, fits: &dyn Fn(&Member) -> bool| {
            let mut places: Vec<usize> = (0..members.len())
                .filter(|i| members[*i].house == house && members[*i].due.is_positive() && fits(&members[*i]))
                .collect();
            rng.shuffle(&mut places);
            places
        };
        let mut house = |house| pool(house, &mut houses, &|_| true);
        let (kin, twins) = (house(House::Kin), house(House::Twins));
        let mut pool = |fits: &dyn Fn(&Member) -> bool| pool(House::Own, &mut rng, fits);
        Planner {
            mail,
            kin,
            twins,
            numbers: members.iter().map(|m| m.id).collect(),
            payable: pool(&|m| m.status == AccountStatus::Active && !m.autopay),
            pending: pool(&|m| m.status == AccountStatus::Pending && !m.autopay),
            terminated: pool(&|m| m.status == AccountStatus::Terminated && !m.autopay),
            autopay: pool(&|m| m.status == AccountStatus::Active && m.autopay),
            members,
            cards: Vec::new(),
            rng,
        }
    }

    /// The next case of the deck.
    pub(crate) fn deal(&mut self) -> Case {
        if self.cards.is_empty() {
            self.cards = deck(self.mail);
            self.rng.shuffle(&mut self.cards);
        }
        self.cards.pop().expect("the deck was just filled")
    }

    /// A member that no other envelope is about; one of the payable where the kind is used up.
    pub(super) fn member(&mut self, case: Case) -> &'a Member {
        let pool = match case {
            Case::PendingBinder => &mut self.pending,
            Case::Terminated => &mut self.terminated,
            Case::AutoPay => &mut self.autopay,
            Case::MemoIdOfRelative => &mut self.kin,
            Case::MemoTwins => &mut self.twins,
            _ => &mut self.payable,
        };
        let place = pool.pop().or_else(|| self.payable.pop());
        &self.members[place.expect("there are many more members than envelopes")]
    }

    /// The other members of this one's household, in the order of their numbers.
    pub(super) fn housemates(&self, of: &Member) -> Vec<&'a Member> {
        let house = |m: &&Member| m.id != of.id && m.person.lives_with(&of.person);
        self.members.iter().filter(house).collect()
    }

    /// An envelope of this case, received on this day; `earlier` are envelopes whose check may come once more.
    pub(crate) fn envelope(
        &mut self,
        case: Case,
        level: u8,
        received: NaiveDate,
        earlier: &mut [&mut Envelope],
    ) -> Envelope {
        if case == Case::Duplicate {
            let firsts: Vec<usize> = (0..earlier.len()).filter(|i| earlier[*i].case == Case::Clean).collect();
            if !firsts.is_empty() {
                let first = &mut *earlier[self.rng.pick(&firsts)];
                return again(first, level);
            }
        }
        let mut filling = Filling::new(self, case, level, received);
        filling.fill();
        filling.done()
    }
}

/// The same papers once more, with the magnetic reader's line in both manifests.
fn again(first: &mut Envelope, level: u8) -> Envelope {
    for sheet in first.sheets.iter_mut().filter(|sheet| sheet.item().is_some()) {
        sheet.micr_read = true;
    }
    Envelope {
        case: Case::Duplicate,
        level,
        outcome: Expected::Exception,
        payments: Vec::new(),
        reasons: vec!["duplicate_item"],
        ..first.clone()
    }
}
