use super::*;
use crate::config::ConfigFile;
use crate::decision::{Decision, Path, Payment};
use crate::evidence::PageKind;
use crate::id::{PageNo, TransactionNo};
use crate::money::Amount;
use crate::resolution::{KeyedItem, ReturnReason, Verdict};
use crate::store::batches::BatchKey;
use crate::store::fixture::{ann, dollars, finished, now, store as empty};
use crate::store::queue::{QueueFilter, Stage};
use crate::store::verify::Depth;
use crate::user::{Role, UserName};
use chrono::TimeDelta;
use proptest::prelude::*;

/// Books with one batch of three transactions, the last of which waits; and people.
struct Office {
    _data: tempfile::TempDir,
    store: Store,
    config: Config,
    matcher: Matcher,
    batch: BatchKey,
    now: DateTime<Utc>,
}

fn office() -> Office {
    let (data, mut store) = empty();
    let batch = finished(&mut store, "sack", 3);
    for (name, role) in [
        ("rita", Role::Reviewer),
        ("rob", Role::Reviewer),
        ("abe", Role::Approver),
        ("sue", Role::Supervisor),
        ("otto", Role::Operator),
        ("audrey", Role::Auditor),
    ] {
        // nobody signs in here, so no password costs its hashing
        let name = name.parse().unwrap();
        store.write(|tx| tx.add_user(&name, role, "", now())).unwrap();
    }
    Office {
        _data: data,
        store,
        config: Config::try_from(ConfigFile::default()).unwrap(),
        matcher: Matcher::default(),
        batch,
        now: now(),
    }
}

impl Office {
    fn user(&self, name: &str) -> User {
        self.store.user(&name.parse().unwrap()).unwrap().unwrap()
    }

    fn as_<T>(&mut self, name: &str, act: impl FnOnce(&mut Desk) -> T) -> T {
        let user = self.user(name);
        act(&mut Desk {
            store: &mut self.store,
            config: &self.config,
            matcher: &mut self.matcher,
            user: &user,
            now: self.now,
        })
    }

    fn later(&mut self, seconds: i64) {
        self.now += TimeDelta::seconds(seconds);
    }

    /// The transaction that waits.
    fn item(&self) -> ItemKey {
        self.no(3)
    }

    fn no(&self, no: u32) -> ItemKey {
        ItemKey {
            batch: self.batch,
            transaction: TransactionNo(no),
        }
    }

    fn seen(&self, item: ItemKey) -> u32 {
        self.store.decision(item.batch, item.transaction).unwrap().unwrap().seq
    }

    fn resolve(&mut self, name: &str, verdict: &Verdict, token: &str) -> Result<Resolved, DeskError> {
        let item = self.item();
        let request = Request {
            item,
            seen: self.seen(item),
            verdict: verdict.clone(),
            token: token.to_owned(),
        };
        self.as_(name, |desk| desk.resolve(&request))
    }

    fn decision(&self) -> Decision {
        let item = self.item();
        self.store
            .decision(item.batch, item.transaction)
            .unwrap()
            .unwrap()
            .decision
    }

    fn waits(&self) -> bool {
        self.store.queue_row(self.item(), self.now).unwrap().is_some()
    }

    #[track_caller]
    fn proves(&self) {
        let report = self.store.verify(self.store.archive(), Depth::Digests).unwrap();
        assert_eq!(report.faults, []);
    }
}

/// Ann pays so much with the check on page 6.
fn ann_pays(amount: &str) -> Verdict {
    Verdict::Post {
        items: vec![KeyedItem {
            page: PageNo(6),
            kind: PageKind::Check,
            amount: dollars(amount),
        }],
        not_items: Vec::new(),
        payments: vec![Payment {
            account: ann(),
            amount: dollars(amount),
        }],
        corrections: Vec::new(),
    }
}

fn returned() -> Verdict {
    Verdict::Return {
        why: ReturnReason::Unsigned,
        letter: "Please sign it.".to_owned(),
    }
}

#[test]
fn a_reviewer_posts_an_exception_and_the_books_prove() {
    let mut office = office();
    assert!(office.waits());
    let item = office.item();
    assert!(matches!(
        office.as_("rita", |desk| desk.look(item)),
        Ok(Look::Yours { .. })
    ));
    office.later(7);
    assert!(matches!(
        office.resolve("rita", &ann_pays("125.00"), "press"),
        Ok(Resolved::Done { .. })
    ));
    let Decision::Posted { path, payments } = office.decision() else {
        panic!("it is posted")
    };
    assert_eq!((path, payments[0].amount), (Path::Reviewer, dollars("125.00")));
    assert!(!office.waits());
    let settled = office.store.settlement(item).unwrap().unwrap();
    assert_eq!((settled.user.unwrap().as_str(), settled.seconds), ("rita", 7));
    assert_eq!(
        office.store.credited_cents(&ann()).unwrap(),
        36_500,
        "two of 120.00 and one of 125.00"
    );
    office.proves();
}

#[test]
fn pressing_twice_posts_once() {
    let mut office = office();
    office.resolve("rita", &ann_pays("125.00"), "press").unwrap();
    assert!(matches!(
        office.resolve("rita", &ann_pays("125.00"), "press"),
        Ok(Resolved::Again)
    ));
    assert!(matches!(
        office.resolve("rita", &ann_pays("125.00"), "another press"),
        Err(DeskError::SettledBy { user: Some(user), .. }) if user.as_str() == "rita"
    ));
    assert_eq!(office.store.credited_cents(&ann()).unwrap(), 36_500);
    office.proves();
}

#[test]
fn of_two_who_act_on_one_item_the_second_is_told_who_has_it() {
    let mut office = office();
    let item = office.item();
    office.as_("rita", |desk| desk.look(item)).unwrap();
    assert!(
        matches!(office.as_("rob", |desk| desk.look(item)), Ok(Look::Theirs(lease)) if lease.name.as_str() == "rita")
    );
    assert!(matches!(
        office.resolve("rob", &returned(), "rob's"),
        Err(DeskError::TakenBy { .. })
    ));
    assert!(matches!(
        office.as_("rob", |desk| desk.note(item, "mine?")),
        Err(DeskError::TakenBy { .. })
    ));
    let rob = office.user("rob");
    assert_eq!(
        office
            .store
            .next_in_queue(&QueueFilter::default(), &rob, &[], office.now)
            .unwrap(),
        None
    );
    // rita is heard of once more, then no longer
    office.later(100);
    assert!(office.as_("rita", |desk| desk.keep(item)).unwrap());
    office.later(100);
    assert!(matches!(
        office.resolve("rob", &returned(), "rob's"),
        Err(DeskError::TakenBy { .. })
    ));
    office.later(21);
    assert_eq!(
        office
            .store
            .next_in_queue(&QueueFilter::default(), &rob, &[], office.now)
            .unwrap(),
        Some(item)
    );
    assert!(matches!(
        office.resolve("rob", &returned(), "rob's"),
        Ok(Resolved::Done { .. })
    ));
    assert!(!office.as_("rita", |desk| desk.keep(item)).unwrap(), "rita's is lost");
    assert!(matches!(
        office.resolve("rita", &ann_pays("1.00"), "rita's"),
        Err(DeskError::SettledBy { .. })
    ));
    office.proves();
}

#[test]
fn a_supervisor_unlocks_and_others_do_not() {
    let mut office = office();
    let item = office.item();
    office.as_("rita", |desk| desk.look(item)).unwrap();
    assert!(matches!(
        office.as_("rob", |desk| desk.unlock(item)),
        Err(DeskError::NotAllowed { .. })
    ));
    office.as_("sue", |desk| desk.unlock(item)).unwrap();
    assert!(matches!(
        office.as_("rob", |desk| desk.look(item)),
        Ok(Look::Yours { .. })
    ));
    office.proves();
}

#[test]
fn who_may_not_settle_does_not() {
    let mut office = office();
    let item = office.item();
    for name in ["otto", "audrey"] {
        assert!(matches!(
            office.resolve(name, &returned(), name),
            Err(DeskError::NotAllowed { .. })
        ));
        assert!(matches!(office.as_(name, |desk| desk.look(item)), Ok(Look::Nobodys)));
    }
    let rob = office.user("rob");
    office
        .store
        .write(|tx| tx.set_user(rob.id, Role::Reviewer, true))
        .unwrap();
    assert!(matches!(
        office.resolve("rob", &returned(), "rob"),
        Err(DeskError::NotAllowed { .. })
    ));
}

#[test]
fn a_posting_taken_back_waits_again_with_all_that_was_known_and_unlearns_the_payer() {
    let mut office = office();
    let before = office.decision();
    office.resolve("rita", &ann_pays("125.00"), "press").unwrap();
    let item = office.item();
    assert!(matches!(
        office.as_("rob", |desk| desk.undo(item, "no")),
        Err(DeskError::NotYours { .. })
    ));
    office.as_("rita", |desk| desk.undo(item, "wrong member")).unwrap();
    assert_eq!(office.decision(), before);
    assert!(office.waits());
    assert_eq!(office.store.credited_cents(&ann()).unwrap(), 24_000);
    office.proves();
    // and is settled anew
    office.resolve("rita", &ann_pays("120.00"), "again").unwrap();
    assert_eq!(office.store.credited_cents(&ann()).unwrap(), 36_000);
    office.proves();
}

#[test]
fn a_returned_item_taken_back_waits_again() {
    let mut office = office();
    let item = office.item();
    office.resolve("rita", &returned(), "press").unwrap();
    assert!(!office.waits());
    assert!(
        matches!(office.decision(), Decision::Exception { .. }),
        "it never posted"
    );
    assert_eq!(
        office.store.waiting_for_accounts().unwrap(),
        [],
        "no import decides it anew"
    );
    office.proves();
    office
        .as_("rita", |desk| desk.undo(item, "it is signed on the back"))
        .unwrap();
    assert!(office.waits());
    office.resolve("rita", &ann_pays("120.00"), "second").unwrap();
    office.proves();
}

#[test]
fn only_a_supervisor_takes_back_what_posted_by_itself_and_the_bank_account_is_unlearned() {
    let mut office = office();
    let item = office.no(1);
    let micr = crate::store::fixture::micr(1);
    assert_eq!(office.store.paid_before(&micr).unwrap(), Some(ann()));
    assert!(matches!(
        office.as_("rita", |desk| desk.undo(item, "x")),
        Err(DeskError::NotAllowed { .. })
    ));
    office.as_("sue", |desk| desk.undo(item, "the member called")).unwrap();
    let second = office.no(2);
    office.as_("sue", |desk| desk.undo(second, "and this")).unwrap();
    assert_eq!(
        office.store.paid_before(&micr).unwrap(),
        None,
        "what was taken back teaches nothing"
    );
    assert!(office.store.queue_row(item, office.now).unwrap().is_some());
    assert_eq!(office.store.credited_cents(&ann()).unwrap(), 0);
    office.proves();
}

#[test]
fn what_is_large_is_keyed_twice_and_posts_if_both_key_the_same() {
    let mut office = office();
    office.config.review.second_key_above = Some(dollars("100.00"));
    assert!(matches!(
        office.resolve("rita", &ann_pays("125.00"), "one"),
        Ok(Resolved::WaitsForSecond)
    ));
    assert!(matches!(
        office.resolve("rita", &ann_pays("125.00"), "two"),
        Err(DeskError::OwnKeying)
    ));
    let row = office.store.queue_row(office.item(), office.now).unwrap().unwrap();
    assert_eq!(row.stage, Stage::Second);
    let log = format!("{:?}", office.store.log_of(office.item()).unwrap());
    assert!(!log.contains("125.00"), "the second keys blind: {log}");
    office.proves();
    assert!(matches!(
        office.resolve("rob", &ann_pays("125.00"), "three"),
        Ok(Resolved::Done { .. })
    ));
    let settled = office.store.settlement(office.item()).unwrap().unwrap();
    assert_eq!(settled.user.unwrap().as_str(), "rita");
    assert_eq!(settled.confirmed_by.unwrap().as_str(), "rob");
    office.proves();
}

#[test]
fn where_two_differ_a_third_with_the_right_decides() {
    let mut office = office();
    office.config.review.second_key_above = Some(dollars("100.00"));
    office.resolve("rita", &ann_pays("125.00"), "one").unwrap();
    assert!(matches!(
        office.resolve("rob", &ann_pays("152.00"), "two"),
        Ok(Resolved::Differs)
    ));
    assert!(matches!(
        office.resolve("rob", &ann_pays("125.00"), "three"),
        Err(DeskError::OwnKeying)
    ));
    assert!(office.waits());
    let rita = office.user("rita");
    assert_eq!(
        office
            .store
            .next_in_queue(&QueueFilter::default(), &rita, &[], office.now)
            .unwrap(),
        None
    );
    assert!(matches!(
        office.resolve("abe", &ann_pays("152.00"), "four"),
        Ok(Resolved::Done { .. })
    ));
    let settled = office.store.settlement(office.item()).unwrap().unwrap();
    assert_eq!(settled.user.unwrap().as_str(), "abe");
    assert_eq!(settled.confirmed_by.unwrap().as_str(), "rob");
    office.proves();
}

#[test]
fn an_exception_decided_anew_since_it_was_shown_is_looked_at_again() {
    let mut office = office();
    let item = office.item();
    let request = Request {
        item,
        seen: 7,
        verdict: returned(),
        token: "press".to_owned(),
    };
    assert!(matches!(
        office.as_("rita", |desk| desk.resolve(&request)),
        Err(DeskError::Changed)
    ));
}

#[test]
fn held_and_handed_exceptions_wait_for_their_day_and_their_person() {
    let mut office = office();
    let item = office.item();
    let next = |office: &Office, name: &str| {
        let user = office.user(name);
        office
            .store
            .next_in_queue(&QueueFilter::default(), &user, &[], office.now)
            .unwrap()
    };
    let day = crate::clock::business_date(office.now) + TimeDelta::days(2);
    assert!(matches!(
        office.as_("rita", |desk| desk.hold(item, day - TimeDelta::days(2), "")),
        Err(DeskError::Day)
    ));
    office
        .as_("rita", |desk| desk.hold(item, day, "the bank is asked"))
        .unwrap();
    assert_eq!(next(&office, "rita"), None);
    office.proves();
    office.later(2 * 86_400);
    assert_eq!(next(&office, "rita"), Some(item));
    office.as_("rita", |desk| desk.hand(item, "rob", "yours")).unwrap();
    assert_eq!((next(&office, "rita"), next(&office, "rob")), (None, Some(item)));
    assert!(matches!(
        office.resolve("rita", &returned(), "press"),
        Err(DeskError::HandedTo { .. })
    ));
    assert!(matches!(
        office.as_("rita", |desk| desk.hand(item, "otto", "")),
        Err(DeskError::NoSuchUser(_))
    ));
    office.as_("rob", |desk| desk.note(item, "looked at twice")).unwrap();
    office.resolve("rob", &returned(), "press").unwrap();
    office.proves();
}

#[test]
fn a_transaction_is_split_and_joined_and_no_page_is_lost() {
    let mut office = office();
    let item = office.item();
    let mut asked = Regrouping {
        batch: office.batch,
        from: vec![item.transaction],
        into: vec![vec![PageNo(5)], vec![PageNo(6)]],
        token: "split".to_owned(),
    };
    let made = office.as_("rita", |desk| desk.regroup(&asked)).unwrap();
    assert_eq!(made, [TransactionNo(4), TransactionNo(5)]);
    assert_eq!(
        office.as_("rita", |desk| desk.regroup(&asked)).unwrap(),
        made,
        "pressed twice"
    );
    assert!(
        matches!(office.resolve("rita", &returned(), "late"), Err(DeskError::Regrouped { into }) if into == ["sack/4", "sack/5"])
    );
    office.proves();
    asked.from = made;
    asked.into = vec![vec![PageNo(5)]];
    asked.token = "lose".to_owned();
    assert!(matches!(
        office.as_("rita", |desk| desk.regroup(&asked)),
        Err(DeskError::Grouping(_))
    ));
    asked.into = vec![vec![PageNo(5), PageNo(6)]];
    asked.token = "join".to_owned();
    let joined = office.as_("rita", |desk| desk.regroup(&asked)).unwrap();
    assert_eq!(
        office.store.transactions(office.batch).unwrap(),
        [1, 2, 6].map(TransactionNo)
    );
    assert_eq!(
        office.store.pages_of(office.no(joined[0].0)).unwrap(),
        [PageNo(5), PageNo(6)]
    );
    office.proves();
    // what is posted stays together
    asked.from = vec![TransactionNo(1)];
    asked.into = vec![vec![PageNo(1)], vec![PageNo(2)]];
    asked.token = "posted".to_owned();
    assert!(matches!(
        office.as_("sue", |desk| desk.regroup(&asked)),
        Err(DeskError::SettledBy { .. })
    ));
}

#[test]
fn at_the_cut_off_what_nobody_settled_waits_on_and_that_is_stated_once() {
    let mut office = office();
    let none = cut_off::apply(&mut office.store, &office.config, office.now).unwrap();
    assert_eq!(none, cut_off::CutOff::default());
    office.later(14 * 86_400);
    let carried = cut_off::apply(&mut office.store, &office.config, office.now).unwrap();
    assert_eq!(carried.carried_over, 1);
    let again = cut_off::apply(&mut office.store, &office.config, office.now).unwrap();
    assert_eq!(again, cut_off::CutOff::default());
    assert!(office.waits());
    let newest = &office.store.log_before(None, 1).unwrap()[0];
    assert_eq!(
        (newest.act.as_str(), newest.user.clone()),
        ("cut_off", None::<UserName>)
    );
    office.proves();
}

#[test]
fn at_the_cut_off_what_nobody_has_before_him_goes_back_where_the_rule_says_so() {
    let mut office = office();
    office.config.review.at_cut_off = crate::config::review::AtCutOff::Return;
    office.later(14 * 86_400);
    let item = office.item();
    office.as_("rita", |desk| desk.look(item)).unwrap();
    let in_work = cut_off::apply(&mut office.store, &office.config, office.now).unwrap();
    assert_eq!((in_work.returned, in_work.in_work), (0, 1));
    office.as_("rita", |desk| desk.release(item)).unwrap();
    let returned = cut_off::apply(&mut office.store, &office.config, office.now).unwrap();
    assert_eq!(returned.returned, 1);
    assert!(!office.waits());
    assert_eq!(
        office.store.settlement(item).unwrap().unwrap().user,
        None,
        "nobody did it, the rule did"
    );
    office.as_("sue", |desk| desk.undo(item, "the member called")).unwrap();
    let again = cut_off::apply(&mut office.store, &office.config, office.now).unwrap();
    assert_eq!(
        again,
        cut_off::CutOff::default(),
        "what a person took back, no rule sends back again"
    );
    assert!(office.waits());
    office.proves();
}

/// Something that one of the people tries; most of it is refused at most moments.
#[derive(Clone, Debug)]
enum Try {
    Look,
    Release,
    Unlock,
    Post(u8),
    Return,
    Duplicate,
    Forward,
    Undo,
    Hold,
    Hand,
    Postpone,
    Split,
    Join,
    Wait(i64),
}

impl Office {
    /// One person tries something on a transaction; what is refused is refused.
    #[expect(clippy::too_many_lines, reason = "one arm for everything that can be tried")]
    fn attempt(&mut self, name: &str, no: u32, attempt: &Try, press: usize) {
        let item = self.no(no);
        let token = format!("press {press}");
        let resolve = |office: &mut Office, verdict: Verdict| {
            let seen = office.store.decision_in_force(item).unwrap().map_or(0, |(_, seq)| seq);
            let request = Request {
                item,
                seen,
                verdict,
                token: token.clone(),
            };
            let _refused = office.as_(name, |desk| desk.resolve(&request).map(drop));
        };
        let pages = self.store.pages_of(item).unwrap_or_default();
        let day = crate::clock::business_date(self.now) + TimeDelta::days(3);
        let regroup = |office: &mut Office, from: Vec<TransactionNo>, into: Vec<Vec<PageNo>>| {
            let asked = Regrouping {
                batch: office.batch,
                from,
                into,
                token: token.clone(),
            };
            let _refused = office.as_(name, |desk| desk.regroup(&asked).map(drop));
        };
        match attempt {
            Try::Look => drop(self.as_(name, |desk| desk.look(item).map(drop))),
            Try::Release => drop(self.as_(name, |desk| desk.release(item))),
            Try::Unlock => drop(self.as_(name, |desk| desk.unlock(item))),
            Try::Post(dollars) => {
                let amount = Amount::from_cents(i64::from(*dollars) * 100).unwrap();
                let items = self.store.decision(item.batch, item.transaction).unwrap();
                let items = items.map_or_else(Vec::new, |decision| decision.items);
                let keyed: Vec<KeyedItem> = items
                    .iter()
                    .map(|item| KeyedItem {
                        page: item.page,
                        kind: PageKind::Check,
                        amount,
                    })
                    .collect();
                let total = Amount::checked_sum(keyed.iter().map(|item| item.amount)).unwrap();
                resolve(
                    self,
                    Verdict::Post {
                        items: keyed,
                        not_items: Vec::new(),
                        payments: vec![Payment {
                            account: ann(),
                            amount: total,
                        }],
                        corrections: Vec::new(),
                    },
                );
            }
            Try::Return => resolve(self, returned()),
            Try::Duplicate => resolve(
                self,
                Verdict::Duplicate {
                    batch: "sack".parse().unwrap(),
                    transaction: TransactionNo(1),
                },
            ),
            Try::Forward => resolve(
                self,
                Verdict::Forward {
                    to: "the call centre".to_owned(),
                    note: String::new(),
                },
            ),
            Try::Undo => drop(self.as_(name, |desk| desk.undo(item, "by mistake"))),
            Try::Hold => drop(self.as_(name, |desk| desk.hold(item, day, ""))),
            Try::Hand => drop(self.as_(name, |desk| desk.hand(item, "rob", ""))),
            Try::Postpone => drop(self.as_(name, |desk| desk.postpone(item))),
            Try::Split => regroup(
                self,
                vec![item.transaction],
                pages.iter().map(|&page| vec![page]).collect(),
            ),
            Try::Join => {
                let other = self.no(no + 1);
                let all = [pages, self.store.pages_of(other).unwrap_or_default()].concat();
                regroup(self, vec![item.transaction, other.transaction], vec![all]);
            }
            Try::Wait(seconds) => self.later(*seconds),
        }
    }

    /// Every page is in exactly one transaction, and each of them is posted, settled, or waits.
    #[track_caller]
    fn nothing_is_lost(&self) {
        let transactions = self.store.transactions(self.batch).unwrap();
        let mut pages: Vec<PageNo> = Vec::new();
        for &transaction in &transactions {
            let item = self.no(transaction.0);
            pages.extend(self.store.pages_of(item).unwrap());
            let decision = self
                .store
                .decision(item.batch, item.transaction)
                .unwrap()
                .unwrap()
                .decision;
            let ends = [
                matches!(decision, Decision::Posted { .. }),
                self.store.queue_row(item, self.now).unwrap().is_some(),
                matches!(decision, Decision::Exception { .. }) && self.store.settlement(item).unwrap().is_some(),
            ];
            assert_eq!(ends.iter().filter(|end| **end).count(), 1, "{item:?} ends {ends:?}");
        }
        pages.sort_unstable();
        assert_eq!(pages, (1..=6).map(PageNo).collect::<Vec<_>>());
    }
}

fn attempts() -> impl Strategy<Value = Vec<(usize, u32, Try)>> {
    let attempt = prop_oneof![
        Just(Try::Look),
        Just(Try::Release),
        Just(Try::Unlock),
        (0u8..=200).prop_map(Try::Post),
        (0u8..=200).prop_map(Try::Post),
        Just(Try::Return),
        Just(Try::Duplicate),
        Just(Try::Forward),
        Just(Try::Undo),
        Just(Try::Undo),
        Just(Try::Hold),
        Just(Try::Hand),
        Just(Try::Postpone),
        Just(Try::Split),
        Just(Try::Join),
        (1i64..100_000).prop_map(Try::Wait),
    ];
    prop::collection::vec((0usize..6, 1u32..9, attempt), 1..25)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]
    #[test]
    fn whatever_people_try_the_books_prove_and_nothing_is_lost(attempts in attempts()) {
        let mut office = office();
        office.config.review.second_key_above = Some(dollars("150.00"));
        for (press, (who, no, attempt)) in attempts.iter().enumerate() {
            let name = ["rita", "rob", "abe", "sue", "otto", "audrey"][*who];
            office.attempt(name, *no, attempt, press);
            office.nothing_is_lost();
        }
        office.proves();
    }
}

#[test]
fn who_is_added_changed_or_let_go_stands_in_the_log() {
    let mut office = office();
    let mut people = people::People {
        store: &mut office.store,
        by: None,
        now: now(),
    };
    let ann: UserName = "ann".parse().unwrap();
    people.add(&ann, Role::Reviewer, "a long password").unwrap();
    assert!(matches!(
        people.add(&ann, Role::Reviewer, "a long password"),
        Err(DeskError::NameTaken(_))
    ));
    assert!(matches!(
        people.add(&"bo".parse().unwrap(), Role::Reviewer, "short"),
        Err(DeskError::Password(_))
    ));
    let user = people.store.user(&ann).unwrap().unwrap();
    people.set(&user, Role::Auditor, false).unwrap();
    people.set_password(&user, "another long password").unwrap();
    people.set(&user, Role::Auditor, true).unwrap();
    let log: Vec<String> = office
        .store
        .log_before(None, 10)
        .unwrap()
        .into_iter()
        .map(|entry| entry.act)
        .collect();
    assert_eq!(log, ["user_changed", "password_changed", "user_changed", "user_added"]);
    office.proves();
}
