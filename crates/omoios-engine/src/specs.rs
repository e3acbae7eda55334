//! Specs and their way through the phases.

use std::collections::BTreeMap;
use std::sync::Arc;

use omoios_api::{
    Phase, PhaseAdvanced, PhaseConflictDetails, PhaseEvaluated, PhaseFailed, Spec, SpecAdvance, SpecCancel,
    SpecCancelled, SpecCreate, SpecCreated, SpecList, SpecStatus, SpecUpdate, SpecUpdated, TaskCounts,
};
use sqlx::{FromRow, SqliteConnection};

use crate::call::{Answer, Call, Principal};
use crate::check::Faults;
use crate::clock::{optional_time, time, to_millis};
use crate::error::{Error, Result};
use crate::evaluate::{Evaluator, Facts, MAX_ATTEMPTS};
use crate::page::PageRequest;
use crate::store::{Scene, Tx};
use crate::{Engine, ids, orgs, task_moves, words};

const MAX_LABELS: usize = 32;
const MAX_LABEL: usize = 512;

/// Which specs are wanted.
#[derive(Debug, Clone, Default)]
pub struct SpecFilter {
    /// Only of this organisation.
    pub org_id: Option<String>,
    /// Only in this phase.
    pub phase: Option<Phase>,
    /// Only those whose title or description contains this text, whatever its case.
    pub text: Option<String>,
}

#[derive(FromRow)]
struct SpecRow {
    n: i64,
    id: String,
    org_id: String,
    title: String,
    description: String,
    phase: String,
    status: String,
    score: Option<f64>,
    feedback: String,
    attempt: i32,
    deadline: Option<i64>,
    metadata: String,
    created_at: i64,
    updated_at: i64,
    ticket_count: i64,
    counts: String,
}

impl SpecRow {
    fn spec(self) -> Result<Spec> {
        Ok(Spec {
            id: self.id,
            org_id: self.org_id,
            title: self.title,
            description: self.description,
            phase: words::value(self.phase)?,
            status: words::value(self.status)?,
            evaluator_score: self.score,
            evaluator_feedback: words::json(&self.feedback)?,
            phase_attempt: self.attempt,
            deadline: optional_time(self.deadline)?,
            metadata: words::json(&self.metadata)?,
            ticket_count: self.ticket_count,
            tasks: task_counts(&self.counts)?,
            created_at: time(self.created_at)?,
            updated_at: time(self.updated_at)?,
        })
    }
}

/// What a command has to know of the spec it works on.
pub(crate) struct Head {
    pub(crate) id: String,
    pub(crate) org_id: String,
    phase: Phase,
    status: SpecStatus,
}

#[derive(FromRow)]
struct HeadRow {
    id: String,
    org_id: String,
    phase: String,
    status: String,
}

impl HeadRow {
    fn head(self) -> Result<Head> {
        let Self { id, org_id, phase, status } = self;
        Ok(Head { id, org_id, phase: words::value(phase)?, status: words::value(status)? })
    }
}

/// Sums up a JSON object of numbers by state.
pub(crate) fn task_counts(json: &str) -> Result<TaskCounts> {
    let by_status: BTreeMap<String, i64> = words::json(json)?;
    let sum = |names: &[&str]| names.iter().filter_map(|name| by_status.get(*name)).sum();
    Ok(TaskCounts {
        total: by_status.values().sum(),
        pending: sum(&["pending", "blocked"]),
        running: sum(&["assigned", "running"]),
        completed: sum(&["completed"]),
        failed: sum(&["failed", "timeout"]),
        cancelled: sum(&["cancelled"]),
    })
}

impl Engine {
    /// Creates a spec and starts its first phase.
    pub async fn create_spec(&self, call: &Call, body: SpecCreate) -> Result<Answer<Spec>> {
        let mut faults = Faults::default();
        faults.text("title", &body.title, 200);
        faults.text("description", &body.description, 20_000);
        faults.time("deadline", body.deadline);
        check_labels(&mut faults, body.metadata.iter().flatten().map(|(name, text)| (name, Some(text))));
        faults.done()?;
        let (caller, evaluator) = (Arc::clone(&call.principal), Arc::clone(&self.evaluator));
        self.store
            .command(call, move |tx: &mut Tx| {
                Box::pin(async move {
                    let org_id = orgs::owner(&mut tx.conn, &caller, body.org_id.clone()).await?;
                    let id = insert(tx, &org_id, &body).await?;
                    let scene = Scene::spec(&org_id, &id);
                    tx.emit(&scene, |head| SpecCreated::event(head, body.title, Phase::Explore)).await?;
                    evaluate(tx, evaluator.as_ref(), &id).await?;
                    load(&mut tx.conn, &caller, &id).await
                })
            })
            .await
    }

    /// One spec.
    pub async fn spec(&self, caller: &Principal, id: &str) -> Result<Spec> {
        let mut conn = self.store.read().await?;
        load(&mut conn, caller, id).await
    }

    /// Specs, newest first.
    pub async fn specs(
        &self,
        caller: &Principal,
        filter: &SpecFilter,
        page: &PageRequest,
    ) -> Result<SpecList> {
        let window = page.window("specs")?;
        let mut conn = self.store.read().await?;
        let phase = filter.phase.map(Phase::as_str);
        let total = sqlx::query_scalar(
            "SELECT count(*) FROM specs s WHERE (?1 IS NULL OR s.org_id = ?1) AND (?2 IS NULL OR s.org_id = ?2) \
             AND (?3 IS NULL OR s.phase = ?3) \
             AND (?4 IS NULL OR instr(lower(s.title || char(10) || s.description), lower(?4)) > 0)",
        )
        .bind(caller.bound())
        .bind(filter.org_id.as_deref())
        .bind(phase)
        .bind(filter.text.as_deref())
        .fetch_one(&mut *conn)
        .await?;
        let mut rows: Vec<SpecRow> = sqlx::query_as(
            "SELECT s.*, \
             (SELECT json_group_object(status, number) FROM spec_tasks WHERE spec_id = s.id) AS counts \
             FROM specs s WHERE (?1 IS NULL OR s.org_id = ?1) AND (?2 IS NULL OR s.org_id = ?2) \
             AND (?3 IS NULL OR s.phase = ?3) \
             AND (?4 IS NULL OR instr(lower(s.title || char(10) || s.description), lower(?4)) > 0) \
             AND (?5 IS NULL OR s.n < ?5) ORDER BY s.n DESC LIMIT ?6",
        )
        .bind(caller.bound())
        .bind(filter.org_id.as_deref())
        .bind(phase)
        .bind(filter.text.as_deref())
        .bind(window.after)
        .bind(window.fetch())
        .fetch_all(&mut *conn)
        .await?;
        let next_cursor = window.cut("specs", &mut rows, |row| row.n);
        let specs = rows.into_iter().map(SpecRow::spec).collect::<Result<_>>()?;
        Ok(SpecList { specs, total, next_cursor })
    }

    /// Changes the members that are present.
    pub async fn update_spec(&self, call: &Call, id: String, body: SpecUpdate) -> Result<Spec> {
        let mut faults = Faults::default();
        if let Some(title) = &body.title {
            faults.text("title", title, 200);
        }
        if let Some(description) = &body.description {
            faults.text("description", description, 20_000);
        }
        faults.time("deadline", body.deadline.flatten());
        check_labels(&mut faults, body.metadata.iter().flatten().map(|(name, text)| (name, text.as_ref())));
        faults.done()?;
        let caller = Arc::clone(&call.principal);
        self.store
            .writer
            .run(move |tx: &mut Tx| {
                Box::pin(async move {
                    let spec = load(&mut tx.conn, &caller, &id).await?;
                    change(tx, spec, body).await?;
                    load(&mut tx.conn, &caller, &id).await
                })
            })
            .await
    }

    /// Moves a spec to its next phase.
    pub async fn advance_spec(&self, call: &Call, id: String, body: SpecAdvance) -> Result<Answer<Spec>> {
        let (caller, evaluator) = (Arc::clone(&call.principal), Arc::clone(&self.evaluator));
        self.store
            .command(call, move |tx: &mut Tx| {
                Box::pin(async move {
                    let spec = load_head(&mut tx.conn, &caller, &id).await?;
                    let to = next_phase(&spec, body.to)?;
                    enter(tx, &spec, to).await?;
                    evaluate(tx, evaluator.as_ref(), &id).await?;
                    load(&mut tx.conn, &caller, &id).await
                })
            })
            .await
    }

    /// Evaluates the current phase once more.
    pub async fn retry_phase(&self, call: &Call, id: String) -> Result<Answer<Spec>> {
        let (caller, evaluator) = (Arc::clone(&call.principal), Arc::clone(&self.evaluator));
        self.store
            .command(call, move |tx: &mut Tx| {
                Box::pin(async move {
                    load_running(&mut tx.conn, &caller, &id).await?;
                    evaluate(tx, evaluator.as_ref(), &id).await?;
                    load(&mut tx.conn, &caller, &id).await
                })
            })
            .await
    }

    /// Gives a spec up, with all tasks that have not ended.
    pub async fn cancel_spec(&self, call: &Call, id: String, body: SpecCancel) -> Result<Answer<Spec>> {
        let mut faults = Faults::default();
        faults.optional("reason", body.reason.as_deref(), 2000);
        faults.done()?;
        let caller = Arc::clone(&call.principal);
        self.store
            .command(call, move |tx: &mut Tx| {
                Box::pin(async move {
                    let spec = load_running(&mut tx.conn, &caller, &id).await?;
                    task_moves::cancel_all(tx, &spec.org_id, &id).await?;
                    sqlx::query("UPDATE specs SET status = 'cancelled', updated_at = ?2 WHERE id = ?1")
                        .bind(&id)
                        .bind(tx.now_millis())
                        .execute(&mut tx.conn)
                        .await?;
                    tx.emit(&Scene::spec(&spec.org_id, &id), |head| SpecCancelled::event(head, body.reason))
                        .await?;
                    load(&mut tx.conn, &caller, &id).await
                })
            })
            .await
    }
}

/// A spec that exists and that the caller may see.
pub(crate) async fn load(conn: &mut SqliteConnection, caller: &Principal, id: &str) -> Result<Spec> {
    let row: Option<SpecRow> = sqlx::query_as(
        "SELECT s.*, (SELECT json_group_object(status, number) FROM spec_tasks WHERE spec_id = s.id) AS counts \
         FROM specs s WHERE s.id = ?1 AND (?2 IS NULL OR s.org_id = ?2)",
    )
    .bind(id)
    .bind(caller.bound())
    .fetch_optional(conn)
    .await?;
    row.ok_or_else(|| Error::not_found("spec", id))?.spec()
}

/// The head of a spec that exists and that the caller may see.
pub(crate) async fn load_head(conn: &mut SqliteConnection, caller: &Principal, id: &str) -> Result<Head> {
    let row: Option<HeadRow> = sqlx::query_as(
        "SELECT id, org_id, phase, status FROM specs WHERE id = ?1 AND (?2 IS NULL OR org_id = ?2)",
    )
    .bind(id)
    .bind(caller.bound())
    .fetch_optional(conn)
    .await?;
    row.ok_or_else(|| Error::not_found("spec", id))?.head()
}

/// The head of a spec that work can still be added to.
pub(crate) async fn load_running(conn: &mut SqliteConnection, caller: &Principal, id: &str) -> Result<Head> {
    let spec = load_head(conn, caller, id).await?;
    if spec.status == SpecStatus::Running { Ok(spec) } else { Err(ended(&spec, None)) }
}

async fn insert(tx: &mut Tx, org_id: &str, body: &SpecCreate) -> Result<String> {
    let id = ids::random("spec")?;
    sqlx::query(
        "INSERT INTO specs (id, org_id, title, description, phase, status, deadline, metadata, created_at, updated_at) \
         VALUES (?1, ?2, ?3, ?4, 'EXPLORE', 'running', ?5, ?6, ?7, ?7)",
    )
    .bind(&id)
    .bind(org_id)
    .bind(&body.title)
    .bind(&body.description)
    .bind(body.deadline.map(|deadline| deadline.timestamp_millis()))
    .bind(words::text(&body.metadata.clone().unwrap_or_default())?)
    .bind(tx.now_millis())
    .execute(&mut tx.conn)
    .await?;
    Ok(id)
}

async fn change(tx: &mut Tx, old: Spec, body: SpecUpdate) -> Result<()> {
    let mut new = old.clone();
    new.title = body.title.unwrap_or(new.title);
    new.description = body.description.unwrap_or(new.description);
    new.deadline = body.deadline.map_or(new.deadline, |deadline| deadline.map(to_millis));
    for (name, label) in body.metadata.into_iter().flatten() {
        match label {
            Some(label) => new.metadata.insert(name, label),
            None => new.metadata.remove(&name),
        };
    }
    if new.metadata.len() > MAX_LABELS {
        return Err(Error::invalid("body.metadata", format!("a spec has at most {MAX_LABELS} labels")));
    }
    let changed = changed_members(&old, &new);
    if changed.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "UPDATE specs SET title = ?2, description = ?3, deadline = ?4, metadata = ?5, updated_at = ?6 WHERE id = ?1",
    )
    .bind(&new.id)
    .bind(&new.title)
    .bind(&new.description)
    .bind(new.deadline.map(|deadline| deadline.timestamp_millis()))
    .bind(words::text(&new.metadata)?)
    .bind(tx.now_millis())
    .execute(&mut tx.conn)
    .await?;
    tx.emit(&Scene::spec(&new.org_id, &new.id), |head| SpecUpdated::event(head, changed)).await?;
    Ok(())
}

fn changed_members(old: &Spec, new: &Spec) -> Vec<String> {
    let members = [
        ("title", old.title != new.title),
        ("description", old.description != new.description),
        ("deadline", old.deadline != new.deadline),
        ("metadata", old.metadata != new.metadata),
    ];
    members.into_iter().filter(|(_, changed)| *changed).map(|(name, _)| name.to_owned()).collect()
}

/// The only phase a spec can move to, if it is the one asked for.
fn next_phase(spec: &Head, asked: Option<Phase>) -> Result<Phase> {
    let next = spec.phase.next().filter(|_| spec.status == SpecStatus::Running);
    let Some(next) = next else { return Err(ended(spec, asked)) };
    match asked {
        Some(asked) if asked != next => {
            let details =
                PhaseConflictDetails { from: Some(spec.phase), to: Some(asked), allowed: vec![next] };
            let message = format!("a spec in phase {} can move to {next} only, not to {asked}", spec.phase);
            Err(Error::phase_conflict("illegal_phase_move", message, details))
        }
        _ => Ok(next),
    }
}

fn ended(spec: &Head, asked: Option<Phase>) -> Error {
    let state = if spec.status == SpecStatus::Cancelled { "cancelled" } else { "complete" };
    let details = PhaseConflictDetails { from: Some(spec.phase), to: asked, allowed: Vec::new() };
    Error::phase_conflict(
        "spec_ended",
        format!("spec `{}` is {state} and does not change any more", spec.id),
        details,
    )
}

async fn enter(tx: &mut Tx, spec: &Head, to: Phase) -> Result<()> {
    let status = if to == Phase::Complete { SpecStatus::Completed } else { SpecStatus::Running };
    sqlx::query(
        "UPDATE specs SET phase = ?2, status = ?3, score = NULL, feedback = '[]', attempt = 0, updated_at = ?4 \
         WHERE id = ?1",
    )
    .bind(&spec.id)
    .bind(to.as_str())
    .bind(words::word(&status)?)
    .bind(tx.now_millis())
    .execute(&mut tx.conn)
    .await?;
    let from = spec.phase;
    tx.emit(&Scene::spec(&spec.org_id, &spec.id), |head| PhaseAdvanced::event(head, from, to)).await?;
    Ok(())
}

/// Scores the phase the spec is in and tells of it.
async fn evaluate(tx: &mut Tx, evaluator: &dyn Evaluator, id: &str) -> Result<()> {
    let platform = Principal { key_id: String::new(), org_id: None, scopes: Vec::new() };
    let spec = load(&mut tx.conn, &platform, id).await?;
    let facts = Facts {
        title: spec.title.clone(),
        description: spec.description.clone(),
        has_deadline: spec.deadline.is_some(),
        tickets: spec.ticket_count,
        tasks: spec.tasks,
    };
    let evaluation = evaluator.evaluate(spec.phase, &facts);
    let (attempt, score, passed) = (spec.phase_attempt + 1, evaluation.score, evaluation.passed());
    sqlx::query("UPDATE specs SET score = ?2, feedback = ?3, attempt = ?4, updated_at = ?5 WHERE id = ?1")
        .bind(id)
        .bind(score)
        .bind(words::text(&evaluation.feedback)?)
        .bind(attempt)
        .bind(tx.now_millis())
        .execute(&mut tx.conn)
        .await?;
    let scene = Scene::spec(&spec.org_id, id);
    let phase = spec.phase;
    tx.emit(&scene, |head| PhaseEvaluated::event(head, phase, attempt, score, passed)).await?;
    if !passed && attempt >= MAX_ATTEMPTS {
        tx.emit(&scene, |head| PhaseFailed::event(head, phase, attempt, score, evaluation.feedback)).await?;
    }
    Ok(())
}

fn check_labels<'a>(faults: &mut Faults, labels: impl Iterator<Item = (&'a String, Option<&'a String>)>) {
    let mut number = 0;
    for (name, label) in labels {
        number += 1;
        faults.text(&format!("metadata.{name}"), name, MAX_LABEL);
        faults.optional(&format!("metadata.{name}"), label.map(String::as_str), MAX_LABEL);
    }
    if number > MAX_LABELS {
        faults.add("metadata", format!("has to have at most {MAX_LABELS} labels, not {number}"));
    }
}
