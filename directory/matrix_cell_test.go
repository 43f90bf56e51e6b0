package directory_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"roster/access"
	"roster/directory"
)

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
			if r.method == "AssignRoles" || r.method == "RemoveRole" {
				// Somebody who gives rights and does not hold all of them.
				w.logto.scopes[access.RoleHelpdesk] = append(w.logto.scopes[access.RoleHelpdesk], string(access.RolesAssign))
			}
			if isRoleRow(r) {
				w.logto.scopes["senior"] = append(w.logto.scopes["senior"], "roles:assign")
			}
			actor, target := person(w, who, target)
			arrangeLinks(w, target)
			arrangeRole(w, target)
			arrangeNote(t, w, actor, target)
			arrangeHook(w, r)
			switch r.method {
			case "Reactivate":
				w.logto.users[target]["isSuspended"] = true
			case "RevokeGrants":
				w.logto.grants[target] = []string{"app-g1", "other-g2"}
			case "RemoveRole":
				w.logto.roles[target] = append(w.logto.roles[target], "plain")
			case "TrailAct":
				must(w.log.SignedIn(t.Context(), actor))
			case "UndoCreate":
				w.madeBy(t, actor, target)
			}
			w.logto.arrangeSecurity(target)
			w.logto.expires, w.logto.sessions[target] = true, []string{"s1"}
			if r.method == "Erase" || r.method == "Erasable" { // of whom there is nothing left at Logto
				delete(w.logto.users, target)
			}
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
		if slices.Contains([]access.Action{access.UserList, access.RoleList, access.OrganizationList, access.InvitationList, access.ActivityList, access.AuditList, access.AuditExport}, r.action) || r.action == access.UserCreate {
			about = ""
		}
		about = aboutHook(r, e.Phase, aboutRole(r, e.Phase, about))
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
