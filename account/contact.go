package account

import (
	"context"

	"roster/access"
	"roster/apiclient"
	"roster/apiclient/attribute"
	"roster/audit"
)

// reached is how one of the two addresses is sent to and changed.
type reached struct {
	field          attribute.Field
	change, remove access.Action
	set            func(a *apiclient.AccountClient, ctx context.Context, tokens apiclient.TokenSource, proof apiclient.Secret, to string, record apiclient.Secret) error
	drop           func(a *apiclient.AccountClient, ctx context.Context, tokens apiclient.TokenSource, proof apiclient.Secret) error
}

// reachedBy are the two, by the type of the identifier.
var reachedBy = map[string]reached{
	apiclient.IdentifierEmail: {
		attribute.PrimaryEmail, access.OwnEmailChange, access.OwnEmailRemove,
		(*apiclient.AccountClient).SetEmail, (*apiclient.AccountClient).RemoveEmail,
	},
	apiclient.IdentifierPhone: {
		attribute.PrimaryPhone, access.OwnPhoneChange, access.OwnPhoneRemove,
		(*apiclient.AccountClient).SetPhone, (*apiclient.AccountClient).RemovePhone,
	},
}

// SendNewCode sends a code to an address that is to become the person's. to.Value is
// as it was typed: a phone number may be without its country code. The Code has it as
// Logto keeps it.
//
// An address that is none, that the person has already (attribute.Unchanged) or that
// the tenant does not let people change is *attribute.Invalid, and nothing is sent. A
// *attribute.Refused has the codes of SendCode. Both are under the name of the field,
// "primaryEmail" or "primaryPhone". Other errors are those of Read.
func (a *Accounts) SendNewCode(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, to apiclient.Identifier) (Code, error) {
	of := reachedBy[to.Type]
	spec, _ := attribute.SpecOf(of.field)
	value, problem := spec.Normal(attribute.Tidy(to.Value), a.region)
	if problem == "" && value == "" {
		problem = attribute.Missing
	}
	if problem != "" {
		return Code{}, &attribute.Invalid{Fields: map[string]string{string(of.field): problem}}
	}
	to.Value = value
	own, err := a.Read(ctx, owner, tokens)
	if err != nil {
		return Code{}, err
	}
	if err := permitted(own, []change{{Spec: spec, value: value}}); err != nil {
		return Code{}, err
	}
	if of.field.Of(&own.User) == value {
		return Code{}, &attribute.Invalid{Fields: map[string]string{string(of.field): attribute.Unchanged}}
	}
	return a.sendCode(ctx, owner, tokens, to, string(of.field))
}

// SetAddress makes the address of a code that was taken (CheckCode) the person's. A
// *attribute.Refused has Logto's code under the name of the field:
// user.email_already_in_use, user.phone_already_in_use, session.email_blocklist.*,
// verification_record.not_found when it is ten minutes since the code was sent.
// ErrProof wants an identity check; the code stays taken. Other errors are those of
// Read.
func (a *Accounts) SetAddress(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof apiclient.Secret, taken Code) error {
	of := reachedBy[taken.To.Type]
	return a.readdress(ctx, owner, tokens, proof, of, of.change, taken.To.Value, func(ctx context.Context) error {
		return of.set(a.logto, ctx, tokens, proof, taken.To.Value, taken.ID)
	})
}

// RemoveAddress takes the person's e-mail address or phone number away; kind is
// apiclient.IdentifierEmail or IdentifierPhone. A *attribute.Refused has Logto's code
// under the name of the field: user.last_sign_in_method_required. ErrProof wants an
// identity check. Other errors are those of Read.
func (a *Accounts) RemoveAddress(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof apiclient.Secret, kind string) error {
	of := reachedBy[kind]
	return a.readdress(ctx, owner, tokens, proof, of, of.remove, "", func(ctx context.Context) error {
		return of.drop(a.logto, ctx, tokens, proof)
	})
}

// readdress makes a call after which the address is another one.
func (a *Accounts) readdress(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof apiclient.Secret, of reached, action access.Action, value string, call func(context.Context) error) error {
	if proof == "" {
		return ErrProof
	}
	return a.do(ctx, owner, tokens, act{
		action:  action,
		changes: becomes(string(of.field), func(now *apiclient.Account) string { return of.field.Of(&now.User) }, value),
		step: step{
			fields: []string{string(of.field)},
			took:   func(now *apiclient.Account) bool { return of.field.Of(&now.User) == value },
			call:   call,
		},
	})
}

// sendCode sends a code; refusals are under a field.
func (a *Accounts) sendCode(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, to apiclient.Identifier, field string) (Code, error) {
	var made *apiclient.Verification
	err := a.do(ctx, owner, tokens, act{
		action: CodeSend,
		changes: func(*apiclient.Account) []audit.Change {
			return []audit.Change{{Field: to.Type, After: audit.Text(to.Value)}}
		},
		step: step{
			fields: []string{field},
			call: func(ctx context.Context) (err error) {
				made, err = a.logto.SendCode(ctx, tokens, to)
				return err
			},
		},
	})
	if err != nil {
		return Code{}, err
	}
	return Code{To: to, Proof: Proof{made.ID, made.ExpiresAt}}, nil
}
