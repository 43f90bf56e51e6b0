package handlers

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"roster/account"
	"roster/apiclient"
	"roster/directory"
	"roster/views"
	"roster/views/paths"
)

// ownTOTP sets up an authenticator app. The secret is made when the page is drawn and
// travels with the form, signed, so that it is the same after a wrong code.
var ownTOTP = ownKind{
	kind: views.OwnTOTP, back: paths.ProfileSecurity(), proof: true, fields: []string{views.FieldSecret, views.FieldAppCode},
	about: func(ctx context.Context, s ownStep, in ownInput) (ownPage, error) {
		secret := apiclient.Secret(in.carried(views.FieldSecret))
		var f ownFacts
		var g errgroup.Group
		g.Go(func() (err error) {
			f, err = s.ownFacts(ctx, in)
			return err
		})
		if secret == "" {
			g.Go(func() (err error) {
				secret, err = s.Account.NewTOTP(ctx, in.tokens)
				return err
			})
		}
		err := g.Wait()
		return func(own account.Own, props *views.OwnStepProps) {
			if props.No = f.closed(own, account.Factors, apiclient.MFATypeTOTP); !props.No.None() {
				return
			}
			props.Replaces = hasKind(f.factors, apiclient.MFATypeTOTP)
			props.App = s.appSecret(in, own, secret)
			props.Carried[views.FieldSecret] = secret.Reveal()
			props.SetField(views.FieldAppCode, views.Field{})
		}, err
	},
	do: func(ctx context.Context, s ownStep, in ownInput) (ownDone, error) {
		code := strings.Join(strings.Fields(in.form[views.FieldAppCode]), "")
		if code == "" {
			return ownDone{}, missing(account.FieldAppCode)
		}
		err := s.Account.AddTOTP(ctx, in.who, in.tokens, in.proof, apiclient.Secret(in.carried(views.FieldSecret)), apiclient.Secret(code))
		return ownDone{said: views.Say("own.totp.done")}, err
	},
}

// appSecret is the secret as apps take it in. Without the picture there is the key.
func (s ownStep) appSecret(in ownInput, own account.Own, secret apiclient.Secret) *views.AppSecret {
	p, issuer := person(in.r), s.LogtoOrigin
	if u, err := url.Parse(s.LogtoOrigin); err == nil {
		issuer = u.Hostname()
	}
	name := cmp.Or(own.User.Username, p.Username, own.User.PrimaryEmail, p.Email, own.User.PrimaryPhone, p.Phone, own.User.ID)
	path, size, err := qrPath(directory.TOTPAddress(issuer, name, secret).Reveal())
	if err != nil {
		path, size = "", ""
	}
	return &views.AppSecret{Key: secret.Reveal(), Path: path, Size: size}
}

// ownCodes makes backup codes, which are shown once.
var ownCodes = ownKind{
	kind: views.OwnCodes, back: paths.ProfileSecurity(), proof: true,
	about: func(ctx context.Context, s ownStep, in ownInput) (ownPage, error) {
		f, err := s.ownFacts(ctx, in)
		return func(own account.Own, props *views.OwnStepProps) {
			if props.No = f.closed(own, account.Factors, apiclient.MFATypeBackupCode); props.No.None() && !hasSecond(f.factors) {
				props.No = views.Say("own.security.codes-later")
			}
			props.Replaces = hasKind(f.factors, apiclient.MFATypeBackupCode)
		}, err
	},
	do: func(ctx context.Context, s ownStep, in ownInput) (done ownDone, err error) {
		codes, err := s.Account.AddBackupCodes(ctx, in.who, in.tokens, in.proof)
		for _, code := range codes {
			done.codes = append(done.codes, code.Reveal())
		}
		return done, err
	},
}

// ownFactor takes a second factor away.
var ownFactor = ownKind{
	kind: views.OwnFactor, back: paths.ProfileSecurity(), proof: true,
	about: aboutFactor(func(apiclient.MFAVerification, *views.OwnStepProps) bool { return true }),
	do: func(ctx context.Context, s ownStep, in ownInput) (ownDone, error) {
		err := s.Account.RemoveFactor(ctx, in.who, in.tokens, in.proof, in.r.PathValue("factor"))
		return ownDone{said: views.Say("own.factor.done")}, err
	},
}

// ownPasskey names a passkey.
var ownPasskey = ownKind{
	kind: views.OwnPasskey, back: paths.ProfileSecurity(), proof: true, fields: []string{views.FieldPasskeyName},
	about: aboutFactor(func(f apiclient.MFAVerification, props *views.OwnStepProps) bool {
		props.SetField(views.FieldPasskeyName, views.Field{Value: f.Name})
		return f.Type == apiclient.MFATypeWebAuthn
	}),
	do: func(ctx context.Context, s ownStep, in ownInput) (ownDone, error) {
		err := s.Account.RenamePasskey(ctx, in.who, in.tokens, in.proof, in.r.PathValue("factor"), in.form[views.FieldPasskeyName])
		return ownDone{said: views.Say("own.passkey.done")}, err
	},
}

// aboutFactor is about the factor in the address, which must be one of the person's.
// fits fills in the rest of the page, and says whether it is of the right kind.
func aboutFactor(fits func(apiclient.MFAVerification, *views.OwnStepProps) bool) func(context.Context, ownStep, ownInput) (ownPage, error) {
	return func(ctx context.Context, s ownStep, in ownInput) (ownPage, error) {
		all, err := openFactors(s.Account.Factors(ctx, in.tokens))
		return func(own account.Own, props *views.OwnStepProps) {
			at := slices.IndexFunc(all, func(f apiclient.MFAVerification) bool { return f.ID == in.r.PathValue("factor") })
			if at < 0 || !fits(all[at], props) {
				props.Gone = true
				return
			}
			control := account.Factors
			if all[at].Type == apiclient.MFATypeWebAuthn {
				control = account.Passkeys
			}
			if own.ControlOf(control) != account.Edit {
				props.No, props.Closed = views.Say("problem.field-closed"), true
			}
			props.Factor = &factorItems(all[at : at+1])[0]
		}, err
	}
}

// ownFacts is what there is, and what the tenant offers.
type ownFacts struct {
	factors []apiclient.MFAVerification
	offers  *apiclient.PublicExperience
}

// ownFacts reads both at once.
func (s ownStep) ownFacts(ctx context.Context, in ownInput) (f ownFacts, err error) {
	var g errgroup.Group
	g.Go(func() (err error) {
		f.factors, err = openFactors(s.Account.Factors(ctx, in.tokens))
		return err
	})
	g.Go(func() (err error) {
		f.offers, err = s.Account.Experience(ctx)
		return err
	})
	return f, g.Wait()
}

// closed is why a factor of this kind cannot be made, none where it can.
func (f ownFacts) closed(own account.Own, control string, kind apiclient.MFAType) views.Message {
	switch {
	case own.ControlOf(control) != account.Edit:
		return views.Say("problem.field-closed")
	case !slices.Contains(f.offers.MFA.Factors, string(kind)):
		return views.Say("own.factor.not-offered")
	}
	return views.Message{}
}
