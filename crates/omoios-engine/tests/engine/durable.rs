//! What was acknowledged is there after reopening; what was refused never was.

use std::sync::Arc;

use omoios_api::{MemoryAdd, MemorySearch, MemoryType, SpecAdvance, SpecCreate, TaskComplete, TaskStart};
use omoios_engine::{Error, EventFilter, NewArtifact, PageRequest, SpecFilter};

use crate::harness::{StillClock, call, keyed, open, platform, spec, spec_body, task, ticket};

#[tokio::test]
async fn state_and_numbers_survive_reopening() {
    let data = tempfile::tempdir().unwrap();
    let (clock, me) = (StillClock::new(), platform());
    let engine = open(data.path(), Arc::clone(&clock), 64).await;
    let spec_id = spec(&engine).await;
    let ticket_id = ticket(&engine, &spec_id).await;
    let task_id = task(&engine, &ticket_id, &[]).await;
    engine.start_task(&call("tasks.start"), task_id.clone(), TaskStart::default()).await.unwrap();
    let body = TaskComplete { diff: Some("+ line".into()), ..TaskComplete::default() };
    engine.complete_task(&call("tasks.complete"), task_id.clone(), body).await.unwrap();
    let (before, newest) = (engine.spec(&me, &spec_id).await.unwrap(), engine.newest_event().await.unwrap());
    engine.close().await;
    let engine = open(data.path(), clock, 64).await;
    assert_eq!(engine.spec(&me, &spec_id).await.unwrap(), before);
    assert_eq!(engine.task_result(&me, &task_id).await.unwrap().diff, "+ line");
    assert_eq!(engine.newest_event().await.unwrap(), newest);
    engine.advance_spec(&call("specs.advance"), spec_id, SpecAdvance::default()).await.unwrap();
    assert_eq!(engine.newest_event().await.unwrap(), newest + 2);
    assert_eq!(task(&engine, &ticket_id, &[]).await, "TSK-002");
}

#[tokio::test]
async fn a_refused_command_leaves_neither_state_nor_event() {
    let data = tempfile::tempdir().unwrap();
    let engine = open(data.path(), StillClock::new(), 64).await;
    let spec_id = spec(&engine).await;
    let newest = engine.newest_event().await.unwrap();
    let unknown = SpecCreate { org_id: Some("org_nope".into()), ..spec_body("x") };
    assert!(matches!(engine.create_spec(&call("specs.create"), unknown).await, Err(Error::NotFound { .. })));
    let jump = SpecAdvance { to: Some(omoios_api::Phase::Sync) };
    assert!(matches!(
        engine.advance_spec(&call("specs.advance"), spec_id, jump).await,
        Err(Error::Conflict(_))
    ));
    assert_eq!(engine.newest_event().await.unwrap(), newest);
    assert_eq!(
        engine.specs(&platform(), &SpecFilter::default(), &PageRequest::default()).await.unwrap().total,
        1
    );
}

#[tokio::test]
async fn concurrent_writers_are_put_in_one_order() {
    let data = tempfile::tempdir().unwrap();
    let engine = open(data.path(), StillClock::new(), 64).await;
    let spec_id = spec(&engine).await;
    let newest = engine.newest_event().await.unwrap();
    let writers: Vec<_> = (0..32)
        .map(|_| {
            let (engine, spec_id) = (Arc::clone(&engine), spec_id.clone());
            tokio::spawn(async move {
                for _ in 0..8 {
                    // Some succeed, some are refused: one does not disturb the other.
                    ticket(&engine, &spec_id).await;
                    let (call, body) = (call("specs.cancel"), omoios_api::SpecCancel::default());
                    assert!(engine.cancel_spec(&call, "nope".into(), body).await.is_err());
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    let page = PageRequest { limit: Some(200), cursor: None };
    let filter = EventFilter { types: vec!["ticket.created".into()], ..EventFilter::default() };
    let first = engine.events(&platform(), &filter, &page).await.unwrap();
    let second = PageRequest { cursor: first.next_cursor, ..page };
    let second = engine.events(&platform(), &filter, &second).await.unwrap();
    let seqs: Vec<i64> = first.events.iter().chain(&second.events).map(omoios_api::Event::seq).collect();
    assert_eq!(seqs, (newest + 1..=newest + 256).collect::<Vec<_>>());
}

#[tokio::test]
async fn an_answer_is_stored_with_its_effect_and_forgotten_after_a_day() {
    let data = tempfile::tempdir().unwrap();
    let clock = StillClock::new();
    let engine = open(data.path(), Arc::clone(&clock), 64).await;
    let first = engine.create_spec(&keyed("specs.create", "k", 1), spec_body("Once")).await.unwrap();
    engine.close().await;
    let engine = open(data.path(), Arc::clone(&clock), 64).await;
    let again = engine.create_spec(&keyed("specs.create", "k", 1), spec_body("Once")).await.unwrap();
    assert_eq!((again.value, again.replayed), (first.value, true));
    let other = engine.create_spec(&keyed("specs.create", "k", 2), spec_body("Other")).await;
    assert!(matches!(other, Err(Error::Conflict(conflict)) if conflict.code == "idempotency_key_reused"));
    clock.forward(24 * 3600 + 1);
    engine.tidy().await.unwrap();
    let late = engine.create_spec(&keyed("specs.create", "k", 2), spec_body("Other")).await.unwrap();
    assert!(!late.replayed);
}

#[tokio::test]
async fn bytes_without_an_artifact_are_swept() {
    let data = tempfile::tempdir().unwrap();
    let clock = StillClock::new();
    let engine = open(data.path(), Arc::clone(&clock), 64).await;
    let task_id = task(&engine, &ticket(&engine, &spec(&engine).await).await, &[]).await;
    let bytes = || Box::pin(futures_util::stream::iter([Ok("abc".into())]));
    let staged = engine.stage_artifact(bytes(), 3).await.unwrap();
    let new = NewArtifact { name: "a.txt".into(), ..NewArtifact::default() };
    engine.keep_artifact(&call("artifacts.upload"), task_id, new, staged).await.unwrap();
    assert!(matches!(engine.stage_artifact(bytes(), 2).await, Err(Error::TooLarge { limit: 2 })));
    drop(engine.stage_artifact(bytes(), 3).await.unwrap());
    let folder = data.path().join("artifacts");
    let files = || std::fs::read_dir(&folder).unwrap().count();
    assert_eq!(files(), 1);
    std::fs::write(folder.join("0123456789abcdef0123456789abcdef"), "orphan").unwrap();
    std::fs::write(folder.join("0123456789abcdef0123456789abcdef.part"), "half").unwrap();
    engine.close().await;
    open(data.path(), clock, 64).await;
    assert_eq!(files(), 1);
}

#[tokio::test]
async fn a_closed_engine_refuses_and_says_so() {
    let data = tempfile::tempdir().unwrap();
    let engine = open(data.path(), StillClock::new(), 64).await;
    engine.close().await;
    let refused = engine.create_spec(&call("specs.create"), spec_body("Late")).await;
    assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
    assert!(matches!(engine.check().await, Err(Error::Unavailable(_))));
}

#[tokio::test]
async fn a_full_disk_is_told_and_nothing_is_acknowledged() {
    let data = tempfile::tempdir().unwrap();
    let engine = open(data.path(), StillClock::new(), 64).await;
    let total = async || {
        engine.specs(&platform(), &SpecFilter::default(), &PageRequest::default()).await.unwrap().total
    };
    spec(&engine).await;
    engine.bound_size(40).await.unwrap();
    let mut acknowledged = total().await;
    let refused = loop {
        let body = SpecCreate { description: "long ".repeat(3000), ..spec_body("Fill the disk") };
        match engine.create_spec(&call("specs.create"), body).await {
            Ok(_) => acknowledged += 1,
            Err(error) => break error,
        }
        assert!(acknowledged < 100);
    };
    assert!(matches!(&refused, Error::Unavailable(text) if text.contains("full")), "{refused:?}");
    assert_eq!(total().await, acknowledged);
    engine.bound_size(1_000_000).await.unwrap();
    spec(&engine).await;
    assert_eq!(total().await, acknowledged + 1);
}

/// Commands that share a transaction with one that fills the disk must not be acknowledged if they are lost with it.
#[tokio::test]
async fn a_disk_that_fills_up_under_load_loses_nothing_acknowledged() {
    let data = tempfile::tempdir().unwrap();
    let engine = open(data.path(), StillClock::new(), 4096).await;
    engine.bound_size(60).await.unwrap();
    let work: Vec<_> = (0..64)
        .map(|place| {
            let engine = Arc::clone(&engine);
            let words = if place % 4 == 0 { 3000 } else { 3 };
            tokio::spawn(async move {
                let body = SpecCreate { description: "long ".repeat(words), ..spec_body("Fill the disk") };
                engine.create_spec(&call("specs.create"), body).await.map(|answer| answer.value.id)
            })
        })
        .collect();
    let (mut kept, mut refused) = (Vec::new(), 0);
    for command in work {
        match command.await.unwrap() {
            Ok(id) => kept.push(id),
            Err(error) => {
                assert!(matches!(error, Error::Unavailable(_)), "{error:?}");
                refused += 1;
            }
        }
    }
    assert!(refused > 0 && !kept.is_empty(), "{refused} refused, {} kept", kept.len());
    let page = PageRequest { limit: Some(200), cursor: None };
    let stored = engine.specs(&platform(), &SpecFilter::default(), &page).await.unwrap();
    let mut stored: Vec<String> = stored.specs.into_iter().map(|spec| spec.id).collect();
    stored.sort();
    kept.sort();
    assert_eq!(stored, kept);
    let filter = EventFilter { types: vec!["spec.created".into()], ..EventFilter::default() };
    let events = engine.events(&platform(), &filter, &PageRequest::default()).await.unwrap();
    assert_eq!(usize::try_from(events.total).unwrap(), kept.len());
}

#[tokio::test]
async fn memory_is_found_again_after_reopening() {
    let data = tempfile::tempdir().unwrap();
    let clock = StillClock::new();
    let engine = open(data.path(), Arc::clone(&clock), 64).await;
    let body = MemoryAdd {
        content: "Redis connection timeout fix".into(),
        memory_type: MemoryType::ErrorFix,
        org_id: None,
        spec_id: None,
        task_id: None,
    };
    let added = engine.add_memory(&call("memory.add"), body).await.unwrap().value;
    engine.close().await;
    let engine = open(data.path(), clock, 64).await;
    let query = MemorySearch { query: "timeouts of connections".into(), memory_types: None, limit: None };
    let found = engine.search_memory(&call("memory.search"), query).await.unwrap().value;
    assert_eq!(found.results[0].id, added.id);
}
