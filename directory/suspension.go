package directory

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"roster/access"
)

// Suspension is when somebody was suspended in this portal.
type Suspension struct {
	At time.Time
	// By is the name of who did it, else their id, and Reason what they gave; both
	// "" for actors who may not read the trail.
	By, Reason string
}

// Suspension returns the newest one of a person, as the audit trail has it; zero
// when there is none, or none that was not lifted here since. They may have been
// reactivated and suspended elsewhere: ask about somebody who is suspended. Needs
// access.UserRead; who and why is for those who may do access.AuditList.
func (d *Directory) Suspension(ctx context.Context, actor access.Actor, id string) (Suspension, error) {
	if err := d.permit(ctx, actor, access.UserRead, access.Target{ID: id}); err != nil {
		return Suspension{}, err
	}
	const field = "isSuspended"
	suspended, err := d.audit.LastChanges(ctx, id, access.UserSuspend, field)
	if err != nil {
		return Suspension{}, fmt.Errorf("directory: read when somebody was suspended: %w", err)
	}
	lifted, err := d.audit.LastChanges(ctx, id, access.UserReactivate, field)
	if err != nil {
		return Suspension{}, fmt.Errorf("directory: read when somebody was reactivated: %w", err)
	}
	entry, found := suspended[field]
	if after, was := lifted[field]; !found || was && after.Seq > entry.Seq {
		return Suspension{}, nil
	}
	s := Suspension{At: entry.At}
	if d.check(actor, access.AuditList, access.Target{}, d.now()) == nil {
		s.By = cmp.Or(entry.ActorName, entry.ActorID)
		// Left out: a reason that cannot be opened any more.
		_ = json.Unmarshal(entry.Values[Reason].After, &s.Reason)
	}
	return s, nil
}
