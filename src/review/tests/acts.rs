use super::site::{Browser, site};
use crate::store::queue::QueueFilter;
use axum::http::StatusCode;
use chrono::TimeDelta;

/// The fields of the form that posts to the first offer, as the page has them.
async fn posting(browser: &Browser<'_>, no: u32, amount: &'static str) -> Vec<(&'static str, String)> {
    let page = browser.get(&format!("/item/sack/{no}")).await.expect(StatusCode::OK);
    let money = [(2 * no).to_string()];
    let named = |name: &str| -> &'static str { Box::leak(format!("{name}.{}", money[0]).into_boxed_str()) };
    vec![
        ("token", page.field("token")),
        ("seen", page.field("seen")),
        ("way", page.field("way")),
        (named("kind"), "check".to_owned()),
        (named("amount"), amount.to_owned()),
        ("choose", "1".to_owned()),
    ]
}

fn borrowed<'a>(fields: &'a [(&'static str, String)]) -> Vec<(&'static str, &'a str)> {
    fields.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

#[tokio::test]
async fn a_form_without_script_posts_once_and_leads_to_the_next() {
    let site = site(2);
    let rita = site.signed_in("rita").await;
    let fields = posting(&rita, 1, "120.00").await;
    rita.act(1, &borrowed(&fields)).await.to("/item/sack/2?but=sack/1");
    assert_eq!(site.credited().await, 12_000);
    rita.act(1, &borrowed(&fields)).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(site.credited().await, 12_000, "the second press changes nothing");
    let again = rita.act_by_script(1, &borrowed(&fields)).await.expect(StatusCode::OK);
    again.says(&["nothing was done twice"]);
    let settled = rita.get("/item/sack/1").await.says(&["Settled", "$120.00 to ••••6789"]);
    settled.keeps_quiet_of(&["id=\"post-typed\""]);
    rita.get("/settled").await.says(&["sack/1", "rita", "Posted $120.00"]);
}

#[tokio::test]
async fn what_is_missing_is_said_and_what_was_keyed_stays() {
    let site = site(1);
    let rita = site.signed_in("rita").await;
    let mut fields = posting(&rita, 1, "12o.00").await;
    fields.push(("fix.2.serial", "77".to_owned()));
    let page = rita
        .act(1, &borrowed(&fields))
        .await
        .expect(StatusCode::UNPROCESSABLE_ENTITY);
    page.says(&["12o.00", "is no amount", "value=\"77\""]);
    let fields = posting(&rita, 1, "").await;
    rita.act(1, &borrowed(&fields)).await.says(&["Key the amount first"]);
    let mut fields = posting(&rita, 1, "1.00").await;
    fields.pop();
    fields.push(("choose", "none".to_owned()));
    rita.act(1, &borrowed(&fields)).await.says(&["nothing was done yet"]);
    assert_eq!(site.credited().await, 0);
}

#[tokio::test]
async fn who_comes_second_is_told_who_was_first_and_keeps_what_was_keyed() {
    let site = site(1);
    let rita = site.signed_in("rita").await;
    let rob = site.signed_in("rob").await;
    let mine = posting(&rita, 1, "120.00").await;
    let theirs = posting(&rob, 1, "121.00").await;
    rob.get("/item/sack/1")
        .await
        .says(&["rita has this one until", "data-open=\"false\""]);
    let refused = rob.act(1, &borrowed(&theirs)).await.expect(StatusCode::CONFLICT);
    refused.says(&["Rita has this one", "value=\"121.00\""]);
    rita.act(1, &borrowed(&mine)).await.expect(StatusCode::SEE_OTHER);
    let refused = rob
        .act_by_script(1, &borrowed(&theirs))
        .await
        .expect(StatusCode::CONFLICT);
    refused.says(&["Rita settled this one", "posted"]);
    assert_eq!(site.credited().await, 12_000);
}

#[tokio::test]
async fn a_lease_is_free_when_its_holder_is_silent_or_a_supervisor_unlocks() {
    let site = site(1);
    let rita = site.signed_in("rita").await;
    let rob = site.signed_in("rob").await;
    let sue = site.signed_in("sue").await;
    rita.get("/item/sack/1").await;
    rob.act(1, &[("act", "unlock")]).await.expect(StatusCode::FORBIDDEN);
    sue.get("/item/sack/1").await.says(&["unlock for others"]);
    sue.act(1, &[("act", "unlock")]).await.expect(StatusCode::SEE_OTHER);
    rob.get("/item/sack/1").await.says(&["data-open=\"true\""]);
    site.station.forward(TimeDelta::minutes(3));
    rob.keep(1)
        .await
        .expect(StatusCode::CONFLICT)
        .says(&["not yours any more"]);
    rita.get("/item/sack/1").await.says(&["data-open=\"true\""]);
}

#[tokio::test]
async fn an_item_loaded_ahead_is_nobodys_until_it_is_looked_at() {
    let site = site(2);
    let rita = site.signed_in("rita").await;
    let rob = site.signed_in("rob").await;
    rita.get("/item/sack/2?peek=1").await.says(&["data-open=\"true\""]);
    let item = site.item(2).await;
    let now = site.station.now();
    assert!(site.books(move |books| books.lease(item, now).unwrap()).await.is_none());
    let seen = rob.act_by_script(2, &[("act", "look")]).await.expect(StatusCode::OK);
    seen.says(&["\"seen\":1"]);
    rita.act_by_script(2, &[("act", "look")])
        .await
        .expect(StatusCode::CONFLICT)
        .says(&["Rob has this one"]);
    let acts = site
        .books(move |books| {
            books
                .log_of(item)
                .unwrap()
                .into_iter()
                .map(|entry| entry.act)
                .collect::<Vec<_>>()
        })
        .await;
    assert_eq!(acts, ["load_ahead", "look", "look"], "what was sent may have been read");
}

#[tokio::test]
async fn every_other_act_works_from_its_form() {
    let site = site(7);
    let rita = site.signed_in("rita").await;
    let token = |no: u32| format!("token-{no}");
    let hidden = |no: u32| [("token", token(no)), ("seen", "1".to_owned())];
    for (no, fields) in [
        (1, vec![("act", "return"), ("reason", "unsigned"), ("letter", "")]),
        (2, vec![("act", "duplicate"), ("batch", "sack"), ("transaction", "7")]),
        (
            3,
            vec![("act", "forward"), ("to", "Member services"), ("note", "a letter")],
        ),
        (
            4,
            vec![("act", "hold"), ("until", "2026-01-20"), ("note", "calls back")],
        ),
        (5, vec![("act", "hand"), ("to", "rob"), ("note", "")]),
        (6, vec![("act", "postpone")]),
    ] {
        let hidden = hidden(no);
        let all: Vec<(&str, &str)> = hidden
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .chain(fields)
            .collect();
        rita.act(no, &all).await.expect(StatusCode::SEE_OTHER);
    }
    rita.act(7, &[("act", "note"), ("note", "asked the member")])
        .await
        .to("/item/sack/7");
    rita.get("/item/sack/7").await.says(&["asked the member"]);
    let waiting = site
        .books(|books| books.queue_count(&QueueFilter::default()).unwrap())
        .await;
    assert_eq!(waiting, 4, "three are settled");
    rita.get("/")
        .await
        .says(&["held until Jan 20", "handed to rob", "postponed"]);
    rita.act(1, &[("act", "undo"), ("why", "a slip")])
        .await
        .to("/item/sack/1");
    rita.post("/undo-last", &[("csrf", &rita.csrf)])
        .await
        .to("/item/sack/3");
    let waiting = site
        .books(|books| books.queue_count(&QueueFilter::default()).unwrap())
        .await;
    assert_eq!(waiting, 6);
    for wrong in [
        vec![("act", "hold"), ("until", "soon")],
        vec![("act", "return"), ("reason", "ugly")],
        vec![("act", "dance")],
    ] {
        rita.act(7, &wrong).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test]
async fn pages_are_split_off_and_joined() {
    let site = site(1);
    let rita = site.signed_in("rita").await;
    let split = rita
        .act(1, &[("act", "split-pages"), ("page", "1"), ("token", "t")])
        .await;
    split.to("/item/sack/2");
    let pages = site.item(3).await;
    assert_eq!(site.books(move |books| books.pages_of(pages).unwrap().len()).await, 1);
}

#[tokio::test]
async fn who_has_no_right_does_nothing() {
    let site = site(1);
    for name in ["otto", "audrey"] {
        let browser = site.signed_in(name).await;
        let fields = posting(&browser, 1, "120.00").await;
        browser.act(1, &borrowed(&fields)).await.expect(StatusCode::FORBIDDEN);
        browser
            .act(1, &[("act", "postpone")])
            .await
            .expect(StatusCode::FORBIDDEN);
        browser
            .ask("/accounts?q=lee", "application/json")
            .await
            .expect(StatusCode::FORBIDDEN);
    }
    let otto = site.signed_in("otto").await;
    otto.act(1, &[("act", "reveal")]).await.expect(StatusCode::FORBIDDEN);
    otto.get("/log").await.expect(StatusCode::FORBIDDEN);
    site.signed_in("audrey").await.get("/log").await.expect(StatusCode::OK);
    assert_eq!(site.credited().await, 0);
}

#[tokio::test]
async fn the_second_key_is_blind_and_a_third_decides() {
    let site = site(1);
    let rita = site.signed_in("rita").await;
    let rob = site.signed_in("rob").await;
    let abe = site.signed_in("abe").await;
    let first = posting(&rita, 1, "6000.00").await;
    let kept = rita.act_by_script(1, &borrowed(&first)).await.expect(StatusCode::OK);
    kept.says(&["a second person"]);
    rita.get("/item/sack/1").await.says(&["data-open=\"false\""]);
    let blind = rob.get("/item/sack/1").await.says(&["Second key"]);
    let blind = blind.keeps_quiet_of(&[
        "6000.",
        "\"6000\"",
        "6,000",
        "id=\"offer-1\"",
        "Ann Lee",
        "700123456789",
    ]);
    let typed = [
        ("token", blind.field("token")),
        ("seen", blind.field("seen")),
        ("kind.2", "check".to_owned()),
        ("amount.2", "600.00".to_owned()),
    ];
    let by_digit: Vec<_> = typed.iter().cloned().chain([("choose", "1".to_owned())]).collect();
    rob.act(1, &borrowed(&by_digit))
        .await
        .expect(StatusCode::UNPROCESSABLE_ENTITY)
        .says(&["The second key is blind"]);
    let by_number: Vec<_> = typed
        .iter()
        .cloned()
        .chain([("choose", "typed".to_owned()), ("account", "700123456789".to_owned())])
        .collect();
    rob.act_by_script(1, &borrowed(&by_number))
        .await
        .says(&["a third decides"]);
    let third =
        abe.get("/item/sack/1")
            .await
            .says(&["Keyed by two, and they differ", "$6,000.00", "$600.00", "rita", "rob"]);
    assert!(third.text().contains("data-open=\"true\""));
    assert_eq!(site.credited().await, 0);
    let decides = posting(&abe, 1, "600.00").await;
    abe.act(1, &borrowed(&decides)).await.expect(StatusCode::SEE_OTHER);
    assert_eq!(site.credited().await, 60_000);
}
