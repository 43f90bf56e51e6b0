// Package store keeps the portal's own data: sessions, the audit trail, the keys of persons and locks. It runs on
// SQLite (one file, the default) and on PostgreSQL, with the same SQL text for both; what differs lives in
// the two folders of migrations.
//
// It implements the interfaces that the domain packages declare ([audit.Store], [auth.SessionStore],
// [directory.Locks]) and
// holds no rule of theirs. Domain packages never import it: cmd/roster joins the two. Several replicas may
// share one PostgreSQL and need nothing else; a SQLite file belongs to one machine.
//
// Times are BIGINT Unix milliseconds, ids TEXT.
package store
