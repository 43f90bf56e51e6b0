package apiclient

import (
	"net/http"
	"slices"
	"strings"
)

// excluded are the recorded endpoints that are no business of this client, by
// prefix, and why.
var excluded = []struct{ method, prefix, why string }{
	{"", "/api/my-account/logto-configs", "the hosted pages' memory of what they asked"},
	{"", "/oidc/", "spoken by package auth"},
	{http.MethodGet, "/api/swagger.json", "describes the API to tools"},
	{http.MethodGet, "/api/configs/admin-console", "the console's memory of its first steps"},
	{http.MethodGet, "/api/configs/jwt-customizer", "scripts of the tenant's tokens"},
	{http.MethodPost, "/api/user-assets", "an upload would lie under the machine's name"},
	{http.MethodHead, "", "never sent"},
	{http.MethodOptions, "", "sent by browsers"},
}

var personalGrants = []string{"authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:token-exchange"}

// exclusion tells why a recorded step is left out, "" when it is not.
func exclusion(step scenarioStep, path string) string {
	if step.Response.Status == http.StatusNotModified {
		return "no condition is ever sent"
	}
	for _, field := range step.Request.Form {
		if field[0] == "grant_type" && slices.Contains(personalGrants, field[1]) {
			return "grants of people are used by package auth"
		}
	}
	switch path {
	case "":
		return "a page for people"
	case "/oidc/token":
		return ""
	}
	for _, e := range excluded {
		if (e.method == "" || e.method == step.Request.Method) && strings.HasPrefix(path, e.prefix) {
			return e.why
		}
	}
	return ""
}

// unrecorded are the modelled fields that no recording has; they come from
// Logto's source alone.
var unrecorded = []string{
	"apiclient.Account.ssoIdentities",
	"apiclient.Address.formatted",
	"apiclient.Address.postalCode",
	"apiclient.Address.streetAddress",
	"apiclient.AssetStatus.allowUploadMimeTypes",
	"apiclient.AssetStatus.maxUploadFileSize",
	"apiclient.BackupCode.usedAt",
	"apiclient.ClientMetadata.backchannelLogoutSessionRequired",
	"apiclient.ClientMetadata.backchannelLogoutUri",
	"apiclient.ClientSettings.allowTokenExchange",
	"apiclient.ClientSettings.alwaysIssueRefreshToken",
	"apiclient.ClientSettings.corsAllowedOrigins",
	"apiclient.ClientSettings.idTokenTtl",
	"apiclient.MFASettings.organizationRequiredMfaPolicy",
	"apiclient.MFAVerification.agent",
	"apiclient.MFAVerification.lastUsedAt",
	"apiclient.MFAVerification.name",
	"apiclient.Member.hasPassword",
	"apiclient.Member.ssoIdentities",
	"apiclient.Profile.gender",
	"apiclient.Profile.middleName",
	"apiclient.Profile.preferredUsername",
	"apiclient.Profile.profile",
	"apiclient.Profile.website",
	"apiclient.SignInContext.city",
	"apiclient.SignInContext.country",
	"apiclient.SignUpRequires.secondaryIdentifiers",
	"apiclient.UserOrganization.featuredUsers",
	"apiclient.UserOrganization.usersCount",
}
