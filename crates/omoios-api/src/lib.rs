//! Request, response and event types of the omoios platform.
//!
//! One file per resource. Every type derives serde (the wire form) and utoipa (the description). Times are
//! RFC 3339 in UTC, ids are strings with a prefix that names their kind (`spec_…`, `TKT-001`, `TSK-001`, `DSC-001`).

mod api_keys;
mod artifacts;
mod dag;
mod discoveries;
mod events;
mod health;
mod memory;
pub mod nullable;
mod orgs;
mod problem;
mod specs;
mod tasks;
mod tickets;

pub use api_keys::{ApiKey, ApiKeyCreate, ApiKeyCreated, ApiKeyList, Scope};
pub use artifacts::{Artifact, ArtifactList, ArtifactUpload};
pub use dag::{Dag, DagEdge, DagNode, EdgeKind};
pub use discoveries::{
    Discovery, DiscoveryCreate, DiscoveryDismiss, DiscoveryList, DiscoveryPromote, DiscoveryStatus,
};
pub use events::*;
pub use health::{Health, HealthCheck, HealthStatus};
pub use memory::{Memory, MemoryAdd, MemoryHit, MemorySearch, MemorySearchResults, MemoryType};
pub use orgs::{Member, MemberList, MemberRole, Org, OrgList};
pub use problem::{
    FieldError, PhaseConflict, PhaseConflictDetails, Problem, TaskConflict, TaskConflictDetails,
    ValidationDetails, ValidationProblem,
};
pub use specs::{
    Phase, Spec, SpecAdvance, SpecCancel, SpecCreate, SpecList, SpecStatus, SpecUpdate, TaskCounts,
    UnknownPhase,
};
pub use tasks::{
    ExecutionMode, Task, TaskCancel, TaskComplete, TaskCreate, TaskFail, TaskList, TaskResult, TaskStart,
    TaskStatus, TaskUpdate,
};
pub use tickets::{Ticket, TicketCreate, TicketKind, TicketList, TicketStatus};
