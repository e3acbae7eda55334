//! Specs: the life of one, and what is refused.

use serde_json::json;

use crate::harness::{Server, ok, problem};

#[doc = "covers: OMOI-SDK-specs.create, OMOI-SDK-specs.get, OMOI-ENT-Spec"]
#[tokio::test]
async fn a_spec_is_created_started_and_read() {
    let server = Server::start().await;
    let body = json!({
        "title": "Add JWT refresh token rotation",
        "description": "Implement silent refresh with rotation and revocation...",
        "org_id": "org_abc",
        "deadline": "2027-01-01T12:00:00+02:00",
        "metadata": {"team": "identity"},
    });
    let created = server.post("/api/specs", body).await;
    assert_eq!(created.status(), 201);
    let spec = ok(created).await;
    assert_eq!((&spec["phase"], &spec["status"]), (&json!("EXPLORE"), &json!("running")));
    assert_eq!(spec["evaluator_score"], 1.0);
    assert_eq!(spec["deadline"], "2027-01-01T10:00:00Z");
    assert_eq!(ok(server.get(&format!("/api/specs/{}", spec["id"].as_str().unwrap())).await).await, spec);
}

#[doc = "covers: OMOI-SDK-specs.list"]
#[tokio::test]
async fn lists_are_filtered_and_read_page_by_page() {
    let server = Server::start().await;
    let mut ids = Vec::new();
    for place in 0..7 {
        let body = json!({"title": format!("Spec {place}"), "description": if place % 2 == 0 { "Even Möwe" } else { "odd" }});
        ids.push(ok(server.post("/api/specs", body).await).await["id"].clone());
    }
    ids.reverse();
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = ok(server.get(&format!("/api/specs?limit=3{cursor}")).await).await;
        assert_eq!(page["total"], 7);
        seen.extend(page["specs"].as_array().unwrap().iter().map(|spec| spec["id"].clone()));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen, ids);
    assert_eq!(ok(server.get("/api/specs?text=even").await).await["total"], 4);
    assert_eq!(ok(server.get("/api/specs?org_id=org_other").await).await["total"], 0);
    ok(server.bare(&format!("/api/specs/{}/advance", ids[0].as_str().unwrap())).await).await;
    assert_eq!(
        ok(server.get("/api/specs?phase=PRD&org_id=org_abc&limit=20").await).await["specs"][0]["id"],
        ids[0]
    );
    problem(server.get("/api/specs?cursor=zz").await, 400, "bad_cursor").await;
    problem(server.get("/api/specs?limit=201").await, 422, "validation_failed").await;
    problem(server.get("/api/specs?limit=many").await, 400, "malformed_query").await;
    problem(server.get("/api/specs?phase=SLEEP").await, 400, "malformed_query").await;
}

#[tokio::test]
async fn an_update_tells_absent_from_null_from_value() {
    let server = Server::start().await;
    let path = format!("/api/specs/{}", server.spec().await);
    let set = json!({"deadline": "2027-01-01T00:00:00Z", "metadata": {"a": "1", "b": "2"}});
    assert_eq!(ok(server.patch(&path, set).await).await["deadline"], "2027-01-01T00:00:00Z");
    let kept = ok(server.patch(&path, json!({"title": "New", "metadata": {"a": null}})).await).await;
    assert_eq!((&kept["deadline"], &kept["title"]), (&json!("2027-01-01T00:00:00Z"), &json!("New")));
    assert_eq!(kept["metadata"], json!({"b": "2"}));
    assert_eq!(ok(server.patch(&path, json!({"deadline": null})).await).await["deadline"], json!(null));
    let before = ok(server.get("/api/events?types=spec.updated").await).await["total"].clone();
    ok(server.patch(&path, json!({})).await).await;
    assert_eq!(ok(server.get("/api/events?types=spec.updated").await).await["total"], before);
}

#[doc = "covers: OMOI-SDK-specs.advance, OMOI-EVT-phase.advanced"]
#[tokio::test]
async fn phases_follow_each_other_and_nothing_else() {
    let server = Server::start().await;
    let path = format!("/api/specs/{}/advance", server.spec().await);
    let refused = problem(server.post(&path, json!({"to": "DESIGN"})).await, 409, "illegal_phase_move").await;
    assert_eq!(refused["details"], json!({"from": "EXPLORE", "to": "DESIGN", "allowed": ["PRD"]}));
    for phase in ["PRD", "REQUIREMENTS", "DESIGN", "TASKS", "SYNC", "COMPLETE"] {
        assert_eq!(ok(server.post(&path, json!({"to": phase})).await).await["phase"], phase);
    }
    let refused = problem(server.bare(&path).await, 409, "spec_ended").await;
    assert_eq!(refused["details"], json!({"from": "COMPLETE", "allowed": []}));
    assert_eq!(ok(server.get("/api/specs?phase=COMPLETE").await).await["specs"][0]["status"], "completed");
}

#[doc = "covers: OMOI-SDK-specs.retry_phase, OMOI-EVT-phase.failed"]
#[tokio::test]
async fn a_phase_fails_after_three_attempts() {
    let server = Server::start().await;
    let spec = ok(server.post("/api/specs", json!({"title": "x", "description": "y"})).await).await;
    assert_eq!((&spec["phase_attempt"], &spec["evaluator_score"]), (&json!(1), &json!(0.28)));
    let path = format!("/api/specs/{}/retry-phase", spec["id"].as_str().unwrap());
    ok(server.bare(&path).await).await;
    assert_eq!(ok(server.get("/api/events?types=phase.failed").await).await["total"], 0);
    assert_eq!(ok(server.bare(&path).await).await["phase_attempt"], 3);
    let failed = ok(server.get("/api/events?types=phase.failed").await).await;
    assert_eq!(failed["events"][0]["attempts"], 3);
    assert_eq!(failed["events"][0]["feedback"], spec["evaluator_feedback"]);
}

#[doc = "covers: OMOI-SDK-specs.cancel"]
#[tokio::test]
async fn cancelling_a_spec_cancels_its_tasks() {
    let server = Server::start().await;
    let spec = server.spec().await;
    let ticket = server.ticket(&spec).await;
    let (done, running) = (server.task(&ticket, &[]).await, server.task(&ticket, &[]).await);
    let blocked = server.task(&ticket, &[&running]).await;
    server.finish(&done).await;
    ok(server.bare(&format!("/api/tasks/{running}/start")).await).await;
    let cancelled =
        ok(server.post(&format!("/api/specs/{spec}/cancel"), json!({"reason": "enough"})).await).await;
    assert_eq!(cancelled["status"], "cancelled");
    assert_eq!((&cancelled["tasks"]["completed"], &cancelled["tasks"]["cancelled"]), (&json!(1), &json!(2)));
    assert_eq!(ok(server.get(&format!("/api/tasks/{blocked}")).await).await["status"], "cancelled");
    assert_eq!(ok(server.get(&format!("/api/tickets/{ticket}")).await).await["status"], "cancelled");
    for path in [format!("/api/specs/{spec}/cancel"), format!("/api/specs/{spec}/advance")] {
        problem(server.bare(&path).await, 409, "spec_ended").await;
    }
    problem(server.post("/api/tickets", json!({"spec_id": spec, "title": "late"})).await, 409, "spec_ended")
        .await;
    problem(server.bare(&format!("/api/tasks/{running}/retry")).await, 409, "spec_ended").await;
}

#[tokio::test]
async fn bad_requests_are_told_what_and_where() {
    let server = Server::start().await;
    let invalid = problem(
        server.post("/api/specs", json!({"title": " ", "description": "x".repeat(20_001)})).await,
        422,
        "validation_failed",
    )
    .await;
    let fields: Vec<_> =
        invalid["details"]["errors"].as_array().unwrap().iter().map(|error| error["field"].clone()).collect();
    assert_eq!(fields, ["body.title", "body.description"]);
    let missing =
        problem(server.post("/api/specs", json!({"title": "x"})).await, 400, "malformed_body").await;
    assert!(missing["detail"].as_str().unwrap().contains("missing field `description`"), "{missing}");
    let post = |body: &'static str, media_type: &'static str| {
        server
            .request(reqwest::Method::POST, "/api/specs")
            .header("content-type", media_type)
            .body(body)
            .send()
    };
    let broken =
        problem(post("{\n  \"title\": x", "application/json").await.unwrap(), 400, "malformed_body").await;
    assert!(broken["detail"].as_str().unwrap().contains("line 2, column 12"), "{broken}");
    problem(
        post("title=x", "application/x-www-form-urlencoded").await.unwrap(),
        400,
        "unsupported_media_type",
    )
    .await;
    problem(
        server.post("/api/specs", json!({"title": "x", "description": "y", "org_id": "org_nope"})).await,
        404,
        "not_found",
    )
    .await;
    problem(server.get("/api/specs/nope").await, 404, "not_found").await;
    problem(
        server.request(reqwest::Method::PUT, "/api/specs").send().await.unwrap(),
        405,
        "method_not_allowed",
    )
    .await;
    let large =
        server.post("/api/specs", json!({"title": "x".repeat(9 * 1024 * 1024), "description": ""})).await;
    problem(large, 413, "payload_too_large").await;
}
