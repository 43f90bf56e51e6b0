package emulator

import (
	"errors"
	"html/template"
	"net/http"
	"slices"
	"strings"
)

// hosted is what a hosted page answers: another address, or a template with its data.
type hosted struct {
	redirect string
	status   int
	name     string
	data     any
}

// hostedForm is a page with at most one form; Refresh is an address that the browser goes to by itself.
type hostedForm struct {
	Title, Note    string
	Notice         *notice
	Refresh        string
	Method, Action string
	Button         string
	Hidden, Fields []formField
	Image          template.URL
	Secret         string
	Codes          []string
	Skip           string
	Links          []link
}

type formField struct{ Name, Label, Type, Value, Autocomplete string }

type link struct{ Address, Text string }

// notice is what a page has to say first. Code, Status and Data are what Logto's own page would have been told; they
// are for programs. Without Refusal it is merely the reason why the page is there.
type notice struct {
	Code, Text string
	Status     int
	Data       string // JSON, "" for none
	Lines      []string
	Refusal    bool
}

// signInForm is what the sign-in page shows.
type signInForm struct {
	Application   string
	Username      string
	Code, Problem string
	Status        int
	Register      string // the address of the page that makes an account, "" when there is none
	People        []Person
}

// hostedPages are the pages that belong to an interaction, by method and path.
func (s *Server) hostedPages() map[string]func(*flow) hosted {
	return map[string]func(*flow) hosted{
		"GET /sign-in": s.signInPage, "GET /identifier-sign-in": s.signInPage, "GET /single-sign-on": s.signInPage,
		"POST /sign-in": s.submitSignIn,
		"GET /register": registerPage, "GET /identifier-register": registerPage, "POST /register": submitRegister,
		"GET /one-time-token": openLink, "GET /one-time-token/error": linkError,
		"GET /reset-password": resetLanding, "POST /reset-password": resetAddress,
		"GET /forgot-password/reset": newPasswordPage, "POST /forgot-password/reset": submitNewPassword,
		"GET /continue/username": continuePage, "POST /continue/username": submitContinue,
		"GET /continue/password": continuePage, "POST /continue/password": submitContinue,
		"GET /mfa-verification/Totp": factorPage, "POST /mfa-verification/Totp": submitFactor,
		"GET /mfa-verification/BackupCode": factorPage, "POST /mfa-verification/BackupCode": submitFactor,
		"GET /mfa-binding/Totp": bindTOTPPage, "POST /mfa-binding/Totp": submitTOTP,
		"GET /mfa-binding/BackupCode": bindCodesPage, "POST /mfa-binding/BackupCode": submitCodes,
		"POST /mfa-binding/skip": skipFactors,
	}
}

// unbuiltScreens are hosted pages of Logto that this server only names.
var unbuiltScreens = []string{"/consent", "/continue/email", "/continue/phone", "/continue/emailOrPhone", "/mfa-verification/WebAuthn"}

// servePages answers everything outside /api and /oidc.
func (s *Server) servePages(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimSuffix(r.URL.Path, "/")
	method := r.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	if strings.HasPrefix(path, "/direct/") && method == http.MethodGet {
		s.hosted(w, r, s.signInPage)
		return
	}
	if page := s.pages[method+" "+path]; page != nil {
		s.hosted(w, r, page)
		return
	}
	s.servePlain(w, r, method+" "+path)
}

// hosted runs a page on the interaction of the browser, with the tenant locked.
func (s *Server) hosted(w http.ResponseWriter, r *http.Request, page func(*flow) hosted) {
	if err := r.ParseForm(); err != nil {
		s.messagePage(w, http.StatusBadRequest, "That was not a form", "Start signing in from the application.")
		return
	}
	switch answer, underWay := s.runPage(r, page); {
	case !underWay:
		s.messagePage(w, http.StatusBadRequest, "No sign-in is under way", "It has ended or was never begun. Start signing in from the application.")
	case answer.redirect != "":
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, answer.redirect, http.StatusSeeOther)
	default:
		s.page(w, answer.status, answer.name, answer.data)
	}
}

func (s *Server) runPage(r *http.Request, page func(*flow) hosted) (answer hosted, underWay bool) {
	s.tenant.mu.Lock()
	defer s.tenant.mu.Unlock()
	in := s.browserInteraction(r)
	if in == nil {
		return hosted{}, false
	}
	return page(&flow{t: s.tenant, in: in, http: r}), true
}

// at is an address of a hosted page within the interaction.
func (f *flow) at(path string) string {
	return path + "?" + queryPairs{{"app_id", f.in.request.clientID}}.encode()
}

// onward submits the interaction and says where the browser goes: to the application, or to the page that asks for what
// is missing.
func (f *flow) onward() hosted {
	if f.in.userID == "" {
		if err := f.identify(""); err != nil {
			return f.divert(err)
		}
	}
	if err := f.submit(); err != nil {
		return f.divert(err)
	}
	return hosted{redirect: oidcPrefix + "/auth/" + f.in.uid}
}

// divert goes to the page that a refusal leads to. The page says why it is there.
func (f *flow) divert(err error) hosted {
	f.in.problem = refusal(err)
	data, _ := f.in.problem.data.(map[string]any)
	first := func(name string) string {
		if list, _ := data[name].([]string); len(list) > 0 {
			return list[0]
		}
		return ""
	}
	switch f.in.problem.code {
	case "session.mfa.require_mfa_verification":
		return hosted{redirect: f.at("/mfa-verification/" + first("availableFactors"))}
	case "user.missing_profile":
		return hosted{redirect: f.at("/continue/" + first("missingProfile"))}
	case "user.missing_mfa", "user.suggest_mfa":
		return hosted{redirect: f.at("/mfa-binding/" + mfaTOTP)}
	case "session.mfa.backup_code_required":
		return hosted{redirect: f.at("/mfa-binding/" + mfaBackup)}
	}
	return hosted{redirect: f.at("/one-time-token/error")}
}

// refusal is an error in Logto's envelope.
func refusal(err error) *apiError {
	if e, is := errors.AsType[*apiError](err); is {
		return e
	}
	return fail(http.StatusInternalServerError, "entity.internal_error")
}

// reason is the notice of why the browser was sent here, if it was.
func (f *flow) reason() *notice {
	if f.in.problem == nil {
		return nil
	}
	return f.noticeOf(f.in.problem, false)
}

func (f *flow) noticeOf(e *apiError, refused bool) *notice {
	language := languageOf(f.http)
	n := &notice{Code: e.code, Status: e.status, Text: messageFor(e.code, language), Refusal: refused}
	if e.data != nil {
		n.Data = string(marshal(e.data))
	}
	issues, _ := e.data.([]passwordIssue)
	for _, i := range issues {
		n.Lines = append(n.Lines, i.sentence(language))
	}
	return n
}

// form draws a form; after a refusal with the refusal's status and text.
func (f *flow) form(page hostedForm, refused error) hosted {
	status := http.StatusOK
	if refused != nil {
		e := refusal(refused)
		status, page.Notice = e.status, f.noticeOf(e, true)
	}
	if page.Method == "" {
		page.Method = "post"
	}
	return hosted{status: status, name: "form.html", data: page}
}

// servePlain are the pages that need no interaction.
func (s *Server) servePlain(w http.ResponseWriter, r *http.Request, what string) {
	path := strings.TrimPrefix(what, "GET ")
	switch {
	case what == "GET ":
		s.redirectRoot(w, r)
	case path == "/assets/emulator.css":
		serveStylesheet(w, r)
	case path == mailboxPath || path == mailboxPath+".json" || strings.HasPrefix(path, mailboxPath+"/"):
		s.serveMailbox(w, r, path)
	case strings.HasPrefix(r.URL.Path, socialPath):
		s.serveSocial(w, r)
	case strings.HasPrefix(path, picturePath):
		s.servePicture(w, r, strings.TrimPrefix(path, picturePath))
	case strings.HasPrefix(path, portraitPath):
		servePortrait(w, r, strings.TrimPrefix(path, portraitPath))
	case path == faultsPath, what == "PUT "+faultsPath:
		s.serveFaults(w, r)
	case path == "/unknown-session":
		s.messagePage(w, http.StatusOK, "No sign-in is under way", "Start signing in from the application.")
	case slices.Contains(unbuiltScreens, path) || strings.HasPrefix(path, "/account/"): // of Logto's account center
		s.messagePage(w, http.StatusOK, "Not in this emulator", "The page "+path+" of Logto is not built here.")
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
