-- +goose Up
-- What one person did to another, the newest first.
CREATE INDEX audit_records_pair ON audit_records (target_id, actor_id, seq);
