//! Where credentials go, and where they come from.

use crate::support::api::{Item, OK, builder, call, item};
use crate::support::server::{Server, Step, json};
use crate::support::time::TestClock;
use clade_runtime::runtime::{ClientCredentials, Credential, ErrorKind, Scheme, Transport};

#[tokio::test]
async fn credentials_go_where_the_scheme_says_and_the_first_full_alternative_wins() {
    let server = Server::play((0..3).map(|_| json("200 OK", "", OK)).collect()).await;
    let clock = TestClock::default();
    let header = builder(&server.base, &clock).credential("key", Scheme::Header("x-api-key"), "k1");
    let header = header
        .credential("token", Scheme::Bearer, "unused")
        .build()
        .unwrap();
    let query = builder(&server.base, &clock)
        .credential("query", Scheme::Query("api key"), "k&2")
        .build()
        .unwrap();
    let provided = Credential::provider(|| async { Ok::<_, std::io::Error>("k3".into()) });
    let cookie = builder(&server.base, &clock)
        .credential("cookie", Scheme::Cookie("sid"), provided)
        .build()
        .unwrap();
    for client in [header, query, cookie] {
        call(&client, &item("1")).await.unwrap();
    }
    let heads = server.finish().await;
    assert!(heads[0].contains("x-api-key: k1\r\n") && !heads[0].contains("authorization"));
    assert!(heads[1].starts_with("GET /items/1?api%20key=k%262 "));
    assert!(heads[2].contains("cookie: sid=k3\r\n"));
}

#[tokio::test]
async fn a_missing_environment_credential_is_told_before_anything_is_sent() {
    let clock = TestClock::default();
    let credential = Credential::env("CLADE_RUNTIME_TEST_UNSET_KEY");
    let client = builder("http://127.0.0.1:9", &clock)
        .credential("token", Scheme::Bearer, credential)
        .build()
        .unwrap();
    let error = call(&client, &item("1")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Auth);
    assert!(
        error.message().contains("CLADE_RUNTIME_TEST_UNSET_KEY"),
        "{error}"
    );
}

/// A client whose bearer tokens come from a token endpoint.
fn with_grant(base: &str, grant: ClientCredentials) -> Transport {
    builder(base, &TestClock::default())
        .credential(
            "token",
            Scheme::Bearer,
            Credential::client_credentials(grant),
        )
        .build()
        .unwrap()
}

#[tokio::test]
async fn oauth_tokens_are_fetched_once_for_many_calls_and_again_after_a_refusal() {
    let token = r#"{"access_token":"t-1","token_type":"bearer","expires_in":3600}"#;
    let tokens = Server::play(vec![json("200 OK", "", token), json("200 OK", "", token)]).await;
    let mut script: Vec<Step> = (0..4).map(|_| json("200 OK", "", OK)).collect();
    script.push(json("401 Unauthorized", "", "{}"));
    script.push(json("200 OK", "", OK));
    let server = Server::play(script).await;
    let grant = ClientCredentials::new(format!("{}/token", tokens.base), "me", "pw")
        .scope("read")
        .scope("write");
    let client = with_grant(&server.base, grant);
    let calls: Vec<_> = (0..4)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { call(&client, &item("1")).await.map(|r| r.value) })
        })
        .collect();
    for running in calls {
        assert_eq!(running.await.unwrap().unwrap(), Item { id: 7 });
    }
    assert_eq!(tokens.heads().len(), 1);
    assert_eq!(
        call(&client, &item("1")).await.unwrap_err().kind(),
        ErrorKind::Unauthorized
    );
    call(&client, &item("1")).await.unwrap();
    assert!(
        server
            .finish()
            .await
            .iter()
            .all(|head| head.contains("authorization: Bearer t-1"))
    );
    let asked = tokens.finish().await;
    assert_eq!(asked.len(), 2);
    assert!(
        asked[0].contains("authorization: Basic bWU6cHc=\r\n"),
        "{}",
        asked[0]
    );
}

#[tokio::test]
async fn a_token_endpoint_that_refuses_is_told() {
    let body = r#"{"error":"invalid_client"}"#;
    let tokens = Server::play(vec![json("401 Unauthorized", "", body)]).await;
    let grant = ClientCredentials::new(&tokens.base, "me", "pw");
    let client = with_grant("http://127.0.0.1:9", grant);
    let error = call(&client, &item("1")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Auth);
    assert!(
        error.message().contains("status 401, invalid_client"),
        "{error}"
    );
}
