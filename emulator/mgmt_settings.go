package emulator

import (
	"net/http"
	"slices"
)

// settingsRoutes are the tenant's singletons and the lists that are empty without connectors.
func settingsRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/sign-in-exp", handler: getSignInExperience},
		{method: http.MethodPatch, path: "/sign-in-exp", handler: patchSignInExperience},
		{method: http.MethodPost, path: "/sign-in-exp/default/check-password", handler: checkPasswordPolicy},
		{method: http.MethodGet, path: "/account-center", handler: publicAccountCenter},
		{method: http.MethodPatch, path: "/account-center", handler: patchAccountCenter},
		{method: http.MethodGet, path: "/configs/id-token", handler: getIDTokenConfig},
		{method: http.MethodPut, path: "/configs/id-token", handler: putIDTokenConfig},
		{method: http.MethodGet, path: "/connectors", handler: emptyList},
		{method: http.MethodGet, path: "/sso-connectors", handler: emptyList},
		{method: http.MethodGet, path: "/custom-profile-fields", handler: emptyList},
		{method: http.MethodGet, path: "/user-assets/service-status", handler: assetStatus},
		{method: http.MethodPost, path: "/verification-codes", handler: sendCode},
		{method: http.MethodPost, path: "/sentinel-activities/delete", handler: unlock},
	}
}

// emptyList is a list of things this tenant cannot have: making one is answered 501.
func emptyList(*request) (response, error) { return ok([]any{}) }

// assetStatus says that there is no storage, as on a fresh server.
func assetStatus(*request) (response, error) {
	return ok(map[string]any{"status": "not_configured", "isExperienceAvatarUploadEnabled": true})
}

// sendCode has no connector to send with.
func sendCode(r *request) (response, error) {
	o, err := r.guardBody(union(
		obj(key{"email", str().regex(emailPattern)}), obj(key{"phone", str().regex(phonePattern)}),
	))
	if err != nil {
		return response{}, err
	}
	if o.has("email") {
		return response{}, noMailConnector()
	}
	return response{}, fail(http.StatusNotImplemented, "connector.not_found").
		withMessage("Cannot find any available connector for type: Sms.")
}

func getIDTokenConfig(r *request) (response, error) {
	return ok(map[string]any{"enabledExtendedClaims": r.tenant.settings.idTokenClaims})
}

func putIDTokenConfig(r *request) (response, error) {
	claims := enum("custom_data", "identities", "sso_identities", "roles", "organizations", "organization_data", "organization_roles")
	o, err := r.guardBody(obj(key{"enabledExtendedClaims", opt(arr(claims))}))
	if err != nil {
		return response{}, err
	}
	r.tenant.settings.idTokenClaims = slices.Clip(append([]string{}, o.strs("enabledExtendedClaims")...))
	return getIDTokenConfig(r)
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
	if o["profileFields"] != nil {
		o["profileFields"] = []any{} // this tenant has no custom profile fields to name
	}
	if o.has("deleteAccountUrl") && o.str("deleteAccountUrl") == "" {
		o["deleteAccountUrl"] = nil
	}
	r.tenant.settings.accountCenter = merged(r.tenant.settings.accountCenter, o)
	return ok(r.tenant.settings.accountCenter)
}
