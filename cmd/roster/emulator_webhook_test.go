package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"roster/apiclient"
)

func TestEmulator_tellsAWebhook(t *testing.T) {
	t.Parallel()
	type delivery struct{ signature, body string }
	told := make(chan delivery, 10)
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body) // a cut one has another signature
		told <- delivery{r.Header.Get("Logto-Signature-Sha-256"), string(body)}
	}))
	t.Cleanup(receiver.Close)
	var line emulatorLine
	runUntilReady(t, &line, "emulator", "--listen", "127.0.0.1:0", "--users", "3", "--webhook", receiver.URL, "--webhook-key", "the-key")
	logto, err := apiclient.New(line.Endpoint, apiclient.WithClientCredentials(line.M2M.ID, apiclient.Secret(line.M2M.Secret), line.ManagementResource))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := logto.Users.Create(t.Context(), apiclient.UserCreate{Username: "told"}); err != nil {
		t.Fatal(err)
	}
	got := <-told // the people it starts with are no events
	mac := hmac.New(sha256.New, []byte("the-key"))
	mac.Write([]byte(got.body))
	if got.signature != hex.EncodeToString(mac.Sum(nil)) || !strings.Contains(got.body, `"username":"told"`) {
		t.Errorf("told %s, signed %s", got.body, got.signature)
	}
}

// The demo's Logto tells its portal of everything, signed with the key that the
// portal knows.
func TestDemo_tellsItsPortal(t *testing.T) {
	t.Parallel()
	local := func() net.Listener {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = l.Close() })
		return l
	}
	on := demoListeners{local(), local(), mailListener{local()}}
	c := demoConfig(on, t.TempDir())
	hooks := demoOptions{}.tenant(c, on).Webhooks
	if len(hooks) != 1 || hooks[0].URL != c.URL+"/webhooks/logto" || hooks[0].SigningKey != c.LogtoWebhookSecret || c.LogtoWebhookSecret == "" || hooks[0].Events != nil {
		t.Errorf("%+v, and the portal knows the key %q", hooks, c.LogtoWebhookSecret)
	}
}
