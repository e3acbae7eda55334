//! The routes, one file per resource. A handler reads its request, asks the engine and answers.

pub mod api_keys;
pub mod artifacts;
pub mod dag;
pub mod discoveries;
pub mod document;
pub mod events;
pub mod health;
pub mod memory;
pub mod orgs;
pub mod specs;
pub mod tasks;
pub mod tickets;

use utoipa_axum::router::OpenApiRouter;

use crate::state::App;

/// All routes of the document.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(health::router())
        .merge(orgs::router())
        .merge(api_keys::router())
        .merge(specs::router())
        .merge(tickets::router())
        .merge(tasks::router())
        .merge(artifacts::router())
        .merge(dag::router())
        .merge(memory::router())
        .merge(discoveries::router())
        .merge(events::router())
}
