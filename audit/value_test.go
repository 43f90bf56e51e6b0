package audit_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"roster/access"
	"roster/audit"
	"roster/audit/audittest"
)

// kept records a change and returns what can be read back of its new value.
func kept(t *testing.T, field string, v audit.Value) string {
	t.Helper()
	store := audittest.NewMemory()
	log := newLog(t, store)
	_, err := log.Intent(t.Context(), audit.Event{
		Actor: agent, Action: access.UserUpdate, Target: "t", Changes: []audit.Change{{Field: field, After: v}},
	})
	must(t, err)
	return string(entries(t, log, store)[0].Values[field].After)
}

func TestValue_neverKeepsASecret(t *testing.T) {
	t.Parallel()
	got := kept(t, "customData", audit.Object(map[string]any{
		"color": "red", "count": 3,
		"password": "hunter2", "API-Key": "hunter2", "client_secret": "hunter2", "passwordDigest": "hunter2",
		"refreshToken": map[string]any{"value": "hunter2"},
		"list":         []any{map[string]any{"otpSeed": "hunter2", "name": "x"}},
		"typed":        struct{ PrivateKey string }{"hunter2"},
		"nested":       map[string]string{"Cookie": "hunter2"},
	}))
	if strings.Contains(got, "hunter2") {
		t.Errorf("a secret was kept: %s", got)
	}
	var data map[string]any
	must(t, json.Unmarshal([]byte(got), &data))
	if data["color"] != "red" || data["count"] != 3.0 || data["password"] != "[redacted]" {
		t.Errorf("got %v", data)
	}
	if got := kept(t, "password", audit.Text("hunter2")); got != `"[redacted]"` {
		t.Errorf("a field called password keeps %s", got)
	}
}

func TestValue_isBounded(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		value audit.Value
		want  string
	}{
		"text":          {audit.Text("Ann"), `"Ann"`},
		"empty text":    {audit.Text(""), ""},
		"no object":     {audit.Object(nil), ""},
		"empty object":  {audit.Object(map[string]any{}), "{}"},
		"too large":     {audit.Object(map[string]any{"a": strings.Repeat("x", 70000)}), `"[not recorded: too large]"`},
		"not JSON":      {audit.Object(map[string]any{"a": func() {}}), `"[not recorded: no JSON]"`},
		"broken UTF-8":  {audit.Text("a\xff"), `"a\ufffd"`},
		"absent values": {audit.Value{}, ""},
	}
	for name, tt := range tests {
		if diff := cmp.Diff(tt.want, kept(t, "field", tt.value)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestLog_cleansWhatComesFromOutside(t *testing.T) {
	t.Parallel()
	store := audittest.NewMemory()
	log := newLog(t, store)
	must(t, log.Denied(t.Context(), agent, access.UserRead, "a\x00b\nc\xff"+strings.Repeat("한", 500), access.MissingCapability))
	must(t, log.SignInRefused(t.Context(), "Bearer eyJhbGciOi.token in a message", "1", "r\x1b[31m"))
	records := store.All()
	if got := records[0].TargetID; strings.ContainsAny(got, "\x00\n") || !utf8.ValidString(got) || len([]rune(got)) > 128 {
		t.Errorf("target %q", got)
	}
	e := entries(t, log, store)[1]
	if e.Code != "unlisted" || strings.ContainsRune(e.RequestID, 0x1b) {
		t.Errorf("code %q, request %q", e.Code, e.RequestID)
	}
	if _, err := audit.Verify(t.Context(), log.Records(t.Context(), 1), key, audit.Head{}); err != nil {
		t.Error(err)
	}
}
