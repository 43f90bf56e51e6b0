package account

import (
	"context"

	"roster/access"
	"roster/apiclient"
	"roster/audit"
)

// act is one thing that people do to their account with one call.
type act struct {
	action  access.Action
	changes []audit.Change // as the trail keeps them: never a secret
	step
}

// do does it, once it is sure that the token opens the owner's account. Errors are
// *attribute.Refused with Logto's code under the first of the fields, ErrProof,
// attribute.ErrUncertain beside Logto's own error, or those of Read.
func (a *Accounts) do(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, what act) error {
	if err := a.owns(ctx, owner, tokens); err != nil {
		return err
	}
	event := audit.Event{Actor: owner, Action: what.action, Target: owner.ID, Changes: what.changes}
	return a.mutate(ctx, event, tokens, []step{what.step})
}

// owns refuses a token that is somebody else's.
func (a *Accounts) owns(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource) error {
	mine, err := a.logto.Get(ctx, tokens)
	if err != nil {
		return refusal(err, []string{""})
	}
	if owner.ID == "" || mine.ID != owner.ID {
		return ErrOther
	}
	return nil
}
