package apiclient

import (
	"context"
	"net/url"
)

// Session is a browser's single sign-on session. Its id in calls is Payload.UID.
type Session struct {
	Payload struct {
		UID       string `json:"uid"`
		AccountID string `json:"accountId"`
		IssuedAt  int64  `json:"iat"`     // Unix seconds
		ExpiresAt int64  `json:"exp"`     // Unix seconds
		LoginAt   int64  `json:"loginTs"` // Unix seconds
		// Authorizations is by client id.
		Authorizations map[string]SessionAuthorization `json:"authorizations,omitempty"`
	} `json:"payload"`
	LastSubmission *struct {
		InteractionEvent string         `json:"interactionEvent"`
		SignInContext    *SignInContext `json:"signInContext,omitempty"`
	} `json:"lastSubmission"`
	ClientID  string `json:"clientId"`
	AccountID string `json:"accountId"`
	ExpiresAt Millis `json:"expiresAt"`
}

// SessionAuthorization is one application inside a session.
type SessionAuthorization struct {
	SID     string `json:"sid,omitempty"` // as in ID tokens and logout tokens
	GrantID string `json:"grantId,omitempty"`
}

// SignInContext is where somebody signed in from. Country and city need a proxy
// that tells.
type SignInContext struct {
	IP        string `json:"ip,omitempty"`
	UserAgent string `json:"userAgent,omitempty"`
	Country   string `json:"country,omitempty"`
	City      string `json:"city,omitempty"`
}

type sessionList struct {
	Sessions []Session `json:"sessions"`
}

// Sessions lists where a person is signed in (GET /users/:id/sessions). Unknown
// people have none: 200.
func (s *UsersService) Sessions(ctx context.Context, id string) ([]Session, error) {
	list, err := value(get[sessionList](ctx, s.client, nil, "users", id, "sessions"))
	return list.Sessions, err
}

// Session reads one session (GET /users/:id/sessions/:uid). 404
// oidc.session_not_found.
func (s *UsersService) Session(ctx context.Context, id, uid string) (*Session, error) {
	return get[Session](ctx, s.client, nil, "users", id, "sessions", uid)
}

// EndSession ends a session and revokes the grants of all applications in it, so
// that refresh tokens die as well (DELETE
// /users/:id/sessions/:uid?revokeGrantsTarget=all).
func (s *UsersService) EndSession(ctx context.Context, id, uid string) error {
	return remove(ctx, s.client, url.Values{"revokeGrantsTarget": {"all"}}, "users", id, "sessions", uid)
}

// Grant is what an application was permitted by a person.
type Grant struct {
	ID      string `json:"id"`
	Payload struct {
		ClientID  string `json:"clientId"`
		AccountID string `json:"accountId"`
		IssuedAt  int64  `json:"iat"` // Unix seconds
		ExpiresAt int64  `json:"exp"` // Unix seconds
	} `json:"payload"`
	ExpiresAt   Millis   `json:"expiresAt"`
	Application NamedRef `json:"application"`
}

type grantList struct {
	Grants []Grant `json:"grants"`
}

// Grants lists a person's grants (GET /users/:id/grants). They stay listed after
// a suspension, though nothing works with them.
func (s *UsersService) Grants(ctx context.Context, id string) ([]Grant, error) {
	list, err := value(get[grantList](ctx, s.client, nil, "users", id, "grants"))
	return list.Grants, err
}

// RevokeGrant revokes a grant with its tokens (DELETE
// /users/:id/grants/:grantId). 404 oidc.invalid_grant.
func (s *UsersService) RevokeGrant(ctx context.Context, id, grantID string) error {
	return remove(ctx, s.client, nil, "users", id, "grants", grantID)
}
