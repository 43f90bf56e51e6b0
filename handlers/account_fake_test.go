package handlers

import (
	"context"
	"maps"
	"sync"

	"roster/access"
	"roster/account"
	"roster/apiclient"
	"roster/apiclient/attribute"
)

// fakeAccount is the account of whoever asks, who may change everything but what
// controls say otherwise. It notes every change with whose token it was made.
type fakeAccount struct {
	mu       sync.Mutex
	edits    []attribute.Edits
	owners   []string // id of the actor and the token, of each change
	files    []string // what was uploaded
	own      account.Own
	readErr  error
	saveErrs []error // of each change in turn
}

func newFakeAccount() *fakeAccount {
	return &fakeAccount{own: account.Own{
		Enabled: true, Uploads: true,
		User:     apiclient.User{Name: "Nora Own", Profile: apiclient.Profile{Nickname: "Nick", Birthdate: "1994-05-02"}},
		Controls: map[string]string{"name": "Edit", "avatar": "Edit", "profile": "Edit"},
	}}
}

func (f *fakeAccount) Profile(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource) (account.Own, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, err := tokens.Token(ctx, ""); err != nil {
		return account.Own{}, err
	}
	own := f.own
	own.User.ID = owner.ID
	return own, f.readErr
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

func (f *fakeAccount) UploadPicture(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, file []byte) error {
	if err := f.Update(ctx, owner, tokens, attribute.Edits{}); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.files = append(f.files, string(file))
	return nil
}
