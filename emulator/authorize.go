package emulator

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// authRequest is an authorization request that passed its checks.
type authRequest struct {
	clientID, redirectURI string
	responseMode          string // query, fragment
	state, nonce          string
	challenge             string
	scope                 []string // those that exist: the provider's and the resources'
	resources             []string
	prompts               []string
	maxAge                *int64     // s
	persistent            bool       // a refresh token is wanted and allowed
	screen                string     // path and query of the hosted page
	params                queryPairs // as they came
}

// authorize is the authorization endpoint.
func (s *Server) authorize(w http.ResponseWriter, r *http.Request) {
	params, err := authorizationParams(r)
	if err != nil {
		writeOIDCError(w, badRequest("invalid_request", "failed to parse the request body"))
		return
	}
	s.tenant.mu.Lock()
	defer s.tenant.mu.Unlock()
	req, problem := s.checkAuthorization(params)
	if problem != nil {
		s.refuseAuthorization(w, r, params, req, problem)
		return
	}
	s.tenant.sweep()
	s.proceed(w, r, req, nil)
}

func authorizationParams(r *http.Request) (queryPairs, error) {
	if r.Method == http.MethodPost {
		if err := r.ParseForm(); err != nil {
			return nil, err
		}
		return parseQuery(r.PostForm.Encode()), nil
	}
	return parseQuery(r.URL.RawQuery), nil
}

// refuseAuthorization sends an error back to the application, or answers it here when the application or its redirect
// URI cannot be trusted.
func (s *Server) refuseAuthorization(w http.ResponseWriter, r *http.Request, params queryPairs, req authRequest, problem *oidcError) {
	extra := map[string]any{"iss": s.issuer(r)}
	if params.has("state") {
		extra["state"] = params.get("state")
	}
	if req.redirectURI == "" {
		writeOIDCErrorWith(w, problem, extra)
		return
	}
	s.redirectError(w, r, req, problem)
}

func (s *Server) redirectError(w http.ResponseWriter, r *http.Request, req authRequest, problem *oidcError) {
	s.redirectBack(w, r, req, queryPairs{{"error", problem.code}, {"error_description", problem.description}})
}

// redirectBack sends values to the application, with state and iss.
func (s *Server) redirectBack(w http.ResponseWriter, r *http.Request, req authRequest, values queryPairs) {
	if req.state != "" {
		values = append(values, queryPair{"state", req.state})
	}
	values = append(values, queryPair{"iss", s.issuer(r)})
	target := req.redirectURI
	switch {
	case req.responseMode == "fragment":
		target += "#" + values.encode()
	case strings.Contains(target, "?"):
		target += "&" + values.encode()
	default:
		target += "?" + values.encode()
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, target, http.StatusSeeOther)
}

// proceed decides what an authorization request needs: a sign-in, or nothing more. done is the interaction that has
// just been completed, if any. Consent is given silently, as Logto does for first-party applications.
func (s *Server) proceed(w http.ResponseWriter, r *http.Request, req authRequest, done *interaction) {
	current := s.browserSession(r)
	if done != nil {
		current = s.signInSession(w, current, done)
	}
	if problem := s.loginProblem(req, current, done != nil); problem != nil {
		if slices.Contains(req.prompts, "none") {
			s.redirectError(w, r, req, problem)
			return
		}
		s.askForSignIn(w, r, req, s.signInReasons(req, current))
		return
	}
	s.consent(r, req, current)
	code := s.issueCode(r, req, current)
	s.redirectBack(w, r, req, queryPairs{{"code", code.value}})
}

// loginProblem is the reason why somebody has to sign in, or nil.
func (s *Server) loginProblem(req authRequest, current *session, fresh bool) *oidcError {
	if current == nil {
		return badRequest("login_required", "End-User authentication is required")
	}
	tooOld := req.maxAge != nil && (*req.maxAge == 0 || s.tenant.seconds()-current.loginTs > *req.maxAge)
	if !fresh && (tooOld || slices.Contains(req.prompts, "login")) {
		return badRequest("login_required", "login prompt was not resolved")
	}
	return nil
}

// signInReasons are the provider's words for why somebody has to sign in.
func (s *Server) signInReasons(req authRequest, current *session) []string {
	reasons := []string{}
	if slices.Contains(req.prompts, "login") {
		reasons = append(reasons, "login_prompt")
	}
	if current == nil {
		return append(reasons, "no_session")
	}
	if req.maxAge != nil {
		reasons = append(reasons, "max_age")
	}
	return reasons
}

// askForSignIn remembers the request and sends the browser to the hosted page.
func (s *Server) askForSignIn(w http.ResponseWriter, r *http.Request, req authRequest, reasons []string) {
	in := &interaction{uid: opaque(), sessionID: opaque(), request: req, expiresAt: s.tenant.seconds() + interactionTTL}
	s.tenant.oidc.interactions[in.uid] = in
	setCookie(w, interactionCookie, in.uid, interactionTTL)
	details := map[string]any{}
	for _, name := range []string{"max_age", "login_hint", "id_token_hint"} {
		if value := req.params.get(name); value != "" {
			details[name] = value
		}
	}
	s.tenant.logPrompt(r, in, "", "login", details, reasons)
	http.Redirect(w, r, req.screen, http.StatusSeeOther)
}

// resume finishes an authorization request after the hosted page.
func (s *Server) resume(w http.ResponseWriter, r *http.Request) {
	s.tenant.mu.Lock()
	defer s.tenant.mu.Unlock()
	in := s.browserInteraction(r)
	if in == nil || !strings.HasSuffix(strings.TrimSuffix(r.URL.Path, "/"), "/"+in.uid) {
		writeOIDCError(w, badRequest("invalid_request", "authorization request has expired"))
		return
	}
	if in.signedIn == "" {
		http.Redirect(w, r, in.request.screen, http.StatusSeeOther)
		return
	}
	delete(s.tenant.oidc.interactions, in.uid)
	s.tenant.logPromptEnd(r, in)
	setCookie(w, interactionCookie, "", -1)
	s.proceed(w, r, in.request, in)
}

// screenOf is the hosted page of a request: path and query. One parameter that is not valid drops all of them.
func screenOf(clientID string, params queryPairs) string {
	screens := map[string]string{
		"": "sign-in", "sign_in": "sign-in", "register": "register", "reset_password": "reset-password",
		"identifier:sign_in": "identifier-sign-in", "identifier:register": "identifier-register",
		"single_sign_on": "single-sign-on",
	}
	first := params.get("first_screen")
	path, known := screens[first]
	mode := params.get("interaction_mode")
	if !known || !slices.Contains([]string{"", "signIn", "signUp"}, mode) {
		return "/sign-in?" + queryPairs{{"app_id", clientID}}.encode()
	}
	if mode == "signUp" && first == "" {
		path = "register"
	}
	query := queryPairs{{"app_id", clientID}}
	for _, name := range []string{"organization_id", "one_time_token", "login_hint", "identifier", "ui_locales"} {
		if name == "identifier" && !strings.HasPrefix(first, "identifier:") {
			continue
		}
		if value := params.get(name); value != "" {
			query = append(query, queryPair{name, value})
		}
	}
	if direct := params.get("direct_sign_in"); direct != "" {
		method, target, _ := strings.Cut(direct, ":")
		query = append(query, queryPair{"fallback", path})
		path = "direct/" + url.PathEscape(method) + "/" + url.PathEscape(target)
	}
	return "/" + path + "?" + query.encode()
}
