package directory

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"roster/access"
	"roster/apiclient"
)

// ErrStillThere: the person still exists in Logto, and what is known of them is in use.
var ErrStillThere = errors.New("directory: the person still exists")

// Erasable tells whether Erase would find the person gone, before it is asked for: nil,
// ErrStillThere, a denial, or that of apiclient. Needs access.PersonForget but for a fresh sign-in.
func (d *Directory) Erasable(ctx context.Context, actor access.Actor, id string) error {
	fresh := actor
	fresh.AuthTime = d.now()
	if err := d.permit(ctx, fresh, access.PersonForget, access.Target{ID: id}); err != nil {
		return err
	}
	return d.gone(ctx, id)
}

// Erase destroys what the portal still knows of somebody who was deleted in Logto: what
// others keep about them (Options.Erasers), and the key under which their values in the
// audit trail are sealed, so that they are unreadable for good and the chain still
// verifies. Ids stay. It can be done again, and then finds nothing.
//
// Needs access.PersonForget. reason is as in Suspend; confirm must be the id. Errors are
// ErrStillThere, *Invalid with Reason and Confirm, ErrBusy, those of apiclient and of the database.
func (d *Directory) Erase(ctx context.Context, actor access.Actor, id, reason, confirm string) error {
	if err := d.permit(ctx, actor, access.PersonForget, access.Target{ID: id}); err != nil {
		return err
	}
	problems := map[string]string{}
	reason, problem := tidyReason(reason)
	if problem != "" {
		problems[Reason] = problem
	}
	switch strings.TrimSpace(confirm) {
	case id:
	case "":
		problems[Confirm] = Missing
	default:
		problems[Confirm] = Mismatch
	}
	if len(problems) > 0 {
		return &Invalid{Fields: problems}
	}
	return d.locked(ctx, lockOfPerson(id), func(ctx context.Context) error {
		if err := d.gone(ctx, id); err != nil {
			return err
		}
		return d.audit.Forget(ctx, actor, id, reason, func(ctx context.Context) error { return d.eraseElsewhere(ctx, id) })
	})
}

// gone asks Logto whether the person is no more.
func (d *Directory) gone(ctx context.Context, id string) error {
	_, err := d.users.Get(ctx, id)
	switch {
	case err == nil:
		return ErrStillThere
	case apiclient.IsNotFound(err) && !errors.Is(err, apiclient.ErrInvalidID):
		return nil
	}
	return fmt.Errorf("directory: read whether the person is gone: %w", err)
}

// eraseElsewhere removes notes and links, and has others remove what they keep.
func (d *Directory) eraseElsewhere(ctx context.Context, id string) error {
	all := append([]func(context.Context, string) error{d.notes.DropNotesOf, d.links.DropLinksOf}, d.erasers...)
	var failed []error
	for _, erase := range all {
		failed = append(failed, erase(ctx, id))
	}
	return errors.Join(failed...)
}
