-- +goose Up
-- What Logto told by webhook. identity is the hash that a second delivery is known by. The numbers
-- are given under the lock of event_head, so that they grow in the order in which they can be seen.
CREATE TABLE events (
    seq         BIGINT NOT NULL PRIMARY KEY,
    identity    BYTEA   NOT NULL,
    hook        TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    at          BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    back_filled BIGINT NOT NULL,
    origin      TEXT    NOT NULL,
    entry       BIGINT NOT NULL,
    body        BYTEA   NOT NULL
);
CREATE UNIQUE INDEX events_identity ON events (identity);
CREATE INDEX events_at   ON events (at, seq);
CREATE INDEX events_name ON events (name, at, seq);
CREATE INDEX events_kind ON events (kind, at, seq);
CREATE INDEX events_unsettled ON events (seq) WHERE origin = '';
CREATE INDEX events_arrived   ON events (seq) WHERE back_filled = 0;

CREATE TABLE event_persons (
    person TEXT    NOT NULL,
    at     BIGINT NOT NULL,
    seq    BIGINT NOT NULL,
    PRIMARY KEY (person, at, seq)
);
CREATE INDEX event_persons_seq ON event_persons (seq);

CREATE TABLE event_head (
    id  BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    seq BIGINT NOT NULL
);
INSERT INTO event_head (id, seq) VALUES (1, 0);

-- How far something that goes on from where it was has come. Times are Unix ms.
CREATE TABLE marks (
    name TEXT    NOT NULL PRIMARY KEY,
    at   BIGINT NOT NULL
);
