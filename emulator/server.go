package emulator

import (
	"crypto/ecdsa"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Role is a role to seed: its name, what it is for, and the scopes of Config.Resource it carries.
type Role struct {
	Name        string
	Description string
	Scopes      []string
}

// Config says what the server starts with. The zero value is an empty tenant with a machine-to-machine application.
type Config struct {
	// Endpoint is the address people and programs use, without a trailing slash ("http://127.0.0.1:3001"). It may be
	// set later with SetEndpoint, once the listener has its port; until then the address of each request is used.
	Endpoint string
	// M2MID and M2MSecret are the machine-to-machine application's credentials; random when empty.
	M2MID, M2MSecret string
	// WebID and WebSecret are a Traditional web application's. It is made when WebID, or a redirect URI, is given, or
	// the tenant is not Empty.
	WebID, WebSecret       string
	RedirectURIs           []string
	PostLogoutRedirectURIs []string
	BackchannelLogoutURI   string
	// Resource is the indicator of an API resource, with its Scopes and the lifetime of its tokens in seconds
	// (300 when zero). Not made when empty.
	Resource         string
	Scopes           []string
	ResourceTokenTTL int64
	// Roles are made beside the resource. The demo people hold the role whose name contains their kind
	// ("admin" → "Roster admin").
	Roles []Role
	// AccountFields are what people may do with fields of their own account (Off, ReadOnly or Edit, by
	// name). With any the account center is switched on; a fresh tenant has it off.
	AccountFields map[string]string
	// Users is the number of generated people beside the demo people. Seed makes them reproducible.
	Users int
	Seed  uint64
	// MailServer is the host:port of a mail server, such as ServeSMTP's, that a connector of the tenant sends through.
	// There is no connector when it is empty.
	MailServer string
	// SocialConnectors are the targets of social connectors ("google"), whose provider is a page of this server. When nil
	// a tenant that is not Empty has one of Google's name.
	SocialConnectors []string
	// AccountCenter lets people edit everything of their own account; a fresh Logto lets them nothing.
	AccountCenter bool
	// Storage keeps the pictures that people upload, in memory; a fresh Logto has nowhere to keep them.
	Storage bool
	// SecondFactors lets people set up second factors if they want to; a fresh Logto offers none.
	SecondFactors bool
	// ProfileFields makes some fields of a person's profile that the tenant asks for beside the usual ones.
	ProfileFields bool
	// Empty leaves out all people, demo and generated, and the organizations.
	Empty bool
	// Now is the clock; time.Now when nil.
	Now func() time.Time
	// Faults are what goes wrong from the start; see SetFaults.
	Faults Faults
	// Client sends back-channel logout tokens, deliveries to webhooks and other outgoing requests; a client with a 10 s
	// timeout when nil.
	Client *http.Client
	// Webhooks are made at the end: nobody is told of the first contents.
	Webhooks []Webhook
	// WebhookTimeout is how long a receiver may take; 10 s when zero.
	WebhookTimeout time.Duration
}

// Person is somebody of the demo who can sign in. Role is admin, helpdesk, auditor or person.
type Person struct {
	Role     string `json:"role"`
	Username string `json:"username"`
	Password string `json:"password"`
	Name     string `json:"name"`
}

// Credentials are what a portal needs to use the server. Resource is the API resource that was seeded, if any.
type Credentials struct {
	Endpoint           string `json:"endpoint"`
	M2MID              string `json:"m2mId"`
	M2MSecret          string `json:"m2mSecret"`
	ManagementResource string `json:"managementResource"`
	WebID              string `json:"webId,omitempty"`
	WebSecret          string `json:"webSecret,omitempty"`
	Resource           string `json:"resource,omitempty"`
}

// Server is the emulator; it is an http.Handler for the whole origin.
type Server struct {
	tenant *tenant
	api    router
	key    *ecdsa.PrivateKey
	keyID  string
	keys   keyNames
	// verified are tokens signed with key.
	verified verifiedTokens
	// trouble is nil while the server is healthy.
	trouble atomic.Pointer[troublemaker]
	client  *http.Client
	courier *courier
	mailbox mailbox
	pages   map[string]func(*flow) hosted

	mu          sync.Mutex // guards the fields below
	endpoint    string
	credentials Credentials
	demo        []Person
	log         requestLog
}

// New makes a server with the contents that cfg describes.
func New(cfg Config) (*Server, error) {
	key, keyID, err := newSigningKey()
	if err != nil {
		return nil, fmt.Errorf("emulator: signing key: %w", err)
	}
	now := cfg.Now
	if now == nil {
		now = time.Now
	}
	s := &Server{tenant: newTenant(now), key: key, keyID: keyID, client: cfg.Client}
	s.keys = keyNames{signingID: longID(), cookieID: longID(), createdAt: now().Unix()}
	if s.client == nil {
		s.client = newClient()
	}
	s.courier = s.newCourier(cfg.WebhookTimeout)
	if err := s.SetFaults(cfg.Faults); err != nil {
		return nil, fmt.Errorf("emulator: %w", err)
	}
	s.SetEndpoint(cfg.Endpoint)
	tables := append([][]route{s.publicRoutes(), s.accountRoutes(), s.experienceRoutes()}, s.mgmtRoutes()...)
	s.api = newRouter(append(tables, unsupportedRoutes())...)
	s.pages = s.hostedPages()
	s.openAccounts(cfg.AccountFields)
	s.seed(cfg)
	return s, nil
}

// newClient has connections of its own, so that Close can end them, and enough of them for one receiver.
func newClient() *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 4 * deliveriesAtOnce
	return &http.Client{Timeout: 10 * time.Second, Transport: transport}
}

// SetEndpoint sets the address of the server, for a listener whose port is known late.
func (s *Server) SetEndpoint(endpoint string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.endpoint = strings.TrimSuffix(endpoint, "/")
	s.credentials.Endpoint = s.endpoint
}

// People are the demo people; none on an Empty server.
func (s *Server) People() []Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Person(nil), s.demo...)
}

// Credentials are the applications' credentials.
func (s *Server) Credentials() Credentials {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.credentials
}

// origin is the configured endpoint, or the address the request was sent to.
func (s *Server) origin(r *http.Request) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.endpoint != "" {
		return s.endpoint
	}
	return "http://" + r.Host
}

// issuer of the OIDC provider.
func (s *Server) issuer(r *http.Request) string { return s.origin(r) + oidcPrefix }

// ServeHTTP answers and logs one request. It panics with http.ErrAbortHandler, which net/http understands, when a fault
// breaks the connection.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	rec := &statusRecorder{ResponseWriter: w, status: http.StatusOK}
	r, causes := s.listen(r)
	broken := true
	defer func() {
		s.record(Request{Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, Status: rec.status})
		causes.release(rec, broken)
	}()
	if !s.troubled(rec, r) {
		s.serve(rec, r)
	}
	broken = false
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	path := r.URL.EscapedPath()
	switch {
	case path == apiPrefix || strings.HasPrefix(path, apiPrefix+"/"):
		s.serveAPI(w, r)
	case path == oidcPrefix || strings.HasPrefix(path, oidcPrefix+"/"):
		s.serveOIDC(w, r)
	default:
		s.servePages(w, r)
	}
}
