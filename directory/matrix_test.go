package directory_test

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"roster/access"
	"roster/directory"
)

// row is one method, how it is called in the matrix, and what each actor is told
// about an ordinary person, a helpdesk agent, an admin and themself: y is done,
// m a missing capability, t a target with more rights, u a sign-in too long ago.
// The expectations are written by hand and computed from nothing.
type row struct {
	method  string
	action  access.Action // as it stands in the trail
	changes bool
	call    func(ctx context.Context, d *directory.Directory, actor access.Actor, target string) error
	want    map[string]string
	// making: it is about somebody who is only being made, or was a moment ago.
	making bool
}

const (
	admin     = "admin0000000"
	helpdesk  = "helpdesk0000"
	auditor   = "auditor00000"
	senior    = "senior000000" // read, update, set-password and delete
	ordinary  = "ordinary0000"
	anonymous = ""
	// lateAdmin is the admin, ten minutes after signing in.
	lateAdmin = "late"
)

var actors = []string{admin, helpdesk, auditor, senior, ordinary, anonymous, lateAdmin}

var (
	everyReader = map[string]string{
		admin: "yyyy", helpdesk: "yyyy", auditor: "yyyy", senior: "yyyy", ordinary: "mmmm", anonymous: "mmmm", lateAdmin: "yyyy",
	}
	everyEditor = map[string]string{
		admin: "yyyy", helpdesk: "yyty", auditor: "mmmm", senior: "ytty", ordinary: "mmmm", anonymous: "mmmm", lateAdmin: "yyyy",
	}
	everySuspender = map[string]string{
		admin: "yyys", helpdesk: "yyts", auditor: "mmmm", senior: "mmmm", ordinary: "mmmm", anonymous: "mmmm", lateAdmin: "uuus",
	}
	everyDeleter = map[string]string{
		admin: "yyys", helpdesk: "mmmm", auditor: "mmmm", senior: "ytts", ordinary: "mmmm", anonymous: "mmmm", lateAdmin: "uuus",
	}
	addressEditor = map[string]string{
		admin: "yyyy", helpdesk: "mmmm", auditor: "mmmm", senior: "ytty", ordinary: "mmmm", anonymous: "mmmm", lateAdmin: "uuuu",
	}
)

var matrix = slices.Concat([]row{
	{"ListUsers", access.UserList, false, func(ctx context.Context, d *directory.Directory, a access.Actor, _ string) error {
		_, err := d.ListUsers(ctx, a, directory.UserQuery{Search: "ann", PageSize: 20})
		return err
	}, everyReader, false},
	{"Overview", access.UserList, false, func(ctx context.Context, d *directory.Directory, a access.Actor, _ string) error {
		_, err := d.Overview(ctx, a)
		return err
	}, everyReader, false},
	{"UsersByID", access.UserList, false, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.UsersByID(ctx, a, []string{id})
		return err
	}, everyReader, false},
	{"FindUser", access.UserList, false, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.FindUser(ctx, a, id)
		return err
	}, everyReader, false},
	{"ListRoles", access.RoleList, false, func(ctx context.Context, d *directory.Directory, a access.Actor, _ string) error {
		_, err := d.ListRoles(ctx, a, directory.GroupQuery{Search: "staff"})
		return err
	}, everyReader, false},
	{"Role", access.RoleList, false, func(ctx context.Context, d *directory.Directory, a access.Actor, _ string) error {
		_, err := d.Role(ctx, a, "staff")
		return err
	}, everyReader, false},
	{"ListOrganizations", access.OrganizationList, false, func(ctx context.Context, d *directory.Directory, a access.Actor, _ string) error {
		_, err := d.ListOrganizations(ctx, a, directory.GroupQuery{})
		return err
	}, everyReader, false},
	{"Organization", access.OrganizationList, false, func(ctx context.Context, d *directory.Directory, a access.Actor, _ string) error {
		_, err := d.Organization(ctx, a, "o")
		return err
	}, everyReader, false},
	{"ListOrganizationRoles", access.OrganizationList, false, func(ctx context.Context, d *directory.Directory, a access.Actor, _ string) error {
		_, err := d.ListOrganizationRoles(ctx, a, directory.GroupQuery{})
		return err
	}, everyReader, false},
	{"OrganizationRole", access.OrganizationList, false, func(ctx context.Context, d *directory.Directory, a access.Actor, _ string) error {
		_, err := d.OrganizationRole(ctx, a, "staff")
		return err
	}, everyReader, false},
	{"User", access.UserRead, false, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.User(ctx, a, id)
		return err
	}, everyReader, false},
	{"AddressChanges", access.UserRead, false, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.AddressChanges(ctx, a, id)
		return err
	}, everyReader, false},
	{"ApplicationNames", access.UserRead, false, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.ApplicationNames(ctx, a, id)
		return err
	}, everyReader, false},
	{"Dossier", access.UserRead, false, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.Dossier(ctx, a, id)
		return err
	}, everyReader, false},
	{"UpdateUser", access.UserUpdate, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		return d.UpdateUser(ctx, a, id, name("Anne"))
	}, everyEditor, false},
	{"UpdateUser", access.UserUpdateAddress, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		return d.UpdateUser(ctx, a, id, directory.UserEdit{directory.PrimaryEmail: {Base: id + "@example.com", Value: "new@example.com"}})
	}, addressEditor, false},
	{"UpdateUser", access.UserUpdateAddress, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		return d.UpdateUser(ctx, a, id, directory.UserEdit{directory.PrimaryPhone: {Value: "010-1234-5678"}, directory.Name: {Base: "Ann", Value: "B"}})
	}, addressEditor, false},
	{"UpdateCustomData", access.UserUpdateCustomData, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		return d.UpdateCustomData(ctx, a, id, map[string]any{"team": "red"}, map[string]any{"team": "blue"})
	}, everyEditor, false},
	{"Impact", access.UserRead, false, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.Impact(ctx, a, id)
		return err
	}, everyReader, false},
	{"Suspend", access.UserSuspend, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.Suspend(ctx, a, id, "left the company")
		return err
	}, everySuspender, false},
	{"Reactivate", access.UserReactivate, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.Reactivate(ctx, a, id, "came back")
		return err
	}, everySuspender, false},
	{"Delete", access.UserDelete, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.Delete(ctx, a, id, "asked for it", id+"@example.com")
		return err
	}, everyDeleter, false},
}, passwordRows, createRows, linkRows, accessRows, securityRows, roleRows, noteRows, signInRows, hookRows, trailRows)

func TestMatrix_everyMethodForEverybody(t *testing.T) {
	t.Parallel()
	for _, r := range matrix {
		t.Run(r.method+" "+string(r.action), func(t *testing.T) {
			t.Parallel()
			for _, problem := range differences(t, r, nil) {
				t.Error(problem)
			}
		})
	}
}

// TestMatrix_hasEveryMethod finds the methods by reflection: one that takes an
// actor and is not in the matrix fails here, and so does an exported method that
// takes none, for it would be a way around the check.
func TestMatrix_hasEveryMethod(t *testing.T) {
	t.Parallel()
	typ := reflect.TypeFor[*directory.Directory]()
	for method := range typ.Methods() {
		takesActor := false
		for in := range method.Type.Ins() {
			takesActor = takesActor || in == reflect.TypeFor[access.Actor]()
		}
		inMatrix := slices.ContainsFunc(matrix, func(r row) bool { return r.method == method.Name })
		// ReplaceCheck is in export_test.go; Warm answers nothing and changes nothing.
		outside := method.Name == "ReplaceCheck" || method.Name == "Warm" || slices.Contains(byCode, method.Name) || slices.Contains(byPortal, method.Name)
		if !outside && (!takesActor || !inMatrix) {
			t.Errorf("%s takes an actor: %v, stands in the matrix: %v", method.Name, takesActor, inMatrix)
		}
	}
	for _, r := range matrix {
		for _, who := range actors {
			if len(r.want[who]) != 4 {
				t.Errorf("%s (%s) has no expectation for %q", r.method, r.action, who)
			}
		}
	}
}

// TestMatrix_noticesRemovedChecks is the proof that no check can go without a
// test failing. It weakens the check in each way that a mistake could, runs the
// matrix again and demands that the expectations are no longer met:
//
//   - for every method, no check at all (as if its call of permit were deleted);
//   - for every action in use, that action always allowed (as if its rule were
//     deleted, or permitOn were called without it);
//   - for every change, a target whose capabilities are not looked at, and one
//     acted on as if the sign-in were fresh.
//
// That each single part of each rule matters is proved the same way in
// access.TestCheck_everyPartOfEveryRuleMatters. Both were also tried by hand:
// deleting any one call of d.permit or d.permitOn, the second loop of permitOn,
// or a line of the rule table makes this package or access fail.
func TestMatrix_noticesRemovedChecks(t *testing.T) {
	t.Parallel()
	always := func(access.Actor, access.Action, access.Target, time.Time) error { return nil }
	for _, r := range matrix {
		weaker := map[string]directory.CheckFunc{"no check": always}
		ruled := r.action
		if r.method == "UndoCreate" { // recorded as deleting, permitted as creating
			ruled = access.UserCreate
		}
		weaker["no rule for "+string(ruled)] = func(a access.Actor, action access.Action, to access.Target, now time.Time) error {
			if action == ruled {
				return nil
			}
			return access.Check(a, action, to, now)
		}
		if r.changes && !r.making {
			weaker["blind to the target"] = func(a access.Actor, action access.Action, to access.Target, now time.Time) error {
				return access.Check(a, action, access.Target{ID: to.ID}, now)
			}
		}
		if strings.Contains(r.want[lateAdmin], "u") {
			weaker["no step-up"] = func(a access.Actor, action access.Action, to access.Target, now time.Time) error {
				a.AuthTime = now
				return access.Check(a, action, to, now)
			}
		}
		for how, check := range weaker {
			t.Run(r.method+" "+string(r.action)+" "+how, func(t *testing.T) {
				t.Parallel()
				if len(differences(t, r, check)) == 0 {
					t.Error("the matrix does not notice")
				}
			})
		}
	}
}
