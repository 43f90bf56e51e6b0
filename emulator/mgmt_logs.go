package emulator

import (
	"net/http"
	"strings"
)

// logRoutes are the audit log.
func logRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/logs", handler: listLogs},
		{method: http.MethodGet, path: "/logs/:id", handler: getLog},
	}
}

// listedLogs are the beginnings of the keys that the list shows; those of webhooks are not among them.
var listedLogs = []string{
	"ExchangeTokenBy", "RevokeToken", "RevokeGrants", "Interaction", "JwtCustomizer", "SamlApplication", "Action", "Unknown",
}

// logCap is the number of rows that are counted when a request asks for a cap.
const logCap = 10_000

func logView(l *logEntry) map[string]any {
	return map[string]any{"tenantId": tenantID, "id": l.id, "key": l.key, "payload": l.payload, "createdAt": l.createdAt}
}

// listLogs filters by exact values and a window of time (ms, both ends inclusive), newest first.
func listLogs(r *request) (response, error) {
	p, err := r.page()
	if err != nil {
		return response{}, err
	}
	within, err := r.logWindow()
	if err != nil {
		return response{}, err
	}
	is := func(name, value string) bool { return r.query.get(name) == "" || r.query.get(name) == value }
	found, err := filter(newestFirst(r.tenant.logs), func(l *logEntry) (bool, error) {
		return listedLog(l.key) && is("userId", l.userID) && is("applicationId", l.applicationID) && is("logKey", l.key) &&
			within.holds(l.createdAt), nil
	})
	if err != nil {
		return response{}, err
	}
	p.capped = truthy(r.query.get("enableCap")) && len(found) > logCap
	return listPage(views(pageOf(found, p), logView), p, len(found))
}

func listedLog(key string) bool {
	for _, prefix := range listedLogs {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}

// logTime is a parameter that is a number of ms, possibly negative or a fraction. An empty one counts as absent.
func (r *request) logTime(name string) (at float64, given bool, err error) {
	text := r.query.get(name)
	if text == "" {
		return 0, false, nil
	}
	at, ok := jsNumber(text)
	if !ok {
		return 0, false, fail(http.StatusBadRequest, "guard.invalid_input")
	}
	return at, true, nil
}

func getLog(r *request) (response, error) {
	for _, l := range r.tenant.logs {
		if l.id == r.param("id") {
			return ok(logView(l))
		}
	}
	for _, l := range r.tenant.hookLogs {
		if l.id == r.param("id") {
			return ok(merged(hookLogView(l), map[string]any{"tenantId": tenantID}))
		}
	}
	return response{}, notExistsWithID()
}
