//! Redirects, within an origin and away from it.

use crate::support::api::{OK, Post, builder, call, client, item};
use crate::support::server::{Server, Step, json, step};
use crate::support::time::TestClock;
use clade_runtime::runtime::{ErrorKind, Scheme};

/// Leads to another origin.
fn to_origin(other: &Server) -> Step {
    let header = format!("location: {}/there\r\n", other.base);
    step(move |mut peer| async move { peer.answer("302 Found", &header, "").await })
}

#[tokio::test]
async fn redirects_within_an_origin_keep_credentials_and_across_origins_lose_them() {
    let other = Server::play(vec![json("200 OK", "", OK)]).await;
    let server = Server::play(vec![
        json("307 Temporary Redirect", "location: /next\r\n", ""),
        to_origin(&other),
    ])
    .await;
    let client = builder(&server.base, &TestClock::default())
        .credential("key", Scheme::Header("x-api-key"), "s3cret")
        .header("x-tenant-secret", "t")
        .build()
        .unwrap();
    call(&client, &item("1")).await.unwrap();
    let heads = server.finish().await;
    assert!(heads[1].starts_with("GET /next ") && heads[1].contains("x-api-key: s3cret"));
    let far = other.finish().await.remove(0);
    assert!(far.starts_with("GET /there ") && far.contains("user-agent: test/1 rust"));
    assert!(
        !far.contains("s3cret") && !far.contains("x-tenant-secret"),
        "{far}"
    );
}

#[tokio::test]
async fn a_query_key_goes_along_within_the_origin_only() {
    let other = Server::play(vec![json("200 OK", "", OK)]).await;
    let server = Server::play(vec![
        json("302 Found", "location: /next?a=1\r\n", ""),
        to_origin(&other),
    ])
    .await;
    let client = builder(&server.base, &TestClock::default());
    let client = client
        .credential("query", Scheme::Query("key"), "s3cret")
        .build()
        .unwrap();
    call(&client, &item("1")).await.unwrap();
    assert!(server.finish().await[1].starts_with("GET /next?a=1&key=s3cret "));
    assert!(other.finish().await[0].starts_with("GET /there HTTP"));
}

#[tokio::test]
async fn a_body_is_not_redirected_to_another_origin_and_hops_are_counted() {
    let away = json(
        "307 Temporary Redirect",
        "location: http://127.0.0.1:9/x\r\n",
        "",
    );
    let mut script = vec![away];
    script.extend((0..6).map(|_| json("302 Found", "location: /again\r\n", "")));
    let server = Server::play(script).await;
    let client = client(&server.base, &TestClock::default());
    let error = call(&client, &Post::<false>).await.unwrap_err();
    assert_eq!(
        (error.status().unwrap().as_u16(), error.kind()),
        (307, ErrorKind::Status)
    );
    assert!(error.message().contains("another origin"), "{error}");
    let error = call(&client, &item("1")).await.unwrap_err();
    assert!(error.message().contains("too many redirects"), "{error}");
    assert_eq!(server.finish().await.len(), 7);
}
