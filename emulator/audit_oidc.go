package emulator

import (
	"net/http"
	"slices"
	"strings"
)

// authorizationParameters are the parameters of an authorization request that the provider knows, and so logs.
var authorizationParameters = []string{
	"acr_values", "claims", "client_id", "code_challenge", "code_challenge_method", "direct_sign_in", "display", "first_screen",
	"id_token_hint", "identifier", "interaction_mode", "login_hint", "max_age", "nonce", "organization_id", "prompt",
	"redirect_uri", "resource", "response_mode", "response_type", "scope", "state", "ui_locales",
}

// logParams are an authorization request's parameters as they are logged: the scope is what was left of it, and two
// secrets show as masked even when they were not sent.
func (req authRequest) logParams() map[string]any {
	shown := map[string]any{"one_time_token": logMasked, "google_one_tap_credential": logMasked}
	for _, name := range authorizationParameters {
		switch values := req.params.all(name); {
		case len(values) > 1 && name == "resource":
			shown[name] = values
		case len(values) > 0 && values[0] != "":
			shown[name] = values[0]
		}
	}
	if shown["scope"] != nil {
		shown["scope"] = strings.Join(req.scope, " ")
	}
	return shown
}

// logPrompt writes that a person is asked something (login, consent). userID is empty while nobody is signed in.
func (t *tenant) logPrompt(r *http.Request, in *interaction, userID, name string, details map[string]any, reasons []string) {
	payload := in.logContext()
	payload["prompt"] = map[string]any{"name": name, "details": details, "reasons": reasons}
	if userID != "" {
		payload["userId"] = userID
	}
	t.appendLog(r, "Interaction.Create", payload)
}

func (t *tenant) logPromptEnd(r *http.Request, in *interaction) {
	t.appendLog(r, "Interaction.End", in.logContext())
}

func (in *interaction) logContext() map[string]any {
	return map[string]any{
		"applicationId": in.request.clientID, "sessionId": in.sessionID, "interactionId": in.uid, "params": in.request.logParams(),
	}
}

// consent is given silently, and logged when there was something to ask: it was wanted, or the grant lacks scopes.
func (s *Server) consent(r *http.Request, req authRequest, current *session) {
	reasons, details := []string{}, map[string]any{}
	if slices.Contains(req.prompts, "consent") {
		reasons = append(reasons, "consent_prompt")
	}
	var have *grant
	if auth := current.authorizations[req.clientID]; auth != nil {
		have = s.tenant.grant(auth.grantID)
	}
	lacking := []string{}
	for _, name := range req.scope {
		if slices.Contains(oidcScopes, name) && (have == nil || !slices.Contains(have.scope, name)) {
			lacking = append(lacking, name)
		}
	}
	if len(lacking) > 0 {
		details["missingOIDCScope"] = lacking
		reasons = append(reasons, "op_scopes_missing")
	}
	if missing := s.missingResourceScopes(req, current, have); len(missing) > 0 {
		details["missingResourceScopes"] = missing
		reasons = append(reasons, "rs_scopes_missing")
	}
	if len(reasons) == 0 {
		return
	}
	in := &interaction{uid: opaque(), sessionID: current.uid, request: req}
	s.tenant.logPrompt(r, in, current.accountID, "consent", details, reasons)
	s.tenant.logPromptEnd(r, in)
}

func (s *Server) missingResourceScopes(req authRequest, current *session, have *grant) map[string][]string {
	missing := map[string][]string{}
	u := s.tenant.people.byID(current.accountID)
	for _, indicator := range req.resources {
		found := s.tenant.resources.find(func(r *resource) bool { return r.indicator == indicator })
		if found == nil {
			continue
		}
		for _, name := range intersect(s.tenant.grantedScopes(u, found.id), req.scope) {
			if have == nil || !slices.Contains(have.resources[indicator], name) {
				missing[indicator] = append(missing[indicator], name)
			}
		}
	}
	return missing
}

// exchange is a token request on its way into the audit log.
type exchange struct {
	app    *application
	form   queryPairs
	userID string
}

// exchangeOf is the person a code or a refresh token belongs to, "" when there is none.
func (t *tenant) exchangeOf(form queryPairs) string {
	if code := t.oidc.codes[form.get("code")]; code != nil && form.get("grant_type") == "authorization_code" {
		return code.accountID
	}
	if rt := t.oidc.refresh[form.get("refresh_token")]; rt != nil && form.get("grant_type") == "refresh_token" {
		return rt.code.accountID
	}
	return ""
}

// exchangeParameters are the parameters that the log shows, by kind of grant.
var exchangeParameters = map[string][]string{
	"authorization_code": {"grant_type", "code", "redirect_uri", "code_verifier", "resource", "organization_id", "client_id"},
	"refresh_token":      {"grant_type", "scope", "resource", "organization_id", "client_id"},
	"client_credentials": {"grant_type", "scope", "resource", "organization_id", "client_id"},
}

var exchangeKeys = map[string]string{
	"authorization_code": "ExchangeTokenBy.AuthorizationCode", "refresh_token": "ExchangeTokenBy.RefreshToken",
	"client_credentials": "ExchangeTokenBy.ClientCredentials",
}

// logExchange writes a token request. Codes and verifiers are shown, secrets and refresh tokens masked.
func (t *tenant) logExchange(r *http.Request, e exchange, answer map[string]any, problem *oidcError) {
	kind := e.form.get("grant_type")
	key := exchangeKeys[kind]
	if key == "" {
		return
	}
	params := map[string]any{"client_secret": logMasked}
	for _, name := range exchangeParameters[kind] {
		if value := e.form.get(name); value != "" {
			params[name] = value
		}
	}
	if kind == "refresh_token" {
		params["refresh_token"] = logMasked
	}
	payload := map[string]any{"applicationId": e.app.id, "params": params}
	if e.userID != "" {
		payload["userId"] = e.userID
	}
	if name := e.app.secretName(e.form, r); name != "" {
		payload["applicationSecret"] = map[string]any{"name": name}
	}
	if problem != nil {
		payload["result"], payload["error"] = "Error", providerError(problem)
	} else {
		if scope, has := answer["scope"]; has {
			payload["scope"] = scope
		}
		payload["tokenTypes"] = tokenTypes(answer)
	}
	t.appendLog(r, key, payload)
}

func tokenTypes(answer map[string]any) []string {
	types := []string{}
	for _, kind := range []struct{ member, name string }{
		{"access_token", "AccessToken"}, {"refresh_token", "RefreshToken"}, {"id_token", "IdToken"},
	} {
		if answer[kind.member] != nil {
			types = append(types, kind.name)
		}
	}
	return types
}

// providerError is an error as the provider prints it: InvalidGrant: grant request is invalid.
func providerError(e *oidcError) string {
	var name strings.Builder
	for word := range strings.SplitSeq(e.code, "_") {
		if word != "" {
			name.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	return name.String() + ": " + e.description
}

// secretName is the name of the secret that a request showed.
func (a *application) secretName(form queryPairs, r *http.Request) string {
	_, secret, _, problem := clientCredentials(r, form)
	if problem != nil || secret == "" {
		return ""
	}
	for _, s := range a.secrets {
		if s.value == secret {
			return s.name
		}
	}
	return ""
}
