package emulator

import "net/http"

func passwordSchema() objectSchema { return obj(key{"password", str().min(1)}) }

// setPassword sets any password: the tenant's policy binds people, not administrators.
func setPassword(r *request) (response, error) {
	o, err := r.guardBody(passwordSchema())
	if err != nil {
		return response{}, err
	}
	u, err := r.user()
	if err != nil {
		return response{}, err
	}
	u.passwordDigest, u.passwordAlgorithm = hashPassword(o.str("password"))
	u.isPasswordExpired = false
	u.passwordUpdatedAt, u.updatedAt = new(r.tenant.ms()), r.tenant.ms()
	return ok(userView(u))
}

// verifyUserPassword re-hashes a password that was imported with another algorithm.
func verifyUserPassword(r *request) (response, error) {
	o, err := r.guardBody(passwordSchema())
	if err != nil {
		return response{}, err
	}
	u, err := r.user()
	if err != nil {
		return response{}, err
	}
	if err := checkPassword(u, o.str("password")); err != nil {
		return response{}, err
	}
	return noContent()
}

// checkPassword is nil for the right password, which it re-hashes when it was imported.
func checkPassword(u *user, password string) error {
	if u.passwordDigest != "" {
		right, err := verifyDigest(u.passwordAlgorithm, u.passwordDigest, password)
		if err != nil {
			return err
		}
		if right {
			if u.passwordAlgorithm != ownAlgorithm {
				u.passwordDigest, u.passwordAlgorithm = hashPassword(password)
			}
			return nil
		}
	}
	return fail(http.StatusUnprocessableEntity, "session.invalid_credentials")
}

func hasPassword(r *request) (response, error) {
	u, err := r.user()
	if err != nil {
		return response{}, err
	}
	return ok(map[string]any{"hasPassword": u.passwordDigest != ""})
}

// expirePassword makes the next password sign-in ask for a new one; it needs the tenant's policy.
func expirePassword(r *request) (response, error) {
	o, err := r.guardBody(obj(key{"isExpired", boolean()}))
	if err != nil {
		return response{}, err
	}
	u, err := r.user()
	if err != nil {
		return response{}, err
	}
	policy := object(r.tenant.settings.signInExperience).obj("passwordExpiration")
	if o.flag("isExpired") && !policy.flag("enabled") {
		return response{}, fail(http.StatusBadRequest, "sign_in_experiences.password_expiration_not_enabled")
	}
	u.isPasswordExpired, u.updatedAt = o.flag("isExpired"), r.tenant.ms()
	return ok(userView(u))
}
