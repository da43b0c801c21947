//! A desk with people and exceptions, and browsers before it.

use crate::config::{Config, ConfigFile};
use crate::decision::Decision;
use crate::decision::reason::Reason;
use crate::desk::people::People;
use crate::evidence::{MicrReading, PageEvidence, Sight};
use crate::geometry::Rect;
use crate::id::{PageNo, TransactionNo};
use crate::matching::{Candidate, Field, FieldAgreement, Level, Matched, Stop, Verdict};
use crate::review::station::Station;
use crate::review::{Reach, router};
use crate::score::Score;
use crate::store::Store;
use crate::store::batches::{BatchEvent, BatchKey, ItemKey, TakenIn};
use crate::store::decisions::NewDecision;
use crate::store::fixture::{ann, batch, evidence, now, queued, scan, store};
use crate::user::Role;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt;
use std::sync::Arc;
use tower::ServiceExt;

pub(super) const PASSWORD: &str = "a long password";
pub(super) const HOST: &str = "desk.example";

/// A desk; its data goes with it.
pub(super) struct Site {
    _data: tempfile::TempDir,
    pub(super) station: Arc<Station>,
}

/// An answer, read to its end.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(super) fn header(&self, name: impl header::AsHeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    #[track_caller]
    pub(super) fn expect(self, status: StatusCode) -> Self {
        assert_eq!(self.status, status, "{}", self.text());
        self
    }

    #[track_caller]
    pub(super) fn to(self, place: &str) -> Self {
        assert_eq!(
            (self.status, self.header(header::LOCATION)),
            (StatusCode::SEE_OTHER, place),
            "{}",
            self.text()
        );
        self
    }

    #[track_caller]
    pub(super) fn says(self, words: &[&str]) -> Self {
        let text = self.text();
        for word in words {
            assert!(text.contains(word), "it does not say {word:?}:\n{text}");
        }
        self
    }

    #[track_caller]
    pub(super) fn keeps_quiet_of(self, words: &[&str]) -> Self {
        let text = self.text();
        for word in words {
            assert!(!text.contains(word), "it says {word:?}:\n{text}");
        }
        self
    }

    /// The value of the first hidden field of this name.
    #[track_caller]
    pub(super) fn field(&self, name: &str) -> String {
        let text = self.text();
        let start = format!("name=\"{name}\" value=\"");
        let at = text
            .find(&start)
            .unwrap_or_else(|| panic!("no field {name} in\n{text}"))
            + start.len();
        text[at..].split('"').next().unwrap().replace("&#38;", "&")
    }
}

/// What is read on a page: the checks of this fixture have a MICR line.
fn read(no: u32) -> PageEvidence {
    let mut page = evidence(no);
    if let (Sight::Seen(seen), true) = (&mut page.sight, no.is_multiple_of(2)) {
        seen.micr = Some(MicrReading {
            line: format!("⑆011000015⑆ 4412345678⑈ {no}"),
            score: Score::SURE,
            accepted: true,
            region: Rect {
                x: 10,
                y: 80,
                w: 60,
                h: 12,
            },
        });
    }
    page
}

/// An exception without an amount whose payer's words mean Ann.
fn exception(batch: BatchKey, no: u32) -> NewDecision {
    let mut new = queued(batch, no);
    new.items[0].amount = None;
    new.decision = Decision::Exception {
        reasons: vec![Reason::NoAmount {
            page: PageNo(2 * no),
            candidates: Vec::new(),
        }],
    };
    new.coupons.clear();
    new.matched = Some(Matched {
        candidates: vec![Candidate {
            member_id: ann(),
            fields: vec![FieldAgreement {
                field: Field::Surname,
                level: Level::Exact,
                bits: 9.0,
                read: "lee".to_owned(),
                on_file: "lee".to_owned(),
            }],
            bits: 20.0,
            probability: Score::new(0.999),
        }],
        verdict: Verdict::Stop {
            why: Stop::TooWeak { member_id: ann() },
        },
    });
    new
}

/// A desk with one batch, `sack`, of so many exceptions.
pub(super) fn site_with(exceptions: u32, reach: Reach) -> Site {
    let (data, mut store) = store();
    let batch = store_batch(&mut store, exceptions);
    store
        .write(|tx| {
            for no in 1..=exceptions {
                tx.save_decision(&exception(batch, no))?;
            }
            tx.add_event(batch, &BatchEvent::Finished { unproven: false }, now())
        })
        .unwrap();
    let mut people = People {
        store: &mut store,
        by: None,
        now: now(),
    };
    for (name, role) in [
        ("rita", Role::Reviewer),
        ("rob", Role::Reviewer),
        ("abe", Role::Approver),
        ("sue", Role::Supervisor),
        ("otto", Role::Operator),
        ("audrey", Role::Auditor),
    ] {
        people.add(&name.parse().unwrap(), role, PASSWORD).unwrap();
    }
    drop(store);
    let config = Config::try_from(ConfigFile::default()).unwrap();
    let station = Station::open(data.path(), config, reach, now()).unwrap();
    Site {
        _data: data,
        station: Arc::new(station),
    }
}

/// The fixture's batch, but with MICR lines on its checks.
fn store_batch(store: &mut Store, transactions: u32) -> BatchKey {
    let new = batch("sack", transactions);
    for page in &new.pages {
        store
            .archive()
            .put(&page.file_digest.unwrap(), &scan("sack", page.no.0))
            .unwrap();
    }
    let TakenIn::New(key, _) = store.take_in(&new).unwrap() else {
        panic!("it is new")
    };
    let evidence: Vec<PageEvidence> = (1..=2 * transactions).map(read).collect();
    store.save_evidence(key, &evidence).unwrap();
    store.add_event(key, &BatchEvent::Read, now()).unwrap();
    key
}

pub(super) fn site(exceptions: u32) -> Site {
    site_with(exceptions, Reach::default())
}

impl Site {
    pub(super) async fn send(&self, request: Request<Body>) -> Answer {
        let response = router(Arc::clone(&self.station)).oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: body.collect().await.unwrap().to_bytes().to_vec(),
        }
    }

    /// A browser in which this person has signed in.
    pub(super) async fn signed_in(&self, name: &str) -> Browser<'_> {
        let mut browser = Browser {
            site: self,
            cookies: String::new(),
            csrf: String::new(),
        };
        let answer = browser.log_in(name, PASSWORD).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        let queue = browser.get("/").await;
        browser.csrf = queue.field("csrf");
        browser
    }

    pub(super) fn stranger(&self) -> Browser<'_> {
        Browser {
            site: self,
            cookies: String::new(),
            csrf: String::new(),
        }
    }

    /// The books, to see what was kept.
    pub(super) async fn books<T: Send + 'static>(
        &self,
        work: impl FnOnce(&crate::store::Books) -> T + Send + 'static,
    ) -> T {
        let done = self.station.read(move |books, _| Ok(work(books))).await;
        done.map_err(|trouble| trouble.to_string()).unwrap()
    }

    pub(super) async fn item(&self, no: u32) -> ItemKey {
        self.books(move |books| {
            books
                .item(&"sack".parse().unwrap(), TransactionNo(no))
                .unwrap()
                .unwrap()
        })
        .await
    }

    /// How many payments are booked on Ann's account, in cents.
    pub(super) async fn credited(&self) -> i64 {
        self.books(|books| books.credited_cents(&ann()).unwrap()).await
    }
}

/// A browser without script.
pub(super) struct Browser<'s> {
    site: &'s Site,
    pub(super) cookies: String,
    pub(super) csrf: String,
}

impl Browser<'_> {
    pub(super) async fn get(&self, path: &str) -> Answer {
        self.ask(path, "text/html").await
    }

    pub(super) async fn ask(&self, path: &str, accept: &str) -> Answer {
        let request = Request::get(path)
            .header(header::HOST, HOST)
            .header(header::ACCEPT, accept)
            .header(header::COOKIE, &self.cookies);
        self.site.send(request.body(Body::empty()).unwrap()).await
    }

    pub(super) async fn log_in(&mut self, name: &str, password: &str) -> Answer {
        let page = self.get("/login").await;
        self.take_cookies(&page);
        let token = page.field("csrf");
        let answer = self
            .post(
                "/login",
                &[("csrf", &token), ("name", name), ("password", password), ("back", "/")],
            )
            .await;
        self.take_cookies(&answer);
        answer
    }

    fn take_cookies(&mut self, answer: &Answer) {
        for set in answer.headers.get_all(header::SET_COOKIE) {
            let pair = set.to_str().unwrap().split(';').next().unwrap();
            self.cookies = format!("{pair}; {}", self.cookies);
        }
    }

    /// Sends a form as it is, without the token.
    pub(super) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send_form(path, fields, &[("origin", &format!("http://{HOST}"))])
            .await
    }

    pub(super) async fn send_form(&self, path: &str, fields: &[(&str, &str)], headers: &[(&str, &str)]) -> Answer {
        let body: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
            .collect();
        let mut request = Request::post(path)
            .header(header::HOST, HOST)
            .header(header::COOKIE, &self.cookies)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.site.send(request.body(Body::from(body.join("&"))).unwrap()).await
    }

    /// Sends the form of an act with the session's token.
    pub(super) async fn act(&self, no: u32, fields: &[(&str, &str)]) -> Answer {
        let fields: Vec<(&str, &str)> = [("csrf", self.csrf.as_str())]
            .into_iter()
            .chain(fields.iter().copied())
            .collect();
        self.post(&format!("/item/sack/{no}/act"), &fields).await
    }

    /// The heartbeat of the page.
    pub(super) async fn keep(&self, no: u32) -> Answer {
        let headers = [("sec-fetch-site", "same-origin"), ("accept", "application/json")];
        self.send_form(&format!("/keep/sack/{no}"), &[("csrf", &self.csrf)], &headers)
            .await
    }

    /// The same from the script, which wants JSON.
    pub(super) async fn act_by_script(&self, no: u32, fields: &[(&str, &str)]) -> Answer {
        let fields: Vec<(&str, &str)> = [("csrf", self.csrf.as_str())]
            .into_iter()
            .chain(fields.iter().copied())
            .collect();
        let headers = [("sec-fetch-site", "same-origin"), ("accept", "application/json")];
        self.send_form(&format!("/item/sack/{no}/act"), &fields, &headers).await
    }
}

fn encoded(text: &str) -> String {
    crate::review::words::urlencoded(text).replace('/', "%2F")
}
