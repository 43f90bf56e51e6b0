package apiclient

import (
	"bytes"
	"context"
	"encoding/json"
	"iter"
	"net/url"
	"strconv"
	"time"
)

// LogsService is Logto's audit log: sign-ins and token exchanges
// (/api/logs). Calls of the Management and Account APIs are not in it.
type LogsService service

// LogEntry is one entry. The parameters of the request are not modelled: Logto
// keeps authorization codes among them in clear.
type LogEntry struct {
	ID        string     `json:"id"`
	Key       string     `json:"key"` // such as "Interaction.SignIn.Submit"
	Payload   LogPayload `json:"payload"`
	CreatedAt Millis     `json:"createdAt"`
}

// LogPayload is what happened. UserID is often missing from failures: nobody
// was identified yet.
type LogPayload struct {
	Result        string          `json:"result"`          // Success or Error
	Error         json.RawMessage `json:"error,omitempty"` // an object or a text
	IP            string          `json:"ip,omitempty"`
	UserAgent     string          `json:"userAgent,omitempty"`
	UserID        string          `json:"userId,omitempty"`
	ApplicationID string          `json:"applicationId,omitempty"`
	SessionID     string          `json:"sessionId,omitempty"`
	// Submitted is what was given to prove who one is, nil for nothing.
	Submitted *LogSubmitted `json:"payload,omitempty"`
}

// LogSubmitted is what somebody gave in one step of a sign-in. Codes stand beside the
// identifier in clear; they are not modelled.
type LogSubmitted struct {
	Identifier LogIdentifier `json:"identifier,omitzero"`
}

// LogIdentifier is an identifier as it was typed, of the type username, email or phone.
type LogIdentifier struct {
	Type  string `json:"type"`
	Value string `json:"value"`
}

// UnmarshalJSON reads the identifier where there is one. What steps give differs, and
// none of it is worth losing the entry for.
func (s *LogSubmitted) UnmarshalJSON(raw []byte) error {
	var given struct{ Identifier json.RawMessage }
	*s = LogSubmitted{}
	if json.Unmarshal(raw, &given) != nil || json.Unmarshal(given.Identifier, &s.Identifier) != nil {
		*s = LogSubmitted{}
	}
	return nil
}

// ErrorCode is Logto's code of what went wrong, such as session.invalid_credentials;
// "" when there is none. Logto's message beside it is not for people.
func (p LogPayload) ErrorCode() string {
	var object struct{ Code string }
	if json.Unmarshal(p.Error, &object) == nil {
		return object.Code
	}
	return ""
}

// LogListOptions selects entries. Key is matched as a whole. Since and Until are
// inclusive; zero leaves them open.
type LogListOptions struct {
	PageOptions
	UserID, ApplicationID, Key string
	Since, Until               time.Time
}

// List reads one page, newest first (GET /logs). Counting stops after 10 000
// entries ([Page].Capped). 400 log.invalid_time_window when Since is after Until.
func (s *LogsService) List(ctx context.Context, opts LogListOptions) (Page[LogEntry], error) {
	q := url.Values{"enableCap": {"true"}}
	setText(q, "userId", opts.UserID)
	setText(q, "applicationId", opts.ApplicationID)
	setText(q, "logKey", opts.Key)
	setTime(q, "start_time", opts.Since)
	setTime(q, "end_time", opts.Until)
	return listPage[LogEntry](ctx, s.client, opts.PageOptions, q, "logs")
}

// All walks the entries, newest first; a failure is yielded last. Entries
// written meanwhile are not in it.
func (s *LogsService) All(ctx context.Context, opts LogListOptions) iter.Seq2[LogEntry, error] {
	return all(opts.PageOptions, logID, func(page PageOptions) (Page[LogEntry], error) {
		opts.PageOptions = page
		return s.List(ctx, opts)
	})
}

func logID(e LogEntry) string { return e.ID }

func setTime(q url.Values, key string, t time.Time) {
	if !t.IsZero() {
		q.Set(key, strconv.FormatInt(t.UnixMilli(), 10))
	}
}

// Get reads one entry (GET /logs/:id). 404 entity.not_exists_with_id.
func (s *LogsService) Get(ctx context.Context, id string) (*LogEntry, error) {
	return get[LogEntry](ctx, s.client, nil, "logs", id)
}

// GetRaw is Get with the entry as Logto sent it: the parameters of the request are in it,
// authorization codes and what proves them in clear.
func (s *LogsService) GetRaw(ctx context.Context, id string) (*LogEntry, json.RawMessage, error) {
	e, err := get[rawLogEntry](ctx, s.client, nil, "logs", id)
	if err != nil {
		return nil, nil, err
	}
	return &e.entry, e.raw, nil
}

// rawLogEntry is an entry beside what it was read from.
type rawLogEntry struct {
	entry LogEntry
	raw   json.RawMessage
}

// UnmarshalJSON keeps a copy.
func (e *rawLogEntry) UnmarshalJSON(raw []byte) error {
	e.raw = bytes.Clone(raw)
	return json.Unmarshal(raw, &e.entry)
}
