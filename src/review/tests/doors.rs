use super::site::{HOST, PASSWORD, site, site_with};
use crate::review::Reach;
use axum::http::{StatusCode, header};
use chrono::TimeDelta;

#[tokio::test]
async fn nothing_is_shown_to_who_is_not_signed_in() {
    let site = site(1);
    let stranger = site.stranger();
    for path in [
        "/",
        "/item/sack/1",
        "/image/sack/1.png",
        "/snippet/sack/1/1,1,5,5.png",
        "/search?q=lee",
        "/settled",
        "/dashboard",
        "/log",
        "/log/sack/1",
        "/unlock",
    ] {
        let answer = stranger.get(path).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert!(answer.header(header::LOCATION).starts_with("/login?back="), "{path}");
    }
    stranger
        .ask("/accounts?q=lee", "application/json")
        .await
        .expect(StatusCode::UNAUTHORIZED);
    let act = stranger.post("/item/sack/1/act", &[("act", "postpone")]).await;
    assert!(act.header(header::LOCATION).starts_with("/login"));
}

#[tokio::test]
async fn every_answer_keeps_to_its_reader() {
    let site = site(1);
    let rita = site.signed_in("rita").await;
    for path in ["/", "/item/sack/1", "/login", "/nowhere", "/dashboard"] {
        let answer = rita.get(path).await;
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        let policy = answer.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{policy}"
        );
        assert!(!policy.contains("unsafe"));
        let text = answer.text();
        assert!(
            !text.contains(" style=") && !text.contains("<style") && !text.contains("onclick"),
            "{path}"
        );
        assert_eq!(
            text.matches("<script").count(),
            1,
            "{path}: the one script, by its address"
        );
    }
}

#[tokio::test]
async fn assets_are_kept_under_their_digest() {
    let site = site(1);
    let page = site.stranger().get("/login").await.text();
    for ending in [".css\"", ".js\"", ".svg\""] {
        let end = page.find(ending).unwrap() + ending.len() - 1;
        let start = page[..end].rfind('"').unwrap() + 1;
        let asset = site.stranger().get(&page[start..end]).await.expect(StatusCode::OK);
        assert!(asset.header("cache-control").contains("immutable"));
    }
    site.stranger()
        .get("/assets/0000000000000000.css")
        .await
        .expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_wrong_password_and_a_wrong_name_get_the_same_answer_and_then_must_wait() {
    let site = site(1);
    let mut browser = site.stranger();
    let wrong = browser
        .log_in("rita", "not her password")
        .await
        .expect(StatusCode::UNAUTHORIZED);
    let nobody = browser
        .log_in("nobody", "not her password")
        .await
        .expect(StatusCode::UNAUTHORIZED);
    for answer in [wrong, nobody] {
        answer.says(&["Name or password is wrong."]);
    }
    for _ in 0..2 {
        browser.log_in("rita", "not her password").await;
    }
    let waits = browser
        .log_in("rita", PASSWORD)
        .await
        .expect(StatusCode::TOO_MANY_REQUESTS);
    waits.says(&["Too many wrong passwords", "seconds"]);
    site.station.forward(TimeDelta::seconds(10));
    browser.log_in("rita", PASSWORD).await.to("/");
    let log = site.books(|books| books.log_before(None, 10).unwrap()).await;
    let refused: Vec<bool> = log
        .iter()
        .filter(|entry| entry.act == "log_in_refused")
        .map(|entry| entry.detail["user"].is_null())
        .collect();
    assert_eq!(
        refused,
        [false, false, true, false],
        "each stands in the log, and no name that nobody has"
    );
}

#[tokio::test]
async fn the_cookie_is_for_this_host_alone() {
    let plain = site(1);
    let mut browser = plain.stranger();
    let answer = browser.log_in("rita", PASSWORD).await;
    let cookie = answer
        .headers
        .get_all(header::SET_COOKIE)
        .iter()
        .next()
        .unwrap()
        .to_str()
        .unwrap()
        .to_owned();
    assert!(cookie.starts_with("lockbox=") && cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"));
    assert!(!cookie.contains("Secure"), "over loopback there is no TLS");
    let reach = Reach {
        is_secure: true,
        is_behind_proxy: true,
    };
    let secure = site_with(1, reach);
    let mut browser = secure.stranger();
    let answer = browser.log_in("rita", PASSWORD).await;
    let cookie = answer
        .headers
        .get_all(header::SET_COOKIE)
        .iter()
        .next()
        .unwrap()
        .to_str()
        .unwrap()
        .to_owned();
    assert!(
        cookie.starts_with("__Host-lockbox=") && cookie.contains("; Secure"),
        "{cookie}"
    );
}

#[tokio::test]
async fn a_form_without_our_token_or_from_elsewhere_is_refused() {
    let site = site(1);
    let rita = site.signed_in("rita").await;
    let path = "/item/sack/1/act";
    let csrf = rita.csrf.clone();
    let own = format!("http://{HOST}");
    rita.post(path, &[("act", "postpone")])
        .await
        .expect(StatusCode::FORBIDDEN);
    rita.post(path, &[("act", "postpone"), ("csrf", "0000")])
        .await
        .expect(StatusCode::FORBIDDEN);
    let whole = [("act", "postpone"), ("csrf", csrf.as_str())];
    for headers in [
        &[("origin", "https://evil.example")][..],
        &[("origin", "null")],
        &[],
        &[("sec-fetch-site", "cross-site"), ("origin", &own)],
        &[("sec-fetch-site", "same-site")],
        &[("x-forwarded-host", "evil.example"), ("origin", "https://evil.example")],
    ] {
        rita.send_form(path, &whole, headers)
            .await
            .expect(StatusCode::FORBIDDEN);
    }
    rita.send_form(path, &whole, &[("sec-fetch-site", "same-origin"), ("origin", "null")])
        .await
        .expect(StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_desk_locks_when_nothing_is_done_and_opens_where_one_was() {
    let site = site(1);
    let rita = site.signed_in("rita").await;
    rita.get("/item/sack/1").await.expect(StatusCode::OK);
    site.station.forward(TimeDelta::minutes(14));
    rita.keep(1).await;
    site.station.forward(TimeDelta::minutes(2));
    rita.keep(1)
        .await
        .expect(StatusCode::UNAUTHORIZED)
        .says(&["\"locked\":true"]);
    rita.get("/item/sack/1").await.to("/unlock?back=/item/sack/1");
    let door = rita
        .get("/unlock?back=/item/sack/1")
        .await
        .expect(StatusCode::OK)
        .says(&["Locked", "rita"]);
    let token = door.field("csrf");
    for (password, status) in [
        ("wrong password", StatusCode::UNAUTHORIZED),
        (PASSWORD, StatusCode::SEE_OTHER),
    ] {
        let fields = [
            ("csrf", token.as_str()),
            ("password", password),
            ("back", "/item/sack/1"),
        ];
        rita.post("/unlock", &fields).await.expect(status);
    }
    rita.get("/item/sack/1").await.expect(StatusCode::OK);
}

#[tokio::test]
async fn a_session_ends_after_its_hours_and_when_one_logs_out() {
    let site = site(1);
    let rita = site.signed_in("rita").await;
    for _ in 0..43 {
        site.station.forward(TimeDelta::minutes(14));
        rita.get("/").await;
    }
    assert!(
        rita.get("/").await.header(header::LOCATION).starts_with("/login"),
        "ten hours are over"
    );
    let rob = site.signed_in("rob").await;
    rob.post("/logout", &[("csrf", &rob.csrf)]).await.to("/login");
    assert!(rob.get("/").await.header(header::LOCATION).starts_with("/login"));
}
