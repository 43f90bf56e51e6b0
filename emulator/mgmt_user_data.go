package emulator

import "maps"

func getCustomData(r *request) (response, error) {
	u, err := r.user()
	if err != nil {
		return response{}, err
	}
	return ok(u.customData)
}

// patchCustomData merges the top level; a key cannot be removed here, null stays null.
func patchCustomData(r *request) (response, error) {
	o, err := r.guardBody(obj(key{"customData", jsonObject()}))
	if err != nil {
		return response{}, err
	}
	u, err := r.user()
	if err != nil {
		return response{}, err
	}
	u.customData, u.updatedAt = merged(u.customData, o.obj("customData")), r.tenant.ms()
	return ok(u.customData)
}

// patchProfile merges the top level; address is replaced as a whole.
func patchProfile(r *request) (response, error) {
	o, err := r.guardBody(obj(key{"profile", profileSchema()}))
	if err != nil {
		return response{}, err
	}
	u, err := r.user()
	if err != nil {
		return response{}, err
	}
	u.profile, u.updatedAt = merged(u.profile, o.obj("profile")), r.tenant.ms()
	return ok(u.profile)
}

// merged is PostgreSQL's `jsonb || jsonb`: a new object, the second one wins.
func merged(base, over map[string]any) map[string]any {
	out := maps.Clone(base)
	if out == nil {
		out = map[string]any{}
	}
	maps.Copy(out, over)
	return out
}

// logtoConfigs is what Logto remembers about a person's MFA: enabled is there only once it was set.
func logtoConfigs(u *user) map[string]any {
	config := object(u.logtoConfig)
	mfa := map[string]any{
		"skipped":         config.obj("mfa").flag("skipped"),
		"skipMfaOnSignIn": config.obj("mfa").flag("skipMfaOnSignIn"),
	}
	if config.obj("mfa").has("enabled") {
		mfa["enabled"] = config.obj("mfa").flag("enabled")
	}
	return map[string]any{
		"mfa":           mfa,
		"passkeySignIn": map[string]any{"skipped": config.obj("passkeySignIn").flag("skipped")},
	}
}

func getLogtoConfigs(r *request) (response, error) {
	u, err := r.user()
	if err != nil {
		return response{}, err
	}
	return ok(logtoConfigs(u))
}

func logtoConfigSchema() objectSchema {
	return obj(
		key{"mfa", obj(key{"enabled", boolean()}, key{"skipped", boolean()}, key{"skipMfaOnSignIn", boolean()}).partial()},
		key{"passkeySignIn", obj(key{"skipped", boolean()}).partial()},
	).partial()
}

// configure merges each part of a logtoConfigSchema that was sent, and returns all of them.
func (u *user) configure(o object) map[string]any {
	for _, part := range []string{"mfa", "passkeySignIn"} {
		if o.has(part) {
			u.remember(part, o.obj(part))
		}
	}
	return logtoConfigs(u)
}

// remember merges answers into one part of what Logto remembers about a person.
func (u *user) remember(part string, answers map[string]any) {
	u.logtoConfig = merged(u.logtoConfig, map[string]any{part: merged(object(u.logtoConfig).obj(part), answers)})
}

func patchLogtoConfigs(r *request) (response, error) {
	o, err := r.guardBody(logtoConfigSchema())
	if err != nil {
		return response{}, err
	}
	u, err := r.user()
	if err != nil {
		return response{}, err
	}
	u.updatedAt = r.tenant.ms()
	r.tell(userUpdated, func() members { return userMembers(u) })
	return ok(u.configure(o))
}
