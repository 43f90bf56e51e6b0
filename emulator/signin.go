package emulator

import (
	"net/http"
	"slices"
	"strings"
)

// signInScreens are the hosted pages that show the sign-in form.
var signInScreens = []string{"/sign-in", "/identifier-sign-in", "/single-sign-on"}

// otherScreens are hosted pages of Logto that this server only names.
var otherScreens = []string{"/register", "/identifier-register", "/reset-password", "/consent"}

// servePages answers everything outside /api and /oidc.
func (s *Server) servePages(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimSuffix(r.URL.Path, "/")
	reading := r.Method == http.MethodGet || r.Method == http.MethodHead
	switch {
	case path == "" && reading:
		s.redirectRoot(w, r)
	case path == "/assets/emulator.css" && reading:
		serveStylesheet(w, r)
	case path == "/sign-in" && r.Method == http.MethodPost:
		s.submitSignIn(w, r)
	case (slices.Contains(signInScreens, path) || strings.HasPrefix(path, "/direct/")) && reading:
		s.signInPage(w, r)
	case slices.Contains(otherScreens, path) && reading:
		s.messagePage(w, http.StatusOK, "Not in this emulator", "The page "+path+" of Logto is not built here. Signing in with a password is.")
	case path == "/unknown-session" && reading:
		s.messagePage(w, http.StatusOK, "No sign-in is under way", "Start signing in from the application.")
	default:
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte("Not Found"))
	}
}

func (s *Server) redirectRoot(w http.ResponseWriter, r *http.Request) {
	target := s.origin(r) + "/unknown-session"
	w.Header().Set("Location", target)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusFound)
	_, _ = w.Write([]byte("Redirecting to " + target + "."))
}

// signInPage shows the form for the authorization request that waits in this browser.
func (s *Server) signInPage(w http.ResponseWriter, r *http.Request) {
	s.tenant.mu.RLock()
	in := s.browserInteraction(r)
	name := ""
	if in != nil {
		name = s.applicationName(in.request.clientID)
	}
	s.tenant.mu.RUnlock()
	if in == nil {
		s.messagePage(w, http.StatusBadRequest, "No sign-in is under way", "It has ended or was never begun. Start signing in from the application.")
		return
	}
	s.form(w, http.StatusOK, signInForm{Application: name, Username: r.URL.Query().Get("login_hint")})
}

func (s *Server) applicationName(id string) string {
	if app := s.tenant.applications.get(id); app != nil {
		return app.name
	}
	return ""
}

// submitSignIn checks user name and password. A refusal shows the form again, with the status and the code Logto's own
// page would have been told (422 session.invalid_credentials, 401 user.suspended, 422 password.expired).
func (s *Server) submitSignIn(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		s.messagePage(w, http.StatusBadRequest, "That was not a form", "Start signing in from the application.")
		return
	}
	s.tenant.mu.RLock()
	in := s.browserInteraction(r)
	name := ""
	if in != nil {
		name = s.applicationName(in.request.clientID)
	}
	found, kind := s.tenant.identify(r.PostForm.Get("username"))
	s.tenant.mu.RUnlock()
	if in == nil {
		s.messagePage(w, http.StatusBadRequest, "No sign-in is under way", "It has ended. Start signing in from the application.")
		return
	}
	if problem := checkSignIn(found, r.PostForm.Get("password")); problem != nil {
		form := signInForm{Application: name, Username: r.PostForm.Get("username"), Code: problem.code, Problem: messageFor(problem.code, languageOf(r))}
		s.form(w, problem.status, form)
		return
	}
	s.tenant.mu.Lock()
	in.signedIn = found.id
	in.submission = &submission{
		recordID: longID(), identifier: kind, identifierValue: r.PostForm.Get("username"),
		ip: clientIP(r), userAgent: r.UserAgent(),
	}
	s.tenant.mu.Unlock()
	http.Redirect(w, r, oidcPrefix+"/auth/"+in.uid, http.StatusSeeOther)
}

// candidate is a copy of what is needed to check a password without holding the lock over the hashing.
type candidate struct {
	id, algorithm, digest string
	suspended, expired    bool
}

// identify finds the person of a typed identifier among those the sign-in experience allows (user name, e-mail). It is
// nil when there is none.
func (t *tenant) identify(typed string) (found *candidate, kind string) {
	var u *user
	switch {
	case t.signsInWith("username") && t.people.byUsername(typed) != nil:
		u, kind = t.people.byUsername(typed), "username"
	case t.signsInWith("email"):
		u, kind = t.people.byEmail(typed), "email"
	}
	if u == nil {
		return nil, ""
	}
	return &candidate{
		id: u.id, algorithm: u.passwordAlgorithm, digest: u.passwordDigest, suspended: u.isSuspended, expired: u.isPasswordExpired,
	}, kind
}

// signsInWith tells whether the sign-in experience lists a password sign-in by this identifier.
func (t *tenant) signsInWith(identifier string) bool {
	methods, _ := object(t.settings.signInExperience).obj("signIn")["methods"].([]any)
	return slices.ContainsFunc(methods, func(m any) bool {
		method := object{"": m}.obj("")
		return method["identifier"] == identifier && method["password"] == true
	})
}

// checkSignIn tells a suspended person so only after the right password.
func checkSignIn(c *candidate, password string) *apiError {
	if c == nil || c.digest == "" {
		return fail(http.StatusUnprocessableEntity, "session.invalid_credentials")
	}
	right, err := verifyDigest(c.algorithm, c.digest, password)
	switch {
	case err != nil || !right:
		return fail(http.StatusUnprocessableEntity, "session.invalid_credentials")
	case c.suspended:
		return fail(http.StatusUnauthorized, "user.suspended")
	case c.expired:
		return fail(http.StatusUnprocessableEntity, "password.expired")
	}
	return nil
}
