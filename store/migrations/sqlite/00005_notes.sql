-- +goose Up
-- Notes about people. What they say and the names of who wrote it are sealed under the key of the
-- person they are about. A note that was deleted has one version, which tells who did it and when.
CREATE TABLE notes (
    id         TEXT    NOT NULL PRIMARY KEY,
    person     TEXT    NOT NULL,
    author     TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    version    INTEGER NOT NULL,
    deleted    INTEGER NOT NULL
) STRICT;
CREATE INDEX notes_person ON notes (person, created_at);

CREATE TABLE note_versions (
    note       TEXT    NOT NULL,
    version    INTEGER NOT NULL,
    written_by TEXT    NOT NULL,
    written_at INTEGER NOT NULL,
    sealed     BLOB    NOT NULL,
    PRIMARY KEY (note, version)
) STRICT;
