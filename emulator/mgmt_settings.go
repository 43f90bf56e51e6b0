package emulator

import "net/http"

// settingsRoutes are the tenant's singletons of signing in and of the account pages.
func settingsRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/sign-in-exp", handler: getSignInExperience},
		{method: http.MethodPatch, path: "/sign-in-exp", handler: patchSignInExperience},
		{method: http.MethodPost, path: "/sign-in-exp/default/check-password", handler: checkPasswordPolicy},
		{method: http.MethodGet, path: "/account-center", handler: publicAccountCenter},
		{method: http.MethodPatch, path: "/account-center", handler: patchAccountCenter},
		{method: http.MethodPost, path: "/sentinel-activities/delete", handler: unlock},
	}
}

// accountFields are what a person may see or change of their own account.
var accountFields = []string{
	"name", "avatar", "profile", "email", "phone", "password", "username", "social", "customData", "mfa", "passkey", "session",
}

// patchAccountCenter replaces what was sent, fields as a whole. Profile fields that do not exist are dropped.
func patchAccountCenter(r *request) (response, error) {
	fields := make(objectSchema, len(accountFields))
	for i, name := range accountFields {
		fields[i] = key{name, opt(enum("Off", "ReadOnly", "Edit"))}
	}
	const badURL = "deleteAccountUrl must be a valid http(s) URL"
	o, err := r.guardBody(obj(
		key{"enabled", boolean()}, key{"fields", fields}, key{"webauthnRelatedOrigins", arr(str())},
		key{"deleteAccountUrl", nullable(str().max(2048).refine(badURL, func(s string) bool { return s == "" || httpURL(s) }))},
		key{"customCss", nullable(str())}, key{"profileFields", nullable(arr(obj(key{"name", str()})))},
	).partial())
	if err != nil {
		return response{}, err
	}
	if len(o) == 0 {
		return response{}, nothingToWrite()
	}
	if list, is := o["profileFields"].([]any); is {
		o["profileFields"] = r.tenant.knownFields(list)
	}
	if o.has("deleteAccountUrl") && o.str("deleteAccountUrl") == "" {
		o["deleteAccountUrl"] = nil
	}
	r.tenant.settings.accountCenter = merged(r.tenant.settings.accountCenter, o)
	return ok(r.tenant.settings.accountCenter)
}
