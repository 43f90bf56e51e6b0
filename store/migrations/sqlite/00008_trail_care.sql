-- +goose Up
-- When something was done, what was done and how it ended; the newest first.
CREATE INDEX audit_records_at     ON audit_records (at, seq);
CREATE INDEX audit_records_action ON audit_records (action, seq);
CREATE INDEX audit_records_phase  ON audit_records (phase, seq);

-- The number of the last entry that was pruned. It only grows, and never beyond the newest.
ALTER TABLE audit_head ADD COLUMN pruned INTEGER NOT NULL DEFAULT 0 CHECK (pruned BETWEEN 0 AND seq);
-- +goose StatementBegin
CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head WHEN NEW.seq < OLD.seq OR NEW.pruned < OLD.pruned
BEGIN SELECT RAISE(ABORT, 'the head of the audit trail does not go back'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_head
BEGIN SELECT RAISE(ABORT, 'the head of the audit trail stays'); END;
-- +goose StatementEnd

-- Entries up to that number may go, and nothing else.
DROP TRIGGER audit_records_no_delete;
-- +goose StatementBegin
CREATE TRIGGER audit_records_no_delete BEFORE DELETE ON audit_records
WHEN OLD.seq > (SELECT pruned FROM audit_head WHERE id = 1)
BEGIN SELECT RAISE(ABORT, 'audit records are append-only'); END;
-- +goose StatementEnd
