package directory

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"

	"roster/access"
	"roster/apiclient"
	"roster/audit"
)

// Fields of *Partial and *Refused: one session, and what applications were permitted.
const (
	OneSession = "session"
	Grants     = "grants"
)

// EndSession signs a person out on one device: it ends one session at Logto with
// what it permitted to applications (DELETE
// /users/:id/sessions/:uid?revokeGrantsTarget=all), and the session of the portal
// that began with it. JWTs that applications hold live until they expire.
// Ended.Already says that there is no such session any more.
//
// Needs access.UserEndSessions on the person; reason may be empty, else it is as in
// Suspend, and so are the errors.
func (d *Directory) EndSession(ctx context.Context, actor access.Actor, id, uid, reason string) (Ended, error) {
	var ended Ended
	var sids []string
	err := d.acting(ctx, actor, access.UserEndSessions, id, optional(reason), func(ctx context.Context, _ *apiclient.User, event audit.Event) error {
		all, err := d.users.Sessions(ctx, id)
		if err != nil {
			return fmt.Errorf("directory: read a person's sessions: %w", err)
		}
		at := slices.IndexFunc(all, isSession(uid))
		if at < 0 {
			ended.Already = true
			return nil
		}
		for _, a := range all[at].Payload.Authorizations {
			if a.SID != "" { // without one it cannot be told which of theirs it is
				sids = append(sids, a.SID)
			}
		}
		event.Changes = append(event.Changes, audit.Change{Field: OneSession, Before: audit.Text(uid)})
		return d.mutate(ctx, event, []step{{
			fields: []string{OneSession},
			call:   func(ctx context.Context) error { return unlessGone(d.users.EndSession(ctx, id, uid)) },
			ask: func(ctx context.Context) (bool, error) {
				left, err := d.users.Sessions(ctx, id)
				return !slices.ContainsFunc(left, isSession(uid)), err
			},
		}})
	})
	if err == nil && !ended.Already {
		ended.Sessions = 1
	}
	if err == nil || errors.Is(err, ErrUncertain) {
		ended.PortalStays = d.endPortalSessions(ctx, id, sids)
	}
	return ended, err
}

func isSession(uid string) func(apiclient.Session) bool {
	return func(s apiclient.Session) bool { return s.Payload.UID == uid }
}

// endPortalSessions is endPortal for those that began with a session at Logto.
func (d *Directory) endPortalSessions(ctx context.Context, id string, sids []string) (stay bool) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), readBackTimeout)
	defer cancel()
	for _, sid := range sids {
		if err := d.endOneHere(ctx, id, sid); err != nil {
			d.logger.LogAttrs(ctx, slog.LevelError, "session of the portal not ended", slog.String("person", id), slog.Any("error", err))
			stay = true
		}
	}
	return stay
}

// RevokeGrants takes back what a person permitted an application, so that its
// refresh tokens and opaque access tokens end (DELETE /users/:id/grants/:id, all
// there are of the application). JWTs that it holds live until they expire, and
// the person stays signed in at Logto. Ended.Grants is how many ended;
// Ended.Already says that there was none.
//
// It is like EndSession; the error is *Partial when some ended and some did not.
func (d *Directory) RevokeGrants(ctx context.Context, actor access.Actor, id, application, reason string) (Ended, error) {
	var ended Ended
	err := d.acting(ctx, actor, access.UserEndSessions, id, optional(reason), func(ctx context.Context, _ *apiclient.User, event audit.Event) error {
		before, err := d.grantsOf(ctx, id, application)
		if err != nil {
			return fmt.Errorf("directory: read a person's grants: %w", err)
		}
		if len(before) == 0 {
			ended.Already = true
			return nil
		}
		event.Changes = append(
			event.Changes,
			audit.Change{Field: "application", Before: audit.Text(application)},
			audit.Change{Field: Grants, Before: audit.Text(strconv.Itoa(len(before))), After: audit.Text("0")},
		)
		return d.mutate(ctx, event, []step{{
			fields: []string{Grants},
			call: func(ctx context.Context) error {
				ended.Grants, err = removeAll(before, func(g apiclient.Grant) error { return d.users.RevokeGrant(ctx, id, g.ID) },
					func() ([]apiclient.Grant, error) { return d.grantsOf(ctx, id, application) })
				return err
			},
			ask: func(ctx context.Context) (bool, error) {
				left, err := d.grantsOf(ctx, id, application)
				return len(left) == 0, err
			},
		}})
	})
	return ended, err
}

func (d *Directory) grantsOf(ctx context.Context, id, application string) ([]apiclient.Grant, error) {
	all, err := d.users.Grants(ctx, id)
	return slices.DeleteFunc(all, func(g apiclient.Grant) bool { return g.Payload.ClientID != application }), err
}
