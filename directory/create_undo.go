package directory

import (
	"context"
	"errors"
	"fmt"
	"time"

	"roster/access"
	"roster/apiclient"
	"roster/audit"
)

// undoAge is how long after creating somebody that can be undone.
const undoAge = time.Hour

// undone is the reason in the trail.
const undone = "Creating this person was undone"

// ErrNotUndone: the person was not created here by this actor within the last hour,
// or has signed in since. Nothing was changed; they can be deleted as anybody.
var ErrNotUndone = errors.New("directory: this is nobody whom the actor has just created")

// UndoCreate removes a person whom the actor has created here within the last hour,
// as the trail has it, and who has never signed in (DELETE /users/:id). It is
// recorded as access.UserDelete, with who they were. Somebody who is gone already is
// a success.
//
// Needs access.UserCreate; nobody is removed who may do more by now than the actor.
// Errors are those of Delete, and ErrNotUndone.
func (d *Directory) UndoCreate(ctx context.Context, actor access.Actor, id string) error {
	if err := d.permit(ctx, actor, access.UserCreate, access.Target{ID: id}); err != nil {
		return err
	}
	if id == actor.ID {
		return d.deny(ctx, actor, id, &access.Denied{Action: access.UserCreate, Reason: access.Self})
	}
	err := d.locked(ctx, lockOfPerson(id), func(ctx context.Context) error { return d.undo(ctx, actor, id) })
	if apiclient.IsNotFound(err) && !errors.Is(err, apiclient.ErrInvalidID) {
		err = nil
	}
	if err == nil || errors.Is(err, ErrUncertain) {
		d.endPortal(ctx, id)
		d.linksEnd(ctx, id, err == nil)
		if err == nil {
			d.dropNotes(ctx, id)
		}
	}
	return err
}

func (d *Directory) undo(ctx context.Context, actor access.Actor, id string) error {
	made, known, err := d.audit.MadeBy(ctx, id, access.UserCreate)
	if err != nil {
		return err
	}
	if !known || made.ActorID != actor.ID || d.now().Sub(made.At) >= undoAge {
		return ErrNotUndone
	}
	p, err := d.subject(ctx, actor, access.UserCreate, id)
	if err != nil {
		return err
	}
	if more := actor.Capabilities.Lacks(p.held); len(more) > 0 {
		return d.deny(ctx, actor, id, &access.Denied{Action: access.UserCreate, Missing: more, Reason: access.TargetHasMore})
	}
	if !p.user.LastSignInAt.IsZero() {
		return ErrNotUndone
	}
	return d.sparingLastHolder(ctx, actor, access.UserCreate, id, p.held, func(ctx context.Context) error {
		snapshot, err := d.snapshot(ctx, p.user)
		if err != nil {
			return fmt.Errorf("directory: read who is to be removed: %w", err)
		}
		return d.erase(ctx, actor, id, undone, snapshot)
	})
}

// erase is the call that removes somebody for good, recorded with who they were.
func (d *Directory) erase(ctx context.Context, actor access.Actor, id, reason string, snapshot []audit.Change) error {
	event := audit.Event{Actor: actor, Action: access.UserDelete, Target: id}
	event.Changes = append([]audit.Change{{Field: Reason, After: audit.Text(reason)}}, snapshot...)
	return d.mutate(ctx, event, []step{{
		fields:  []string{"user"},
		call:    func(ctx context.Context) error { return d.users.Delete(ctx, id) },
		took:    func(*apiclient.User) bool { return false },
		removes: true,
	}})
}
