//! A small lockbox for the tests of the store: two members, and batches of coupon and check.

use super::accounts::ImportOptions;
use super::batches::{BatchEvent, BatchKey, Control, NewBatch, NewPage, TakenIn};
use super::decisions::{Micr, NewCoupon, NewDecision, NewItem};
use super::{Store, WriteTx};
use crate::decision::reason::Reason;
use crate::decision::{Decision, Path, Payment};
use crate::evidence::{PageEvidence, PageKind, Reading, Seen, Sight};
use crate::geometry::{Dpi, Rect, Side, Turn};
use crate::id::{Digest, MemberId, PageNo, TransactionNo};
use crate::money::Amount;
use crate::posting::{Posting, Worth};
use crate::score::Score;
use chrono::{DateTime, Utc};

pub(crate) fn now() -> DateTime<Utc> {
    "2026-01-10T12:00:00Z".parse().unwrap()
}

pub(crate) fn ann() -> MemberId {
    "700123456789".parse().unwrap()
}

pub(crate) fn dollars(text: &str) -> Amount {
    text.parse().unwrap()
}

/// A store with one account, Ann's.
pub(crate) fn store() -> (tempfile::TempDir, Store) {
    let data = tempfile::tempdir().unwrap();
    let mut store = Store::open(data.path()).unwrap();
    let file = "member_id,name,address1,address2,city,state,zip,amount_due,due_date,coverage_month,status,autopay,plan\n\
                700123456789,Ann Lee,1 Elm St,,Boston,MA,02108,120.00,2026-01-23,2026-02,active,no,health\n";
    store
        .import_accounts(
            file.as_bytes(),
            ImportOptions::default(),
            &Digest::of(file.as_bytes()),
            now(),
        )
        .unwrap();
    (data, store)
}

/// The scan of a page: its bytes are its batch's name and its number.
pub(crate) fn scan(batch: &str, no: u32) -> Vec<u8> {
    format!("{batch} {no}").into_bytes()
}

/// A tracked batch of so many transactions, each a coupon and a check.
pub(crate) fn batch(name: &str, transactions: u32) -> NewBatch {
    let pages = (1..=2 * transactions).map(|no| NewPage {
        no: PageNo(no),
        label: format!("{no:05}F.tif"),
        file_digest: Some(Digest::of(&scan(name, no))),
        frame: 0,
        side: Side::Front,
        keyed_amount: no.is_multiple_of(2).then(|| dollars("120.00")),
        keyed_micr: None,
        unreadable: None,
        listed: true,
        delivered: true,
        transaction: Some(TransactionNo(no.div_ceil(2))),
    });
    NewBatch {
        name: name.parse().unwrap(),
        named_by_manifest: false,
        digest: Digest::of(name.as_bytes()),
        manifest: None,
        source: format!("/scans/{name}"),
        received: now(),
        taken_in: now(),
        tracked: true,
        lockbox: None,
        control: Control::default(),
        notes: vec!["a file was passed over".to_owned()],
        pages: pages.collect(),
    }
}

/// What is read on a page: odd ones are coupons, even ones checks.
pub(crate) fn evidence(no: u32) -> PageEvidence {
    let kind = if no.is_multiple_of(2) {
        PageKind::Check
    } else {
        PageKind::Coupon
    };
    PageEvidence {
        page: PageNo(no),
        side: Side::Front,
        sight: Sight::Seen(Box::new(Seen {
            kind: Reading {
                value: kind,
                score: Score::new(0.5),
                region: None,
            },
            dpi: Dpi::new(200.0).unwrap(),
            turn: Turn::None,
            skew: 0.25,
            paper: Rect::default(),
            codes: Vec::new(),
            printed: None,
            micr: None,
            check: None,
            enclosed: None,
            face: None,
        })),
    }
}

pub(crate) fn micr(serial: u32) -> Micr {
    Micr {
        routing: Some("011000015".parse().unwrap()),
        account: Some("4412345678".to_owned()),
        serial: Some(serial.to_string().parse().unwrap()),
    }
}

pub(crate) fn coupon(no: u32) -> NewCoupon {
    NewCoupon {
        page: PageNo(2 * no - 1),
        member_id: ann(),
        bill_date: "2026-01-01".parse().ok(),
        total_due: Some(dollars("120.00")),
    }
}

/// The first decision on transaction `no` of a batch of this fixture: Ann pays 120.00 with check number `no`.
pub(crate) fn posted(batch: BatchKey, no: u32) -> NewDecision {
    let (page, amount) = (PageNo(2 * no), dollars("120.00"));
    let payments = vec![Payment { account: ann(), amount }];
    let worth = Worth {
        page,
        amount: Some(amount),
    };
    NewDecision {
        batch,
        transaction: TransactionNo(no),
        follows: None,
        decided_at: now(),
        posting: Some(Posting::build(&[worth], &payments).unwrap()),
        matched: None,
        decision: Decision::Posted {
            path: Path::CouponBarcode,
            payments,
        },
        why: "the barcode says so".to_owned(),
        timely: Some(true),
        items: vec![NewItem {
            page,
            kind: PageKind::Check,
            amount: Some(amount),
            micr: micr(no),
        }],
        coupons: vec![coupon(no)],
    }
}

/// The same transaction, but a person is to decide.
pub(crate) fn queued(batch: BatchKey, no: u32) -> NewDecision {
    NewDecision {
        decision: Decision::Exception {
            reasons: vec![Reason::NoAccountEvidence, Reason::Unsigned { page: PageNo(2 * no) }],
        },
        posting: None,
        matched: None,
        timely: None,
        ..posted(batch, no)
    }
}

/// Takes a batch in with its scans and evidence; nothing is decided.
pub(crate) fn read_in(store: &mut Store, name: &str, transactions: u32) -> BatchKey {
    let batch = batch(name, transactions);
    for page in &batch.pages {
        store
            .archive()
            .put(&page.file_digest.unwrap(), &scan(name, page.no.0))
            .unwrap();
    }
    store.archive().sync().unwrap();
    let TakenIn::New(key, _) = store.take_in(&batch).unwrap() else {
        panic!("{name} is new")
    };
    let evidence: Vec<PageEvidence> = (1..=2 * transactions).map(evidence).collect();
    store.save_evidence(key, &evidence).unwrap();
    store.add_event(key, &BatchEvent::Read, now()).unwrap();
    key
}

/// A finished batch: its last transaction waits for a person, the others are posted.
pub(crate) fn finished(store: &mut Store, name: &str, transactions: u32) -> BatchKey {
    let key = read_in(store, name, transactions);
    let work = |tx: &mut WriteTx<'_>| {
        for no in 1..transactions {
            tx.save_decision(&posted(key, no))?;
        }
        tx.save_decision(&queued(key, transactions))?;
        tx.add_event(key, &BatchEvent::Finished { unproven: false }, now())
    };
    store.write(work).unwrap();
    key
}
