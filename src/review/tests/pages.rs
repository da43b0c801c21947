use super::site::site;
use axum::http::StatusCode;

#[tokio::test]
async fn the_queue_counts_filters_and_pages() {
    let site = site(60);
    let rita = site.signed_in("rita").await;
    let queue = rita.get("/").await.expect(StatusCode::OK);
    queue.says(&[
        "60 wait",
        "sack/1",
        "no amount",
        "href=\"/?from=50\"",
        "1 to 50 of 60",
        "id=\"start\"",
    ]);
    rita.get("/?from=50").await.says(&["51 to 60 of 60", "rel=\"prev\""]);
    rita.get("/?reason=unsigned")
        .await
        .says(&["0 match", "fits this filter"]);
    rita.get("/?reason=no_amount&batch=sack")
        .await
        .says(&["60 match", "/item/sack/1?reason=no_amount&#38;batch=sack"]);
    rita.get("/?least=ten")
        .await
        .expect(StatusCode::OK)
        .says(&["is no amount"]);
    rita.get("/?batch=%3Cscript%3E").await.keeps_quiet_of(&["<script>"]);
}

#[tokio::test]
async fn one_exception_shows_all_that_is_known_and_masks_the_bank_account() {
    let site = site(2);
    let rita = site.signed_in("rita").await;
    let page = rita.get("/item/sack/1").await.expect(StatusCode::OK);
    let page = page.says(&[
        "was not read or keyed",
        "Ann Lee",
        "700123456789",
        "1 Elm St, Boston MA 02108",
        "$120.00 due Jan 23",
        "99.9 %",
        "••••5678",
        "011000015",
        "/snippet/sack/2/10,80,60,12.png",
        "/image/sack/1.png",
        "data-enter=\"true\"",
        "data-next=\"/item/sack/2?but=sack/1\"",
        "looked at it",
    ]);
    page.keeps_quiet_of(&["4412345678"]);
    rita.act(1, &[("act", "reveal")])
        .await
        .expect(StatusCode::OK)
        .says(&["4412345678"]);
    let by_script = rita.act_by_script(1, &[("act", "reveal")]).await;
    by_script.says(&["[[2,\"4412345678\"]]"]);
    let audrey = site.signed_in("audrey").await;
    audrey
        .get("/log/sack/1")
        .await
        .says(&["reveal", "saw whole: bank accounts"]);
    rita.get("/item/sack/99").await.expect(StatusCode::NOT_FOUND);
    rita.get("/item/nowhere/1").await.expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn accounts_are_found_while_one_types() {
    let site = site(1);
    let rita = site.signed_in("rita").await;
    for typed in ["7001234", "lee", "an%20elm", "02108"] {
        let found = rita
            .ask(&format!("/accounts?q={typed}"), "application/json")
            .await
            .expect(StatusCode::OK);
        found.says(&["\"700123456789\"", "Ann Lee"]);
    }
    let none = rita.ask("/accounts?q=zz", "application/json").await;
    assert_eq!(none.text(), "[]");
}

#[tokio::test]
async fn any_transaction_is_found_and_only_the_ends_of_numbers_are_shown() {
    let site = site(3);
    let rita = site.signed_in("rita").await;
    for asked in ["sack", "lee", "6789", "700123456789", "2026-01-10"] {
        let found = rita.get(&format!("/search?q={asked}")).await;
        found.says(&["3 transactions", "/item/sack/3", "••••6789", "waits"]);
    }
    rita.get("/search?q=nothing").await.says(&["Nothing found"]);
    let found = rita.get("/search?q=lee").await;
    found.keeps_quiet_of(&["700123456789"]);
}

#[tokio::test]
async fn the_dashboard_has_plots_with_their_numbers() {
    let site = site(3);
    let rita = site.signed_in("rita").await;
    let page = rita.get("/dashboard").await.expect(StatusCode::OK);
    page.says(&[
        "0.0 %",
        "Why transactions wait",
        "<svg",
        "no amount",
        "<table>",
        "routing number",
        "100.0 %",
    ]);
}

#[tokio::test]
async fn a_supervisor_reads_the_whole_log_and_takes_back_what_others_settled() {
    let site = site(1);
    let rita = site.signed_in("rita").await;
    let sue = site.signed_in("sue").await;
    rita.act(
        1,
        &[
            ("act", "forward"),
            ("to", "Member services"),
            ("note", ""),
            ("token", "t"),
            ("seen", "1"),
        ],
    )
    .await;
    let rob = site.signed_in("rob").await;
    rob.get("/settled")
        .await
        .says(&["Forwarded it to Member services"])
        .keeps_quiet_of(&["value=\"undo\""]);
    rob.act(1, &[("act", "undo"), ("why", "no")])
        .await
        .expect(StatusCode::FORBIDDEN);
    sue.get("/settled").await.says(&["value=\"undo\""]);
    sue.act(1, &[("act", "undo"), ("why", "it was a check")])
        .await
        .to("/item/sack/1");
    sue.get("/settled").await.says(&["undone"]);
    sue.get("/log")
        .await
        .says(&["log in", "undo", "it was a check", "/log/sack/1"]);
}
