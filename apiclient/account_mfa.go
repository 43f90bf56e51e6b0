package apiclient

import (
	"context"
	"net/http"
	"time"
)

// What is changed below needs proof of identity, see [Verification]: 401
// verification_record.permission_denied without it. 401 auth.unauthorized (a
// [*CredentialError]) tells that the token is without the scope identities, 400
// account_center.field_not_editable that the tenant does not let people change their
// factors.

// Factors lists the person's second factors (GET /my-account/mfa-verifications). 400
// account_center.field_not_enabled.
func (a *AccountClient) Factors(ctx context.Context, tokens TokenSource) ([]MFAVerification, error) {
	return everything[MFAVerification](ctx, a.as(tokens), nil, "my-account", "mfa-verifications")
}

type totpSecret struct {
	Secret Secret `json:"secret"`
}

// GenerateTOTP makes a secret for an authenticator app, in base32 (POST
// /my-account/mfa-verifications/totp-secret/generate). Logto keeps nothing of it.
func (a *AccountClient) GenerateTOTP(ctx context.Context, tokens TokenSource) (Secret, error) {
	k := call{
		method: http.MethodPost, idempotent: true,
		segments: []string{"my-account", "mfa-verifications", "totp-secret", "generate"},
	}
	made, err := value(answer[totpSecret](ctx, a.as(tokens), k))
	return made.Secret, err
}

// PutTOTP makes the app that shows this code the person's authenticator, in place of
// another one (PUT /my-account/mfa-verifications/totp, 204). It is sent once: a code
// ages within a minute. 400 session.mfa.invalid_totp_code, user.totp_secret_invalid,
// session.mfa.mfa_factor_not_enabled.
func (a *AccountClient) PutTOTP(ctx context.Context, tokens TokenSource, proof, secret, code Secret) error {
	_, err := a.proving(tokens, proof).do(ctx, call{
		method: http.MethodPut, segments: []string{"my-account", "mfa-verifications", "totp"},
		body: map[string]string{"secret": secret.Reveal(), "code": code.Reveal()},
	})
	return err
}

type backupCodes struct {
	Codes []Secret `json:"codes"`
}

// GenerateBackupCodes makes ten codes (POST
// /my-account/mfa-verifications/backup-codes/generate). Logto keeps nothing of them
// until AddBackupCodes.
func (a *AccountClient) GenerateBackupCodes(ctx context.Context, tokens TokenSource) ([]Secret, error) {
	k := call{
		method: http.MethodPost, idempotent: true,
		segments: []string{"my-account", "mfa-verifications", "backup-codes", "generate"},
	}
	made, err := value(answer[backupCodes](ctx, a.as(tokens), k))
	return made.Codes, err
}

// AddBackupCodes makes the codes the person's (POST /my-account/mfa-verifications,
// 204). 422 session.mfa.backup_code_can_not_be_alone, user.backup_code_already_in_use
// (remove the old ones first); 400 session.mfa.mfa_factor_not_enabled.
func (a *AccountClient) AddBackupCodes(ctx context.Context, tokens TokenSource, proof Secret, codes []Secret) error {
	plain := make([]string, len(codes))
	for i, code := range codes {
		plain[i] = code.Reveal()
	}
	body := map[string]any{"type": MFATypeBackupCode, "codes": plain}
	return tell(ctx, a.proving(tokens, proof), http.MethodPost, body, "my-account", "mfa-verifications")
}

// BackupCode is a code that stands in for another factor, once.
type BackupCode struct {
	Code   Secret    `json:"code"`
	UsedAt time.Time `json:"usedAt,omitzero"` // zero while it is good
}

type backupCodeList struct {
	Codes []BackupCode `json:"codes"`
}

// BackupCodes reads the person's codes (GET
// /my-account/mfa-verifications/backup-codes). 404 verification_record.not_found when
// there are none.
func (a *AccountClient) BackupCodes(ctx context.Context, tokens TokenSource, proof Secret) ([]BackupCode, error) {
	c := a.proving(tokens, proof)
	list, err := value(get[backupCodeList](ctx, c, nil, "my-account", "mfa-verifications", "backup-codes"))
	return list.Codes, err
}

// RenamePasskey names a passkey (PATCH
// /my-account/mfa-verifications/:verificationId/name, 200). 400
// verification_record.not_found when it is no passkey of the person.
func (a *AccountClient) RenamePasskey(ctx context.Context, tokens TokenSource, proof Secret, id, name string) error {
	body := map[string]string{"name": name}
	return tell(ctx, a.proving(tokens, proof), http.MethodPatch, body, "my-account", "mfa-verifications", id, "name")
}

// RemoveFactor takes a second factor away (DELETE
// /my-account/mfa-verifications/:verificationId, 204). 400
// verification_record.not_found.
func (a *AccountClient) RemoveFactor(ctx context.Context, tokens TokenSource, proof Secret, id string) error {
	_, err := a.proving(tokens, proof).do(ctx, call{
		method: http.MethodDelete, segments: []string{"my-account", "mfa-verifications", id},
		idempotent: true, gone: "verification_record.not_found",
	})
	return err
}

// AccountMFASettings is what the person decided about their second factors.
type AccountMFASettings struct {
	SkipOnSignIn bool `json:"skipMfaOnSignIn"` // where the tenant's policy leaves it to them
}

// MFASettings reads them (GET /my-account/mfa-settings).
func (a *AccountClient) MFASettings(ctx context.Context, tokens TokenSource) (*AccountMFASettings, error) {
	return get[AccountMFASettings](ctx, a.as(tokens), nil, "my-account", "mfa-settings")
}

// SetMFASettings changes them (PATCH /my-account/mfa-settings).
func (a *AccountClient) SetMFASettings(ctx context.Context, tokens TokenSource, proof Secret, s AccountMFASettings) (*AccountMFASettings, error) {
	return patch[AccountMFASettings](ctx, a.proving(tokens, proof), s, "my-account", "mfa-settings")
}
