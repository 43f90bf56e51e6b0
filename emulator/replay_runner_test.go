package emulator_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"roster/emulator"
)

// errNotCovered is a step that this runner, or the emulator by answering 501, does not do.
var errNotCovered = errors.New("not covered")

// runner runs one scenario against a fresh server on a real listener.
type runner struct {
	em       *emulator.Server
	server   *httptest.Server
	client   *http.Client
	sink     *sink
	mails    *mailSink
	vars     *variables
	browsers map[string]*browser
	shift    *atomic.Int64 // of the server's clock, in ns
}

func newRunner(t *testing.T, s scenario) *runner {
	t.Helper()
	shift := &atomic.Int64{}
	now := func() time.Time { return time.Now().Add(time.Duration(shift.Load())) }
	em, err := emulator.New(emulator.Config{Empty: true, Now: now, WebhookTimeout: s.webhookTimeout()})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(em)
	t.Cleanup(srv.Close)
	t.Cleanup(em.Close)
	em.SetEndpoint(srv.URL)
	r := &runner{em: em, server: srv, sink: newSink(t), mails: newMailSink(t), browsers: map[string]*browser{}, shift: shift}
	r.client = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	credentials := em.Credentials()
	r.vars = &variables{now: now, values: map[string]string{
		"base": srv.URL, "host": strings.TrimPrefix(srv.URL, "http://"), "m2mId": credentials.M2MID,
		"m2mSecret": credentials.M2MSecret, "mapi": credentials.ManagementResource,
		"redirectUri": "http://localhost:8080/callback", "sink": r.sink.URL, "smtpPort": r.mails.portText(),
	}}
	if err := r.managementToken(); err != nil {
		t.Fatal(err)
	}
	return r
}

// managementToken fills the variable m2m.
func (r *runner) managementToken() error {
	form := url.Values{"grant_type": {"client_credentials"}, "resource": {r.vars.values["mapi"]}, "scope": {"all"}}
	req, err := http.NewRequest(http.MethodPost, r.server.URL+"/oidc/token", strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth(r.vars.values["m2mId"], r.vars.values["m2mSecret"])
	res, err := r.client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	var answer struct {
		Token string `json:"access_token"`
	}
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil || answer.Token == "" {
		return fmt.Errorf("no Management API token: %d %w", res.StatusCode, err)
	}
	r.vars.values["m2m"] = answer.Token
	return nil
}

// run does one step and returns its differences.
func (r *runner) run(s step) ([]string, error) {
	r.shift.Add(s.DelayMS * int64(time.Millisecond))                  // the server's time passes, ours need not
	if err := r.em.DeliveriesDone(context.Background()); err != nil { // as the real server's had time to be
		return nil, err
	}
	switch s.kind {
	case "request":
		return r.exchange(s)
	case "action":
		return r.act(s)
	case "decode":
		return r.decode(s)
	case "received":
		return r.received(s)
	case "deliveryAttempts":
		return r.attempts(s)
	case "webhooks":
		return r.webhooks(s)
	case "mail":
		return r.mail(s)
	case "advance_clock_ms":
		r.shift.Add(s.AdvanceClockMS * int64(time.Millisecond))
		return nil, r.managementToken()
	}
	return nil, errNotCovered
}

func (r *runner) exchange(s step) ([]string, error) {
	req, err := r.build(s.Request)
	if err != nil {
		return nil, err
	}
	res, err := r.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	if res.StatusCode == http.StatusNotImplemented && bytes.Contains(raw, []byte(`"emulator.not_supported"`)) {
		return []string{string(raw)}, errNotCovered
	}
	var body any = string(raw)
	if media, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type")); strings.HasSuffix(media, "json") && len(raw) > 0 {
		if err := decodeNumbers(raw, &body); err != nil {
			return nil, fmt.Errorf("answer is not the JSON it says it is: %w", err)
		}
	}
	m := &matcher{vars: r.vars, unordered: s.Unordered}
	found := m.match("status", s.Response["status"], number(res.StatusCode))
	found = append(found, m.headers(s.Response["headers"], res.Header)...)
	want, has := s.Response["body"]
	if !has {
		want = ""
	}
	found = append(found, m.match("body", want, body)...)
	if len(found) == 0 {
		err = r.capture(s, body, res.Header, nil)
	}
	return found, err
}

func number(n int) json.Number { return json.Number(strconv.Itoa(n)) }

// build makes the HTTP request of a step.
func (r *runner) build(q *stepRequest) (*http.Request, error) {
	path, err := r.vars.text(q.Path)
	if err != nil {
		return nil, err
	}
	query, err := r.encodePairs(q.Query)
	if err != nil {
		return nil, err
	}
	target := r.server.URL + path
	if query != "" {
		target += "?" + query
	}
	body, kind, err := r.body(q)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequest(q.Method, target, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", "corpus-recorder/1.0")
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	for name, value := range q.Headers {
		text, err := r.vars.text(value)
		if err != nil {
			return nil, err
		}
		req.Header.Set(name, text)
	}
	if q.Basic == nil {
		return req, nil
	}
	return req, r.basic(req, q.Basic)
}

// basic sets HTTP Basic; both parts are form-encoded first.
func (r *runner) basic(req *http.Request, credentials []string) error {
	var parts [2]string
	for i, part := range credentials {
		text, err := r.vars.text(part)
		if err != nil {
			return err
		}
		parts[i] = url.QueryEscape(text)
	}
	req.SetBasicAuth(parts[0], parts[1])
	return nil
}

func (r *runner) encodePairs(pairs [][2]string) (string, error) {
	var parts []string
	for _, pair := range pairs {
		value, err := r.vars.text(pair[1])
		if err != nil {
			return "", err
		}
		parts = append(parts, encodeComponent(pair[0])+"="+encodeComponent(value))
	}
	return strings.Join(parts, "&"), nil
}

// act drives a browser.
func (r *runner) act(s step) ([]string, error) {
	b := r.browsers[s.Action.Browser]
	if b == nil {
		b = newBrowser(r.server.URL)
		r.browsers[s.Action.Browser] = b
	}
	query, err := r.encodePairs(s.Action.Query)
	if err != nil {
		return nil, err
	}
	var got map[string]any
	switch s.Action.Type {
	case "authorize":
		var typed map[string]string
		if typed, err = r.typed(s.Action); err == nil {
			got, err = b.authorize(query, typed)
		}
	case "end_session":
		got, err = b.endSession(query)
	default:
		return nil, errNotCovered
	}
	if err != nil {
		return nil, err
	}
	m := &matcher{vars: r.vars}
	found := m.match("response", s.Response, got)
	if len(found) == 0 {
		err = r.capture(s, got, nil, nil)
	}
	return found, err
}

func (r *runner) decode(s step) ([]string, error) {
	token, err := r.vars.text(s.Decode)
	if err != nil {
		return nil, err
	}
	header, claims, err := decodeJWT(token)
	if err != nil {
		return nil, err
	}
	m := &matcher{vars: r.vars, unordered: s.Unordered}
	var found []string
	if s.Header != nil {
		found = m.match("header", s.Header, header)
	}
	if s.Claims != nil {
		found = append(found, m.match("claims", s.Claims, claims)...)
	}
	return found, nil
}

func (r *runner) capture(s step, body any, header http.Header, form map[string]any) error {
	for name, path := range s.Capture {
		value, err := captureFrom(path, body, header, form)
		if err != nil {
			return err
		}
		r.vars.values[name] = value
	}
	return nil
}
