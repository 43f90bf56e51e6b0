package directory

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"sync"

	"roster/access"
	"roster/apiclient"
)

// managementForm is the indicator of Logto's Management API in any tenant.
var managementForm = regexp.MustCompile(`^https://[^/]+\.logto\.app/api$`)

// OfferedResource is an API resource with those of its scopes that can be put into
// a role. Ours: it is the portal's own.
type OfferedResource struct {
	ID, Name string
	Ours     bool
	Scopes   []apiclient.Scope
}

// ScopeOffer is what can be put into a role.
type ScopeOffer struct {
	Role      *apiclient.Role // nil when it is about a role that is only being made
	Resources []OfferedResource
	// Withheld: there are capabilities that the actor lacks, which nobody can give.
	// Default: the role goes to everybody new, so none at all is offered.
	// Held: the actor has the role, so they put nothing into it.
	Withheld, Default, Held bool
	Rights                  Rights
}

// ScopeOffer reads what the actor can put into a role (GET /resources with their
// scopes): what it has already is left out, and so is Logto's Management API, which
// Logto gives to no role of people. id is "" for a role that is only being made.
// Needs access.RoleRead.
func (d *Directory) ScopeOffer(ctx context.Context, actor access.Actor, id string) (ScopeOffer, error) {
	if err := d.permit(ctx, actor, access.RoleRead, access.Target{}); err != nil {
		return ScopeOffer{}, err
	}
	var now roleNow
	var known catalog
	var held bool
	var roleErr, heldErr, err error
	var reads sync.WaitGroup
	reads.Go(func() { known, err = d.scopeCatalog(ctx) })
	if id != "" {
		reads.Go(func() { now, roleErr = d.roleNow(ctx, id) })
		reads.Go(func() { held, heldErr = d.hasRole(ctx, id, actor.ID) })
	}
	reads.Wait()
	if roleErr != nil {
		return ScopeOffer{}, roleErr
	}
	if err := cmp.Or(err, heldErr); err != nil {
		return ScopeOffer{}, err
	}
	offer := ScopeOffer{Role: now.role, Rights: rightsBy(d.check, actor, access.Target{ID: orNew(id), Capabilities: now.carried.caps}, d.now())}
	offer.Held = held
	offer.Default = now.role != nil && now.role.IsDefault
	for _, resource := range known.resources {
		if managementForm.MatchString(resource.Indicator) {
			continue
		}
		o := OfferedResource{ID: resource.ID, Name: resource.Name, Ours: resource.Indicator == d.rights.source.resource}
		for _, scope := range resource.Scopes {
			if o.Ours && !actor.Capabilities.Has(access.Capability(scope.Name)) {
				offer.Withheld = true
				continue
			}
			if !now.has(scope.ID) && !(o.Ours && offer.Default) {
				o.Scopes = append(o.Scopes, scope)
			}
		}
		if len(o.Scopes) > 0 {
			offer.Resources = append(offer.Resources, o)
		}
	}
	return offer, nil
}

// nobodysRole stands for a role that is only being made.
const nobodysRole = "(new)"

func orNew(id string) string {
	if id == "" {
		return nobodysRole
	}
	return id
}

// catalog is every API resource with its scopes.
type catalog struct{ resources []apiclient.Resource }

// scopeCatalog reads it (GET /resources).
func (d *Directory) scopeCatalog(ctx context.Context) (catalog, error) {
	var known catalog
	for resource, err := range d.rights.source.resources.All(ctx, apiclient.ResourceListOptions{IncludeScopes: true}) {
		if err != nil {
			return catalog{}, fmt.Errorf("directory: read which permissions there are: %w", err)
		}
		if resource.ID == "" || resource.Indicator == "" {
			return catalog{}, errNameless
		}
		known.resources = append(known.resources, resource)
	}
	return known, nil
}

// find is a scope by its id, with its resource.
func (c catalog) find(id string) (apiclient.Scope, bool) {
	for _, resource := range c.resources {
		i := slices.IndexFunc(resource.Scopes, func(s apiclient.Scope) bool { return s.ID == id })
		if i >= 0 {
			scope := resource.Scopes[i]
			scope.Resource = &resource
			return scope, true
		}
	}
	return apiclient.Scope{}, false
}

// roleNow is a role as it is at this moment, for deciding about it.
type roleNow struct {
	role    *apiclient.Role
	scopes  []apiclient.Scope
	carried portalScopes
}

func (r roleNow) has(scope string) bool {
	return slices.ContainsFunc(r.scopes, func(s apiclient.Scope) bool { return s.ID == scope })
}

func (r roleNow) target() access.Target {
	return access.Target{ID: r.role.ID, Capabilities: r.carried.caps}
}

// roleNow reads a role and what it carries, past the index.
func (d *Directory) roleNow(ctx context.Context, id string) (roleNow, error) {
	var now roleNow
	var roleErr, err error
	var reads sync.WaitGroup
	reads.Go(func() { now.role, roleErr = d.roleOfPeople(ctx, id) })
	reads.Go(func() {
		if now.scopes, err = d.roles.Scopes(ctx, id); err == nil {
			now.carried, err = d.carriedBy(ctx, now.scopes)
		}
	})
	reads.Wait()
	if roleErr != nil {
		return roleNow{}, roleErr
	}
	if err != nil {
		return roleNow{}, fmt.Errorf("directory: read what a role carries: %w", err)
	}
	return now, nil
}
