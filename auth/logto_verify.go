package auth

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/time/rate"
)

// algorithms are what Logto signs with: ES384, or RS256 where the administrator chose RSA keys. Neither
// "none" nor a shared-secret algorithm is ever accepted (ASVS 5.0 9.1.2).
var algorithms = []string{oidc.ES384, oidc.RS256}

// verifiers check the three kinds of token. They share one set of keys, which fetches again when a token
// names a key it does not know (rotation).
type verifiers struct {
	client         string
	now            func() time.Time
	ours, resource *oidc.IDTokenVerifier // by audience: the application, ROSTER_RESOURCE
}

func newVerifiers(o Options, issuer, jwks string) verifiers {
	// A bag of values only: go-oidc ignores its cancellation.
	ctx := oidc.ClientContext(context.Background(), throttled(o.HTTP))
	set := keySet{oidc.NewRemoteKeySet(ctx, jwks)}
	verifier := func(audience string) *oidc.IDTokenVerifier {
		return oidc.NewVerifier(issuer, set, &oidc.Config{ClientID: audience, SupportedSigningAlgs: algorithms, Now: o.Now})
	}
	return verifiers{client: o.ClientID, now: o.Now, ours: verifier(o.ClientID), resource: verifier(o.Resource)}
}

func bad(why string) error { return fmt.Errorf("%w: %s", ErrBadToken, why) }

// identity verifies an ID token (OpenID Connect Core 3.1.3.7).
func (v verifiers) identity(ctx context.Context, raw, nonce string) (Identity, error) {
	if typ := typeOf(raw); typ != "" && typ != "jwt" {
		return Identity{}, bad("the ID token is of another type")
	}
	token, err := v.verify(ctx, v.ours, raw)
	if err != nil {
		return Identity{}, err
	}
	var c struct {
		SID      string `json:"sid"`
		AZP      string `json:"azp"`
		AuthTime int64  `json:"auth_time"`
	}
	switch {
	case token.Claims(&c) != nil:
		return Identity{}, bad("the claims of the ID token cannot be read")
	case len(token.Audience) != 1 || (c.AZP != "" && c.AZP != v.client):
		return Identity{}, bad("the ID token is for others too")
	case token.Subject == "":
		return Identity{}, bad("the ID token names nobody")
	case nonce == "" || subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(nonce)) != 1:
		return Identity{}, bad("the ID token has another nonce")
	case token.IssuedAt.After(v.now().Add(skew)):
		return Identity{}, bad("the ID token is from the future")
	case c.AuthTime <= 0:
		return Identity{}, bad("the ID token has no auth_time")
	}
	return Identity{Subject: token.Subject, SID: c.SID, AuthTime: time.Unix(c.AuthTime, 0).UTC()}, nil
}

type grantClaims struct {
	Subject string `json:"sub"`
	Client  string `json:"client_id"`
	Scope   string `json:"scope"`
	expires time.Time
}

// grant verifies an access token for ROSTER_RESOURCE (RFC 9068 4).
func (v verifiers) grant(ctx context.Context, raw string) (c grantClaims, err error) {
	if typ := typeOf(raw); typ != "at+jwt" && typ != "application/at+jwt" {
		return c, bad("the access token is not of the type at+jwt")
	}
	token, err := v.verify(ctx, v.resource, raw)
	if err != nil {
		return c, err
	}
	switch {
	case token.Claims(&c) != nil:
		return grantClaims{}, bad("the claims of the access token cannot be read")
	case len(token.Audience) != 1 || c.Client != v.client:
		return grantClaims{}, bad("the access token is for others")
	case c.Subject == "" || token.IssuedAt.After(v.now().Add(skew)):
		return grantClaims{}, bad("the access token names nobody or is from the future")
	}
	c.expires = token.Expiry
	return c, nil
}

// Logout verifies a logout token (Back-Channel Logout 1.0, 2.6).
func (l *logto) Logout(ctx context.Context, raw string) (Logout, error) {
	e, err := l.endpoints(ctx)
	if err != nil {
		return Logout{}, err
	}
	if typeOf(raw) != "logout+jwt" {
		return Logout{}, bad("the logout token is not of the type logout+jwt")
	}
	var away error
	token, err := e.tokens.ours.VerifyLogout(context.WithValue(ctx, awaySlot{}, &away), raw)
	if err != nil {
		return Logout{}, verifyError(err, away)
	}
	if len(token.Audience) != 1 {
		return Logout{}, bad("the logout token is for others too")
	}
	return Logout{ID: token.TokenID, Subject: token.Subject, SID: token.SessionID, IssuedAt: token.IssuedAt, Expires: token.Expiry}, nil
}

func (v verifiers) verify(ctx context.Context, by *oidc.IDTokenVerifier, raw string) (*oidc.IDToken, error) {
	var away error
	token, err := by.Verify(context.WithValue(ctx, awaySlot{}, &away), raw)
	if err != nil {
		return nil, verifyError(err, away)
	}
	return token, nil
}

// verifyError tells a token that is wrong from keys that could not be had.
func verifyError(err, away error) error {
	if away != nil {
		return &ProviderError{Op: "keys", Err: transportError(away, "the keys cannot be read")}
	}
	return fmt.Errorf("%w: %w", ErrBadToken, err)
}

// typeOf reads the "typ" header, lower case. It decides which checks follow, not whether to trust.
func typeOf(raw string) string {
	head, _, _ := strings.Cut(raw, ".")
	b, err := base64.RawURLEncoding.DecodeString(head)
	var h struct {
		Typ string `json:"typ"`
	}
	if err != nil || json.Unmarshal(b, &h) != nil {
		return ""
	}
	return strings.ToLower(h.Typ)
}

// keySet passes on, beside go-oidc's flattened text, that the keys could not be fetched.
type keySet struct{ remote *oidc.RemoteKeySet }

type awaySlot struct{}

func (k keySet) VerifySignature(ctx context.Context, jwt string) ([]byte, error) {
	payload, err := k.remote.VerifySignature(ctx, jwt)
	if err != nil && strings.HasPrefix(err.Error(), "fetching keys") {
		if slot, ok := ctx.Value(awaySlot{}).(*error); ok {
			*slot = err
		}
	}
	return payload, err
}

var errThrottled = errors.New("the keys were fetched too often")

// throttled bounds how often the keys are fetched: anybody can post a logout token that names an unknown key.
func throttled(c *http.Client) *http.Client {
	limited := *c
	limited.Transport = limitedTransport{c.Transport, rate.NewLimiter(rate.Every(5*time.Second), 10)}
	return &limited
}

type limitedTransport struct {
	next    http.RoundTripper
	limiter *rate.Limiter
}

func (t limitedTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	if !t.limiter.Allow() {
		return nil, errThrottled
	}
	if t.next == nil {
		return http.DefaultTransport.RoundTrip(r)
	}
	return t.next.RoundTrip(r)
}
