package handlers

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"roster/access"
	"roster/apiclient"
	"roster/auth"
	"roster/directory"
)

// Deps is what the handlers need from the rest of the program.
type Deps struct {
	URL         *url.URL // the portal as browsers reach it: scheme and host
	LogtoOrigin string   // scheme://host[:port] of Logto
	ClientID    string   // of the portal's application, by which people sign in
	// FlashKey signs the messages that wait for the next page, and the list of
	// people opened last; 32 bytes.
	FlashKey []byte
	// FormKey signs what forms were drawn with; 32 bytes.
	FormKey []byte

	Auth    Auth
	People  People
	Account Account
	Forms   Forms
	Inbox   Inbox   // takes Logto's webhooks
	Arrived Arrived // what the Inbox took
	// Timeline is what happened, Feed what happens. Stopping is closed when the program
	// is told to stop, which ends streams; nil is never.
	Timeline Timeline
	Feed     Feed
	Stopping <-chan struct{}
	Static   http.Handler // serves under static.Prefix
	// Pictures fetches what avatars point to.
	Pictures Pictures
	// HasMail: there is a mail server for invitations and reset links, which live
	// for InviteLife and ResetLife.
	HasMail               bool
	InviteLife, ResetLife time.Duration
	// ShowAccess: people read who looked at their account or changed it, and why.
	ShowAccess bool
	// Denied tells the audit trail who tried a route they may not use: its pattern,
	// and the id of the person in its address, "" for none. What directory denies
	// it records itself.
	Denied func(ctx context.Context, who access.Actor, route, target string, reason access.Reason) error
	// Checks are what /readyz asks, in order.
	Checks []Check

	Log *slog.Logger
	Now func() time.Time
	// Observe hears of every answer: the pattern of its route ("" for none), its
	// status, how long it took. May be nil.
	Observe func(route string, status int, took time.Duration)
}

// Auth is what is needed of package auth, whose Service documents it.
type Auth interface {
	Load(w http.ResponseWriter, r *http.Request) (*auth.Person, error)
	Peek(r *http.Request) (*auth.Person, error)
	Begin(w http.ResponseWriter, r *http.Request, next string) (string, error)
	Recheck(w http.ResponseWriter, r *http.Request, next string) (string, error)
	Reauthenticate(w http.ResponseWriter, r *http.Request, next string) (string, error)
	Callback(w http.ResponseWriter, r *http.Request) (string, error)
	SignOut(w http.ResponseWriter, r *http.Request) (string, error)
	BackchannelLogout(r *http.Request) error
	AccessToken(r *http.Request, refused string) (string, error)
	Reread(r *http.Request) error
	KeepProof(r *http.Request, p auth.Proof) error
	BeginLink(w http.ResponseWriter, r *http.Request, l auth.Link) (string, error)
}

// People is what is needed of package directory, whose Directory documents it.
// Every handler group takes the part it uses.
type People interface {
	overviewReader
	userFinder
	groupLister
	userReader
	userEditor
	userKeeper
	linkKeeper
	linkHolder
	userCreator
	securityReader
	securityKeeper
	accessReader
	accessChanger
	roleReader
	roleKeeper
	organizationReader
	noteKeeper
	signInChecker
	hookReader
	hookKeeper
	trailReader
}

type userLister interface {
	ListUsers(ctx context.Context, actor access.Actor, query directory.UserQuery) (directory.UserList, error)
}

type userReader interface {
	User(ctx context.Context, actor access.Actor, id string) (*apiclient.User, error)
	Dossier(ctx context.Context, actor access.Actor, id string) (directory.Dossier, error)
	AddressChanges(ctx context.Context, actor access.Actor, id string) (map[directory.Field]directory.AddressChange, error)
	ApplicationNames(ctx context.Context, actor access.Actor, id string) (map[string]string, error)
	Suspension(ctx context.Context, actor access.Actor, id string) (directory.Suspension, error)
	TokenLife(ctx context.Context, actor access.Actor, id string) (time.Duration, error)
}

type userEditor interface {
	UpdateUser(ctx context.Context, actor access.Actor, id string, edit directory.UserEdit) error
	UpdateCustomData(ctx context.Context, actor access.Actor, id string, base, value map[string]any) error
}

// app is what all handlers share: the dependencies, the two doors (fail and
// render) and the knowledge which addresses are pages.
type app struct {
	Deps
	flashes flashes
	tokens  formTokens
	recents recents
	streams streams
	pages   *http.ServeMux // the GET routes of signed-in people alone, for landing
	known   *http.ServeMux // all routes, for telling a wrong method from a wrong address
}

// RequestID is the id of the request that is being answered, for the parts that
// write it down; "" outside of the portal's middleware.
func RequestID(r *http.Request) string { return visitOf(r).id }
