package auth

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
	"golang.org/x/sync/singleflight"

	"roster/access"
	"roster/views/paths"
)

// baseScopes are asked for beside the capabilities. The last one is for the Account API.
var baseScopes = []string{
	"openid", "profile", "email", "phone", "address", "roles", "custom_data", "identities", "offline_access",
	"urn:logto:scope:organizations", "urn:logto:scope:organization_roles", "urn:logto:scope:sessions",
}

// logto is the Provider that stands on go-oidc.
type logto struct {
	o         Options
	issuer    string
	found     atomic.Pointer[endpoints]
	discovery singleflight.Group
}

func newLogto(o Options) *logto { return &logto{o: o, issuer: o.Endpoint + "/oidc"} }

// endpoints are what discovery found.
type endpoints struct {
	client                 oauth2.Config // never used itself, see config
	tokens                 verifiers
	userinfo               string
	revocation, endSession string
	issInCallback          bool
}

// config is the client for one call. An oauth2.Config remembers things while it is used, so one that is shared
// cannot be copied by somebody else meanwhile.
func (e *endpoints) config() *oauth2.Config {
	return &oauth2.Config{
		ClientID: e.client.ClientID, ClientSecret: e.client.ClientSecret, Endpoint: e.client.Endpoint, RedirectURL: e.client.RedirectURL,
	}
}

// metadata are the discovery claims that go-oidc keeps to itself.
type metadata struct {
	JWKS          string `json:"jwks_uri"`
	Userinfo      string `json:"userinfo_endpoint"`
	Revocation    string `json:"revocation_endpoint"`
	EndSession    string `json:"end_session_endpoint"`
	IssInCallback bool   `json:"authorization_response_iss_parameter_supported"`
}

// endpoints discovers once it succeeds and again on every call until then, once at a time. Logto may be
// down when the portal starts.
func (l *logto) endpoints(ctx context.Context) (*endpoints, error) {
	if e := l.found.Load(); e != nil {
		return e, nil
	}
	flight := l.discovery.DoChan("", func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), l.o.Timeout)
		defer cancel()
		e, err := l.discover(ctx)
		if err == nil {
			l.found.Store(e)
		}
		return e, err
	})
	select {
	case <-ctx.Done():
		return nil, &ProviderError{Op: "discovery", Err: ctx.Err()}
	case done := <-flight:
		e, _ := done.Val.(*endpoints)
		return e, done.Err
	}
}

func (l *logto) discover(ctx context.Context) (*endpoints, error) {
	p, err := oidc.NewProvider(oidc.ClientContext(ctx, l.o.HTTP), l.issuer)
	if err != nil {
		return nil, &ProviderError{Op: "discovery", Err: transportError(err, "no usable discovery document at "+l.issuer)}
	}
	var m metadata
	if err := p.Claims(&m); err != nil {
		return nil, &ProviderError{Op: "discovery", Err: errors.New("the discovery document cannot be read")}
	}
	endpoint := p.Endpoint()
	endpoint.AuthStyle = oauth2.AuthStyleInHeader // client_secret_basic, as Logto registers
	for _, u := range []string{endpoint.AuthURL, endpoint.TokenURL, m.JWKS, m.Userinfo, m.Revocation, m.EndSession} {
		if !sameScheme(l.issuer, u) {
			return nil, &ProviderError{Op: "discovery", Err: errors.New("the discovery document names an endpoint that is missing or less safe than the issuer")}
		}
	}
	return &endpoints{
		client: oauth2.Config{
			ClientID: l.o.ClientID, ClientSecret: l.o.ClientSecret, Endpoint: endpoint,
			RedirectURL: l.o.BaseURL + paths.Callback(),
		},
		tokens:   newVerifiers(l.o, l.issuer, m.JWKS),
		userinfo: m.Userinfo, revocation: m.Revocation, endSession: m.EndSession, issInCallback: m.IssInCallback,
	}, nil
}

func sameScheme(a, b string) bool {
	u, err := url.Parse(b)
	return err == nil && u.Host != "" && strings.HasPrefix(a, u.Scheme+"://")
}

// AuthorizeURL: prompt=consent brings the refresh token (a first-party application shows no page for it),
// max_age brings auth_time.
func (l *logto) AuthorizeURL(ctx context.Context, a Authorization) (string, error) {
	e, err := l.endpoints(ctx)
	if err != nil {
		return "", err
	}
	conf, prompt := e.config(), "consent"
	conf.Scopes = append([]string{}, baseScopes...)
	opts := []oauth2.AuthCodeOption{
		oauth2.S256ChallengeOption(a.Verifier), oidc.Nonce(a.Nonce),
		oauth2.SetAuthURLParam("max_age", strconv.Itoa(int(a.MaxAge/time.Second))),
	}
	if a.Login {
		prompt = "login consent"
	}
	if !a.WithoutResource {
		for _, c := range access.All() {
			conf.Scopes = append(conf.Scopes, string(c))
		}
		opts = append(opts, oauth2.SetAuthURLParam("resource", l.o.Resource))
	}
	if a.Link != nil {
		opts = append(opts, oauth2.SetAuthURLParam("one_time_token", a.Link.Token), oauth2.SetAuthURLParam("login_hint", a.Link.Address))
		if a.Link.Reset {
			opts = append(opts, oauth2.SetAuthURLParam("first_screen", "reset_password"))
		}
	}
	return conf.AuthCodeURL(a.State, append(opts, oauth2.SetAuthURLParam("prompt", prompt))...), nil
}

// CheckIssuer demands the parameter when Logto says it sends it (RFC 9207 2.4).
func (l *logto) CheckIssuer(ctx context.Context, iss string) error {
	e, err := l.endpoints(ctx)
	if err != nil {
		return err
	}
	if iss != l.issuer && (iss != "" || e.issInCallback) {
		return bad("the callback is from another issuer")
	}
	return nil
}

// EndSessionURL names the client rather than the ID token: that holds a name and addresses, which do not
// belong in an address bar (ASVS 5.0 14.2.1). Logto redirects back with either.
func (l *logto) EndSessionURL(ctx context.Context, back string) (string, error) {
	e, err := l.endpoints(ctx)
	if err != nil {
		return "", err
	}
	return e.endSession + "?" + url.Values{"client_id": {l.o.ClientID}, "post_logout_redirect_uri": {back}}.Encode(), nil
}

// transportError keeps what happened on the wire and drops what came over it: bodies do not go to logs.
func transportError(err error, otherwise string) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	if errors.Is(err, errTooLarge) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return err
	}
	return errors.New(otherwise)
}

var _ Provider = (*logto)(nil)

// client puts our bounded client where x/oauth2 and go-oidc look for it.
func (l *logto) client(ctx context.Context) context.Context {
	return context.WithValue(ctx, oauth2.HTTPClient, l.o.HTTP)
}

func isJSON(h http.Header) bool {
	return strings.HasPrefix(h.Get("Content-Type"), "application/json")
}
