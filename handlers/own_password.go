package handlers

import (
	"context"
	"errors"

	"roster/access"
	"roster/account"
	"roster/apiclient"
	"roster/apiclient/attribute"
	"roster/auth"
	"roster/views"
	"roster/views/paths"
)

// ownSecretKeeper is what is needed of package account to change how one signs in.
type ownSecretKeeper interface {
	SetPassword(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof, password apiclient.Secret) error
	AddTOTP(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof, secret, code apiclient.Secret) error
	AddBackupCodes(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof apiclient.Secret) ([]apiclient.Secret, error)
	RemoveFactor(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof apiclient.Secret, id string) error
	RenamePasskey(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof apiclient.Secret, id, name string) error
}

// ownPassword sets or changes the password. While it is typed the identity check may
// run out; then the form asks for the present password beside the new one, which is
// kept nowhere.
var ownPassword = ownKind{
	kind: views.OwnPassword, back: paths.ProfileSecurity(), proof: true, unproved: true, inPlace: true,
	fields: []string{views.FieldPassword, views.FieldNewPassword},
	about: func(ctx context.Context, s ownStep, in ownInput) (ownPage, error) {
		offers, err := s.Account.Experience(ctx)
		if err != nil {
			s.Log.WarnContext(ctx, "password policy not read", "id", visitOf(in.r).id, "error", err)
			offers = &apiclient.PublicExperience{}
		}
		return func(own account.Own, props *views.OwnStepProps) {
			if own.ControlOf(account.Password) != account.Edit {
				props.No, props.Closed = views.Say("problem.field-closed"), true
				return
			}
			props.First = !hasPassword(own)
			props.Rules, props.RulesUnread = passwordRules(attribute.PolicyOf(offers.PasswordPolicy)), err != nil
			if in.proof == "" && own.CanProve {
				props.SetField(views.FieldPassword, views.Field{})
			}
			props.SetField(views.FieldNewPassword, views.Field{})
		}, nil
	},
	do: func(ctx context.Context, s ownStep, in ownInput) (done ownDone, err error) {
		if in.form[views.FieldNewPassword] == "" {
			return done, missing(account.NewPassword)
		}
		if _, asked := in.form[views.FieldPassword]; asked && in.proof == "" {
			if in.proof, err = s.proveInPlace(ctx, in); err != nil {
				return done, err
			}
			done.proof = in.proof
		}
		done.said = views.Say("own.password.done")
		return done, s.Account.SetPassword(ctx, in.who, in.tokens, in.proof, apiclient.Secret(in.form[views.FieldNewPassword]))
	},
}

// proveInPlace is the identity check by the password in the form itself.
func (s ownStep) proveInPlace(ctx context.Context, in ownInput) (apiclient.Secret, error) {
	typed := in.form[views.FieldPassword]
	if typed == "" {
		return "", missing(account.FieldPassword)
	}
	proof, err := s.Account.CheckPassword(ctx, in.who, in.tokens, apiclient.Secret(typed))
	if err != nil {
		return "", err
	}
	return proof.ID, s.Auth.KeepProof(in.r, auth.Proof{ID: proof.ID.Reveal(), Until: proof.Until})
}

// explainSecret writes what became of a password or a factor where no field alone says
// it; false for what it knows nothing of.
func explainSecret(props *views.OwnStepProps, err error) bool {
	rejected, _ := errors.AsType[*attribute.PasswordRejected](err)
	partial, _ := errors.AsType[*attribute.Partial](err)
	switch {
	case rejected != nil:
		props.Broken = brokenOwnRules(rejected.Rules)
	case errors.Is(err, account.ErrNoFactor):
		props.Gone = true
	case partial != nil && props.Kind == views.OwnCodes && errors.Is(err, attribute.ErrUncertain):
		props.Problem = views.Say("own.codes.unseen")
	case partial != nil && props.Kind == views.OwnCodes:
		props.Problem = views.Say("own.codes.lost")
	case errors.Is(err, account.ErrProof):
		props.Problem = views.Say("own.password.lapsed")
	default:
		return false
	}
	return true
}

// brokenOwnRules are the sentences for the rules that one's own password breaks.
func brokenOwnRules(rules []attribute.PasswordRule) []views.Message {
	all := brokenRules(rules)
	for i, rule := range rules {
		if rule.Code == "password_rejected.restricted.user_info" {
			all[i] = views.Say("own.problem.password-owner")
		}
	}
	return all
}

// passwordRules are the tenant's as pages say them.
func passwordRules(p attribute.PasswordPolicy) views.PasswordRules {
	return views.PasswordRules{
		MinLength: p.MinLength, MaxLength: p.MaxLength, MinTypes: p.MinTypes,
		RefusesLeaked: p.RefusesLeaked, RefusesRuns: p.RefusesRuns, RefusesOwner: p.RefusesOwner, Words: p.Words,
	}
}
