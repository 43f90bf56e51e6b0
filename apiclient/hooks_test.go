package apiclient

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
)

// The recorded refusal of an unknown event names all that there are.
func TestHookEvents_areThoseOfLogto(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/contract/hooks/crud.json")
	if err != nil {
		t.Fatal(err)
	}
	quoted, err := json.Marshal("Invalid enum value. Expected '" + strings.Join(HookEvents(), "' | '") + "', received 'User.Nope'")
	if err != nil {
		t.Fatal(err)
	}
	var compact, want strings.Builder
	compact.Write(raw)
	want.WriteString(strings.ReplaceAll(string(quoted), `\u003e`, ">"))
	if !strings.Contains(compact.String(), want.String()) {
		t.Error("the list is not the one of the recording")
	}
	HookEvents()[0] = "x"
	if HookEvents()[0] == "x" {
		t.Error("a caller changed the list")
	}
}

func TestHookDelivery_saysWhatWasSentAndWhatBecameOfIt(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]struct {
		failed bool
		kind   string
		status int
		body   string
	}{
		`{"key":"TriggerHook.User.Created","payload":{"result":"Success","hookId":"h","hookRequest":{"body":{"event":"User.Created"}},"response":{"statusCode":200,"body":"ok"}}}`: {
			false, "", 200, `{"event":"User.Created"}`,
		},
		`{"key":"TriggerHook.User.Created","payload":{"result":"Error","error":"TimeoutError: {\"message\":\"Request timed out\"}","hookRequest":{"body":{}}}}`: {true, "TimeoutError", 0, "{}"},
		`{"key":"TriggerHook.User.Created","payload":{"result":"Error","error":{"code":"x"},"response":{"statusCode":500,"body":{"a":1}}}}`:                     {true, "", 500, ""},
		`{"key":"TriggerHook.User.Created","payload":{"result":"Error","error":null}}`:                                                                          {true, "", 0, ""},
		`{"key":"TriggerHook.User.Created","payload":{"result":"Error","error":"it said: <b>no</b>"}}`:                                                          {true, "", 0, ""},
	} {
		var d HookDelivery
		if err := json.Unmarshal([]byte(raw), &d); err != nil {
			t.Fatal(err)
		}
		status := 0
		if d.Payload.Response != nil {
			status = d.Payload.Response.StatusCode
		}
		if d.Event() != "User.Created" || d.Failed() != want.failed || d.Payload.Error.Kind() != want.kind || status != want.status || string(d.Payload.Request.Body) != want.body {
			t.Errorf("%s: %+v", raw, d)
		}
	}
}

// The answer of a receiver may say anything; its status alone is told.
func TestTestHook_tellsTheStatusOfTheReceiver(t *testing.T) {
	t.Parallel()
	logto := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusUnprocessableEntity)
		_, _ = w.Write([]byte(`{"code":"hook.endpoint_responded_with_error","data":{"responseStatus":503,"responseBody":"secret"}}`))
	}))
	t.Cleanup(logto.Close)
	c, err := New(logto.URL, WithTokenSource(StaticToken("t")))
	if err != nil {
		t.Fatal(err)
	}
	err = c.Hooks.Test(t.Context(), "h", []string{"User.Created"}, HookConfig{URL: "https://x"})
	e, ok := err.(*Error)
	if !ok || e.Answered != http.StatusServiceUnavailable || strings.Contains(err.Error(), "secret") {
		t.Errorf("%v", err)
	}
}
