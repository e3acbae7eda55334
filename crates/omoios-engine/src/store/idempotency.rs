//! One effect per idempotency key: the answer is stored in the transaction of the command it answers, so no crash and
//! no race can part them. Two concurrent calls meet in the writer, where the second finds the answer of the first.

use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Store, Tx, Work};
use crate::call::{Answer, Call, IdempotencyKey};
use crate::error::{Error, Result};

/// How long an answer is kept.
const KEPT_MILLIS: i64 = 24 * 60 * 60 * 1000;
/// A key of a caller.
const MAX_KEY: usize = 255;

#[derive(Debug, Clone)]
struct Claim {
    principal: String,
    operation: Arc<str>,
    key: IdempotencyKey,
}

impl Store {
    /// Runs a command once per idempotency key; without a key, simply runs it.
    pub(crate) async fn command<T>(&self, call: &Call, work: impl Work<T>) -> Result<Answer<T>>
    where
        T: Serialize + DeserializeOwned + Send + Sync + 'static,
    {
        let Some(claim) = Claim::of(call)? else {
            return self.writer.run(work).await.map(Answer::fresh);
        };
        self.writer
            .run(move |tx: &mut Tx| {
                Box::pin(async move {
                    if let Some(value) = claim.find(tx).await? {
                        return Ok(Answer { value, replayed: true });
                    }
                    let value = work(tx).await?;
                    claim.keep(tx, &value).await?;
                    Ok(Answer::fresh(value))
                })
            })
            .await
    }

    /// Forgets answers that are older than a day.
    pub(crate) async fn forget_old_answers(&self) -> Result<u64> {
        self.writer
            .run(|tx: &mut Tx| {
                Box::pin(async move {
                    let oldest = tx.now_millis() - KEPT_MILLIS;
                    let done = sqlx::query("DELETE FROM idempotency WHERE created_at < ?1")
                        .bind(oldest)
                        .execute(&mut tx.conn)
                        .await?;
                    Ok(done.rows_affected())
                })
            })
            .await
    }
}

impl Claim {
    fn of(call: &Call) -> Result<Option<Self>> {
        let Some(key) = call.idempotency.clone() else { return Ok(None) };
        if key.key.is_empty() || key.key.len() > MAX_KEY {
            let message = format!("has to have 1 to {MAX_KEY} characters");
            return Err(Error::invalid("idempotency_key", message));
        }
        Ok(Some(Self {
            principal: call.principal.key_id.clone(),
            operation: Arc::clone(&call.operation),
            key,
        }))
    }

    async fn find<T: DeserializeOwned>(&self, tx: &mut Tx) -> Result<Option<T>> {
        let row: Option<(Vec<u8>, String)> = sqlx::query_as(
            "SELECT fingerprint, answer FROM idempotency \
             WHERE principal = ?1 AND operation = ?2 AND key = ?3 AND created_at >= ?4",
        )
        .bind(&self.principal)
        .bind(self.operation.as_ref())
        .bind(&self.key.key)
        .bind(tx.now_millis() - KEPT_MILLIS)
        .fetch_optional(&mut tx.conn)
        .await?;
        let Some((fingerprint, answer)) = row else { return Ok(None) };
        if fingerprint != self.key.fingerprint {
            return Err(Error::conflict(
                "idempotency_key_reused",
                "this idempotency key was used for another call of this operation; use a new key",
            ));
        }
        serde_json::from_str(&answer).map(Some).map_err(|error| Error::Corrupt(error.to_string()))
    }

    async fn keep<T: Serialize>(&self, tx: &mut Tx, value: &T) -> Result<()> {
        let answer = serde_json::to_string(value).map_err(|error| Error::Corrupt(error.to_string()))?;
        sqlx::query(
            "INSERT OR REPLACE INTO idempotency (principal, operation, key, fingerprint, answer, created_at) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )
        .bind(&self.principal)
        .bind(self.operation.as_ref())
        .bind(&self.key.key)
        .bind(self.key.fingerprint.as_slice())
        .bind(answer)
        .bind(tx.now_millis())
        .execute(&mut tx.conn)
        .await?;
        Ok(())
    }
}
