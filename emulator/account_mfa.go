package emulator

import (
	"net/http"
	"slices"
)

// factorLines are a person's own second factors.
func factorLines() []accountLine {
	const path = "/mfa-verifications"
	return []accountLine{
		{http.MethodGet, path, listMyFactors},
		{http.MethodPost, path, addMyFactor},
		{http.MethodPut, path + "/totp", replaceMyTOTP},
		{http.MethodPost, path + "/totp-secret/generate", func(*accountCall) (response, error) {
			return ok(map[string]any{"secret": newTOTPSecret()})
		}},
		{http.MethodPost, path + "/backup-codes/generate", func(*accountCall) (response, error) {
			return ok(map[string]any{"codes": newBackupCodes()})
		}},
		{http.MethodGet, path + "/backup-codes", listMyBackupCodes},
		{http.MethodPatch, path + "/:verificationId/name", renameMyFactor},
		{http.MethodDelete, path + "/:verificationId", deleteMyFactor},
	}
}

const mfaWebAuthn = "WebAuthn"

// ownFactors is the scope of everything about second factors, and how Logto refuses who lacks it.
func ownFactors(a *accountCall) error { return scoped(http.StatusUnauthorized, "identities")(a) }

func listMyFactors(a *accountCall) (response, error) {
	if err := a.needs(readable("mfa"), ownFactors); err != nil {
		return response{}, err
	}
	return ok(views(a.user.mfa, mfaView))
}

func newFactorSchema() schema {
	return taggedSchema{tag: "type", options: []string{mfaWebAuthn, mfaTOTP, mfaBackup}, of: map[string]schema{
		mfaWebAuthn: obj(key{"type", literal(mfaWebAuthn)}, key{"newIdentifierVerificationRecordId", str()}, key{"name", opt(str())}),
		mfaTOTP:     obj(key{"type", literal(mfaTOTP)}, key{"secret", str()}, key{"code", opt(str())}),
		mfaBackup:   obj(key{"type", literal(mfaBackup)}, key{"codes", arr(str())}),
	}}
}

func addMyFactor(a *accountCall) (response, error) {
	o, err := a.guardBody(newFactorSchema())
	if err != nil {
		return response{}, err
	}
	kind, field := o.str("type"), "mfa"
	if kind == mfaWebAuthn {
		field = "passkey"
	}
	if err := a.needs(proven, editable(field), ownFactors, firstParty, factorOn(kind)); err != nil {
		return response{}, err
	}
	var made *mfaVerification
	switch kind {
	case mfaTOTP:
		made, err = a.newTOTP(o)
	case mfaBackup:
		made, err = a.newBackupCodes(o.strs("codes"))
	default:
		err = a.noPasskey(o.str("newIdentifierVerificationRecordId"))
	}
	if err != nil {
		return response{}, err
	}
	a.user.mfa = append(slices.Clip(a.user.mfa), made)
	a.factorsChanged(kind != mfaBackup)
	return noContent()
}

// noPasskey refuses a passkey: no record of one can be verified here (see verificationLines).
func (a *accountCall) noPasskey(recordID string) error {
	if _, err := a.tenant.verifiedRecord(recordID, recordWebAuthn); err != nil {
		return err
	}
	_, err := notSupported("passkeys")(a.request)
	return err
}

// factorOn is 400 for a factor that the tenant has not switched on.
func factorOn(kind string) need {
	return func(a *accountCall) error {
		passkeys := object(a.tenant.settings.signInExperience).obj("passkeySignIn").flag("enabled")
		if slices.Contains(a.tenant.enabledFactors(), kind) || kind == mfaWebAuthn && passkeys {
			return nil
		}
		return fail(http.StatusBadRequest, "session.mfa.mfa_factor_not_enabled")
	}
}

// factorsChanged notes the change; with a factor set up, the person is asked for one from now on.
func (a *accountCall) factorsChanged(on bool) {
	a.changed()
	if on {
		a.user.remember("mfa", map[string]any{"enabled": true})
	}
}

// newTOTP is an authenticator app; its code is looked at only when there is one.
func (a *accountCall) newTOTP(o object) (*mfaVerification, error) {
	if a.user.totp() >= 0 {
		return nil, fail(http.StatusUnprocessableEntity, "user.totp_already_in_use")
	}
	return a.checkedTOTP(o.str("secret"), o.str("code"), o.str("code") != "")
}

func (a *accountCall) checkedTOTP(secret, code string, checked bool) (*mfaVerification, error) {
	if !totpSecret.MatchString(secret) {
		return nil, fail(http.StatusBadRequest, "user.totp_secret_invalid")
	}
	if checked && !a.tenant.totpFits(code, secret) {
		return nil, fail(http.StatusBadRequest, "session.mfa.invalid_totp_code")
	}
	return a.newFactor(mfaTOTP, func(m *mfaVerification) { m.secret = secret }), nil
}

// replaceMyTOTP puts a new authenticator app in the place of the old one, if there is one.
func replaceMyTOTP(a *accountCall) (response, error) {
	o, err := a.guarded(obj(key{"secret", str()}, key{"code", str()}),
		proven, editable("mfa"), ownFactors, firstParty, factorOn(mfaTOTP))
	if err != nil {
		return response{}, err
	}
	made, err := a.checkedTOTP(o.str("secret"), o.str("code"), true)
	if err != nil {
		return response{}, err
	}
	factors := slices.Clone(a.user.mfa)
	if i := a.user.totp(); i >= 0 {
		factors[i] = made
	} else {
		factors = append(factors, made)
	}
	a.user.mfa = factors
	a.factorsChanged(true)
	return noContent()
}

func (a *accountCall) newBackupCodes(codes []string) (*mfaVerification, error) {
	if err := a.user.backupCodesAllowed(codes); err != nil {
		return nil, err
	}
	return a.backupFactor(codes), nil
}

func listMyBackupCodes(a *accountCall) (response, error) {
	if err := a.needs(proven, ownFactors); err != nil {
		return response{}, err
	}
	i := slices.IndexFunc(a.user.mfa, func(m *mfaVerification) bool { return m.kind == mfaBackup })
	if i < 0 {
		return response{}, fail(http.StatusNotFound, "verification_record.not_found")
	}
	shown := []any{}
	for _, c := range a.user.mfa[i].codes {
		one := map[string]any{"code": c.code}
		if c.usedAt != "" {
			one["usedAt"] = c.usedAt
		}
		shown = append(shown, one)
	}
	return ok(map[string]any{"codes": shown})
}

func (a *accountCall) ownFactor() *mfaVerification {
	for _, m := range a.user.mfa {
		if m.id == a.param("verificationId") {
			return m
		}
	}
	return nil
}

// renameMyFactor knows names of passkeys only.
func renameMyFactor(a *accountCall) (response, error) {
	o, err := a.guarded(obj(key{"name", str()}), proven, editable("passkey"), ownFactors, firstParty)
	if err != nil {
		return response{}, err
	}
	m := a.ownFactor()
	if m == nil || m.kind != mfaWebAuthn {
		return response{}, noRecord()
	}
	m.name = o.str("name")
	a.changed()
	return textStatus(http.StatusOK), nil
}

// deleteMyFactor looks at the account center last, because the field depends on the factor.
func deleteMyFactor(a *accountCall) (response, error) {
	if err := a.needs(proven, ownFactors, firstParty); err != nil {
		return response{}, err
	}
	m, field := a.ownFactor(), "mfa"
	if m == nil {
		return response{}, noRecord()
	}
	if m.kind == mfaWebAuthn {
		field = "passkey"
	}
	if err := a.needs(editable(field)); err != nil {
		return response{}, err
	}
	a.user.mfa = slices.DeleteFunc(slices.Clone(a.user.mfa), func(have *mfaVerification) bool { return have == m })
	a.factorsChanged(false)
	return noContent()
}
