package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// Pages of the list on which the front does not let Logto answer as it would, and a search as well.
// The made-up tenant is smaller, so nothing else is there.
const (
	emptyTenant = "/users?page=71"
	brokenList  = "/users?page=72"
	busyList    = "/users?page=73"
	silentList  = "/users?page=74"
	heldSearch  = "patience"
)

// spoilLists makes the front do to those pages what their names say.
func spoilLists(f *front) {
	f.on("GET /api/users?page=71", answers(http.StatusOK, "[]", "Total-Number", "0"))
	f.on("GET /api/users?page=72", answers(http.StatusInternalServerError, `{"code":"internal","message":"Internal error"}`))
	f.on("GET /api/users?page=73", answers(http.StatusTooManyRequests, `{"code":"busy","message":"Too many requests"}`))
	f.on("GET /api/users?page=74", silent)
	f.on("GET /api/users?search="+url.QueryEscape("%"+heldSearch+"%"), silent)
}

// spoilPeople makes parts of three people unreadable.
func spoilPeople(f *front, people map[string]string) {
	broken := answers(http.StatusInternalServerError, `{"code":"internal","message":"Internal error"}`)
	f.on("GET /api/users/"+people["rolesBroken"]+"/roles", broken)
	f.on("GET /api/users/"+people["organizationsBroken"]+"/organizations", broken)
	f.on("GET /api/users/"+people["broken"], broken)
	f.on("GET /api/users/"+people["securityBroken"]+"/sessions", broken)
	f.on("GET /api/users/"+people["securityBroken"]+"/mfa-verifications", broken)
	spoilOrganization(f, people["unsteady"])
}

// peopleOfGallery makes people of special shapes and returns their ids by name.
func peopleOfGallery(t *testing.T, prog *program) map[string]string {
	t.Helper()
	c := prog.tenant(t)
	people := map[string]string{"admin": c.idOf(prog.person("admin").Username)}
	for _, one := range []struct {
		name string
		who  map[string]any
	}{
		{"conflict-en", map[string]any{"name": "Mina Conflict", "username": "mina_conflict"}},
		{"conflict-ko", map[string]any{"name": "Jun Conflict", "username": "jun_conflict"}},
		{"saving-en", map[string]any{"name": "Ida Saved", "username": "ida_saved"}},
		{"saving-ko", map[string]any{"name": "Ola Saved", "username": "ola_saved"}},
		{"noted-en", map[string]any{"name": "Nora Noted", "username": "nora_noted"}},
		{"noted-ko", map[string]any{"name": "Noel Noted", "username": "noel_noted"}},
		{"linked-en", map[string]any{"name": "Lena Linked", "primaryEmail": "lena.linked@example.org"}},
		{"linked-ko", map[string]any{"name": "Leon Linked", "primaryEmail": "leon.linked@example.org"}},
		{"broken", map[string]any{"name": "Cannot Be Read"}},
		{"rolesBroken", map[string]any{"name": "Roles Cannot Be Read", "username": "roles_broken"}},
		{"organizationsBroken", map[string]any{"name": "Organizations Cannot Be Read", "username": "organizations_broken"}},
		{"many", map[string]any{"name": "Polymath Of All Trades", "primaryEmail": "polymath@example.org"}},
		{"hebrew", map[string]any{"name": "נועה לוי־אברהמי", "primaryEmail": "noa.levi@example.org"}},
		{"arabic", map[string]any{"name": "محمد بن عبد الله الأنصاري", "username": "m_alansari", "primaryEmail": "ansari@example.org"}},
		{"korean", map[string]any{"name": "황보하늘별", "primaryEmail": "haneul@example.kr", "primaryPhone": "821055501234"}},
		{"long", map[string]any{
			"name":         "Maximiliane-Alexandrina Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaft-Schmidt ",
			"primaryEmail": strings.Repeat("long-local-part.", 4)[:63] + "@" + strings.Repeat("subdomain.", 5) + "example.org",
			"username":     strings.Repeat("very_long_username_", 6),
		}},
		{"suspended", map[string]any{"name": "Sam Suspended", "primaryEmail": "sam.suspended@example.org"}},
		{"unmailable", map[string]any{"name": "Uma Unmailable", "primaryEmail": "uma@refused.invalid"}},
		{"secured", map[string]any{"name": "Sena Secured", "username": "sena_secured"}},
		{"securityBroken", map[string]any{"name": "Security Cannot Be Read", "username": "security_broken"}},
		{"everywhere-en", map[string]any{"name": "Eva Everywhere", "username": "eva_everywhere"}},
		{"everywhere-ko", map[string]any{"name": "Evan Everywhere", "username": "evan_everywhere"}},
		{"empty", map[string]any{}},
		{"full", fullPerson},
	} {
		people[one.name] = c.make("/users", one.who)
	}
	c.call(http.MethodPatch, "/users/"+people["suspended"]+"/is-suspended", map[string]any{"isSuspended": true}, nil)
	people["unsteady"] = c.make("/organizations", map[string]any{"name": "Unsteady Guild", "description": "Takes no members"})
	c.giveMuch(people["many"], 200, 40)
	c.giveMuch(people["full"], 2, 2)
	c.secure(people["secured"])
	c.secondFactors()
	return people
}

var fullPerson = map[string]any{
	"name": "Frieda Vollständig", "username": "frieda", "primaryEmail": "frieda@example.org", "primaryPhone": "821055505678",
	"profile": map[string]any{
		"givenName": "Frieda", "familyName": "Vollständig", "middleName": "Ada", "nickname": "Fred", "preferredUsername": "frieda",
		"profile": "https://example.org/frieda", "website": "https://frieda.example.org", "gender": "female", "birthdate": "1988-02-29",
		"zoneinfo": "Europe/Berlin", "locale": "de-DE", "address": map[string]any{
			"streetAddress": "Unter den Linden 77", "locality": "Berlin", "region": "Berlin", "postalCode": "10117", "country": "Germany",
		},
	},
	"customData": map[string]any{"team": "analytical engine", "floor": 3, "badges": []string{"first aid", "fire warden"}},
}

// idOf finds a person by their username.
func (c *tenant) idOf(username string) string {
	c.t.Helper()
	var list []struct{ ID string }
	c.call(http.MethodGet, "/users?search.username="+url.QueryEscape(username)+"&mode.username=exact", nil, &list)
	if len(list) != 1 {
		c.t.Fatalf("%d people have the username %q", len(list), username)
	}
	return list[0].ID
}

// giveMuch gives a person new roles and makes them a member of new organizations.
func (c *tenant) giveMuch(id string, roles, organizations int) {
	c.t.Helper()
	var given []string
	for n := range roles {
		given = append(given, c.make("/roles", map[string]any{
			"name": fmt.Sprintf("%s keeper %03d of %d", [...]string{"Archive", "Lighthouse", "Calendar"}[n%3], n+1, roles), "description": "Looks after one thing of many", "type": "User",
		}))
	}
	c.call(http.MethodPost, "/users/"+id+"/roles", map[string]any{"roleIds": given}, nil)
	for n := range organizations {
		made := c.make("/organizations", map[string]any{"name": fmt.Sprintf("Chapter %02d of %d", n+1, organizations), "description": "A local chapter"})
		c.call(http.MethodPost, "/organizations/"+made+"/users", map[string]any{"userIds": []string{id}}, nil)
	}
}
