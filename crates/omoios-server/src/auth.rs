//! Who calls: `Authorization: Bearer omoi_sk_…`.

use std::sync::Arc;

use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, StatusCode};
use omoios_api::Scope;
use omoios_engine::Principal;

use crate::error::{ApiError, ApiResult};
use crate::operations::Operation;
use crate::state::App;

/// Finds the operation, checks the caller and counts the call, for every route of the document.
pub async fn layer(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let Some(operation) = operation_of(&app, &request) else { return next.run(request).await };
    request.extensions_mut().insert(operation.clone());
    let Some(scope) = operation.scope else { return next.run(request).await };
    let principal = match authenticate(&app, request.headers()).await {
        Ok(principal) => principal,
        Err(error) => return challenge(error),
    };
    let verdict = app.limiter.take(&principal.key_id);
    if !verdict.admitted {
        return verdict.mark(verdict.refusal().into_response());
    }
    if !principal.may(scope) {
        return verdict.mark(forbidden(&operation, scope).into_response());
    }
    request.extensions_mut().insert(principal);
    verdict.mark(next.run(request).await)
}

/// The operation a request was routed to.
pub fn operation_of(app: &App, request: &Request) -> Option<Operation> {
    let path = request.extensions().get::<MatchedPath>()?;
    // HEAD is GET without the body.
    let method = if request.method() == http::Method::HEAD { &http::Method::GET } else { request.method() };
    app.operations.get(method, path.as_str()).cloned()
}

async fn authenticate(app: &App, headers: &HeaderMap) -> ApiResult<Arc<Principal>> {
    let unauthorized = |code, text: &str| ApiError::new(StatusCode::UNAUTHORIZED, code, text);
    let Some(value) = headers.get(AUTHORIZATION) else {
        return Err(unauthorized("missing_credentials", "send `Authorization: Bearer omoi_sk_…`"));
    };
    let token = value.to_str().ok().and_then(bearer);
    let invalid = || unauthorized("invalid_credentials", "the API key is unknown, revoked or past its time");
    app.engine.authenticate(token.ok_or_else(invalid)?).await?.ok_or_else(invalid)
}

fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn challenge(error: ApiError) -> Response {
    let unauthorized = error.status == StatusCode::UNAUTHORIZED;
    let mut response = error.into_response();
    if unauthorized {
        response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"omoios\""));
    }
    response
}

fn forbidden(operation: &Operation, scope: Scope) -> ApiError {
    let scope = match scope {
        Scope::Read => "read",
        Scope::Write => "write",
        Scope::Admin => "admin",
    };
    let detail = format!("`{}` needs an API key with the scope `{scope}`", operation.id);
    ApiError::new(StatusCode::FORBIDDEN, "insufficient_scope", detail)
}

/// The checked caller of a request.
#[derive(Debug, Clone)]
pub struct Caller(pub Arc<Principal>);

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> ApiResult<Self> {
        let principal = parts.extensions.get::<Arc<Principal>>().cloned();
        principal.map(Self).ok_or_else(|| {
            ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "the route has no caller")
        })
    }
}
