package handlers

import (
	"context"
	"errors"

	"roster/access"
	"roster/account"
	"roster/apiclient"
	"roster/apiclient/attribute"
	"roster/views"
	"roster/views/paths"
)

type addressChanger interface {
	SendNewCode(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, to apiclient.Identifier) (account.Code, error)
	SetAddress(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof apiclient.Secret, taken account.Code) error
	RemoveAddress(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof apiclient.Secret, kind string) error
}

// ownAddress is how one of the two addresses is asked for.
type ownAddress struct {
	kind, field string // apiclient.IdentifierEmail or IdentifierPhone; name in the form
	// done and gone are the messages after a change and a removal, late that of a change
	// which does not show yet.
	done, late, gone views.Message
}

var (
	ownEmailAddress = ownAddress{
		apiclient.IdentifierEmail, views.FieldPrimaryEmail,
		views.Say("own.email.done", "to", theirEmail), views.Say("own.email.late"), views.Say("own.email-remove.done"),
	}
	ownPhoneNumber = ownAddress{
		apiclient.IdentifierPhone, views.FieldPrimaryPhone,
		views.Say("own.phone.done", "to", theirPhone), views.Say("own.phone.late"), views.Say("own.phone-remove.done"),
	}
)

// ownEmail and its kin change how the person is reached, in three steps: the new
// address, the code that was sent there, done.
var (
	ownEmail        = ownEmailAddress.change(views.OwnEmail)
	ownPhone        = ownPhoneNumber.change(views.OwnPhone)
	ownEmailRemoval = ownEmailAddress.removal(views.OwnEmailRemove)
	ownPhoneRemoval = ownPhoneNumber.removal(views.OwnPhoneRemove)
)

func (o ownAddress) change(kind views.OwnStepKind) ownKind {
	return ownKind{
		kind: kind, back: paths.Profile(), proof: true,
		fields: []string{o.field, views.FieldCode, views.FieldSent},
		about: func(context.Context, ownStep, ownInput) (ownPage, error) {
			return func(own account.Own, props *views.OwnStepProps) {
				if o.editable(own, props) {
					props.SetField(o.field, views.Field{})
				}
			}, nil
		},
		do: o.doChange,
	}
}

func (o ownAddress) removal(kind views.OwnStepKind) ownKind {
	return ownKind{
		kind: kind, back: paths.Profile(), proof: true,
		about: func(context.Context, ownStep, ownInput) (ownPage, error) {
			return func(own account.Own, props *views.OwnStepProps) {
				props.Gone = o.editable(own, props) && props.Subject == ""
			}, nil
		},
		do: func(ctx context.Context, s ownStep, in ownInput) (ownDone, error) {
			err := s.Account.RemoveAddress(ctx, in.who, in.tokens, in.proof, o.kind)
			return ownDone{anew: true, said: o.gone}, err
		},
	}
}

// editable says why the address cannot be changed, or what it is now.
func (o ownAddress) editable(own account.Own, props *views.OwnStepProps) bool {
	field := directoryFields[o.field]
	if own.Control(field) != account.Edit {
		props.No, props.Closed = views.Say("problem.field-closed"), true
		return false
	}
	props.Subject = sentCode{Type: o.kind, To: field.Of(&own.User)}.shown()
	return true
}

func (o ownAddress) doChange(ctx context.Context, s ownStep, in ownInput) (ownDone, error) {
	sent, waiting := codeIn(in.form)
	switch {
	case waiting && in.form[views.FieldThen] == views.ThenResend && !sent.Taken:
		code, err := s.resend(ctx, in, sent)
		return ownDone{sent: code}, err
	case waiting:
		return o.finish(ctx, s, in, sent)
	case in.proof == "": // before a code is sent that it would be asked for in the end
		return ownDone{}, account.ErrProof
	}
	to := apiclient.Identifier{Type: o.kind, Value: in.form[o.field]}
	code, err := s.paced(ctx, in, to, func(ctx context.Context) (account.Code, error) {
		return s.Account.SendNewCode(ctx, in.who, in.tokens, to)
	})
	return ownDone{sent: code}, err
}

// finish takes the code, once, and makes the address the person's. What then fails does
// not ask for the code again: the form carries that it was taken.
func (o ownAddress) finish(ctx context.Context, s ownStep, in ownInput, sent sentCode) (ownDone, error) {
	if !sent.Taken {
		if err := s.check(ctx, in, account.AddressCheck, sent); err != nil {
			return ownDone{}, err
		}
		sent.Taken = true
		in.carry(views.FieldSent, carryCode(sent))
	}
	err := s.Account.SetAddress(ctx, in.who, in.tokens, in.proof, sent.code())
	if _, refused := errors.AsType[*attribute.Refused](err); refused { // another address, or another code
		in.carry(views.FieldSent, "")
		in.form[o.field] = sent.shown()
	}
	return ownDone{anew: true, said: o.done, late: o.late}, err
}
