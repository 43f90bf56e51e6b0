package main

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestEmulator_goesWrongWhenAsked(t *testing.T) {
	t.Parallel()
	var line emulatorLine
	runUntilReady(t, &line, "emulator", "--listen", "127.0.0.1:0", "--empty", "--fault", "429=1,retry-after=3s")
	form := url.Values{"grant_type": {"client_credentials"}, "resource": {line.ManagementResource}, "scope": {"all"}}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, line.Endpoint+"/oidc/token", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth(line.M2M.ID, line.M2M.Secret)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, res.Body)
	if res.StatusCode != http.StatusTooManyRequests || res.Header.Get("Retry-After") != "3" {
		t.Errorf("%d, Retry-After %q", res.StatusCode, res.Header.Get("Retry-After"))
	}
}

// The portal starts beside a Logto that never answers well: it says so page by page.
func TestDemo_startsBesideAFaultyLogto(t *testing.T) {
	t.Parallel()
	line := startDemo(t, "--users", "10", "--fault", "500=1")
	res, err := http.Get(line.URL + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Errorf("/healthz: %d", res.StatusCode)
	}
}
