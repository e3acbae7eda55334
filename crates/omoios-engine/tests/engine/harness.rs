//! An engine in a temporary folder, and a clock that stands still.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Utc};
use omoios_api::{Scope, SpecCreate, TaskCreate, TicketCreate};
use omoios_engine::{Bootstrap, Call, Clock, Engine, IdempotencyKey, Principal, Settings};

/// Shows the time it is set to.
#[derive(Debug)]
pub(crate) struct StillClock(AtomicI64);

impl StillClock {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(1_772_460_000_000)))
    }

    pub(crate) fn forward(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1000, Ordering::SeqCst);
    }
}

impl Clock for StillClock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0.load(Ordering::SeqCst)).unwrap()
    }
}

pub(crate) async fn open(data: &Path, clock: Arc<StillClock>, event_buffer: usize) -> Arc<Engine> {
    let engine = Engine::open(Settings { clock, event_buffer, ..Settings::new(data) }).await.unwrap();
    engine.bootstrap(Bootstrap { orgs: vec!["abc".into()], key: None }).await.unwrap();
    Arc::new(engine)
}

pub(crate) fn platform() -> Arc<Principal> {
    Arc::new(Principal { key_id: "key_test".into(), org_id: None, scopes: vec![Scope::Read, Scope::Write] })
}

pub(crate) fn call(operation: &str) -> Call {
    Call::new(platform(), operation)
}

pub(crate) fn keyed(operation: &str, key: &str, fingerprint: u8) -> Call {
    let idempotency = Some(IdempotencyKey { key: key.into(), fingerprint: [fingerprint; 32] });
    Call { idempotency, ..call(operation) }
}

pub(crate) fn spec_body(title: &str) -> SpecCreate {
    let description = "Implement silent refresh with rotation and revocation".into();
    SpecCreate { title: title.into(), description, org_id: None, deadline: None, metadata: None }
}

pub(crate) async fn spec(engine: &Engine) -> String {
    engine.create_spec(&call("specs.create"), spec_body("Rotate refresh tokens")).await.unwrap().value.id
}

pub(crate) async fn ticket(engine: &Engine, spec_id: &str) -> String {
    let body =
        TicketCreate { spec_id: spec_id.into(), title: "Endpoint".into(), description: None, kind: None };
    engine.create_ticket(&call("tickets.create"), body).await.unwrap().value.id
}

pub(crate) async fn task(engine: &Engine, ticket_id: &str, needs: &[&str]) -> String {
    let body = TaskCreate {
        ticket_id: ticket_id.into(),
        title: "Work".into(),
        description: None,
        depends_on: Some(needs.iter().map(ToString::to_string).collect()),
        execution_mode: None,
    };
    engine.create_task(&call("tasks.create"), body).await.unwrap().value.id
}
