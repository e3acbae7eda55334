//! Following events: published after the commit, none lost, none twice, slow listeners told.

use std::sync::Arc;
use std::time::Duration;

use omoios_engine::{Engine, Error, EventFilter, EventFollow, Followed};

use crate::harness::{StillClock, open, platform, spec, ticket};

async fn next(follow: &mut EventFollow, engine: &Engine) -> i64 {
    match tokio::time::timeout(Duration::from_secs(5), follow.next(engine)).await.unwrap().unwrap() {
        Followed::Event(event) => event.event.seq(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn every_start_gives_the_rest_exactly() {
    let data = tempfile::tempdir().unwrap();
    let engine = open(data.path(), StillClock::new(), 4096).await;
    let spec_id = spec(&engine).await;
    for _ in 0..300 {
        ticket(&engine, &spec_id).await;
    }
    let newest = engine.newest_event().await.unwrap();
    for start in [0, 1, 255, 256, 257, newest - 1] {
        let mut follow = engine.follow(&platform(), EventFilter::default(), Some(start)).await.unwrap();
        for expected in start + 1..=newest {
            assert_eq!(next(&mut follow, &engine).await, expected);
        }
    }
    let mut follow = engine.follow(&platform(), EventFilter::default(), None).await.unwrap();
    ticket(&engine, &spec_id).await;
    assert_eq!(next(&mut follow, &engine).await, newest + 1);
    let future = engine.follow(&platform(), EventFilter::default(), Some(newest + 2)).await;
    assert!(matches!(future, Err(Error::Invalid(_))));
}

#[tokio::test]
async fn an_event_is_in_the_table_before_anybody_hears_of_it() {
    let data = tempfile::tempdir().unwrap();
    let engine = open(data.path(), StillClock::new(), 4096).await;
    let mut follow = engine.follow(&platform(), EventFilter::default(), None).await.unwrap();
    let writer = {
        let engine = Arc::clone(&engine);
        tokio::spawn(async move {
            let spec_id = spec(&engine).await;
            for _ in 0..50 {
                ticket(&engine, &spec_id).await;
            }
        })
    };
    for _ in 0..52 {
        let seq = next(&mut follow, &engine).await;
        assert!(engine.newest_event().await.unwrap() >= seq);
    }
    writer.await.unwrap();
}

#[tokio::test]
async fn a_listener_that_falls_behind_is_told_and_can_go_on() {
    let data = tempfile::tempdir().unwrap();
    let engine = open(data.path(), StillClock::new(), 8).await;
    let spec_id = spec(&engine).await;
    let mut follow = engine.follow(&platform(), EventFilter::default(), Some(0)).await.unwrap();
    assert_eq!(next(&mut follow, &engine).await, 1);
    for _ in 0..20 {
        ticket(&engine, &spec_id).await;
    }
    assert_eq!(next(&mut follow, &engine).await, 2);
    assert!(matches!(follow.next(&engine).await.unwrap(), Followed::Lagged));
    let mut again = engine.follow(&platform(), EventFilter::default(), Some(2)).await.unwrap();
    for expected in 3..=22 {
        assert_eq!(next(&mut again, &engine).await, expected);
    }
}
