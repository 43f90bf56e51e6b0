package apiclient

import (
	"context"
	"net/url"
	"time"
)

// OneTimeTokensService is the tokens behind magic links (/api/one-time-tokens).
// Logto mails none of them, and looks nobody up when one is made.
type OneTimeTokensService service

// InteractionEvent is a purpose of the hosted sign-in.
type InteractionEvent string

// The purposes.
const (
	InteractionSignIn         InteractionEvent = "SignIn"
	InteractionRegister       InteractionEvent = "Register"
	InteractionForgotPassword InteractionEvent = "ForgotPassword"
)

// OneTimeToken signs in whoever holds it.
type OneTimeToken struct {
	ID      string              `json:"id"`
	Email   string              `json:"email"`
	Token   Secret              `json:"token"`
	Context OneTimeTokenContext `json:"context"`
	// Status is active, consumed, revoked or expired, as of now.
	Status    string `json:"status"`
	CreatedAt Millis `json:"createdAt"`
	ExpiresAt Millis `json:"expiresAt"`
}

// OneTimeTokenContext narrows what a token is good for.
type OneTimeTokenContext struct {
	JITOrganizationIDs []string `json:"jitOrganizationIds,omitempty"`
	// InteractionEvent "" accepts the token for every purpose.
	InteractionEvent InteractionEvent `json:"interactionEvent,omitempty"`
}

// OneTimeTokenCreate is a new token. Email is compared letter for letter later:
// give it in the case the person's record has.
type OneTimeTokenCreate struct {
	Email     string
	ExpiresIn time.Duration // whole seconds, at least one; 600 s when 0
	Context   OneTimeTokenContext
}

// Create makes a token (POST /one-time-tokens, 201).
func (s *OneTimeTokensService) Create(ctx context.Context, token OneTimeTokenCreate) (*OneTimeToken, error) {
	body := map[string]any{"email": token.Email, "context": token.Context}
	if token.ExpiresIn > 0 {
		body["expiresIn"] = max(int64(token.ExpiresIn/time.Second), 1)
	}
	return post[OneTimeToken](ctx, s.client, body, "one-time-tokens")
}

// Get reads a token (GET /one-time-tokens/:id). 404 entity.not_exists_with_id.
func (s *OneTimeTokensService) Get(ctx context.Context, id string) (*OneTimeToken, error) {
	return get[OneTimeToken](ctx, s.client, nil, "one-time-tokens", id)
}

// List lists the tokens of an address, letter for letter, newest first
// (GET /one-time-tokens?email=). It is read whole: with pages Logto counts the
// tokens of everybody. There is no filter by status here, because Logto's looks
// at a stored status that does not know of expiry.
func (s *OneTimeTokensService) List(ctx context.Context, email string) ([]OneTimeToken, error) {
	return everything[OneTimeToken](ctx, s.client, url.Values{"email": {email}}, "one-time-tokens")
}

// Revoke ends a token (PUT /one-time-tokens/:id/status).
func (s *OneTimeTokensService) Revoke(ctx context.Context, id string) (*OneTimeToken, error) {
	return put[OneTimeToken](ctx, s.client, map[string]string{"status": "revoked"}, "one-time-tokens", id, "status")
}

// Verify consumes a token (POST /one-time-tokens/verify), whatever its purpose.
// 404 one_time_token.token_not_found; 400 one_time_token.email_mismatch,
// token_expired, token_consumed, token_revoked.
func (s *OneTimeTokensService) Verify(ctx context.Context, token Secret, email string) (*OneTimeToken, error) {
	body := map[string]string{"token": token.Reveal(), "email": email}
	return post[OneTimeToken](ctx, s.client, body, "one-time-tokens", "verify")
}

// Delete removes a token (DELETE /one-time-tokens/:id).
func (s *OneTimeTokensService) Delete(ctx context.Context, id string) error {
	return remove(ctx, s.client, nil, "one-time-tokens", id)
}
