package directory_test

import (
	"errors"
	"slices"
	"testing"

	"roster/access"
	"roster/directory"
)

// A newer replica made a permission of the portal that this one does not know. Nobody
// is known to hold it, so nobody gives it: not even who holds everything.
func TestAssign_nobodyGivesWhatThisVersionDoesNotKnow(t *testing.T) {
	t.Parallel()
	const invented = "users:invented"
	for name, give := range map[string]func(*world) error{
		"to somebody": func(w *world) error {
			_, err := w.AssignRoles(t.Context(), w.as(admin), ordinary, []string{"plain"})
			return err
		},
		"to several": func(w *world) error {
			_, err := w.AddRoleMembers(t.Context(), w.as(admin), "plain", []string{ordinary})
			return err
		},
		"in an organization": func(w *world) error {
			_, err := w.AddToOrganization(t.Context(), w.as(admin), ordinary, "acme", []string{"editor"})
			return err
		},
		"with an invitation": func(w *world) error {
			_, err := w.InviteToOrganization(t.Context(), w.as(admin), directory.OrganizationInvite{Address: "new@example.com", Organization: "acme", Roles: []string{"editor"}})
			return err
		},
		"to somebody new": func(w *world) error {
			_, err := w.Create(t.Context(), w.as(admin), directory.NewUser{Fields: mina().Fields, Roles: []string{"plain"}})
			return err
		},
		"to everybody new": func(w *world) error {
			w.logto.defaults = []string{"plain"}
			_, err := w.Create(t.Context(), w.as(admin), directory.NewUser{Fields: mina().Fields})
			return err
		},
	} {
		w := newWorld(t)
		w.logto.scopes["plain"], w.logto.scopes["editor"] = []string{"users:read", invented}, []string{invented}
		err := give(w)
		denied, ok := errors.AsType[*access.Denied](err)
		if !ok || denied.Reason != access.GrantsMore || !slices.Equal(denied.Missing, []access.Capability{invented}) {
			t.Errorf("%s: %v", name, err)
		}
		if got := w.entries(t); len(w.logto.changing()) > 0 || len(got) != 1 || got[0].Reason != "grants-more" {
			t.Errorf("%s: sent %v, the trail says %v", name, w.logto.changing(), got)
		}
	}
}
