package emulator

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// logoutTTL is how long a sign-out may wait for its form, in seconds.
const logoutTTL = 600

// logoutRequest is a sign-out that waits for its form, by its xsrf value.
type logoutRequest struct {
	sessionID string // "" when nobody is signed in
	redirect  string
	expiresAt int64
}

// endSession is RP-initiated logout: it checks the request and shows a form that submits itself.
func (s *Server) endSession(w http.ResponseWriter, r *http.Request) {
	params, err := authorizationParams(r)
	if err != nil {
		writeOIDCError(w, badRequest("invalid_request", "failed to parse the request body"))
		return
	}
	s.tenant.mu.Lock()
	redirect, problem := s.checkLogout(r, params)
	xsrf := opaque()
	if problem == nil {
		out := &logoutRequest{redirect: redirect, expiresAt: s.tenant.seconds() + logoutTTL}
		if current := s.browserSession(r); current != nil {
			out.sessionID = current.id
		}
		s.tenant.oidc.logouts[xsrf] = out
	}
	s.tenant.mu.Unlock()
	if problem != nil {
		writeOIDCError(w, problem)
		return
	}
	nonce := secretText()
	w.Header().Set("Content-Security-Policy",
		"default-src 'none'; img-src data:; style-src 'self'; script-src 'nonce-"+nonce+"'; frame-ancestors 'none'")
	s.page(w, http.StatusOK, "logout.html", logoutForm{Action: oidcPrefix + "/session/end/confirm", XSRF: xsrf, Nonce: nonce})
}

// checkLogout finds the application and where to go afterwards, which must be registered.
func (s *Server) checkLogout(r *http.Request, params queryPairs) (redirect string, problem *oidcError) {
	clientID := params.get("client_id")
	if hint := params.get("id_token_hint"); hint != "" {
		audience, problem := s.hintAudience(hint)
		if problem != nil {
			return "", problem
		}
		if clientID != "" && clientID != audience {
			return "", badRequest("invalid_request", "client_id does not match the provided id_token_hint")
		}
		clientID = audience
	}
	target := params.get("post_logout_redirect_uri")
	if clientID == "" || target == "" {
		return s.issuer(r) + "/session/end/success", nil
	}
	app := s.tenant.applications.get(clientID)
	if app == nil {
		return "", badRequest("invalid_client", "invalid client "+clientID)
	}
	if !slices.Contains(app.metadataList("postLogoutRedirectUris"), target) {
		return "", badRequest("invalid_request", "post_logout_redirect_uri not registered")
	}
	return withState(target, params), nil
}

func withState(target string, params queryPairs) string {
	if !params.has("state") {
		return target
	}
	u, err := url.Parse(target)
	if err != nil {
		return target
	}
	query := queryPairs{{"state", params.get("state")}}.encode()
	if u.RawQuery != "" {
		query = u.RawQuery + "&" + query
	}
	u.RawQuery = query
	return u.String()
}

// hintAudience reads an ID token of ours, also one that has expired.
func (s *Server) hintAudience(hint string) (string, *oidcError) {
	payload, failed := s.verifySignature(hint)
	if failed != nil {
		return "", badRequest("invalid_request", "could not decode id_token_hint")
	}
	claims, err := claimsOf(payload)
	audience, _ := claims["aud"].(string)
	if err != nil || audience == "" {
		return "", badRequest("invalid_request", "could not validate id_token_hint")
	}
	return audience, nil
}

// confirmEndSession ends the session, tells the applications, and goes back to the one that asked.
func (s *Server) confirmEndSession(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		writeOIDCError(w, badRequest("invalid_request", "failed to parse the request body"))
		return
	}
	s.tenant.mu.Lock()
	xsrf := r.PostForm.Get("xsrf")
	out := s.tenant.oidc.logouts[xsrf]
	if out == nil || out.expiresAt <= s.tenant.seconds() {
		s.tenant.mu.Unlock()
		writeOIDCError(w, badRequest("invalid_request", "could not find logout details"))
		return
	}
	delete(s.tenant.oidc.logouts, xsrf)
	var told []logoutCall
	if current := s.browserSession(r); current != nil && current.id == out.sessionID && r.PostForm.Get("logout") == "yes" {
		told = s.closeSession(r, current)
		setCookie(w, sessionCookie, "", -1)
	}
	s.tenant.mu.Unlock()
	s.deliver(told)
	http.Redirect(w, r, out.redirect, http.StatusSeeOther)
}

// logoutCall is a logout token on its way to an application.
type logoutCall struct{ uri, token string }

// closeSession ends a session. Grants that were not asked to outlive it (offline_access) go with it.
func (s *Server) closeSession(r *http.Request, current *session) []logoutCall {
	var calls []logoutCall
	for clientID, auth := range current.authorizations {
		if app := s.tenant.applications.get(clientID); app != nil && app.metadataText("backchannelLogoutUri") != "" {
			if token, problem := s.logoutToken(r, current, app, auth); problem == nil {
				calls = append(calls, logoutCall{app.metadataText("backchannelLogoutUri"), token})
			}
		}
		if !auth.persistsLogout {
			s.tenant.revokeGrant(auth.grantID)
		}
	}
	s.tenant.endBrowserSession(current)
	return calls
}

// logoutToken is OpenID Connect Back-Channel Logout 1.0, section 2.4.
func (s *Server) logoutToken(r *http.Request, current *session, app *application, auth *authorization) (string, *oidcError) {
	now := s.tenant.seconds()
	claims := map[string]any{
		"sub": current.accountID, "aud": app.id, "iss": s.issuer(r), "iat": now, "exp": now + 120, "jti": opaque(),
		"events": map[string]any{"http://schemas.openid.net/event/backchannel-logout": map[string]any{}},
	}
	if app.wantsSessionID() {
		claims["sid"] = auth.sid
	}
	return s.signed(claims, "logout+jwt")
}

// deliver posts logout tokens, each once, and waits: the browser is sent on when the applications know. A failure is
// nobody's but the application's.
func (s *Server) deliver(calls []logoutCall) {
	var wg sync.WaitGroup
	for _, call := range calls {
		wg.Go(func() {
			if err := s.post(call); err != nil {
				s.record(Request{Method: http.MethodPost, Path: call.uri, Query: err.Error()})
			}
		})
	}
	wg.Wait()
}

func (s *Server) post(call logoutCall) error {
	body := strings.NewReader(url.Values{"logout_token": {call.token}}.Encode())
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, call.uri, body)
	if err != nil {
		return fmt.Errorf("back-channel logout: %w", err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "*/*")
	req.Header.Set("User-Agent", "") // the provider sends none
	res, err := s.client.Do(req)
	if err != nil {
		return fmt.Errorf("back-channel logout: %w", err)
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 1<<16))
	return res.Body.Close()
}

func (s *Server) signedOutPage(w http.ResponseWriter, _ *http.Request) {
	s.messagePage(w, http.StatusOK, "Signed out", "You can close this page.")
}
