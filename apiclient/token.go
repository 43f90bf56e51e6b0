package apiclient

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
	"golang.org/x/sync/singleflight"
)

// TokenSource hands out bearer tokens. refused is empty, or the token Logto has
// just answered 401 to: then another one is wanted, and returning the same one
// again ends the call with that 401. Implementations are safe for concurrent
// use and return when ctx ends.
type TokenSource interface {
	Token(ctx context.Context, refused Secret) (Secret, error)
}

// TokenFunc is a [TokenSource] of one function.
type TokenFunc func(ctx context.Context, refused Secret) (Secret, error)

// Token implements [TokenSource].
func (f TokenFunc) Token(ctx context.Context, refused Secret) (Secret, error) { return f(ctx, refused) }

// StaticToken is a source of one token, such as a person's own for the Account API.
func StaticToken(token Secret) TokenSource {
	return TokenFunc(func(context.Context, Secret) (Secret, error) { return token, nil })
}

// clientCredentials fetches a machine-to-machine token (RFC 6749, 4.4) once for
// all callers, renews it in the background before it ends and keeps it in memory.
type clientCredentials struct {
	config  *clientcredentials.Config // pointer: holds the secret, see [Secret]
	http    *http.Client
	timeout time.Duration
	flight  singleflight.Group

	mu      sync.Mutex
	current *oauth2.Token
	renewAt time.Time // from then on a new one is fetched while this one still serves
}

func newClientCredentials(c *Client, id string, secret Secret, resource string) *clientCredentials {
	transport := &boundedTransport{base: c.http.Transport, limit: 1 << 20, userAgent: c.userAgent}
	return &clientCredentials{
		config: &clientcredentials.Config{
			ClientID:       id,
			ClientSecret:   secret.Reveal(),
			TokenURL:       c.base.String() + "/oidc/token",
			Scopes:         []string{"all"},
			EndpointParams: url.Values{"resource": {resource}},
			AuthStyle:      oauth2.AuthStyleInHeader, // client_secret_basic, form-encoded
		},
		http:    &http.Client{Transport: transport, CheckRedirect: checkRedirect},
		timeout: c.timeout,
	}
}

// Token implements [TokenSource].
func (s *clientCredentials) Token(ctx context.Context, refused Secret) (Secret, error) {
	token, fresh := s.cached(refused)
	if token != "" && fresh {
		return token, nil
	}
	// One fetch for everybody, on a context of its own: the caller that happens
	// to start it may leave without failing the others.
	done := s.flight.DoChan("token", func() (any, error) { return s.fetch(refused) })
	if token != "" {
		return token, nil // still good; the next callers get the new one
	}
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case result := <-done:
		if result.Err != nil {
			return "", result.Err
		}
		return result.Val.(Secret), nil
	}
}

// cached returns the token in hand, "" when there is none that serves, and
// whether it need not be renewed yet.
func (s *clientCredentials) cached(refused Secret) (token Secret, fresh bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current != nil && s.current.AccessToken == refused.Reveal() {
		s.current = nil // forget it now, lest a fetch under way hands it out again
	}
	now := time.Now()
	if s.current == nil || !now.Before(s.current.Expiry) {
		return "", false
	}
	return Secret(s.current.AccessToken), now.Before(s.renewAt)
}

// fetch asks for a token and keeps it. A caller that comes late, after another
// one has renewed the token, gets that.
func (s *clientCredentials) fetch(refused Secret) (Secret, error) {
	if token, fresh := s.cached(refused); fresh {
		return token, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), s.timeout)
	defer cancel()
	token, err := s.config.Token(context.WithValue(ctx, oauth2.HTTPClient, s.http))
	if err != nil {
		return "", tokenError(ctx, err)
	}
	now := time.Now()
	if token.Expiry.IsZero() { // no expires_in: ask again soon
		token.Expiry = now.Add(time.Minute)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.current = token
	s.renewAt = token.Expiry.Add(-min(time.Minute, token.Expiry.Sub(now)/4))
	return Secret(token.AccessToken), nil
}

// tokenError turns what x/oauth2 says into this package's errors. Its own texts
// quote the body of the answer.
func tokenError(ctx context.Context, err error) error {
	const path = "/oidc/token"
	k := call{method: http.MethodPost}
	if e, ok := errors.AsType[*oauth2.RetrieveError](err); ok && e.Response != nil {
		failed := refusal(k, e.Response, e.Body)
		return atTokenEndpoint(failed, path)
	}
	if _, ok := errors.AsType[*url.Error](err); ok {
		return unsent(transportError(ctx, k.method, path, err))
	}
	return &Unavailable{
		Kind: KindMalformed, Status: http.StatusOK, Method: k.method, Path: path,
		Err: errors.New("no token in the answer"),
	}
}

// atTokenEndpoint renames a refusal to the token endpoint's, where every
// definite no is one of the credential.
func atTokenEndpoint(err error, path string) error {
	if e, ok := errors.AsType[*Unavailable](err); ok {
		e.Path, e.Sent = path, false
		return e
	}
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return err
	}
	e.Path = path
	switch {
	case e.Status == http.StatusTooManyRequests:
		return e
	case e.Code == "" && (e.Status == http.StatusNotFound || e.Status == http.StatusMethodNotAllowed):
		return &Unavailable{
			Kind: KindMalformed, Status: e.Status, Method: e.Method, Path: path,
			Err: errors.New("no token endpoint there"),
		}
	}
	return &CredentialError{At: "token", Err: e}
}

// boundedTransport reads the whole answer within a limit before x/oauth2 sees
// it, so that a connection cut in the middle is told from a wrong answer.
type boundedTransport struct {
	base      http.RoundTripper
	limit     int64
	userAgent string
}

func (t *boundedTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	req = req.Clone(req.Context())
	req.Header.Set("User-Agent", t.userAgent)
	resp, err := t.base.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	data, err := readBounded(resp.Body, t.limit)
	_ = resp.Body.Close()
	if err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(data))
	return resp, nil
}
