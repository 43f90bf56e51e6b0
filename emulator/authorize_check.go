package emulator

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// checkAuthorization reads an authorization request. On an error the returned request has redirectURI set only when
// the error may be sent there. Runs with the tenant locked.
func (s *Server) checkAuthorization(params queryPairs) (authRequest, *oidcError) {
	req := authRequest{state: params.get("state"), nonce: params.get("nonce"), responseMode: "query", params: params}
	app, problem := s.checkClient(params)
	if problem != nil {
		return req, problem
	}
	req.clientID = app.id
	if problem := checkRedirectURI(&req, app, params); problem != nil {
		return req, problem
	}
	for _, check := range []func(*authRequest, *application, queryPairs) *oidcError{
		checkResponseType, checkPrompt, s.checkResources, s.checkScope, checkPKCE, checkMaxAge,
	} {
		if problem := check(&req, app, params); problem != nil {
			return req, problem
		}
	}
	req.screen = screenOf(app.id, params)
	return req, nil
}

func (s *Server) checkClient(params queryPairs) (*application, *oidcError) {
	id := params.get("client_id")
	if id == "" {
		return nil, missingParameter("client_id")
	}
	app := s.tenant.applications.get(id)
	if app == nil {
		return nil, badRequest("invalid_client", "invalid client "+id)
	}
	return app, nil
}

// checkRedirectURI compares exactly, as RFC 9700 section 2.1 asks.
func checkRedirectURI(req *authRequest, app *application, params queryPairs) *oidcError {
	uri := params.get("redirect_uri")
	if uri == "" {
		return missingParameter("redirect_uri")
	}
	if !slices.Contains(app.metadataList("redirectUris"), uri) {
		return badRequest("invalid_redirect_uri", "redirect_uri did not match any of the client's registered redirect_uris")
	}
	req.redirectURI = uri
	return nil
}

func checkResponseType(req *authRequest, app *application, params queryPairs) *oidcError {
	kind := params.get("response_type")
	if kind == "" {
		return missingParameter("response_type")
	}
	if strings.Contains(kind, "token") { // these answer in the fragment, errors too
		req.responseMode = "fragment"
	}
	switch mode := params.get("response_mode"); mode {
	case "":
	case "query", "fragment":
		req.responseMode = mode
	default:
		return badRequest("invalid_request", "unsupported response_mode requested")
	}
	if !slices.Contains([]string{"code", "id_token", "code id_token", "none"}, kind) {
		return badRequest("unsupported_response_type", "unsupported response_type requested")
	}
	if kind != "code" || !slices.Contains(app.grantTypes(), "authorization_code") {
		return badRequest("unauthorized_client", "requested response_type is not allowed for this client")
	}
	return nil
}

func checkPrompt(req *authRequest, _ *application, params queryPairs) *oidcError {
	req.prompts = strings.Fields(params.get("prompt"))
	for _, p := range req.prompts {
		if !slices.Contains([]string{"none", "login", "consent"}, p) {
			return badRequest("invalid_request", "unsupported prompt value requested")
		}
	}
	if slices.Contains(req.prompts, "none") && len(req.prompts) > 1 {
		return badRequest("invalid_request", "prompt none must only be used alone")
	}
	return nil
}

// checkTarget checks the form of a resource indicator and that it exists.
func (s *Server) checkTarget(indicator string) (*resource, *oidcError) {
	u, err := url.Parse(indicator)
	switch {
	case err != nil || u.Scheme == "" || (u.Host == "" && u.Opaque == "" && u.Path == ""):
		return nil, invalidTarget("resource indicator must be an absolute URI")
	case strings.Contains(indicator, "#"):
		return nil, invalidTarget("resource indicator must not contain a fragment component")
	}
	found := s.tenant.resources.find(func(r *resource) bool { return r.indicator == indicator })
	if found == nil {
		return nil, unknownTarget()
	}
	return found, nil
}

// organizationsIndicator is the reserved resource by which the scopes of organizations are asked for.
const organizationsIndicator = "urn:logto:resource:organizations"

// checkResources reads the resources: repeated, separated by commas, or else the tenant's default one.
func (s *Server) checkResources(req *authRequest, _ *application, params queryPairs) *oidcError {
	wanted := strings.FieldsFunc(strings.Join(params.all("resource"), ","), func(c rune) bool { return c == ',' })
	if standard := s.tenant.defaultResource(); len(wanted) == 0 && standard != nil {
		wanted = []string{standard.indicator}
	}
	for _, indicator := range wanted {
		if indicator != organizationsIndicator {
			if _, problem := s.checkTarget(indicator); problem != nil {
				return problem
			}
		}
		req.resources = append(req.resources, indicator)
	}
	return nil
}

// checkScope keeps the scopes that exist; the others are dropped without a word. offline_access stays only with the
// consent prompt, except for native applications.
func (s *Server) checkScope(req *authRequest, app *application, params queryPairs) *oidcError {
	consent := slices.Contains(req.prompts, "consent")
	for name := range strings.FieldsSeq(params.get("scope")) {
		if name == "offline_access" && !consent && app.kind != kindNative {
			continue
		}
		if !slices.Contains(req.scope, name) && (slices.Contains(oidcScopes, name) || s.resourceScopeExists(req.resources, name)) {
			req.scope = append(req.scope, name)
		}
	}
	always, _ := app.customClientMetadata["alwaysIssueRefreshToken"].(bool)
	req.persistent = always || slices.Contains(req.scope, "offline_access")
	return nil
}

func (s *Server) resourceScopeExists(indicators []string, name string) bool {
	if slices.Contains(indicators, organizationsIndicator) &&
		s.tenant.orgScopes.find(func(sc *organizationScope) bool { return sc.name == name }) != nil {
		return true
	}
	return s.tenant.scopes.find(func(sc *scope) bool {
		r := s.tenant.resources.get(sc.resourceID)
		return sc.name == name && r != nil && slices.Contains(indicators, r.indicator)
	}) != nil
}

func checkPKCE(req *authRequest, app *application, params queryPairs) *oidcError {
	req.challenge = params.get("code_challenge")
	method := params.get("code_challenge_method")
	switch {
	case req.challenge == "" && method != "":
		return badRequest("invalid_request", "code_challenge must be provided with code_challenge_method")
	case req.challenge == "" && !app.confidential():
		return badRequest("invalid_request", "Authorization Server policy requires PKCE to be used for this request")
	case req.challenge == "":
		return nil
	case method != "S256":
		return badRequest("invalid_request", "not supported value of code_challenge_method")
	case len(req.challenge) < 43:
		return badRequest("invalid_request", "code_challenge must be a string with a minimum length of 43 characters")
	}
	return nil
}

func checkMaxAge(req *authRequest, _ *application, params queryPairs) *oidcError {
	text := params.get("max_age")
	if text == "" {
		return nil
	}
	age, err := strconv.ParseInt(text, 10, 64)
	if err != nil || age < 0 {
		return badRequest("invalid_request", "invalid max_age parameter value")
	}
	req.maxAge = &age
	return nil
}
