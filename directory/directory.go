package directory

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"time"

	"roster/access"
	"roster/apiclient"
	"roster/audit"
)

// Options are what New needs.
type Options struct {
	// Logto carries the machine-to-machine credential.
	Logto *apiclient.Client
	Audit *audit.Log
	// Resource is ROSTER_RESOURCE: the indicator of the API resource whose
	// scopes are the capabilities.
	Resource string
	// PhoneRegion is the ISO 3166 code of the country whose phone numbers may
	// be typed without a country code, such as "KR"; "" is none.
	PhoneRegion string
	// Locks hold across all replicas.
	Locks Locks
	// EndSessions ends every session of the portal that a person has, at once, and
	// records it (audit.SessionEnded). It is called after somebody was suspended or
	// deleted.
	EndSessions func(ctx context.Context, person string) error
	// EndSession ends those that began with one session at Logto, by the sid that the
	// session has for the portal. A sid of another application ends nothing.
	EndSession func(ctx context.Context, person, sid string) error
	// TOTPIssuer is what authenticator apps call the tenant, as Logto's own pages do:
	// the host that people sign in at.
	TOTPIssuer string
	// Links keeps invitations and reset links; LinkURL is the address of the page for
	// a code, and InviteLife and ResetLife are how long they live.
	Links                 LinkStore
	LinkURL               func(code string) string
	InviteLife, ResetLife time.Duration
	Notes                 NoteStore // keeps notes about people
	Mail                  Mailer    // nil is none
	// RecordLooks leaves an entry (access.UserRead) when somebody looks at another's
	// pages, once an hour, so that they can be told.
	RecordLooks bool
	// ReceiverURL is the address at which Logto reaches the portal's receiver of webhooks,
	// "" for none; ReceiverKeys are the signing keys that it was given. A webhook with
	// either is the portal's own.
	ReceiverURL  string
	ReceiverKeys []apiclient.Secret
	// Erasers remove what other parts of the program keep about a person who is erased
	// (Erase), before their key in the trail goes. They can be called again.
	Erasers []func(ctx context.Context, person string) error
	Logger  *slog.Logger     // nil is slog.Default()
	Now     func() time.Time // nil is time.Now
}

// Directory does things in the tenant on behalf of an actor. It is safe for use
// by many goroutines.
type Directory struct {
	users users
	roles roles
	// organizationRoles are the roles inside organizations.
	organizationRoles organizationRoles
	organizations     organizations
	searches          searches
	invites           invitations
	tokens            oneTimeTokens
	logs              logs
	connectors        connectors
	hooks             hooks
	receiver          receiver
	signIn            signIn
	links             LinkStore
	notes             NoteStore
	linkURL           func(code string) string
	lives             map[LinkKind]time.Duration
	mailer            Mailer
	audit             *audit.Log
	locks             Locks
	endHere           func(ctx context.Context, person string) error
	endOneHere        func(ctx context.Context, person, sid string) error
	issuer            string
	rights            *rightsIndex
	applications      *remembered[Applications]
	connectorNames    *remembered[Connectors]
	tokenLife         *remembered[time.Duration]
	counts            counts
	organizationNames *memo[Named]
	addresses         addressBook
	region            string
	logger            *slog.Logger
	now               func() time.Time
	check             func(access.Actor, access.Action, access.Target, time.Time) error
	readBack          time.Duration
	recordLooks       bool
	erasers           []func(ctx context.Context, person string) error
}

// The services of apiclient that are used here, and of them only what is used.
// It is the list of what this package may ask of Logto.
type (
	users interface {
		userMaker
		roleTaker
		List(ctx context.Context, opts apiclient.UserListOptions) (apiclient.Page[apiclient.User], error)
		Get(ctx context.Context, id string) (*apiclient.User, error)
		GetWithSSO(ctx context.Context, id string) (*apiclient.User, error)
		GetMany(ctx context.Context, ids []string) ([]apiclient.User, error)
		AllRoles(ctx context.Context, id string) iter.Seq2[apiclient.Role, error]
		Organizations(ctx context.Context, id string) ([]apiclient.UserOrganization, error)
		Update(ctx context.Context, id string, change apiclient.UserPatch) (*apiclient.User, error)
		UpdateProfile(ctx context.Context, id string, change apiclient.ProfilePatch) (*apiclient.Profile, error)
		UpdateCustomData(ctx context.Context, id string, data map[string]any) (apiclient.CustomData, error)
		SetSuspended(ctx context.Context, id string, suspended bool) (*apiclient.User, error)
		Delete(ctx context.Context, id string) error
		Sessions(ctx context.Context, id string) ([]apiclient.Session, error)
		MFAVerifications(ctx context.Context, id string) ([]apiclient.MFAVerification, error)
		AccessTokens(ctx context.Context, id string) ([]apiclient.PersonalAccessToken, error)
		AllIdentities(ctx context.Context, id string) (*apiclient.AllIdentities, error)
		CreateMFA(ctx context.Context, id string, kind apiclient.MFAType) (*apiclient.NewMFA, error)
		DeleteMFA(ctx context.Context, id, verificationID string) error
		CreateAccessToken(ctx context.Context, id, name string, expiresAt apiclient.Millis) (*apiclient.PersonalAccessToken, error)
		RenameAccessToken(ctx context.Context, id, name, newName string) (*apiclient.PersonalAccessToken, error)
		DeleteAccessToken(ctx context.Context, id, name string) error
		RemoveIdentity(ctx context.Context, id, target string) error
		EndSession(ctx context.Context, id, uid string) error
		Grants(ctx context.Context, id string) ([]apiclient.Grant, error)
		RevokeGrant(ctx context.Context, id, grantID string) error
		HasPassword(ctx context.Context, id string) (bool, error)
		SetPassword(ctx context.Context, id string, password apiclient.Secret) (*apiclient.User, error)
		VerifyPassword(ctx context.Context, id string, password apiclient.Secret) error
		SetPasswordExpired(ctx context.Context, id string, expired bool) (*apiclient.User, error)
		Unlock(ctx context.Context, identifiers []string) error
	}
	roles interface {
		List(ctx context.Context, opts apiclient.RoleListOptions) (apiclient.Page[apiclient.Role], error)
		Scopes(ctx context.Context, id string) ([]apiclient.Scope, error)
		All(ctx context.Context, opts apiclient.RoleListOptions) iter.Seq2[apiclient.Role, error]
		AllUsers(ctx context.Context, id string) iter.Seq2[apiclient.User, error]
		Get(ctx context.Context, id string) (*apiclient.Role, error)
		Users(ctx context.Context, id string, page apiclient.PageOptions, search apiclient.UserSearch) (apiclient.Page[apiclient.User], error)
		Create(ctx context.Context, role apiclient.RoleCreate) (*apiclient.Role, error)
		Update(ctx context.Context, id string, change apiclient.RolePatch) (*apiclient.Role, error)
		Delete(ctx context.Context, id string) error
		AddScopes(ctx context.Context, id string, scopeIDs []string) ([]apiclient.Scope, error)
		RemoveScope(ctx context.Context, id, scopeID string) error
	}
	organizations interface {
		memberMaker
		memberTaker
		List(ctx context.Context, opts apiclient.OrganizationListOptions) (apiclient.Page[apiclient.Organization], error)
		Get(ctx context.Context, id string) (*apiclient.Organization, error)
		Members(ctx context.Context, id string, opts apiclient.MemberListOptions) (apiclient.Page[apiclient.Member], error)
	}
	organizationRoles interface {
		List(ctx context.Context, opts apiclient.OrganizationRoleListOptions) (apiclient.Page[apiclient.OrganizationRole], error)
		Get(ctx context.Context, id string) (*apiclient.OrganizationRole, error)
		Scopes(ctx context.Context, id string) ([]apiclient.OrganizationScope, error)
		ResourceScopes(ctx context.Context, id string) ([]apiclient.Scope, error)
	}
	resources interface {
		Get(ctx context.Context, id string) (*apiclient.Resource, error)
		All(ctx context.Context, opts apiclient.ResourceListOptions) iter.Seq2[apiclient.Resource, error]
	}
	invitations interface {
		List(ctx context.Context, opts apiclient.InvitationListOptions) ([]apiclient.Invitation, error)
		Get(ctx context.Context, id string) (*apiclient.Invitation, error)
		Create(ctx context.Context, invitation apiclient.InvitationCreate) (*apiclient.Invitation, error)
		Accept(ctx context.Context, id, userID string) (*apiclient.Invitation, error)
		Revoke(ctx context.Context, id string) (*apiclient.Invitation, error)
	}
	oneTimeTokens interface {
		Create(ctx context.Context, token apiclient.OneTimeTokenCreate) (*apiclient.OneTimeToken, error)
		List(ctx context.Context, email string) ([]apiclient.OneTimeToken, error)
		Revoke(ctx context.Context, id string) (*apiclient.OneTimeToken, error)
	}
	logs interface {
		List(ctx context.Context, opts apiclient.LogListOptions) (apiclient.Page[apiclient.LogEntry], error)
		GetRaw(ctx context.Context, id string) (*apiclient.LogEntry, json.RawMessage, error)
	}
	signIn interface {
		Get(ctx context.Context) (*apiclient.SignInExperience, error)
		CheckPassword(ctx context.Context, userID string, password apiclient.Secret) ([]apiclient.Issue, error)
	}
	applications interface {
		All(ctx context.Context, opts apiclient.ApplicationListOptions) iter.Seq2[apiclient.Application, error]
	}
	connectors interface {
		List(ctx context.Context) ([]apiclient.Connector, error)
		SSO(ctx context.Context) ([]apiclient.SSOConnector, error)
	}
)

// readBackTimeout bounds reading a person after a change that was not answered.
const readBackTimeout = 5 * time.Second

// The lives of links unless told otherwise.
const (
	inviteLife = 7 * 24 * time.Hour
	resetLife  = 24 * time.Hour
)

// New returns the directory of the tenant that o.Logto speaks to. It makes no
// call. It fails when an option that has no default is missing.
func New(o Options) (*Directory, error) {
	if o.Logto == nil || o.Audit == nil || o.Resource == "" || o.Locks == nil || o.EndSessions == nil || o.EndSession == nil || o.TOTPIssuer == "" || o.Links == nil || o.LinkURL == nil || o.Notes == nil {
		return nil, errors.New("directory: Logto, Audit, Resource, Locks, EndSessions, EndSession, TOTPIssuer, Links, LinkURL and Notes must be set")
	}
	d := &Directory{
		users: o.Logto.Users, roles: o.Logto.Roles, organizationRoles: o.Logto.OrganizationRoles,
		organizations: o.Logto.Organizations, invites: o.Logto.Invitations,
		signIn: o.Logto.SignInExperience, tokens: o.Logto.OneTimeTokens, logs: o.Logto.Logs, connectors: o.Logto.Connectors, links: o.Links, notes: o.Notes, linkURL: o.LinkURL, mailer: o.Mail,
		hooks: o.Logto.Hooks, receiver: receiver{o.ReceiverURL, o.ReceiverKeys},
		lives: map[LinkKind]time.Duration{
			LinkInvite: cmp.Or(o.InviteLife, inviteLife), LinkOrganization: cmp.Or(o.InviteLife, inviteLife), LinkReset: cmp.Or(o.ResetLife, resetLife),
		},
		audit: o.Audit, locks: o.Locks, endHere: o.EndSessions, endOneHere: o.EndSession, issuer: o.TOTPIssuer, region: o.PhoneRegion,
		logger: o.Logger, now: o.Now, check: access.Check, readBack: readBackTimeout, recordLooks: o.RecordLooks, erasers: o.Erasers,
	}
	if d.logger == nil {
		d.logger = slog.Default()
	}
	if d.now == nil {
		d.now = time.Now
	}
	d.rights = &rightsIndex{
		source: scopeSource{
			roles: d.roles, organizationRoles: d.organizationRoles,
			resources: o.Logto.Resources, resource: o.Resource,
		},
		resources: &memo[apiclient.Resource]{source: o.Logto.Resources.Get, now: d.now},
		now:       d.now,
	}
	d.applications = &remembered[Applications]{now: d.now, source: func(ctx context.Context) (Applications, error) {
		return readApplications(ctx, o.Logto.Applications)
	}}
	d.connectorNames = &remembered[Connectors]{now: d.now, source: func(ctx context.Context) (Connectors, error) {
		return readConnectors(ctx, o.Logto.Connectors)
	}}
	d.tokenLife = &remembered[time.Duration]{now: d.now, source: func(ctx context.Context) (time.Duration, error) {
		return longestLife(ctx, o.Logto.Resources)
	}}
	d.counts = newCounts(o.Logto.Dashboard, d.now)
	d.organizationNames = &memo[Named]{source: d.nameOrganization, now: d.now}
	return d, nil
}

// permit asks whether actor may, and leaves an entry in the trail when not. The
// answer stands also when that entry could not be written: nothing is done.
func (d *Directory) permit(ctx context.Context, actor access.Actor, action access.Action, target access.Target) error {
	err := d.check(actor, action, target, d.now())
	denied, ok := errors.AsType[*access.Denied](err)
	if !ok {
		return err
	}
	return d.deny(ctx, actor, target.ID, denied)
}

// deny leaves the entry in the trail and returns the denial.
func (d *Directory) deny(ctx context.Context, actor access.Actor, id string, denied *access.Denied) error {
	if failed := d.audit.Denied(ctx, actor, denied.Action, id, denied.Reason); failed != nil {
		d.logger.LogAttrs(ctx, slog.LevelError, "denial not recorded",
			slog.String("action", string(denied.Action)), slog.Any("error", failed))
	}
	return denied
}

// permitOn is permit for changes: it asks first with what is known without a
// call, then with the capabilities that the person holds now.
func (d *Directory) permitOn(ctx context.Context, actor access.Actor, id string, actions ...access.Action) error {
	for _, action := range actions {
		if err := d.permit(ctx, actor, action, access.Target{ID: id}); err != nil {
			return err
		}
	}
	held, err := d.capabilities(ctx, id)
	if err != nil {
		return fmt.Errorf("directory: read what person %q may do: %w", id, err)
	}
	for _, action := range actions {
		if err := d.permit(ctx, actor, action, access.Target{ID: id, Capabilities: held}); err != nil {
			return err
		}
	}
	return nil
}
