package apiclient

import (
	"context"
	"time"
)

// MFAType is a kind of second factor.
type MFAType string

// The kinds. E-mail and SMS factors are implied by the addresses and not listed.
const (
	MFATypeTOTP       MFAType = "Totp"
	MFATypeWebAuthn   MFAType = "WebAuthn" // a passkey
	MFATypeBackupCode MFAType = "BackupCode"
)

// MFAVerification is a second factor of a person. Its times are ISO 8601, unlike
// all others of the API.
type MFAVerification struct {
	ID          string    `json:"id"`
	Type        MFAType   `json:"type"`
	CreatedAt   time.Time `json:"createdAt"`
	LastUsedAt  time.Time `json:"lastUsedAt,omitzero"`   // of WebAuthn only
	Name        string    `json:"name,omitempty"`        // of WebAuthn
	Agent       string    `json:"agent,omitempty"`       // browser a WebAuthn factor was made with
	RemainCodes int       `json:"remainCodes,omitempty"` // unused backup codes
}

// NewMFA is what was made for a person, to be shown to them once.
type NewMFA struct {
	Type         MFAType  `json:"type"`
	Secret       Secret   `json:"secret,omitempty"`       // of TOTP, base32
	SecretQRCode Secret   `json:"secretQrCode,omitempty"` // of TOTP, a data: URL of a PNG
	Codes        []Secret `json:"codes,omitempty"`        // ten backup codes
}

// MFAVerifications lists a person's second factors (GET /users/:id/mfa-verifications).
func (s *UsersService) MFAVerifications(ctx context.Context, id string) ([]MFAVerification, error) {
	return everything[MFAVerification](ctx, s.client, nil, "users", id, "mfa-verifications")
}

// CreateMFA makes a TOTP secret or backup codes for a person
// (POST /users/:id/mfa-verifications, 200). 422 user.totp_already_in_use,
// user.backup_code_already_in_use, session.mfa.backup_code_can_not_be_alone.
func (s *UsersService) CreateMFA(ctx context.Context, id string, kind MFAType) (*NewMFA, error) {
	return post[NewMFA](ctx, s.client, map[string]MFAType{"type": kind}, "users", id, "mfa-verifications")
}

// DeleteMFA removes a second factor (DELETE
// /users/:id/mfa-verifications/:verificationId).
func (s *UsersService) DeleteMFA(ctx context.Context, id, verificationID string) error {
	return remove(ctx, s.client, nil, "users", id, "mfa-verifications", verificationID)
}
