package apiclient

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestReplay reads exchanges recorded on a real Logto 1.42.0 and puts every
// answer through the client: a success must decode into its endpoint's type and
// encode again without losing a field the type models, a refusal must become the
// error with the recorded status and code. What this client leaves out is named
// in excluded; anything else that no route covers fails.
func TestReplay(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/contract/*/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no recordings: %v", err)
	}
	routes, fields := replayRoutes(), newComparison()
	report := map[string]*tally{}
	for _, file := range files {
		area := filepath.Base(filepath.Dir(file))
		if report[area] == nil {
			report[area] = &tally{left: map[string]bool{}}
		}
		for _, step := range readScenario(t, file) {
			if step.Request != nil && step.Response != nil {
				replayStep(t, routes, fields, file, step, report[area])
			}
		}
	}
	var passed, total int
	for _, area := range slices.Sorted(maps.Keys(report)) {
		r := report[area]
		passed, total = passed+r.passed, total+r.passed+r.differing
		t.Logf("%-16s %4d of %4d passed%s", area, r.passed, r.passed+r.differing, r.leftOut())
	}
	if total < 1500 {
		t.Errorf("only %d recorded answers were compared", total)
	}
	for _, field := range fields.unseen() {
		if !slices.Contains(unrecorded, field) {
			t.Errorf("%s is modelled, and no recording has it: misspelt?", field)
		}
	}
	t.Logf("%d of %d", passed, total)
}

// tally counts what became of an area's answers, and names what was left out.
type tally struct {
	passed, differing, out int
	left                   map[string]bool
}

func (r *tally) leftOut() string {
	if r.out == 0 {
		return ""
	}
	return fmt.Sprintf(", %d left out on purpose: %s", r.out, strings.Join(slices.Sorted(maps.Keys(r.left)), ", "))
}

type scenarioStep struct {
	Name    string
	Request *struct {
		Method, Path string
		Headers      map[string]string
		Form         [][2]string
		Body         json.RawMessage
	}
	Response *struct {
		Status  int
		Headers map[string]any
		Body    json.RawMessage
	}
}

func readScenario(t *testing.T, file string) []scenarioStep {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var scenario struct{ Steps []scenarioStep }
	if err := json.Unmarshal(data, &scenario); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return scenario.Steps
}

func replayStep(t *testing.T, routes *http.ServeMux, fields *comparison, file string, step scenarioStep, sum *tally) {
	t.Helper()
	path := placeholder.ReplaceAllString(step.Request.Path, "x")
	if strings.Contains(path, "%00") {
		return // this client refuses to send such a path
	}
	path = strings.TrimSuffix(path, "/")
	out, covered := routeOf(routes, step.Request.Method, path)
	switch why := exclusion(step, path); {
	case why != "":
		sum.out++
		sum.left[step.Request.Method+" "+path+" ("+why+")"] = true
		return
	case !covered && step.Response.Status < 400: // how refusals are mapped is no endpoint's own
		sum.differing++
		t.Errorf("%s, %q: %s %s is covered by no call", file, step.Name, step.Request.Method, path)
		return
	}
	if err := compareStep(fields, step, path, out); err != nil {
		sum.differing++
		t.Errorf("%s, %q: %v", file, step.Name, err)
		return
	}
	sum.passed++
}

// compareStep answers a call with what was recorded and compares what the
// client makes of it.
func compareStep(fields *comparison, step scenarioStep, path string, out any) error {
	body := substitute(step.Response.Body)
	kind, _ := step.Response.Headers["content-type"].(string)
	if kind != "" && !strings.HasPrefix(kind, "application/json") {
		var text string
		_ = json.Unmarshal(body, &text)
		body = []byte(text)
	}
	total, _ := step.Response.Headers["total-number"].(string)
	canned := answering(step.Response.Status, map[string]string{"Content-Type": kind, "Total-Number": total}, body)
	c, err := New("http://logto.test", WithHTTPClient(&http.Client{Transport: canned}),
		WithTokenSource(StaticToken("tok")), WithRetryPolicy(RetryPolicy{Tries: 1, Total: 1e9, Base: 1, Max: 1}))
	if err != nil {
		return err
	}
	if path == "/oidc/token" {
		return compareToken(step, canned, body)
	}
	segments := strings.Split(strings.TrimPrefix(path, "/api/"), "/")
	k := call{method: step.Request.Method, segments: segments, out: out}
	header, err := c.do(context.Background(), k)
	if _, _, ok := totals(header); err == nil && total != "" && !ok {
		return fmt.Errorf("the total %q is not read", total)
	}
	if step.Response.Status >= 300 {
		return compareError(err, step.Response.Status, body)
	}
	if err != nil || out == nil {
		return err
	}
	return fields.value(out, body)
}

// answering is a server that gives every request the same answer.
func answering(status int, headers map[string]string, body []byte) roundTrip {
	h := http.Header{}
	for key, value := range headers {
		if value != "" {
			h.Set(key, value)
		}
	}
	return func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: status, Header: h.Clone(), Body: io.NopCloser(bytes.NewReader(body))}, nil
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// compareError wants the recorded status and code.
func compareError(err error, status int, body []byte) error {
	var recorded struct{ Code string }
	_ = json.Unmarshal(body, &recorded)
	if e, ok := errors.AsType[*Error](err); ok {
		if e.Status != status || e.Code != recorded.Code {
			return fmt.Errorf("became %d %q, recorded %d %q", e.Status, e.Code, status, recorded.Code)
		}
		return leaks(err, body)
	}
	if e, ok := errors.AsType[*Unavailable](err); ok && e.Status == status && recorded.Code == "" && status >= 500 {
		return leaks(err, body)
	}
	return fmt.Errorf("recorded %d %q became %T %v", status, recorded.Code, err, err)
}

// leaks wants nothing of Logto's sentence in the error's text.
func leaks(err error, body []byte) error {
	var recorded struct{ Message string }
	_ = json.Unmarshal(body, &recorded)
	if recorded.Message != "" && strings.Contains(err.Error(), recorded.Message) {
		return errors.New("the error quotes Logto's message")
	}
	return nil
}

// compareToken runs the recorded answer through the token fetch.
func compareToken(step scenarioStep, canned http.RoundTripper, body []byte) error {
	c, err := New("http://logto.test", WithHTTPClient(&http.Client{Transport: canned}),
		WithClientCredentials("id", "secret", testResource))
	if err != nil {
		return err
	}
	token, err := c.tokens.Token(context.Background(), "")
	if step.Response.Status >= 300 {
		if !IsCredential(err) {
			return fmt.Errorf("became %T, want a refused credential", err)
		}
		return compareError(err, step.Response.Status, body)
	}
	if err == nil && token.Reveal() == "" {
		err = errors.New("an empty token")
	}
	return err
}

var (
	placeholder = regexp.MustCompile(`\{\{[^}]*\}\}`)
	wholeNumber = regexp.MustCompile(`"\{\{(ms|int)\}\}"`)
	wholeSecond = regexp.MustCompile(`"\{\{(sec)\}\}"`)
	wholeAny    = regexp.MustCompile(`"\{\{any\}\}"`)
)

// substitute gives the placeholders of a recorded body values of their kind.
func substitute(body []byte) []byte {
	body = wholeNumber.ReplaceAll(body, []byte("1700000000123"))
	body = wholeSecond.ReplaceAll(body, []byte("1700000000"))
	body = wholeAny.ReplaceAll(body, []byte("null"))
	return placeholder.ReplaceAllFunc(body, func(p []byte) []byte {
		switch name := string(p[2 : len(p)-2]); name {
		case "iso":
			return []byte("2026-11-22T01:02:03.456Z")
		case "date":
			return []byte("2026-11-22")
		default:
			return fmt.Appendf(nil, "%s", strings.NewReplacer(":", "", "=", "").Replace(name))
		}
	})
}
