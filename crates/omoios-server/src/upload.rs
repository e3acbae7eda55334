//! Uploads: the parts of a multipart body, read with limits.

use axum::extract::multipart::{Field, Multipart};
use futures_util::StreamExt;
use omoios_engine::{NewArtifact, StagedBlob};
use sha2::{Digest, Sha256};

use crate::command::slow_body;
use crate::error::{ApiError, ApiResult};
use crate::state::App;

/// A text part is short; whatever is longer is no name and no description.
const TEXT_PART: usize = 64 * 1024;
/// Three parts say everything; parts without end would hold a connection for as long as they come.
const MOST_PARTS: usize = 64;

/// An upload that has arrived.
#[derive(Debug)]
pub struct Upload {
    /// What it is.
    pub new: NewArtifact,
    /// Its bytes.
    pub staged: StagedBlob,
}

/// Reads the parts of an upload; the file goes to disk while it arrives.
pub async fn receive(app: &App, mut multipart: Multipart) -> ApiResult<Upload> {
    let (mut new, mut staged, mut given_name) = (NewArtifact::default(), None, None);
    let mut parts = 0;
    while let Some(field) = next_field(app, &mut multipart).await? {
        parts += 1;
        if parts > MOST_PARTS {
            let message = format!("has to have at most {MOST_PARTS} parts");
            return Err(ApiError::malformed("malformed_body", "body", message));
        }
        let name = field.name().unwrap_or_default().to_owned();
        match name.as_str() {
            "file" if staged.is_none() => {
                field.file_name().unwrap_or_default().clone_into(&mut new.name);
                new.content_type = field.content_type().map(str::to_owned);
                staged = Some(stage(app, field).await?);
            }
            "file" => {
                return Err(ApiError::malformed("malformed_body", "body.file", "only one file can be sent"));
            }
            "name" => given_name = Some(text(app, field, "body.name").await?),
            "description" => new.description = Some(text(app, field, "body.description").await?),
            // A part nobody knows is read and ignored, as an unknown member of a JSON body is.
            _ => drop(text(app, field, "body").await?),
        }
    }
    new.name = given_name.unwrap_or(new.name);
    let staged =
        staged.ok_or_else(|| ApiError::malformed("malformed_body", "body.file", "the part is missing"))?;
    Ok(Upload { new, staged })
}

async fn next_field<'a>(app: &App, multipart: &'a mut Multipart) -> ApiResult<Option<Field<'a>>> {
    let field =
        tokio::time::timeout(app.limits.body_idle, multipart.next_field()).await.map_err(|_| slow_body())?;
    field.map_err(|error| ApiError::malformed("malformed_body", "body", error.body_text()))
}

async fn stage(app: &App, field: Field<'_>) -> ApiResult<StagedBlob> {
    let idle = app.limits.body_idle;
    let pieces = futures_util::stream::unfold(Some(field), move |field| async move {
        let mut field = field?;
        match tokio::time::timeout(idle, field.next()).await {
            Ok(Some(Ok(piece))) => Some((Ok(piece), Some(field))),
            Ok(Some(Err(error))) => Some((Err(error.body_text()), None)),
            Ok(None) => None,
            Err(_) => Some((Err("it did not arrive in time".to_owned()), None)),
        }
    });
    Ok(app.engine.stage_artifact(Box::pin(pieces), app.limits.upload_bytes).await?)
}

async fn text(app: &App, mut field: Field<'_>, place: &str) -> ApiResult<String> {
    let mut bytes = Vec::new();
    loop {
        let piece =
            tokio::time::timeout(app.limits.body_idle, field.chunk()).await.map_err(|_| slow_body())?;
        let piece = piece.map_err(|error| ApiError::malformed("malformed_body", place, error.body_text()))?;
        let Some(piece) = piece else { break };
        bytes.extend_from_slice(&piece);
        if bytes.len() > TEXT_PART {
            return Err(ApiError::malformed("malformed_body", place, "the part is too long"));
        }
    }
    String::from_utf8(bytes)
        .map_err(|_| ApiError::malformed("malformed_body", place, "the part is not UTF-8"))
}

/// What makes two uploads the same. The boundary of the parts is new for every attempt and so does not count.
pub fn fingerprint(task_id: &str, new: &NewArtifact, staged: &StagedBlob) -> [u8; 32] {
    let facts = [task_id, &new.name, &staged.sha256, new.content_type.as_deref().unwrap_or_default()];
    let mut digest = Sha256::new();
    for fact in facts.into_iter().chain(new.description.as_deref()) {
        digest.update(fact.len().to_le_bytes());
        digest.update(fact.as_bytes());
    }
    digest.finalize().into()
}
