package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"roster/directory"
)

// Links are the invitations and reset links of this database.
func (db *DB) Links() directory.LinkStore { return links{sessions{db}} }

type links struct{ rows sessions }

var _ directory.LinkStore = links{}

const linkColumns = `id, kind, person, address, organization, invitation, language, made_by, shown, held,
	created_at, expires_at, visited_at, starts, ended_at, ended_as`

// AddLink revokes what stands of the same kind for the same recipient: two links to one account are one
// too many.
func (l links) AddLink(ctx context.Context, n directory.Link, code []byte) error {
	return wrap("add link", l.rows.db.inTx(ctx, func(tx *sql.Tx) error {
		if err := revokeOthers(ctx, tx, n); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `
			INSERT INTO links (code, `+linkColumns+`)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, 0, 0, '')`,
			code, n.ID, string(n.Kind), n.Person, n.Address, n.Organization, n.Invitation, n.Language, n.By, flag(n.Shown), n.Held,
			millis(n.Created), millis(n.Expires))
		return err
	}))
}

func revokeOthers(ctx context.Context, tx *sql.Tx, n directory.Link) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE links SET ended_at = $1, ended_as = $2
		WHERE id <> $8 AND ended_as IN ('', $3) AND expires_at > $1 AND kind = $4 AND person = $5 AND organization = $6
			AND (person <> '' OR lower(address) = lower($7))`,
		millis(n.Created), string(directory.LinkRevoked), string(directory.LinkUndelivered), string(n.Kind), n.Person, n.Organization, n.Address, n.ID)
	return err
}

// RenewLink leaves what was accepted alone.
func (l links) RenewLink(ctx context.Context, n directory.Link, code []byte) error {
	return wrap("renew link", l.rows.db.inTx(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, `
			UPDATE links SET code = $2, address = $3, language = $4, made_by = $5, shown = $6, held = $7, created_at = $8,
				expires_at = $9, visited_at = 0, starts = 0, ended_at = 0, ended_as = ''
			WHERE id = $1 AND ended_as <> $10`,
			n.ID, code, n.Address, n.Language, n.By, flag(n.Shown), n.Held, millis(n.Created), millis(n.Expires), string(directory.LinkAccepted))
		if err != nil {
			return err
		}
		if changed, err := done.RowsAffected(); err != nil || changed == 0 {
			return cmp.Or(err, directory.ErrNoLink)
		}
		return revokeOthers(ctx, tx, n)
	}))
}

func (l links) Link(ctx context.Context, id string) (directory.Link, error) {
	return scanLink(l.rows.db.read.QueryRowContext(ctx, `SELECT `+linkColumns+` FROM links WHERE id = $1`, id))
}

func (l links) LinkByCode(ctx context.Context, code []byte) (directory.Link, error) {
	return scanLink(l.rows.db.read.QueryRowContext(ctx, `SELECT `+linkColumns+` FROM links WHERE code = $1`, code))
}

func (l links) VisitLink(ctx context.Context, id string, at time.Time) error {
	_, err := l.rows.exec(ctx, "visit link", `UPDATE links SET visited_at = $2 WHERE id = $1 AND visited_at = 0`, id, millis(at))
	return err
}

func (l links) StartLink(ctx context.Context, id string, now time.Time, limit int) (bool, error) {
	n, err := l.rows.exec(ctx, "start link", `
		UPDATE links SET starts = starts + 1 WHERE id = $1 AND ended_as = '' AND expires_at > $2 AND starts < $3`,
		id, millis(now), limit)
	return n == 1, err
}

// EndLink keeps the code, so that its holder can be told why it does not work.
func (l links) EndLink(ctx context.Context, id string, as directory.LinkState, at time.Time) (bool, error) {
	n, err := l.rows.exec(ctx, "end link", `UPDATE links SET ended_at = $2, ended_as = $3 WHERE id = $1 AND ended_as IN ('', $4)`,
		id, millis(at), string(as), string(directory.LinkUndelivered))
	return n == 1, err
}

func (l links) VoidLink(ctx context.Context, id string, at time.Time) error {
	_, err := l.rows.exec(ctx, "void link", `UPDATE links SET code = NULL, ended_at = $2, ended_as = $3 WHERE id = $1 AND ended_as = ''`,
		id, millis(at), string(directory.LinkUndelivered))
	return err
}

func (l links) EndLinksOf(ctx context.Context, person string, as directory.LinkState, at time.Time) error {
	_, err := l.rows.exec(ctx, "end links", `
		UPDATE links SET ended_at = $2, ended_as = $3
		WHERE person = $1 AND ended_as IN ('', $4) AND expires_at > $2 AND kind <> $5`,
		person, millis(at), string(as), string(directory.LinkUndelivered), string(directory.LinkOrganization))
	return err
}

func (l links) DropLinksOf(ctx context.Context, person string) error {
	_, err := l.rows.exec(ctx, "drop links", `DELETE FROM links WHERE person = $1`, person)
	return err
}

// Links lists with the filters as conditions of one statement.
func (l links) Links(ctx context.Context, q directory.LinkQuery, now time.Time) ([]directory.Link, int, error) {
	where, args := linkFilter(q, now)
	var total int
	if err := l.rows.db.read.QueryRowContext(ctx, `SELECT count(*) FROM links`+where, args...).Scan(&total); err != nil {
		return nil, 0, wrap("count links", err)
	}
	args = append(args, q.Limit, q.First)
	rows, err := l.rows.db.read.QueryContext(ctx, fmt.Sprintf(
		`SELECT %s FROM links%s ORDER BY created_at DESC, id LIMIT $%d OFFSET $%d`, linkColumns, where, len(args)-1, len(args)), args...)
	if err != nil {
		return nil, 0, wrap("list links", err)
	}
	defer func() { _ = rows.Close() }()
	var list []directory.Link
	for rows.Next() {
		one, err := scanLink(rows)
		if err != nil {
			return nil, 0, err
		}
		list = append(list, one)
	}
	return list, total, wrap("list links", rows.Err())
}

// linkFilter is the WHERE of a query; what is "" selects all.
func linkFilter(q directory.LinkQuery, now time.Time) (string, []any) {
	conditions, args := []string{"1 = 1"}, []any{}
	add := func(format string, value any) {
		args = append(args, value)
		conditions = append(conditions, fmt.Sprintf(format, len(args)))
	}
	for column, value := range map[string]string{"kind": string(q.Kind), "person": q.Person, "made_by": q.By, "organization": q.Organization} {
		if value != "" {
			add(column+" = $%d", value)
		}
	}
	if q.Address != "" {
		add(`lower(address) LIKE $%d ESCAPE '\'`, "%"+likeEscaper.Replace(strings.ToLower(q.Address))+"%")
	}
	switch q.State {
	case "":
	case directory.LinkPending:
		add("ended_as = '' AND visited_at = 0 AND expires_at > $%d", millis(now))
	case directory.LinkVisited:
		add("ended_as = '' AND visited_at > 0 AND expires_at > $%d", millis(now))
	case directory.LinkExpired:
		add("ended_as = '' AND expires_at <= $%d", millis(now))
	default:
		add("ended_as = $%d", string(q.State))
	}
	return " WHERE " + strings.Join(conditions, " AND "), args
}

var likeEscaper = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

func scanLink(row interface{ Scan(...any) error }) (directory.Link, error) {
	var l directory.Link
	var shown, created, expires, visited, ended int64
	err := row.Scan(&l.ID, &l.Kind, &l.Person, &l.Address, &l.Organization, &l.Invitation, &l.Language, &l.By, &shown, &l.Held,
		&created, &expires, &visited, &l.Starts, &ended, &l.As)
	if errors.Is(err, sql.ErrNoRows) {
		return directory.Link{}, directory.ErrNoLink
	}
	l.Shown, l.Created, l.Expires = shown == 1, fromMillis(created), fromMillis(expires)
	if visited > 0 {
		l.Visited = fromMillis(visited)
	}
	if ended > 0 {
		l.Ended = fromMillis(ended)
	}
	return l, wrap("read link", err)
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}
