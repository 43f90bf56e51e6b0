package handlers

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"

	"roster/activity"
	"roster/apiclient"
)

// webhookLimit is the size of a delivery in bytes: Logto takes bodies of up to 1 MiB, and
// a delivery is a person together with what they are.
const webhookLimit = 2 << 20

// Inbox is what is needed of package activity to take deliveries in.
type Inbox interface {
	Receive(ctx context.Context, body []byte, signature string) error
}

// webhook takes one delivery of Logto's webhooks. It answers with a status and one word,
// which Logto keeps in its log for whoever looks there: 200 when the event is stored, 401
// for a wrong signature, and 503 when it could not be stored, or not be checked.
func (a *app) webhook(w http.ResponseWriter, r *http.Request) error {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return a.answerWebhook(w, r, http.StatusUnsupportedMediaType, "not-json", nil)
	}
	signature := r.Header.Get(apiclient.WebhookSignature)
	if !apiclient.IsWebhookSignature(signature) { // then the body is not even read
		return a.answerWebhook(w, r, http.StatusUnauthorized, "signature", activity.ErrSignature)
	}
	body, err := io.ReadAll(r.Body)
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return a.answerWebhook(w, r, http.StatusRequestEntityTooLarge, "too-large", nil)
	}
	if err != nil {
		return err
	}
	err = a.Inbox.Receive(r.Context(), body, signature)
	switch {
	case err == nil:
		return a.answerWebhook(w, r, http.StatusOK, "stored", nil)
	case errors.Is(err, activity.ErrSignature):
		return a.answerWebhook(w, r, http.StatusUnauthorized, "signature", err)
	case errors.Is(err, activity.ErrMalformed):
		return a.answerWebhook(w, r, http.StatusBadRequest, "no-event", err)
	case errors.Is(err, activity.ErrStale):
		return a.answerWebhook(w, r, http.StatusUnprocessableEntity, "stale", err)
	case errors.Is(err, activity.ErrKeysUnknown):
		return a.answerWebhook(w, r, http.StatusServiceUnavailable, "keys-unknown", err)
	}
	return a.answerWebhook(w, r, http.StatusServiceUnavailable, "not-stored", err)
}

func (a *app) answerWebhook(w http.ResponseWriter, r *http.Request, status int, word string, cause error) error {
	if cause != nil {
		a.Log.WarnContext(r.Context(), "webhook delivery refused", "id", visitOf(r).id, "answer", word, "error", cause)
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, word+"\n") // Logto has gone: the event is stored or not all the same
	return nil
}
