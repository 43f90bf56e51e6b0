package emulator

import (
	"net/http"
	"strings"
)

// unsupported are routes of Logto that this server knows and does not have, one path a line with its methods.
const unsupported = `
/applications/:id/legacy-secret DELETE
/applications/:id/custom-data PATCH
/applications/:id/sign-in-experience GET PUT
/applications/:id/user-consent-scopes GET POST
/applications/:id/user-consent-scopes/:scopeType/:scopeId DELETE
/applications/:id/users/:userId/consent-organizations GET POST PUT
/applications/:id/users/:userId/consent-organizations/:organizationId DELETE
/applications/:id/organizations GET
/applications/:id/protected-app-metadata/custom-domains GET POST
/applications/:id/protected-app-metadata/custom-domains/:domain DELETE
/applications/:id/access-control GET PUT
/captcha-provider GET PUT DELETE
/configs/jwt-customizer/:tokenTypePath GET PUT PATCH DELETE
/configs/jwt-customizer/test POST
/configs/oidc/session PATCH
/configs/oidc/:keyType/rotate POST
/configs/oidc/:keyType/:keyId DELETE
/connectors/:connectorId/authorization-uri POST
/custom-phrases GET
/custom-phrases/:languageTag GET PUT DELETE
/domains GET POST
/domains/:id GET DELETE
/email-templates GET PUT DELETE
/email-templates/:id GET DELETE
/email-templates/:id/details PATCH
/organizations/:id/applications GET POST PUT
/organizations/:id/applications/roles POST
/organizations/:id/applications/:applicationId DELETE
/organizations/:id/applications/:applicationId/roles GET POST PUT
/organizations/:id/applications/:applicationId/roles/:organizationRoleId DELETE
/organizations/:id/jit/sso-connectors GET POST PUT
/organizations/:id/jit/sso-connectors/:ssoConnectorId DELETE
/saml-applications POST
/saml-applications/:id GET PATCH DELETE
/saml-applications/:id/secrets GET POST
/saml-applications/:id/secrets/:secretId PATCH DELETE
/sign-in-exp/default/custom-ui-assets POST
/sso-connector-providers GET
/sso-connectors POST
/sso-connectors/:id/idp-initiated-auth-config GET PUT DELETE
/subject-tokens POST
`

// unsupportedRoutes answer 501 with their name, so that a client that needs one is told what is missing instead of
// meeting a 404 that looks like an answer. They come last: a line is dead once a table names the same route.
func unsupportedRoutes() []route {
	var table []route
	for line := range strings.Lines(unsupported) {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		for _, method := range words[1:] {
			table = append(table, route{method: method, path: words[0], handler: notSupported(method + " /api" + words[0])})
		}
	}
	return table
}

func notSupported(name string) handler {
	return func(*request) (response, error) {
		return response{}, fail(http.StatusNotImplemented, "emulator.not_supported").
			withMessage("This emulator does not have " + name + ".")
	}
}
