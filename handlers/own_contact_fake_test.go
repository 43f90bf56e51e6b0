package handlers

import (
	"context"

	"roster/access"
	"roster/account"
	"roster/apiclient"
)

func (f *fakeAccount) SendNewCode(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, to apiclient.Identifier) (account.Code, error) {
	if f.hold != nil {
		<-f.hold
	}
	return account.Code{To: to, Proof: fakeProof}, f.step(ctx, owner, tokens, "send new", to.Type, to.Value)
}

func (f *fakeAccount) SetAddress(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof apiclient.Secret, taken account.Code) error {
	return f.step(ctx, owner, tokens, "set", taken.To.Type, taken.To.Value, taken.ID.Reveal(), "with", proof.Reveal())
}

func (f *fakeAccount) RemoveAddress(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof apiclient.Secret, kind string) error {
	return f.step(ctx, owner, tokens, "remove", kind, "with", proof.Reveal())
}
