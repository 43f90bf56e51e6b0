package account

import (
	"context"

	"roster/access"
	"roster/apiclient"
	"roster/apiclient/attribute"
)

// UsernameChange is the action of [Accounts.SetUsername].
const UsernameChange access.Action = "account.change-username"

// SetUsername changes the person's username; "" removes it. Input that cannot be one is
// *attribute.Invalid, what Logto turns down (taken, against the tenant's rules, the
// last thing to sign in with) *attribute.Refused, both under "username". ErrProof wants
// an identity check. Other errors are those of Read.
func (a *Accounts) SetUsername(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof apiclient.Secret, username string) error {
	spec, _ := attribute.SpecOf(attribute.Username)
	value, problem := spec.Normal(attribute.Tidy(username), "")
	if problem != "" {
		return &attribute.Invalid{Fields: map[string]string{string(attribute.Username): problem}}
	}
	return a.do(ctx, owner, tokens, act{
		action:  UsernameChange,
		changes: becomes(string(attribute.Username), func(now *apiclient.Account) string { return now.Username }, value),
		step: step{
			fields: []string{string(attribute.Username)},
			took:   func(now *apiclient.Account) bool { return now.Username == value },
			call: func(ctx context.Context) error {
				_, err := a.logto.SetUsername(ctx, tokens, proof, value)
				return err
			},
		},
	})
}
