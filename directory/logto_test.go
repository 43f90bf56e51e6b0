package directory_test

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"roster/apiclient"
)

const resource = "https://roster.example/api"

// logto is a Logto in memory that speaks just what directory needs, at the end
// of a real apiclient.Client. It merges and replaces as the recordings of the
// real one show.
type logto struct {
	making
	mu    sync.Mutex
	users map[string]map[string]any
	roles map[string][]string // of a person
	// organizationRoles are those of a person in the one organization.
	organizationRoles map[string][]string
	scopes            map[string][]string // of a role or an organization role; a foreign resource's begin with "other "
	applications      []map[string]string
	// numbers are how many there are of what only counts, by the last segment of its
	// path; all people have as many.
	numbers     map[string]int
	invitations map[string][]map[string]any // by inviter
	logtoLinks
	logtoSecurity
	book roleBook
	hookBook
	// sessions and grants are those of a person by name, passwords theirs; settings is
	// the sign-in experience, and expires that passwords may.
	sessions, grants map[string][]string
	passwords        map[string]string
	settings         map[string]any
	expires          bool
	reportsLife      int      // how long tokens of another application live, in seconds
	calls            []string // "METHOD /path", in the order of arrival
	bodies           []string // of those that change something
	// before is asked about each call first: an answer or an error of its takes
	// the place of the real one.
	before func(call string, r *http.Request) (*http.Response, error)
	// after comes when the call is done and can lose the answer.
	after func(call string, r *http.Request) (*http.Response, error)
}

func newLogto() *logto {
	return &logto{
		users: map[string]map[string]any{}, roles: map[string][]string{}, organizationRoles: map[string][]string{},
		scopes: map[string][]string{}, sessions: map[string][]string{}, grants: map[string][]string{}, passwords: map[string]string{}, making: newMaking(),
		settings: usual().settings.(map[string]any),
	}
}

// add makes a person; fields are JSON.
func (l *logto) add(id, fields string, roles ...string) {
	u := map[string]any{"profile": map[string]any{}, "customData": map[string]any{}}
	decode([]byte(fields), &u)
	u["id"] = id
	l.users[id], l.roles[id] = u, roles
}

// decode keeps numbers digit for digit, as Logto's database does.
func decode(raw []byte, v *map[string]any) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	must(dec.Decode(v))
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// get is a person as stored, as JSON with sorted keys.
func (l *logto) get(id string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	raw, err := json.Marshal(l.users[id])
	must(err)
	return string(raw)
}

// changing are the calls so far that change something.
func (l *logto) changing() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var list []string
	for _, c := range l.calls {
		if !strings.HasPrefix(c, "GET ") && !asks(c) {
			list = append(list, c)
		}
	}
	return list
}

// asks tells a POST that changes nothing.
func asks(call string) bool {
	return strings.HasSuffix(call, "/check-password") || strings.HasSuffix(call, "/password/verify")
}

func (l *logto) made() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]string(nil), l.calls...)
}

// client is a real client of this Logto, without a network between.
func (l *logto) client(t *testing.T) *apiclient.Client {
	t.Helper()
	c, err := apiclient.New("http://logto.test",
		apiclient.WithHTTPClient(&http.Client{Transport: l}), apiclient.WithTokenSource(apiclient.StaticToken("t")),
		apiclient.WithRetryPolicy(apiclient.RetryPolicy{Tries: 1, Total: time.Minute, Base: time.Millisecond, Max: time.Millisecond}))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// RoundTrip implements http.RoundTripper.
func (l *logto) RoundTrip(r *http.Request) (*http.Response, error) {
	call := r.Method + " " + strings.TrimPrefix(r.URL.Path, "/api")
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	raw, _ := io.ReadAll(r.Body)
	l.mu.Lock()
	l.calls = append(l.calls, call)
	if r.Method != http.MethodGet {
		l.bodies = append(l.bodies, string(raw))
	}
	before, after := l.before, l.after
	l.mu.Unlock()
	if before != nil {
		if resp, err := before(call, r); resp != nil || err != nil {
			return resp, err
		}
	}
	l.mu.Lock()
	resp := l.answer(r, raw)
	l.mu.Unlock()
	if after != nil {
		if lost, err := after(call, r); lost != nil || err != nil {
			return lost, err
		}
	}
	return resp, nil
}

func reply(status int, v any) *http.Response {
	raw, err := json.Marshal(v)
	must(err)
	return &http.Response{
		StatusCode: status, Body: io.NopCloser(bytes.NewReader(raw)),
		Header: http.Header{"Content-Type": {"application/json"}, "Total-Number": {"0"}},
	}
}

func refuse(status int, code string) *http.Response {
	return reply(status, map[string]string{"code": code, "message": "no"})
}

func list[T any](items []T) *http.Response {
	if items == nil {
		items = []T{}
	}
	resp := reply(http.StatusOK, items)
	resp.Header.Set("Total-Number", strconv.Itoa(len(items)))
	return resp
}

func (l *logto) answer(r *http.Request, raw []byte) *http.Response {
	part := strings.Split(strings.TrimPrefix(r.URL.Path, "/api/"), "/")
	if resp := l.answerLinks(part, r, raw); resp != nil {
		return resp
	}
	var body map[string]any
	_ = json.Unmarshal(raw, &body) // there may be none
	if resp := l.answerMaking(r, part, raw); resp != nil {
		return resp
	}
	if resp := l.answerPassword(r.Method+" "+strings.TrimPrefix(r.URL.Path, "/api"), body); resp != nil {
		return resp
	}
	if resp := l.answerRoles(r.Method, part, body); resp != nil {
		return resp
	}
	if resp := l.answerHooks(r, part, body); resp != nil {
		return resp
	}
	if resp := l.groups(part, r); resp != nil {
		return resp
	}
	switch part[0] {
	case "dashboard":
		return reply(http.StatusOK, dashboardCounts[part[2]])
	case "roles", "organization-roles": // what groups leaves
		if part[0] == "organization-roles" && part[2] == "scopes" {
			return list(l.insideScopes(part[1]))
		}
		return list(l.scopesOf(part[1], part[0] == "roles"))
	case "organization-invitations":
		return list(l.invitations[r.URL.Query().Get("inviterId")])
	case "applications", "connectors", "sso-connectors":
		return list(l.ofTenant(part[0]))
	case "resources":
		return reply(http.StatusOK, map[string]string{"id": part[1], "indicator": map[string]string{"ours": resource}[part[1]]})
	}
	if len(part) == 1 {
		return list(l.search(r))
	}
	u, ok := l.users[part[1]]
	if !ok {
		return refuse(http.StatusNotFound, "entity.not_found")
	}
	if resp := l.answerLife(r.Method+" "+strings.Join(part[2:], "/"), u, body); resp != nil {
		return resp
	}
	switch r.Method + " " + strings.Join(part[2:], "/") {
	case "GET ":
		return reply(http.StatusOK, u)
	case "GET roles":
		var roles []map[string]string
		for _, id := range l.roles[part[1]] {
			roles = append(roles, map[string]string{"id": id, "name": id})
		}
		return list(roles)
	case "GET organizations":
		roles := []map[string]string{} // never null
		for _, id := range l.organizationRoles[part[1]] {
			roles = append(roles, map[string]string{"id": id, "name": id})
		}
		return list([]map[string]any{{"id": "o", "name": "O", "organizationRoles": roles}})
	}
	return l.change(u, strings.Join(part[2:], "/"), raw)
}

// change is PATCH: the person's own fields replace, profile and custom-data merge.
func (l *logto) change(u map[string]any, what string, raw []byte) *http.Response {
	var body map[string]any
	decode(raw, &body)
	switch what {
	case "":
		for k, v := range body {
			if v == "" {
				v = nil
			}
			u[k] = v
		}
		return reply(http.StatusOK, u)
	case "is-suspended":
		u["isSuspended"] = body["isSuspended"]
		return reply(http.StatusOK, u)
	case "profile", "custom-data":
		key := map[string]string{"profile": "profile", "custom-data": "customData"}[what]
		merged := maps.Clone(u[key].(map[string]any))
		maps.Copy(merged, body[key].(map[string]any))
		u[key] = merged
		return reply(http.StatusOK, merged)
	}
	return refuse(http.StatusNotFound, "entity.not_found")
}
