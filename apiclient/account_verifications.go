package apiclient

import (
	"context"
	"encoding/json"
	"time"
)

// Verification is a record of what a person has shown about themself. It lives ten
// minutes from its making, however often it is used. The record of a password, or of
// a code to an address the person has already, lets them change what is dear to them:
// its id is the proof that other calls take.
type Verification struct {
	ID Secret `json:"verificationRecordId"`
	// ExpiresAt is told when the record is made, and zero when it is verified later.
	ExpiresAt time.Time `json:"expiresAt,omitzero"`
}

// The kinds of an [Identifier].
const (
	IdentifierEmail = "email"
	IdentifierPhone = "phone"
)

// Identifier is an address that codes are sent to.
type Identifier struct {
	Type  string `json:"type"`  // IdentifierEmail or IdentifierPhone
	Value string `json:"value"` // of a phone digits, country code first; letter case counts
}

// VerifyPassword makes a record of the person's password, verified at once (POST
// /verifications/password, 201). 422 session.invalid_credentials; 400
// session.verification_blocked_too_many_attempts; 401 user.suspended; 400
// guard.invalid_input for an empty one.
func (a *AccountClient) VerifyPassword(ctx context.Context, tokens TokenSource, password Secret) (*Verification, error) {
	body := map[string]string{"password": password.Reveal()}
	return post[Verification](ctx, a.as(tokens), body, "verifications", "password")
}

// SendCode sends a code of six digits, which lives ten minutes, and makes the record
// it will verify (POST /verifications/verification-code, 201). The person's own
// address makes a record that proves identity, any other one that proves the address.
// 429 request.message_rate_limited after ten messages to it in ten minutes; 501
// connector.not_found; 422 session.email_blocklist.*.
func (a *AccountClient) SendCode(ctx context.Context, tokens TokenSource, to Identifier) (*Verification, error) {
	body := map[string]Identifier{"identifier": to}
	return post[Verification](ctx, a.as(tokens), body, "verifications", "verification-code")
}

// VerifyCode consumes a code and makes its record verified (POST
// /verifications/verification-code/verify, 200). 400 verification_code.code_mismatch,
// expired, exceed_max_try (ten), not_found, email_mismatch, phone_mismatch; 400
// verification_record.not_found; 400 session.verification_blocked_too_many_attempts.
func (a *AccountClient) VerifyCode(ctx context.Context, tokens TokenSource, to Identifier, id, code Secret) (*Verification, error) {
	body := map[string]any{"identifier": to, "verificationId": id.Reveal(), "code": code.Reveal()}
	return post[Verification](ctx, a.as(tokens), body, "verifications", "verification-code", "verify")
}

// SocialStart is a sign-in at a social provider that has begun.
type SocialStart struct {
	Verification
	AuthorizationURI string `json:"authorizationUri"` // where the browser goes
}

// BeginSocial begins a sign-in at the provider of a connector and makes the record it
// will verify (POST /verifications/social, 201). The provider sends the browser back
// to redirectURI, which it must know, with state. 422 session.invalid_connector_id
// when there is no such connector, 400 connector.unexpected_type when it is of mail or
// text messages.
func (a *AccountClient) BeginSocial(ctx context.Context, tokens TokenSource, connectorID, state, redirectURI string) (*SocialStart, error) {
	body := map[string]string{"connectorId": connectorID, "state": state, "redirectUri": redirectURI}
	return post[SocialStart](ctx, a.as(tokens), body, "verifications", "social")
}

// VerifySocial gives Logto what the provider sent back, such as code, state and
// redirectUri, and makes the record verified (POST /verifications/social/verify, 200).
// Logto's source compares the state with nothing and keeps no person with the record:
// a caller has to have compared the state with the one of BeginSocial in this session,
// or somebody else's account can be slipped in. 400 verification_record.not_found and
// session.connector_validation_session_not_found; connector.general (400) or
// connector.social_auth_code_invalid (401) when the provider refuses, by provider.
func (a *AccountClient) VerifySocial(ctx context.Context, tokens TokenSource, id Secret, data map[string]string) (*Verification, error) {
	answered, err := json.Marshal(data)
	if err != nil {
		return nil, err
	}
	body := map[string]any{"verificationRecordId": id.Reveal(), "connectorData": json.RawMessage(answered)}
	return post[Verification](ctx, a.as(tokens), body, "verifications", "social", "verify")
}
