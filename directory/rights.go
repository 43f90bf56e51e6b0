package directory

import (
	"context"
	"errors"
	"fmt"
	"time"

	"roster/access"
)

// Rights is what one actor may do to one person: for deciding which buttons to
// draw and which fields to open. It is advice, up to 30 s old. Every change is
// checked anew. The zero Rights permits nothing.
type Rights struct{ verdicts map[access.Action]error }

// Can tells whether the action would be permitted.
func (r Rights) Can(action access.Action) bool {
	err, asked := r.verdicts[action]
	return asked && err == nil
}

// Why returns why the action would be denied, nil when it would not.
func (r Rights) Why(action access.Action) *access.Denied {
	err, asked := r.verdicts[action]
	if !asked {
		return &access.Denied{Action: action, Reason: access.Unknown}
	}
	denied, _ := errors.AsType[*access.Denied](err)
	return denied
}

// Rights returns what actor may do to a person, over all actions of the rule
// table. Needs access.UserRead. It costs the person's roles and organizations,
// read in parallel; what these carry comes from an index. Denials found here
// are not recorded: nobody has tried anything yet.
func (d *Directory) Rights(ctx context.Context, actor access.Actor, id string) (Rights, error) {
	if err := d.permit(ctx, actor, access.UserRead, access.Target{ID: id}); err != nil {
		return Rights{}, err
	}
	holders, err := d.holders(ctx, id)
	if err != nil {
		return Rights{}, fmt.Errorf("directory: read what a person may do: %w", err)
	}
	held, err := union(ctx, holders, d.rights.capabilities)
	if err != nil {
		return Rights{}, fmt.Errorf("directory: read what a person may do: %w", err)
	}
	return rightsBy(d.check, actor, access.Target{ID: id, Capabilities: held}, d.now()), nil
}

// RightsOf is what actor may do to target by the rule table, at the time now.
func RightsOf(actor access.Actor, target access.Target, now time.Time) Rights {
	return rightsBy(access.Check, actor, target, now)
}

func rightsBy(
	check func(access.Actor, access.Action, access.Target, time.Time) error,
	actor access.Actor, target access.Target, now time.Time,
) Rights {
	rights := Rights{verdicts: map[access.Action]error{}}
	for _, rule := range access.Rules() {
		rights.verdicts[rule.Action] = check(actor, rule.Action, target, now)
	}
	return rights
}
