-- +goose Up
-- Locks that outlive a statement and tie no connection up. A holder that dies loses its lease by time.
CREATE TABLE leases (
    name       TEXT   NOT NULL PRIMARY KEY,
    holder     TEXT   NOT NULL,
    held_until BIGINT NOT NULL
);
