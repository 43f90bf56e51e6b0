package apiclient

import (
	"net/http"
	"reflect"
	"strings"
)

// sample is a route's answer type; nil where nothing is decoded.
type sample struct{ typ reflect.Type }

func (sample) ServeHTTP(http.ResponseWriter, *http.Request) {}

func decodes[T any]() sample { return sample{reflect.TypeFor[T]()} }

var nothing = sample{}

// routeOf finds the type that a covered endpoint decodes into.
func routeOf(routes *http.ServeMux, method, path string) (out any, covered bool) {
	req, err := http.NewRequest(method, "http://logto.test"+strings.ToLower(path), nil)
	if err != nil {
		return nil, false
	}
	h, pattern := routes.Handler(req)
	s, ok := h.(sample)
	if pattern == "" || !ok {
		return nil, false
	}
	if s.typ == nil {
		return nil, true
	}
	return reflect.New(s.typ).Interface(), true
}

// replayRoutes is the endpoints this package covers, as it decodes them.
func replayRoutes() *http.ServeMux {
	mux := http.NewServeMux()
	for _, routes := range []map[string]sample{
		userRoutes, roleRoutes, organizationRoutes, tenantRoutes, connectorRoutes, applicationRoutes, accountRoutes,
	} {
		for pattern, s := range routes {
			mux.Handle(pattern, s)
		}
	}
	return mux
}

// accountRoutes are those of AccountClient.
var accountRoutes = map[string]sample{
	"GET /api/my-account":                                          decodes[Account](),
	"PATCH /api/my-account":                                        decodes[Account](),
	"PATCH /api/my-account/profile":                                decodes[Profile](),
	"POST /api/my-account/password":                                nothing,
	"POST /api/my-account/primary-email":                           nothing,
	"DELETE /api/my-account/primary-email":                         nothing,
	"DELETE /api/my-account/primary-phone":                         nothing,
	"GET /api/my-account/mfa-verifications":                        decodes[[]MFAVerification](),
	"POST /api/my-account/mfa-verifications":                       nothing,
	"PUT /api/my-account/mfa-verifications/totp":                   nothing,
	"DELETE /api/my-account/mfa-verifications/{v}":                 nothing,
	"POST /api/my-account/mfa-verifications/totp-secret/generate":  decodes[totpSecret](),
	"POST /api/my-account/mfa-verifications/backup-codes/generate": decodes[backupCodes](),
	"GET /api/my-account/mfa-verifications/backup-codes":           decodes[backupCodeList](),
	"GET /api/my-account/mfa-settings":                             decodes[AccountMFASettings](),
	"PATCH /api/my-account/mfa-settings":                           decodes[AccountMFASettings](),
	"POST /api/verifications/password":                             decodes[Verification](),
	"POST /api/verifications/verification-code":                    decodes[Verification](),
	"POST /api/verifications/verification-code/verify":             decodes[Verification](),
	"GET /api/.well-known/account-center":                          decodes[AccountCenter](),
	"GET /api/.well-known/sign-in-exp":                             decodes[PublicExperience](),
}

var userRoutes = map[string]sample{
	"GET /api/users":                                     decodes[[]User](),
	"POST /api/users":                                    decodes[User](),
	"GET /api/users/{id}":                                decodes[User](),
	"PATCH /api/users/{id}":                              decodes[User](),
	"DELETE /api/users/{id}":                             nothing,
	"PATCH /api/users/{id}/profile":                      decodes[Profile](),
	"GET /api/users/{id}/custom-data":                    decodes[CustomData](),
	"PATCH /api/users/{id}/custom-data":                  decodes[CustomData](),
	"GET /api/users/{id}/logto-configs":                  decodes[LogtoConfig](),
	"PATCH /api/users/{id}/password":                     decodes[User](),
	"PATCH /api/users/{id}/password/expiration":          decodes[User](),
	"POST /api/users/{id}/password/verify":               nothing,
	"GET /api/users/{id}/has-password":                   decodes[hasPassword](),
	"PATCH /api/users/{id}/is-suspended":                 decodes[User](),
	"GET /api/users/{id}/organizations":                  decodes[[]UserOrganization](),
	"GET /api/users/{id}/roles":                          decodes[[]Role](),
	"POST /api/users/{id}/roles":                         decodes[AddedRoles](),
	"PUT /api/users/{id}/roles":                          decodes[replacedRoles](),
	"DELETE /api/users/{id}/roles/{role}":                nothing,
	"GET /api/users/{id}/identities/{target}":            decodes[linkedIdentity](),
	"PUT /api/users/{id}/identities/{target}":            decodes[map[string]Identity](),
	"DELETE /api/users/{id}/identities/{target}":         nothing,
	"GET /api/users/{id}/all-identities":                 decodes[AllIdentities](),
	"PATCH /api/users/{id}/logto-configs":                decodes[LogtoConfig](),
	"GET /api/users/{id}/sso-identities/{c}":             decodes[linkedSSOIdentity](),
	"GET /api/users/{id}/mfa-verifications":              decodes[[]MFAVerification](),
	"POST /api/users/{id}/mfa-verifications":             decodes[NewMFA](),
	"DELETE /api/users/{id}/mfa-verifications/{v}":       nothing,
	"GET /api/users/{id}/sessions":                       decodes[sessionList](),
	"GET /api/users/{id}/sessions/{s}":                   decodes[Session](),
	"DELETE /api/users/{id}/sessions/{s}":                nothing,
	"GET /api/users/{id}/grants":                         decodes[grantList](),
	"DELETE /api/users/{id}/grants/{g}":                  nothing,
	"GET /api/users/{id}/personal-access-tokens":         decodes[[]PersonalAccessToken](),
	"POST /api/users/{id}/personal-access-tokens":        decodes[PersonalAccessToken](),
	"PATCH /api/users/{id}/personal-access-tokens":       decodes[PersonalAccessToken](),
	"POST /api/users/{id}/personal-access-tokens/delete": nothing,
	"POST /api/users/{id}/identities":                    decodes[map[string]Identity](),
	"POST /api/subject-tokens":                           decodes[SubjectToken](),
}

var roleRoutes = map[string]sample{
	"GET /api/roles":                        decodes[[]Role](),
	"POST /api/roles":                       decodes[Role](),
	"GET /api/roles/{id}":                   decodes[Role](),
	"PATCH /api/roles/{id}":                 decodes[Role](),
	"DELETE /api/roles/{id}":                nothing,
	"GET /api/roles/{id}/users":             decodes[[]User](),
	"POST /api/roles/{id}/users":            nothing,
	"DELETE /api/roles/{id}/users/{user}":   nothing,
	"GET /api/roles/{id}/scopes":            decodes[[]Scope](),
	"POST /api/roles/{id}/scopes":           decodes[[]Scope](),
	"DELETE /api/roles/{id}/scopes/{s}":     nothing,
	"GET /api/resources":                    decodes[[]Resource](),
	"POST /api/resources":                   decodes[Resource](),
	"GET /api/resources/{id}":               decodes[Resource](),
	"PATCH /api/resources/{id}":             decodes[Resource](),
	"DELETE /api/resources/{id}":            nothing,
	"GET /api/resources/{id}/scopes":        decodes[[]Scope](),
	"POST /api/resources/{id}/scopes":       decodes[Scope](),
	"DELETE /api/resources/{id}/scopes/{s}": nothing,
	"PATCH /api/resources/{id}/scopes/{s}":  decodes[Scope](),
	"PATCH /api/resources/{id}/is-default":  decodes[Resource](),
}

var organizationRoutes = map[string]sample{
	"GET /api/organization-invitations":                       decodes[[]Invitation](),
	"POST /api/organization-invitations":                      decodes[Invitation](),
	"GET /api/organization-invitations/{id}":                  decodes[Invitation](),
	"POST /api/organization-invitations/{id}/message":         nothing,
	"PUT /api/organization-invitations/{id}/status":           decodes[Invitation](),
	"DELETE /api/organization-invitations/{id}":               nothing,
	"GET /api/organizations":                                  decodes[[]Organization](),
	"POST /api/organizations":                                 decodes[Organization](),
	"GET /api/organizations/{id}":                             decodes[Organization](),
	"PATCH /api/organizations/{id}":                           decodes[Organization](),
	"DELETE /api/organizations/{id}":                          nothing,
	"GET /api/organizations/{id}/users":                       decodes[[]Member](),
	"POST /api/organizations/{id}/users":                      nothing,
	"PUT /api/organizations/{id}/users":                       nothing,
	"DELETE /api/organizations/{id}/users/{u}":                nothing,
	"POST /api/organizations/{id}/users/roles":                nothing,
	"GET /api/organizations/{id}/users/{u}/roles":             decodes[[]OrganizationRole](),
	"POST /api/organizations/{id}/users/{u}/roles":            nothing,
	"PUT /api/organizations/{id}/users/{u}/roles":             nothing,
	"DELETE /api/organizations/{id}/users/{u}/roles/{r}":      nothing,
	"GET /api/organizations/{id}/users/{u}/scopes":            decodes[[]OrganizationScope](),
	"GET /api/organization-roles":                             decodes[[]OrganizationRole](),
	"POST /api/organization-roles":                            decodes[OrganizationRole](),
	"GET /api/organization-roles/{id}":                        decodes[OrganizationRole](),
	"PATCH /api/organization-roles/{id}":                      decodes[OrganizationRole](),
	"DELETE /api/organization-roles/{id}":                     nothing,
	"GET /api/organization-roles/{id}/scopes":                 decodes[[]OrganizationScope](),
	"POST /api/organization-roles/{id}/scopes":                nothing,
	"PUT /api/organization-roles/{id}/scopes":                 nothing,
	"GET /api/organization-roles/{id}/resource-scopes":        decodes[[]Scope](),
	"GET /api/organization-scopes":                            decodes[[]OrganizationScope](),
	"POST /api/organization-scopes":                           decodes[OrganizationScope](),
	"DELETE /api/organization-scopes/{id}":                    nothing,
	"GET /api/organization-scopes/{id}":                       decodes[OrganizationScope](),
	"PATCH /api/organization-scopes/{id}":                     decodes[OrganizationScope](),
	"DELETE /api/organization-roles/{id}/scopes/{s}":          nothing,
	"POST /api/organization-roles/{id}/resource-scopes":       nothing,
	"PUT /api/organization-roles/{id}/resource-scopes":        nothing,
	"DELETE /api/organization-roles/{id}/resource-scopes/{s}": nothing,
	"GET /api/organizations/{id}/jit/email-domains":           decodes[[]jitDomain](),
	"POST /api/organizations/{id}/jit/email-domains":          nothing,
	"PUT /api/organizations/{id}/jit/email-domains":           nothing,
	"DELETE /api/organizations/{id}/jit/email-domains/{d}":    nothing,
	"GET /api/organizations/{id}/jit/roles":                   decodes[[]OrganizationRole](),
	"POST /api/organizations/{id}/jit/roles":                  nothing,
	"PUT /api/organizations/{id}/jit/roles":                   nothing,
	"DELETE /api/organizations/{id}/jit/roles/{r}":            nothing,
	"GET /api/organizations/{id}/jit/sso-connectors":          decodes[[]SSOConnector](),
	"POST /api/organizations/{id}/jit/sso-connectors":         nothing,
	"DELETE /api/organizations/{id}/jit/sso-connectors/{c}":   nothing,
}
