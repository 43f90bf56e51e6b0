package directory

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"roster/access"
	"roster/apiclient"
)

// scopeSource reads what a role carries from Logto.
type scopeSource struct {
	roles             roles
	organizationRoles organizationRoles
	resources         resources
	resource          string // indicator
}

// carried is what a holder carries: its capabilities, and all of its scopes, which
// alone may be unread.
type carried struct {
	held      access.Set
	scopes    []scope
	scopesErr error
}

// scope is a permission of an API resource, or of no resource: then it holds within
// organizations.
type scope struct {
	name, description string
	resource          apiclient.Resource
}

// capabilities returns the capabilities that a role carries: its scopes of the
// portal's resource. Scopes of other resources may have the same names and
// grant nothing here.
func (s scopeSource) capabilities(ctx context.Context, h holder) (access.Set, error) {
	scopes, err := s.resourceScopes(ctx, h)
	if err != nil {
		return access.Set{}, err
	}
	return s.held(scopes, func(scope apiclient.Scope) (apiclient.Resource, error) {
		if scope.Resource != nil {
			return *scope.Resource, nil
		}
		found, err := s.resources.Get(ctx, scope.ResourceID)
		if err != nil {
			return apiclient.Resource{}, err
		}
		return *found, nil
	})
}

// resourceScopes are the scopes of API resources that a holder carries.
func (s scopeSource) resourceScopes(ctx context.Context, h holder) ([]apiclient.Scope, error) {
	read := s.roles.Scopes
	if h.inOrganization {
		read = s.organizationRoles.ResourceScopes
	}
	scopes, err := read(ctx, h.id)
	if apiclient.IsNotFound(err) && !errors.Is(err, apiclient.ErrInvalidID) {
		return nil, nil // the role was deleted a moment ago and grants nothing
	}
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(scopes, func(scope apiclient.Scope) bool { return scope.Name == "" }) {
		return nil, errNameless
	}
	return scopes, nil
}

// held are the capabilities among scopes. Organization roles list scopes without
// saying whose they are, so of those whose name is one that is asked for.
func (s scopeSource) held(scopes []apiclient.Scope, of func(apiclient.Scope) (apiclient.Resource, error)) (access.Set, error) {
	var caps []access.Capability
	for _, scope := range scopes {
		if access.NewSet(access.Capability(scope.Name)).Empty() {
			continue
		}
		resource, err := of(scope)
		if err != nil {
			return access.Set{}, err
		}
		if resource.Indicator == s.resource {
			caps = append(caps, access.Capability(scope.Name))
		}
	}
	return access.NewSet(caps...), nil
}

// carries reads all that a holder carries, for showing. named knows resources from
// before: an indicator never changes. The error is that of the capabilities.
func (s scopeSource) carries(ctx context.Context, h holder, named func(context.Context, string) (apiclient.Resource, error)) (carried, error) {
	var c carried
	var scopes []apiclient.Scope
	var inside []apiclient.OrganizationScope
	var err error
	var calls sync.WaitGroup
	calls.Go(func() { scopes, err = s.resourceScopes(ctx, h) })
	if h.inOrganization {
		calls.Go(func() { inside, c.scopesErr = s.organizationRoles.Scopes(ctx, h.id) })
	}
	calls.Wait()
	if apiclient.IsNotFound(c.scopesErr) {
		c.scopesErr = nil // deleted a moment ago
	}
	if err != nil {
		return carried{}, err
	}
	resources, errs := resourcesOf(ctx, scopes, named)
	of := func(scope apiclient.Scope) (apiclient.Resource, error) {
		return resources[scope.ResourceID], errs[scope.ResourceID]
	}
	if c.held, err = s.held(scopes, of); err != nil {
		return carried{}, err
	}
	for _, one := range scopes {
		resource, err := of(one)
		if err != nil {
			c.scopesErr = err
		}
		c.scopes = append(c.scopes, scope{one.Name, one.Description, resource})
	}
	for _, one := range inside {
		c.scopes = append(c.scopes, scope{name: one.Name, description: one.Description})
	}
	return c, nil
}

// resourcesOf are the resources of scopes by id, read at once where a scope does not
// say it, and why some could not be.
func resourcesOf(ctx context.Context, scopes []apiclient.Scope, named func(context.Context, string) (apiclient.Resource, error)) (map[string]apiclient.Resource, map[string]error) {
	found, errs, unknown := map[string]apiclient.Resource{}, map[string]error{}, map[string]bool{}
	for _, one := range scopes {
		if one.Resource != nil {
			found[one.ResourceID] = *one.Resource
		} else {
			unknown[one.ResourceID] = true
		}
	}
	var mu sync.Mutex
	var calls errgroup.Group
	calls.SetLimit(parallelReads)
	for id := range maps.Keys(unknown) {
		calls.Go(func() error {
			resource, err := named(ctx, id)
			mu.Lock()
			defer mu.Unlock()
			found[id], errs[id] = resource, err
			return nil
		})
	}
	_ = calls.Wait() // the functions return no error
	return found, errs
}
