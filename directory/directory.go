package directory

import (
	"context"
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
	Logger      *slog.Logger     // nil is slog.Default()
	Now         func() time.Time // nil is time.Now
}

// Directory does things in the tenant on behalf of an actor. It is safe for use
// by many goroutines.
type Directory struct {
	users    users
	groups   groups
	searches searches
	audit    *audit.Log
	rights   *rightsIndex
	region   string
	logger   *slog.Logger
	now      func() time.Time
	check    func(access.Actor, access.Action, access.Target, time.Time) error
	readBack time.Duration
}

// The services of apiclient that are used here, and of them only what is used.
// It is the list of what this package may ask of Logto.
type (
	users interface {
		List(ctx context.Context, opts apiclient.UserListOptions) (apiclient.Page[apiclient.User], error)
		Get(ctx context.Context, id string) (*apiclient.User, error)
		GetMany(ctx context.Context, ids []string) ([]apiclient.User, error)
		AllRoles(ctx context.Context, id string) iter.Seq2[apiclient.Role, error]
		Organizations(ctx context.Context, id string) ([]apiclient.UserOrganization, error)
		Update(ctx context.Context, id string, change apiclient.UserPatch) (*apiclient.User, error)
		UpdateProfile(ctx context.Context, id string, change apiclient.ProfilePatch) (*apiclient.Profile, error)
		UpdateCustomData(ctx context.Context, id string, data map[string]any) (apiclient.CustomData, error)
	}
	roles interface {
		Scopes(ctx context.Context, id string) ([]apiclient.Scope, error)
	}
	organizationRoles interface {
		ResourceScopes(ctx context.Context, id string) ([]apiclient.Scope, error)
	}
	resources interface {
		Get(ctx context.Context, id string) (*apiclient.Resource, error)
	}
)

// readBackTimeout bounds reading a person after a change that was not answered.
const readBackTimeout = 5 * time.Second

// New returns the directory of the tenant that o.Logto speaks to. It makes no
// call. It fails when an option that has no default is missing.
func New(o Options) (*Directory, error) {
	if o.Logto == nil || o.Audit == nil || o.Resource == "" {
		return nil, errors.New("directory: Logto, Audit and Resource must be set")
	}
	d := &Directory{
		users: o.Logto.Users, groups: groups{o.Logto.Roles, o.Logto.Organizations, o.Logto.OrganizationRoles},
		audit: o.Audit, region: o.PhoneRegion,
		logger: o.Logger, now: o.Now, check: access.Check, readBack: readBackTimeout,
	}
	if d.logger == nil {
		d.logger = slog.Default()
	}
	if d.now == nil {
		d.now = time.Now
	}
	d.rights = &rightsIndex{
		source: scopeSource{
			roles: o.Logto.Roles, organizationRoles: o.Logto.OrganizationRoles,
			resources: o.Logto.Resources, resource: o.Resource,
		},
		now: d.now,
	}
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
	if failed := d.audit.Denied(ctx, actor, action, target.ID, denied.Reason); failed != nil {
		d.logger.LogAttrs(ctx, slog.LevelError, "denial not recorded",
			slog.String("action", string(action)), slog.Any("error", failed))
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
