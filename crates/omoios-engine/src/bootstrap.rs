//! The first start: the first organisations, their owners and the first key.

use omoios_api::{MemberRole, Scope};

use crate::error::{Error, Result};
use crate::store::Tx;
use crate::{Engine, api_keys, ids, words};

/// What has to exist before anybody can call.
#[derive(Debug, Clone)]
pub struct Bootstrap {
    /// Slugs of organisations that have to exist: lower-case letters, digits and `-`.
    pub orgs: Vec<String>,
    /// The first key of the platform; a random one by default.
    pub key: Option<String>,
}

impl Engine {
    /// Creates what is missing. Returns the secret of a key that was made up: the only chance to see it.
    pub async fn bootstrap(&self, wanted: Bootstrap) -> Result<Option<String>> {
        if let Some(key) = &wanted.key {
            api_keys::check_secret(key)?;
        }
        wanted.orgs.iter().try_for_each(|slug| check_slug(slug))?;
        self.store
            .writer
            .run(move |tx: &mut Tx| {
                Box::pin(async move {
                    for slug in &wanted.orgs {
                        ensure_org(tx, slug).await?;
                    }
                    ensure_key(tx, wanted.key).await
                })
            })
            .await
    }
}

fn check_slug(slug: &str) -> Result<()> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if slug.is_empty() || slug.len() > 63 || !slug.chars().all(fits) {
        let message = format!("`{slug}` has to have 1 to 63 characters out of a-z, 0-9 and `-`");
        return Err(Error::invalid("organisation slug", message));
    }
    Ok(())
}

async fn ensure_org(tx: &mut Tx, slug: &str) -> Result<()> {
    let id = format!("org_{slug}");
    let known: Option<i64> =
        sqlx::query_scalar("SELECT n FROM orgs WHERE id = ?1").bind(&id).fetch_optional(&mut tx.conn).await?;
    if known.is_some() {
        return Ok(());
    }
    sqlx::query("INSERT INTO orgs (id, slug, name, created_at) VALUES (?1, ?2, ?2, ?3)")
        .bind(&id)
        .bind(slug)
        .bind(tx.now_millis())
        .execute(&mut tx.conn)
        .await?;
    sqlx::query(
        "INSERT INTO members (id, org_id, name, email, role, joined_at) VALUES (?1, ?2, 'Owner', ?3, ?4, ?5)",
    )
    .bind(ids::random("usr")?)
    .bind(&id)
    .bind(format!("owner@{slug}.example"))
    .bind(words::word(&MemberRole::Owner)?)
    .bind(tx.now_millis())
    .execute(&mut tx.conn)
    .await?;
    Ok(())
}

async fn ensure_key(tx: &mut Tx, given: Option<String>) -> Result<Option<String>> {
    let secret = match given {
        Some(secret) if api_keys::known(tx, &secret).await? => return Ok(None),
        Some(secret) => {
            insert_key(tx, &secret).await?;
            return Ok(None);
        }
        None => {
            let any: Option<i64> =
                sqlx::query_scalar("SELECT n FROM api_keys LIMIT 1").fetch_optional(&mut tx.conn).await?;
            if any.is_some() {
                return Ok(None);
            }
            api_keys::new_secret()?
        }
    };
    insert_key(tx, &secret).await?;
    Ok(Some(secret))
}

async fn insert_key(tx: &mut Tx, secret: &str) -> Result<()> {
    let scopes = vec![Scope::Read, Scope::Write, Scope::Admin];
    api_keys::insert(tx, secret, "bootstrap", None, &scopes, None).await.map(|_| ())
}
