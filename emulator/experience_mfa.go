package emulator

import (
	"net/http"
	"slices"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
)

// mfaPolicies tell what the tenant asks of people without a second factor: an offer they may decline, or a demand.
var mfaPolicies = map[string]struct{ offers, demands, onlySignIn bool }{
	"UserControlled":                   {offers: true},
	"PromptAtSignInAndSignUp":          {offers: true},
	"PromptOnlyAtSignIn":               {offers: true, onlySignIn: true},
	"Mandatory":                        {demands: true},
	"PromptAtSignInAndSignUpMandatory": {demands: true},
	"PromptOnlyAtSignInMandatory":      {demands: true, onlySignIn: true},
}

// enabledFactors are the second factors of the sign-in experience.
func (t *tenant) enabledFactors() []string {
	return object(t.settings.signInExperience).obj("mfa").strs("factors")
}

func (t *tenant) mfaPolicy() string {
	return object(t.settings.signInExperience).obj("mfa").str("policy")
}

// usableFactors are the kinds of factors a person can be asked for: those the tenant has switched on, backup codes last
// and only while some are left.
func (t *tenant) usableFactors(factors []*mfaVerification) []string {
	usable := []string{}
	enabled := t.enabledFactors()
	for _, m := range factors {
		if slices.Contains(enabled, m.kind) && !slices.Contains(usable, m.kind) && m.kind != mfaBackup {
			usable = append(usable, m.kind)
		}
	}
	left := slices.ContainsFunc(factors, func(m *mfaVerification) bool { return m.kind == mfaBackup && m.unused() > 0 })
	if left && slices.Contains(enabled, mfaBackup) {
		usable = append(usable, mfaBackup)
	}
	return usable
}

// secondFactorNeeded is 403 session.mfa.require_mfa_verification until one of the person's factors was shown. A person
// may have switched the question off unless the tenant demands it.
func (f *flow) secondFactorNeeded(u *user) error {
	usable := f.t.usableFactors(u.mfa)
	off := object(u.logtoConfig).obj("mfa").flag("skipMfaOnSignIn") && !mfaPolicies[f.t.mfaPolicy()].demands
	shown := slices.ContainsFunc(f.in.proofs, func(p *proof) bool {
		return p.verified && p.secret == "" && slices.Contains(usable, p.kind)
	})
	if f.in.event != eventSignIn || len(usable) == 0 || off || shown {
		return nil
	}
	return fail(http.StatusForbidden, "session.mfa.require_mfa_verification").
		withData(map[string]any{"availableFactors": usable, "maskedIdentifiers": map[string]any{}})
}

// factorsNeeded asks people without a factor to set one up, and those who have just done so for backup codes as well.
func (f *flow) factorsNeeded(u *user) error {
	all := append(slices.Clone(u.mfa), f.in.mfa.bound...)
	offered := slices.DeleteFunc(slices.Clone(f.t.enabledFactors()), func(kind string) bool { return kind == mfaBackup })
	policy := mfaPolicies[f.t.mfaPolicy()]
	switch {
	case len(offered) == 0 || policy.onlySignIn && f.in.event != eventSignIn:
		return nil
	case len(f.t.usableFactors(all)) > 0:
		return f.backupCodesNeeded(all)
	case policy.demands:
		return fail(http.StatusUnprocessableEntity, "user.missing_mfa").withData(map[string]any{"availableFactors": offered})
	case policy.offers && !f.in.mfa.skipped && !object(u.logtoConfig).obj("mfa").flag("skipped"):
		return fail(http.StatusUnprocessableEntity, "user.suggest_mfa")
	}
	return nil
}

func (f *flow) backupCodesNeeded(all []*mfaVerification) error {
	enabled := slices.Contains(f.t.enabledFactors(), mfaBackup)
	has := slices.ContainsFunc(all, func(m *mfaVerification) bool { return m.kind == mfaBackup && m.unused() > 0 })
	if !enabled || has || len(f.in.mfa.bound) == 0 {
		return nil
	}
	return fail(http.StatusUnprocessableEntity, "session.mfa.backup_code_required")
}

// mfaPerson is the person whose factor is verified: they must have been identified.
func (f *flow) mfaPerson() (*user, error) {
	if u := f.t.people.byID(f.in.userID); u != nil {
		return u, nil
	}
	return nil, fail(http.StatusNotFound, "session.identifier_not_found")
}

// verifyTOTP checks a code of the person's authenticator app or, with the id of a record, of one being set up.
func (f *flow) verifyTOTP(code, id string) (*proof, error) {
	made, err := f.checkTOTP(code, id)
	f.note("Verification.Totp.Submit", map[string]any{"payload": map[string]any{"code": code, "verificationId": id}}, err)
	return made, err
}

func (f *flow) checkTOTP(code, id string) (*proof, error) {
	u, err := f.mfaPerson()
	if err != nil {
		return nil, err
	}
	wrong := fail(http.StatusBadRequest, "session.mfa.invalid_totp_code")
	if p := f.in.proof(id, mfaTOTP); id != "" {
		if p == nil || p.secret == "" {
			return nil, fail(http.StatusNotFound, "session.verification_session_not_found")
		}
		if p.verified = f.t.totpFits(code, p.secret); !p.verified {
			return nil, wrong
		}
		return p, nil
	}
	i := slices.IndexFunc(u.mfa, func(m *mfaVerification) bool { return m.kind == mfaTOTP })
	if i < 0 {
		return nil, fail(http.StatusBadRequest, "user.mfa_factor_not_enabled")
	}
	var failure error
	if !f.t.totpFits(code, u.mfa[i].secret) {
		failure = wrong
	}
	if err := f.watched("userId", u.id, failure); err != nil {
		return nil, err
	}
	u.mfa[i].lastUsedAt = f.t.now().UTC().Format(isoFormat)
	return f.in.keep(&proof{kind: mfaTOTP, verified: true}), nil
}

// totpFits takes the code of the present half minute and its neighbours.
func (t *tenant) totpFits(code, secret string) bool {
	right, err := totp.ValidateCustom(code, secret, t.now(), totp.ValidateOpts{
		Period: uint((30 * time.Second).Seconds()), Skew: 1, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1,
	})
	return err == nil && right
}

// verifyBackupCode uses up one of the person's backup codes.
func (f *flow) verifyBackupCode(code string) (*proof, error) {
	made, err := f.useBackupCode(code)
	f.note("Verification.BackupCode.Submit", map[string]any{"payload": map[string]any{"code": code}}, err)
	return made, err
}

func (f *flow) useBackupCode(code string) (*proof, error) {
	u, err := f.mfaPerson()
	if err != nil {
		return nil, err
	}
	found := (*backupCode)(nil)
	for _, m := range u.mfa {
		for i := range m.codes {
			if m.codes[i].code == code && m.codes[i].usedAt == "" {
				found = &m.codes[i]
			}
		}
	}
	var failure error
	if found == nil {
		failure = fail(http.StatusBadRequest, "session.mfa.invalid_backup_code")
	}
	if err := f.watched("userId", u.id, failure); err != nil {
		return nil, err
	}
	found.usedAt = f.t.now().UTC().Format(isoFormat)
	return f.in.keep(&proof{kind: mfaBackup, verified: true}), nil
}

// newTOTP begins to set up an authenticator app: the record's secret is to be shown.
func (f *flow) newTOTP() (*proof, error) {
	if _, err := f.mfaPerson(); err != nil {
		return nil, err
	}
	made := f.in.keep(&proof{kind: mfaTOTP, secret: newTOTPSecret()})
	f.note("Verification.Totp.Create", nil, nil)
	return made, nil
}

// newBackupSet makes backup codes, which are to be shown.
func (f *flow) newBackupSet() (*proof, error) {
	if _, err := f.mfaPerson(); err != nil {
		return nil, err
	}
	made := f.in.keep(&proof{kind: mfaBackup, codes: newBackupCodes()})
	f.note("Verification.BackupCode.Create", nil, nil)
	return made, nil
}

// bind keeps a factor that was set up; it is stored when the interaction is submitted.
func (f *flow) bind(kind, id string) error {
	p := f.in.proof(id, "")
	var err error
	switch {
	case p == nil || p.kind != kind:
		err = fail(http.StatusNotFound, "session.verification_session_not_found")
	case !slices.Contains(f.t.enabledFactors(), kind):
		err = fail(http.StatusBadRequest, "session.mfa.mfa_factor_not_enabled")
	case kind == mfaTOTP && (p.secret == "" || !p.verified):
		err = fail(http.StatusBadRequest, "session.verification_failed")
	default:
		m := &mfaVerification{id: longID(), kind: kind, createdAt: f.t.now().UTC().Format(isoFormat), secret: p.secret}
		for _, c := range p.codes {
			m.codes = append(m.codes, backupCode{code: c})
		}
		f.in.mfa.bound = append(slices.DeleteFunc(f.in.mfa.bound, func(b *mfaVerification) bool { return b.kind == kind }), m)
	}
	f.note("BindMfa."+kind+".Submit", nil, err)
	return err
}

// skipMFA declines an offer, which cannot be done with a demand.
func (f *flow) skipMFA() error {
	if mfaPolicies[f.t.mfaPolicy()].demands {
		return fail(http.StatusUnprocessableEntity, "session.mfa.mfa_policy_not_user_controlled")
	}
	f.in.mfa.skipped = true
	f.note("Profile.Update", nil, nil)
	return nil
}
