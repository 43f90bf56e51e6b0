package handlers

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"roster/access"
	"roster/account"
	"roster/apiclient"
	"roster/apiclient/attribute"
	"roster/auth"
	"roster/views"
	"roster/views/paths"
)

// identityCheck proves who the person is, by their password or by a code to an
// address of theirs, once for up to ten minutes (ASVS 5.0, 7.5.1).
var identityCheck = ownKind{
	kind: views.OwnVerify, back: paths.Profile(),
	fields: []string{views.FieldPassword, views.FieldCode, views.FieldSent},
	about: func(_ context.Context, _ ownStep, in ownInput) (ownPage, error) {
		return func(own account.Own, props *views.OwnStepProps) { proofWays(in, own, props) }, nil
	},
	do: func(ctx context.Context, s ownStep, in ownInput) (ownDone, error) {
		proof, sent, err := s.prove(ctx, in)
		if err != nil || sent != nil {
			return ownDone{sent: sent}, err
		}
		err = s.Auth.KeepProof(in.r, auth.Proof{ID: proof.ID.Reveal(), Until: proof.Until})
		return ownDone{to: verifiedFor(in.r)}, err
	},
}

// proofWays offers what the person can prove with. Whether there is a password shows
// only where the tenant shows it; that it is wrong Logto says then.
func proofWays(in ownInput, own account.Own, props *views.OwnStepProps) {
	email, phone := ownAddresses(in, own)
	if email != "" {
		props.Ways = append(props.Ways, views.ProofWay{Then: views.ThenEmail, To: email})
	}
	if phone != "" {
		props.Ways = append(props.Ways, views.ProofWay{Then: views.ThenPhone, To: showPhone(phone)})
	}
	switch {
	case !own.CanProve:
		nothingToProveWith(own, props)
	case own.User.HasPassword == nil || *own.User.HasPassword || len(props.Ways) == 0:
		props.SetField(views.FieldPassword, views.Field{})
	}
}

// nothingToProveWith says what to do about it: a first password needs no proof.
func nothingToProveWith(own account.Own, props *views.OwnStepProps) {
	props.No = views.Say("own.no-proof-ask")
	if props.SetPassword = own.ControlOf(account.Password) == account.Edit; props.SetPassword {
		props.No = views.Say("own.no-proof")
	}
}

// ownAddresses are the person's own, as Logto has them: letter case counts.
func ownAddresses(in ownInput, own account.Own) (email, phone string) {
	p := person(in.r)
	email, phone = p.Email, p.Phone
	if own.ControlOf(account.Email) != account.Off {
		email = own.User.PrimaryEmail
	}
	if own.ControlOf(account.Phone) != account.Off {
		phone = own.User.PrimaryPhone
	}
	return email, phone
}

// prove takes the password or the code, or sends a code.
func (s ownStep) prove(ctx context.Context, in ownInput) (account.Proof, *sentCode, error) {
	sent, waiting := codeIn(in.form)
	switch then := in.form[views.FieldThen]; {
	case then == views.ThenEmail || then == views.ThenPhone:
		own, err := s.Account.Read(ctx, in.who, in.tokens)
		if err != nil {
			return account.Proof{}, nil, err
		}
		email, phone := ownAddresses(in, own)
		to := apiclient.Identifier{Type: apiclient.IdentifierEmail, Value: email}
		if then == views.ThenPhone {
			to = apiclient.Identifier{Type: apiclient.IdentifierPhone, Value: phone}
		}
		code, err := s.send(ctx, in, to)
		return account.Proof{}, code, err
	case then == views.ThenResend && waiting:
		code, err := s.resend(ctx, in, sent)
		return account.Proof{}, code, err
	case waiting:
		return sent.code().Proof, nil, s.check(ctx, in, account.IdentityCheck, sent)
	}
	password := in.form[views.FieldPassword]
	if password == "" {
		return account.Proof{}, nil, missing(account.FieldPassword)
	}
	proof, err := s.Account.CheckPassword(ctx, in.who, in.tokens, apiclient.Secret(password))
	return proof, nil, err
}

func (s ownStep) send(ctx context.Context, in ownInput, to apiclient.Identifier) (*sentCode, error) {
	return s.paced(ctx, in, to, func(ctx context.Context) (account.Code, error) {
		return s.Account.SendCode(ctx, in.who, in.tokens, to)
	})
}

// resend sends another code to the same address; the one before counts no more.
func (s ownStep) resend(ctx context.Context, in ownInput, sent sentCode) (*sentCode, error) {
	if err := s.resendable(sent); err != nil {
		return nil, err
	}
	return s.send(ctx, in, sent.code().To)
}

// check takes the code that was typed; spaces in it are as people write them. how is what
// it was sent for.
func (s ownStep) check(ctx context.Context, in ownInput, how access.Action, sent sentCode) error {
	typed := strings.Join(strings.Fields(in.form[views.FieldCode]), "")
	if typed == "" {
		return missing(account.FieldCode)
	}
	return s.Account.CheckCode(ctx, in.who, in.tokens, how, sent.code(), apiclient.Secret(typed))
}

func missing(field string) error {
	return &attribute.Invalid{Fields: map[string]string{field: attribute.Missing}}
}

// verifiedFor is the page that the identity check is for: one about oneself.
func verifiedFor(r *http.Request) string {
	next := paths.SafeNext(r.URL.Query().Get(paths.ParamNext))
	u, err := url.Parse(next)
	if err != nil || u.Path == paths.ProfileVerify("") || !strings.HasPrefix(u.Path, paths.Profile()+"/") {
		return paths.Profile()
	}
	return next
}
