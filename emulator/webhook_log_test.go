package emulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func readObject(raw []byte) (object, error) {
	var o map[string]any
	err := json.Unmarshal(raw, &o)
	return o, err
}

func TestRecentLogs_areThoseOfADayUnlessBounded(t *testing.T) {
	t.Parallel()
	c := newHookClient(t)
	id := c.hook("User.Created", "User.Deleted")
	first := c.clock.Load()
	user := c.id("/users", `{"username":"a"}`)
	c.arrived()
	c.clock.Add(hookLogTime + 1)
	c.token = tokenOf(t, c.server)
	c.want(204, http.MethodDelete, "/users/"+user, "")
	c.arrived()
	keys := func(query string) []string {
		names := []string{}
		for _, row := range c.log(id, query) {
			names = append(names, strings.TrimPrefix(fmt.Sprint(row["key"]), "TriggerHook."))
		}
		return names
	}
	for query, want := range map[string][]string{
		"":                                      {"User.Deleted"},
		"?logKey=TriggerHook.User.Created":      {},
		fmt.Sprintf("?start_time=%d", first):    {"User.Deleted", "User.Created"},
		fmt.Sprintf("?start_time=%d", first+1):  {"User.Deleted"},
		fmt.Sprintf("?end_time=%d", first):      {"User.Created"},
		"?start_time=0&page=2&page_size=1":      {"User.Created"},
		"?start_time=0&logKey=TriggerHook.User": {},
	} {
		if diff := cmp.Diff(want, keys(query)); diff != "" {
			t.Errorf("%q: %s", query, diff)
		}
	}
	c.refused(400, "guard.invalid_input", http.MethodGet, "/hooks/"+id+"/recent-logs?start_time=x", "")
	c.refused(400, "log.invalid_time_window", http.MethodGet, "/hooks/"+id+"/recent-logs?start_time=2&end_time=1", "")
}

func TestRecentLogs_showTheBodyAsTheDatabaseKeepsIt(t *testing.T) {
	t.Parallel()
	c := newHookClient(t)
	c.hook("User.Created")
	c.id("/users", `{"username":"a","customData":{"bb":1,"aaa":2,"c":{"z":1,"y":[{"yy":1,"x":1.50}]}}}`)
	got := c.arrived()[0]
	row := c.server.tenant.hookLogs[0]
	if !bytes.HasPrefix(row.payload, []byte(`{"key":"TriggerHook.User.Created","result":"Success","hookId":"`)) ||
		!bytes.Contains(row.payload, []byte(`"response":{"body":"ok","statusCode":200},"hookRequest":{"body":{"ip":"`)) ||
		!bytes.Contains(row.payload, []byte(`"data":{"id":"`)) ||
		!bytes.Contains(row.payload, []byte(`"customData":{"c":{"y":[{"x":1.50,"yy":1}],"z":1},"bb":1,"aaa":2}`)) {
		t.Errorf("logged %s", row.payload)
	}
	logged, err := readObject(row.payload)
	if err != nil {
		t.Fatal(err)
	}
	sent, err := readObject([]byte(got.body))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sent, logged.obj("hookRequest").obj("body")); diff != "" {
		t.Errorf("another body was logged than sent: %s", diff)
	}
}

func TestHooks_countADay(t *testing.T) {
	t.Parallel()
	c := newHookClient(t)
	id := c.hook("User.Created")
	c.id("/users", `{"username":"old"}`)
	c.arrived()
	c.clock.Add(hookLogTime + 1)
	c.token = tokenOf(t, c.server)
	fails := false
	c.answers = func(*http.Request) (*http.Response, error) {
		if fails {
			return nil, errors.New("nobody there")
		}
		return answerOf(204, ""), nil
	}
	for i, failing := range []bool{false, true, false} {
		fails = failing
		c.id("/users", fmt.Sprintf(`{"username":"u%d"}`, i))
		c.arrived()
	}
	want := map[string]any{"successCount": 2.0, "requestCount": 3.0}
	one := c.want(200, http.MethodGet, "/hooks/"+id+"?includeExecutionStats=true", "").(map[string]any)
	all := c.want(200, http.MethodGet, "/hooks?includeExecutionStats=true", "").([]any)
	for _, got := range []any{one["executionStats"], all[0].(map[string]any)["executionStats"]} {
		if diff := cmp.Diff(any(want), got); diff != "" {
			t.Error(diff)
		}
	}
}

func TestHooks_areTried(t *testing.T) {
	t.Parallel()
	c := newHookClient(t)
	id := c.hook("User.Created")
	const body = `{"events":["PostSignIn","User.Created"],"config":{"url":"http://other.example/in","headers":{"x-a":"b"}}}`
	c.want(204, http.MethodPost, "/hooks/"+id+"/test", body)
	for _, got := range c.arrived() {
		o, err := readObject([]byte(got.body))
		if err != nil {
			t.Fatal(err)
		}
		key := c.server.tenant.mgmt.hooks.get(id).signingKey
		if got.header.Get("X-A") != "b" || got.header.Get("Logto-Signature-Sha-256") != hookSignature(key, []byte(got.body)) || o.str("hookId") != id {
			t.Errorf("%s with %v", got.body, got.header)
		}
		if got.event == "PostSignIn" && o.obj("user").str("id") != "fake-id" || got.event == "User.Created" && o.obj("data").str("result") != "success" {
			t.Errorf("%s", got.body)
		}
	}
	if rows := c.log(id, ""); len(rows) > 0 {
		t.Errorf("a try is logged: %v", rows)
	}
	c.answers = func(*http.Request) (*http.Response, error) { return answerOf(500, "sink says 500"), nil }
	answer := c.want(422, http.MethodPost, "/hooks/"+id+"/test", body).(map[string]any)
	want := map[string]any{"responseStatus": 500.0, "responseBody": "sink says 500"}
	if diff := cmp.Diff(any(want), answer["data"]); answer["code"] != "hook.endpoint_responded_with_error" || diff != "" {
		t.Errorf("%v %s", answer, diff)
	}
	c.answers = func(*http.Request) (*http.Response, error) { return nil, errors.New("nobody there") }
	c.refused(422, "hook.send_test_payload_failed", http.MethodPost, "/hooks/"+id+"/test", body)
	c.refused(404, "entity.not_exists_with_id", http.MethodPost, "/hooks/nosuch/test", body)
	c.refused(400, "guard.invalid_input", http.MethodPost, "/hooks/"+id+"/test", `{"events":[],"config":{"url":"http://a"}}`)
}
