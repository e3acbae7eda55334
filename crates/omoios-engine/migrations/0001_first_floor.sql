-- Times are milliseconds since 1970 in UTC. `n` gives lists their order and short ids their number.

CREATE TABLE orgs (
    n          INTEGER PRIMARY KEY AUTOINCREMENT,
    id         TEXT NOT NULL UNIQUE,
    slug       TEXT NOT NULL UNIQUE,
    name       TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE members (
    n         INTEGER PRIMARY KEY AUTOINCREMENT,
    id        TEXT NOT NULL UNIQUE,
    org_id    TEXT NOT NULL REFERENCES orgs (id),
    name      TEXT NOT NULL,
    email     TEXT NOT NULL,
    role      TEXT NOT NULL,
    joined_at INTEGER NOT NULL
) STRICT;
CREATE INDEX members_by_org ON members (org_id, n);

-- A key without an organisation belongs to the platform and sees all of them.
CREATE TABLE api_keys (
    n          INTEGER PRIMARY KEY AUTOINCREMENT,
    id         TEXT NOT NULL UNIQUE,
    org_id     TEXT REFERENCES orgs (id),
    name       TEXT NOT NULL,
    prefix     TEXT NOT NULL,
    hash       BLOB NOT NULL UNIQUE,
    scopes     TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    revoked_at INTEGER
) STRICT;

CREATE TABLE specs (
    n           INTEGER PRIMARY KEY AUTOINCREMENT,
    id          TEXT NOT NULL UNIQUE,
    org_id      TEXT NOT NULL REFERENCES orgs (id),
    title       TEXT NOT NULL,
    description TEXT NOT NULL,
    phase       TEXT NOT NULL,
    status      TEXT NOT NULL,
    score       REAL,
    feedback    TEXT NOT NULL DEFAULT '[]',
    attempt     INTEGER NOT NULL DEFAULT 0,
    deadline    INTEGER,
    metadata    TEXT NOT NULL DEFAULT '{}',
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX specs_by_org ON specs (org_id, n);

CREATE TABLE tickets (
    n           INTEGER PRIMARY KEY AUTOINCREMENT,
    spec_id     TEXT NOT NULL REFERENCES specs (id),
    org_id      TEXT NOT NULL,
    title       TEXT NOT NULL,
    description TEXT NOT NULL,
    kind        TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX tickets_by_spec ON tickets (spec_id, n);

CREATE TABLE tasks (
    n           INTEGER PRIMARY KEY AUTOINCREMENT,
    spec_id     TEXT NOT NULL REFERENCES specs (id),
    ticket_n    INTEGER NOT NULL REFERENCES tickets (n),
    org_id      TEXT NOT NULL,
    title       TEXT NOT NULL,
    description TEXT NOT NULL,
    status      TEXT NOT NULL,
    agent_id    TEXT,
    mode        TEXT NOT NULL,
    attempt     INTEGER NOT NULL DEFAULT 1,
    error       TEXT,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    started_at  INTEGER,
    finished_at INTEGER
) STRICT;
CREATE INDEX tasks_by_spec ON tasks (spec_id, status, n);
CREATE INDEX tasks_by_ticket ON tasks (ticket_n, status, n);

CREATE TABLE dependencies (
    task_n  INTEGER NOT NULL REFERENCES tasks (n),
    needs_n INTEGER NOT NULL REFERENCES tasks (n),
    PRIMARY KEY (task_n, needs_n)
) STRICT, WITHOUT ROWID;
CREATE INDEX dependencies_by_need ON dependencies (needs_n, task_n);

CREATE TABLE results (
    task_n        INTEGER PRIMARY KEY REFERENCES tasks (n),
    attempt       INTEGER NOT NULL,
    summary       TEXT NOT NULL,
    diff          TEXT NOT NULL,
    test_summary  TEXT NOT NULL,
    files_changed INTEGER NOT NULL,
    tests_passed  INTEGER NOT NULL,
    logs          TEXT NOT NULL,
    completed_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE artifacts (
    n            INTEGER PRIMARY KEY AUTOINCREMENT,
    id           TEXT NOT NULL UNIQUE,
    task_n       INTEGER NOT NULL REFERENCES tasks (n),
    name         TEXT NOT NULL,
    content_type TEXT NOT NULL,
    size         INTEGER NOT NULL,
    sha256       TEXT NOT NULL,
    description  TEXT,
    created_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX artifacts_by_task ON artifacts (task_n, n);

CREATE TABLE memories (
    n          INTEGER PRIMARY KEY AUTOINCREMENT,
    id         TEXT NOT NULL UNIQUE,
    org_id     TEXT NOT NULL REFERENCES orgs (id),
    type       TEXT NOT NULL,
    content    TEXT NOT NULL,
    spec_id    TEXT,
    task_id    TEXT,
    created_at INTEGER NOT NULL
) STRICT;

CREATE VIRTUAL TABLE memory_words USING fts5 (
    content, content = 'memories', content_rowid = 'n', tokenize = 'porter unicode61'
);
CREATE TRIGGER memories_added AFTER INSERT ON memories BEGIN
    INSERT INTO memory_words (rowid, content) VALUES (new.n, new.content);
END;
CREATE TRIGGER memories_deleted AFTER DELETE ON memories BEGIN
    INSERT INTO memory_words (memory_words, rowid, content) VALUES ('delete', old.n, old.content);
END;

CREATE TABLE discoveries (
    n               INTEGER PRIMARY KEY AUTOINCREMENT,
    spec_id         TEXT NOT NULL REFERENCES specs (id),
    org_id          TEXT NOT NULL,
    source_task_n   INTEGER REFERENCES tasks (n),
    title           TEXT NOT NULL,
    description     TEXT NOT NULL,
    status          TEXT NOT NULL,
    reason          TEXT,
    promoted_task_n INTEGER REFERENCES tasks (n),
    created_at      INTEGER NOT NULL,
    resolved_at     INTEGER
) STRICT;
CREATE INDEX discoveries_by_spec ON discoveries (spec_id, n);

-- The one stream. A row is written in the transaction of the change it tells of and is never changed.
CREATE TABLE events (
    seq     INTEGER PRIMARY KEY AUTOINCREMENT,
    ts      INTEGER NOT NULL,
    kind    TEXT NOT NULL,
    org_id  TEXT,
    spec_id TEXT,
    task_id TEXT,
    payload TEXT NOT NULL
) STRICT;
CREATE INDEX events_by_spec ON events (spec_id, seq);
CREATE INDEX events_by_task ON events (task_id, seq);

-- Answers already given, so that a repeated call has one effect.
CREATE TABLE idempotency (
    principal   TEXT NOT NULL,
    operation   TEXT NOT NULL,
    key         TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    answer      TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (principal, operation, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_by_age ON idempotency (created_at);
