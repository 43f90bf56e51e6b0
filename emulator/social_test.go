package emulator

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	socialBack = "https://app.example/back?keep=1"
	linkBody   = `{"newIdentifierVerificationRecordId":%q}`
)

// socialClient is a person of a tenant with one social connector.
type socialClient struct {
	*accountClient
	connector string
}

func newSocialClient(t *testing.T) *socialClient {
	t.Helper()
	a := newAccountClient(t, accountPerson)
	a.tenant.seedSocial([]string{"google"})
	a.prove()
	return &socialClient{a, a.tenant.mgmt.social.rows[0].id}
}

// begin makes a record and returns it beside the address of the provider.
func (a *socialClient) begin(state string) (id string, at *url.URL) {
	a.Helper()
	answer := a.call(201, "", http.MethodPost, "/verifications/social",
		fmt.Sprintf(`{"connectorId":%q,"state":%q,"redirectUri":%q}`, a.connector, state, socialBack))
	id, _ = reads(answer, "verificationRecordId").(string)
	address, _ := reads(answer, "authorizationUri").(string)
	at, err := url.Parse(address)
	if err != nil || at.Host != "logto.example" {
		a.Fatalf("authorization address %q, %v", address, err)
	}
	return id, at
}

// browse asks for a page, and posts an account to it unless that is "".
func (a *socialClient) browse(at *url.URL, account string) *httptest.ResponseRecorder {
	a.Helper()
	req := httptest.NewRequest(http.MethodGet, at.RequestURI(), nil)
	if account != "" {
		form := at.Query()
		form.Set("account", account)
		req = httptest.NewRequest(http.MethodPost, at.Path, strings.NewReader(form.Encode()))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	rec := httptest.NewRecorder()
	a.admin.server.ServeHTTP(rec, req)
	return rec
}

// code signs in at the provider and returns what it sends back.
func (a *socialClient) code(at *url.URL, account string) string {
	a.Helper()
	back, err := a.browse(at, account).Result().Location()
	if err != nil {
		a.Fatal(err)
	}
	q := back.Query()
	if q.Get("keep") != "1" || q.Get("state") != at.Query().Get("state") || back.Host != "app.example" {
		a.Errorf("sent back to %s", back)
	}
	return q.Get("code")
}

// verify gives Logto what came back.
func (a *socialClient) verify(status int, refusal, record, code, state, redirect string) {
	a.Helper()
	a.call(status, refusal, http.MethodPost, "/verifications/social/verify", fmt.Sprintf(
		`{"verificationRecordId":%q,"connectorData":{"code":%q,"state":%q,"redirectUri":%q}}`, record, code, state, redirect))
}

// verified is the record of an account that was signed in to.
func (a *socialClient) verified(account string) string {
	a.Helper()
	record, at := a.begin("s")
	a.verify(200, "", record, a.code(at, account), "s", socialBack)
	return record
}

func TestSocial_anAccountIsLinkedAndUnlinked(t *testing.T) {
	t.Parallel()
	a := newSocialClient(t)
	record, at := a.begin("s")
	page := a.browse(at, "")
	if page.Code != 200 || !strings.Contains(page.Body.String(), "<h1>Sign in to Google</h1>") ||
		!strings.Contains(page.Body.String(), "error=access_denied") {
		t.Fatalf("%d %s", page.Code, page.Body)
	}
	a.call(400, "verification_record.not_found", http.MethodPost, "/my-account/identities", fmt.Sprintf(linkBody, record))
	a.verify(200, "", record, a.code(at, "ann@mail.example"), "s", socialBack)
	a.call(204, "", http.MethodPost, "/my-account/identities", fmt.Sprintf(linkBody, record))
	linked := object(a.user.identities).obj("google")
	if details := linked.obj("details"); linked.str("userId") != details.str("id") || details.str("email") != "ann@mail.example" {
		t.Errorf("linked %v", linked)
	}
	seen := reads(a.call(200, "", http.MethodGet, "/my-account", ""), "identities")
	if diff := cmp.Diff([]string{"google"}, sortedKeys(seen.(map[string]any))); diff != "" {
		t.Errorf("identities (-want +got):\n%s", diff)
	}
	a.call(404, "secrets.third_party_token_set.token_not_found", http.MethodGet, "/my-account/identities/google/access-token", "")
	a.call(204, "", http.MethodDelete, "/my-account/identities/google", "")
	if len(a.user.identities) != 0 {
		t.Errorf("left %v", a.user.identities)
	}
}

func TestSocial_oneAccountBelongsToOnePerson(t *testing.T) {
	t.Parallel()
	a := newSocialClient(t)
	other := a.admin.id("/users", `{"username":"other"}`)
	record := a.verified("ann@mail.example")
	id := a.tenant.records[record].social.account["id"]
	a.admin.want(201, http.MethodPut, "/users/"+other+"/identities/google", fmt.Sprintf(`{"userId":%q}`, id))
	a.call(422, "user.identity_already_in_use", http.MethodPost, "/my-account/identities", fmt.Sprintf(linkBody, record))

	a.call(204, "", http.MethodPost, "/my-account/identities", fmt.Sprintf(linkBody, a.verified("one@mail.example")))
	second := fmt.Sprintf(linkBody, a.verified("two"))
	a.call(400, "user.identity_already_in_use", http.MethodPost, "/my-account/identities", second)
	a.call(204, "", http.MethodPut, "/my-account/identities", second)
	if have := object(a.user.identities).obj("google").str("userId"); have != "two" {
		t.Errorf("linked %q", have)
	}
}

func TestSocial_theProviderIsTheOneThatWasAsked(t *testing.T) {
	t.Parallel()
	a := newSocialClient(t)
	record, at := a.begin("s")
	code := func() string { return a.code(at, "ann@mail.example") }
	a.verify(400, "session.connector_validation_session_not_found", record, code(), "t", socialBack)
	a.verify(400, "connector.general", record, code(), "s", "https://evil.example/")
	a.verify(400, "connector.general", record, "made-up", "s", socialBack)
	a.verify(400, "verification_record.not_found", "nosuch", code(), "s", socialBack)
	used := code()
	late := code()
	a.verify(200, "", record, used, "s", socialBack)
	again, _ := a.begin("s")
	a.verify(400, "connector.general", again, used, "s", socialBack)
	a.admin.clock.Add(socialCodeTTL + 1)
	a.verify(400, "connector.general", again, late, "s", socialBack)
}

func TestSocial_aRecordIsItsOwnersForTenMinutes(t *testing.T) {
	t.Parallel()
	a := newSocialClient(t)
	record := a.verified("ann@mail.example")
	mine := a.user
	a.user = a.tenant.people.byID(a.admin.id("/users", `{"username":"other","password":"Zx9!vQ2#tL"}`))
	a.signIn(a.app, everyScope)
	a.verify(400, "verification_record.not_found", record, "c", "s", socialBack)
	a.prove()
	a.call(400, "verification_record.not_found", http.MethodPost, "/my-account/identities", fmt.Sprintf(linkBody, record))
	a.user = mine
	a.signIn(a.app, everyScope)
	a.admin.clock.Add(recordLife + 1)
	a.prove()
	a.call(400, "verification_record.not_found", http.MethodPost, "/my-account/identities", fmt.Sprintf(linkBody, record))
	a.record = record // shows no identity either
	a.call(401, "verification_record.permission_denied", http.MethodDelete, "/my-account/primary-email", "")
}

func TestSocial_pageKnowsOnlyWhatWasBegun(t *testing.T) {
	t.Parallel()
	a := newSocialClient(t)
	_, at := a.begin("s")
	for name, change := range map[string]func(*url.URL, url.Values){
		"other state": func(_ *url.URL, q url.Values) { q.Set("state", "t") },
		"elsewhere":   func(_ *url.URL, q url.Values) { q.Set("redirect_uri", "https://evil.example/") },
		"no provider": func(u *url.URL, _ url.Values) { u.Path = socialPath + "nosuch" },
	} {
		other, q := *at, at.Query()
		change(&other, q)
		other.RawQuery = q.Encode()
		for _, account := range []string{"", "ann@mail.example"} {
			if rec := a.browse(&other, account); rec.Code != 400 || rec.Header().Get("Location") != "" {
				t.Errorf("%s, %q: %d to %q", name, account, rec.Code, rec.Header().Get("Location"))
			}
		}
	}
	a.admin.clock.Add(recordLife + 1)
	if rec := a.browse(at, "ann@mail.example"); rec.Code != 400 {
		t.Errorf("after ten minutes: %d", rec.Code)
	}
}

func TestSocial_isBegunAtASocialConnector(t *testing.T) {
	t.Parallel()
	a := newSocialClient(t)
	begin := func(status int, code, connector, state, redirect string) {
		t.Helper()
		a.call(status, code, http.MethodPost, "/verifications/social",
			fmt.Sprintf(`{"connectorId":%q,"state":%q,"redirectUri":%q}`, connector, state, redirect))
	}
	a.tenant.seedMail("127.0.0.1:25")
	begin(422, "session.invalid_connector_id", "nosuch", "s", socialBack)
	begin(400, "connector.unexpected_type", a.tenant.mailConnector().id, "s", socialBack)
	begin(400, "session.insufficient_info", a.connector, "", socialBack)
	begin(400, "guard.invalid_input", a.connector, "s", "nowhere")
}

func TestSocialConnectors_areOfferedWhileTheyAreThere(t *testing.T) {
	t.Parallel()
	a := newSocialClient(t)
	offered := func() []any {
		list, _ := reads(a.admin.want(200, http.MethodGet, "/.well-known/sign-in-exp", ""), "socialConnectors").([]any)
		return list
	}
	list := offered()
	if len(list) != 1 || reads(list[0], "id") != a.connector || reads(list[0], "target") != "google" ||
		reads(reads(list[0], "name"), "en") != "Google" {
		t.Fatalf("offered %v", list)
	}
	all, _ := a.admin.want(200, http.MethodGet, "/connectors", "").([]any)
	if len(all) != 1 || reads(all[0], "type") != "Social" {
		t.Errorf("connectors %v", all)
	}
	a.admin.want(200, http.MethodPatch, "/sign-in-exp", `{"socialSignInConnectorTargets":[]}`)
	if list := offered(); len(list) != 0 {
		t.Errorf("offered although it is not to be: %v", list)
	}
	exp := a.admin.want(200, http.MethodPatch, "/sign-in-exp", `{"socialSignInConnectorTargets":["github","google"]}`)
	if diff := cmp.Diff([]any{"google"}, reads(exp, "socialSignInConnectorTargets")); diff != "" {
		t.Errorf("targets (-want +got):\n%s", diff)
	}
	a.admin.want(204, http.MethodDelete, "/connectors/"+a.connector, "")
	if list := offered(); len(list) != 0 {
		t.Errorf("offered although it is gone: %v", list)
	}
	a.admin.want(404, http.MethodGet, "/connectors/"+a.connector, "")
}

func TestSocialConnectors_aTenantWithPeopleHasOne(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		config Config
		want   []any
	}{
		{Config{}, []any{"google"}},
		{Config{Empty: true}, []any{}},
		{Config{SocialConnectors: []string{}}, []any{}},
		{Config{Empty: true, SocialConnectors: []string{"kakao", "github"}}, []any{"kakao", "github"}},
	} {
		s, err := New(c.config)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, s.tenant.settings.signInExperience["socialSignInConnectorTargets"]); diff != "" {
			t.Errorf("%v (-want +got):\n%s", c.config, diff)
		}
	}
}
