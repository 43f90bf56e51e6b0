package directory

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"roster/access"
	"roster/apiclient"
	"roster/audit"
)

// OpenSessions is how many sessions a person has at Logto (GET
// /users/:id/sessions). Needs access.UserRead.
func (d *Directory) OpenSessions(ctx context.Context, actor access.Actor, id string) (int, error) {
	if err := d.permit(ctx, actor, access.UserRead, access.Target{ID: id}); err != nil {
		return 0, err
	}
	sessions, err := d.users.Sessions(ctx, id)
	if err != nil {
		return 0, fmt.Errorf("directory: read a person's sessions: %w", err)
	}
	return len(sessions), nil
}

// EndAllSessions signs a person out everywhere: it ends their sessions at Logto
// with what these permitted to applications (DELETE
// /users/:id/sessions/:uid?revokeGrantsTarget=all), then what earlier sessions
// permitted and left behind (DELETE /users/:id/grants/:id), so that no refresh
// token stays alive, and their sessions of the portal. JWTs that applications hold
// live until they expire. Ended.Sessions is how many ended at Logto, Ended.Grants
// how many permissions of applications outlived theirs.
//
// It goes on for some seconds, and each batch has an entry of its own in the trail.
// With Ended.Left above 0 not all are ended: call again, with the same reason. Nothing
// but Logto keeps what is left, so a run that was interrupted is gone on with by
// anybody at any time. Whoever signs themself out keeps the portal until the end.
//
// Needs access.UserEndSessions on the person; reason is as in Suspend. Errors are
// those of Suspend, and *Partial when some sessions ended and some did not.
func (d *Directory) EndAllSessions(ctx context.Context, actor access.Actor, id, reason string) (Ended, error) {
	var ended Ended
	err := d.helping(ctx, actor, access.UserEndSessions, id, reason, func(ctx context.Context, _ *apiclient.User, event audit.Event) error {
		return d.endInBatches(ctx, id, event, &ended)
	})
	_, partial := errors.AsType[*Partial](err)
	if err == nil || partial || errors.Is(err, ErrUncertain) {
		if actor.ID != id || ended.Left == 0 {
			ended.PortalStays = d.endPortal(ctx, id)
		}
		d.linksEnd(ctx, id, false)
	}
	return ended, err
}

// someEnded says that not all of what a step removes could be removed, but some.
type someEnded struct{ err error }

func (e *someEnded) Error() string { return "directory: some sessions ended: " + e.err.Error() }

func (e *someEnded) Unwrap() error { return e.err }

// endingSessions is the step that ends all there are when its turn comes, and
// counts them.
func (d *Directory) endingSessions(id string, ended *Ended) step {
	return step{
		fields: []string{AllSessions},
		call: func(ctx context.Context) error {
			err := d.endSessions(ctx, id, ended)
			if _, half := errors.AsType[*someEnded](err); err != nil && !half && ended.Sessions > 0 {
				return &someEnded{err}
			}
			return err
		},
		ask: func(ctx context.Context) (bool, error) {
			sessions, err := d.users.Sessions(ctx, id)
			if err != nil || len(sessions) > 0 {
				return false, err
			}
			grants, err := d.users.Grants(ctx, id)
			return len(grants) == 0, err
		},
	}
}

// endSessions ends as many as it can, and counts them.
func (d *Directory) endSessions(ctx context.Context, id string, ended *Ended) error {
	sessions, err := d.users.Sessions(ctx, id)
	if err != nil {
		return err
	}
	ended.Sessions, err = removeAll(sessions, func(s apiclient.Session) error { return d.users.EndSession(ctx, id, s.Payload.UID) },
		func() ([]apiclient.Session, error) { return d.users.Sessions(ctx, id) })
	if err != nil {
		return err
	}
	grants, err := d.users.Grants(ctx, id)
	if err != nil {
		return err
	}
	ended.Grants, err = removeAll(grants, func(g apiclient.Grant) error { return d.users.RevokeGrant(ctx, id, g.ID) },
		func() ([]apiclient.Grant, error) { return d.users.Grants(ctx, id) })
	return err
}

// removeAll removes the items and tells how many. When not every answer is good, what
// is left tells how many really went: all is a success, some is *someEnded.
func removeAll[T any](items []T, remove func(T) error, left func() ([]T, error)) (int, error) {
	n, err := forEach(items, remove)
	if err == nil {
		return n, nil
	}
	if still, unread := left(); unread == nil {
		n = max(n, len(items)-len(still))
		if len(still) == 0 {
			return n, nil
		}
	}
	if n > 0 {
		return n, &someEnded{err}
	}
	return 0, err
}

// forEach removes the items a few at a time, and tries all of them. What is gone
// already counts as removed. The error is the first one.
func forEach[T any](items []T, remove func(T) error) (int, error) {
	var removed atomic.Int32
	var group errgroup.Group
	group.SetLimit(parallelReads)
	for _, item := range items {
		group.Go(func() error {
			err := unlessGone(remove(item))
			if err == nil {
				removed.Add(1)
			}
			return err
		})
	}
	err := group.Wait()
	return int(removed.Load()), err
}
