package emulator

import (
	"net/http"
	"slices"
	"strings"
)

// accountRoutes is the part of the Account API that is here: reading one's own account with an opaque token.
func (s *Server) accountRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/my-account", handler: s.myAccount, public: true}, // checks a person's token itself
	}
}

// accountCaller checks an opaque token: 401 when it is not live, 403 without the scope openid, and 400 while the
// account center is off.
func (s *Server) accountCaller(r *request) (*user, []string, error) {
	value, err := bearerToken(r.http)
	if err != nil {
		return nil, nil, err
	}
	token, u := s.liveToken(value)
	if u == nil {
		return nil, nil, fail(http.StatusUnauthorized, "auth.unauthorized")
	}
	scopes := strings.Fields(token.scope)
	if !slices.Contains(scopes, "openid") {
		return nil, nil, fail(http.StatusForbidden, "auth.forbidden")
	}
	if r.tenant.settings.accountCenter["enabled"] != true {
		return nil, nil, fail(http.StatusBadRequest, "account_center.not_enabled")
	}
	return u, scopes, nil
}

// accountParts are the parts of an account: the scope that opens each, the account center's field that may close it
// ("" when nothing can), and its value.
func accountParts(u *user) []accountPart {
	return []accountPart{
		{"username", "profile", "username", u.username},
		{"name", "profile", "name", u.name},
		{"avatar", "profile", "avatar", u.avatar},
		{"profile", "profile", "profile", u.profile},
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

type accountPart struct {
	name, scope, control string
	value                any
}

func (s *Server) myAccount(r *request) (response, error) {
	u, scopes, err := s.accountCaller(r)
	if err != nil {
		return response{}, err
	}
	controls := object(r.tenant.settings.accountCenter).obj("fields")
	body := map[string]any{
		"id":                            u.id,
		"hasSecurityVerificationMethod": u.passwordDigest != "" || u.primaryEmail != nil || u.primaryPhone != nil,
	}
	for _, field := range accountParts(u) {
		control := controls.str(field.control)
		open := field.control == "" || control == "ReadOnly" || control == "Edit"
		if open && slices.Contains(scopes, field.scope) {
			body[field.name] = field.value
		}
	}
	return ok(body)
}
