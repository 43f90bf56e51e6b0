package emulator

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// receiver stands at the other end of every webhook. It is the emulator's HTTP client, so that no test needs a network
// or waits for one.
type receiver struct {
	// answers is what it does; 200 with "ok" when nil.
	answers func(*http.Request) (*http.Response, error)
	mu      sync.Mutex
	got     []received
}

type received struct {
	header http.Header
	body   string
	event  string
}

func (r *receiver) RoundTrip(req *http.Request) (*http.Response, error) {
	raw, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	var body struct{ Event string }
	_ = json.Unmarshal(raw, &body) // what is no JSON has no event
	r.mu.Lock()
	r.got = append(r.got, received{req.Header, string(raw), body.Event})
	r.mu.Unlock()
	if r.answers != nil {
		return r.answers(req)
	}
	return answerOf(200, "ok"), nil
}

func answerOf(status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Status: fmt.Sprintf("%d %s", status, http.StatusText(status)), Header: http.Header{},
		Body: io.NopCloser(strings.NewReader(body)),
	}
}

// hookClient is a tenant whose webhooks lead to a receiver.
type hookClient struct {
	*mgmtClient
	*receiver
}

func newHookClient(t *testing.T) *hookClient {
	t.Helper()
	c := &hookClient{newMgmtClient(t), &receiver{}}
	c.server.courier.client = &http.Client{Transport: c.receiver}
	t.Cleanup(c.server.Close)
	return c
}

// hook makes a webhook for events, for all without any, and returns its id.
func (c *hookClient) hook(events ...string) string {
	c.t.Helper()
	if len(events) == 0 {
		events = hookEvents
	}
	return c.id("/hooks", string(marshal(map[string]any{"name": "h", "events": events, "config": map[string]any{"url": "http://receiver.example/in"}})))
}

// arrived waits for what is under way and returns what has come since the last time.
func (c *hookClient) arrived() []received {
	c.t.Helper()
	if err := c.server.DeliveriesDone(c.t.Context()); err != nil {
		c.t.Fatal(err)
	}
	c.receiver.mu.Lock()
	defer c.receiver.mu.Unlock()
	got := c.got
	c.got = nil
	return got
}

// events are those of deliveries.
func events(got []received) []string {
	names := []string{}
	for _, one := range got {
		names = append(names, one.event)
	}
	return names
}

// log is the log of a webhook, newest first, as results and errors.
func (c *hookClient) log(hookID, query string) []map[string]any {
	c.t.Helper()
	var rows []map[string]any
	for _, row := range c.want(200, http.MethodGet, "/hooks/"+hookID+"/recent-logs"+query, "").([]any) {
		rows = append(rows, row.(map[string]any)["payload"].(map[string]any))
	}
	return rows
}

// hang answers when its request ends.
func hang(req *http.Request) (*http.Response, error) {
	<-req.Context().Done()
	return nil, context.Cause(req.Context())
}
