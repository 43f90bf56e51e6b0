package emulator

import (
	"net/http"
	"slices"
	"strings"
)

// passwordProblem is why a password does not let a person in: a suspended person is told so only after the right one.
func (t *tenant) passwordProblem(u *user, password string) error {
	if err := t.wrongPassword(u, password); err != nil {
		return err
	}
	switch {
	case u.isSuspended:
		return fail(http.StatusUnauthorized, "user.suspended")
	case t.passwordExpired(u):
		return fail(http.StatusUnprocessableEntity, "password.expired")
	}
	return nil
}

// wrongPassword is nil for the right password, which it re-hashes when it was imported. The tenant is unlocked while
// the password is hashed; nothing but u's own values may be relied on across that.
func (t *tenant) wrongPassword(u *user, password string) error {
	if u == nil || u.passwordDigest == "" {
		return fail(http.StatusUnprocessableEntity, "session.invalid_credentials")
	}
	algorithm, digest := u.passwordAlgorithm, u.passwordDigest
	right, fresh := false, ""
	t.unlocked(func() {
		right, _ = verifyDigest(algorithm, digest, password)
		if right && algorithm != ownAlgorithm {
			fresh, _ = hashPassword(password)
		}
	})
	if !right {
		return fail(http.StatusUnprocessableEntity, "session.invalid_credentials")
	}
	if fresh != "" && u.passwordDigest == digest {
		u.passwordDigest, u.passwordAlgorithm = fresh, ownAlgorithm
	}
	return nil
}

// unlocked runs something slow without the tenant's lock, which the caller holds exclusively.
func (t *tenant) unlocked(run func()) {
	t.mu.Unlock()
	defer t.mu.Lock()
	run()
}

// passwordExpired tells whether the tenant's policy asks for a new password: an administrator said so, or it is older
// than the policy allows. Nothing is older than the policy itself.
func (t *tenant) passwordExpired(u *user) bool {
	policy := object(t.settings.signInExperience).obj("passwordExpiration")
	if !policy.flag("enabled") {
		return false
	}
	since := u.createdAt
	if u.passwordUpdatedAt != nil {
		since = *u.passwordUpdatedAt
	}
	if at, is := policy["enabledAt"].(int64); is {
		since = max(since, at)
	}
	days := int64(policy.num("validPeriodDays"))
	return u.isPasswordExpired || days > 0 && t.ms()-since > days*daySeconds*1000
}

// verifyNewPassword notes the identifier and password of somebody who wants to register.
func (f *flow) verifyNewPassword(identifier, value, password string) (*proof, error) {
	err := f.newIdentity(identifier, value, password)
	var made *proof
	if err == nil {
		made = f.in.keep(&proof{kind: proofNewPassword, verified: true, identifier: identifier, identifierValue: value, newPassword: password})
	}
	f.note("Verification.NewPasswordIdentity.Submit", map[string]any{
		"payload": map[string]any{"identifier": map[string]any{"type": identifier, "value": value}, "password": logMasked},
	}, err)
	return made, err
}

func (f *flow) newIdentity(identifier, value, password string) error {
	signUp := object(f.t.settings.signInExperience).obj("signUp")
	if identifier != "username" || !slices.Contains(signUp.strs("identifiers"), "username") || !signUp.flag("password") {
		return fail(http.StatusUnprocessableEntity, "user.sign_up_method_not_enabled")
	}
	if err := f.t.freeUsername(value); err != nil {
		return err
	}
	return f.t.acceptable(password, &passwordOwner{username: value})
}

// freeUsername refuses a user name that is malformed or somebody's.
func (t *tenant) freeUsername(name string) error {
	if !usernamePattern.MatchString(name) {
		return fail(http.StatusBadRequest, "guard.invalid_input")
	}
	return t.identifiers(object{"username": name}, nil)
}

// acceptable holds a person's new password to the tenant's policy.
func (t *tenant) acceptable(password string, owner *passwordOwner) error {
	policy := passwordPolicyFrom(object(t.settings.signInExperience).obj("passwordPolicy"))
	if issues, _ := policy.check(password, owner); len(issues) > 0 {
		return fail(http.StatusUnprocessableEntity, "password.rejected").withData(issues)
	}
	return nil
}

// resetPassword takes the new password of somebody who was identified to reset it. It must differ from the old one.
func (f *flow) resetPassword(password string) error {
	err := f.newPasswordOf(password)
	f.note("Profile.Update", map[string]any{"payload": map[string]any{"password": logMasked}}, err)
	return err
}

func (f *flow) newPasswordOf(password string) error {
	u := f.t.people.byID(f.in.userID)
	if f.in.event != eventForgot || u == nil {
		return fail(http.StatusNotFound, "session.identifier_not_found")
	}
	fresh, with, err := f.t.hashOfNew(u, password)
	if err != nil {
		return err
	}
	f.in.given.digest, f.in.given.algorithm, f.in.given.resetPassword = fresh, with, true
	return nil
}

// hashOfNew hashes what a person chose instead of their password: the tenant's policy must allow it, and it must be
// another one. The tenant is unlocked while it hashes.
func (t *tenant) hashOfNew(u *user, password string) (digest, algorithm string, err error) {
	if err := t.acceptable(password, ownerOf(u)); err != nil {
		return "", "", err
	}
	oldAlgorithm, old, same := u.passwordAlgorithm, u.passwordDigest, false
	t.unlocked(func() {
		if old != "" {
			same, _ = verifyDigest(oldAlgorithm, old, password)
		}
		if !same {
			digest, algorithm = hashPassword(password)
		}
	})
	if same {
		return "", "", fail(http.StatusUnprocessableEntity, "user.same_password")
	}
	return digest, algorithm, nil
}

func ownerOf(u *user) *passwordOwner {
	return &passwordOwner{deref(u.name), deref(u.username), deref(u.primaryEmail), deref(u.primaryPhone)}
}

// give takes a missing part of the profile: a username or a password.
func (f *flow) give(part, value string) error {
	err := f.giveChecked(part, value)
	shown := value
	if part == "password" {
		shown = logMasked
	}
	f.note("Profile.Update", map[string]any{"payload": map[string]any{"type": part, "value": shown}}, err)
	return err
}

func (f *flow) giveChecked(part, value string) error {
	owner := &passwordOwner{username: f.in.given.username}
	u := f.t.people.byID(f.in.userID)
	if u != nil {
		owner = ownerOf(u)
		owner.username = strings.TrimSpace(owner.username + f.in.given.username) // one of them is empty
	}
	switch {
	case f.in.event == eventForgot || f.in.event == "":
		return fail(http.StatusBadRequest, "session.not_supported_for_forgot_password")
	case part == "username" && u != nil && u.username != nil:
		return fail(http.StatusUnprocessableEntity, "user.username_exists_in_profile")
	case part == "password" && u != nil && u.passwordDigest != "":
		return fail(http.StatusUnprocessableEntity, "user.password_exists_in_profile")
	case part == "username":
		if err := f.t.freeUsername(value); err != nil {
			return err
		}
		f.in.given.username = value
	default:
		if err := f.t.acceptable(value, owner); err != nil {
			return err
		}
		f.t.unlocked(func() { f.in.given.digest, f.in.given.algorithm = hashPassword(value) })
	}
	return nil
}
