package directory_test

import (
	"context"
	"errors"
	"fmt"
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
	everyPasswordSetter = map[string]string{
		admin: "yyys", helpdesk: "mmmm", auditor: "mmmm", senior: "ytts", ordinary: "mmmm", anonymous: "mmmm", lateAdmin: "uuus",
	}
	everySignerOut = map[string]string{
		admin: "yyyy", helpdesk: "yyty", auditor: "mmmm", senior: "mmmm", ordinary: "mmmm", anonymous: "mmmm", lateAdmin: "yyyy",
	}
	everyCreator = map[string]string{
		admin: "yyyy", helpdesk: "mmmm", auditor: "mmmm", senior: "mmmm", ordinary: "mmmm", anonymous: "mmmm", lateAdmin: "yyyy",
	}
	everyFinisher = map[string]string{
		admin: "yyys", helpdesk: "mmmm", auditor: "mmmm", senior: "mmmm", ordinary: "mmmm", anonymous: "mmmm", lateAdmin: "yyys",
	}
	everyUndoer = map[string]string{
		admin: "yyys", helpdesk: "mmmm", auditor: "mmmm", senior: "mmmm", ordinary: "mmmm", anonymous: "mmmm", lateAdmin: "yyys",
	}
	addressEditor = map[string]string{
		admin: "yyyy", helpdesk: "mmmm", auditor: "mmmm", senior: "ytty", ordinary: "mmmm", anonymous: "mmmm", lateAdmin: "uuuu",
	}
)

var matrix = append([]row{
	{"ListUsers", access.UserList, false, func(ctx context.Context, d *directory.Directory, a access.Actor, _ string) error {
		_, err := d.ListUsers(ctx, a, directory.UserQuery{Search: "ann", PageSize: 20})
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
	{"Suspension", access.UserRead, false, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.Suspension(ctx, a, id)
		return err
	}, everyReader, false},
	{"OpenSessions", access.UserRead, false, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.OpenSessions(ctx, a, id)
		return err
	}, everyReader, false},
	{"PasswordState", access.UserRead, false, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.PasswordState(ctx, a, id)
		return err
	}, everyReader, false},
	{"SetPassword", access.UserSetPassword, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.SetPassword(ctx, a, id, "correct horse", directory.PasswordOptions{Reason: "on the phone"})
		return err
	}, everyPasswordSetter, false},
	{"ExpirePassword", access.UserExpirePassword, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		return d.ExpirePassword(ctx, a, id, "was written down")
	}, everySuspender, false},
	{"Unlock", access.UserUnlock, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		return d.Unlock(ctx, a, id, "mistyped it")
	}, everySuspender, false},
	{"EndAllSessions", access.UserEndSessions, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.EndAllSessions(ctx, a, id, "lost a laptop")
		return err
	}, everySignerOut, false},
	{"NewUserRules", access.UserCreate, false, func(ctx context.Context, d *directory.Directory, a access.Actor, _ string) error {
		_, err := d.NewUserRules(ctx, a)
		return err
	}, everyCreator, true},
	{"Create", access.UserCreate, true, func(ctx context.Context, d *directory.Directory, a access.Actor, _ string) error {
		_, err := d.Create(ctx, a, directory.NewUser{Fields: map[directory.Field]string{directory.Username: "mina"}})
		return err
	}, everyCreator, true},
	{"FinishCreate", access.UserAssignRole, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.FinishCreate(ctx, a, id, []directory.Step{{Kind: directory.StepRoles, Roles: []directory.Named{{ID: "senior"}}}}, "en")
		return err
	}, everyFinisher, true},
	{"UndoCreate", access.UserDelete, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		return d.UndoCreate(ctx, a, id)
	}, everyUndoer, true},
}, linkRows...)

// differences runs a row against every actor and target and returns what came
// out otherwise than written. weaken, when not nil, takes the place of access.Check.
func differences(t *testing.T, r row, weaken directory.CheckFunc) []string {
	t.Helper()
	var wrong []string
	for _, who := range actors {
		for i, target := range []string{"t0ordinary00", "t0helpdesk00", "t0admin00000", "self"} {
			w := newWorld(t)
			if weaken != nil {
				w.ReplaceCheck(weaken)
			}
			actor, target := person(w, who, target)
			arrangeLinks(w, target)
			switch r.method {
			case "Reactivate":
				w.logto.users[target]["isSuspended"] = true
			case "UndoCreate":
				w.madeBy(t, actor, target)
			}
			w.logto.expires, w.logto.sessions[target] = true, []string{"s1"}
			if problem := cell(t, w, r, actor, target, r.want[who][i]); problem != "" {
				wrong = append(wrong, fmt.Sprintf("%s (%s) by %q on %s: %s", r.method, r.action, who, target, problem))
			}
		}
	}
	return wrong
}

func person(w *world, who, target string) (access.Actor, string) {
	actor := access.Actor{}
	switch who {
	case lateAdmin:
		actor = w.as(admin)
		actor.AuthTime = time.Now().Add(-11 * time.Minute)
	case anonymous:
	default:
		actor = w.as(who)
	}
	if target == "self" {
		target = actor.ID
		if who == anonymous {
			target = ordinary
		}
	}
	return actor, target
}

// cell makes one call and says what is wrong about its answer, its calls to
// Logto and its entries in the trail.
func cell(t *testing.T, w *world, r row, actor access.Actor, target string, want byte) string {
	t.Helper()
	before := len(w.entries(t))
	err := r.call(t.Context(), w.Directory, actor, target)
	if got := letter(err); got != want {
		return fmt.Sprintf("%c, want %c (%v)", got, want, err)
	}
	trail := w.entries(t)[before:]
	var phases []string
	for _, e := range trail {
		phases = append(phases, e.Phase)
	}
	switch {
	case want != 'y' && len(w.logto.changing()) > 0:
		return "denied, and yet it sent " + fmt.Sprint(w.logto.changing())
	case want == 'm' && len(w.logto.made()) > 0:
		return "denied without need for a call, and yet it sent " + fmt.Sprint(w.logto.made())
	case want != 'y' && !slices.Equal(phases, []string{"denied"}):
		return fmt.Sprintf("denied, and the trail says %v", trail)
	case want == 'y' && !r.changes && len(trail) > 0:
		return fmt.Sprintf("read, and the trail says %v", trail)
	case want == 'y' && r.changes && (len(w.logto.changing()) != callsOf(r) || !slices.Equal(phases, phasesOf(r))):
		return fmt.Sprintf("changed by %v, and the trail says %v", w.logto.changing(), trail)
	}
	for _, e := range trail {
		about := target
		if slices.Contains([]access.Action{access.UserList, access.RoleList, access.OrganizationList, access.InvitationList}, r.action) || r.action == access.UserCreate {
			about = ""
		}
		if r.action == access.UserCreate && e.Phase == "done" {
			about = "made00000001"
		}
		// A denial names the first rule that was not met: of a change of an
		// address that may be the rule for any change.
		named := e.Action == string(r.action) || e.Phase == "denied" && r.action == access.UserUpdateAddress && e.Action == string(access.UserUpdate) ||
			e.Phase == "denied" && r.making && e.Action == string(access.UserCreate)
		if isLinkRow(r) {
			named = e.Phase == "denied" || e.Action == string(r.action)
			if e.Phase == "denied" && e.Target == "" { // the first rule may be about nobody
				about = ""
			}
		}
		if e.Actor != actor.ID || e.Target != about || !named {
			return fmt.Sprintf("the trail says %+v", e)
		}
	}
	return ""
}

func letter(err error) byte {
	denied, ok := errors.AsType[*access.Denied](err)
	switch {
	case err == nil:
		return 'y'
	case !ok:
		return '?'
	}
	letters := map[access.Reason]byte{
		access.MissingCapability: 'm', access.TargetHasMore: 't', access.Self: 's', access.StepUp: 'u', access.Unknown: 'x', access.LastHolder: 'l',
	}
	return letters[denied.Reason]
}

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
		outside := method.Name == "ReplaceCheck" || method.Name == "Warm" || slices.Contains(byCode, method.Name)
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
