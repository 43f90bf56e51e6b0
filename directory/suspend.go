package directory

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"

	"roster/access"
	"roster/apiclient"
	"roster/apiclient/attribute"
	"roster/audit"
)

// MaxReason is how many characters a reason may have.
const MaxReason = 500

// Fields of *Invalid that are not fields of a person.
const (
	Reason  = "reason"
	Confirm = "confirm"
)

// Ended is what became of suspending, reactivating or deleting somebody, of
// setting their password, and of signing them out.
type Ended struct {
	// Already: it was so before. Nothing was changed, and the trail has no change.
	Already bool
	// PortalStays: their sessions of the portal could not be ended at once. They
	// end when their tokens are renewed, within five minutes.
	PortalStays bool
	// Sessions is how many were ended at Logto, where they are ended one by one.
	Sessions int
	// Grants is how many permissions of applications were taken back beside those that
	// went with a session, Factors how many factors were removed.
	Grants, Factors int
	// Open is how many sessions and permissions of applications there were at Logto
	// before, and Left how many were there still when the time for one call was over:
	// calling again goes on with those. Both are told by EndAllSessions alone.
	Open, Left int
}

// Suspend keeps a person from signing in (PATCH /users/:id/is-suspended). Logto
// ends their sessions, opaque access tokens and refresh tokens at once; JWTs that
// applications hold live until they expire. Sessions of the portal end with it.
//
// Needs access.UserSuspend on the person, who is not the actor. reason is
// required, at most MaxReason characters, and recorded. The last unsuspended
// holder of roles:assign is denied with access.LastHolder.
//
// Errors: *access.Denied, *Invalid (Reason), *Refused, ErrBusy, ErrUncertain with
// Logto's error, and those of apiclient. A change that Logto did not answer but
// turns out to have happened is a success.
func (d *Directory) Suspend(ctx context.Context, actor access.Actor, id, reason string) (Ended, error) {
	ended, err := d.setSuspended(ctx, actor, access.UserSuspend, id, reason, true)
	if err == nil || errors.Is(err, ErrUncertain) {
		ended.PortalStays = d.endPortal(ctx, id)
		d.linksEnd(ctx, id, false)
	}
	return ended, err
}

// Reactivate lets a suspended person in again (PATCH /users/:id/is-suspended).
// What suspending ended does not come back. Needs access.UserReactivate on the
// person; otherwise it is like Suspend.
func (d *Directory) Reactivate(ctx context.Context, actor access.Actor, id, reason string) (Ended, error) {
	return d.setSuspended(ctx, actor, access.UserReactivate, id, reason, false)
}

func (d *Directory) setSuspended(
	ctx context.Context, actor access.Actor, action access.Action, id, reason string, suspended bool,
) (ended Ended, err error) {
	if err := d.permit(ctx, actor, action, access.Target{ID: id}); err != nil {
		return Ended{}, err
	}
	err = d.locked(ctx, lockOfPerson(id), func(ctx context.Context) error {
		p, err := d.subject(ctx, actor, action, id)
		if err != nil {
			return err
		}
		reason, problem := tidyReason(reason)
		if problem != "" {
			return &Invalid{Fields: map[string]string{Reason: problem}}
		}
		if p.user.IsSuspended == suspended {
			ended.Already = true
			return nil
		}
		change := func(ctx context.Context) error { return d.suspension(ctx, actor, action, id, reason, suspended) }
		if !suspended {
			return change(ctx)
		}
		return d.sparingLastHolder(ctx, actor, action, id, p.held, change)
	})
	return ended, err
}

func (d *Directory) suspension(ctx context.Context, actor access.Actor, action access.Action, id, reason string, suspended bool) error {
	event := audit.Event{Actor: actor, Action: action, Target: id, Changes: []audit.Change{
		{Field: Reason, After: audit.Text(reason)},
		{Field: "isSuspended", Before: audit.Text(strconv.FormatBool(!suspended)), After: audit.Text(strconv.FormatBool(suspended))},
	}}
	return d.mutate(ctx, event, []step{{
		fields: []string{"isSuspended"},
		call: func(ctx context.Context) error {
			_, err := d.users.SetSuspended(ctx, id, suspended)
			return err
		},
		took: func(now *apiclient.User) bool { return now.IsSuspended == suspended },
	}})
}

// lockOfPerson is the lock under which somebody is suspended, reactivated or
// deleted: a form that is sent twice changes something once.
func lockOfPerson(id string) string { return "person " + id }

// subject is a person about to be acted on, as they are now.
type subject struct {
	user *apiclient.User
	held access.Set
}

// subject reads a person and what they may do, and asks the rule about both.
func (d *Directory) subject(ctx context.Context, actor access.Actor, action access.Action, id string) (subject, error) {
	var p subject
	group, reading := errgroup.WithContext(ctx)
	group.Go(func() (err error) { p.user, err = d.users.Get(reading, id); return err })
	group.Go(func() (err error) { p.held, err = d.capabilities(reading, id); return err })
	if err := group.Wait(); err != nil {
		return subject{}, fmt.Errorf("directory: read the person to act on: %w", err)
	}
	return p, d.permit(ctx, actor, action, access.Target{ID: id, Capabilities: p.held})
}

// endPortal ends the sessions of the portal, and tells whether they stay because
// that failed: the person is suspended or gone all the same.
func (d *Directory) endPortal(ctx context.Context, id string) (stay bool) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), readBackTimeout)
	defer cancel()
	if err := d.endHere(ctx, id); err != nil {
		d.logger.LogAttrs(ctx, slog.LevelError, "sessions of the portal not ended", slog.String("person", id), slog.Any("error", err))
		return true
	}
	return false
}

// tidyReason checks why something is done, which stands in the trail for good.
func tidyReason(typed string) (reason, problem string) {
	reason = attribute.Tidy(typed)
	forbidden := func(r rune) bool { return r != '\n' && (unicode.IsControl(r) || attribute.TurnsAround(r)) }
	switch {
	case !utf8.ValidString(reason) || strings.ContainsFunc(reason, forbidden):
		return "", InvalidCharacters
	case reason == "":
		return "", Missing
	case utf8.RuneCountInString(reason) > MaxReason:
		return "", TooLong
	}
	return reason, ""
}
