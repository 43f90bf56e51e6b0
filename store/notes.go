package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"roster/directory"
)

// Notes are the notes about people of this database.
func (db *DB) Notes() directory.NoteStore { return notes{db} }

type notes struct{ db *DB }

var _ directory.NoteStore = notes{}

func (n notes) AddNote(ctx context.Context, note directory.StoredNote) error {
	return wrap("add note", n.db.inTx(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO notes (id, person, author, created_at, version, deleted) VALUES ($1, $2, $3, $4, $5, 0)`,
			note.ID, note.Person, note.Author, millis(note.Created), note.Version); err != nil {
			return err
		}
		return addVersion(ctx, tx, note.ID, note.StoredVersion)
	}))
}

func addVersion(ctx context.Context, tx *sql.Tx, note string, v directory.StoredVersion) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO note_versions (note, version, written_by, written_at, sealed) VALUES ($1, $2, $3, $4, $5)`,
		note, v.Version, v.By, millis(v.At), bytesOrEmpty(v.Sealed))
	return err
}

// ReviseNote lets the update of one row decide which of two was first.
func (n notes) ReviseNote(ctx context.Context, id string, v directory.StoredVersion) (bool, error) {
	done, err := n.next(ctx, id, v, false)
	return done, wrap("revise note", err)
}

func (n notes) EraseNote(ctx context.Context, id string, v directory.StoredVersion) (bool, error) {
	done, err := n.next(ctx, id, v, true)
	return done, wrap("erase note", err)
}

func (n notes) next(ctx context.Context, id string, v directory.StoredVersion, last bool) (done bool, err error) {
	err = n.db.inTx(ctx, func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, `
			UPDATE notes SET version = version + 1, deleted = $3 WHERE id = $1 AND version = $2 AND deleted = 0`,
			id, v.Version-1, flag(last))
		if err != nil {
			return err
		}
		changed, err := result.RowsAffected()
		if err != nil || changed == 0 {
			return err
		}
		done = true
		if last {
			if _, err := tx.ExecContext(ctx, `DELETE FROM note_versions WHERE note = $1`, id); err != nil {
				return err
			}
		}
		return addVersion(ctx, tx, id, v)
	})
	return done && err == nil, err
}

const noteColumns = `n.id, n.person, n.author, n.created_at, n.deleted, v.version, v.written_by, v.written_at, v.sealed
	FROM notes n JOIN note_versions v ON v.note = n.id AND v.version = n.version`

func (n notes) Note(ctx context.Context, person, id string) (directory.StoredNote, error) {
	note, err := scanNote(n.db.read.QueryRowContext(ctx, `SELECT `+noteColumns+` WHERE n.id = $1 AND n.person = $2`, id, person))
	if errors.Is(err, sql.ErrNoRows) {
		return directory.StoredNote{}, directory.ErrNoNote
	}
	return note, wrap("read note", err)
}

func (n notes) NoteVersions(ctx context.Context, id string, limit int) (list []directory.StoredVersion, err error) {
	rows, err := n.db.read.QueryContext(ctx, `
		SELECT version, written_by, written_at, sealed FROM note_versions WHERE note = $1 ORDER BY version DESC LIMIT $2`, id, limit)
	if err != nil {
		return nil, wrap("read versions of a note", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var v directory.StoredVersion
		var at int64
		if err := rows.Scan(&v.Version, &v.By, &at, &v.Sealed); err != nil {
			return nil, wrap("read versions of a note", err)
		}
		v.At = fromMillis(at)
		list = append(list, v)
	}
	return list, wrap("read versions of a note", rows.Err())
}

// Notes counts apart: a page beyond the end has a total too.
func (n notes) Notes(ctx context.Context, person string, q directory.NoteQuery) (list []directory.StoredNote, total int, err error) {
	where := ` WHERE n.person = $1`
	if q.Living {
		where += ` AND n.deleted = 0`
	}
	if err := n.db.read.QueryRowContext(ctx, `SELECT count(*) FROM notes n`+where, person).Scan(&total); err != nil {
		return nil, 0, wrap("count notes", err)
	}
	rows, err := n.db.read.QueryContext(ctx, fmt.Sprintf(
		`SELECT %s%s ORDER BY n.created_at DESC, n.id LIMIT $2 OFFSET $3`, noteColumns, where), person, q.Limit, q.First)
	if err != nil {
		return nil, 0, wrap("list notes", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		note, err := scanNote(rows)
		if err != nil {
			return nil, 0, wrap("list notes", err)
		}
		list = append(list, note)
	}
	return list, total, wrap("list notes", rows.Err())
}

func (n notes) DropNotesOf(ctx context.Context, person string) error {
	return wrap("drop notes", n.db.inTx(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `
			DELETE FROM note_versions WHERE note IN (SELECT id FROM notes WHERE person = $1)`, person); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM notes WHERE person = $1`, person)
		return err
	}))
}

func scanNote(row interface{ Scan(...any) error }) (directory.StoredNote, error) {
	var n directory.StoredNote
	var created, deleted, at int64
	err := row.Scan(&n.ID, &n.Person, &n.Author, &created, &deleted, &n.Version, &n.By, &at, &n.Sealed)
	n.Created, n.Deleted, n.At = fromMillis(created), deleted == 1, fromMillis(at)
	return n, err
}
