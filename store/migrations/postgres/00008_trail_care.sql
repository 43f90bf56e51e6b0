-- +goose Up
-- When something was done, what was done and how it ended; the newest first.
CREATE INDEX audit_records_at     ON audit_records (at, seq);
CREATE INDEX audit_records_action ON audit_records (action, seq);
CREATE INDEX audit_records_phase  ON audit_records (phase, seq);

-- The number of the last entry that was pruned. It only grows, and never beyond the newest.
ALTER TABLE audit_head ADD COLUMN pruned BIGINT NOT NULL DEFAULT 0 CHECK (pruned BETWEEN 0 AND seq);
-- +goose StatementBegin
CREATE FUNCTION audit_head_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' OR NEW.seq < OLD.seq OR NEW.pruned < OLD.pruned THEN
        RAISE EXCEPTION 'the head of the audit trail does not go back';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER audit_head_forward BEFORE UPDATE OR DELETE ON audit_head
    FOR EACH ROW EXECUTE FUNCTION audit_head_forward();

-- Entries up to that number may go, and nothing else.
DROP TRIGGER audit_records_no_change ON audit_records;
CREATE TRIGGER audit_records_no_change BEFORE UPDATE OR TRUNCATE ON audit_records
    FOR EACH STATEMENT EXECUTE FUNCTION audit_records_append_only();
-- +goose StatementBegin
CREATE FUNCTION audit_records_pruned_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.seq > (SELECT pruned FROM audit_head WHERE id = 1) THEN
        RAISE EXCEPTION 'audit records are append-only';
    END IF;
    RETURN OLD;
END $$;
-- +goose StatementEnd
CREATE TRIGGER audit_records_no_delete BEFORE DELETE ON audit_records
    FOR EACH ROW EXECUTE FUNCTION audit_records_pruned_only();
