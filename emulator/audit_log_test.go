package emulator

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLogs_windowIsInclusiveAtBothEnds(t *testing.T) {
	t.Parallel()
	c := newMgmtClient(t)
	start := c.clock.Load()
	for i := range int64(3) {
		c.clock.Store(start + 1000*(i+1))
		c.server.tenant.appendLog(httptest.NewRequest(http.MethodGet, "/", nil), fmt.Sprintf("Interaction.%d", i), nil)
	}
	at := func(from, until int64) []string {
		return fields(t, c.want(200, http.MethodGet, fmt.Sprintf("/logs?start_time=%d&end_time=%d", start+from, start+until), ""), "key")
	}
	if diff := cmp.Diff([]string{"Interaction.2", "Interaction.1"}, at(2000, 3000)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := at(2000, 2000); len(got) != 1 {
		t.Errorf("a window of one moment: %v", got)
	}
	c.refused(400, "log.invalid_time_window", http.MethodGet, "/logs?start_time=2&end_time=1", "")
	c.refused(400, "guard.invalid_input", http.MethodGet, "/logs?end_time=soon", "")
	c.refused(404, "entity.not_exists_with_id", http.MethodGet, "/logs/nosuch", "")
}

func TestLogs_leaveOutWhatIsNotForTheList(t *testing.T) {
	t.Parallel()
	c := newMgmtClient(t)
	request := httptest.NewRequest(http.MethodGet, "/", nil)
	c.server.tenant.appendLog(request, "TriggerHook.User.Created", nil)
	c.server.tenant.appendLog(request, "RevokeToken", nil)
	keys := fields(t, c.want(200, http.MethodGet, "/logs", ""), "key")
	if diff := cmp.Diff([]string{"RevokeToken", "ExchangeTokenBy.ClientCredentials"}, keys); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestLogs_capCountsNoFurtherThanTenThousand(t *testing.T) {
	t.Parallel()
	c := newMgmtClient(t)
	request := httptest.NewRequest(http.MethodGet, "/", nil)
	for range logCap + 5 {
		c.server.tenant.appendLog(request, "Interaction.End", nil)
	}
	header := func(query string) http.Header {
		req := httptest.NewRequest(http.MethodGet, "/api/logs?page_size=1"+query, nil)
		req.Header.Set("Authorization", "Bearer "+c.token)
		rec := httptest.NewRecorder()
		c.server.ServeHTTP(rec, req)
		return rec.Header()
	}
	all, capped := header(""), header("&enableCap=true")
	if all.Get("Total-Number") != "10006" || all.Get("Total-Number-Is-Capped") != "" { // with the token's own entry
		t.Errorf("without a cap: %v", all)
	}
	if capped.Get("Total-Number") != "10001" || capped.Get("Total-Number-Is-Capped") != "true" || len(capped.Values("Link")) != 1 {
		t.Errorf("with a cap: %v", capped)
	}
}

func TestLogs_areBounded(t *testing.T) {
	t.Parallel()
	c := newMgmtClient(t)
	request := httptest.NewRequest(http.MethodGet, "/", nil)
	for range maxLogs + maxLogs/2 {
		c.server.tenant.appendLog(request, "Interaction.End", nil)
	}
	c.server.tenant.appendLog(request, "Interaction.Newest", nil)
	if n := len(c.server.tenant.logs); n > maxLogs {
		t.Errorf("%d entries are kept", n)
	}
	if keys := fields(t, c.want(200, http.MethodGet, "/logs?page_size=1", ""), "key"); keys[0] != "Interaction.Newest" {
		t.Errorf("the newest is %v", keys)
	}
}

func TestLogs_keepNoSecret(t *testing.T) {
	t.Parallel()
	c := newHostedClient(t)
	c.id("/users", `{"username":"logged","password":"Wq7%vB2&mK","primaryEmail":"logged@x.example"}`)
	made := c.want(201, http.MethodPost, "/one-time-tokens", `{"email":"logged@x.example"}`).(map[string]any)
	token, _ := made["token"].(string)
	c.says(204, "", http.MethodPut, "", `{"interactionEvent":"SignIn"}`)
	c.says(422, "session.invalid_credentials", http.MethodPost, "/verification/password", `{"identifier":{"type":"username","value":"logged"},"password":"guess-of-a-secret"}`)
	c.says(200, "", http.MethodPost, "/verification/one-time-token/verify", `{"identifier":{"type":"email","value":"logged@x.example"},"token":"`+token+`"}`)
	c.says(204, "", http.MethodPost, "/identification", "{}")
	c.says(200, "", http.MethodPost, "/submit", "")
	text := fmt.Sprint(c.want(200, http.MethodGet, "/logs?page_size=100", ""))
	for _, secret := range []string{token, "guess-of-a-secret", "Wq7%vB2&mK", c.server.Credentials().M2MSecret} {
		if strings.Contains(text, secret) {
			t.Errorf("the log contains %s", secret)
		}
	}
	if !strings.Contains(text, "session.invalid_credentials") {
		t.Error("the log does not say what went wrong")
	}
}

func TestLogs_tellWhyATokenWasRefused(t *testing.T) {
	t.Parallel()
	c := newMgmtClient(t)
	credentials := c.server.Credentials()
	req := httptest.NewRequest(http.MethodPost, "/oidc/token", strings.NewReader("grant_type=client_credentials&resource=https://nosuch.example"))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth(credentials.M2MID, credentials.M2MSecret)
	c.server.ServeHTTP(httptest.NewRecorder(), req)
	newest := c.want(200, http.MethodGet, "/logs?page_size=1", "").([]any)[0].(map[string]any)["payload"].(map[string]any)
	if newest["result"] != "Error" || !strings.HasPrefix(fmt.Sprint(newest["error"]), "InvalidTarget: ") || newest["applicationId"] != credentials.M2MID {
		t.Errorf("logged %v", newest)
	}
}

func TestParseUserAgent_namesWhatItKnows(t *testing.T) {
	t.Parallel()
	for agent, want := range map[string][3]string{ // browser, engine, system
		"curl/8.5": {"", "", ""},
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.2.1":   {"Edge", "Blink", "Windows"},
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15":           {"Safari", "WebKit", "macOS"},
		"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0":                                                          {"Firefox", "Gecko", "Linux"},
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_2 like Mac OS X) AppleWebKit/605.1 (KHTML, like Gecko) Version/18.2 Mobile/15E Safari/604": {"Mobile Safari", "WebKit", "iOS"},
	} {
		parsed := object(parseUserAgent(agent))
		got := [3]string{parsed.obj("browser").str("name"), parsed.obj("engine").str("name"), parsed.obj("os").str("name")}
		if got != want {
			t.Errorf("%s: %v, want %v", agent, got, want)
		}
	}
}
