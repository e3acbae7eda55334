//! `/api/health`

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use omoios_api::{Health, HealthCheck, HealthStatus};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::App;

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get))
}

/// Get the health of the server
///
/// Tells how the server and its store are doing. Needs no API key. The status of the answer is 200 as long as the
/// server answers at all; `status` says whether it can do everything.
#[utoipa::path(get, path = "/api/health", operation_id = "health.get", tag = "health",
    responses((status = 200, description = "The health of the server.", body = Health)))]
async fn get(State(app): State<App>) -> Json<Health> {
    let store = match app.engine.check().await {
        Ok(()) => HealthCheck { status: HealthStatus::Ok, message: None },
        Err(error) => {
            tracing::warn!(%error, "the store does not answer");
            HealthCheck {
                status: HealthStatus::Degraded,
                message: Some("the store does not answer".to_owned()),
            }
        }
    };
    Json(Health {
        status: store.status,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        uptime_seconds: i64::try_from(app.started.elapsed().as_secs()).unwrap_or(i64::MAX),
        checks: BTreeMap::from([("store".to_owned(), store)]),
    })
}
