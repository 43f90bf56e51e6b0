package apiclient

import (
	"context"
	"net/http"
	"net/url"
)

// The calls below need proof of identity, see [Verification]: 401
// verification_record.permission_denied without it, whatever else is wrong. Then come
// 401 auth.unauthorized (a [*CredentialError]) without the scope
// urn:logto:scope:sessions, and 400 account_center.field_not_enabled or
// field_not_editable.

// AccountSession is a place where the person is signed in.
type AccountSession struct {
	Session
	IsCurrent bool `json:"isCurrent"` // whether the token came from it
}

type accountSessionList struct {
	Sessions []AccountSession `json:"sessions"`
}

// Sessions lists where the person is signed in (GET /my-account/sessions).
func (a *AccountClient) Sessions(ctx context.Context, tokens TokenSource, proof Secret) ([]AccountSession, error) {
	list, err := value(get[accountSessionList](ctx, a.proving(tokens, proof), nil, "my-account", "sessions"))
	return list.Sessions, err
}

// GrantsTarget says which grants end with a session, so that refresh tokens die too.
type GrantsTarget string

// The targets; "" leaves it to Logto.
const (
	GrantsAll        GrantsTarget = "all"
	GrantsFirstParty GrantsTarget = "firstParty" // those of the tenant's own applications
)

// EndSession ends a session of the person (DELETE
// /my-account/sessions/:uid?revokeGrantsTarget=, 204). 400 oidc.session_not_found or
// oidc.invalid_session_account_id when it is none of theirs.
func (a *AccountClient) EndSession(ctx context.Context, tokens TokenSource, proof Secret, uid string, grants GrantsTarget) error {
	q := url.Values{}
	setText(q, "revokeGrantsTarget", string(grants))
	_, err := a.proving(tokens, proof).do(ctx, call{
		method: http.MethodDelete, segments: []string{"my-account", "sessions", uid}, query: q,
		idempotent: true, gone: "oidc.session_not_found",
	})
	return err
}

// Grants lists what applications were permitted by the person (GET /my-account/grants).
func (a *AccountClient) Grants(ctx context.Context, tokens TokenSource, proof Secret) ([]Grant, error) {
	list, err := value(get[grantList](ctx, a.proving(tokens, proof), nil, "my-account", "grants"))
	return list.Grants, err
}

// RevokeGrant takes a permission back, with its tokens (DELETE /my-account/grants/:id,
// 204). 404 oidc.invalid_grant.
func (a *AccountClient) RevokeGrant(ctx context.Context, tokens TokenSource, proof Secret, id string) error {
	return remove(ctx, a.proving(tokens, proof), nil, "my-account", "grants", id)
}
