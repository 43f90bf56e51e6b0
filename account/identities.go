package account

import (
	"context"
	"errors"
	"net"
	"net/url"

	"roster/access"
	"roster/apiclient"
	"roster/apiclient/attribute"
	"roster/audit"
)

// Actions on the person's accounts elsewhere.
const (
	IdentityLink   access.Action = "account.link-identity"
	IdentityUnlink access.Action = "account.unlink-identity"
)

// FieldIdentity is what refusals of these are about.
const FieldIdentity = "identity"

// LinkedAlready is a code of *attribute.Invalid under FieldIdentity: the person has an
// account of this provider.
const LinkedAlready = "identity_linked_already"

// ErrProvider: Logto sends the browser to an address that is no page on the web, such as
// that of an app on a phone.
var ErrProvider = errors.New("account: the provider cannot be reached with a browser")

// SocialSignIn is a sign-in at a provider that has begun.
type SocialSignIn struct {
	Proof          // becomes that of the account there, once it is verified
	Address string // where the browser goes: https, or http on this very machine
}

// Providers are the social providers that people can sign in with (GET
// /.well-known/sign-in-exp). Errors are those of apiclient.
func (a *Accounts) Providers(ctx context.Context) ([]apiclient.SocialConnector, error) {
	public, err := a.logto.Experience(ctx)
	if err != nil {
		return nil, wrap("read the social providers", err)
	}
	return public.SocialConnectors, nil
}

// BeginLink begins a sign-in at the provider of a connector, which comes back to the
// address with state (POST /verifications/social). Nothing of the account changes by it.
// ErrProof wants an identity check first, ErrProvider is described above; a
// *attribute.Refused has Logto's code under FieldIdentity (session.invalid_connector_id,
// connector.*), *attribute.Invalid is account_center.field_not_editable. Other errors are
// those of Read.
func (a *Accounts) BeginLink(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof apiclient.Secret, connector, state, back string) (SocialSignIn, error) {
	own, err := a.Read(ctx, owner, tokens)
	switch {
	case err != nil:
		return SocialSignIn{}, err
	case own.ControlOf(Social) != Edit:
		return SocialSignIn{}, &attribute.Invalid{Fields: map[string]string{FieldIdentity: notEditable}}
	case own.CanProve && proof == "":
		return SocialSignIn{}, ErrProof
	}
	begun, err := a.logto.BeginSocial(ctx, tokens, connector, state, back)
	if err != nil {
		return SocialSignIn{}, refusal(err, []string{FieldIdentity})
	}
	if !isWeb(begun.AuthorizationURI) {
		return SocialSignIn{}, ErrProvider
	}
	return SocialSignIn{Proof: Proof{begun.ID, begun.ExpiresAt}, Address: begun.AuthorizationURI}, nil
}

// isWeb: a browser can be sent there, and nobody on the way reads along.
func isWeb(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "https" || u.Scheme == "http" && (u.Hostname() == "localhost" || ip != nil && ip.IsLoopback())
}

// Link links the account that was signed in to: begun is the id that BeginLink gave,
// answer what the provider sent back, target the connector's (POST
// /verifications/social/verify, then POST /my-account/identities). ErrProof wants an
// identity check; *attribute.Invalid is LinkedAlready; a *attribute.Refused has Logto's code
// under FieldIdentity: user.identity_already_in_use (somebody else's, 422),
// verification_record.not_found, session.connector_validation_session_not_found,
// connector.*. Other errors are attribute.ErrUncertain beside Logto's own and those of
// Read; a provider's refusal may also come as a plain *apiclient.Error of 401.
func (a *Accounts) Link(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof, begun apiclient.Secret, target string, answer map[string]string) error {
	now, err := a.owned(ctx, owner, tokens)
	if err != nil {
		return err
	}
	if linked(target)(now) {
		return &attribute.Invalid{Fields: map[string]string{FieldIdentity: LinkedAlready}}
	}
	if now.HasSecurityVerificationMethod && proof == "" {
		return ErrProof
	}
	event := audit.Event{Actor: owner, Action: IdentityLink, Target: owner.ID, Changes: []audit.Change{{Field: FieldIdentity, After: audit.Text(target)}}}
	return a.mutate(ctx, event, tokens, []step{{
		fields: []string{FieldIdentity}, took: linked(target),
		call: func(ctx context.Context) error {
			if _, err := a.logto.VerifySocial(ctx, tokens, begun, answer); err != nil {
				return err
			}
			return a.logto.LinkIdentity(ctx, tokens, proof, begun)
		},
	}})
}

func linked(target string) func(*apiclient.Account) bool {
	return func(now *apiclient.Account) bool {
		_, has := now.Identities[target]
		return has
	}
}

// Unlink unlinks the account of a connector's target (DELETE
// /my-account/identities/:target). ErrGone says that there is none; ErrProof wants an
// identity check of those who can make one. A *attribute.Refused has Logto's code under
// FieldIdentity (user.last_sign_in_method_required); other errors are those of Link.
func (a *Accounts) Unlink(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof apiclient.Secret, target string) error {
	now, err := a.owned(ctx, owner, tokens)
	if err != nil {
		return err
	}
	if !linked(target)(now) {
		return ErrGone
	}
	was := target + ": " + now.Identities[target].UserID
	event := audit.Event{Actor: owner, Action: IdentityUnlink, Target: owner.ID, Changes: []audit.Change{{Field: FieldIdentity, Before: audit.Text(was)}}}
	return a.mutate(ctx, event, tokens, []step{{
		fields: []string{FieldIdentity},
		took:   func(now *apiclient.Account) bool { return !linked(target)(now) },
		call: func(ctx context.Context) error {
			err := a.logto.UnlinkIdentity(ctx, tokens, proof, target)
			if apiclient.IsNotFound(err) { // somebody was faster
				return nil
			}
			return err
		},
	}})
}
