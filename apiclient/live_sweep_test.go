package apiclient_test

import (
	"context"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"roster/apiclient"
)

// thing is an entity of the tenant with the names it could be known by.
type thing struct {
	kind, id string
	names    []string
	remove   func(context.Context) error
}

// cleanUpAfterwards registers what runs last: a look for things that were made
// without this test learning their id, and the proof that nothing else changed.
// Only the emulator holds still for that proof.
func (x *tenant) cleanUpAfterwards() {
	x.Helper()
	var before []string
	if !x.real {
		before = ids(x.things(x.Context(), ""))
	}
	x.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		x.sweep(ctx)
		if x.real {
			return
		}
		if diff := cmp.Diff(before, ids(x.things(ctx, ""))); diff != "" {
			x.Errorf("the tenant is not as it was (-before +after):\n%s", diff)
		}
	})
}

// sweep removes what carries the prefix. A name is compared here once more: what
// a server's search returns is not believed when things are deleted.
func (x *tenant) sweep(ctx context.Context) {
	x.Helper()
	for _, found := range x.things(ctx, x.prefix) {
		if !slices.ContainsFunc(found.names, func(name string) bool { return strings.HasPrefix(name, x.prefix) }) {
			continue
		}
		if err := found.remove(ctx); err != nil && !apiclient.IsNotFound(err) {
			x.Errorf("%s %s is left behind: %v", found.kind, found.id, err)
		}
	}
	for _, address := range x.mailboxes {
		tokens, err := x.c.OneTimeTokens.List(ctx, address)
		if err != nil {
			x.Errorf("one-time tokens of %s: %v", address, err)
		}
		for _, token := range tokens {
			if err := x.c.OneTimeTokens.Delete(ctx, token.ID); err != nil {
				x.Errorf("one-time token %s is left behind: %v", token.ID, err)
			}
		}
	}
}

func ids(things []thing) []string {
	list := make([]string, len(things))
	for i, t := range things {
		list[i] = t.kind + " " + t.id
	}
	slices.Sort(list)
	return list
}

// things lists what this suite can make, narrowed by search where Logto can.
func (x *tenant) things(ctx context.Context, search string) []thing {
	x.Helper()
	c, page := x.c, apiclient.PageOptions{PageSize: apiclient.MaxPageSize}
	var list []thing
	list = collect(x, list, c.Users.All(ctx, apiclient.UserListOptions{PageOptions: page, Search: apiclient.UserSearch{Contains: search}}),
		func(u apiclient.User) thing {
			return thing{"user", u.ID, []string{u.Username, u.Name, u.PrimaryEmail}, remover(c.Users.Delete, u.ID)}
		})
	list = collect(x, list, c.Roles.All(ctx, apiclient.RoleListOptions{PageOptions: page, Search: search}),
		func(r apiclient.Role) thing {
			return thing{"role", r.ID, []string{r.Name}, remover(c.Roles.Delete, r.ID)}
		})
	list = collect(x, list, c.Resources.All(ctx, apiclient.ResourceListOptions{PageOptions: page}),
		func(r apiclient.Resource) thing {
			return thing{"resource", r.ID, []string{r.Name}, remover(c.Resources.Delete, r.ID)}
		})
	list = collect(x, list, c.Applications.All(ctx, apiclient.ApplicationListOptions{PageOptions: page, Search: search}),
		func(a apiclient.Application) thing {
			return thing{"application", a.ID, []string{a.Name}, remover(c.Applications.Delete, a.ID)}
		})
	list = collect(x, list, c.Hooks.All(ctx), func(h apiclient.Hook) thing {
		return thing{"hook", h.ID, []string{h.Name}, remover(c.Hooks.Delete, h.ID)}
	})
	return x.organizationThings(ctx, list, search)
}

func (x *tenant) organizationThings(ctx context.Context, list []thing, search string) []thing {
	x.Helper()
	c, page := x.c, apiclient.PageOptions{PageSize: apiclient.MaxPageSize}
	list = collect(x, list, c.Organizations.All(ctx, apiclient.OrganizationListOptions{PageOptions: page, Search: search}),
		func(o apiclient.Organization) thing {
			return thing{"organization", o.ID, []string{o.Name}, remover(c.Organizations.Delete, o.ID)}
		})
	list = collect(x, list, c.OrganizationRoles.All(ctx, apiclient.OrganizationRoleListOptions{PageOptions: page, Search: search}),
		func(r apiclient.OrganizationRole) thing {
			return thing{"organization role", r.ID, []string{r.Name}, remover(c.OrganizationRoles.Delete, r.ID)}
		})
	scopes, err := c.OrganizationRoles.ListScopes(ctx)
	if err != nil {
		x.Errorf("organization scopes: %v", err)
	}
	for _, s := range scopes {
		list = append(list, thing{"organization scope", s.ID, []string{s.Name}, remover(c.OrganizationRoles.DeleteScope, s.ID)})
	}
	return list
}

func collect[T any](t testing.TB, list []thing, items iter.Seq2[T, error], describe func(T) thing) []thing {
	t.Helper()
	for item, err := range items {
		if err != nil {
			t.Errorf("listing what is there: %v", err)
			return list
		}
		list = append(list, describe(item))
	}
	return list
}

func remover(remove func(context.Context, string) error, id string) func(context.Context) error {
	return func(ctx context.Context) error { return remove(ctx, id) }
}

func TestContract_sweepTakesOwnThingsOnly(t *testing.T) {
	x, other := newTenant(t), &tenant{T: t, prefix: "rct_of_another_run"}
	ctx := t.Context()
	forgotten, err := x.c.Users.Create(ctx, apiclient.UserCreate{Username: x.named("forgotten")})
	done(t, err)
	kept := x.user("kept", apiclient.UserCreate{})
	other.c, other.real = x.c, x.real
	other.sweep(ctx)
	need(x.c.Users.Get(ctx, forgotten.ID))(t)
	x.sweep(ctx)
	for _, id := range []string{forgotten.ID, kept.ID} {
		_, err := x.c.Users.Get(ctx, id)
		missing(t, err)
	}
}
