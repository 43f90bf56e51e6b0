package handlers

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"

	"roster/account"
	"roster/apiclient"
	"roster/i18n"
	"roster/views"
	"roster/views/paths"
)

// ownFactorReader is what is needed of package account to show how people sign in.
type ownFactorReader interface {
	Factors(ctx context.Context, tokens apiclient.TokenSource) ([]apiclient.MFAVerification, error)
	Experience(ctx context.Context) (*apiclient.PublicExperience, error)
	NewTOTP(ctx context.Context, tokens apiclient.TokenSource) (apiclient.Secret, error)
}

// ownSignIn is how the person at the browser signs in: each part read, or with its error.
type ownSignIn struct {
	account.Own
	factors []apiclient.MFAVerification
	offers  *apiclient.PublicExperience // empty when it could not be read

	ownErr, factorsErr, offersErr error
}

// ownSecurity is the page about how one signs in.
func (a *app) ownSecurity(w http.ResponseWriter, r *http.Request) error {
	s := a.readOwnSignIn(r)
	for _, err := range []error{s.ownErr, s.factorsErr, s.offersErr} {
		if errors.Is(err, errSignIn) || err != nil && clientGone(r, err) {
			return err
		}
		if err != nil {
			a.Log.WarnContext(r.Context(), "own sign-in not read", "id", visitOf(r).id, "person", actor(r).ID, "error", err)
		}
	}
	return a.render(w, r, http.StatusOK, views.OwnSecurityPage(a.shell(w, r), a.ownSecurityProps(r, s)))
}

// readOwnSignIn reads it in one round of calls.
func (a *app) readOwnSignIn(r *http.Request) (s ownSignIn) {
	who, tokens := actor(r), a.ownToken(r)
	var parts sync.WaitGroup
	parts.Go(func() { s.Own, s.ownErr = a.Account.Read(r.Context(), who, tokens) })
	parts.Go(func() { s.factors, s.factorsErr = openFactors(a.Account.Factors(r.Context(), tokens)) })
	parts.Go(func() { s.offers, s.offersErr = a.Account.Experience(r.Context()) })
	parts.Wait()
	if s.offersErr != nil {
		s.offers = &apiclient.PublicExperience{}
	}
	return s
}

// openFactors takes it for none that the tenant keeps them from people, which the
// controls tell as well.
func openFactors(all []apiclient.MFAVerification, err error) ([]apiclient.MFAVerification, error) {
	if apiclient.HasCode(err, "account_center.field_not_enabled") || apiclient.HasCode(err, "account_center.not_enabled") {
		return nil, nil
	}
	return all, err
}

// ownSecurityProps is the page. Nothing of it is shown while it is not known whose the
// account is and what the tenant lets people do.
func (a *app) ownSecurityProps(r *http.Request, s ownSignIn) views.OwnSecurityProps {
	failure := func(err error) *views.Failure {
		if err == nil {
			return nil
		}
		f := ownFailure(r, err)
		f.RetryURL = paths.ProfileSecurity()
		return f
	}
	factors, passkeys := splitFactors(factorItems(s.factors))
	offered := func(kind apiclient.MFAType) bool { return slices.Contains(s.offers.MFA.Factors, string(kind)) }
	unread := failure(s.ownErr)
	lost := failure(cmp.Or(s.ownErr, s.factorsErr))
	p := views.OwnSecurityProps{
		OwnHead:  ownHead(person(r)),
		Closed:   s.ownErr == nil && !s.Enabled,
		Password: views.OwnPasswordCard{Access: accessOf(s.Own, account.Password), Has: hasPassword(s.Own), Failure: unread},
		Factors: views.OwnFactorsCard{
			Access: accessOf(s.Own, account.Factors), Items: factors, App: offered(apiclient.MFATypeTOTP), Codes: offered(apiclient.MFATypeBackupCode),
			Second: hasSecond(s.factors), OffersUnread: s.offersErr != nil, Failure: lost,
		},
		Passkeys: views.OwnPasskeysCard{Access: accessOf(s.Own, account.Passkeys), Items: passkeys, OffersUnread: s.offersErr != nil, Failure: lost},
	}
	back, language := a.URL.JoinPath(paths.ProfileSecurity()).String(), string(i18n.LocaleFrom(r.Context()))
	if offered(apiclient.MFATypeWebAuthn) || s.offers.PasskeySignIn.Enabled {
		p.Passkeys.AddURL = paths.HostedPasskey(a.LogtoOrigin, back, language)
	}
	if p.Factors.Access == views.OwnHidden && p.Passkeys.Access != views.OwnHidden { // one list, which goes by the factors
		p.Passkeys.ManageURL = paths.HostedPasskeys(a.LogtoOrigin, back, language)
	}
	return p
}

func accessOf(own account.Own, control string) views.OwnAccess {
	switch own.ControlOf(control) {
	case account.Edit:
		return views.OwnEdited
	case account.ReadOnly:
		return views.OwnSeen
	}
	return views.OwnHidden
}

// hasPassword: there is one, and the tenant lets people know.
func hasPassword(own account.Own) bool { return own.User.HasPassword != nil && *own.User.HasPassword }

// hasSecond: there is a factor that backup codes can stand in for.
func hasSecond(all []apiclient.MFAVerification) bool {
	return slices.ContainsFunc(all, func(f apiclient.MFAVerification) bool { return f.Type != apiclient.MFATypeBackupCode })
}

func hasKind(all []apiclient.MFAVerification, kind apiclient.MFAType) bool {
	return slices.ContainsFunc(all, func(f apiclient.MFAVerification) bool { return f.Type == kind })
}

// splitFactors tells passkeys from the others.
func splitFactors(all []views.FactorItem) (factors, passkeys []views.FactorItem) {
	for _, f := range all {
		if f.Kind == views.FactorPasskey {
			passkeys = append(passkeys, f)
		} else {
			factors = append(factors, f)
		}
	}
	return factors, passkeys
}
