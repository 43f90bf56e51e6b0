package access_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"roster/access"
)

var now = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// actor is a person of the named role who signed in just now.
func actor(t *testing.T, role string) access.Actor {
	t.Helper()
	a := access.Actor{ID: "actor", AuthTime: now.Add(-time.Minute)}
	if role == "ordinary" {
		return a
	}
	for _, r := range access.Roles() {
		if r.Name == role {
			a.Capabilities = access.NewSet(r.Capabilities...)
			return a
		}
	}
	t.Fatalf("no role %q", role)
	return a
}

// target is another person of the named role.
func target(t *testing.T, role string) access.Target {
	return access.Target{ID: "target", Capabilities: actor(t, role).Capabilities}
}

// answers are what Check says to admin, helpdesk and auditor about an ordinary
// person, a helpdesk agent, an admin and oneself: y is yes, m a missing
// capability, t a target with more rights, s oneself. needs are the capabilities
// without any of which even an admin is refused, and almost is the answer about
// an admin to somebody who is one but for webhooks:manage. Written by hand from
// the plan; nothing here is computed from the rule table.
type answers struct{ admin, helpdesk, auditor, needs, almost string }

var expected = map[access.Action]answers{
	access.UserList:               {"yyyy", "yyyy", "yyyy", "users:read", "y"},
	access.UserRead:               {"yyyy", "yyyy", "yyyy", "users:read", "y"},
	access.UserReadRoles:          {"yyyy", "yyyy", "yyyy", "users:read", "y"},
	access.UserReadOrganizations:  {"yyyy", "yyyy", "yyyy", "users:read", "y"},
	access.RoleList:               {"yyyy", "yyyy", "yyyy", "users:read", "y"},
	access.OrganizationList:       {"yyyy", "yyyy", "yyyy", "users:read", "y"},
	access.UserExport:             {"yyyy", "mmmm", "yyyy", "users:read users:export", "y"},
	access.AuditList:              {"yyyy", "mmmm", "yyyy", "audit:read", "y"},
	access.AuditExport:            {"yyyy", "mmmm", "yyyy", "audit:read users:export", "y"},
	access.PersonForget:           {"yyys", "mmmm", "mmmm", "users:delete audit:read", "y"},
	access.RoleRead:               {"yyyy", "yyyy", "yyyy", "users:read", "y"},
	access.OrganizationRead:       {"yyyy", "yyyy", "yyyy", "users:read", "y"},
	access.UserReadSecurity:       {"yyyy", "yyyy", "yyyy", "users:read", "y"},
	access.UserReadNotes:          {"yyyy", "yyyy", "yyyy", "users:read", "y"},
	access.InvitationList:         {"yyyy", "yyyy", "yyyy", "users:read", "y"},
	access.ActivityList:           {"yyyy", "yyyy", "yyyy", "users:read", "y"},
	access.UserCreate:             {"yyyy", "mmmm", "mmmm", "users:create", "y"},
	access.UserUpdate:             {"yyyy", "yyty", "mmmm", "users:update", "t"},
	access.UserUpdateAddress:      {"yyyy", "mmmm", "mmmm", "users:update users:set-password", "t"},
	access.UserUpdateCustomData:   {"yyyy", "yyty", "mmmm", "users:update", "t"},
	access.UserInvite:             {"yyys", "yyts", "mmmm", "users:invite", "t"},
	access.UserSuspend:            {"yyys", "yyts", "mmmm", "users:suspend", "t"},
	access.UserReactivate:         {"yyys", "yyts", "mmmm", "users:suspend", "t"},
	access.UserDelete:             {"yyys", "mmmm", "mmmm", "users:delete", "t"},
	access.UserResetPassword:      {"yyys", "yyts", "mmmm", "users:reset-password", "t"},
	access.UserShowLink:           {"yyys", "mmmm", "mmmm", "users:set-password", "t"},
	access.UserExpirePassword:     {"yyys", "yyts", "mmmm", "users:reset-password", "t"},
	access.UserUnlock:             {"yyys", "yyts", "mmmm", "users:reset-password", "t"},
	access.UserSetPassword:        {"yyys", "mmmm", "mmmm", "users:set-password", "t"},
	access.UserRemoveMFA:          {"yyys", "yyts", "mmmm", "users:mfa", "t"},
	access.UserAddMFA:             {"yyys", "mmmm", "mmmm", "users:mfa users:set-password", "t"},
	access.UserUnlinkIdentity:     {"yyys", "yyts", "mmmm", "users:update users:mfa", "t"},
	access.UserEndSessions:        {"yyyy", "yyty", "mmmm", "users:sessions", "t"},
	access.UserManageTokens:       {"yyyy", "mmmm", "mmmm", "users:tokens", "t"},
	access.UserAssignRole:         {"yyys", "mmmm", "mmmm", "roles:assign", "t"},
	access.UserAssignOrganization: {"yyyy", "mmmm", "mmmm", "organizations:assign", "t"},
	access.UserWriteNote:          {"yyyy", "yyty", "mmmm", "notes:write", "t"},
	access.OrganizationInvite:     {"yyyy", "mmmm", "mmmm", "users:invite organizations:assign", "y"},
	access.RoleCreate:             {"yyyy", "mmmm", "mmmm", "roles:assign", "y"},
	access.RoleUpdate:             {"yyyy", "mmmm", "mmmm", "roles:assign", "t"},
	access.RoleDelete:             {"yyyy", "mmmm", "mmmm", "roles:assign", "t"},
	access.WebhookRead:            {"yyyy", "mmmm", "mmmm", "webhooks:manage", "m"},
	access.WebhookCreate:          {"yyyy", "mmmm", "mmmm", "webhooks:manage", "m"},
	access.WebhookUpdate:          {"yyyy", "mmmm", "mmmm", "webhooks:manage", "m"},
	access.WebhookEnable:          {"yyyy", "mmmm", "mmmm", "webhooks:manage", "m"},
	access.WebhookDisable:         {"yyyy", "mmmm", "mmmm", "webhooks:manage", "m"},
	access.WebhookTest:            {"yyyy", "mmmm", "mmmm", "webhooks:manage", "m"},
	access.WebhookRotate:          {"yyyy", "mmmm", "mmmm", "webhooks:manage", "m"},
	access.WebhookDelete:          {"yyyy", "mmmm", "mmmm", "webhooks:manage", "m"},
	access.BulkRun:                {"yyyy", "mmmm", "mmmm", "users:bulk", "y"},
}

// needStepUp are the actions that ask for a recent sign-in, by hand as well.
var needStepUp = []access.Action{
	access.UserUpdateAddress, access.UserSuspend, access.UserReactivate, access.UserDelete, access.PersonForget,
	access.UserInvite, access.UserResetPassword, access.UserShowLink, access.UserSetPassword,
	access.UserExpirePassword, access.UserUnlock, access.UserRemoveMFA, access.UserManageTokens,
	access.UserAddMFA, access.UserUnlinkIdentity, access.RoleCreate, access.RoleUpdate, access.RoleDelete,
	access.OrganizationInvite, access.WebhookCreate, access.WebhookUpdate, access.WebhookEnable,
	access.WebhookDisable, access.WebhookTest, access.WebhookRotate, access.WebhookDelete,
}

// letter is Check's answer in one letter.
func letter(err error) string {
	denied, ok := errors.AsType[*access.Denied](err)
	switch {
	case err == nil:
		return "y"
	case !ok:
		return "?"
	}
	return map[access.Reason]string{
		access.MissingCapability: "m", access.TargetHasMore: "t", access.Self: "s", access.StepUp: "u",
	}[denied.Reason]
}

// differences asks check everything that is written above and returns what came
// out otherwise.
func differences(t *testing.T, check checkFunc) []string {
	t.Helper()
	var wrong []string
	compare := func(action access.Action, about, got, want string) {
		if got != want {
			wrong = append(wrong, about+" "+string(action)+": "+got+", want "+want)
		}
	}
	for action, want := range expected {
		for role, row := range map[string]string{
			access.RoleAdmin: want.admin, access.RoleHelpdesk: want.helpdesk, access.RoleAuditor: want.auditor,
			"ordinary": "mmmm", "": "mmmm",
		} {
			compare(action, role, row4(t, check, role, action), row)
		}
		for name := range strings.FieldsSeq(want.needs) {
			got := letter(check(adminWithout(t, access.Capability(name)), action, target(t, "ordinary"), now))
			compare(action, "without "+name, got, "m")
		}
		got := letter(check(adminWithout(t, access.WebhooksManage), action, target(t, access.RoleAdmin), now))
		compare(action, "almost admin", got, want.almost)

		old := actor(t, access.RoleAdmin)
		old.AuthTime = now.Add(-access.StepUpAge)
		late := "y"
		if slices.Contains(needStepUp, action) {
			late = "u"
		}
		compare(action, "ten minutes after sign-in", letter(check(old, action, target(t, "ordinary"), now)), late)
	}
	return wrong
}

// row4 is what check says to one role about the four targets of answers.
func row4(t *testing.T, check checkFunc, role string, action access.Action) string {
	t.Helper()
	a := access.Actor{} // nobody has signed in
	self := access.Target{ID: "nobody"}
	if role != "" {
		a = actor(t, role)
		self = access.Target{ID: a.ID, Capabilities: a.Capabilities}
	}
	var row strings.Builder
	for _, to := range []access.Target{target(t, "ordinary"), target(t, access.RoleHelpdesk), target(t, access.RoleAdmin), self} {
		row.WriteString(letter(check(a, action, to, now)))
	}
	return row.String()
}

func adminWithout(t *testing.T, lost access.Capability) access.Actor {
	t.Helper()
	a := actor(t, access.RoleAdmin)
	kept := a.Capabilities.Slice()
	a.Capabilities = access.NewSet(slices.DeleteFunc(kept, func(c access.Capability) bool { return c == lost })...)
	return a
}

type checkFunc func(access.Actor, access.Action, access.Target, time.Time) error

func TestCheck_answersAsWritten(t *testing.T) {
	t.Parallel()
	for _, w := range differences(t, access.Check) {
		t.Error(w)
	}
	for _, r := range access.Rules() {
		if _, ok := expected[r.Action]; !ok {
			t.Errorf("no expectation is written for %s", r.Action)
		}
	}
}

// TestCheck_everyPartOfEveryRuleMatters takes each part of each rule away, one
// at a time, and asks the table above again: were the table to agree with a
// weakened rule, then removing that check would go unnoticed.
func TestCheck_everyPartOfEveryRuleMatters(t *testing.T) {
	t.Parallel()
	for _, rule := range access.Rules() {
		for name, weaker := range weakened(rule) {
			check := func(a access.Actor, action access.Action, to access.Target, now time.Time) error {
				if action == rule.Action {
					return weaker.Check(a, to, now)
				}
				return access.Check(a, action, to, now)
			}
			if len(differences(t, check)) == 0 {
				t.Errorf("%s without %s: the expectations do not notice", rule.Action, name)
			}
		}
	}
}

func weakened(r access.Rule) map[string]access.Rule {
	out := map[string]access.Rule{}
	for i, c := range r.Needs {
		w := r
		w.Needs = append(append([]access.Capability{}, r.Needs[:i]...), r.Needs[i+1:]...)
		out[string(c)] = w
	}
	if r.ChecksTarget {
		w := r
		w.ChecksTarget = false
		out["target"] = w
	}
	if r.RefusesSelf {
		w := r
		w.RefusesSelf = false
		out["self"] = w
	}
	if r.StepUp {
		w := r
		w.StepUp = false
		out["step-up"] = w
	}
	return out
}

func TestCheck_saysWhatIsMissing(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		actor  access.Actor
		action access.Action
		target access.Target
		want   access.Denied
	}{
		{
			"a capability", actor(t, access.RoleHelpdesk), access.UserUpdateAddress, target(t, "ordinary"),
			access.Denied{Action: access.UserUpdateAddress, Reason: access.MissingCapability, Missing: []access.Capability{access.UsersSetPassword}},
		},
		{
			"what the target has", actor(t, access.RoleHelpdesk), access.UserUpdate,
			access.Target{ID: "x", Capabilities: access.NewSet(access.UsersRead, access.AuditRead)},
			access.Denied{Action: access.UserUpdate, Reason: access.TargetHasMore, Missing: []access.Capability{access.AuditRead}},
		},
		{
			"a rule", actor(t, access.RoleAdmin), "user.invented", target(t, "ordinary"),
			access.Denied{Action: "user.invented", Reason: access.Unknown},
		},
		{
			"a target", actor(t, access.RoleAdmin), access.UserUpdate,
			access.Target{},
			access.Denied{Action: access.UserUpdate, Reason: access.Unknown},
		},
		{
			"a name of the actor",
			access.Actor{Capabilities: access.NewSet(access.All()...)},
			access.UserRead, target(t, "ordinary"),
			access.Denied{Action: access.UserRead, Reason: access.MissingCapability, Missing: []access.Capability{access.UsersRead}},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, ok := errors.AsType[*access.Denied](access.Check(tt.actor, tt.action, tt.target, now))
			if !ok {
				t.Fatal("allowed")
			}
			if diff := cmp.Diff(tt.want, *got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
