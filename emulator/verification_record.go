package emulator

import (
	"net/http"
	"time"
)

// Kinds of verification records, and the use of the codes that say who a person is.
const (
	recordPassword = "Password"
	recordEmail    = "EmailVerificationCode"
	recordPhone    = "PhoneVerificationCode"
	recordSocial   = "Social"
	recordWebAuthn = "WebAuthn"

	usePermission = "UserPermissionValidation"
	useNew        = "BindNewIdentifier"
	useBindMFA    = "BindMfa"
)

const (
	recordLife = 10 * 60 * 1000 // ms, from when it was made
	// recordMemory is how much longer (ms) a record is kept, so that its code can be called expired.
	recordMemory = 3600_000
)

// verificationRecord says what was verified through the Account API. It serves for any number of operations while it
// lives; using it does not use it up, verifying it does not prolong it.
type verificationRecord struct {
	id     string
	kind   string
	userID string // "" when it is about nobody's identifier yet
	// to, use and code are those of a code that was sent; code is nil once it was right.
	to   recipient
	use  string
	code *passcode
	// social is the sign-in of a social account, nil for other kinds.
	social    *socialSignIn
	verified  bool
	expiresAt int64 // ms
}

// keepRecord stores a record and answers 201 with its id and its end.
func (t *tenant) keepRecord(rec *verificationRecord) (response, error) {
	t.records[rec.id] = rec
	return created(map[string]any{
		"verificationRecordId": rec.id, "expiresAt": time.UnixMilli(rec.expiresAt).UTC().Format(isoFormat),
	})
}

// liveRecord is a record within its ten minutes, or nil.
func (t *tenant) liveRecord(id string) *verificationRecord {
	rec := t.records[id]
	if rec == nil || rec.expiresAt < t.ms() {
		return nil
	}
	return rec
}

// verifiedRecord is a live and verified record of a kind, or 400.
func (t *tenant) verifiedRecord(id, kind string) (*verificationRecord, error) {
	rec := t.liveRecord(id)
	if rec == nil || rec.kind != kind || !rec.verified {
		return nil, noRecord()
	}
	return rec, nil
}

func noRecord() error { return fail(http.StatusBadRequest, "verification_record.not_found") }

// permits tells whether the record lets a person change what is dear to them: their password, or a code to an
// identifier of theirs that was sent for this. A code for another use does not.
func (rec *verificationRecord) permits(u *user) bool {
	return rec.verified && rec.userID == u.id && (rec.kind == recordPassword || rec.use == usePermission)
}

// try is nil for the right code, which is used up by it.
func (rec *verificationRecord) try(to recipient, code string, now int64) error {
	if rec.code != nil && rec.to != to {
		mismatch := "verification_code.email_mismatch"
		if rec.to.phone {
			mismatch = "verification_code.phone_mismatch"
		}
		return fail(http.StatusBadRequest, mismatch)
	}
	if err := rec.code.try(code, now); err != nil {
		return err
	}
	rec.code = nil
	return nil
}
