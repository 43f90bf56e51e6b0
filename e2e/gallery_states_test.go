package e2e

import (
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/chromedp/chromedp"
)

// state is one state of one page: who looks at it, and what leads there. Its name is the name of its
// pictures.
type state struct {
	name string
	as   string // a role of the demo, or visitor
	show func(*scene)
}

// visitor is somebody who is not signed in.
const visitor = "visitor"

// states are the pages in all states there are pictures of. A new page is one line here.
var states = []state{
	{"signed-out", visitor, opens("/sign-out")},
	{"sign-in-problem", visitor, opens("/callback?code=made&state=up", 400)},

	{"overview", "admin", opens("/")},
	{"users", "admin", opens("/users")},
	{"users-page-2-of-50", "admin", opens("/users?size=50&page=2")},
	{"users-found", "admin", opens("/users?search=kim")},
	{"users-loading", "admin", loadingUsers},
	{"users-exact-and-pending", "admin", exactWhileSearching},
	{"users-row-menu", "admin", then(opens("/users"), openedRowMenu)},
	{"users-role-menu", "admin", then(opens("/users"), openedFilter("role"))},
	{"users-by-role", "admin", filteredBy("Role")},
	{"users-by-organization", "admin", filteredBy("Organization")},
	{"users-unknown-role", "admin", opens("/users?role=nosuchrolexxxxxxxxxxx", 404)},
	{"choose-role", "admin", opens("/users/filter/roles")},
	{"choose-organization-none", "admin", opens("/users/filter/organizations?find=zzzz")},
	{"search", "admin", then(opensPerson("korean"), opensPerson("full"), opens("/search"))},
	{"search-suggestions", "admin", then(opens("/profile"), suggestions)},
	{"users-nobody-found", "admin", opens("/users?search=nobody-has-this-name")},
	{"users-beyond-the-end", "admin", opens("/users?page=4000")},
	{"users-bad-search", "admin", opens("/users?search=%01", 422)},
	{"users-search-too-long", "admin", opens("/users?search="+strings.Repeat("long", 40), 422)},
	{"users-empty-tenant", "admin", opens(emptyTenant)},
	{"users-broken", "admin", opens(brokenList, 502)},
	{"users-busy", "admin", opens(busyList, 503)},

	{"person", "admin", opensPerson("full")},
	{"person-as-helpdesk", "helpdesk", opensPerson("full")},
	{"person-as-auditor", "auditor", opensPerson("full")},
	{"person-with-more-rights", "helpdesk", opensPerson("admin")},
	{"person-self", "admin", opensPerson("admin")},
	{"person-suspended", "admin", opensPerson("suspended")},
	{"person-access", "admin", opensLife("many", "access")},
	{"person-access-broken", "helpdesk", opensLife("rolesBroken", "access")},
	{"person-add-roles", "admin", opensLife("full", "roles/add?find=keeper")},
	{"person-compare", "admin", comparesWith("empty", "full")},
	{"person-empty", "admin", opensPerson("empty")},
	{"person-empty-as-auditor", "auditor", opensPerson("empty")},
	{"person-long-name", "admin", opensPerson("long")},
	{"person-korean", "admin", opensPerson("korean")},
	{"person-arabic", "admin", opensPerson("arabic")},
	{"person-hebrew", "admin", opensPerson("hebrew")},
	{"person-200-roles", "admin", opensPerson("many")},
	{"person-200-roles-as-auditor", "auditor", opensPerson("many")},
	{"person-roles-broken", "admin", opensPerson("rolesBroken")},
	{"person-organizations-broken", "admin", opensPerson("organizationsBroken")},
	{"person-broken", "admin", opensPerson("broken", 502)},
	{"person-gone", "admin", opens("/users/nobodyknown1", 404)},

	{"person-changed", "admin", then(opensPerson("full"), typed(profileField("nickname"), "Not saved yet"))},
	{"person-saved", "admin", then(opensPerson("saving"), savedNickname)},
	{"person-field-problems", "admin", then(opensPerson("full"), wrongContact)},
	{"person-conflict", "admin", then(opensPerson("conflict"), conflictingNickname)},
	{"person-conflict-undecided", "admin", then(opensPerson("conflict"), conflictingNickname, undecided)},
	{"person-custom-data-review", "admin", then(opensPerson("full"), reviewedCustomData)},
	{"person-restored", "admin", then(opensPerson("full"), restoredNickname)},
	{"person-deleted-meanwhile", "admin", deletedMeanwhile},
	{"suspend", "admin", opensLife("full", "suspend")},
	{"suspend-already", "admin", opensLife("suspended", "suspend")},
	{"suspend-no-reason", "admin", then(opensLife("full", "suspend"), confirmed)},
	{"reactivate", "admin", opensLife("suspended", "reactivate")},
	{"delete", "admin", opensLife("full", "delete")},
	{"delete-self", "admin", opensLife("admin", "delete")},
	{"suspend-with-more-rights", "helpdesk", opensLife("admin", "suspend")},
	{"unlock", "helpdesk", opensLife("full", "unlock")},
	{"sign-in-check-suspended", "admin", opensLife("suspended", "sign-in-check")},
	{"notes-empty", "auditor", opensLife("empty", "notes")},
	{"note-nothing-typed", "admin", then(opensLife("full", "notes"), confirmed)},
	{"note-history", "admin", then(opensLife("noted", "notes"), revisedNote)},
	{"sign-out-everywhere", "admin", opensLife("full", "sign-out")},
	{"sign-out-going-on", "admin", signingOut},
	{"password-generated", "admin", then(opensLife("full", "password"), generatedPassword)},
	{"password-problems", "admin", then(opensLife("full", "password"), typed(css("[name=password]"), "frieda"), confirmed)},
	{"password-nothing-to-renew", "admin", opensLife("full", "password/expire")},
	{"security", "admin", opensLife("secured", "security")},
	{"security-parts-broken", "helpdesk", opensLife("securityBroken", "security")},
	{"security-unlink-last", "admin", opensLife("secured", "identities/google/unlink")},
	{"security-token-problem", "admin", then(opensLife("secured", "tokens/new"), confirmed)},
	{"activity", "admin", opens("/activity?steps=1&range=30d")},
	{"person-activity", "admin", opensLife("secured", "activity")},
	{"new-person", "admin", opens("/users/new?email=mina@example.org")},
	{"new-person-refused", "admin", then(opens("/users/new"), refusedNew)},
	{"new-person-password", "admin", then(opens("/users/new"), createdWithPassword)},
	{"new-person-incomplete", "admin", incompleteNew},
	{"invite", "admin", opensLife("full", "invite")},
	{"invite-not-mailed", "helpdesk", then(opensLife("unmailable", "invite"), unmailed)},
	{"reset-link-shown", "admin", then(opensLife("full", "reset-password"), shownLink)},
	{"link-of-somebody-else", "admin", then(opensLife("linked", "reset-password"), shownLink, openedLink)},
	{"link-unknown", visitor, opens("/invite/none", http.StatusNotFound)},
	{"invite-into-organization", "admin", then(opens("/invitations/organization"), intoOrganization)},
	{"invitations", "admin", opens("/invitations")},
	{"roles", "admin", opens("/roles")},
	{"role", "admin", opensGroup("/roles", "Roster helpdesk")},
	{"new-role", "admin", opens("/roles/new")},
	{"webhooks", "admin", opens("/webhooks")},
	{"new-webhook", "admin", opens("/webhooks/new")},
	{"organizations", "admin", opens("/organizations?search=c")},
	{"organization", "admin", opensGroup("/organizations", "Acme")},
	{"person-custom-data-syntax", "admin", then(opensPerson("full"), brokenCustomData)},

	{"profile", "admin", opens("/profile")},
	{"profile-of-ordinary-person", "person", opens("/profile")},
	{"own-verify", "person", opens("/profile/verify")},
	{"own-verify-code", visitor, sentProof},
	{"own-connections-unproven", "person", opens("/profile/connections")},
	// From here on the person has proven who they are.
	{"own-security", "person", opens("/profile/security")},
	{"own-password-refused", "person", ownPasswordRefused},
	{"own-totp", "person", ownApp},
	{"own-email", "person", then(provenOnce, opens("/profile/email"))},
	{"own-email-wrong-code", "person", then(provenOnce, opens("/profile/email"), sentCode, wrongCode)},
	{"own-email-remove", "person", then(provenOnce, opens("/profile/email/remove"))},
	{"own-username", "person", then(provenOnce, opens("/profile/username"))},
	{"own-connections", "person", ownDevices},
	{"own-unlink-last", visitor, ownLastWay},
	{"my-data", "person", opens("/profile/data")},
	{"my-data-activity", "admin", opens("/profile/data?before=1000000")},
	{"profile-problem", "person", then(opens("/profile"), wrongOwn)},
	{"profile-tenant-fields", "person", then(opens("/profile"), wrongBadge)},
	{"profile-photo-problem", "person", then(opens("/profile"), wrongPhoto)},
	{"no-permission", "person", opens("/users", 403)},
	{"no-such-page", "admin", opens("/nowhere", 404)},
	{"menu-language", "admin", then(opens("/users"), openedMenu("/preferences"))},
	{"menu-person", "admin", then(opens("/users"), openedMenu("/sign-out"))},
}

// slowStates take as long as the portal waits for Logto; others go on beside them.
var slowStates = []state{
	{"users-timeout", "admin", opens(silentList, 504)},
}

// downStates are those of a Logto that refuses connections. They have a program of their own, and
// every one begins and ends with a Logto that is well.
var downStates = []state{
	{"sign-in-logto-down", visitor, then(logtoGoesDown, opens("/users", 502))},
	{"overview-logto-down", "admin", then(logtoGoesDown, opens("/"))},
	{"users-logto-down", "admin", then(logtoGoesDown, opens("/users", 502))},
	{"person-logto-down", "admin", then(logtoGoesDown, opens("/users/abcdefghijkl", 502))},
	{"person-save-logto-down", "admin", then(opensPerson("full"), logtoGoesDown, savedMeanwhile)},
	{"profile-logto-down", "admin", then(logtoGoesDown, opens("/profile"))},
	{"profile-account-center-off", "admin", ownBy(map[string]any{"enabled": false})},
	{"my-data-partly-shown", "admin", ownBy(map[string]any{"fields": map[string]string{"name": "Edit", "email": "ReadOnly"}}, "/profile/data")},
	{"profile-partly-fixed", "admin", ownBy(map[string]any{"fields": map[string]string{"name": "Edit", "avatar": "Edit", "profile": "ReadOnly"}})},
}

// opens loads an address, which must answer with the status, 200 unless named.
func opens(path string, status ...int) func(*scene) {
	want := append(status, http.StatusOK)[0]
	return func(s *scene) {
		s.t.Helper()
		if got := s.open(path); got != want {
			s.t.Errorf("%s answers %d, want %d", path, got, want)
		}
	}
}

// opensPerson opens the page of one of the made people, by the name gallery_people_test.go gives them.
func opensPerson(name string, status ...int) func(*scene) {
	return func(s *scene) {
		s.t.Helper()
		opens("/users/"+s.person(name), status...)(s)
	}
}

// then is steps after one another.
func then(steps ...func(*scene)) func(*scene) {
	return func(s *scene) {
		for _, step := range steps {
			step(s)
		}
	}
}

func typed(what found, value string) func(*scene) {
	return func(s *scene) { s.fill(what, value) }
}

// loadingUsers searches for what Logto does not answer while the pictures are taken.
func loadingUsers(s *scene) {
	opens("/users")(s)
	s.fill(css("main input[name=search]"), heldSearch)
	s.holds("the list being loaded", `document.querySelector('.htmx-request')`)
}

func savedNickname(s *scene) {
	s.fill(profileField("nickname"), "Saved in "+s.look.Language)
	s.save("person-profile")
	s.holds("a message of success", `document.querySelector('#toasts [data-toast=success]')`)
	// It goes away by itself, but not from under somebody's focus.
	s.do("focus the message", chromedp.Evaluate[chromedp.Void](`document.querySelector('#toasts [data-dismiss]').focus()`))
}

func wrongContact(s *scene) {
	s.fill(contactField("primaryEmail"), "nobody at all")
	s.fill(contactField("username"), "9 lives")
	s.save("person-contact")
	s.holds("fields marked as wrong", `document.querySelector('#person-contact [aria-invalid=true]')`)
}

// conflicts tells one change by somebody else from the one before.
var conflicts atomic.Int32

// conflictingNickname saves what somebody else has changed in the meantime.
func conflictingNickname(s *scene) {
	s.tenant.call(http.MethodPatch, "/users/"+s.person("conflict")+"/profile", map[string]any{"profile": map[string]any{"nickname": "Theirs in " + s.look.Language + strconv.Itoa(int(conflicts.Add(1)))}}, nil)
	s.fill(profileField("nickname"), "Mine")
	s.save("person-profile")
	s.holds("the conflict", `document.querySelector('#person-profile .choice')`)
}

func brokenCustomData(s *scene) {
	s.fill(customData(), "{\n  \"team\": \"analytical engine\",,\n  \"floor\": 3\n}")
	s.save("person-custom-data")
	s.holds("the text marked as wrong", `document.querySelector('#person-custom-data [aria-invalid=true]')`)
}

// wrongOwn sends one's own profile with a picture that is none.
func wrongOwn(s *scene) {
	s.unfold()
	s.fill(ownField("avatar"), "my picture")
	s.save("profile-claims")
	s.holds("the problem under the field", `document.querySelector('#profile-claims [name=avatar][aria-invalid=true]')`)
}

func ownPasswordRefused(s *scene) {
	s.ownStep("/profile/password", s.page.program.person("person").Password)
	s.fill(css("[name=newPassword]"), "short")
	s.doesOwn()
	s.holds("what is wrong with it", `document.querySelector('[name=newPassword][aria-invalid=true]')`)
}

func ownApp(s *scene) {
	s.ownStep("/profile/mfa/totp", s.page.program.person("person").Password)
	s.holds("the key", `document.querySelector('#own-step-secret')`)
}

// ownBy shows a page about oneself, the profile unless named, under other settings of the account
// center, which are as they were afterwards.
func ownBy(settings map[string]any, path ...string) func(*scene) {
	return func(s *scene) {
		var before struct {
			Enabled bool              `json:"enabled"`
			Fields  map[string]string `json:"fields"`
		}
		s.tenant.call(http.MethodGet, "/account-center", nil, &before)
		s.tenant.call(http.MethodPatch, "/account-center", settings, nil)
		defer s.tenant.call(http.MethodPatch, "/account-center", before, nil)
		opens(append(path, "/profile")[0])(s)
	}
}

// wrongBadge sends one's own profile with a field of the tenant's that breaks its rule.
func wrongBadge(s *scene) {
	s.fill(ownField("customData.badge"), "7")
	s.click(ownField("customData.news"))
	s.save("profile-claims")
	s.holds("the problem under the field", `document.querySelector('#profile-claims [name="customData.badge"][aria-invalid=true]')`)
}

// wrongPhoto sends the form for a photo without one.
func wrongPhoto(s *scene) {
	s.save("profile-picture")
	s.holds("the problem under the field", `document.querySelector('#profile-picture-file[aria-invalid=true]')`)
}

func logtoGoesDown(s *scene) { s.front.shut() }

func savedMeanwhile(s *scene) {
	s.fill(profileField("nickname"), "Typed while Logto was away")
	s.save("person-profile")
	s.holds("a word about Logto not answering", `document.querySelector('#person-profile [role=alert]')`)
	if got := s.value(profileField("nickname")); got != "Typed while Logto was away" {
		s.t.Errorf("what was typed is now %q", got)
	}
}
