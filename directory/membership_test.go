package directory_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roster/access"
	"roster/directory"
)

func TestSetOrganizationRoles_addsAndTakesOneByOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.logto.organizationRoles[ordinary] = []string{"old", "older", "kept"}
	change, err := w.SetOrganizationRoles(t.Context(), w.giver(), ordinary, "o", []string{"old", "older", "kept"}, []string{"kept", "new", "newer"})
	must(err)
	sent := w.logto.changing()
	want := []string{
		"POST /organizations/o/users/" + ordinary + "/roles",
		"DELETE /organizations/o/users/" + ordinary + "/roles/old", "DELETE /organizations/o/users/" + ordinary + "/roles/older",
	}
	if diff := cmp.Diff(want, sent); diff != "" {
		t.Error(diff)
	}
	if got := w.logto.memberships[ordinary]["o"]; !slices.Equal(got, []string{"kept", "new", "newer"}) {
		t.Errorf("they have %v", got)
	}
	if len(change.Added) != 2 || len(change.Removed) != 2 || change.Joined {
		t.Errorf("%+v", change)
	}
	again, err := w.SetOrganizationRoles(t.Context(), w.giver(), ordinary, "o", []string{"old", "older", "kept"}, []string{"kept", "new", "newer"})
	if err != nil || !again.None() || len(w.logto.changing()) != 3 {
		t.Errorf("again: %+v, %v", again, err)
	}
}

// What somebody else gave since the page was drawn is not taken away by it.
func TestSetOrganizationRoles_leavesWhatWasNotShown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.logto.organizationRoles[ordinary] = []string{"shown", "since"}
	_, err := w.SetOrganizationRoles(t.Context(), w.giver(), ordinary, "o", []string{"shown", "gone"}, []string{"gone", "new"})
	must(err)
	if got := w.logto.memberships[ordinary]["o"]; !slices.Equal(got, []string{"since", "new"}) {
		t.Errorf("they have %v", got)
	}
}

func TestSetOrganizationRoles_ofSomebodyWhoIsNoMemberIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := w.SetOrganizationRoles(t.Context(), w.giver(), ordinary, "acme", nil, nil)
	if as[*directory.Invalid](t, err).Fields[directory.NewOrganizations] != directory.NotMember || len(w.logto.changing()) > 0 {
		t.Error(err)
	}
}

func TestAddToOrganization_saysWhatIsHalfDone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.logto.before = func(call string, _ *http.Request) (*http.Response, error) {
		if strings.HasPrefix(call, "POST") && strings.HasSuffix(call, "/roles") {
			return refuse(429, ""), nil
		}
		return nil, nil
	}
	_, err := w.AddToOrganization(t.Context(), w.giver(), ordinary, "acme", []string{"editor"})
	partial := as[*directory.Partial](t, err)
	if !slices.Equal(partial.Done, []string{"organization"}) || !slices.Equal(partial.Failed, []string{"organizationRoles"}) {
		t.Errorf("%+v", partial)
	}
	if got := w.entries(t); got[1].Phase != "failed" || w.logto.memberships[ordinary]["acme"] == nil {
		t.Errorf("the trail says %+v", got)
	}
	w.logto.before = nil // and once more does the rest
	change, err := w.AddToOrganization(t.Context(), w.giver(), ordinary, "acme", []string{"editor"})
	if err != nil || change.Joined || len(change.Added) != 1 || !slices.Equal(w.logto.memberships[ordinary]["acme"], []string{"editor"}) {
		t.Errorf("%+v, %v", change, err)
	}
}

func TestAddToOrganization_refusesWhatIsNotThere(t *testing.T) {
	t.Parallel()
	for problem, in := range map[string][2]string{directory.NoSuchOrganization: {"none", "editor"}, directory.NoSuchRole: {"acme", "none"}} {
		w := newWorld(t)
		_, err := w.AddToOrganization(t.Context(), w.giver(), ordinary, in[0], []string{in[1]})
		if got := as[*directory.Invalid](t, err).Fields[directory.NewOrganizations]; got != problem || len(w.logto.changing()) > 0 {
			t.Errorf("%s: %s", problem, got)
		}
	}
}

func TestAddToOrganization_refusesMoreRolesThanCanBeGivenAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var roles []string
	for i := range directory.MaxGiven + 1 {
		roles = append(roles, fmt.Sprint("role", i))
	}
	_, err := w.AddToOrganization(t.Context(), w.giver(), ordinary, "acme", roles)
	if got := as[*directory.Invalid](t, err).Fields[directory.NewOrganizations]; got != directory.TooLong || len(w.logto.changing()) > 0 {
		t.Errorf("got %q after %v", got, w.logto.changing())
	}
}

// An organization role carries a capability by mistake. Who holds as much takes it
// away; not from themself.
func TestOrganizationRole_withACapabilityIsTakenWithinTheRules(t *testing.T) {
	t.Parallel()
	const person = "t0admin00000"
	for what, tt := range map[string]struct {
		arrange func(*logto)
		actor   func(*world) access.Actor
		of      string
		want    byte
	}{
		"by who holds it": {
			func(l *logto) { l.scopes["owner"] = []string{"users:delete"} },
			func(w *world) access.Actor { return w.giver(access.UsersDelete) },
			ordinary, 'y',
		},
		"by who lacks it": {
			func(l *logto) { l.scopes["owner"] = []string{"users:delete"} },
			func(w *world) access.Actor { return w.giver() },
			ordinary, 't',
		},
		"from oneself": {
			func(l *logto) { l.scopes["owner"], l.roles[admin] = []string{"users:delete"}, nil },
			func(w *world) access.Actor { return w.giver(access.UsersDelete) },
			admin, 's',
		},
		"from oneself, who keeps it by another role": {
			func(l *logto) { l.scopes["owner"] = []string{"users:delete"} },
			func(w *world) access.Actor { return w.as(admin) },
			admin, 'y',
		},
		"from one of several who give rights": {
			func(l *logto) { l.scopes["owner"], l.roles[person] = []string{"roles:assign"}, nil },
			func(w *world) access.Actor { return w.as(admin) },
			person, 'y',
		},
	} {
		for method, take := range map[string]func(*world, access.Actor) error{
			"SetOrganizationRoles": func(w *world, a access.Actor) error {
				_, err := w.SetOrganizationRoles(t.Context(), a, tt.of, "o", []string{"kept", "owner"}, []string{"kept"})
				return err
			},
			"RemoveFromOrganization": func(w *world, a access.Actor) error {
				_, err := w.RemoveFromOrganization(t.Context(), a, tt.of, "o")
				return err
			},
		} {
			w := newWorld(t)
			actor := tt.actor(w)
			tt.arrange(w.logto)
			w.logto.organizationRoles[tt.of] = []string{"kept", "owner"}
			if got := letter(take(w, actor)); got != tt.want || (len(w.logto.changing()) > 0) != (tt.want == 'y') {
				t.Errorf("%s, %s: %c after %v", what, method, got, w.logto.changing())
			}
		}
	}
}

func TestRemoveFromOrganization_ofNoMemberChangesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	change, err := w.RemoveFromOrganization(t.Context(), w.giver(), ordinary, "acme")
	if err != nil || !change.None() || len(w.logto.changing()) > 0 || len(w.trail.All()) > 0 {
		t.Errorf("%+v, %v", change, err)
	}
}
