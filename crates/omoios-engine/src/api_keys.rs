//! API keys. Only the SHA-256 of a secret is stored: a secret has 256 random bits, so a slow hash would add nothing.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use chrono::{DateTime, Utc};
use omoios_api::{ApiKey, ApiKeyCreate, ApiKeyCreated, ApiKeyList, Scope};
use sha2::{Digest, Sha256};
use sqlx::FromRow;
use tokio::sync::watch;

use crate::call::{Answer, Call, Principal};
use crate::check::Faults;
use crate::clock::{optional_time, time, to_millis};
use crate::error::{Error, Result};
use crate::page::{PageRequest, hex};
use crate::store::Tx;
use crate::{Engine, ids, orgs, words};

/// Every secret begins with this.
const PREFIX: &str = "omoi_sk_";
/// A secret given from outside has at least this many characters.
const MIN_SECRET: usize = 24;
const SHOWN: usize = 12;

type Hash = [u8; 32];

#[derive(FromRow)]
struct KeyRow {
    n: i64,
    id: String,
    org_id: Option<String>,
    name: String,
    prefix: String,
    scopes: String,
    created_at: i64,
    expires_at: Option<i64>,
    revoked_at: Option<i64>,
}

impl KeyRow {
    fn key(self) -> Result<ApiKey> {
        Ok(ApiKey {
            id: self.id,
            name: self.name,
            org_id: self.org_id,
            prefix: self.prefix,
            scopes: words::json(&self.scopes)?,
            created_at: time(self.created_at)?,
            expires_at: optional_time(self.expires_at)?,
            revoked_at: optional_time(self.revoked_at)?,
        })
    }
}

#[derive(FromRow)]
struct SecretRow {
    hash: Vec<u8>,
    id: String,
    org_id: Option<String>,
    scopes: String,
    expires_at: Option<i64>,
}

/// Keys that have been looked up, by hash. Emptied whenever a key is revoked.
#[derive(Debug, Default)]
pub(crate) struct KeyCache {
    keys: RwLock<Keys>,
    /// Counts revocations, for those who have to hear of them.
    revocations: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Keys {
    /// Counts how often the cache was emptied.
    generation: u64,
    known: HashMap<Hash, Known>,
}

#[derive(Debug, Clone)]
struct Known {
    principal: Arc<Principal>,
    expires_at: Option<DateTime<Utc>>,
}

impl KeyCache {
    /// Many more keys than this are looked up anew: the cache must not grow with what callers send.
    const MOST: usize = 10_000;

    fn get(&self, hash: &Hash) -> Option<Known> {
        self.keys.read().ok()?.known.get(hash).cloned()
    }

    fn generation(&self) -> u64 {
        self.keys.read().map_or(0, |keys| keys.generation)
    }

    /// Keeps what was read in this generation. A key that was revoked meanwhile must not come back.
    fn put(&self, generation: u64, hash: Hash, known: Known) {
        let Ok(mut keys) = self.keys.write() else { return };
        if keys.generation != generation {
            return;
        }
        if keys.known.len() >= Self::MOST {
            keys.known.clear();
        }
        keys.known.insert(hash, known);
    }

    fn clear(&self) {
        if let Ok(mut keys) = self.keys.write() {
            keys.generation += 1;
            keys.known.clear();
        }
        self.revocations.send_modify(|count| *count += 1);
    }
}

impl Engine {
    /// Who this secret belongs to; `None` if it is unknown, revoked or past its time.
    pub async fn authenticate(&self, secret: &str) -> Result<Option<Arc<Principal>>> {
        let hash = digest(secret);
        let known = match self.keys.get(&hash) {
            Some(known) => known,
            None => match self.look_up(&hash).await? {
                Some(known) => known,
                None => return Ok(None),
            },
        };
        let expired = known.expires_at.is_some_and(|end| end <= self.clock.now());
        Ok((!expired).then_some(known.principal))
    }

    /// Changes with every revocation.
    pub fn revocations(&self) -> watch::Receiver<u64> {
        self.keys.revocations.subscribe()
    }

    /// Whether the key of a caller that was let in before is neither revoked nor past its time.
    pub async fn still_works(&self, caller: &Principal) -> Result<bool> {
        let mut conn = self.store.read().await?;
        let found: Option<i64> = sqlx::query_scalar(
            "SELECT n FROM api_keys WHERE id = ?1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?2)",
        )
        .bind(&caller.key_id)
        .bind(self.clock.now().timestamp_millis())
        .fetch_optional(&mut *conn)
        .await?;
        Ok(found.is_some())
    }

    async fn look_up(&self, hash: &Hash) -> Result<Option<Known>> {
        let generation = self.keys.generation();
        let mut conn = self.store.read().await?;
        let row: Option<SecretRow> = sqlx::query_as(
            "SELECT hash, id, org_id, scopes, expires_at FROM api_keys WHERE hash = ?1 AND revoked_at IS NULL",
        )
        .bind(hash.as_slice())
        .fetch_optional(&mut *conn)
        .await?;
        let Some(SecretRow { hash: stored, id: key_id, org_id, scopes, expires_at }) = row else {
            return Ok(None);
        };
        if !same(&stored, hash) {
            return Ok(None);
        }
        let principal = Arc::new(Principal { key_id, org_id, scopes: words::json(&scopes)? });
        let known = Known { principal, expires_at: optional_time(expires_at)? };
        self.keys.put(generation, *hash, known.clone());
        Ok(Some(known))
    }

    /// Makes a key. The secret is in the answer and nowhere else.
    pub async fn create_api_key(&self, call: &Call, body: ApiKeyCreate) -> Result<Answer<ApiKeyCreated>> {
        let mut faults = Faults::default();
        faults.text("name", &body.name, 200);
        if body.scopes.as_ref().is_some_and(Vec::is_empty) {
            faults.add("scopes", "has to name at least one scope");
        }
        if body.expires_at.is_some_and(|end| end <= self.clock.now()) {
            faults.add("expires_at", "has to be in the future");
        }
        faults.time("expires_at", body.expires_at);
        faults.done()?;
        let secret = new_secret()?;
        let (caller, given) = (Arc::clone(&call.principal), secret.clone());
        let answer = self
            .store
            .command(call, move |tx: &mut Tx| {
                Box::pin(async move {
                    let org_id = orgs::owner(&mut tx.conn, &caller, body.org_id).await?;
                    let scopes = distinct(body.scopes.unwrap_or_else(|| vec![Scope::Read, Scope::Write]));
                    insert(tx, &given, &body.name, Some(org_id), &scopes, body.expires_at).await
                })
            })
            .await?;
        self.with_secret(answer, secret, call.idempotency.is_some())
    }

    /// A repeated call gets the same secret for as long as this process remembers it.
    fn with_secret(
        &self,
        answer: Answer<ApiKey>,
        secret: String,
        keep: bool,
    ) -> Result<Answer<ApiKeyCreated>> {
        let Answer { value: api_key, replayed } = answer;
        if !replayed {
            if let (true, Ok(mut secrets)) = (keep, self.secrets.write()) {
                secrets.insert(api_key.id.clone(), secret.clone());
            }
            return Ok(Answer::fresh(ApiKeyCreated { api_key, secret }));
        }
        let remembered = self.secrets.read().ok().and_then(|secrets| secrets.get(&api_key.id).cloned());
        let secret = remembered.ok_or_else(|| {
            let message = format!(
                "key `{}` was made by an earlier call and its secret cannot be shown again",
                api_key.id
            );
            Error::conflict("secret_not_kept", message)
        })?;
        Ok(Answer { value: ApiKeyCreated { api_key, secret }, replayed })
    }

    /// The keys the caller may see.
    pub async fn api_keys(&self, caller: &Principal, page: &PageRequest) -> Result<ApiKeyList> {
        let window = page.window("api_keys")?;
        let mut conn = self.store.read().await?;
        let total = sqlx::query_scalar("SELECT count(*) FROM api_keys WHERE (?1 IS NULL OR org_id = ?1)")
            .bind(caller.bound())
            .fetch_one(&mut *conn)
            .await?;
        let mut rows: Vec<KeyRow> = sqlx::query_as(
            "SELECT * FROM api_keys WHERE (?1 IS NULL OR org_id = ?1) AND (?2 IS NULL OR n > ?2) ORDER BY n LIMIT ?3",
        )
        .bind(caller.bound())
        .bind(window.after)
        .bind(window.fetch())
        .fetch_all(&mut *conn)
        .await?;
        let next_cursor = window.cut("api_keys", &mut rows, |row| row.n);
        let api_keys = rows.into_iter().map(KeyRow::key).collect::<Result<_>>()?;
        Ok(ApiKeyList { api_keys, total, next_cursor })
    }

    /// Makes a key stop working at once. Revoking it again changes nothing.
    pub async fn revoke_api_key(&self, call: &Call, id: String) -> Result<()> {
        let caller = Arc::clone(&call.principal);
        self.store
            .writer
            .run(move |tx: &mut Tx| {
                Box::pin(async move {
                    let done = sqlx::query(
                        "UPDATE api_keys SET revoked_at = coalesce(revoked_at, ?3) \
                         WHERE id = ?1 AND (?2 IS NULL OR org_id = ?2)",
                    )
                    .bind(&id)
                    .bind(caller.bound())
                    .bind(tx.now_millis())
                    .execute(&mut tx.conn)
                    .await?;
                    if done.rows_affected() == 0 { Err(Error::not_found("API key", id)) } else { Ok(()) }
                })
            })
            .await?;
        self.keys.clear();
        Ok(())
    }
}

/// Each scope once, where it was named first.
fn distinct(scopes: Vec<Scope>) -> Vec<Scope> {
    let mut once = Vec::new();
    for scope in scopes {
        if !once.contains(&scope) {
            once.push(scope);
        }
    }
    once
}

/// A secret with 256 random bits.
pub(crate) fn new_secret() -> Result<String> {
    Ok(format!("{PREFIX}{}", hex(&ids::random_bytes::<32>()?)))
}

/// A secret that was not made here.
pub(crate) fn check_secret(secret: &str) -> Result<()> {
    let sound = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if secret.starts_with(PREFIX) && secret.len() >= MIN_SECRET && secret.chars().all(sound) {
        return Ok(());
    }
    let message = format!(
        "has to begin with `{PREFIX}`, to have {MIN_SECRET} characters or more, all of a-z A-Z 0-9 _ -"
    );
    Err(Error::invalid("bootstrap key", message))
}

/// Whether there is such a key, working or not.
pub(crate) async fn known(tx: &mut Tx, secret: &str) -> Result<bool> {
    let found: Option<i64> = sqlx::query_scalar("SELECT n FROM api_keys WHERE hash = ?1")
        .bind(digest(secret).as_slice())
        .fetch_optional(&mut tx.conn)
        .await?;
    Ok(found.is_some())
}

/// Stores a key by the hash of its secret.
pub(crate) async fn insert(
    tx: &mut Tx,
    secret: &str,
    name: &str,
    org_id: Option<String>,
    scopes: &[Scope],
    expires_at: Option<DateTime<Utc>>,
) -> Result<ApiKey> {
    let key = ApiKey {
        id: ids::random("key")?,
        name: name.to_owned(),
        org_id,
        prefix: secret.chars().take(SHOWN).collect(),
        scopes: scopes.to_vec(),
        created_at: tx.now,
        expires_at: expires_at.map(to_millis),
        revoked_at: None,
    };
    sqlx::query(
        "INSERT INTO api_keys (id, org_id, name, prefix, hash, scopes, created_at, expires_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )
    .bind(&key.id)
    .bind(key.org_id.as_deref())
    .bind(&key.name)
    .bind(&key.prefix)
    .bind(digest(secret).as_slice())
    .bind(words::text(&key.scopes)?)
    .bind(tx.now_millis())
    .bind(key.expires_at.map(|end| end.timestamp_millis()))
    .execute(&mut tx.conn)
    .await?;
    Ok(key)
}

fn digest(secret: &str) -> Hash {
    Sha256::digest(secret.as_bytes()).into()
}

/// Compares in a time that does not depend on where the difference is.
fn same(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len()
        && left.iter().zip(right).fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_was_revoked_while_it_was_read_is_not_kept() {
        let cache = KeyCache::default();
        let principal = Arc::new(Principal { key_id: "key_1".into(), org_id: None, scopes: Vec::new() });
        let known = Known { principal, expires_at: None };
        let before = cache.generation();
        cache.clear();
        cache.put(before, [1; 32], known.clone());
        assert!(cache.get(&[1; 32]).is_none());
        cache.put(cache.generation(), [1; 32], known);
        assert!(cache.get(&[1; 32]).is_some());
    }

    #[test]
    fn secrets_from_outside_are_checked() {
        assert!(check_secret(&new_secret().unwrap()).is_ok());
        for secret in
            ["omoi_sk_short", "sk_0123456789abcdef0123456789abcdef", "omoi_sk_with space 0123456789abcdef"]
        {
            assert!(check_secret(secret).is_err(), "{secret}");
        }
        assert!(same(b"abc", b"abc") && !same(b"abc", b"abd") && !same(b"abc", b"ab"));
    }
}
