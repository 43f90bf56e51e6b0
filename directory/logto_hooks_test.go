package directory_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// The receiver of the tests, and a key that it was given.
const (
	receiverURL = "https://roster.example/webhooks/logto"
	givenKey    = "given-key-0123456789"
)

// hookBook is what this Logto knows of webhooks: each as JSON, the newest first, and what
// they delivered, the newest first as well.
type hookBook struct {
	hooks      []map[string]any
	deliveries map[string][]map[string]any
	capped     bool
	rotations  int
}

// hook adds one with the key of its id. headers are name and value in turn.
func (l *logto) hook(id, url string, events []string, headers ...string) map[string]any {
	config := map[string]any{"url": url, "retries": 2}
	if len(headers) > 0 {
		all := map[string]any{}
		for pair := range slices.Chunk(headers, 2) {
			all[pair[0]] = pair[1]
		}
		config["headers"] = all
	}
	hook := map[string]any{"id": id, "name": "Name of " + id, "events": events, "config": config, "signingKey": "key of " + id, "enabled": true}
	l.hooks = append(l.hooks, hook)
	return hook
}

// delivered says that a webhook delivered n events in the last minutes; every third failed.
func (l *logto) delivered(id string, n int) {
	if l.deliveries == nil {
		l.deliveries = map[string][]map[string]any{}
	}
	for i := range n {
		payload := map[string]any{"result": "Success", "response": map[string]any{"statusCode": 200, "body": "ok"}}
		if i%3 == 0 {
			payload = map[string]any{"result": "Error", "error": "TimeoutError: {}"}
		}
		payload["hookRequest"] = map[string]any{"body": map[string]any{"event": "User.Created", "n": i}}
		l.deliveries[id] = append(l.deliveries[id], map[string]any{
			"id": id + "-" + strconv.Itoa(n-i), "key": "TriggerHook.User.Created", "payload": payload, "createdAt": time.Now().Add(-time.Duration(i) * time.Second).UnixMilli(),
		})
	}
}

func (l *logto) hookAt(id string) int {
	return slices.IndexFunc(l.hooks, func(h map[string]any) bool { return h["id"] == id })
}

// answerHooks are the calls about webhooks; nil for others.
func (l *logto) answerHooks(r *http.Request, part []string, body map[string]any) *http.Response {
	if part[0] != "hooks" {
		return nil
	}
	if len(part) == 1 {
		if r.Method == http.MethodPost {
			return l.makeHook(body)
		}
		return list(l.hooks)
	}
	if len(part) == 3 && part[2] == "recent-logs" {
		return l.recentLogs(r, part[1])
	}
	i := l.hookAt(part[1])
	if i < 0 {
		return refuse(http.StatusNotFound, "entity.not_exists_with_id")
	}
	hook := l.hooks[i]
	switch r.Method {
	case http.MethodDelete:
		l.hooks = slices.Delete(slices.Clone(l.hooks), i, i+1)
		return &http.Response{StatusCode: http.StatusNoContent, Body: http.NoBody}
	case http.MethodPost: // a test
		return &http.Response{StatusCode: http.StatusNoContent, Body: http.NoBody}
	case http.MethodPatch:
		if len(part) == 3 {
			l.rotations++
			hook["signingKey"] = "rotated key " + strconv.Itoa(l.rotations)
		}
		maps.Copy(hook, body)
	}
	return reply(http.StatusOK, hook)
}

func (l *logto) makeHook(body map[string]any) *http.Response {
	hook := map[string]any{"id": "made-hook", "signingKey": "key of made-hook"}
	maps.Copy(hook, body)
	l.hooks = append([]map[string]any{hook}, l.hooks...)
	return reply(http.StatusCreated, hook)
}

// recentLogs is one page of what a webhook delivered.
func (l *logto) recentLogs(r *http.Request, id string) *http.Response {
	q := r.URL.Query()
	var found []map[string]any
	for _, one := range l.deliveries[id] {
		if since, err := strconv.ParseInt(q.Get("start_time"), 10, 64); err != nil || one["createdAt"].(int64) >= since {
			found = append(found, one)
		}
	}
	page, _ := strconv.Atoi(q.Get("page"))
	size, _ := strconv.Atoi(q.Get("page_size"))
	from := min((page-1)*size, len(found))
	resp := list(found[from:min(from+size, len(found))])
	total := len(found)
	if l.capped {
		total = min(total, 150)
		resp.Header.Set("Total-Number-Is-Capped", strconv.FormatBool(total == 150))
	}
	resp.Header.Set("Total-Number", strconv.Itoa(total))
	return resp
}

// sent is the last body that changed something, decoded.
func (l *logto) sent() map[string]any {
	l.mu.Lock()
	defer l.mu.Unlock()
	var body map[string]any
	_ = json.Unmarshal([]byte(l.bodies[len(l.bodies)-1]), &body)
	return body
}
