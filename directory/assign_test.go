package directory_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/store/storetest"
)

// giver may give roles and organizations, and holds caps besides.
func (w *world) giver(caps ...access.Capability) access.Actor {
	a := w.as(admin)
	a.Capabilities = access.NewSet(append(caps, access.RolesAssign, access.OrganizationsAssign, access.UsersRead)...)
	return a
}

// give are the ways in which somebody can be given a role, by name.
func assign(roles ...string) func(*testing.T, *directory.Directory, access.Actor) error {
	return func(t *testing.T, d *directory.Directory, a access.Actor) error {
		_, err := d.AssignRoles(t.Context(), a, ordinary, roles)
		return err
	}
}

func TestAssign_nobodyGivesWhatTheyLack(t *testing.T) {
	t.Parallel()
	more := []access.Capability{access.UsersDelete, access.UsersInvite, access.UsersMFA, access.UsersSetPassword, access.UsersTokens, access.UsersUpdate}
	for name, tt := range map[string]struct {
		spoil  func(*logto)
		give   func(*testing.T, *directory.Directory, access.Actor) error
		action access.Action
		more   []access.Capability
	}{
		"directly": {func(*logto) {}, assign("senior"), access.UserAssignRole, more},
		"among harmless ones": {
			func(*logto) {}, assign("staff", "senior", "staff"), access.UserAssignRole, more,
		},
		"a default role": {
			func(l *logto) { l.defaults = []string{"senior"} }, assign("senior"), access.UserAssignRole, more,
		},
		"joining with an organization role": {
			func(l *logto) { l.scopes["editor"] = []string{"users:read"} },
			func(t *testing.T, d *directory.Directory, a access.Actor) error {
				_, err := d.AddToOrganization(t.Context(), a, ordinary, "acme", []string{"editor"})
				return err
			},
			access.UserAssignOrganization,
			[]access.Capability{access.UsersRead},
		},
		"an organization role of a member": {
			func(l *logto) { l.scopes["editor"] = []string{"users:read"} },
			func(t *testing.T, d *directory.Directory, a access.Actor) error {
				_, err := d.SetOrganizationRoles(t.Context(), a, ordinary, "o", nil, []string{"editor"})
				return err
			},
			access.UserAssignOrganization,
			[]access.Capability{access.UsersRead},
		},
		"an organization role to oneself": {
			func(l *logto) { l.scopes["editor"] = []string{"users:delete"} },
			func(t *testing.T, d *directory.Directory, a access.Actor) error {
				_, err := d.SetOrganizationRoles(t.Context(), a, admin, "o", nil, []string{"editor"})
				return err
			},
			access.UserAssignOrganization,
			[]access.Capability{access.UsersDelete},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			tt.spoil(w.logto)
			actor := w.giver()
			if strings.Contains(name, "organization role") { // not even who holds everything
				actor = w.as(admin)
			}
			denied := as[*access.Denied](t, tt.give(t, w.Directory, actor))
			if denied.Action != tt.action || denied.Reason != access.GrantsMore || !slices.Equal(denied.Missing, tt.more) {
				t.Errorf("%+v", denied)
			}
			if sent := w.logto.changing(); len(sent) > 0 {
				t.Errorf("sent %v", sent)
			}
			target := ordinary
			if name == "an organization role to oneself" {
				target = admin
			}
			want := []entry{{Action: string(tt.action), Phase: "denied", Actor: admin, Target: target, Reason: "grants-more"}}
			if diff := cmp.Diff(want, w.entries(t)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What a role carries is asked when it is given, not when the page was drawn.
func TestAssign_goesByWhatTheRoleCarriesNow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.logto.scopes["team"] = []string{"users:read"}
	w.logto.scopes["inner"] = []string{"other read"}
	w.Warm(t.Context())
	if carried, err := w.CarriedBy(t.Context(), w.giver(), []string{"team"}, false); err != nil || !carried["team"].Has(access.UsersRead) {
		t.Fatalf("%v, %v", carried, err) // the page has shown it as harmless
	}
	w.logto.scopes["team"] = []string{"users:read", "users:delete"}
	w.logto.scopes["inner"] = []string{"other read", "users:read"}
	_, one := w.AssignRoles(t.Context(), w.giver(), ordinary, []string{"team"})
	_, two := w.AddToOrganization(t.Context(), w.giver(), ordinary, "acme", []string{"inner"})
	for _, err := range []error{one, two} {
		if as[*access.Denied](t, err).Reason != access.GrantsMore || len(w.logto.changing()) > 0 {
			t.Errorf("%v after %v", err, w.logto.changing())
		}
	}
}

func TestAssignRoles_givesOnlyWhatIsNew(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.logto.roles[ordinary] = []string{"staff"}
	w.logto.scopes["team"] = nil
	given, err := w.AssignRoles(t.Context(), w.giver(), ordinary, []string{"team", "staff", "team"})
	if err != nil || !slices.Equal(given, []directory.Named{{ID: "team", Name: "team"}}) && given[0].ID != "team" || len(given) != 1 {
		t.Errorf("%v, %v", given, err)
	}
	if body := w.logto.bodies[len(w.logto.bodies)-1]; body != `{"roleIds":["team"]}` {
		t.Errorf("sent %s", body)
	}
	entry := w.decoded(t)[0]
	if before, after := string(entry.Values["roles"].Before), string(entry.Values["roles"].After); !strings.Contains(before, "staff") || strings.Contains(before, "team") || !strings.Contains(after, "team") || !strings.Contains(after, "staff") {
		t.Errorf("the trail says %s, %s", before, after)
	}
	again, err := w.AssignRoles(t.Context(), w.giver(), ordinary, []string{"team"})
	if err != nil || len(again) > 0 || len(w.logto.changing()) != 1 || len(w.entries(t)) != 2 {
		t.Errorf("again: %v, %v, %v", again, err, w.logto.changing())
	}
}

func TestAssignRoles_refusesWhatIsNoRoleForPeople(t *testing.T) {
	t.Parallel()
	for problem, roles := range map[string][]string{
		directory.Missing: nil, directory.NoSuchRole: {"staff", "nowhere"}, directory.TooLong: make([]string, directory.MaxGiven+1),
	} {
		w := newWorld(t)
		_, err := w.AssignRoles(t.Context(), w.giver(), ordinary, roles)
		if got := as[*directory.Invalid](t, err).Fields[directory.NewRoles]; got != problem || len(w.logto.changing()) > 0 {
			t.Errorf("%s: got %s after %v", problem, got, w.logto.changing())
		}
	}
}

func TestAccess_asksWhetherACallWithoutAnAnswerTookEffect(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*world) error{
		"AssignRoles": func(w *world) error {
			_, err := w.AssignRoles(t.Context(), w.giver(), ordinary, []string{"staff"})
			return err
		},
		"RemoveRole": func(w *world) error {
			_, err := w.RemoveRole(t.Context(), w.giver(), ordinary, "plain")
			return err
		},
		"AddToOrganization": func(w *world) error {
			_, err := w.AddToOrganization(t.Context(), w.giver(), ordinary, "acme", nil)
			return err
		},
		"SetOrganizationRoles": func(w *world) error {
			_, err := w.SetOrganizationRoles(t.Context(), w.giver(), ordinary, "o", []string{"old"}, nil)
			return err
		},
		"RemoveFromOrganization": func(w *world) error {
			_, err := w.RemoveFromOrganization(t.Context(), w.giver(), ordinary, "o")
			return err
		},
	} {
		for _, method := range []string{"POST", "DELETE"} {
			for effect, arrange := range map[string]func(*logto){
				"took-effect": func(l *logto) { l.after = on(method, serverError) },
				"no-effect":   func(l *logto) { l.before = on(method, serverError) },
			} {
				w := newWorld(t)
				w.logto.roles[ordinary], w.logto.organizationRoles[ordinary] = []string{"plain"}, []string{"old"}
				arrange(w.logto)
				err := change(w)
				if len(w.logto.changing()) == 0 || !strings.HasPrefix(w.logto.changing()[0], method) {
					continue
				}
				last := w.entries(t)[1]
				if last.Phase != "unknown" || last.Effect != effect || (err == nil) != (effect == "took-effect") || err != nil && !apiclient.IsUnavailable(err) {
					t.Errorf("%s %s: %v, the trail says %+v", name, effect, err, last)
				}
			}
		}
	}
}

func TestRemoveRole_sparesTheLastWhoGivesRights(t *testing.T) {
	t.Parallel()
	const last = "t0admin00000"
	for what, tt := range map[string]struct {
		arrange func(*logto)
		role    string
		want    byte
	}{
		"the only way they hold it": {func(l *logto) { l.users[admin]["isSuspended"] = true }, access.RoleAdmin, 'l'},
		"they hold it by another role too": {func(l *logto) {
			l.users[admin]["isSuspended"] = true
			l.roles[last] = []string{access.RoleAdmin, "giver"}
			l.scopes["giver"] = []string{"roles:assign"}
		}, access.RoleAdmin, 'y'},
		"they hold it inside an organization besides": {func(l *logto) {
			l.users[admin]["isSuspended"] = true
			l.organizationRoles[last] = []string{"owner"}
			l.scopes["owner"] = []string{"roles:assign"}
		}, access.RoleAdmin, 'l'},
		"the role does not carry it": {func(l *logto) {
			l.users[admin]["isSuspended"] = true
			l.roles[last] = []string{access.RoleAdmin, "plain"}
		}, "plain", 'y'},
		"there is another": {func(*logto) {}, access.RoleAdmin, 'y'},
	} {
		w := newWorld(t)
		actor := w.as(admin)
		tt.arrange(w.logto)
		had, err := w.RemoveRole(t.Context(), actor, last, tt.role)
		if got := letter(err); got != tt.want || !had || slices.Contains(w.logto.roles[last], tt.role) != (tt.want != 'y') {
			t.Errorf("%s: %c (%v), they have %v", what, got, err, w.logto.roles[last])
		}
	}
}

func TestRemoveRole_ofARoleThatTheyDoNotHaveChangesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	had, err := w.RemoveRole(t.Context(), w.giver(), ordinary, "staff")
	if had || err != nil || len(w.logto.changing()) > 0 || len(w.trail.All()) > 0 {
		t.Errorf("%v, %v, %v", had, err, w.logto.changing())
	}
	w.logto.roles[ordinary] = []string{"plain"} // and somebody else takes it at this moment
	w.logto.before = on("DELETE", func(*http.Request) (*http.Response, error) { return refuse(404, "entity.not_found"), nil })
	if had, err = w.RemoveRole(t.Context(), w.giver(), ordinary, "plain"); !had || err != nil {
		t.Errorf("%v, %v", had, err)
	}
}

// Two admins demote each other at the same moment, on two replicas: one stays.
func TestRemoveRole_twoAdminsCannotDemoteEachOther(t *testing.T) {
	t.Parallel()
	database := storetest.SQLite(t)
	for range 5 {
		w := withTwoAdmins(t)
		w.locks = database.Locks()
		actors := []access.Actor{w.as(admin), w.as("other0000000")}
		replicas := []*directory.Directory{w.replica(t), w.replica(t)}
		meet := newBarrier(2)
		w.logto.before = func(call string, _ *http.Request) (*http.Response, error) {
			if strings.HasSuffix(call, "/organizations") {
				meet.wait(t.Context())
			}
			return nil, nil
		}
		errs := make([]error, 2)
		var wg sync.WaitGroup
		for i := range 2 {
			wg.Go(func() { _, errs[i] = replicas[i].RemoveRole(t.Context(), actors[i], actors[1-i].ID, access.RoleAdmin) })
		}
		wg.Wait()
		if got := string([]byte{letter(errs[0]), letter(errs[1])}); got != "yl" && got != "ly" {
			t.Fatalf("%s (%v)", got, errors.Join(errs...))
		}
		if sent := w.logto.changing(); len(sent) != 1 {
			t.Errorf("sent %v", sent)
		}
	}
}
