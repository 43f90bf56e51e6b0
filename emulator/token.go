package emulator

import (
	"encoding/json"
	"io"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strings"
)

// maxTokenBody is the provider's own body limit.
const maxTokenBody = 56 << 10

// tokenBody reads a form, or the JSON object that Logto accepts in its place.
func tokenBody(r *http.Request) (queryPairs, *oidcError) {
	raw, err := io.ReadAll(io.LimitReader(r.Body, maxTokenBody+1))
	if err != nil || len(raw) > maxTokenBody {
		return nil, oidcErr(http.StatusRequestEntityTooLarge, "invalid_request", "request body is too large")
	}
	media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if media != "application/json" {
		return parseQuery(string(raw)), nil
	}
	var object map[string]any
	if err := json.Unmarshal(raw, &object); err != nil {
		return nil, badRequest("invalid_request", "failed to parse the request body")
	}
	var form queryPairs
	for name, value := range object {
		if text, is := value.(string); is {
			form = append(form, queryPair{name, text})
		}
	}
	return form, nil
}

// token is the token endpoint.
func (s *Server) token(w http.ResponseWriter, r *http.Request) {
	s.clientEndpoint(w, r, func(app *application, form queryPairs) (any, *oidcError) {
		kind := form.get("grant_type")
		grants := map[string]func(*http.Request, *application, queryPairs) (any, *oidcError){
			"client_credentials": s.clientCredentialsGrant,
			"authorization_code": s.codeGrant,
			"refresh_token":      s.refreshGrant,
		}
		switch {
		case kind == "":
			return nil, missingParameter("grant_type")
		case grants[kind] == nil:
			return nil, badRequest("unsupported_grant_type", "unsupported grant_type requested")
		case !slices.Contains(app.grantTypes(), kind):
			return nil, badRequest("invalid_request", "requested grant type is not allowed for this client")
		}
		s.tenant.sweep()
		who := s.tenant.exchangeOf(form)
		answer, problem := grants[kind](r, app, form)
		body, _ := answer.(map[string]any)
		s.tenant.logExchange(r, exchange{app, form, who}, body, problem)
		return answer, problem
	})
}

// clientEndpoint runs an endpoint that wants an authenticated client, under the tenant's lock. A nil answer is 200
// without a body.
func (s *Server) clientEndpoint(w http.ResponseWriter, r *http.Request, run func(*application, queryPairs) (any, *oidcError)) {
	form, problem := tokenBody(r)
	if problem != nil {
		writeOIDCError(w, problem)
		return
	}
	s.tenant.mu.Lock()
	defer s.tenant.mu.Unlock()
	app, problem := s.authenticateClient(r, form)
	if problem == nil {
		problem = s.originAllowed(w, r, app)
	} else if r.Header.Get("Origin") != "" {
		w.Header().Set("Access-Control-Allow-Origin", r.Header.Get("Origin"))
	}
	if problem != nil {
		writeOIDCError(w, problem)
		return
	}
	answer, problem := run(app, form)
	switch {
	case problem != nil:
		writeOIDCError(w, problem)
	case answer == nil:
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(http.StatusOK)
	default:
		writeJSON(w, http.StatusOK, answer)
	}
}

// clientCredentialsGrant gives an application a JWT for a resource, with the scopes it asks for and its roles carry.
func (s *Server) clientCredentialsGrant(r *http.Request, app *application, form queryPairs) (any, *oidcError) {
	target, problem := s.machineTarget(form)
	if problem != nil {
		return nil, problem
	}
	granted := s.tenant.applicationScopes(app, target.id)
	var scopes []string
	for name := range strings.FieldsSeq(form.get("scope")) {
		if slices.Contains(granted, name) && !slices.Contains(scopes, name) {
			scopes = append(scopes, name)
		}
	}
	scope := strings.Join(scopes, " ")
	token, problem := s.accessJWT(r, app.id, app.id, target, scope, nil)
	if problem != nil {
		return nil, problem
	}
	answer := map[string]any{"access_token": token, "expires_in": target.accessTokenTTL, "token_type": "Bearer"}
	if scope != "" {
		answer["scope"] = scope
	}
	return answer, nil
}

// machineTarget is the one resource of a client_credentials request, or the tenant's default one.
func (s *Server) machineTarget(form queryPairs) (*resource, *oidcError) {
	wanted := form.all("resource")
	if len(wanted) == 0 {
		if form.get("organization_id") != "" {
			return nil, oidcErr(http.StatusForbidden, "access_denied", "app has not associated with the organization")
		}
		if standard := s.tenant.defaultResource(); standard != nil {
			return standard, nil
		}
		return nil, invalidTarget("both `resource` and `organization_id` are not provided")
	}
	var target *resource
	for _, indicator := range wanted {
		found, problem := s.checkTarget(indicator)
		if problem != nil {
			return nil, problem
		}
		target = found
	}
	if len(wanted) > 1 {
		return nil, invalidTarget("only a single resource indicator value is supported for this grant type")
	}
	return target, nil
}

// accessJWT signs an access token for a resource (RFC 9068).
func (s *Server) accessJWT(r *http.Request, subject, clientID string, target *resource, scope string, extra map[string]any) (string, *oidcError) {
	now := s.tenant.seconds()
	claims := map[string]any{
		"jti": opaque(), "sub": subject, "iat": now, "exp": now + target.accessTokenTTL, "client_id": clientID,
		"iss": s.issuer(r), "aud": target.indicator,
	}
	maps.Copy(claims, extra)
	if scope != "" {
		claims["scope"] = scope
	}
	return s.signed(claims, "at+jwt")
}

// signed is sign with the provider's error.
func (s *Server) signed(claims map[string]any, typ string) (string, *oidcError) {
	token, err := s.sign(claims, typ)
	if err != nil {
		return "", oidcErr(http.StatusInternalServerError, "server_error", "oops! something went wrong")
	}
	return token, nil
}
