-- +goose Up
-- STRICT keeps a text out of a column of numbers; its INTEGER is what BIGINT is elsewhere, 64 bits.
CREATE TABLE sessions (
    id           TEXT   NOT NULL PRIMARY KEY,
    data         BLOB   NOT NULL,
    subject      BLOB   NOT NULL,
    sid          BLOB,
    created_at   INTEGER NOT NULL,
    seen_at      INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    lease_holder TEXT   NOT NULL DEFAULT '',
    lease_until  INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX sessions_subject ON sessions (subject);
CREATE INDEX sessions_sid     ON sessions (sid);
CREATE INDEX sessions_expires ON sessions (expires_at);

CREATE TABLE used_once (
    key        TEXT   NOT NULL PRIMARY KEY,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX used_once_expires ON used_once (expires_at);

CREATE TABLE audit_records (
    seq       INTEGER NOT NULL PRIMARY KEY,
    at        INTEGER NOT NULL,
    action    TEXT   NOT NULL,
    phase     TEXT   NOT NULL,
    actor_id  TEXT   NOT NULL,
    target_id TEXT   NOT NULL,
    body      BLOB   NOT NULL,
    prev      BLOB   NOT NULL,
    mac       BLOB   NOT NULL
) STRICT;
CREATE INDEX audit_records_target ON audit_records (target_id, seq);
CREATE INDEX audit_records_actor  ON audit_records (actor_id, seq);

-- One row. Whoever appends takes it first, so appends follow one another across processes.
CREATE TABLE audit_head (
    id  INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    seq INTEGER NOT NULL
) STRICT;
INSERT INTO audit_head (id, seq) VALUES (1, 0);

CREATE TABLE person_keys (
    person     TEXT   NOT NULL PRIMARY KEY,
    wrapped    BLOB   NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- The trail only grows. Who can write to the database can drop a trigger too, but no mistake of the
-- program and no careless statement gets past it; the chain of MACs shows the rest.
-- +goose StatementBegin
CREATE TRIGGER audit_records_no_update BEFORE UPDATE ON audit_records
BEGIN SELECT RAISE(ABORT, 'audit records are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_records_no_delete BEFORE DELETE ON audit_records
BEGIN SELECT RAISE(ABORT, 'audit records are append-only'); END;
-- +goose StatementEnd
