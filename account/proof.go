package account

import (
	"context"
	"time"

	"roster/access"
	"roster/apiclient"
)

// Actions of proving who one is.
const (
	IdentityCheck access.Action = "account.check-identity"
	AddressCheck  access.Action = "account.check-address" // that a new address is their own
	CodeSend      access.Action = "account.send-code"
)

// Fields of the forms that prove something, as refusals name them.
const (
	FieldPassword = "password"
	FieldCode     = "code"
	FieldAddress  = "address"
)

// Proof is Logto's record that the person showed anew who they are, which lets them
// change how they sign in. It lives ten minutes, however often it is used.
type Proof struct {
	ID    apiclient.Secret
	Until time.Time
}

// Code is a code under way to an address.
type Code struct {
	To apiclient.Identifier
	// Proof is what it proves once it was typed back: of one's own address who one is,
	// of another that it is one's own.
	Proof
}

// CheckPassword proves by the password who the person is. A *attribute.Refused has
// Logto's code under FieldPassword: session.invalid_credentials,
// session.verification_blocked_too_many_attempts. Other errors are those of Read.
func (a *Accounts) CheckPassword(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, password apiclient.Secret) (Proof, error) {
	var made *apiclient.Verification
	err := a.do(ctx, owner, tokens, act{action: IdentityCheck, step: step{
		fields: []string{FieldPassword},
		call: func(ctx context.Context) (err error) {
			made, err = a.logto.VerifyPassword(ctx, tokens, password)
			return err
		},
	}})
	if err != nil {
		return Proof{}, err
	}
	return Proof{made.ID, made.ExpiresAt}, nil
}

// SendCode sends a code to an address. A *attribute.Refused has Logto's code under
// FieldAddress: request.message_rate_limited, connector.not_found (no mail or SMS
// service), session.email_blocklist.*, guard.invalid_input. Other errors are those of
// Read.
func (a *Accounts) SendCode(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, to apiclient.Identifier) (Code, error) {
	return a.sendCode(ctx, owner, tokens, to, FieldAddress)
}

// CheckCode takes the code that was typed. Afterwards sent.Proof proves what it is
// to. how is what the code was sent for, by its name in the trail: IdentityCheck or
// AddressCheck. A *attribute.Refused has Logto's code under FieldCode: verification_code.*
// (code_mismatch, expired, exceed_max_try, not_found), verification_record.not_found,
// session.verification_blocked_too_many_attempts. Other errors are those of Read.
func (a *Accounts) CheckCode(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, how access.Action, sent Code, typed apiclient.Secret) error {
	return a.do(ctx, owner, tokens, act{action: how, step: step{
		fields: []string{FieldCode},
		call: func(ctx context.Context) error {
			_, err := a.logto.VerifyCode(ctx, tokens, sent.To, sent.ID, typed)
			return err
		},
	}})
}
