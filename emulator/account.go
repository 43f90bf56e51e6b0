package emulator

import (
	"net/http"
	"slices"
)

// accountRoutes are the Account API: what a person does to their own account, with an opaque token of their own.
func (s *Server) accountRoutes() []route {
	return slices.Concat(
		s.accountTable("/my-account", []accountLine{
			{http.MethodGet, "", myAccount},
			{http.MethodPatch, "", patchMyAccount},
			{http.MethodPatch, "/profile", patchMyProfile},
			{http.MethodPost, "/user-assets/avatar", s.uploadMyAvatar},
		}),
		s.accountTable("/my-account", identifierLines()),
		s.accountTable("/my-account", factorLines()),
		s.accountTable("/my-account", factorSettingLines()),
		s.accountTable("/my-account", identityLines()),
		s.accountTable("/my-account", sessionLines()),
		s.accountTable("/verifications", verificationLines()),
	)
}

func myAccount(a *accountCall) (response, error) { return ok(a.view()) }

// accountPart is a part of an account: the scope that opens it, the account center's field that may close it ("" when
// nothing can), and its value.
type accountPart struct {
	name, scope, control string
	value                any
}

func (a *accountCall) parts() []accountPart {
	u := a.user
	return []accountPart{
		{"username", "profile", "username", u.username},
		{"name", "profile", "name", u.name},
		{"avatar", "profile", "avatar", u.avatar},
		{"profile", "profile", "profile", a.profile()},
		{"hasPassword", "profile", "password", u.passwordDigest != ""},
		{"lastSignInAt", "profile", "", u.lastSignInAt},
		{"createdAt", "profile", "", u.createdAt},
		{"updatedAt", "profile", "", u.updatedAt},
		{"applicationId", "profile", "", u.applicationID},
		{"cimdClientId", "profile", "", nil},
		{"isSuspended", "profile", "", u.isSuspended},
		{"primaryEmail", "email", "email", u.primaryEmail},
		{"primaryPhone", "phone", "phone", u.primaryPhone},
		{"customData", "custom_data", "customData", u.customData},
		{"identities", "identities", "social", u.identities},
	}
}

// view is what the token and the account center let the person see of their account.
func (a *accountCall) view() map[string]any {
	body := map[string]any{"id": a.user.id, "hasSecurityVerificationMethod": a.user.canProveIdentity()}
	for _, part := range a.parts() {
		if (part.control == "" || a.control(part.control) != controlOff) && slices.Contains(a.scopes, part.scope) {
			body[part.name] = part.value
		}
	}
	return body
}

// profile is the person's profile, without the address unless the token is for it.
func (a *accountCall) profile() map[string]any {
	if slices.Contains(a.scopes, "address") {
		return a.user.profile
	}
	shown := merged(a.user.profile, nil)
	delete(shown, "address")
	return shown
}
