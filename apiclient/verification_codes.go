package apiclient

import (
	"context"
	"net/http"
)

// VerificationCodesService is codes of six digits outside any sign-in
// (/api/verification-codes).
type VerificationCodesService service

// Send sends a code of the template "Generic" (POST /verification-codes, 204).
// 501 connector.not_found, 400 connector.invalid_config, 429
// request.message_rate_limited after ten messages to a recipient in ten minutes.
func (s *VerificationCodesService) Send(ctx context.Context, to Recipient) error {
	return tell(ctx, s.client, http.MethodPost, to, "verification-codes")
}

// Verify consumes a code, which lives ten minutes and takes ten tries
// (POST /verification-codes/verify, 204). 400 verification_code.code_mismatch,
// not_found, expired, exceed_max_try.
func (s *VerificationCodesService) Verify(ctx context.Context, to Recipient, code Secret) error {
	body := struct {
		Recipient
		Code string `json:"verificationCode"`
	}{to, code.Reveal()}
	return tell(ctx, s.client, http.MethodPost, body, "verification-codes", "verify")
}
