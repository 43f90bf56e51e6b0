package directory_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"roster/access"
	"roster/directory"
)

// creator may create, and not much else.
func (w *world) creator(caps ...access.Capability) access.Actor {
	a := w.as(admin)
	a.Capabilities = access.NewSet(append(caps, access.UsersCreate)...)
	return a
}

func TestCreate_asksForEachStepBeforeTheFirst(t *testing.T) {
	t.Parallel()
	for action, change := range map[access.Action]func(n *directory.NewUser){
		access.UserAssignRole: func(n *directory.NewUser) { n.Roles = []string{"senior"} },
		access.UserAssignOrganization: func(n *directory.NewUser) {
			n.Organizations = []directory.Membership{{ID: "acme"}}
		},
		access.UserSetPassword: func(n *directory.NewUser) { n.Then = directory.ThenPassword },
		access.UserInvite:      func(n *directory.NewUser) { n.Then = directory.ThenInvite },
	} {
		w := newWorld(t)
		n := directory.NewUser{Fields: mina().Fields}
		change(&n)
		_, err := w.Create(t.Context(), w.creator(), n)
		denied := as[*access.Denied](t, err)
		if denied.Action != action || denied.Reason != access.MissingCapability || len(w.logto.made()) > 0 {
			t.Errorf("%s: %+v after %v", action, denied, w.logto.made())
		}
		late := w.as(admin)
		late.AuthTime = time.Now().Add(-time.Hour)
		_, err = w.Create(t.Context(), late, n)
		denied, _ = errors.AsType[*access.Denied](err)
		stepUp := action == access.UserSetPassword || action == access.UserInvite
		if stepUp != (denied != nil && denied.Reason == access.StepUp) {
			t.Errorf("%s an hour after signing in: %v", action, err)
		}
		if got := w.entries(t)[0]; got != (entry{Action: string(action), Phase: "denied", Actor: admin, Reason: "missing-capability"}) {
			t.Errorf("%s: the trail says %+v", action, got)
		}
	}
}

func TestCreate_nobodyGivesWhatTheyLack(t *testing.T) {
	t.Parallel()
	all := []access.Capability{access.RolesAssign, access.OrganizationsAssign, access.UsersRead, access.UsersSetPassword}
	more := []access.Capability{access.UsersDelete, access.UsersInvite, access.UsersMFA, access.UsersTokens, access.UsersUpdate} // of the role "senior"
	for name, tt := range map[string]struct {
		actor  func(*world) access.Actor
		spoil  func(*logto)
		change func(*directory.NewUser)
		action access.Action
		more   []access.Capability
	}{
		"a role that carries more": {
			func(w *world) access.Actor { return w.creator(all...) }, func(*logto) {},
			func(n *directory.NewUser) { n.Roles = []string{"senior"} },
			access.UserAssignRole,
			more,
		},
		"a default role that carries more": {
			func(w *world) access.Actor { return w.creator(all...) }, func(l *logto) { l.defaults = []string{"senior"} },
			func(*directory.NewUser) {},
			access.UserCreate,
			more,
		},
		"a role in an organization that carries anything": {
			func(w *world) access.Actor { return w.as(admin) }, func(l *logto) { l.scopes["editor"] = []string{"users:read"} },
			func(n *directory.NewUser) {
				n.Organizations = []directory.Membership{{ID: "acme", Roles: []string{"editor"}}}
			},
			access.UserAssignOrganization,
			[]access.Capability{access.UsersRead},
		},
	} {
		w := newWorld(t)
		tt.spoil(w.logto)
		n := directory.NewUser{Fields: mina().Fields}
		tt.change(&n)
		_, err := w.Create(t.Context(), tt.actor(w), n)
		denied := as[*access.Denied](t, err)
		if denied.Action != tt.action || denied.Reason != access.GrantsMore || !slices.Equal(denied.Missing, tt.more) {
			t.Errorf("%s: %+v", name, denied)
		}
		if calls := w.logto.changing(); len(calls) > 0 {
			t.Errorf("%s: %v", name, calls)
		}
		if got := w.entries(t); len(got) != 1 || got[0].Reason != "grants-more" {
			t.Errorf("%s: the trail says %v", name, got)
		}
		if tt.action == access.UserAssignRole { // nor on the way of going on
			if _, err := w.FinishCreate(t.Context(), tt.actor(w), ordinary, []directory.Step{{Kind: directory.StepRoles, Roles: []directory.Named{{ID: "senior"}}}}, ""); as[*access.Denied](t, err).Reason != access.GrantsMore {
				t.Errorf("%s, going on: %v", name, err)
			}
		}
	}
	w := newWorld(t) // scopes of others with the same names are nobody's business here
	w.logto.scopes["editor"] = []string{"other users:read"}
	n := directory.NewUser{Fields: mina().Fields, Organizations: []directory.Membership{{ID: "acme", Roles: []string{"editor"}}}}
	if _, err := w.Create(t.Context(), w.creator(all...), n); err != nil {
		t.Errorf("a scope of another resource: %v", err)
	}
}
