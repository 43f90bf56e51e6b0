package e2e

import (
	"net/http"
	"strings"
	"testing"
)

// sharedApp makes a resource with two scopes, and roles with the prefix in their names that carry them; it returns
// the ids of the roles.
func (c *tenant) sharedApp(prefix string) []string {
	c.t.Helper()
	resource := c.make("/resources", map[string]any{"name": prefix + " API", "indicator": "https://" + strings.ToLower(prefix) + ".example/api"})
	read := c.make("/resources/"+resource+"/scopes", map[string]any{"name": "stock:read", "description": "See what is in stock"})
	write := c.make("/resources/"+resource+"/scopes", map[string]any{"name": "stock:write", "description": "Book goods in and out"})
	return []string{
		c.make("/roles", map[string]any{"name": prefix + " clerk", "description": "Counts the stock", "scopeIds": []string{read}}),
		c.make("/roles", map[string]any{"name": prefix + " lead", "description": "Answers for the stock", "scopeIds": []string{read, write}}),
	}
}

func roleTick(id string) found { return css("[name='role." + id + "']") }

// does presses the button that does what the page is for.
func (p *page) does() {
	p.t.Helper()
	p.click(css("#person-reach form .confirm-end button[type=submit]"))
}

func TestAccess_severalRolesAreAssignedAndOneIsRemoved(t *testing.T) {
	t.Parallel()
	p := newPage(t, pairBehind(t, nil, 50), desktop)
	roles := p.program.tenant(t).sharedApp("Depot")
	p.signIn("admin")
	person := p.openPerson(personOfAdmin)
	p.click(css(".page-tabs a[href='" + person + "/access']"))
	p.arrives(person + "/access")
	p.click(css("#access-roles a[href='" + person + "/roles/add']"))
	p.arrives(person + "/roles/add")
	p.click(roleTick(roles[0]))
	p.fill(css("#person-reach-find"), "Depot lead")
	p.press("\r") // searches, and keeps what is ticked
	p.until("the search in the address", func() bool { return strings.Contains(p.address(), "find=Depot") })
	p.holds("the first tick", roleTick(roles[0]).js+"?.checked")
	p.click(roleTick(roles[1]))
	p.does()
	p.succeeds(person + "/access")
	p.sees("Depot clerk", "Depot lead", "Depot API", "stock:write", "by Depot clerk · by Depot lead")

	p.click(css("#access-roles a[href='" + person + "/roles/" + roles[1] + "/remove']"))
	p.sees("Remove the role “Depot lead”?")
	p.judge("remove-role")
	p.does()
	p.succeeds(person + "/access")
	p.holds("the permission gone with the role", "!document.querySelector('#access-permissions').innerText.includes('stock:write')")
}

func TestAccess_organizationsWithoutScript(t *testing.T) {
	t.Parallel()
	p := newPage(t, pairBehind(t, nil, 50), noScript)
	c := p.program.tenant(t)
	guild := c.make("/organizations", map[string]any{"name": "Cartographers Guild", "description": "Maps and their makers"})
	drafter := c.make("/organization-roles", map[string]any{"name": "Drafter", "description": "Draws"})
	keeper := c.make("/organization-roles", map[string]any{"name": "Map keeper", "description": "Keeps the maps"})
	p.signIn("admin")
	person := p.openPerson(personOfAdmin)
	p.open(person + "/access")
	p.click(css("#access-organizations a[href='" + person + "/organizations/add']"))
	p.arrives(person + "/organizations/add")
	p.fill(css("#add-organization-find"), "Cartographers")
	p.press("\r")
	p.click(css(".choices a[href='" + person + "/organizations/" + guild + "']"))
	p.sees("Add to Cartographers Guild")
	p.shot("join")
	p.click(roleTick(drafter))
	p.does()
	p.arrives(person + "/access")
	p.sees("Cartographers Guild", "Drafter", "Added to the organization.")

	p.click(css("a[href='" + person + "/organizations/" + guild + "']"))
	p.click(roleTick(drafter))
	p.click(roleTick(keeper))
	p.does()
	p.arrives(person + "/access")
	p.sees("Map keeper")
	p.click(css("a[href='" + person + "/organizations/" + guild + "/remove']"))
	p.sees("Remove from Cartographers Guild?", "Map keeper")
	p.does()
	p.arrives(person + "/access")
	p.sees("Removed from the organization.")
}

func TestCompare_copiesTheDifferenceOnAPhoneInKorean(t *testing.T) {
	t.Parallel()
	korean := phone
	korean.Name, korean.Language = "phone-ko", "ko"
	p := newPage(t, pairBehind(t, nil, 70), korean)
	c := p.program.tenant(t)
	roles := c.sharedApp("Pier")
	p.signIn("admin")
	other := strings.TrimPrefix(p.openPerson(personOfNoScript), "/users/")
	person := p.openPerson(personOfAdmin)
	c.call(http.MethodPost, "/users/"+other+"/roles", map[string]any{"roleIds": roles}, nil)
	guild := c.make("/organizations", map[string]any{"name": "항만 조합"})
	c.call(http.MethodPost, "/organizations/"+guild+"/users", map[string]any{"userIds": []string{other}}, nil)
	p.open(person + "/access")
	p.click(css("#access-compare a"))
	p.arrives(person + "/compare")
	p.judge("choose")
	p.click(css("#compare-recent a[href$='with=" + other + "']"))
	p.sees("Pier clerk", "Pier lead", "항만 조합")
	p.click(roleTick(roles[0]))
	p.click(css("[name='organization." + guild + "']"))
	p.click(css("#person-compare button[value=review]"))
	p.holds("the question", css("#person-compare button[value=copy]").js)
	p.judge("review")
	p.click(css("#person-compare button[value=copy]"))
	p.succeeds(person + "/access")
	p.sees("Pier clerk", "항만 조합")
	p.holds("what was not ticked is not there", "!document.querySelector('#access-roles').innerText.includes('Pier lead')")
}
