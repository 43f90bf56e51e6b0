package directory

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"

	"roster/access"
	"roster/apiclient"
	"roster/audit"
)

// ErrSecretLost: Logto made it, but its answer with the secret did not arrive, so
// that nobody can use it. It has to be removed, and another one made.
var ErrSecretLost = errors.New("directory: made, but its secret is lost")

// NewTOTP is an authenticator app as it is set up: the secret to type, base32, and
// the otpauth address that a QR code carries. It is shown once and kept nowhere.
type NewTOTP struct{ Secret, Address apiclient.Secret }

// AddTOTP gives a person an authenticator app (POST /users/:id/mfa-verifications);
// Logto makes the secret. Whoever sees it has their second factor.
//
// Needs access.UserAddMFA on the person, who is not the actor. reason may be empty,
// else it is as in Suspend. Errors are those of Suspend; *Refused (Factors:
// user.totp_already_in_use) when they have one, and ErrSecretLost.
func (d *Directory) AddTOTP(ctx context.Context, actor access.Actor, id, reason string) (NewTOTP, error) {
	var made NewTOTP
	err := d.addFactor(ctx, actor, id, reason, apiclient.MFATypeTOTP, func(u *apiclient.User, m *apiclient.NewMFA) {
		made = NewTOTP{m.Secret, TOTPAddress(d.issuer, Identifier(u), m.Secret)}
	})
	return made, err
}

// AddBackupCodes gives a person ten codes that work once each (POST
// /users/:id/mfa-verifications), to be shown once. It is like AddTOTP; the codes
// of *Refused are user.backup_code_already_in_use, while codes of an earlier set are
// left, and session.mfa.backup_code_can_not_be_alone without another factor.
func (d *Directory) AddBackupCodes(ctx context.Context, actor access.Actor, id, reason string) ([]apiclient.Secret, error) {
	var codes []apiclient.Secret
	err := d.addFactor(ctx, actor, id, reason, apiclient.MFATypeBackupCode, func(_ *apiclient.User, m *apiclient.NewMFA) { codes = m.Codes })
	return codes, err
}

func (d *Directory) addFactor(
	ctx context.Context, actor access.Actor, id, reason string, kind apiclient.MFAType, keep func(*apiclient.User, *apiclient.NewMFA),
) error {
	return d.acting(ctx, actor, access.UserAddMFA, id, optional(reason), func(ctx context.Context, u *apiclient.User, event audit.Event) error {
		before, err := d.users.MFAVerifications(ctx, id)
		if err != nil {
			return fmt.Errorf("directory: read a person's factors: %w", err)
		}
		event.Changes = append(event.Changes, audit.Change{Field: Factors, After: audit.Text(string(kind))})
		var made *apiclient.NewMFA
		err = d.mutate(ctx, event, []step{{
			fields: []string{Factors},
			call: func(ctx context.Context) (err error) {
				made, err = d.users.CreateMFA(ctx, id, kind)
				return err
			},
			ask: func(ctx context.Context) (bool, error) {
				now, err := d.users.MFAVerifications(ctx, id)
				isNew := func(f apiclient.MFAVerification) bool {
					return f.Type == kind && !slices.ContainsFunc(before, func(old apiclient.MFAVerification) bool { return old.ID == f.ID })
				}
				return slices.ContainsFunc(now, isNew), err
			},
		}})
		if err == nil && made == nil {
			return ErrSecretLost
		}
		if err == nil {
			keep(u, made)
		}
		return err
	})
}

// TOTPAddress is what authenticator apps read from a QR code (Google
// Authenticator's "Key Uri Format"): six digits, thirty seconds and SHA-1 are what
// is meant when nothing is said, and what Logto checks.
func TOTPAddress(issuer, account string, secret apiclient.Secret) apiclient.Secret {
	q := url.Values{"secret": {secret.Reveal()}, "issuer": {issuer}}
	return apiclient.Secret("otpauth://totp/" + url.PathEscape(issuer) + ":" + url.PathEscape(account) + "?" + q.Encode())
}
