package account

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"roster/access"
	"roster/apiclient"
	"roster/apiclient/attribute"
	"roster/audit"
)

// Actions on one's own second factors, passkeys among them.
const (
	TOTPAdd       access.Action = "account.add-totp"
	CodesAdd      access.Action = "account.add-backup-codes"
	FactorRemove  access.Action = "account.remove-factor"
	PasskeyRename access.Action = "account.rename-passkey"
)

// Fields of refusals about them, and of the trail.
const (
	FieldAppCode     = "appCode" // what the authenticator app shows
	FieldPasskeyName = "passkeyName"
	FieldFactors     = "mfaVerifications"
	FieldOldCodes    = "oldBackupCodes"
)

// MaxPasskeyName is how many characters the name of a passkey may have.
const MaxPasskeyName = 64

// ErrNoFactor: the person has no factor of this id (any more). Nothing was done.
var ErrNoFactor = errors.New("account: no such factor")

// Experience reads what the tenant offers everybody who signs in
// (GET /.well-known/sign-in-exp): which second factors, which rules for passwords.
func (a *Accounts) Experience(ctx context.Context) (*apiclient.PublicExperience, error) {
	all, err := a.logto.Experience(ctx)
	if err != nil {
		return nil, wrap("read what the tenant offers", err)
	}
	return all, nil
}

// Factors lists the person's second factors, passkeys among them
// (GET /my-account/mfa-verifications). Errors are those of Read. A tenant that keeps
// them from people answers 400 account_center.field_not_enabled.
func (a *Accounts) Factors(ctx context.Context, tokens apiclient.TokenSource) ([]apiclient.MFAVerification, error) {
	all, err := a.logto.Factors(ctx, tokens)
	if err != nil {
		return nil, wrap("read the second factors", err)
	}
	return all, nil
}

// NewTOTP makes a secret for an authenticator app, base32. Logto keeps nothing of it
// until AddTOTP. Errors are those of Read.
func (a *Accounts) NewTOTP(ctx context.Context, tokens apiclient.TokenSource) (apiclient.Secret, error) {
	secret, err := a.logto.GenerateTOTP(ctx, tokens)
	if err != nil {
		return "", wrap("make a secret for an authenticator app", err)
	}
	return secret, nil
}

// AddTOTP makes the app that has the secret and shows the code the person's
// authenticator, in place of another one. A *attribute.Refused has Logto's code under
// FieldAppCode: session.mfa.invalid_totp_code, session.mfa.mfa_factor_not_enabled,
// user.totp_secret_invalid. ErrProof wants an identity check. Other errors are those of
// Read, and attribute.ErrUncertain.
func (a *Accounts) AddTOTP(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof, secret, code apiclient.Secret) error {
	return a.do(ctx, owner, tokens, act{
		action: TOTPAdd, changes: becomesFactor("", apiclient.MFATypeTOTP),
		step: step{
			fields: []string{FieldAppCode},
			call:   func(ctx context.Context) error { return a.logto.PutTOTP(ctx, tokens, proof, secret, code) },
		},
	})
}

// RemoveFactor takes one of the person's second factors away, a passkey or the backup
// codes too. ErrNoFactor when they have none of this id, ErrProof when an identity check
// is wanted. Other errors are those of Read, *attribute.Refused and
// attribute.ErrUncertain.
func (a *Accounts) RemoveFactor(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof apiclient.Secret, id string) error {
	all, err := a.Factors(ctx, tokens)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(all, hasID(id))
	if at < 0 {
		return ErrNoFactor
	}
	return a.do(ctx, owner, tokens, act{
		action: FactorRemove, changes: becomesFactor(all[at].Type, ""),
		step: a.removal(tokens, proof, id, FieldFactors),
	})
}

// removal is the call that takes a factor away.
func (a *Accounts) removal(tokens apiclient.TokenSource, proof apiclient.Secret, id, field string) step {
	return step{
		fields: []string{field},
		call:   func(ctx context.Context) error { return a.logto.RemoveFactor(ctx, tokens, proof, id) },
		ask: func(ctx context.Context) (bool, error) {
			left, err := a.logto.Factors(ctx, tokens)
			return !slices.ContainsFunc(left, hasID(id)), err
		},
	}
}

// RenamePasskey names a passkey of the person. A *attribute.Invalid is under
// FieldPasskeyName: missing, too_long (MaxPasskeyName), invalid_characters. ErrNoFactor
// when they have no passkey of this id. Other errors are those of RemoveFactor.
func (a *Accounts) RenamePasskey(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof apiclient.Secret, id, typed string) error {
	name := attribute.Tidy(typed)
	if problem := passkeyNameProblem(name); problem != "" {
		return &attribute.Invalid{Fields: map[string]string{FieldPasskeyName: problem}}
	}
	all, err := a.Factors(ctx, tokens)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(all, func(f apiclient.MFAVerification) bool {
		return f.ID == id && f.Type == apiclient.MFATypeWebAuthn
	})
	if at < 0 {
		return ErrNoFactor
	}
	return a.do(ctx, owner, tokens, act{
		action:  PasskeyRename,
		changes: becomes(FieldPasskeyName, func(*apiclient.Account) string { return all[at].Name }, name),
		step: step{
			fields: []string{FieldPasskeyName},
			call:   func(ctx context.Context) error { return a.logto.RenamePasskey(ctx, tokens, proof, id, name) },
			ask: func(ctx context.Context) (bool, error) {
				now, err := a.logto.Factors(ctx, tokens)
				return slices.ContainsFunc(now, func(f apiclient.MFAVerification) bool { return f.ID == id && f.Name == name }), err
			},
		},
	})
}

func passkeyNameProblem(name string) string {
	turns := func(r rune) bool { return unicode.IsControl(r) || attribute.TurnsAround(r) }
	switch {
	case name == "":
		return attribute.Missing
	case utf8.RuneCountInString(name) > MaxPasskeyName:
		return attribute.TooLong
	case !utf8.ValidString(name) || strings.ContainsFunc(name, turns):
		return attribute.InvalidCharacters
	}
	return ""
}

func hasID(id string) func(apiclient.MFAVerification) bool {
	return func(f apiclient.MFAVerification) bool { return f.ID == id }
}

// becomesFactor is a factor that goes, or comes, for the trail.
func becomesFactor(before, after apiclient.MFAType) func(*apiclient.Account) []audit.Change {
	return becomes(FieldFactors, func(*apiclient.Account) string { return string(before) }, string(after))
}
