package handlers

import (
	"context"

	"roster/access"
	"roster/apiclient"
)

// fakeOwnSecurity is what fakeAccount answers about how its owner signs in.
type fakeOwnSecurity struct {
	factors               []apiclient.MFAVerification
	factorsErr, offersErr error
	offers                apiclient.PublicExperience
	made                  int // how many secrets for authenticator apps
}

// ownsAll gives the owner one of everything, which they may change.
func (f *fakeAccount) ownsAll() {
	f.own.CanProve, f.own.User.HasPassword = true, new(true)
	f.own.Controls["password"], f.own.Controls["mfa"] = "Edit", "Edit"
	f.factors = annasSecurity().Factors
	f.offers.MFA.Factors = []string{"Totp", "WebAuthn", "BackupCode"}
}

func (f *fakeAccount) Factors(ctx context.Context, tokens apiclient.TokenSource) ([]apiclient.MFAVerification, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, err := tokens.Token(ctx, ""); err != nil {
		return nil, err
	}
	return f.factors, f.factorsErr
}

func (f *fakeAccount) Experience(context.Context) (*apiclient.PublicExperience, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.offersErr != nil {
		return nil, f.offersErr
	}
	return new(f.offers), nil
}

func (f *fakeAccount) NewTOTP(context.Context, apiclient.TokenSource) (apiclient.Secret, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.made++
	return madeKey, nil
}

func (f *fakeAccount) SetPassword(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof, password apiclient.Secret) error {
	return f.step(ctx, owner, tokens, "set", password.Reveal(), "with", proof.Reveal())
}

func (f *fakeAccount) AddTOTP(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof, secret, code apiclient.Secret) error {
	return f.step(ctx, owner, tokens, "app", secret.Reveal(), code.Reveal(), "with", proof.Reveal())
}

func (f *fakeAccount) AddBackupCodes(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof apiclient.Secret) ([]apiclient.Secret, error) {
	if err := f.step(ctx, owner, tokens, "codes", "with", proof.Reveal()); err != nil {
		return nil, err
	}
	return []apiclient.Secret{madeCode, "f6a7b8c9d0"}, nil
}

func (f *fakeAccount) RemoveFactor(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof apiclient.Secret, id string) error {
	return f.step(ctx, owner, tokens, "remove", id, "with", proof.Reveal())
}

func (f *fakeAccount) RenamePasskey(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof apiclient.Secret, id, name string) error {
	return f.step(ctx, owner, tokens, "rename", id, name, "with", proof.Reveal())
}
