package emulator

import (
	"net/http"
	"slices"
)

// maxLogs bounds the audit log; the oldest half is forgotten when it is full.
const maxLogs = 40_000

// logEntry is a row of the audit log. Its payload is never changed once it is here.
type logEntry struct {
	id, key               string
	payload               map[string]any
	userID, applicationID string
	createdAt             int64 // ms
}

// logMasked stands for a secret in the log.
const logMasked = "******"

// appendLog writes a row. payload gets what every row has; userId and applicationId in it are what rows are found by.
func (t *tenant) appendLog(r *http.Request, key string, payload map[string]any) {
	p := merged(payload, map[string]any{"key": key})
	if p["result"] == nil {
		p["result"] = "Success"
	}
	p["ip"], p["userAgent"], p["userAgentParsed"] = clientIP(r), r.UserAgent(), parseUserAgent(r.UserAgent())
	row := &logEntry{id: longID(), key: key, payload: p, createdAt: t.ms()}
	row.userID, _ = p["userId"].(string)
	row.applicationID, _ = p["applicationId"].(string)
	if len(t.logs) >= maxLogs {
		t.logs = slices.Clone(t.logs[maxLogs/2:])
	}
	t.logs = append(t.logs, row)
}

// logFailure adds what went wrong to a payload.
func logFailure(payload map[string]any, err error, language string) map[string]any {
	if err != nil {
		payload["result"], payload["error"] = "Error", errorResponse(err, language).body
	}
	return payload
}
