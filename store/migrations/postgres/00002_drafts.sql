-- +goose Up
-- What somebody had typed when they had to sign in first, as ciphertext under a key of their browser's.
CREATE TABLE drafts (
    id         TEXT   NOT NULL PRIMARY KEY,
    data       BYTEA  NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX drafts_expires ON drafts (expires_at);
