package auth

import (
	"context"
	"time"

	"roster/access"
)

// Provider is Logto's side of signing in. The one implementation stands on go-oidc; the interface is
// what Logto's own SDK would have to offer to take its place. Errors are *ProviderError (Logto refused
// or did not answer) or wrap ErrBadToken (its answer does not verify).
type Provider interface {
	// AuthorizeURL is where the browser goes to sign in.
	AuthorizeURL(ctx context.Context, a Authorization) (string, error)
	// CheckIssuer compares the "iss" parameter of a callback (RFC 9207, ASVS 5.0 10.2.2).
	CheckIssuer(ctx context.Context, iss string) error
	// Exchange trades the code for tokens and verifies the ID token against nonce.
	Exchange(ctx context.Context, code, verifier, nonce string) (Tokens, Identity, error)
	// Refresh trades the refresh token for another opaque access token.
	Refresh(ctx context.Context, refreshToken string) (Tokens, error)
	// Grant trades the refresh token for an access token for ROSTER_RESOURCE and reads from it, once
	// verified, what the person may do.
	Grant(ctx context.Context, refreshToken string) (Grant, error)
	// UserInfo reads the claims of the person whom the opaque access token is for.
	UserInfo(ctx context.Context, accessToken string) (UserInfo, error)
	// Logout verifies a back-channel logout token.
	Logout(ctx context.Context, raw string) (Logout, error)
	// Revoke revokes a refresh token and with it the whole grant (RFC 7009).
	Revoke(ctx context.Context, refreshToken string) error
	// EndSessionURL is where the browser goes to end its session at Logto.
	EndSessionURL(ctx context.Context, back string) (string, error)
}

// Authorization is what differs from one authorization request to the next.
type Authorization struct {
	State, Nonce, Verifier string
	// Login asks for the password again even when Logto knows the browser (step-up).
	Login bool
	// WithoutResource leaves ROSTER_RESOURCE and the capabilities out: Logto does not know it.
	WithoutResource bool
	// Link is what a sign-in that begins with a link brings, nil for others.
	Link *Link
	// MaxAge is how old a sign-in at Logto may be.
	MaxAge time.Duration
}

// Tokens are what the token endpoint gave.
type Tokens struct {
	Access  string    // opaque: for userinfo and the Account API
	Expires time.Time // of Access
	Refresh string    // "" when Logto gave none
}

// Identity is what a verified ID token says.
type Identity struct {
	Subject  string
	SID      string // Logto's session, "" when it names none
	AuthTime time.Time
}

// Grant is what a verified access token for ROSTER_RESOURCE says.
type Grant struct {
	Subject      string
	Capabilities access.Set
	Expires      time.Time
	Refresh      string // the refresh token to use from now on
}

// Logout is what a verified logout token says. At least one of Subject and SID is set.
type Logout struct {
	ID           string // "jti"
	Subject, SID string
	IssuedAt     time.Time
	Expires      time.Time
}
