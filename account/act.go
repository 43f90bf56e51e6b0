package account

import (
	"context"

	"roster/access"
	"roster/apiclient"
	"roster/audit"
)

// act is one thing that people do to their account with one call.
type act struct {
	action access.Action
	// changes are for the trail, of the account as it is: never a secret. nil is none.
	changes func(now *apiclient.Account) []audit.Change
	step
}

// do does it, once it is sure that the token opens the owner's account. Errors are
// *attribute.Refused with Logto's code under the first of the fields, ErrProof,
// attribute.ErrUncertain beside Logto's own error, or those of Read.
func (a *Accounts) do(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, what act) error {
	now, err := a.owned(ctx, owner, tokens)
	if err != nil {
		return err
	}
	event := audit.Event{Actor: owner, Action: what.action, Target: owner.ID}
	if what.changes != nil {
		event.Changes = what.changes(now)
	}
	return a.mutate(ctx, event, tokens, []step{what.step})
}

// owned is the account that the token opens, which must be the owner's.
func (a *Accounts) owned(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource) (*apiclient.Account, error) {
	mine, err := a.logto.Get(ctx, tokens)
	if err != nil {
		return nil, refusal(err, []string{""})
	}
	if owner.ID == "" || mine.ID != owner.ID {
		return nil, ErrOther
	}
	return mine, nil
}

// becomes is a text that changes, for the trail.
func becomes(field string, before func(*apiclient.Account) string, after string) func(*apiclient.Account) []audit.Change {
	return func(now *apiclient.Account) []audit.Change {
		return []audit.Change{{Field: field, Before: audit.Text(before(now)), After: audit.Text(after)}}
	}
}
