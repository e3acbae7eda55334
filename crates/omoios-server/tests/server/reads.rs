//! Health, organisations, tickets and memory.

use serde_json::{Value, json};

use crate::harness::{Server, ok, problem};

#[doc = "covers: OMOI-HTTP-openapi, OMOI-GEN-extract_live"]
#[tokio::test]
async fn health_and_document_need_no_key() {
    let server = Server::start().await;
    let health = server.client.get(server.url("/api/health")).send().await.unwrap();
    assert!(health.headers().contains_key("x-request-id"));
    let health: Value = ok(health).await;
    assert_eq!((&health["status"], &health["checks"]["store"]["status"]), (&json!("ok"), &json!("ok")));
    let document = server.client.get(server.url("/openapi.json")).send().await.unwrap().text().await.unwrap();
    let (_, printed) = omoios_server::openapi::routes_and_document().unwrap();
    assert_eq!(document, omoios_server::openapi::text(&printed).unwrap());
}

#[doc = "covers: OMOI-HTTP-orgs, OMOI-ENT-Org, OMOI-ID-org"]
#[tokio::test]
async fn organisations_and_members() {
    let server = Server::start().await;
    let orgs = ok(server.get("/api/orgs").await).await;
    assert_eq!(orgs["total"], 2);
    assert_eq!((&orgs["orgs"][0]["id"], &orgs["orgs"][0]["member_count"]), (&json!("org_abc"), &json!(1)));
    let first = ok(server.get("/api/orgs?limit=1").await).await;
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = ok(server.get(&format!("/api/orgs?limit=1&cursor={cursor}")).await).await;
    assert_eq!((&second["orgs"][0]["id"], &second["next_cursor"]), (&json!("org_other"), &Value::Null));
    assert_eq!(ok(server.get("/api/orgs/org_abc").await).await, orgs["orgs"][0]);
    let members = ok(server.get("/api/orgs/org_abc/members").await).await;
    let member = &members["members"][0];
    assert_eq!(member["role"], "owner");
    let path = format!("/api/orgs/org_abc/members/{}", member["id"].as_str().unwrap());
    assert_eq!(&ok(server.get(&path).await).await, member);
    problem(server.get("/api/orgs/org_nope").await, 404, "not_found").await;
    problem(server.get("/api/orgs/org_nope/members").await, 404, "not_found").await;
    problem(server.get("/api/orgs/org_abc/members/usr_nope").await, 404, "not_found").await;
}

#[doc = "covers: OMOI-SDK-tickets.list, OMOI-ENT-Ticket"]
#[tokio::test]
async fn tickets_follow_their_tasks() {
    let server = Server::start().await;
    let spec = server.spec().await;
    let ticket = server.ticket(&spec).await;
    let status = async || ok(server.get(&format!("/api/tickets/{ticket}")).await).await["status"].clone();
    assert_eq!(status().await, "open");
    let task = server.task(&ticket, &[]).await;
    assert_eq!(status().await, "open");
    ok(server.bare(&format!("/api/tasks/{task}/start")).await).await;
    assert_eq!(status().await, "in_progress");
    ok(server.post(&format!("/api/tasks/{task}/complete"), json!({})).await).await;
    assert_eq!(status().await, "done");
    let list = ok(server.get(&format!("/api/tickets?spec_id={spec}")).await).await;
    assert_eq!(
        (&list["tickets"][0]["id"], &list["tickets"][0]["tasks"]["completed"]),
        (&json!(ticket), &json!(1))
    );
    problem(server.get("/api/tickets/TKT-99").await, 404, "not_found").await;
    problem(server.post("/api/tickets", json!({"spec_id": "nope", "title": "x"})).await, 404, "not_found")
        .await;
    problem(
        server.post("/api/tickets", json!({"spec_id": spec, "title": "x", "kind": "poem"})).await,
        400,
        "malformed_body",
    )
    .await;
}

#[doc = "covers: OMOI-SDK-memory.add, OMOI-SDK-memory.search, OMOI-ENUM-memory_type, OMOI-ENT-Memory"]
#[tokio::test]
async fn memory_finds_the_best_match_first() {
    let server = Server::start().await;
    for (kind, content) in [
        ("LEARNING", "Always use get_async_session() in worker context, not the API session."),
        ("ERROR_FIX", "Redis connection timeout fix: increase pool_size to 20. Redis pooling matters."),
        ("WARNING", "The redis container restarts at midnight."),
        ("DECISION", "We use PostgreSQL."),
    ] {
        ok(server.post("/api/memory", json!({"content": content, "memory_type": kind})).await).await;
    }
    let search = async |body: Value| ok(server.post("/api/memory/search", body).await).await;
    let found = search(json!({"query": "redis connection pooling patterns"})).await;
    assert_eq!((&found["total"], &found["results"][0]["memory_type"]), (&json!(2), &json!("ERROR_FIX")));
    assert!(found["results"][0]["score"].as_f64() > found["results"][1]["score"].as_f64());
    let warnings = search(json!({"query": "redis", "memory_types": ["WARNING"], "limit": 1})).await;
    assert_eq!((&warnings["total"], &warnings["results"][0]["memory_type"]), (&json!(1), &json!("WARNING")));
    for hostile in
        ["\"", "redis\" OR \"", "content:redis", "NEAR(", "*", "a AND", "'; DROP TABLE memories;--", "-"]
    {
        search(json!({"query": hostile})).await;
    }
    problem(server.post("/api/memory/search", json!({"query": "  "})).await, 422, "validation_failed").await;
    problem(
        server.post("/api/memory/search", json!({"query": "x", "limit": 0})).await,
        422,
        "validation_failed",
    )
    .await;
    problem(
        server.post("/api/memory", json!({"content": "x", "memory_type": "GOSSIP"})).await,
        400,
        "malformed_body",
    )
    .await;
    problem(
        server
            .post("/api/memory", json!({"content": "x", "memory_type": "LEARNING", "spec_id": "nope"}))
            .await,
        404,
        "not_found",
    )
    .await;
}
