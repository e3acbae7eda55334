//! Organisations and members.

use omoios_api::{Member, MemberList, Org, OrgList};
use sqlx::{FromRow, SqliteConnection};

use crate::call::Principal;
use crate::clock::time;
use crate::error::{Error, Result};
use crate::page::PageRequest;
use crate::{Engine, words};

#[derive(FromRow)]
struct OrgRow {
    n: i64,
    id: String,
    slug: String,
    name: String,
    member_count: i64,
    created_at: i64,
}

impl OrgRow {
    fn org(self) -> Result<Org> {
        let Self { id, slug, name, member_count, created_at, .. } = self;
        Ok(Org { id, slug, name, member_count, created_at: time(created_at)? })
    }
}

#[derive(FromRow)]
struct MemberRow {
    n: i64,
    id: String,
    org_id: String,
    name: String,
    email: String,
    role: String,
    joined_at: i64,
}

impl MemberRow {
    fn member(self) -> Result<Member> {
        let Self { id, org_id, name, email, role, joined_at, .. } = self;
        Ok(Member { id, org_id, name, email, role: words::value(role)?, joined_at: time(joined_at)? })
    }
}

impl Engine {
    /// The organisations the caller may see.
    pub async fn orgs(&self, caller: &Principal, page: &PageRequest) -> Result<OrgList> {
        let window = page.window("orgs")?;
        let mut conn = self.store.read().await?;
        let total = sqlx::query_scalar("SELECT count(*) FROM orgs WHERE (?1 IS NULL OR id = ?1)")
            .bind(caller.bound())
            .fetch_one(&mut *conn)
            .await?;
        let mut rows: Vec<OrgRow> = sqlx::query_as(
            "SELECT o.*, (SELECT count(*) FROM members m WHERE m.org_id = o.id) AS member_count FROM orgs o \
             WHERE (?1 IS NULL OR o.id = ?1) AND (?2 IS NULL OR o.n > ?2) ORDER BY o.n LIMIT ?3",
        )
        .bind(caller.bound())
        .bind(window.after)
        .bind(window.fetch())
        .fetch_all(&mut *conn)
        .await?;
        let next_cursor = window.cut("orgs", &mut rows, |row| row.n);
        let orgs = rows.into_iter().map(OrgRow::org).collect::<Result<_>>()?;
        Ok(OrgList { orgs, total, next_cursor })
    }

    /// One organisation.
    pub async fn org(&self, caller: &Principal, id: &str) -> Result<Org> {
        let mut conn = self.store.read().await?;
        let row: Option<OrgRow> = sqlx::query_as(
            "SELECT o.*, (SELECT count(*) FROM members m WHERE m.org_id = o.id) AS member_count FROM orgs o \
             WHERE o.id = ?1 AND (?2 IS NULL OR o.id = ?2)",
        )
        .bind(id)
        .bind(caller.bound())
        .fetch_optional(&mut *conn)
        .await?;
        row.ok_or_else(|| Error::not_found("organisation", id))?.org()
    }

    /// The members of an organisation.
    pub async fn members(&self, caller: &Principal, org_id: &str, page: &PageRequest) -> Result<MemberList> {
        let window = page.window("members")?;
        let mut conn = self.store.read().await?;
        visible(&mut conn, caller, org_id).await?;
        let total = sqlx::query_scalar("SELECT count(*) FROM members WHERE org_id = ?1")
            .bind(org_id)
            .fetch_one(&mut *conn)
            .await?;
        let mut rows: Vec<MemberRow> = sqlx::query_as(
            "SELECT * FROM members WHERE org_id = ?1 AND (?2 IS NULL OR n > ?2) ORDER BY n LIMIT ?3",
        )
        .bind(org_id)
        .bind(window.after)
        .bind(window.fetch())
        .fetch_all(&mut *conn)
        .await?;
        let next_cursor = window.cut("members", &mut rows, |row| row.n);
        let members = rows.into_iter().map(MemberRow::member).collect::<Result<_>>()?;
        Ok(MemberList { members, total, next_cursor })
    }

    /// One member of an organisation.
    pub async fn member(&self, caller: &Principal, org_id: &str, id: &str) -> Result<Member> {
        let mut conn = self.store.read().await?;
        visible(&mut conn, caller, org_id).await?;
        let row: Option<MemberRow> = sqlx::query_as("SELECT * FROM members WHERE org_id = ?1 AND id = ?2")
            .bind(org_id)
            .bind(id)
            .fetch_optional(&mut *conn)
            .await?;
        row.ok_or_else(|| Error::not_found("member", id))?.member()
    }
}

/// An organisation that exists and that the caller may see; any other is as unknown.
pub(crate) async fn visible(conn: &mut SqliteConnection, caller: &Principal, org_id: &str) -> Result<()> {
    let found: Option<i64> =
        sqlx::query_scalar("SELECT n FROM orgs WHERE id = ?1 AND (?2 IS NULL OR id = ?2)")
            .bind(org_id)
            .bind(caller.bound())
            .fetch_optional(conn)
            .await?;
    found.map(|_| ()).ok_or_else(|| Error::not_found("organisation", org_id))
}

/// The organisation a new thing belongs to: the one named, else that of the key, else the first one.
pub(crate) async fn owner(
    conn: &mut SqliteConnection,
    caller: &Principal,
    named: Option<String>,
) -> Result<String> {
    if let Some(org_id) = named.or_else(|| caller.org_id.clone()) {
        visible(conn, caller, &org_id).await?;
        return Ok(org_id);
    }
    let first: Option<String> =
        sqlx::query_scalar("SELECT id FROM orgs ORDER BY n LIMIT 1").fetch_optional(conn).await?;
    first
        .ok_or_else(|| Error::invalid("body.org_id", "has to be given: the platform has no organisation yet"))
}
