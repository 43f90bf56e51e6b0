package directory_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"roster/access"
	"roster/directory"
	"roster/store/storetest"
)

// giver may give roles and read, and not much else.
func (w *world) giver(caps ...access.Capability) access.Actor {
	a := w.as(admin)
	a.Capabilities = access.NewSet(append(caps, access.RolesAssign, access.UsersRead)...)
	return a
}

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
		errs := make([]error, 2)
		var wg sync.WaitGroup
		wg.Go(func() { errs[0] = one.AddRoleScopes(t.Context(), w.as(admin), "plain", []string{"users:read"}) })
		wg.Go(func() {
			errs[1] = two.UpdateRole(t.Context(), w.as(admin), "plain", directory.RoleEdit{
				Name: same("Name of plain"), Description: same("x"), IsDefault: directory.Edit{Base: "false", Value: "true"},
			})
		})
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) || len(w.logto.changing()) != 1 {
			t.Fatalf("%v after %v", errs, w.logto.changing())
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

// takes are the two ways in which a role stops giving roles:assign.
var takes = map[access.Action]func(context.Context, *directory.Directory, access.Actor, string) error{
	access.RoleUpdate: func(ctx context.Context, d *directory.Directory, a access.Actor, role string) error {
		return d.RemoveRoleScope(ctx, a, role, string(access.RolesAssign))
	},
	access.RoleDelete: func(ctx context.Context, d *directory.Directory, a access.Actor, role string) error {
		return d.DeleteRole(ctx, a, role, "Name of "+role)
	},
}

func TestRoles_spareTheLastByWhichSomebodyGivesRights(t *testing.T) {
	t.Parallel()
	for what, tt := range map[string]struct {
		arrange func(*logto)
		want    byte
	}{
		// The actor's session still says admin, but Logto knows better.
		"nobody else": {func(*logto) {}, 'l'},
		"the others are suspended": {func(l *logto) {
			l.roles[admin], l.users[admin]["isSuspended"] = []string{access.RoleAdmin}, true
			l.roles[admin] = nil
			l.roles["t0admin00000"] = []string{access.RoleAdmin}
			l.users["t0admin00000"]["isSuspended"] = true
		}, 'l'},
		"the other role has nobody": {func(l *logto) { l.scopes["empty"] = []string{"roles:assign"} }, 'l'},
		"the other scope is foreign": {func(l *logto) {
			l.scopes["foreign"], l.roles[ordinary] = []string{"other roles:assign"}, []string{"foreign"}
		}, 'l'},
		"somebody by another role": {func(l *logto) {
			l.scopes["other"], l.roles[ordinary] = []string{"roles:assign"}, []string{"other"}
		}, 'y'},
		"the same person by another role": {func(l *logto) {
			l.scopes["other"], l.roles["t0ordinary00"] = []string{"roles:assign"}, []string{"giver", "other"}
		}, 'y'},
	} {
		for action, take := range takes {
			w := newWorld(t)
			actor := w.as(admin)
			w.logto.scopes["giver"] = []string{"roles:assign"}
			w.logto.roles[admin], w.logto.roles["t0admin00000"], w.logto.roles["t0ordinary00"] = nil, nil, []string{"giver"}
			tt.arrange(w.logto)
			err := take(t.Context(), w.Directory, actor, "giver")
			if got := letter(err); got != tt.want {
				t.Errorf("%s, %s: %c, want %c (%v)", what, action, got, tt.want, err)
			}
			if tt.want == 'y' {
				continue
			}
			w.unchanged(t, what)
			if got := w.entries(t); len(got) != 1 || got[0] != (entry{Action: string(action), Phase: "denied", Actor: admin, Target: "giver", Reason: "last-holder"}) {
				t.Errorf("%s, %s: the trail says %v", what, action, got)
			}
		}
	}
}

func TestRoles_areSparedWhenTheOthersCannotBeRead(t *testing.T) {
	t.Parallel()
	for action, take := range takes {
		w := newWorld(t)
		w.logto.scopes["giver"], w.logto.roles["t0ordinary00"] = []string{"roles:assign"}, []string{"giver"}
		w.logto.before = on("GET /roles/Roster admin/users", serverError)
		if err := take(t.Context(), w.Directory, w.as(admin), "giver"); err == nil {
			t.Errorf("%s: done", action)
		}
		w.unchanged(t, string(action))
	}
}

// Two people take the last two roles at once, or one of them the other's account: one
// of the two stays.
func TestRoles_theLastTwoWaysDoNotGoAtOnce(t *testing.T) {
	t.Parallel()
	database := storetest.SQLite(t)
	for action, take := range takes {
		for _, second := range []string{"role", "person"} {
			w := newWorld(t)
			w.locks = database.Locks()
			actor := w.as(admin)
			w.logto.scopes["one"], w.logto.scopes["two"] = []string{"roles:assign"}, []string{"roles:assign"}
			w.logto.roles[admin], w.logto.roles["t0admin00000"] = nil, nil
			w.logto.roles["t0ordinary00"], w.logto.roles["t0helpdesk00"] = []string{"one"}, []string{"two"}
			replicas := []*directory.Directory{w.replica(t), w.replica(t)}
			errs := make([]error, 2)
			var wg sync.WaitGroup
			wg.Go(func() { errs[0] = take(t.Context(), replicas[0], actor, "one") })
			wg.Go(func() {
				if second == "role" {
					errs[1] = take(t.Context(), replicas[1], actor, "two")
				} else {
					_, errs[1] = replicas[1].Suspend(t.Context(), actor, "t0helpdesk00", why)
				}
			})
			wg.Wait()
			if got := string([]byte{letter(errs[0]), letter(errs[1])}); got != "yl" && got != "ly" || len(w.logto.changing()) != 1 {
				t.Errorf("%s, %s: %s (%v) after %v", action, second, got, errors.Join(errs...), w.logto.changing())
			}
		}
	}
}

// A change that was never answered may have made the role: it is not told as not done,
// and one that was there before is never taken for it.
func TestCreateRole_neverTakesAnotherRoleForItsOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.logto.scopes["plain"] = nil
	w.logto.before = on("POST /roles", func(r *http.Request) (*http.Response, error) { return nil, errors.New("cut off") })
	_, err := w.CreateRole(t.Context(), w.as(admin), draft("plain", "users:read"))
	if got := as[*directory.Invalid](t, err).Fields["name"]; got != directory.NameTaken {
		t.Errorf("%v", err)
	}
	w.unchanged(t, "a name that is taken")
	w = newWorld(t)
	w.logto.after = on("POST /roles", func(r *http.Request) (*http.Response, error) { return nil, errors.New("cut off") })
	id, err := w.CreateRole(t.Context(), w.as(admin), draft("Night shift", "users:read"))
	if id != "Night shift" || err != nil || !slices.Contains(w.logto.scopes[id], "users:read") {
		t.Errorf("%q, %v, %v", id, err, w.logto.scopes)
	}
}

// What a role carries is known for half a minute; after a change here it is read anew.
func TestRoles_areForgottenWhenTheyChange(t *testing.T) {
	t.Parallel()
	w := withRoles(t)
	w.logto.roles["t0ordinary00"] = []string{"plain"}
	rights := func() bool {
		d, err := w.Dossier(t.Context(), w.as(helpdesk), "t0ordinary00")
		if err != nil || d.RightsErr != nil {
			t.Fatal(err, d.RightsErr)
		}
		return d.Rights.Can(access.UserUpdate)
	}
	if !rights() {
		t.Fatal("helpdesk may not change an ordinary person")
	}
	if err := w.AddRoleScopes(t.Context(), w.as(admin), "plain", []string{"users:delete"}); err != nil {
		t.Fatal(err)
	}
	if rights() {
		t.Error("the page shows the rights from before")
	}
	if err := w.DeleteRole(t.Context(), w.as(admin), "plain", " Name of plain "); err != nil || !rights() {
		t.Errorf("after the role is gone: %v", err)
	}
}

func TestRoles_forApplicationsAreLeftAlone(t *testing.T) {
	t.Parallel()
	w := withRoles(t)
	w.logto.book.machines = []string{"robot"}
	a := w.as(admin)
	for what, err := range map[string]error{
		"read":   func() error { _, err := w.RoleDetails(t.Context(), a, "robot", directory.GroupQuery{}); return err }(),
		"rename": w.UpdateRole(t.Context(), a, "robot", directory.RoleEdit{}),
		"add":    w.AddRoleScopes(t.Context(), a, "robot", []string{"reports:read"}),
		"remove": w.RemoveRoleScope(t.Context(), a, "robot", "reports:read"),
		"delete": w.DeleteRole(t.Context(), a, "robot", "robot"),
		"give":   func() error { _, err := w.AddRoleMembers(t.Context(), a, "robot", []string{target}); return err }(),
	} {
		if !errors.Is(err, directory.ErrMachineRole) {
			t.Errorf("%s: %v", what, err)
		}
	}
	w.unchanged(t, "a role for applications")
}

func TestUpdateRole_doesNotWriteOverSomebodyElse(t *testing.T) {
	t.Parallel()
	w := withRoles(t)
	w.logto.sayOfRole("plain", map[string]any{"name": "Theirs", "description": "as it was"})
	err := w.UpdateRole(t.Context(), w.as(admin), "plain", directory.RoleEdit{
		Name: directory.Edit{Base: "Before", Value: "Mine"}, Description: directory.Edit{Base: "as it was", Value: "Better"}, IsDefault: same("false"),
	})
	if got := as[*directory.Invalid](t, err).Fields; got["name"] != directory.ChangedMeanwhile || len(got) != 1 {
		t.Errorf("%v", got)
	}
	w.unchanged(t, "a name that somebody else changed")
	err = w.UpdateRole(t.Context(), w.as(admin), "plain", directory.RoleEdit{
		Name: same("Before"), Description: directory.Edit{Base: "as it was", Value: "Better"}, IsDefault: same("false"),
	})
	if err != nil || w.logto.bodies[len(w.logto.bodies)-1] != `{"description":"Better"}` {
		t.Errorf("%v, sent %v", err, w.logto.bodies)
	}
}

func TestRoles_sayWhatIsWrongWithTheirTexts(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		" ": directory.Missing, strings.Repeat("가", 129): directory.TooLong, "a\x00b": directory.InvalidCharacters, "a\u202Eb": directory.InvalidCharacters,
	} {
		w := withRoles(t)
		_, err := w.CreateRole(t.Context(), w.as(admin), directory.RoleDraft{Name: typed, Description: typed})
		if got := as[*directory.Invalid](t, err).Fields; got["name"] != want || got[directory.RoleDescription] != want {
			t.Errorf("%q: %v", typed, got)
		}
		w.unchanged(t, typed)
	}
	w := withRoles(t)
	if err := w.DeleteRole(t.Context(), w.as(admin), "plain", "plan"); as[*directory.Invalid](t, err).Fields[directory.Confirm] != directory.Mismatch {
		t.Errorf("%v", err)
	}
	w.unchanged(t, "a name that was not typed")
}

// A role that another session could have changed between is decided on as it is now.
func TestRoles_askForAFreshSignIn(t *testing.T) {
	t.Parallel()
	w := withRoles(t)
	late := w.as(admin)
	late.AuthTime = time.Now().Add(-time.Hour)
	for what, err := range map[string]error{
		"add":    w.AddRoleScopes(t.Context(), late, "plain", []string{"reports:read"}),
		"remove": w.RemoveRoleScope(t.Context(), late, "reports", "reports:read"),
		"delete": w.DeleteRole(t.Context(), late, "plain", "Name of plain"),
	} {
		if got := letter(err); got != 'u' {
			t.Errorf("%s: %c (%v)", what, got, err)
		}
	}
	w.unchanged(t, "an old sign-in")
}
