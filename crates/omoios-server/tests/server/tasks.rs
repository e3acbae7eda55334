//! Tasks, their graph, and the discoveries made on the way.

use serde_json::{Value, json};

use crate::harness::{Server, ok, problem};

#[doc = "covers: OMOI-SDK-tasks.create, OMOI-SDK-tasks.get, OMOI-ENUM-task_status, OMOI-ID-task"]
#[tokio::test]
async fn a_task_is_ready_only_when_all_it_depends_on_is_completed() {
    let server = Server::start().await;
    let ticket = server.ticket(&server.spec().await).await;
    let (a, b) = (server.task(&ticket, &[]).await, server.task(&ticket, &[]).await);
    assert_eq!((a.as_str(), b.as_str()), ("TSK-001", "TSK-002"));
    let c = server.task(&ticket, &[&a, &b, &a]).await;
    let state = async || ok(server.get(&format!("/api/tasks/{c}")).await).await;
    let task = state().await;
    assert_eq!(
        (&task["status"], &task["ready"], &task["depends_on"]),
        (&json!("blocked"), &json!(false), &json!([a, b]))
    );
    let refused = problem(server.bare(&format!("/api/tasks/{c}/start")).await, 409, "task_not_ready").await;
    assert_eq!(refused["details"], json!({"status": "blocked", "waiting_for": [a, b]}));
    server.finish(&a).await;
    assert_eq!(state().await["status"], "blocked");
    server.finish(&b).await;
    let task = state().await;
    assert_eq!((&task["status"], &task["ready"]), (&json!("pending"), &json!(true)));
    let ready = ok(server.get("/api/events?types=task.ready").await).await;
    assert_eq!((&ready["total"], &ready["events"][0]["task_id"]), (&json!(1), &json!(c)));
    assert_eq!(ok(server.get(&format!("/api/tasks/{a}")).await).await["blocks"], json!([c]));
}

#[doc = "covers: OMOI-SDK-tasks.get_result, OMOI-ENT-TaskResult, OMOI-EVT-task.completed, OMOI-EVT-task.assigned"]
#[tokio::test]
async fn a_task_runs_and_leaves_a_result() {
    let server = Server::start().await;
    let task = server.task(&server.ticket(&server.spec().await).await, &[]).await;
    let path = |verb: &str| format!("/api/tasks/{task}/{verb}");
    let early = problem(server.get(&path("result")).await, 409, "no_result_yet").await;
    assert_eq!(early["details"]["status"], "pending");
    let start = json!({"agent_id": "agent_7f3a", "execution_mode": "validation"});
    let running = ok(server.post(&path("start"), start).await).await;
    assert_eq!(
        (&running["status"], &running["agent_id"], &running["execution_mode"]),
        (&json!("running"), &json!("agent_7f3a"), &json!("validation"))
    );
    let result = json!({"summary": "3 files changed, 12 tests pass", "diff": "--- a\n+++ b\n", "test_summary": "12 tests pass", "files_changed": 3, "tests_passed": 12, "logs": "ok"});
    let done = ok(server.post(&path("complete"), result.clone()).await).await;
    assert_eq!(done["status"], "completed");
    let kept = ok(server.get(&path("result")).await).await;
    for (name, value) in result.as_object().unwrap() {
        assert_eq!(&kept[name], value);
    }
    let events = ok(server.get(&format!("/api/events?task_id={task}")).await).await;
    let kinds: Vec<_> =
        events["events"].as_array().unwrap().iter().map(|event| event["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["task.created", "task.assigned", "task.started", "task.completed"]);
    assert_eq!(events["events"][3]["summary"], "3 files changed, 12 tests pass");
    let again = problem(server.post(&path("complete"), result).await, 409, "task_state").await;
    assert_eq!(again["details"]["status"], "completed");
}

#[doc = "covers: OMOI-SDK-tasks.retry, OMOI-SDK-tasks.cancel, OMOI-EVT-task.failed"]
#[tokio::test]
async fn failed_and_cancelled_tasks_can_be_retried() {
    let server = Server::start().await;
    let task = server.task(&server.ticket(&server.spec().await).await, &[]).await;
    let path = |verb: &str| format!("/api/tasks/{task}/{verb}");
    problem(server.bare(&path("retry")).await, 409, "task_state").await;
    problem(server.post(&path("fail"), json!({"error": "x"})).await, 409, "task_state").await;
    ok(server.bare(&path("start")).await).await;
    problem(server.post(&path("fail"), json!({"error": ""})).await, 422, "validation_failed").await;
    let failed = ok(server.post(&path("fail"), json!({"error": "2 tests failed"})).await).await;
    assert_eq!((&failed["status"], &failed["error"]), (&json!("failed"), &json!("2 tests failed")));
    let retried = ok(server.bare(&path("retry")).await).await;
    assert_eq!(
        (&retried["status"], &retried["attempt"], retried.get("error")),
        (&json!("pending"), &json!(2), None)
    );
    assert_eq!(ok(server.post(&path("cancel"), json!({"reason": "no"})).await).await["status"], "cancelled");
    problem(server.bare(&path("cancel")).await, 409, "task_state").await;
    assert_eq!(ok(server.bare(&path("retry")).await).await["attempt"], 3);
}

#[tokio::test]
async fn dependencies_must_exist_and_must_not_close_a_cycle() {
    let server = Server::start().await;
    let spec = server.spec().await;
    let ticket = server.ticket(&spec).await;
    let a = server.task(&ticket, &[]).await;
    let b = server.task(&ticket, &[&a]).await;
    let c = server.task(&ticket, &[&b]).await;
    let unknown = json!({"ticket_id": ticket, "title": "x", "depends_on": ["TSK-099"]});
    problem(server.post("/api/tasks", unknown).await, 404, "not_found").await;
    problem(server.post("/api/tasks", json!({"ticket_id": "TKT-099", "title": "x"})).await, 404, "not_found")
        .await;
    let patch = |needs: Value| server.patch("/api/tasks/TSK-001", json!({"depends_on": needs}));
    let refused = problem(patch(json!([c])).await, 409, "dependency_cycle").await;
    assert_eq!(refused["details"]["cycle"], json!([a, b, c, a]));
    problem(patch(json!([a])).await, 409, "dependency_cycle").await;
    let foreign = server.task(&server.ticket(&server.spec().await).await, &[]).await;
    problem(patch(json!([foreign])).await, 422, "validation_failed").await;
    let freed = ok(server.patch(&format!("/api/tasks/{c}"), json!({"depends_on": []})).await).await;
    assert_eq!((&freed["status"], &freed["depends_on"]), (&json!("pending"), &json!([])));
    assert_eq!(ok(patch(json!([c])).await).await["status"], "blocked");
}

#[tokio::test]
async fn an_agent_is_given_and_taken_away() {
    let server = Server::start().await;
    let path = format!("/api/tasks/{}", server.task(&server.ticket(&server.spec().await).await, &[]).await);
    assert_eq!(ok(server.patch(&path, json!({"agent_id": "agent_7f3a"})).await).await["status"], "assigned");
    assert_eq!(ok(server.patch(&path, json!({"title": "T"})).await).await["agent_id"], "agent_7f3a");
    let freed = ok(server.patch(&path, json!({"agent_id": null})).await).await;
    assert_eq!((&freed["status"], &freed["agent_id"]), (&json!("pending"), &Value::Null));
    ok(server.bare(&format!("{path}/start")).await).await;
    problem(server.patch(&path, json!({"depends_on": []})).await, 409, "task_started").await;
}

#[doc = "covers: OMOI-SDK-dag.get, OMOI-ENT-Dag"]
#[tokio::test]
async fn the_graph_of_the_design_document() {
    let server = Server::start().await;
    let spec = server.spec().await;
    let ticket = server.ticket(&spec).await;
    let needs: [&[&str]; 6] =
        [&[], &["TSK-001"], &["TSK-001"], &["TSK-002"], &["TSK-003"], &["TSK-004", "TSK-005"]];
    for needs in needs {
        server.task(&ticket, needs).await;
    }
    let dag = ok(server.get(&format!("/api/specs/{spec}/dag")).await).await;
    assert_eq!(dag["critical_path"], json!(["TSK-001", "TSK-002", "TSK-004", "TSK-006"]));
    assert_eq!(dag["nodes"].as_array().unwrap().len(), 6);
    assert_eq!(dag["edges"].as_array().unwrap().len(), 6);
    assert_eq!(dag["edges"][0], json!({"source": "TSK-001", "target": "TSK-002", "kind": "depends_on"}));
    let empty = ok(server.get(&format!("/api/specs/{}/dag", server.spec().await)).await).await;
    assert_eq!((&empty["nodes"], &empty["critical_path"]), (&json!([]), &json!([])));
    problem(server.get("/api/specs/nope/dag").await, 404, "not_found").await;
}

#[doc = "covers: OMOI-SDK-tasks.list"]
#[tokio::test]
async fn tasks_are_listed_by_spec_ticket_and_state() {
    let server = Server::start().await;
    let spec = server.spec().await;
    let (one, two) = (server.ticket(&spec).await, server.ticket(&spec).await);
    let a = server.task(&one, &[]).await;
    let b = server.task(&two, &[&a]).await;
    let list = async |query: &str| {
        let list = ok(server.get(&format!("/api/tasks{query}")).await).await;
        list["tasks"]
            .as_array()
            .unwrap()
            .iter()
            .map(|task| task["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(list("").await, [a.as_str(), &b]);
    assert_eq!(list(&format!("?ticket_id={two}")).await, [b.as_str()]);
    assert_eq!(list(&format!("?spec_id={spec}&status=blocked")).await, [b.as_str()]);
    assert_eq!(list("?status=blocked&status=pending").await.len(), 2);
    assert_eq!(list("?status=running,failed").await.len(), 0);
    problem(server.get("/api/tasks?status=asleep").await, 400, "malformed_query").await;
}

#[doc = "covers: OMOI-SDK-discoveries.list, OMOI-SDK-discoveries.promote, OMOI-SDK-discoveries.dismiss, OMOI-ENUM-discovery_status, OMOI-EVT-discovery.created, OMOI-ID-discovery"]
#[tokio::test]
async fn discoveries_become_tasks_or_are_put_aside() {
    let server = Server::start().await;
    let spec = server.spec().await;
    let ticket = server.ticket(&spec).await;
    let source = server.task(&ticket, &[]).await;
    let path = format!("/api/specs/{spec}/discoveries");
    let body = json!({"title": "Missing rate limit config", "source_task_id": source});
    let found = ok(server.post(&path, body).await).await;
    assert_eq!((&found["id"], &found["status"]), (&json!("DSC-001"), &json!("pending")));
    ok(server.post(&path, json!({"title": "Needs DB index on user_sessions"})).await).await;
    let promoted =
        ok(server.post("/api/discoveries/DSC-001/promote", json!({"depends_on": [source]})).await).await;
    assert_eq!(promoted["status"], "promoted");
    let task =
        ok(server.get(&format!("/api/tasks/{}", promoted["promoted_task_id"].as_str().unwrap())).await).await;
    assert_eq!((&task["title"], &task["ticket_id"]), (&json!("Missing rate limit config"), &json!(ticket)));
    problem(server.bare("/api/discoveries/DSC-001/promote").await, 409, "discovery_settled").await;
    problem(server.bare("/api/discoveries/DSC-002/promote").await, 422, "validation_failed").await;
    problem(
        server.post("/api/discoveries/DSC-002/dismiss", json!({"reason": ""})).await,
        422,
        "validation_failed",
    )
    .await;
    let dismissed =
        ok(server.post("/api/discoveries/DSC-002/dismiss", json!({"reason": "Out of scope"})).await).await;
    assert_eq!((&dismissed["status"], &dismissed["reason"]), (&json!("dismissed"), &json!("Out of scope")));
    assert_eq!(ok(server.get(&path).await).await["total"], 2);
    assert_eq!(
        ok(server.get(&format!("{path}?status=promoted")).await).await["discoveries"][0]["id"],
        "DSC-001"
    );
    problem(server.bare("/api/discoveries/DSC-777/promote").await, 404, "not_found").await;
    problem(server.get("/api/specs/nope/discoveries").await, 404, "not_found").await;
}
