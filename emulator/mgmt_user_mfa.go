package emulator

import (
	"crypto/rand"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"

	"rsc.io/qr"
)

// userMFARoutes are the second factors an administrator sees and sets.
func userMFARoutes() []route {
	const path = "/users/:userId/mfa-verifications"
	return []route{
		{method: http.MethodGet, path: path, handler: listMFA},
		{method: http.MethodPost, path: path, handler: createMFA},
		{method: http.MethodDelete, path: path + "/:verificationId", handler: deleteMFA},
	}
}

const (
	mfaTOTP   = "Totp"
	mfaBackup = "BackupCode"
	// isoFormat is JavaScript's toISOString.
	isoFormat = "2006-01-02T15:04:05.000Z"
)

var (
	totpSecret = regexp.MustCompile(`^[A-Z2-7]{16,32}$`)
	backupText = regexp.MustCompile(`^[0-9a-f]{10}$`)
)

// backupCodeCount is the size of a set of backup codes.
const backupCodeCount = 10

// mfaView is a factor without its secret.
func mfaView(m *mfaVerification) map[string]any {
	view := map[string]any{"id": m.id, "createdAt": m.createdAt, "type": m.kind}
	for name, value := range map[string]string{"lastUsedAt": m.lastUsedAt, "agent": m.agent, "name": m.name} {
		if value != "" && m.kind == "WebAuthn" {
			view[name] = value
		}
	}
	if m.kind == mfaBackup {
		view["remainCodes"] = m.unused()
	}
	return view
}

func (m *mfaVerification) unused() int {
	n := 0
	for _, c := range m.codes {
		if c.usedAt == "" {
			n++
		}
	}
	return n
}

func listMFA(r *request) (response, error) {
	u, err := r.user()
	if err != nil {
		return response{}, err
	}
	return ok(views(u.mfa, mfaView))
}

func mfaSchema() schema {
	return taggedSchema{tag: "type", options: []string{mfaTOTP, mfaBackup}, of: map[string]schema{
		mfaTOTP:   obj(key{"type", literal(mfaTOTP)}, key{"secret", opt(str())}),
		mfaBackup: obj(key{"type", literal(mfaBackup)}, key{"codes", opt(arr(str()))}),
	}}
}

func createMFA(r *request) (response, error) {
	o, err := r.guardBody(mfaSchema())
	if err != nil {
		return response{}, err
	}
	u, err := r.user()
	if err != nil {
		return response{}, err
	}
	if o.str("type") == mfaTOTP {
		return r.createTOTP(u, o)
	}
	return r.createBackupCodes(u, o)
}

func (r *request) createTOTP(u *user, o object) (response, error) {
	if u.totp() >= 0 {
		return response{}, fail(http.StatusUnprocessableEntity, "user.totp_already_in_use")
	}
	secret := o.str("secret")
	if !o.has("secret") {
		secret = newTOTPSecret()
	}
	if !totpSecret.MatchString(secret) {
		return response{}, fail(http.StatusUnprocessableEntity, "user.totp_secret_invalid")
	}
	u.mfa = append(u.mfa, r.newFactor(mfaTOTP, func(m *mfaVerification) { m.secret = secret }))
	code, err := totpImage(r.http.Host, accountLabel(u), secret)
	if err != nil {
		return response{}, errInternal
	}
	return ok(map[string]any{"type": mfaTOTP, "secret": secret, "secretQrCode": code})
}

// totp is where a person's authenticator app is among their factors, or -1.
func (u *user) totp() int {
	return slices.IndexFunc(u.mfa, func(m *mfaVerification) bool { return m.kind == mfaTOTP })
}

func (r *request) newFactor(kind string, fill func(*mfaVerification)) *mfaVerification {
	m := &mfaVerification{id: longID(), kind: kind, createdAt: r.tenant.now().UTC().Format(isoFormat)}
	fill(m)
	return m
}

func newTOTPSecret() string {
	raw := make([]byte, 20)
	_, _ = rand.Read(raw) // never fails (crypto/rand)
	return base32.StdEncoding.EncodeToString(raw)
}

// accountLabel is how an authenticator app names the account.
func accountLabel(u *user) string {
	for _, name := range []*string{u.username, u.primaryEmail, u.primaryPhone, u.name} {
		if name != nil {
			return *name
		}
	}
	return u.id
}

// totpImage is a QR code of the otpauth address as a data URL.
func totpImage(issuer, account, secret string) (string, error) {
	address := fmt.Sprintf("otpauth://totp/%s:%s?secret=%s&issuer=%s",
		url.PathEscape(issuer), url.PathEscape(account), secret, url.QueryEscape(issuer))
	code, err := qr.Encode(address, qr.M)
	if err != nil {
		return "", fmt.Errorf("emulator: QR code: %w", err)
	}
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(code.PNG()), nil
}

func (r *request) createBackupCodes(u *user, o object) (response, error) {
	codes := o.strs("codes")
	if !o.has("codes") {
		codes = newBackupCodes()
	}
	if err := u.backupCodesAllowed(codes); err != nil {
		return response{}, err
	}
	u.mfa = append(u.mfa, r.backupFactor(codes))
	return ok(map[string]any{"type": mfaBackup, "codes": codes})
}

// backupCodesAllowed refuses a second set, a set without another factor, and what does not look like one (422).
func (u *user) backupCodesAllowed(codes []string) error {
	refuse := func(code string) error { return fail(http.StatusUnprocessableEntity, code) }
	switch {
	case slices.ContainsFunc(u.mfa, func(m *mfaVerification) bool { return m.kind == mfaBackup && m.unused() > 0 }):
		return refuse("user.backup_code_already_in_use")
	case !slices.ContainsFunc(u.mfa, func(m *mfaVerification) bool { return m.kind != mfaBackup }):
		return refuse("session.mfa.backup_code_can_not_be_alone")
	case len(codes) != backupCodeCount || slices.ContainsFunc(codes, func(c string) bool { return !backupText.MatchString(c) }):
		return refuse("user.wrong_backup_code_format")
	}
	return nil
}

func (r *request) backupFactor(codes []string) *mfaVerification {
	return r.newFactor(mfaBackup, func(m *mfaVerification) {
		for _, c := range codes {
			m.codes = append(m.codes, backupCode{code: c})
		}
	})
}

func newBackupCodes() []string {
	codes := make([]string, backupCodeCount)
	for i := range codes {
		raw := make([]byte, 5)
		_, _ = rand.Read(raw) // never fails (crypto/rand)
		codes[i] = hex.EncodeToString(raw)
	}
	return codes
}

func deleteMFA(r *request) (response, error) {
	u, err := r.user()
	if err != nil {
		return response{}, err
	}
	left := slices.DeleteFunc(slices.Clone(u.mfa), func(m *mfaVerification) bool { return m.id == r.param("verificationId") })
	if len(left) == len(u.mfa) {
		return response{}, notFound()
	}
	u.mfa = left
	return noContent()
}
