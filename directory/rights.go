package directory

import (
	"errors"
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
