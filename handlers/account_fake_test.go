package handlers

import (
	"context"
	"fmt"
	"maps"
	"sync"

	"roster/access"
	"roster/account"
	"roster/apiclient"
	"roster/apiclient/attribute"
	"roster/audit"
)

// fakeAccount is the account of whoever asks, who may change everything but what
// controls say otherwise. It notes every change with whose token it was made.
type fakeAccount struct {
	mu       sync.Mutex
	edits    []attribute.Edits
	owners   []string // id of the actor and the token, of each change
	own      account.Own
	readErr  error
	saveErrs []error // of each change in turn

	kept    account.Kept
	acts    audit.Acts
	asked   []string         // for the activity: whose, and before what
	exports []string         // who took a copy
	errs    map[string]error // by method
}

func newFakeAccount() *fakeAccount {
	return &fakeAccount{own: account.Own{
		Enabled:  true,
		User:     apiclient.User{Name: "Nora Own", Profile: apiclient.Profile{Nickname: "Nick", Birthdate: "1994-05-02"}},
		Controls: map[string]string{"name": "Edit", "avatar": "Edit", "profile": "Edit"},
	}}
}

func (f *fakeAccount) Read(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource) (account.Own, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, err := tokens.Token(ctx, ""); err != nil {
		return account.Own{}, err
	}
	own := f.own
	own.User.ID = owner.ID
	return own, f.readErr
}

func (f *fakeAccount) Kept(context.Context, access.Actor) (account.Kept, error) {
	return f.kept, f.errs["Kept"]
}

func (f *fakeAccount) Activity(_ context.Context, owner access.Actor, before int64, limit int) (audit.Acts, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, fmt.Sprint(owner.ID, " ", before, " ", limit))
	return f.acts, f.errs["Activity"]
}

func (f *fakeAccount) Export(_ context.Context, owner access.Actor) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.exports = append(f.exports, owner.ID)
	return f.errs["Export"]
}

func (f *fakeAccount) Update(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, edits attribute.Edits) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	token, err := tokens.Token(ctx, "")
	if err != nil {
		return err
	}
	f.edits = append(f.edits, maps.Clone(edits))
	f.owners = append(f.owners, owner.ID+" "+token.Reveal())
	if len(f.saveErrs) == 0 {
		return nil
	}
	err = f.saveErrs[0]
	f.saveErrs = f.saveErrs[1:]
	return err
}
