package emulator

import (
	"fmt"
	"maps"
	"net/http"
)

// oidcError is a refusal of the provider: {error, error_description, code, message, …} as JSON, or parameters of a
// redirect back to the application.
type oidcError struct {
	status      int
	code        string // error
	description string // error_description
	scope       string // the scope that is missing, when that is the matter
	// challenge becomes WWW-Authenticate when not empty.
	challenge string
}

func (e *oidcError) Error() string { return e.code + ": " + e.description }

func oidcErr(status int, code, description string) *oidcError {
	return &oidcError{status: status, code: code, description: description}
}

func badRequest(code, description string) *oidcError {
	return oidcErr(http.StatusBadRequest, code, description)
}

// invalidGrant says the same for every reason, as the provider does in production.
func invalidGrant() *oidcError { return badRequest("invalid_grant", "grant request is invalid") }

func missingParameter(name string) *oidcError {
	return badRequest("invalid_request", "missing required parameter '"+name+"'")
}

func invalidTarget(description string) *oidcError { return badRequest("invalid_target", description) }

// unknownTarget is a resource that does not exist or was not asked for.
func unknownTarget() *oidcError { return invalidTarget("resource indicator is missing, or unknown") }

func tooManyTargets() *oidcError {
	return invalidTarget("only a single resource indicator value must be requested/resolved during Access Token Request")
}

func (e *oidcError) body() map[string]any {
	body := map[string]any{
		"code": "oidc." + e.code, "message": messageFor("oidc."+e.code, "en"),
		"error": e.code, "error_description": e.description,
	}
	if e.code == "invalid_grant" {
		body["error_uri"] = "https://openid.sh/debug/" + e.code
	}
	if e.scope != "" {
		body["scope"] = e.scope
	}
	return body
}

func writeOIDCError(w http.ResponseWriter, e *oidcError) { writeOIDCErrorWith(w, e, nil) }

// writeOIDCErrorWith adds members to the body (state and iss of an authorization request).
func writeOIDCErrorWith(w http.ResponseWriter, e *oidcError, extra map[string]any) {
	body := e.body()
	maps.Copy(body, extra)
	if e.challenge != "" {
		w.Header().Set("WWW-Authenticate", e.challenge)
	}
	writeJSON(w, e.status, body)
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(marshal(body))
}

// challenge is the WWW-Authenticate value of an error.
func challenge(scheme, issuer string, e *oidcError) string {
	text := fmt.Sprintf(`%s realm="%s", error="%s", error_description="%s"`, scheme, issuer, e.code, e.description)
	if e.scope != "" {
		text += fmt.Sprintf(`, scope="%s"`, e.scope)
	}
	return text
}
