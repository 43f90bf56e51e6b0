-- +goose Up
-- When something was done, what was done and how it ended; the newest first.
CREATE INDEX audit_records_at     ON audit_records (at, seq);
CREATE INDEX audit_records_action ON audit_records (action, seq);
CREATE INDEX audit_records_phase  ON audit_records (phase, seq);
