//! One measurement: a fixed number of requests over a fixed number of connections.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use serde_json::json;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::client::{Call, Connection};
use crate::samples::Samples;
use crate::server::Server;
use crate::usage::cpu_time;

/// Requests that each connection makes before the clock starts.
const WARM_UP: u32 = 50;

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// One read by key.
    GetSpec,
    /// One durable write with its event.
    CreateTask,
}

impl Target {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::GetSpec => "GET /api/specs/{id}",
            Self::CreateTask => "POST /api/tasks",
        }
    }
}

/// How it is measured.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    pub(crate) target: Target,
    pub(crate) requests: u32,
    pub(crate) connections: u32,
    /// Tasks that are put into one spec before the next spec gets its share.
    pub(crate) tasks_per_spec: u32,
    pub(crate) limit: Duration,
}

/// What was measured.
#[derive(Debug)]
pub(crate) struct Measured {
    pub(crate) plan: Plan,
    pub(crate) took: Duration,
    /// Of the requests that succeeded.
    pub(crate) samples: Samples,
    pub(crate) succeeded: u32,
    pub(crate) errors: u32,
    pub(crate) first_error: Option<String>,
    /// Processor time of the server and of this program during the measurement, as shares of one core.
    pub(crate) server_cpu: Option<f64>,
    pub(crate) own_cpu: Option<f64>,
}

/// What one connection did.
#[derive(Debug, Default)]
struct Done {
    latencies: Vec<(u32, Duration)>,
    errors: u32,
    first_error: Option<String>,
}

/// Requests to send: `number` of them, those of equal `number / each` alike.
#[derive(Debug)]
struct Calls {
    list: Vec<Call>,
    each: u32,
    number: u32,
}

impl Calls {
    /// The call with this number; `None` after the last.
    fn get(&self, number: u32) -> Option<&Call> {
        let at = usize::try_from(number / self.each).ok()?;
        (number < self.number).then(|| self.list.get(at)).flatten()
    }
}

/// Runs one plan, each on specs and tickets of its own, so that none finds what another left.
pub(crate) async fn measure(server: &Server, plan: Plan) -> Result<Measured> {
    let title = || format!("{} over {} connections", plan.target.name(), plan.connections);
    let measured = timeout(plan.limit, within_limit(server, plan)).await;
    measured.with_context(|| format!("{} took longer than {:?}", title(), plan.limit))?.with_context(title)
}

async fn within_limit(server: &Server, plan: Plan) -> Result<Measured> {
    let warm_up = prepare(server, plan, plan.connections * WARM_UP).await?;
    let calls = prepare(server, plan, plan.requests).await?;
    let mut connections = Vec::new();
    for _ in 0..plan.connections {
        connections.push(Connection::open(server.address()).await?);
    }
    let (connections, warmed) = all(connections, warm_up).await?;
    if let Some(error) = warmed.first_error {
        bail!("failed before the clock started: {error}");
    }
    let cpu = || (cpu_time(server.id()), cpu_time(std::process::id()));
    let (before, started) = (cpu(), Instant::now());
    let (_connections, done) = all(connections, calls).await?;
    let (took, after) = (started.elapsed(), cpu());
    let share = |before: Option<Duration>, after: Option<Duration>| {
        Some(after?.saturating_sub(before?).as_secs_f64() / took.as_secs_f64())
    };
    Ok(Measured {
        plan,
        took,
        succeeded: u32::try_from(done.latencies.len())?,
        samples: Samples::new(done.latencies),
        errors: done.errors,
        first_error: done.first_error,
        server_cpu: share(before.0, after.0),
        own_cpu: share(before.1, after.1),
    })
}

/// Makes what the target needs and returns the calls to send.
async fn prepare(server: &Server, plan: Plan, number: u32) -> Result<Calls> {
    let mut connection = Connection::open(server.address()).await?;
    match plan.target {
        Target::GetSpec => {
            let spec_id = spec(&mut connection).await?;
            Ok(Calls { list: vec![Call::get(format!("/api/specs/{spec_id}"))], each: number, number })
        }
        Target::CreateTask => {
            let mut list = Vec::new();
            for _ in 0..number.div_ceil(plan.tasks_per_spec) {
                list.push(task(&mut connection).await?);
            }
            Ok(Calls { list, each: plan.tasks_per_spec, number })
        }
    }
}

async fn spec(connection: &mut Connection) -> Result<String> {
    let spec = json!({"title": "Rotate refresh tokens", "description": "Every refresh token is used once."});
    connection.create("/api/specs", &spec).await
}

/// The call that adds a task to a new ticket of a new spec.
async fn task(connection: &mut Connection) -> Result<Call> {
    let spec_id = spec(connection).await?;
    let ticket = json!({"spec_id": spec_id, "title": "Store the tokens"});
    let ticket_id = connection.create("/api/tickets", &ticket).await?;
    let task =
        json!({"ticket_id": ticket_id, "title": "Add the table", "description": "With an index by user."});
    Ok(Call::post("/api/tasks", &task))
}

/// Sends all calls over these connections, each of which sends its next when it has its answer.
async fn all(connections: Vec<Connection>, calls: Calls) -> Result<(Vec<Connection>, Done)> {
    let shared = Arc::new((AtomicU32::new(0), calls));
    let mut running = JoinSet::new();
    for connection in connections {
        running.spawn(one(connection, Arc::clone(&shared)));
    }
    let (mut open, mut sum) = (Vec::new(), Done::default());
    while let Some(finished) = running.join_next().await {
        let (connection, done) = finished?;
        open.push(connection);
        sum.latencies.extend(done.latencies);
        sum.errors += done.errors;
        sum.first_error = sum.first_error.or(done.first_error);
    }
    Ok((open, sum))
}

async fn one(mut connection: Connection, shared: Arc<(AtomicU32, Calls)>) -> (Connection, Done) {
    let (next, calls) = &*shared;
    let mut done = Done::default();
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        let Some(call) = calls.get(number) else { return (connection, done) };
        let started = Instant::now();
        match connection.send(call).await {
            Ok(_) => done.latencies.push((number, started.elapsed())),
            Err(error) => {
                done.errors += 1;
                done.first_error.get_or_insert_with(|| format!("{error:#}"));
            }
        }
    }
}
