-- +goose Up
-- Invitations and reset links. Of a code only the hash is here. Times are Unix ms, 0 is never.
CREATE TABLE links (
    id           TEXT    NOT NULL PRIMARY KEY,
    code         BYTEA,
    kind         TEXT    NOT NULL,
    person       TEXT    NOT NULL,
    address      TEXT    NOT NULL,
    organization TEXT    NOT NULL,
    invitation   TEXT    NOT NULL,
    language     TEXT    NOT NULL,
    made_by      TEXT    NOT NULL,
    shown        BIGINT  NOT NULL,
    held         TEXT    NOT NULL,
    created_at   BIGINT  NOT NULL,
    expires_at   BIGINT  NOT NULL,
    visited_at   BIGINT  NOT NULL,
    starts       BIGINT  NOT NULL,
    ended_at     BIGINT  NOT NULL,
    ended_as     TEXT    NOT NULL
);
CREATE UNIQUE INDEX links_code ON links (code);
CREATE INDEX links_person ON links (person);
CREATE INDEX links_created ON links (created_at);
