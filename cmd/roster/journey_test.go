package main

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func TestDemo_leadsAnAdminFromSignInToAChangedPerson(t *testing.T) {
	t.Parallel()
	demo := startDemo(t, "--users", "120")
	b := newBrowser(t)

	landed := b.signIn(demo, "admin")
	if landed.status != http.StatusOK || landed.address.Path != "/" || !strings.Contains(landed.text, "Active people") {
		t.Fatalf("after signing in: %d at %s, want the overview", landed.status, landed.address)
	}
	all := people(b.open(demo.URL + "/users").doc)
	if len(all) < 20 {
		t.Errorf("the list links %d people, want a page of 20", len(all))
	}
	found := b.open(demo.URL + "/users?search=" + demo.People[3].Username)
	hits := people(found.doc)
	if len(hits) == 0 || len(hits) >= len(all) {
		t.Fatalf("the search finds %d, want some and fewer than %d", len(hits), len(all))
	}
	person := b.open(demo.URL + hits[0])
	if person.status != http.StatusOK || !strings.Contains(person.text, demo.People[3].Name) {
		t.Fatalf("the page of %s: %d, without the name", hits[0], person.status)
	}

	saved := b.send(person, "/profile", map[string]string{"nickname": "Wren", "address.locality": "Busan"})
	if saved.status != http.StatusOK || saved.address.Path != hits[0] || !strings.Contains(saved.text, "The profile is saved.") {
		t.Fatalf("saving: %d at %s, want the person's page with the message", saved.status, saved.address)
	}
	if again := b.open(demo.URL + hits[0]); strings.Contains(again.text, "The profile is saved.") {
		t.Error("the message is shown a second time")
	}
	saved = b.send(saved, "/contact", map[string]string{"primaryPhone": "010-2345-6789"})
	if !strings.Contains(saved.text, "The contact details are saved.") {
		t.Fatalf("saving a phone number: %d without the message", saved.status)
	}
	if saved = b.send(saved, "/contact", map[string]string{"primaryPhone": "+82 10 9876 5432"}); !strings.Contains(saved.text, "The contact details are saved.") {
		t.Fatalf("changing a phone number: %d without the message", saved.status)
	}
	review := b.send(saved, "/custom-data", map[string]string{"customData": `{"plan": "gold"}`})
	if !strings.Contains(review.text, "plan") || !strings.Contains(review.text, "Nothing is saved yet.") {
		t.Fatalf("custom data is not shown before it is saved: %d", review.status)
	}
	saved = b.send(review, "/custom-data", nil)
	if !strings.Contains(saved.text, "The custom data is saved.") {
		t.Fatalf("saving custom data: %d without the message", saved.status)
	}
	checkInLogto(t, b, saved)
}

// checkInLogto reads the changes back from a page that was drawn from Logto.
func checkInLogto(t *testing.T, b *browser, p page) {
	t.Helper()
	p = b.open(p.address.String())
	form := find(p.doc, func(n *html.Node) bool { return n.Data == "form" && strings.HasSuffix(attr(n, "action"), "/profile") })
	values := fields(form)
	if values.Get("nickname") != "Wren" || values.Get("address.locality") != "Busan" {
		t.Errorf("nickname %q, city %q; want Wren and Busan", values.Get("nickname"), values.Get("address.locality"))
	}
	form = find(p.doc, func(n *html.Node) bool { return n.Data == "form" && strings.HasSuffix(attr(n, "action"), "/contact") })
	values = fields(form)
	if values.Get("primaryPhone") != "+82 10-9876-5432" {
		t.Errorf("phone %q, want the new one in international notation", values.Get("primaryPhone"))
	}
}

func TestDemo_showsOthersWhatTheyMay(t *testing.T) {
	t.Parallel()
	demo := startDemo(t, "--users", "30")

	person := newBrowser(t)
	if own := person.signIn(demo, "person"); own.status != http.StatusOK || own.address.Path != "/profile" {
		t.Errorf("an ordinary person: %d at %s, want their profile", own.status, own.address)
	}
	refused := person.open(demo.URL + "/users")
	if refused.status != http.StatusForbidden || !strings.Contains(refused.text, "users:read") {
		t.Errorf("an ordinary person at /users: %d, want 403 that names users:read", refused.status)
	}

	auditor := newBrowser(t)
	list := auditor.signIn(demo, "auditor")
	page := auditor.open(demo.URL + people(list.doc)[0])
	if page.status != http.StatusOK || find(page.doc, func(n *html.Node) bool { return strings.HasSuffix(attr(n, "action"), "/contact") }) != nil {
		t.Errorf("an auditor: %d, want the page without forms", page.status)
	}

	helpdesk := newBrowser(t)
	helpdesk.signIn(demo, "helpdesk")
	admin := helpdesk.open(demo.URL + "/users?search=admin")
	page = helpdesk.open(demo.URL + people(admin.doc)[0])
	if page.status != http.StatusOK || !strings.Contains(page.text, "You can view this person but not change them") {
		t.Errorf("helpdesk at an admin: %d, want the page, locked with the reason", page.status)
	}
}

func TestDemo_signsOut(t *testing.T) {
	t.Parallel()
	demo := startDemo(t, "--users", "5")
	b := newBrowser(t)
	out := b.send(b.signIn(demo, "admin"), "/sign-out", nil)
	if !strings.HasPrefix(out.address.String(), demo.URL+"/sign-out") || !strings.Contains(out.text, "You are signed out") {
		// Logto asks once more on a page of its own.
		out = b.send(out, "", nil)
	}
	if !strings.Contains(out.text, "You are signed out") {
		t.Fatalf("after signing out: %d at %s", out.status, out.address)
	}
	if list := b.open(demo.URL + "/users"); strings.HasPrefix(list.address.String(), demo.URL) {
		t.Errorf("after signing out /users is %d at %s, want Logto's sign-in", list.status, list.address)
	}
}

func TestDemo_isReachedUnderBothLoopbackNames(t *testing.T) {
	t.Parallel()
	demo := startDemo(t, "--users", "0")
	other := strings.Replace(demo.URL, "127.0.0.1", "localhost", 1)
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Get(other + "/users?page=2")
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusTemporaryRedirect || answer.Header.Get("Location") != demo.URL+"/users?page=2" {
		t.Errorf("%s: %d to %q, want 307 to the same page of %s", other, answer.StatusCode, answer.Header.Get("Location"), demo.URL)
	}
}

func TestEmulator_printsOneLineWithWhatItTakes(t *testing.T) {
	t.Parallel()
	var line emulatorLine
	runUntilReady(t, &line, "emulator", "--listen", "127.0.0.1:0", "--users", "3",
		"--m2m-id", "mine", "--m2m-secret", "secret", "--web-id", "web", "--web-secret", "hidden",
		"--redirect-uri", "http://a/callback", "--redirect-uri", "http://b/callback")
	if line.M2M.ID != "mine" || line.M2M.Secret != "secret" || line.Web == nil || line.Web.ID != "web" ||
		strings.Join(line.Web.RedirectURIs, " ") != "http://a/callback http://b/callback" ||
		line.Issuer != line.Endpoint+"/oidc" || line.ManagementResource != "https://default.logto.app/api" ||
		line.Resource != "https://roster/api" || len(line.People) != 4 {
		encoded, _ := json.Marshal(line)
		t.Errorf("line = %s", encoded)
	}
	answer, err := http.Get(line.Issuer + "/.well-known/openid-configuration")
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Errorf("discovery answers %d, want 200", answer.StatusCode)
	}
}

// people are the links of a list to somebody's page.
func people(doc *html.Node) []string {
	return slices.DeleteFunc(links(doc, "/users/"), func(to string) bool { return strings.HasPrefix(to, "/users/new") })
}

func links(doc *html.Node, prefix string) []string {
	var all []string
	seen := map[string]bool{}
	for n := range doc.Descendants() {
		to := attr(n, "href")
		// Not those that lead to a part of what they begin with, nor to a new one.
		if rest, ok := strings.CutPrefix(to, prefix); n.Data == "a" && ok && rest != "new" && !strings.Contains(rest, "/") && !seen[to] {
			seen[to] = true
			all = append(all, to)
		}
	}
	return all
}
