package e2e

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

var hiddenField = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)

// portalScopes are the ids of the permissions of the portal's own resource, by name.
func (c *tenant) portalScopes() map[string]string {
	c.t.Helper()
	var resources []struct {
		Scopes []struct{ ID, Name string }
	}
	c.call(http.MethodGet, "/resources?includeScopes=true", nil, &resources)
	for _, r := range resources {
		scopes := map[string]string{}
		for _, s := range r.Scopes {
			scopes[s.Name] = s.ID
		}
		if scopes["roles:assign"] != "" {
			return scopes
		}
	}
	c.t.Fatal("the portal has no resource")
	return nil
}

// somebody makes a person with roles.
func (c *tenant) somebody(username, password string, roles ...string) string {
	c.t.Helper()
	id := c.make("/users", map[string]any{"username": username, "password": password})
	if len(roles) > 0 {
		c.call(http.MethodPost, "/users/"+id+"/roles", map[string]any{"roleIds": roles}, nil)
	}
	return id
}

// Whoever may give roles copies from somebody with more rights, with a form that no page offers: neither the
// role nor the role inside an organization, which carries a permission of the portal, gets to the other.
func TestCompare_copiesNothingThatTheActorLacks(t *testing.T) {
	t.Parallel()
	shared(t)
	prog := pairBehind(t, nil, 20)
	c := prog.tenant(t)
	scopes := c.portalScopes()
	role := func(name string, carries ...string) string {
		ids := []string{}
		for _, s := range carries {
			ids = append(ids, scopes[s])
		}
		return c.make("/roles", map[string]any{"name": name, "description": name, "type": "User", "scopeIds": ids})
	}
	giver, senior, plain := role("Giver", "users:read", "roles:assign", "organizations:assign"), role("Senior", "users:delete"), role("Plain")
	keeper := c.make("/organization-roles", map[string]any{"name": "Keeper", "resourceScopeIds": []string{scopes["users:delete"]}})
	acme := c.make("/organizations", map[string]any{"name": "Copied from"})
	boss, mate := c.somebody("the_boss", "a passphrase of 7", senior, plain), c.somebody("the_mate", "a passphrase of 7")
	c.call(http.MethodPost, "/organizations/"+acme+"/users", map[string]any{"userIds": []string{boss}}, nil)
	c.call(http.MethodPost, "/organizations/"+acme+"/users/"+boss+"/roles", map[string]any{"organizationRoleIds": []string{keeper}}, nil)
	c.somebody("the_giver", "a passphrase of 7", giver)
	prog.People = append(prog.People, person{"giver", "the_giver", "a passphrase of 7"})

	client := prog.signedIn(t, "giver")
	address := prog.URL + "/users/" + mate + "/compare"
	copies := func(names ...string) int {
		form := url.Values{"then": {"copy"}}
		_, page, _ := strings.Cut(fetch(t, client, address+"?with="+boss, nil).body, `id="person-compare"`)
		page, _, _ = strings.Cut(page, "</form>")
		for _, field := range hiddenField.FindAllStringSubmatch(page, -1) {
			form.Set(field[1], html.UnescapeString(field[2]))
		}
		for _, name := range names {
			form.Set(name, "on")
		}
		answer, err := client.PostForm(address, form)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		return answer.StatusCode
	}
	if status := copies("role."+senior, "organization."+acme, "organization."+acme+"/role."+keeper); status != http.StatusUnprocessableEntity {
		t.Errorf("copying more than one has: %d", status)
	}
	var has []struct{ ID string }
	if c.call(http.MethodGet, "/users/"+mate+"/roles", nil, &has); len(has) > 0 {
		t.Errorf("they have roles now: %v", has)
	}
	if c.call(http.MethodGet, "/users/"+mate+"/organizations", nil, &has); len(has) > 0 {
		t.Errorf("they are in organizations now: %v", has)
	}
	if status := copies("role." + plain); status != http.StatusOK { // the same way with what may be given
		t.Errorf("copying a plain role: %d", status)
	}
	if c.call(http.MethodGet, "/users/"+mate+"/roles", nil, &has); len(has) != 1 || has[0].ID != plain {
		t.Errorf("they have %v, want %s", has, plain)
	}
}
