package apiclient

import (
	"context"
	"iter"
	"net/http"
	"net/url"
)

// HooksService is the webhooks of the tenant (/api/hooks).
type HooksService service

// Hook is a webhook. Logto delivers each event once, and does not retry.
type Hook struct {
	ID         string     `json:"id"`
	Name       string     `json:"name"`
	Events     []string   `json:"events"`
	Config     HookConfig `json:"config"`
	SigningKey Secret     `json:"signingKey"` // of the HMAC over each delivery
	Enabled    bool       `json:"enabled"`
	CreatedAt  Millis     `json:"createdAt"`
	// Stats are nil unless they were asked for.
	Stats *HookStats `json:"executionStats,omitempty"`
}

// HookStats counts the deliveries of the last 24 hours; those of tests are not among them.
type HookStats struct {
	Successes int `json:"successCount"` // answered with 2xx
	Requests  int `json:"requestCount"`
}

// HookConfig says where events go. A change replaces it as a whole.
type HookConfig struct {
	URL string `json:"url"` // any text: Logto does not check it
	// Headers are sent with every delivery; their values may be credentials.
	Headers map[string]string `json:"headers,omitempty"`
	// Retries is kept by Logto and has no effect: a delivery is tried once.
	Retries *int `json:"retries,omitempty"`
}

// List reads one page of webhooks, without their statistics (GET /hooks).
func (s *HooksService) List(ctx context.Context, opts PageOptions) (Page[Hook], error) {
	return listPage[Hook](ctx, s.client, opts, nil, "hooks")
}

// ListWithStats reads one page of webhooks with their statistics
// (GET /hooks?includeExecutionStats=true).
func (s *HooksService) ListWithStats(ctx context.Context, opts PageOptions) (Page[Hook], error) {
	return listPage[Hook](ctx, s.client, opts, withStats(), "hooks")
}

func withStats() url.Values { return url.Values{"includeExecutionStats": {"true"}} }

// All walks the webhooks; a failure is yielded last.
func (s *HooksService) All(ctx context.Context) iter.Seq2[Hook, error] {
	return all(PageOptions{PageSize: MaxPageSize}, hookID, func(page PageOptions) (Page[Hook], error) {
		return s.List(ctx, page)
	})
}

func hookID(h Hook) string { return h.ID }

// Get reads a webhook, without its statistics (GET /hooks/:id). 404
// entity.not_exists_with_id.
func (s *HooksService) Get(ctx context.Context, id string) (*Hook, error) {
	return get[Hook](ctx, s.client, nil, "hooks", id)
}

// GetWithStats is Get with its statistics (GET /hooks/:id?includeExecutionStats=true).
func (s *HooksService) GetWithStats(ctx context.Context, id string) (*Hook, error) {
	return get[Hook](ctx, s.client, withStats(), "hooks", id)
}

// HookCreate is a new webhook.
type HookCreate struct {
	Name    string     `json:"name,omitempty"`
	Events  []string   `json:"events,omitempty"` // at least one
	Config  HookConfig `json:"config"`
	Enabled *bool      `json:"enabled,omitempty"` // true when nil
}

// Create makes a webhook (POST /hooks, 201). 400 hook.missing_events, 400
// guard.invalid_input for an unknown event.
func (s *HooksService) Create(ctx context.Context, hook HookCreate) (*Hook, error) {
	return post[Hook](ctx, s.client, hook, "hooks")
}

// HookPatch changes the fields that are not nil; the config is replaced as a whole.
type HookPatch struct {
	Name    *string     `json:"name,omitempty"`
	Events  []string    `json:"events,omitempty"`
	Config  *HookConfig `json:"config,omitempty"`
	Enabled *bool       `json:"enabled,omitempty"`
}

// Update changes a webhook (PATCH /hooks/:id). 404 entity.not_exists.
func (s *HooksService) Update(ctx context.Context, id string, change HookPatch) (*Hook, error) {
	return patch[Hook](ctx, s.client, change, "hooks", id)
}

// Delete removes a webhook (DELETE /hooks/:id). 404 entity.not_found.
func (s *HooksService) Delete(ctx context.Context, id string) error {
	return remove(ctx, s.client, nil, "hooks", id)
}

// RotateSigningKey replaces the signing key; the old one stops at once
// (PATCH /hooks/:id/signing-key).
func (s *HooksService) RotateSigningKey(ctx context.Context, id string) (*Hook, error) {
	return patch[Hook](ctx, s.client, nil, "hooks", id, "signing-key")
}

// Test sends one made-up payload per event, signed with the webhook's key, to where
// config says, and waits for the answers (POST /hooks/:id/test, 204). 422
// hook.endpoint_responded_with_error with [Error.Answered], hook.send_test_payload_failed.
func (s *HooksService) Test(ctx context.Context, id string, events []string, config HookConfig) error {
	body := map[string]any{"events": events, "config": config}
	return tell(ctx, s.client, http.MethodPost, body, "hooks", id, "test")
}
