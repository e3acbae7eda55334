//! Events: everything that happens, as one tagged union.
//!
//! Every event has `seq` (its place in the one stream of the server), `id`, `ts` and `type`. The union is open:
//! a client has to accept a `type` it does not know.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::{Discriminator, Object, OneOf, Type};
use utoipa::openapi::{ObjectBuilder, OneOfBuilder, Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::{ExecutionMode, MemoryType, Phase, TaskStatus};

/// What all events share, to build one from. The number is given by the store when the event is written.
#[derive(Debug, Clone)]
pub struct EventHead {
    /// When it happened.
    pub ts: DateTime<Utc>,
    /// The spec it belongs to.
    pub spec_id: Option<String>,
    /// The task it belongs to.
    pub task_id: Option<String>,
}

/// Identifier of the event with this place in the stream.
pub fn event_id(seq: i64) -> String {
    format!("evt_{seq:08}")
}

macro_rules! event_struct {
    ($(#[$doc:meta])* $name:ident, spec $spec:ident, task $task:ident, { $($(#[$field_doc:meta])* $field:ident : $type:ty,)* }) => {
        event_struct! { @build $(#[$doc])* $name, $spec, $task, [] { $($(#[$field_doc])* $field : $type,)* } }
    };
    (@build $(#[$doc:meta])* $name:ident, yes, yes, [] { $($(#[$field_doc:meta])* $field:ident : $type:ty,)* }) => {
        event_struct! { @struct $(#[$doc])* $name {
            /// The spec it belongs to.
            spec_id: String,
            /// The task it belongs to.
            task_id: String,
        } { $($(#[$field_doc])* $field : $type,)* } (unwrap_or_default) (unwrap_or_default) }
    };
    (@build $(#[$doc:meta])* $name:ident, yes, no, [] { $($(#[$field_doc:meta])* $field:ident : $type:ty,)* }) => {
        event_struct! { @struct $(#[$doc])* $name {
            /// The spec it belongs to.
            spec_id: String,
            /// The task it belongs to, if to one.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false)]
            task_id: Option<String>,
        } { $($(#[$field_doc])* $field : $type,)* } (unwrap_or_default) (as_is) }
    };
    (@build $(#[$doc:meta])* $name:ident, no, no, [] { $($(#[$field_doc:meta])* $field:ident : $type:ty,)* }) => {
        event_struct! { @struct $(#[$doc])* $name {
            /// The spec it belongs to, if to one.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false)]
            spec_id: Option<String>,
            /// The task it belongs to, if to one.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false)]
            task_id: Option<String>,
        } { $($(#[$field_doc])* $field : $type,)* } (as_is) (as_is) }
    };
    (@struct $(#[$doc:meta])* $name:ident
        { $(#[$spec_attr:meta])* spec_id: $spec_type:ty, $(#[$task_attr:meta])* task_id: $task_type:ty, }
        { $($(#[$field_doc:meta])* $field:ident : $type:ty,)* }
        ($spec_fit:ident) ($task_fit:ident)
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
        pub struct $name {
            /// Place in the stream of the server; larger is later.
            pub seq: i64,
            /// Identifier of the event.
            pub id: String,
            /// When it happened.
            pub ts: DateTime<Utc>,
            $(#[$spec_attr])*
            pub spec_id: $spec_type,
            $(#[$task_attr])*
            pub task_id: $task_type,
            $($(#[$field_doc])* pub $field: $type,)*
        }

        impl $name {
            /// The event, without its place in the stream yet.
            pub fn event(head: EventHead, $($field: $type),*) -> Event {
                Event::$name(Self {
                    seq: 0,
                    id: String::new(),
                    ts: head.ts,
                    spec_id: fit::$spec_fit(head.spec_id),
                    task_id: fit::$task_fit(head.task_id),
                    $($field,)*
                })
            }
        }
    };
}

mod fit {
    pub(super) fn unwrap_or_default(value: Option<String>) -> String {
        value.unwrap_or_default()
    }

    pub(super) fn as_is(value: Option<String>) -> Option<String> {
        value
    }
}

macro_rules! events {
    ($($tag:literal $(#[$doc:meta])* $name:ident (spec $spec:ident, task $task:ident)
        { $($(#[$field_doc:meta])* $field:ident : $type:ty,)* })*
    ) => {
        $(event_struct! { $(#[$doc])* $name, spec $spec, task $task, { $($(#[$field_doc])* $field : $type,)* } })*

        /// Something that happened. `type` says which kind it is; new kinds may be added at any time.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "type")]
        pub enum Event {
            $(
                $(#[$doc])*
                #[serde(rename = $tag)]
                $name($name),
            )*
        }

        impl Event {
            /// The `type` of every event and the name of its schema.
            pub const KINDS: &'static [(&'static str, &'static str)] = &[$(($tag, stringify!($name)),)*];

            /// The `type` on the wire.
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$name(_) => $tag,)* }
            }

            /// Place in the stream.
            pub fn seq(&self) -> i64 {
                match self { $(Self::$name(event) => event.seq,)* }
            }

            /// When it happened.
            pub fn ts(&self) -> DateTime<Utc> {
                match self { $(Self::$name(event) => event.ts,)* }
            }

            /// Gives the event its place in the stream.
            pub fn place(&mut self, seq: i64) {
                match self { $(Self::$name(event) => {
                    event.seq = seq;
                    event.id = event_id(seq);
                })* }
            }

            fn variants() -> Vec<(&'static str, &'static str, RefOr<Schema>)> {
                vec![$(($tag, stringify!($name), $name::schema()),)*]
            }

            fn variant_parts(schemas: &mut Vec<(String, RefOr<Schema>)>) {
                $($name::schemas(schemas);)*
            }
        }
    };
}

events! {
    "spec.created"
    /// A spec was created and started.
    SpecCreated (spec yes, task no) {
        /// Title of the spec.
        title: String,
        /// The phase it starts in.
        phase: Phase,
    }
    "spec.updated"
    /// Members of a spec changed.
    SpecUpdated (spec yes, task no) {
        /// Names of the members that changed.
        changed: Vec<String>,
    }
    "spec.cancelled"
    /// A spec was given up.
    SpecCancelled (spec yes, task no) {
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false)]
        reason: Option<String>,
    }
    "phase.advanced"
    /// A spec entered its next phase.
    PhaseAdvanced (spec yes, task no) {
        /// The phase it left.
        from: Phase,
        /// The phase it entered.
        to: Phase,
    }
    "phase.evaluated"
    /// The evaluator scored a phase.
    PhaseEvaluated (spec yes, task no) {
        /// The phase.
        phase: Phase,
        /// Counts from 1 within the phase.
        attempt: i32,
        /// From 0 to 1.
        score: f64,
        /// Whether the score suffices.
        passed: bool,
    }
    "phase.failed"
    /// The evaluator did not pass a phase within its attempts.
    PhaseFailed (spec yes, task no) {
        /// The phase.
        phase: Phase,
        /// Number of attempts.
        attempts: i32,
        /// Score of the last attempt.
        score: f64,
        /// What was found wanting.
        feedback: Vec<String>,
    }
    "ticket.created"
    /// A ticket was created.
    TicketCreated (spec yes, task no) {
        /// The ticket.
        ticket_id: String,
        /// Title of the ticket.
        title: String,
    }
    "task.created"
    /// A task was put into the graph.
    TaskCreated (spec yes, task yes) {
        /// The ticket.
        ticket_id: String,
        /// Title of the task.
        title: String,
        /// State it starts in.
        status: TaskStatus,
        /// What it depends on.
        depends_on: Vec<String>,
    }
    "task.updated"
    /// Members of a task changed.
    TaskUpdated (spec yes, task yes) {
        /// Names of the members that changed.
        changed: Vec<String>,
    }
    "task.ready"
    /// All a task depends on is completed.
    TaskReady (spec yes, task yes) {}
    "task.assigned"
    /// A task was given to an agent.
    TaskAssigned (spec yes, task yes) {
        /// The agent.
        agent_id: String,
        /// How it is worked on.
        execution_mode: ExecutionMode,
    }
    "task.started"
    /// Work on a task began.
    TaskStarted (spec yes, task yes) {
        /// The agent, if one is named.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false)]
        agent_id: Option<String>,
        /// Counts from 1.
        attempt: i32,
    }
    "task.completed"
    /// A task was completed.
    TaskCompleted (spec yes, task yes) {
        /// What was done, in a line.
        summary: String,
        /// Number of files changed.
        files_changed: i32,
        /// Number of tests that passed.
        tests_passed: i32,
    }
    "task.failed"
    /// A task came to an error.
    TaskFailed (spec yes, task yes) {
        /// What went wrong.
        error: String,
        /// Counts from 1.
        attempt: i32,
    }
    "task.retried"
    /// A task that had ended goes back to the queue.
    TaskRetried (spec yes, task yes) {
        /// The new attempt.
        attempt: i32,
    }
    "task.cancelled"
    /// A task was given up.
    TaskCancelled (spec yes, task yes) {
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false)]
        reason: Option<String>,
    }
    "artifact.created"
    /// A file was kept.
    ArtifactCreated (spec yes, task yes) {
        /// The artifact.
        artifact_id: String,
        /// File name.
        name: String,
        /// Number of bytes.
        size: i64,
    }
    "artifact.deleted"
    /// A file was deleted.
    ArtifactDeleted (spec yes, task yes) {
        /// The artifact.
        artifact_id: String,
    }
    "discovery.created"
    /// A task came upon work that is not planned.
    DiscoveryCreated (spec yes, task no) {
        /// The discovery.
        discovery_id: String,
        /// What was found, in a line.
        title: String,
        /// The task that found it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false)]
        source_task_id: Option<String>,
    }
    "discovery.promoted"
    /// A discovery became a task.
    DiscoveryPromoted (spec yes, task yes) {
        /// The discovery.
        discovery_id: String,
    }
    "discovery.dismissed"
    /// A discovery was put aside.
    DiscoveryDismissed (spec yes, task no) {
        /// The discovery.
        discovery_id: String,
        /// Why.
        reason: String,
    }
    "memory.added"
    /// Something was remembered.
    MemoryAdded (spec no, task no) {
        /// The memory.
        memory_id: String,
        /// What sort of knowledge it is.
        memory_type: MemoryType,
    }
    "agent.started"
    /// An agent began to run.
    AgentStarted (spec no, task no) {
        /// The agent.
        agent_id: String,
        /// Where it runs.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false)]
        sandbox: Option<String>,
    }
    "agent.heartbeat"
    /// An agent is alive.
    AgentHeartbeat (spec no, task no) {
        /// The agent.
        agent_id: String,
    }
    "agent.completed"
    /// An agent ended.
    AgentCompleted (spec no, task no) {
        /// The agent.
        agent_id: String,
    }
    "agent.thought"
    /// An agent thought aloud.
    AgentThought (spec no, task no) {
        /// The agent.
        agent_id: String,
        /// The thought.
        text: String,
    }
    "agent.tool_call"
    /// An agent used a tool.
    AgentToolCall (spec no, task no) {
        /// The agent.
        agent_id: String,
        /// The tool.
        tool: String,
        /// What it was used for, in a line.
        summary: String,
    }
    "steering.intervention"
    /// Somebody gave a running agent a new direction.
    SteeringIntervention (spec no, task no) {
        /// The agent.
        agent_id: String,
        /// What was done, for example `refocus` or `stop`.
        action: String,
        /// What the agent was told.
        instruction: String,
        /// Who did it.
        actor: String,
    }
    "merge.started"
    /// The branches of a spec are being merged.
    MergeStarted (spec yes, task no) {
        /// The branches.
        branches: Vec<String>,
    }
    "merge.completed"
    /// The branches of a spec are merged.
    MergeCompleted (spec yes, task no) {
        /// The branches.
        branches: Vec<String>,
    }
}

impl PartialSchema for Event {
    fn schema() -> RefOr<Schema> {
        RefOr::T(Schema::OneOf(union()))
    }
}

impl ToSchema for Event {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Event")
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        Self::variant_parts(schemas);
        for (tag, name, schema) in Self::variants() {
            schemas.push((name.to_owned(), tagged(tag, schema)));
        }
    }
}

/// The union with its discriminator: the derive knows neither.
fn union() -> OneOf {
    let base = OneOfBuilder::new().description(Some(
        "Something that happened. `type` says which kind it is; new kinds may be added at any time, so a client has \
         to accept a `type` it does not know.",
    ));
    let mapping = Event::KINDS.iter().map(|(tag, name)| (*tag, format!("#/components/schemas/{name}")));
    Event::KINDS
        .iter()
        .fold(base, |union, (_, name)| union.item(Ref::from_schema_name(*name)))
        .discriminator(Some(Discriminator::with_mapping("type", mapping)))
        .build()
}

/// The schema of one kind, with its `type` as the first member.
fn tagged(tag: &'static str, schema: RefOr<Schema>) -> RefOr<Schema> {
    let RefOr::T(Schema::Object(mut object)) = schema else { return schema };
    let properties = std::mem::take(&mut object.properties);
    object.properties.insert("type".to_owned(), RefOr::T(Schema::Object(tag_schema(tag))));
    object.properties.extend(properties);
    object.required.insert(0, "type".to_owned());
    RefOr::T(Schema::Object(object))
}

fn tag_schema(tag: &'static str) -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some("Which kind of event it is."))
        .enum_values(Some([tag]))
        .build()
}

/// One page of the history of events.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EventList {
    /// The events of this page, oldest first.
    pub events: Vec<Event>,
    /// Number of events on all pages.
    pub total: i64,
    /// Cursor of the next page; `null` on the last page.
    #[schema(required)]
    pub next_cursor: Option<String>,
    /// Place in the stream that this page reaches to. A stream opened with `after` set to it continues without gap.
    pub seq: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head() -> EventHead {
        EventHead {
            ts: DateTime::UNIX_EPOCH,
            spec_id: Some("spec_1".into()),
            task_id: Some("TSK-041".into()),
        }
    }

    #[doc = "covers: OMOI-ENT-Event, OMOI-EVT-task.completed"]
    #[test]
    fn an_event_carries_its_type_and_its_place() {
        let mut event = TaskCompleted::event(head(), "3 files changed, 12 tests pass".into(), 3, 12);
        event.place(7);
        let json = serde_json::to_value(&event).unwrap();
        assert_eq!(json["type"], "task.completed");
        assert_eq!(json["seq"], 7);
        assert_eq!(json["id"], "evt_00000007");
        assert_eq!(json["task_id"], "TSK-041");
        assert_eq!(serde_json::from_value::<Event>(json).unwrap(), event);
    }

    #[test]
    fn the_union_has_a_discriminator_and_each_kind_its_tag() {
        let mut parts = Vec::new();
        Event::schemas(&mut parts);
        let union = serde_json::to_value(Event::schema()).unwrap();
        for (tag, name) in Event::KINDS {
            assert_eq!(union["discriminator"]["mapping"][tag], format!("#/components/schemas/{name}"));
            let (_, schema) = parts.iter().rfind(|(part, _)| part == name).unwrap();
            let schema = serde_json::to_value(schema).unwrap();
            assert_eq!(schema["properties"]["type"]["enum"], serde_json::json!([tag]));
            assert_eq!(schema["required"][0], "type");
        }
    }
}
