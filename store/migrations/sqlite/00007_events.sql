-- +goose Up
-- What Logto told by webhook. identity is the hash that a second delivery is known by. The numbers
-- are given under the lock of event_head, so that they grow in the order in which they can be seen.
CREATE TABLE events (
    seq         INTEGER NOT NULL PRIMARY KEY,
    identity    BLOB    NOT NULL,
    hook        TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    at          INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    back_filled INTEGER NOT NULL,
    origin      TEXT    NOT NULL,
    entry       INTEGER NOT NULL,
    body        BLOB    NOT NULL
) STRICT;
CREATE UNIQUE INDEX events_identity ON events (identity);
CREATE INDEX events_at   ON events (at, seq);
CREATE INDEX events_name ON events (name, at, seq);
CREATE INDEX events_kind ON events (kind, at, seq);
CREATE INDEX events_unsettled ON events (seq) WHERE origin = '';
CREATE INDEX events_arrived   ON events (seq) WHERE back_filled = 0;

CREATE TABLE event_persons (
    person TEXT    NOT NULL,
    at     INTEGER NOT NULL,
    seq    INTEGER NOT NULL,
    PRIMARY KEY (person, at, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_persons_seq ON event_persons (seq);

CREATE TABLE event_head (
    id  INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    seq INTEGER NOT NULL
) STRICT;
INSERT INTO event_head (id, seq) VALUES (1, 0);

-- How far something that goes on from where it was has come. Times are Unix ms.
CREATE TABLE marks (
    name TEXT    NOT NULL PRIMARY KEY,
    at   INTEGER NOT NULL
) STRICT;
