package directory_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"roster/access"
	"roster/directory"
)

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
