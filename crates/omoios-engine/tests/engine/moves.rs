//! States of tasks, as a table and as a walk.

use std::collections::HashSet;

use omoios_api::{Task, TaskCancel, TaskComplete, TaskFail, TaskStart, TaskStatus};
use omoios_engine::{Answer, Engine, Error, PageRequest, Result, TaskFilter};

use crate::harness::{StillClock, call, open, platform, spec, task, ticket};

async fn go(engine: &Engine, id: &str, verb: &str) -> Result<Task> {
    let (call, id) = (call(verb), id.to_owned());
    let answer: Result<Answer<Task>> = match verb {
        "start" => engine.start_task(&call, id, TaskStart::default()).await,
        "complete" => engine.complete_task(&call, id, TaskComplete::default()).await,
        "fail" => engine.fail_task(&call, id, TaskFail { error: "e".into() }).await,
        "retry" => engine.retry_task(&call, id).await,
        _ => engine.cancel_task(&call, id, TaskCancel::default()).await,
    };
    answer.map(|answer| answer.value)
}

#[doc = "covers: OMOI-ENUM-task_status"]
#[tokio::test]
async fn each_state_allows_what_it_allows() {
    let data = tempfile::tempdir().unwrap();
    let engine = open(data.path(), StillClock::new(), 64).await;
    let ticket_id = ticket(&engine, &spec(&engine).await).await;
    let blocker = task(&engine, &ticket_id, &[]).await;
    let ways: [(TaskStatus, &[&str], &[&str], bool); 5] = [
        (TaskStatus::Pending, &[], &["start", "cancel"], false),
        (TaskStatus::Blocked, &[], &["cancel"], true),
        (TaskStatus::Running, &["start"], &["complete", "fail", "cancel"], false),
        (TaskStatus::Completed, &["start", "complete"], &[], false),
        (TaskStatus::Failed, &["start", "fail"], &["retry"], false),
    ];
    for (state, way, allowed, blocked) in ways {
        for verb in ["start", "complete", "fail", "retry", "cancel"] {
            let needs: &[&str] = if blocked { &[&blocker] } else { &[] };
            let id = task(&engine, &ticket_id, needs).await;
            for step in way {
                go(&engine, &id, step).await.unwrap();
            }
            assert_eq!(engine.task(&platform(), &id).await.unwrap().status, state);
            let outcome = go(&engine, &id, verb).await;
            match outcome {
                Ok(_) => assert!(allowed.contains(&verb), "{state:?} {verb}"),
                Err(Error::Conflict(_)) => assert!(!allowed.contains(&verb), "{state:?} {verb}"),
                Err(error) => panic!("{state:?} {verb}: {error}"),
            }
        }
    }
}

/// Walks a random graph to its end: at every step the ready set is exactly the tasks whose dependencies are completed.
#[tokio::test]
async fn the_ready_set_is_exact_all_the_way() {
    let data = tempfile::tempdir().unwrap();
    let engine = open(data.path(), StillClock::new(), 64).await;
    let spec_id = spec(&engine).await;
    let ticket_id = ticket(&engine, &spec_id).await;
    let mut random = 42_u64;
    let mut dice = |below: u64| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((random >> 33) % below).unwrap()
    };
    let mut ids: Vec<String> = Vec::new();
    for place in 0..25 {
        let needs: HashSet<usize> = (0..dice(4)).map(|_| dice(25)).filter(|other| *other < place).collect();
        let needs: Vec<&str> = needs.into_iter().map(|other| ids[other].as_str()).collect();
        let id = task(&engine, &ticket_id, &needs).await;
        ids.push(id);
    }
    let mut done = HashSet::new();
    while done.len() < ids.len() {
        let page = PageRequest { limit: Some(200), cursor: None };
        let tasks = engine.tasks(&platform(), &TaskFilter::default(), &page).await.unwrap().tasks;
        let mut ready = Vec::new();
        for task in &tasks {
            let free = task.depends_on.iter().all(|id| done.contains(id));
            let expected = match (done.contains(&task.id), free) {
                (true, _) => TaskStatus::Completed,
                (false, true) => TaskStatus::Pending,
                (false, false) => TaskStatus::Blocked,
            };
            assert_eq!(task.status, expected, "{task:?}");
            assert_eq!(task.ready, expected == TaskStatus::Pending);
            ready.extend(task.ready.then(|| task.id.clone()));
        }
        let id = ready[dice(ready.len() as u64)].clone();
        go(&engine, &id, "start").await.unwrap();
        go(&engine, &id, "complete").await.unwrap();
        done.insert(id);
    }
    let dag = engine.dag(&platform(), &spec_id).await.unwrap();
    let edges: HashSet<_> =
        dag.edges.iter().map(|edge| (edge.source.as_str(), edge.target.as_str())).collect();
    assert!(dag.critical_path.windows(2).all(|pair| edges.contains(&(pair[0].as_str(), pair[1].as_str()))));
}
