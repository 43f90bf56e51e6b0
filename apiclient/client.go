package apiclient

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Client calls one Logto tenant. It is made by [New], never changes after that
// and may be used from many goroutines.
type Client struct {
	Users             *UsersService
	Roles             *RolesService
	Resources         *ResourcesService
	Organizations     *OrganizationsService
	OrganizationRoles *OrganizationRolesService
	Invitations       *InvitationsService
	OneTimeTokens     *OneTimeTokensService
	Applications      *ApplicationsService
	SignInExperience  *SignInExperienceService
	AccountCenter     *AccountCenterService
	Connectors        *ConnectorsService
	VerificationCodes *VerificationCodesService
	ProfileFields     *ProfileFieldsService
	Configs           *ConfigsService
	UserAssets        *UserAssetsService
	Hooks             *HooksService
	Logs              *LogsService
	Dashboard         *DashboardService

	base      *url.URL // endpoint, no trailing slash
	http      *http.Client
	tokens    TokenSource
	userAgent string
	timeout   time.Duration // one try
	maxBody   int64         // bytes of an answer
	retry     RetryPolicy
	proof     *Secret // verification record of the Account API; behind a pointer, so that printing shows none
}

// service is what every resource's service is: the shared client.
type service struct{ client *Client }

// Defaults of [New].
const (
	DefaultTimeout         = 10 * time.Second
	DefaultMaxResponseSize = 16 << 20 // bytes
	maxRequestSize         = 1 << 20  // bytes; koa-body's limit
)

// New returns a client of the Logto at endpoint, such as
// "https://auth.example.com" (a path is kept, a query refused). One of
// [WithClientCredentials] and [WithTokenSource] must be given.
func New(endpoint string, opts ...Option) (*Client, error) {
	c, s, err := configured(endpoint, opts)
	if err != nil {
		return nil, err
	}
	if s.newTokens == nil {
		return nil, errors.New("apiclient: no credential: use WithClientCredentials or WithTokenSource")
	}
	c.tokens = s.newTokens(c)
	c.attach()
	return c, nil
}

// configured is a client without tokens and services, and what it was made with.
func configured(endpoint string, opts []Option) (*Client, settings, error) {
	base, err := parseEndpoint(endpoint)
	if err != nil {
		return nil, settings{}, err
	}
	s := settings{
		transport: newTransport(),
		userAgent: "roster",
		timeout:   DefaultTimeout,
		maxBody:   DefaultMaxResponseSize,
		retry:     DefaultRetryPolicy,
	}
	for _, opt := range opts {
		if err := opt(&s); err != nil {
			return nil, settings{}, err
		}
	}
	return &Client{
		base:      base,
		http:      &http.Client{Transport: s.transport, CheckRedirect: checkRedirect},
		userAgent: s.userAgent,
		timeout:   s.timeout,
		maxBody:   s.maxBody,
		retry:     s.retry,
	}, s, nil
}

// Ping tells whether Logto answers and gives out tokens (GET /status, 204).
func (c *Client) Ping(ctx context.Context) error {
	return tell(ctx, c, http.MethodGet, nil, "status")
}

// attach points every service at the client.
func (c *Client) attach() {
	common := &service{client: c}
	c.Users = (*UsersService)(common)
	c.Roles = (*RolesService)(common)
	c.Resources = (*ResourcesService)(common)
	c.Organizations = (*OrganizationsService)(common)
	c.OrganizationRoles = (*OrganizationRolesService)(common)
	c.Invitations = (*InvitationsService)(common)
	c.OneTimeTokens = (*OneTimeTokensService)(common)
	c.Applications = (*ApplicationsService)(common)
	c.SignInExperience = (*SignInExperienceService)(common)
	c.AccountCenter = (*AccountCenterService)(common)
	c.Connectors = (*ConnectorsService)(common)
	c.VerificationCodes = (*VerificationCodesService)(common)
	c.ProfileFields = (*ProfileFieldsService)(common)
	c.Configs = (*ConfigsService)(common)
	c.UserAssets = (*UserAssetsService)(common)
	c.Hooks = (*HooksService)(common)
	c.Logs = (*LogsService)(common)
	c.Dashboard = (*DashboardService)(common)
}

func parseEndpoint(endpoint string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimRight(endpoint, "/"))
	switch {
	case err != nil:
		return nil, errors.New("apiclient: endpoint is not a URL")
	case u.Scheme != "https" && u.Scheme != "http", u.Host == "":
		return nil, fmt.Errorf("apiclient: endpoint %q is no http or https address", u.Redacted())
	case u.User != nil, u.RawQuery != "", u.Fragment != "":
		return nil, fmt.Errorf("apiclient: endpoint %q must have no user, query or fragment", u.Redacted())
	}
	return u, nil
}

// call is one request to the API, before it is built.
type call struct {
	method   string
	segments []string // of the path below /api, unescaped
	query    url.Values
	body     any     // encoded as JSON; nil sends none
	file     *upload // sent as it is, in place of body
	out      any     // decoded from JSON; nil ignores the body
	// idempotent calls may be repeated after a failure.
	idempotent bool
	// gone is the code that tells a DELETE that there is nothing to delete, where
	// Logto says so with another status than 404.
	gone string
}

// upload is a body that is no JSON, of any size.
type upload struct {
	contentType string
	data        []byte
}

// path joins the segments for error texts.
func (k call) path() string { return "/api/" + strings.Join(k.segments, "/") }

// encode returns the body's bytes, nil when there is none.
func (k call) encode() ([]byte, error) {
	if k.file != nil {
		return k.file.data, nil
	}
	if k.body == nil {
		return nil, nil
	}
	data, err := json.Marshal(k.body)
	if err != nil {
		return nil, fmt.Errorf("apiclient: %s %s: encoding the body: %w", k.method, k.path(), err)
	}
	if len(data) > maxRequestSize {
		return nil, ErrBodyTooLarge
	}
	return data, nil
}

// request builds an HTTP request; the only place that does.
func (c *Client) request(ctx context.Context, k call, body []byte, token Secret) (*http.Request, error) {
	target, err := c.address(append([]string{"api"}, k.segments...), k.query)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, k.method, target.String(), bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("apiclient: %s %s: %w", k.method, k.path(), err)
	}
	switch {
	case k.file != nil:
		req.Header.Set("Content-Type", k.file.contentType)
	case body != nil:
		req.Header.Set("Content-Type", "application/json")
	default:
		req.Body, req.GetBody, req.ContentLength = http.NoBody, nil, 0
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", c.userAgent)
	if token != "" { // public endpoints take none
		req.Header.Set("Authorization", "Bearer "+token.Reveal())
	}
	if c.proof != nil {
		req.Header.Set("Logto-Verification-Id", c.proof.Reveal())
	}
	return req, nil
}

// address appends escaped segments to the endpoint.
func (c *Client) address(segments []string, query url.Values) (*url.URL, error) {
	u := *c.base
	var raw strings.Builder
	raw.WriteString(u.EscapedPath())
	for _, s := range segments {
		if !validSegment(s) {
			return nil, ErrInvalidID
		}
		u.Path += "/" + s
		raw.WriteString("/" + url.PathEscape(s))
	}
	u.RawPath = raw.String()
	u.RawQuery = query.Encode()
	return &u, nil
}

// validSegment refuses what could reach another endpoint than the one meant.
func validSegment(s string) bool {
	if s == "" || s == "." || s == ".." {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		return r == '/' || r == '\\' || r < 0x20 || r == 0x7f || r == '\uFFFD'
	})
}

// checkRedirect keeps the token at home: only a GET is sent on, and only to the
// same scheme and host.
func checkRedirect(req *http.Request, via []*http.Request) error {
	first := via[0]
	if first.Method != http.MethodGet || len(via) > 3 ||
		req.URL.Scheme != first.URL.Scheme || req.URL.Host != first.URL.Host {
		return errRedirect
	}
	return nil
}

var errRedirect = errors.New("a redirect that is not followed")
