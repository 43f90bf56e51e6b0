package apiclient

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// WebhookSignature is the header that a delivery is signed in: the HMAC-SHA256 of
// the body as it came, under the webhook's signing key as text, in lowercase hex.
const WebhookSignature = "logto-signature-sha-256"

// VerifyWebhook tells whether body was signed with one of keys. It compares in
// constant time and tries every key, so that the time tells nothing of which one fits
// (ASVS 5.0, 11.2.4). An empty key fits nothing.
func VerifyWebhook(body []byte, signature string, keys ...Secret) bool {
	given, ok := webhookMAC(signature)
	if !ok {
		return false
	}
	fits := false
	for _, key := range keys {
		if key == "" {
			continue
		}
		mac := hmac.New(sha256.New, []byte(key.Reveal()))
		mac.Write(body)
		if hmac.Equal(mac.Sum(nil), given) {
			fits = true
		}
	}
	return fits
}

// IsWebhookSignature tells whether text has the form of a signature. Whoever asks before
// reading the body spares it for what is no delivery.
func IsWebhookSignature(text string) bool {
	_, ok := webhookMAC(text)
	return ok
}

func webhookMAC(signature string) ([]byte, bool) {
	mac, err := hex.DecodeString(signature)
	return mac, err == nil && len(mac) == sha256.Size
}

// Webhook is what one delivery tells. Logto leaves out what it does not know, so
// every field but Event, HookID and CreatedAt may be zero.
type Webhook struct {
	Event     string // such as "User.Created"; not necessarily one that is known here
	HookID    string
	CreatedAt time.Time // when it happened; of two deliveries the later one may come first
	IP        string
	UserAgent string
	// InteractionEvent is SignIn, Register or ForgotPassword: it happened on Logto's own
	// pages, in the session SessionID, on the way into the application.
	InteractionEvent, SessionID, ApplicationID string
	Application                                *WebhookApplication
	// Call is the request of the Management API that caused it; nil when none did.
	Call *WebhookCall
	// Detail is what this kind of event has: never nil, *UnknownDetail for a kind
	// that is not known here.
	Detail WebhookDetail
}

// WebhookApplication is where somebody was going.
type WebhookApplication struct {
	ID   string `json:"id"`
	Type string `json:"type"`
	Name string `json:"name"`
}

// WebhookCall is a request of the Management API, without "/api".
type WebhookCall struct {
	Method, Path string
	Route        string // the pattern, such as "/users/:userId"
	Status       int    // of Logto's answer
	Params       map[string]string
}

// param is a parameter of the path, "" when no call caused the event.
func (c *WebhookCall) param(name string) string {
	if c == nil {
		return ""
	}
	return c.Params[name]
}

// webhookBody is all that any kind of event has. Keys that two kinds use for
// different things are raw.
type webhookBody struct {
	Event            string              `json:"event"`
	HookID           string              `json:"hookId"`
	CreatedAt        string              `json:"createdAt"`
	IP               string              `json:"ip"`
	UserIP           string              `json:"userIp"`
	UserAgent        string              `json:"userAgent"`
	InteractionEvent string              `json:"interactionEvent"`
	SessionID        string              `json:"sessionId"`
	ApplicationID    string              `json:"applicationId"`
	Application      *WebhookApplication `json:"application"`
	Path             string              `json:"path"`
	Method           string              `json:"method"`
	MatchedRoute     string              `json:"matchedRoute"`
	Status           int                 `json:"status"`
	Params           map[string]any      `json:"params"`
	UserID           string              `json:"userId"`
	User             json.RawMessage     `json:"user"`
	Data             json.RawMessage     `json:"data"`
}

// ErrNoWebhook: the body is JSON, and no event of Logto.
var ErrNoWebhook = errors.New("apiclient: the body is no webhook event")

// ParseWebhook reads the body of a delivery. Of an event whose kind is known but whose
// data has another shape than Logto 1.42 gives it, Detail is *UnknownDetail: a newer
// Logto must not make the receiver lose events. Errors are those of encoding/json and
// ErrNoWebhook.
func ParseWebhook(body []byte) (*Webhook, error) {
	var b webhookBody
	if err := json.Unmarshal(body, &b); err != nil {
		return nil, fmt.Errorf("apiclient: read a webhook: %w", err)
	}
	at, err := time.Parse(time.RFC3339Nano, b.CreatedAt)
	if b.Event == "" || b.HookID == "" || err != nil {
		return nil, ErrNoWebhook
	}
	w := &Webhook{
		Event: b.Event, HookID: b.HookID, CreatedAt: at.UTC(), IP: b.IP, UserAgent: b.UserAgent,
		InteractionEvent: b.InteractionEvent, SessionID: b.SessionID, ApplicationID: b.ApplicationID, Application: b.Application,
	}
	if w.IP == "" {
		w.IP = b.UserIP
	}
	if w.ApplicationID == "" && b.Application != nil {
		w.ApplicationID = b.Application.ID
	}
	if b.Path != "" {
		w.Call = &WebhookCall{Method: b.Method, Path: b.Path, Route: b.MatchedRoute, Status: b.Status, Params: map[string]string{}}
		for name, v := range b.Params {
			if text, ok := v.(string); ok {
				w.Call.Params[name] = text
			}
		}
	}
	w.Detail = detailOf(w, b, body)
	return w, nil
}

// given tells whether there is a value other than null.
func given(raw json.RawMessage) bool { return len(raw) > 0 && !bytes.Equal(raw, []byte("null")) }
