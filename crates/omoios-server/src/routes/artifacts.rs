//! `/api/tasks/{task_id}/artifacts`

use std::io::SeekFrom;

use axum::Json;
use axum::body::Body;
use axum::extract::multipart::Multipart;
use axum::extract::{FromRequest, Request, State};
use axum::response::{IntoResponse, Response};
use http::header::{
    ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, IF_RANGE, RANGE,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderValue, StatusCode};
use omoios_api::{Artifact, ArtifactList, ArtifactUpload};
use omoios_engine::Call;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio_util::io::ReaderStream;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::orgs::PageQuery;
use crate::answer::Reply;
use crate::auth::Caller;
use crate::command::call_with;
use crate::error::{ApiError, ApiResult};
use crate::path::Path;
use crate::query::Params;
use crate::range::{Wanted, parse, satisfy};
use crate::responses::{Conflict, NotFound, PayloadTooLarge, RangeNotSatisfiable, Unprocessable};
use crate::state::App;
use crate::upload::{Upload, fingerprint, receive};

const READ_SIZE: usize = 64 * 1024;

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(upload))
        .routes(routes!(list))
        .routes(routes!(download))
        .routes(routes!(delete))
}

/// Upload an artifact
///
/// Keeps a file that the task has left behind. The file is streamed to disk while it arrives. Emits
/// `artifact.created`.
#[utoipa::path(post, path = "/api/tasks/{task_id}/artifacts", operation_id = "artifacts.upload", tag = "artifacts",
    params(("task_id" = String, Path, description = "Id of the task.", example = "TSK-042")),
    request_body(content = ArtifactUpload, content_type = "multipart/form-data"),
    responses(
        (status = 201, description = "The artifact.", body = Artifact),
        (status = 404, response = NotFound),
        (status = 409, response = Conflict),
        (status = 413, response = PayloadTooLarge),
        (status = 422, response = Unprocessable),
    ))]
async fn upload(
    State(app): State<App>,
    Path(task_id): Path<String>,
    request: Request,
) -> ApiResult<Reply<Artifact>> {
    let (parts, body) = request.into_parts();
    let Caller(caller) = Caller(call_with(&parts, [0; 32])?.principal);
    // Before a byte is written: an upload to nowhere is refused at once.
    app.engine.task(&caller, &task_id).await?;
    let multipart = Multipart::from_request(Request::from_parts(parts.clone(), body), &app)
        .await
        .map_err(|error| ApiError::bad_request("unsupported_media_type", error.body_text()))?;
    let Upload { new, staged } = receive(&app, multipart).await?;
    let call = call_with(&parts, fingerprint(&task_id, &new, &staged))?;
    Ok(Reply::created(app.engine.keep_artifact(&call, task_id, new, staged).await?))
}

/// List artifacts
///
/// Lists the artifacts of a task in the order in which they were uploaded.
#[utoipa::path(get, path = "/api/tasks/{task_id}/artifacts", operation_id = "artifacts.list", tag = "artifacts",
    params(("task_id" = String, Path, description = "Id of the task.", example = "TSK-042"), PageQuery),
    responses(
        (status = 200, description = "A page of artifacts.", body = ArtifactList),
        (status = 404, response = NotFound),
        (status = 422, response = Unprocessable),
    ))]
async fn list(
    State(app): State<App>,
    Caller(caller): Caller,
    Path(task_id): Path<String>,
    query: Params,
) -> ApiResult<Json<ArtifactList>> {
    Ok(Json(app.engine.artifacts(&caller, &task_id, &query.page()?).await?))
}

/// The bytes of a file.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "describes the body, which is streamed")]
struct FileBytes(Vec<u8>);

/// Download an artifact
///
/// Returns the bytes of the artifact. A `Range` of bytes is answered with that part and the status 206; `ETag` is the
/// digest of the bytes, and `If-Range` with it guards against mixing two files.
#[utoipa::path(get, path = "/api/tasks/{task_id}/artifacts/{artifact_id}", operation_id = "artifacts.download",
    tag = "artifacts",
    params(
        ("task_id" = String, Path, description = "Id of the task.", example = "TSK-042"),
        ("artifact_id" = Uuid, Path, description = "Id of the artifact.",
            example = "7d9c5f0e-3b1a-4c62-9e8d-2a4b6c8d0e1f"),
        ("Range" = Option<String>, Header, nullable = false, example = "bytes=0-1023",
            description = "The part that is wanted; one range of bytes."),
        ("If-Range" = Option<String>, Header, nullable = false,
            description = "The `ETag` that the range refers to; if it is another one, all bytes are returned."),
    ),
    responses(
        (status = 200, description = "All bytes.", body = inline(FileBytes), content_type = "application/octet-stream",
            headers(("ETag" = String, description = "Digest of all bytes."),
                ("Accept-Ranges" = String, description = "`bytes`."))),
        (status = 206, description = "The bytes of the range.", body = inline(FileBytes),
            content_type = "application/octet-stream",
            headers(("Content-Range" = String, description = "Which bytes these are, and of how many."))),
        (status = 404, response = NotFound),
        (status = 416, response = RangeNotSatisfiable),
    ))]
async fn download(
    State(app): State<App>,
    Caller(caller): Caller,
    Path((task_id, artifact_id)): Path<(String, String)>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let id = artifact_uuid(&artifact_id)?;
    let (artifact, file) = app.engine.open_artifact(&caller, &task_id, id).await?;
    let size = u64::try_from(artifact.size).unwrap_or(0);
    let etag = format!("\"{}\"", artifact.sha256);
    let same = headers.get(IF_RANGE).is_none_or(|wanted| wanted.as_bytes() == etag.as_bytes());
    let range = headers.get(RANGE).filter(|_| same).and_then(|range| range.to_str().ok());
    let response = match range.and_then(parse) {
        None => bytes(file, 0, size, StatusCode::OK).await?,
        Some(wanted) => partial(file, wanted, size).await?,
    };
    Ok(describe(response, &artifact, &etag))
}

async fn partial(file: File, wanted: Wanted, size: u64) -> ApiResult<Response> {
    let Some((from, length)) = satisfy(wanted, size) else {
        let detail = format!("the range lies outside of the {size} bytes");
        let mut response =
            ApiError::new(StatusCode::RANGE_NOT_SATISFIABLE, "range_not_satisfiable", detail).into_response();
        insert(response.headers_mut(), CONTENT_RANGE, &format!("bytes */{size}"));
        return Ok(response);
    };
    let mut response = bytes(file, from, length, StatusCode::PARTIAL_CONTENT).await?;
    insert(response.headers_mut(), CONTENT_RANGE, &format!("bytes {from}-{}/{size}", from + length - 1));
    Ok(response)
}

async fn bytes(mut file: File, from: u64, length: u64, status: StatusCode) -> ApiResult<Response> {
    file.seek(SeekFrom::Start(from)).await.map_err(omoios_engine::Error::from)?;
    let body = Body::from_stream(ReaderStream::with_capacity(file.take(length), READ_SIZE));
    let mut response = (status, body).into_response();
    response.headers_mut().insert(CONTENT_LENGTH, length.into());
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    Ok(response)
}

fn describe(mut response: Response, artifact: &Artifact, etag: &str) -> Response {
    if !response.status().is_success() {
        return response;
    }
    let headers = response.headers_mut();
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    insert(headers, ETAG, etag);
    insert(
        headers,
        CONTENT_DISPOSITION,
        &format!("attachment; filename*=UTF-8''{}", percent(&artifact.name)),
    );
    response
}

fn insert(headers: &mut HeaderMap, name: http::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// Percent-encodes everything but letters, digits and a few marks.
fn percent(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                text.push(char::from(byte));
            }
            byte => text.extend(['%', hex_digit(byte >> 4), hex_digit(byte & 15)]),
        }
    }
    text
}

fn hex_digit(half: u8) -> char {
    char::from(if half < 10 { b'0' + half } else { b'A' + half - 10 })
}

fn artifact_uuid(text: &str) -> ApiResult<Uuid> {
    text.parse().map_err(|_| ApiError::malformed("malformed_path", "path.artifact_id", "has to be a UUID"))
}

/// Delete an artifact
///
/// Deletes the artifact and its bytes. Emits `artifact.deleted`.
#[utoipa::path(delete, path = "/api/tasks/{task_id}/artifacts/{artifact_id}", operation_id = "artifacts.delete",
    tag = "artifacts",
    params(
        ("task_id" = String, Path, description = "Id of the task.", example = "TSK-042"),
        ("artifact_id" = Uuid, Path, description = "Id of the artifact.",
            example = "7d9c5f0e-3b1a-4c62-9e8d-2a4b6c8d0e1f"),
    ),
    responses(
        (status = 204, description = "The artifact is gone."),
        (status = 404, response = NotFound),
    ))]
async fn delete(
    State(app): State<App>,
    Caller(caller): Caller,
    Path((task_id, artifact_id)): Path<(String, String)>,
) -> ApiResult<StatusCode> {
    let id = artifact_uuid(&artifact_id)?;
    app.engine.delete_artifact(&Call::new(caller, "artifacts.delete"), task_id, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_cannot_break_the_header() {
        assert_eq!(percent("a \"b\"\r\n.txt"), "a%20%22b%22%0D%0A.txt");
    }
}
