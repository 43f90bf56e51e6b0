package handlers

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"sync"
	"time"

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
	files    []string // what was uploaded
	own      account.Own
	readErr  error
	saveErrs []error  // of each change in turn
	steps    []string // what was asked for otherwise, with whose token
	stepErr  error
	checked  access.Action    // what the code typed last was sent for
	stepErrs map[string]error // of what begins with this
	hold     chan struct{}    // a code to a new address is sent when it is closed, nil for at once
	fakeOwnSecurity
	fakeConnections

	kept    account.Kept
	acts    audit.Acts
	asked   []string         // for the activity: whose, and before what
	exports []string         // who took a copy
	errs    map[string]error // by method
}

func newFakeAccount() *fakeAccount {
	return &fakeAccount{fakeConnections: ownConnected(), own: account.Own{
		Enabled: true, Uploads: true,
		User:     apiclient.User{Name: "Nora Own", Profile: apiclient.Profile{Nickname: "Nick", Birthdate: "1994-05-02"}},
		Controls: map[string]string{"name": "Edit", "avatar": "Edit", "profile": "Edit", "session": "Edit", "social": "Edit"},
	}}
}

func (f *fakeAccount) Read(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource) (account.Own, error) {
	return f.Profile(ctx, owner, tokens)
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

// step notes what was asked for.
func (f *fakeAccount) step(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, what ...string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	token, err := tokens.Token(ctx, "")
	if err != nil {
		return err
	}
	f.steps = append(f.steps, strings.Join(append(what, "by", owner.ID, token.Reveal()), " "))
	if err := f.stepErrs[what[0]]; err != nil {
		return err
	}
	return f.stepErr
}

// failing makes a step fail, nil for no more.
func (f *fakeAccount) failing(what string, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.stepErrs = map[string]error{what: err}
}

var fakeProof = account.Proof{ID: "record", Until: time.Unix(1_900_000_000, 0)}

func (f *fakeAccount) CheckPassword(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, password apiclient.Secret) (account.Proof, error) {
	return fakeProof, f.step(ctx, owner, tokens, "password", password.Reveal())
}

func (f *fakeAccount) SendCode(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, to apiclient.Identifier) (account.Code, error) {
	return account.Code{To: to, Proof: fakeProof}, f.step(ctx, owner, tokens, "send", to.Type, to.Value)
}

func (f *fakeAccount) CheckCode(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, how access.Action, sent account.Code, typed apiclient.Secret) error {
	f.checked = how
	return f.step(ctx, owner, tokens, "code", sent.To.Value, sent.ID.Reveal(), typed.Reveal())
}

func (f *fakeAccount) SetUsername(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof apiclient.Secret, username string) error {
	return f.step(ctx, owner, tokens, "username", username, "with", proof.Reveal())
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
