//! The exceptions desk with 100,000 exceptions that wait: what a reviewer waits for. Asked for: queue and search within 100 ms, an image within 50 ms.
//!
//! Each page is asked for as a browser asks, from the request to the last byte, without the network.

#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on fails")]

use axum::body::Body;
use axum::http::{Request, header};
use chrono::{DateTime, Utc};
use http_body_util::BodyExt;
use lockbox::config::{Config, ConfigFile};
use lockbox::decision::Decision;
use lockbox::decision::reason::Reason;
use lockbox::desk::people::People;
use lockbox::evidence::{PageEvidence, PageKind, Reading, Seen, Sight};
use lockbox::geometry::{Dpi, Rect, Side, Turn};
use lockbox::id::{Digest, MemberId, PageNo, TransactionNo};
use lockbox::matching::{Candidate, Index, Matched, Row, Stop, Verdict};
use lockbox::money::Amount;
use lockbox::review::{Reach, Station, router};
use lockbox::score::Score;
use lockbox::store::Store;
use lockbox::store::accounts::ImportOptions;
use lockbox::store::batches::{BatchEvent, BatchKey, Control, NewBatch, NewPage, TakenIn};
use lockbox::store::decisions::{Micr, NewDecision, NewItem};
use lockbox::user::Role;
use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tower::ServiceExt;

/// Exceptions that wait.
const OPEN: u32 = 100_000;
/// In batches of so many.
const BATCH: u32 = 1_000;
/// How often each page is asked for.
const TIMES: usize = 30;
const HOST: &str = "desk.example";
const PASSWORD: &str = "a long password";
const GIVEN: [&str; 12] = [
    "Ana", "Bob", "Carla", "Dan", "Eve", "Finn", "Gus", "Hana", "Ida", "Jon", "Kim", "Lou",
];
const FAMILY: [&str; 10] = [
    "Lee", "Stone", "Garcia", "Tran", "Ito", "Okafor", "Novak", "Silva", "Brown", "Khan",
];

fn now() -> DateTime<Utc> {
    "2026-01-20T15:00:00Z".parse().unwrap()
}

fn member(no: u32) -> MemberId {
    format!("700{no:09}").parse().unwrap()
}

fn accounts() -> String {
    let mut file = String::from(
        "member_id,name,address1,address2,city,state,zip,amount_due,due_date,coverage_month,status,autopay,plan\n",
    );
    for no in 0..OPEN {
        let (given, family) = (GIVEN[no as usize % 12], FAMILY[no as usize / 12 % 10]);
        let status = if no % 9 == 0 { "pending" } else { "active" };
        writeln!(
            file,
            "{},{given} {family},{} Elm St,,Boston,MA,02108,{}.00,2026-01-23,2026-02,{status},no,health",
            member(no),
            no % 990 + 1,
            no % 700 + 20
        )
        .unwrap();
    }
    file
}

/// A grey scan of letter width at 200 dpi, with something on it.
fn scan() -> Vec<u8> {
    let picture = image::GrayImage::from_fn(1_700, 700, |x, y| {
        let ink = (x / 7 + y / 11) % 9 == 0 && x % 5 < 3;
        image::Luma([if ink {
            40
        } else {
            235_u8.saturating_add(u8::try_from((x * 7 + y * 13) % 12).unwrap())
        }])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

fn batch(no: u32, image: Digest) -> NewBatch {
    let name = format!("20260119-{no:03}");
    let pages = (1..=BATCH).map(|page| NewPage {
        no: PageNo(page),
        label: format!("{page:05}F.jpg"),
        file_digest: Some(image),
        frame: 0,
        side: Side::Front,
        keyed_amount: None,
        keyed_micr: None,
        unreadable: None,
        listed: true,
        delivered: true,
        transaction: Some(TransactionNo(page)),
    });
    NewBatch {
        digest: Digest::of(name.as_bytes()),
        name: name.parse().unwrap(),
        named_by_manifest: false,
        manifest: None,
        source: "bench".to_owned(),
        received: now() - chrono::TimeDelta::hours(i64::from(no % 200)),
        taken_in: now(),
        tracked: true,
        lockbox: None,
        control: Control::default(),
        notes: Vec::new(),
        pages: pages.collect(),
    }
}

fn evidence(no: u32) -> PageEvidence {
    let kind = Reading {
        value: PageKind::Check,
        score: Score::SURE,
        region: None,
    };
    let seen = Seen {
        kind,
        dpi: Dpi::new(200.0).unwrap(),
        turn: Turn::None,
        skew: 0.0,
        paper: Rect::default(),
        codes: Vec::new(),
        printed: None,
        micr: None,
        check: None,
        enclosed: None,
        face: None,
    };
    PageEvidence {
        page: PageNo(no),
        side: Side::Front,
        sight: Sight::Seen(Box::new(seen)),
    }
}

fn exception(batch: BatchKey, no: u32, of_all: u32) -> NewDecision {
    let page = PageNo(no);
    let reason = match of_all % 4 {
        0 => Reason::NoAccountEvidence,
        1 => Reason::Unsigned { page },
        2 => Reason::NoAmount {
            page,
            candidates: Vec::new(),
        },
        _ => Reason::WrongPayee {
            page,
            read: "Somebody".to_owned(),
        },
    };
    let member_id = member(of_all);
    NewDecision {
        batch,
        transaction: TransactionNo(no),
        follows: None,
        decided_at: now(),
        decision: Decision::Exception { reasons: vec![reason] },
        why: "it waits".to_owned(),
        timely: None,
        items: vec![NewItem {
            page,
            kind: PageKind::Check,
            amount: (of_all % 4 != 2).then(|| Amount::from_cents(i64::from(of_all % 90_000) + 1_000).unwrap()),
            micr: Micr {
                routing: "011000015".parse().ok(),
                account: Some(format!("44{of_all:08}")),
                serial: (of_all % 9_000 + 100).to_string().parse().ok(),
            },
        }],
        coupons: Vec::new(),
        posting: None,
        matched: Some(Matched {
            candidates: vec![Candidate {
                member_id,
                fields: Vec::new(),
                bits: 20.0,
                probability: Score::new(0.97),
            }],
            verdict: Verdict::Stop {
                why: Stop::TooWeak { member_id },
            },
        }),
    }
}

fn fill(store: &mut Store) {
    let file = accounts();
    store
        .import_accounts(
            file.as_bytes(),
            ImportOptions::default(),
            &Digest::of(file.as_bytes()),
            now(),
        )
        .unwrap();
    let image = scan();
    let digest = Digest::of(&image);
    store.archive().put(&digest, &image).unwrap();
    for no in 0..OPEN / BATCH {
        let TakenIn::New(key, _) = store.take_in(&batch(no, digest)).unwrap() else {
            panic!("it is new")
        };
        let read: Vec<PageEvidence> = (1..=BATCH).map(evidence).collect();
        store.save_evidence(key, &read).unwrap();
        store
            .write(|tx| {
                for transaction in 1..=BATCH {
                    tx.save_decision(&exception(key, transaction, no * BATCH + transaction - 1))?;
                }
                tx.add_event(key, &BatchEvent::Read, now())?;
                tx.add_event(key, &BatchEvent::Finished { unproven: false }, now())
            })
            .unwrap();
    }
    let mut people = People {
        store,
        by: None,
        now: now(),
    };
    people.add(&"rita".parse().unwrap(), Role::Reviewer, PASSWORD).unwrap();
}

struct Browser {
    station: Arc<Station>,
    cookies: String,
}

impl Browser {
    async fn send(&mut self, request: Request<Body>) -> (u16, Vec<u8>) {
        let response = router(Arc::clone(&self.station)).oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for set in parts.headers.get_all(header::SET_COOKIE) {
            let pair = set.to_str().unwrap().split(';').next().unwrap();
            self.cookies = format!("{pair}; {}", self.cookies);
        }
        (parts.status.as_u16(), body.collect().await.unwrap().to_bytes().to_vec())
    }

    async fn get(&mut self, path: &str) -> (u16, Vec<u8>) {
        let request = Request::get(path)
            .header(header::HOST, HOST)
            .header(header::COOKIE, &self.cookies);
        self.send(request.body(Body::empty()).unwrap()).await
    }

    async fn log_in(&mut self) {
        let (_, page) = self.get("/login").await;
        let page = String::from_utf8(page).unwrap();
        let token = page
            .split("name=\"csrf\" value=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap();
        let form = format!("csrf={token}&name=rita&password={}&back=/", PASSWORD.replace(' ', "+"));
        let request = Request::post("/login")
            .header(header::HOST, HOST)
            .header(header::COOKIE, &self.cookies)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let (status, _) = self.send(request.body(Body::from(form)).unwrap()).await;
        assert_eq!(status, 303);
    }
}

fn median(mut times: Vec<Duration>) -> (Duration, Duration) {
    times.sort();
    (times[times.len() / 2], times[times.len() - 1])
}

async fn measure(browser: &mut Browser) -> Vec<String> {
    let image = |at: usize| format!("/image/20260119-{:03}/{}.png", at % 90, at + 1);
    let same = |path: &'static str| move |_: usize| path.to_owned();
    type Path = Box<dyn Fn(usize) -> String>;
    let asked: [(&str, Path); 12] = [
        ("queue, first page", Box::new(same("/"))),
        ("queue, one reason", Box::new(same("/?reason=unsigned"))),
        ("queue, one batch", Box::new(same("/?batch=20260119-042"))),
        ("queue, amounts 500 to 600", Box::new(same("/?least=500&most=600"))),
        ("queue, page 1,000", Box::new(same("/?from=50000"))),
        ("exception", Box::new(|at| format!("/item/20260119-{:03}/7", at % 90))),
        (
            "exception, loaded ahead",
            Box::new(|at| format!("/item/20260119-{:03}/8?peek=1", at % 90)),
        ),
        (
            "search, Member ID",
            Box::new(|at| format!("/search?q=700{:09}", at * 997)),
        ),
        ("search, name and amount", Box::new(same("/search?q=garcia+123.45"))),
        ("search, a common name", Box::new(same("/search?q=lee"))),
        ("accounts while typing", Box::new(same("/accounts?q=gar%20elm"))),
        ("image", Box::new(image)),
    ];
    let mut lines = Vec::new();
    for (name, path) in asked {
        let mut times = Vec::new();
        for at in 0..TIMES {
            let started = Instant::now();
            let (status, _) = browser.get(&path(at)).await;
            times.push(started.elapsed());
            assert_eq!(status, 200, "{name}");
        }
        let (median, worst) = median(times);
        lines.push(format!("{name:<28} {median:>8.1?} {worst:>8.1?}"));
    }
    lines
}

/// Accounts in memory, found while somebody types: at a million.
fn typed_at_a_million() -> Vec<String> {
    const ACCOUNTS: u32 = 1_000_000;
    let rows = (0..ACCOUNTS).map(|no| Row {
        member_id: member(no),
        name: format!(
            "{} {}{}",
            GIVEN[no as usize % 12],
            FAMILY[no as usize / 12 % 10],
            no % 9_973
        ),
        address1: format!("{} Road{} St", no % 1_990 + 1, no % 3_001),
        address2: String::new(),
        city: "Boston".to_owned(),
        state: "MA".to_owned(),
        zip: format!("{:05}", 1_000 + no % 1_700),
        alternate_ids: Vec::new(),
        due: None,
    });
    let accounts = Index::build(rows);
    let asked = ["garcia77", "ana garcia4321", "stone99 road15", "1200 road2", "zzz"];
    let time = |text: &&str| {
        let times = (0..TIMES).map(|_| {
            let started = Instant::now();
            std::hint::black_box(accounts.beginning(text, 8));
            started.elapsed()
        });
        let (median, worst) = median(times.collect());
        format!(
            "{:<28} {median:>8.1?} {worst:>8.1?}",
            format!("a million accounts: {text}")
        )
    };
    asked.iter().map(time).collect()
}

fn main() {
    let data = tempfile::tempdir().unwrap();
    let started = Instant::now();
    let mut store = Store::open(data.path()).unwrap();
    fill(&mut store);
    drop(store);
    let mut out = std::io::stdout().lock();
    writeln!(out, "{OPEN} exceptions made in {:.0?}", started.elapsed()).unwrap();
    let config = Config::try_from(ConfigFile::default()).unwrap();
    let station = Station::open(data.path(), config, Reach::default(), now()).unwrap();
    let mut browser = Browser {
        station: Arc::new(station),
        cookies: String::new(),
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let lines = runtime.block_on(async {
        browser.log_in().await;
        // the accounts come into memory, the pages of the database into its cache
        browser.get("/accounts?q=ana").await;
        browser.get("/").await;
        measure(&mut browser).await
    });
    writeln!(out, "{:<28} {:>8} {:>8}", "page", "median", "worst").unwrap();
    for line in lines.into_iter().chain(typed_at_a_million()) {
        writeln!(out, "{line}").unwrap();
    }
}
