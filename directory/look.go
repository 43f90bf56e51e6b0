package directory

import (
	"context"
	"fmt"
	"time"

	"roster/access"
	"roster/audit"
)

// lookPause: of looks of one at another, one in this time stands in the trail.
const lookPause = time.Hour

// looked records that actor is about to see the person, where people are told who
// looked at them (Options.RecordLooks). It is called with what was read and before
// it is given out: what cannot be recorded is not shown. The trail itself tells
// whether it is recorded already, so that a crash leaves no look without an entry; the
// lock keeps two pages that are opened at once from leaving two.
func (d *Directory) looked(ctx context.Context, actor access.Actor, id string) error {
	if !d.recordLooks || actor.ID == id {
		return nil
	}
	known, err := d.lookKnown(ctx, actor.ID, id)
	if err != nil || known {
		return err
	}
	return d.locked(ctx, "look "+actor.ID+" "+id, func(ctx context.Context) error {
		known, err := d.lookKnown(ctx, actor.ID, id)
		if err != nil || known {
			return err
		}
		if err := d.audit.Happened(ctx, actor, access.UserRead, id); err != nil {
			return fmt.Errorf("directory: the person is not shown, it cannot be recorded: %w", err)
		}
		return nil
	})
}

func (d *Directory) lookKnown(ctx context.Context, actor, id string) (bool, error) {
	last, err := d.audit.Last(ctx, audit.Filter{Actor: actor, Target: id, Action: access.UserRead})
	if err != nil {
		return false, fmt.Errorf("directory: read who looked at a person: %w", err)
	}
	return d.now().Sub(last) < lookPause, nil
}
