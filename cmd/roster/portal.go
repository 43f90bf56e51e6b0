package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"roster/access"
	"roster/account"
	"roster/apiclient"
	"roster/audit"
	"roster/auth"
	"roster/directory"
	"roster/handlers"
	"roster/mail"
	"roster/static"
	"roster/store"
	"roster/views/paths"
)

// logtoWithin bounds one try of a call to Logto.
const logtoWithin = 8 * time.Second

// portal is the program joined together, without its listener.
type portal struct {
	handler http.Handler
	db      *store.DB
	metrics *metrics     // nil when there are none
	mailer  *mail.Mailer // nil when no mail server is set
	// tasks work without being asked, until the context of newPortal ends.
	tasks   []func(context.Context)
	tasking sync.WaitGroup
	shipper *shipper // nil when the trail is not shipped
}

// close waits for the tasks that still run, whose context must have ended, and closes the
// database.
func (p *portal) close() error {
	p.tasking.Wait()
	return p.db.Close()
}

// agent begins the name that calls to Logto carry; the version follows.
const agent = "roster/"

// newPortal builds the parts in the order they need each other. It calls the
// database but not Logto: the portal starts and answers while Logto is down.
// What runs in the background ends with ctx.
func newPortal(ctx context.Context, c Config, log *slog.Logger) (*portal, error) {
	mailer, err := c.mailer()
	if err != nil {
		return nil, err
	}
	db, err := store.Open(ctx, c.DatabaseURL)
	if err != nil {
		return nil, err
	}
	if err := db.Migrate(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	p := &portal{db: db, mailer: mailer}
	if c.MetricsListen != "" {
		p.metrics = newMetrics()
	}
	if c.AuditShip != "" {
		p.shipper = newShipper(log)
	}
	if p.handler, err = p.join(ctx, c, log); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	for _, task := range p.tasks {
		p.tasking.Go(func() { task(ctx) })
	}
	return p, nil
}

// join makes the parts and hands each what it needs of the others.
func (p *portal) join(ctx context.Context, c Config, log *slog.Logger) (http.Handler, error) {
	trail, err := p.trail(ctx, c, log)
	if err != nil {
		return nil, err
	}
	logto, err := p.client(c)
	if err != nil {
		return nil, err
	}
	var people *directory.Directory // made below: it needs the service, which tells it of sign-ins
	service, err := auth.New(ctx, auth.Options{
		Endpoint: c.LogtoEndpoint, ClientID: c.LogtoAppID, ClientSecret: c.LogtoAppSecret, Resource: c.Resource,
		BaseURL: c.URL, Key: c.key("roster session"), Store: p.db.Sessions(), Trail: sessionTrail{trail}, Log: log,
		Idle: c.SessionIdleTimeout, Absolute: c.SessionMaxAge, Timeout: logtoWithin,
		SignedIn: func(ctx context.Context, who access.Actor, link string) error { return people.SignedIn(ctx, who, link) },
		Origin: func(r *http.Request) auth.Origin {
			return auth.Origin{IP: handlers.ClientIP(r), RequestID: handlers.RequestID(r)}
		},
	})
	if err != nil {
		return nil, err
	}
	// The client, and with it the credential, goes to its one holder.
	o := directory.Options{
		Logto: logto, Audit: trail, Resource: c.Resource, PhoneRegion: c.DefaultRegion, Logger: log,
		Locks: p.db.Locks(), EndSessions: service.EndSessions, EndSession: service.EndSession, TOTPIssuer: hostOf(c.LogtoEndpoint),
		Links: p.db.Links(), Notes: p.db.Notes(), LinkURL: func(code string) string { return strings.TrimRight(c.URL, "/") + paths.Invite(code) },
		InviteLife: c.InviteLifetime, ResetLife: c.ResetLifetime, RecordLooks: c.ShowAccess,
		ReceiverURL: c.webhookURL(), ReceiverKeys: c.webhookKeys(),
		Erasers: []func(context.Context, string) error{p.db.Events().ErasePerson},
	}
	if p.mailer != nil { // a nil *Mailer would be a Mailer
		o.Mail = p.mailer
	}
	people, err = directory.New(o)
	if err != nil {
		return nil, err
	}
	p.tasks = append(p.tasks, people.Warm) // Logto may be down: nothing waits for it
	if c.RetainAudit > 0 {
		p.tasks = append(p.tasks, retainer{trail, p.db.Locks(), c.RetainAudit, log}.run)
	}
	own, err := p.accounts(c, trail, service, log)
	if err != nil {
		return nil, err
	}
	return p.routes(c, log, parts{service, people, own, trail, p.happenings(c, log, trail, people, service), ctx.Done()})
}

// parts is what handlers are made of.
type parts struct {
	auth     *auth.Service
	people   *directory.Directory
	accounts *account.Accounts
	trail    *audit.Log
	happenings
	stopping <-chan struct{}
}

// trail is the audit trail, once it is sure that the key is the one it was begun with.
func (p *portal) trail(ctx context.Context, c Config, log *slog.Logger) (*audit.Log, error) {
	o := audit.Options{Logger: log}
	if p.shipper != nil {
		o.Ship = p.shipper.ship
	}
	trail, err := audit.New(p.db.Audit(), c.auditKey(), o)
	if err != nil {
		return nil, err
	}
	if err := trail.CheckKey(ctx); errors.Is(err, audit.ErrOtherKey) {
		return nil, fmt.Errorf("%w: put back the ROSTER_AUDIT_KEY or, if there was none, the ROSTER_SESSION_KEY that the trail was begun with (an old session key serves as ROSTER_AUDIT_KEY), or take another database", err)
	} else if err != nil {
		return nil, err
	}
	return trail, nil
}

func (p *portal) routes(c Config, log *slog.Logger, of parts) (http.Handler, error) {
	own, err := url.Parse(c.URL)
	if err != nil {
		return nil, err
	}
	logto, err := url.Parse(c.LogtoEndpoint)
	if err != nil {
		return nil, err
	}
	deps := handlers.Deps{
		URL: own, LogtoOrigin: logto.Scheme + "://" + logto.Host, ClientID: c.LogtoAppID,
		FlashKey: c.key("roster flash"), FormKey: c.key("roster form"), Forms: p.db.Forms(), Auth: of.auth, People: of.people, Account: of.accounts, Static: static.Handler(),
		Inbox: of.inbox, Arrived: p.db.Events(), Timeline: of.timeline, Feed: of.feed, Stopping: of.stopping,
		Pictures: handlers.NewPictureFetcher(c.pictureHosts()),
		HasMail:  p.mailer != nil, InviteLife: c.InviteLifetime, ResetLife: c.ResetLifetime, ShowAccess: c.ShowAccess,
		Denied: func(ctx context.Context, who access.Actor, route, target string, reason access.Reason) error {
			return of.trail.Denied(ctx, who, access.Action(route), target, reason)
		},
		Checks: []handlers.Check{
			{Name: "database", Need: true, Ask: p.db.Ping},
			{Name: "logto", Ask: discovery(c.LogtoEndpoint)},
		},
		Log: log, Now: time.Now,
	}
	if p.metrics != nil {
		deps.Observe = p.metrics.observe
	}
	return handlers.Routes(deps), nil
}

// client is the Management API client. It goes to the directory and nowhere else.
func (p *portal) client(c Config) (*apiclient.Client, error) {
	credential := apiclient.WithClientCredentials(c.LogtoM2MAppID, apiclient.Secret(c.LogtoM2MAppSecret), c.managementResource())
	return apiclient.New(c.LogtoEndpoint, append(p.calls(), credential)...)
}

// accounts is where people change their own data, with their own tokens.
func (p *portal) accounts(c Config, trail *audit.Log, service *auth.Service, log *slog.Logger) (*account.Accounts, error) {
	logto, err := apiclient.NewAccountClient(c.LogtoEndpoint, p.calls()...)
	if err != nil {
		return nil, err
	}
	return account.New(account.Options{
		Logto: logto, Audit: trail, Records: p.db.Own(), EndSession: service.EndSession, ClientID: c.LogtoAppID,
		ShowAccess: c.ShowAccess, PhoneRegion: c.DefaultRegion, Logger: log,
	})
}

// calls is how calls to Logto are made, whoever they are made for.
func (p *portal) calls() []apiclient.Option {
	options := []apiclient.Option{
		apiclient.WithTimeout(logtoWithin),
		apiclient.WithUserAgent(agent + versionText()),
	}
	if p.metrics != nil {
		options = append(options, apiclient.WithHTTPClient(&http.Client{Transport: p.metrics.transport()}))
	}
	return options
}

// discovery asks Logto for the document that every sign-in begins with (OpenID
// Connect Discovery 1.0, section 4).
func discovery(endpoint string) func(context.Context) error {
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	address := strings.TrimRight(endpoint, "/") + "/oidc/.well-known/openid-configuration"
	return func(ctx context.Context) error {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			return err
		}
		answer, err := client.Do(r)
		if err != nil {
			return err
		}
		defer func() { _ = answer.Body.Close() }()
		if answer.StatusCode != http.StatusOK {
			return fmt.Errorf("discovery answered %d", answer.StatusCode)
		}
		return nil
	}
}
