package directory_test

import (
	"net/http"
	"slices"
	"sync"
	"testing"

	"roster/access"
	"roster/directory"
	"roster/store/storetest"
)

// withRoles is a world with a plain role, one of another application, and one that
// everybody new is given.
func withRoles(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.logto.scopes["plain"], w.logto.scopes["reports"], w.logto.scopes["starter"] = nil, []string{"other reports:read"}, nil
	w.logto.defaults = []string{"starter"}
	return w
}

func draft(name string, scopes ...string) directory.RoleDraft {
	return directory.RoleDraft{Name: name, Description: "what it is for", Scopes: scopes}
}

// unchanged says what Logto was told although it was not to be told anything.
func (w *world) unchanged(t *testing.T, what string) {
	t.Helper()
	if sent := w.logto.changing(); len(sent) > 0 {
		t.Errorf("%s: sent %v", what, sent)
	}
}

func TestRoles_nobodyPutsInWhatTheyLack(t *testing.T) {
	t.Parallel()
	for what, do := range map[string]func(*world, access.Actor) error{
		"create": func(w *world, a access.Actor) error {
			_, err := w.CreateRole(t.Context(), a, draft("Night shift", "reports:read", "users:delete"))
			return err
		},
		"add": func(w *world, a access.Actor) error {
			return w.AddRoleScopes(t.Context(), a, "plain", []string{"users:read", "users:delete"})
		},
	} {
		w := withRoles(t)
		denied := as[*access.Denied](t, do(w, w.giver()))
		if denied.Reason != access.GrantsMore || !slices.Equal(denied.Missing, []access.Capability{access.UsersDelete}) {
			t.Errorf("%s: %+v", what, denied)
		}
		w.unchanged(t, what)
		if got := w.entries(t); len(got) != 1 || got[0].Phase != "denied" || got[0].Reason != "grants-more" {
			t.Errorf("%s: the trail says %v", what, got)
		}
		if err := do(w, w.giver(access.UsersDelete)); err != nil {
			t.Errorf("%s by somebody who holds it: %v", what, err)
		}
	}
}

// A capability of a version to come is nobody's yet, so nobody can give it.
func TestRoles_refuseScopesThatNobodyIsKnownToHold(t *testing.T) {
	t.Parallel()
	for scope, want := range map[string]string{
		"users:invented": directory.NoSuchScope, "nothing": directory.NoSuchScope, "management-api-all": directory.ManagementScope,
	} {
		w := withRoles(t)
		err := w.AddRoleScopes(t.Context(), w.as(admin), "plain", []string{"reports:read", scope})
		if got := as[*directory.Invalid](t, err).Fields[directory.RoleScopes]; got != want {
			t.Errorf("%s: %q, want %q", scope, got, want)
		}
		w.unchanged(t, scope)
		offer, err := w.ScopeOffer(t.Context(), w.as(admin), "plain")
		for _, resource := range offer.Resources {
			for _, s := range resource.Scopes {
				if s.ID == scope || err != nil {
					t.Errorf("%s is offered (%v)", scope, err)
				}
			}
		}
	}
}

// Logto's own word is taken too, for a Management API with another address.
func TestRoles_passOnThatLogtoKeepsItsOwnAPI(t *testing.T) {
	t.Parallel()
	w := withRoles(t)
	w.logto.before = on("POST /roles/plain/scopes", func(*http.Request) (*http.Response, error) {
		return refuse(http.StatusBadRequest, "role.management_api_scopes_not_assignable_to_user_role"), nil
	})
	err := w.AddRoleScopes(t.Context(), w.as(admin), "plain", []string{"reports:read"})
	if got := as[*directory.Invalid](t, err).Fields[directory.RoleScopes]; got != directory.ManagementScope {
		t.Errorf("%q", got)
	}
}

func TestRoles_aDefaultRoleCarriesNothingOfThePortal(t *testing.T) {
	t.Parallel()
	makeDefault := directory.RoleEdit{IsDefault: directory.Edit{Base: "false", Value: "true"}}
	for what, tt := range map[string]struct {
		field string
		do    func(*world, access.Actor) error
	}{
		"create": {directory.RoleScopes, func(w *world, a access.Actor) error {
			d := draft("Everybody", "users:read")
			d.IsDefault = true
			_, err := w.CreateRole(t.Context(), a, d)
			return err
		}},
		"add": {directory.RoleScopes, func(w *world, a access.Actor) error {
			return w.AddRoleScopes(t.Context(), a, "starter", []string{"users:read"})
		}},
		"make default": {directory.RoleDefault, func(w *world, a access.Actor) error {
			edit := makeDefault
			edit.Name, edit.Description = same("Name of "+access.RoleAuditor), same("x")
			return w.UpdateRole(t.Context(), a, access.RoleAuditor, edit)
		}},
		"make default what this version does not know": {directory.RoleDefault, func(w *world, a access.Actor) error {
			w.logto.scopes["plain"] = []string{"users:invented"}
			edit := makeDefault
			edit.Name, edit.Description = same("Name of plain"), same("x")
			return w.UpdateRole(t.Context(), a, "plain", edit)
		}},
	} {
		w := withRoles(t)
		w.logto.sayOfRole("starter", nil)
		err := tt.do(w, w.as(admin))
		if got := as[*directory.Invalid](t, err).Fields[tt.field]; got != directory.DefaultCarries {
			t.Errorf("%s: %q (%v)", what, got, err)
		}
		w.unchanged(t, what)
	}
	w := withRoles(t) // what other applications make of it is theirs
	w.logto.sayOfRole("starter", nil)
	if err := w.AddRoleScopes(t.Context(), w.as(admin), "starter", []string{"reports:read"}); err != nil {
		t.Error(err)
	}
	offer, err := w.ScopeOffer(t.Context(), w.as(admin), "starter")
	if err != nil || !offer.Default || len(offer.Resources) != 1 || offer.Resources[0].Ours {
		t.Errorf("offered %+v, %v", offer, err)
	}
}

// Two people, one of whom makes a role default while the other puts a capability into
// it: both is never true at the end.
func TestRoles_aDefaultRoleCarriesNothingAlsoInARace(t *testing.T) {
	t.Parallel()
	database := storetest.SQLite(t)
	for range 5 {
		w := withRoles(t)
		w.locks = database.Locks()
		one, two := w.replica(t), w.replica(t)
		actor, errs := w.as(admin), make([]error, 2)
		var wg sync.WaitGroup
		wg.Go(func() { errs[0] = one.AddRoleScopes(t.Context(), actor, "plain", []string{"users:read"}) })
		wg.Go(func() {
			errs[1] = two.UpdateRole(t.Context(), actor, "plain", directory.RoleEdit{
				Name: same("Name of plain"), Description: same("x"), IsDefault: directory.Edit{Base: "false", Value: "true"},
			})
		})
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) || len(w.logto.changing()) != 1 {
			t.Fatalf("%v after %v", errs, w.logto.changing())
		}
	}
}

// To put a permission of another application into one's own role is to give it to oneself.
func TestAddRoleScopes_refusesARoleOfOnesOwn(t *testing.T) {
	t.Parallel()
	w := withRoles(t)
	err := w.AddRoleScopes(t.Context(), w.as(admin), access.RoleAdmin, []string{"reports:read"})
	if denied := as[*access.Denied](t, err); denied.Reason != access.Self || denied.Action != access.RoleUpdate {
		t.Errorf("%+v", denied)
	}
	w.unchanged(t, "a role of one's own")
	if got := w.entries(t); len(got) != 1 || got[0].Target != access.RoleAdmin || got[0].Reason != "self" {
		t.Errorf("the trail says %v", got)
	}
	for role, want := range map[string]bool{access.RoleAdmin: true, "plain": false} {
		if offer, err := w.ScopeOffer(t.Context(), w.as(admin), role); err != nil || offer.Held != want {
			t.Errorf("%s: held is %v (%v)", role, offer.Held, err)
		}
	}
}

func TestRoles_nobodyTakesAnythingFromThemself(t *testing.T) {
	t.Parallel()
	for what, do := range map[string]func(*world) error{
		"a capability": func(w *world) error {
			return w.RemoveRoleScope(t.Context(), w.as(admin), access.RoleAdmin, string(access.UsersExport))
		},
		"the role": func(w *world) error {
			return w.DeleteRole(t.Context(), w.as(admin), access.RoleAdmin, "Name of "+access.RoleAdmin)
		},
	} {
		w := newWorld(t)
		denied := as[*access.Denied](t, do(w))
		if denied.Reason != access.Self {
			t.Errorf("%s: %+v", what, denied)
		}
		w.unchanged(t, what)
		if got := w.entries(t); len(got) != 1 || got[0].Target != access.RoleAdmin || got[0].Reason != "self" {
			t.Errorf("%s: the trail says %v", what, got)
		}
	}
	w := newWorld(t) // what another application makes of the role is no right here
	w.logto.scopes[access.RoleAdmin] = append(w.logto.scopes[access.RoleAdmin], "other reports:read")
	if err := w.RemoveRoleScope(t.Context(), w.as(admin), access.RoleAdmin, "reports:read"); err != nil {
		t.Error(err)
	}
}
