package emulator

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// signInPage shows the form. An address with a one-time token leads on to the page that uses it: a browser goes there
// by itself, without a click and without a script.
func (s *Server) signInPage(f *flow) hosted {
	query := f.http.URL.Query()
	if query.Get("one_time_token") != "" && query.Get("login_hint") != "" {
		return f.linkPage("/one-time-token?" + f.http.URL.RawQuery)
	}
	return s.signIn(f, query.Get("login_hint"), nil)
}

func (s *Server) signIn(f *flow, typed string, refused error) hosted {
	form := signInForm{Username: typed, People: s.People()}
	if app := f.t.applications.get(f.in.request.clientID); app != nil {
		form.Application = app.name
	}
	if f.registers() {
		form.Register = f.at("/register")
	}
	status := http.StatusOK
	if refused != nil {
		e := refusal(refused)
		status = e.status
		form.Code, form.Status, form.Problem = e.code, e.status, messageFor(e.code, languageOf(f.http))
	}
	return hosted{status: status, name: "signin.html", data: form}
}

// submitSignIn checks identifier and password, in the steps of Logto's own page. A refusal shows the form again, with
// the status and the code that page would have been told.
func (s *Server) submitSignIn(f *flow) hosted {
	typed, password := f.http.PostForm.Get("username"), f.http.PostForm.Get("password")
	err := f.start(eventSignIn)
	if err == nil {
		_, err = f.verifyPassword(f.t.kindOf(typed), typed, password)
	}
	if err == nil {
		err = f.identify("")
	}
	if err != nil {
		return s.signIn(f, typed, err)
	}
	return f.onward()
}

var (
	typedEmail = regexp.MustCompile(`^[^\s@]+@[^\s@]+$`)
	typedPhone = regexp.MustCompile(`^\+?\d[\d ()-]*$`)
)

// kindOf guesses what somebody typed, among what the sign-in experience lets people sign in with.
func (t *tenant) kindOf(typed string) string {
	switch {
	case typedEmail.MatchString(typed) && t.signsInWith("email"):
		return "email"
	case typedPhone.MatchString(typed) && t.signsInWith("phone"):
		return "phone"
	}
	return "username"
}

// signsInWith tells whether the sign-in experience lists a password sign-in by this identifier.
func (t *tenant) signsInWith(identifier string) bool {
	methods, _ := object(t.settings.signInExperience).obj("signIn")["methods"].([]any)
	return slices.ContainsFunc(methods, func(m any) bool {
		method := object{"": m}.obj("")
		return method["identifier"] == identifier && method["password"] == true
	})
}

// registers tells whether the page for a new account is of use: sign-up is on, and by user name and password.
func (f *flow) registers() bool {
	signUp := object(f.t.settings.signInExperience).obj("signUp")
	return !f.eventIsOff(eventRegister) && slices.Contains(signUp.strs("identifiers"), "username") && signUp.flag("password")
}

func registerPage(f *flow) hosted {
	query := f.http.URL.Query()
	if query.Get("one_time_token") != "" && query.Get("login_hint") != "" {
		return f.linkPage("/one-time-token?" + f.http.URL.RawQuery)
	}
	return f.registerForm("", nil)
}

func (f *flow) registerForm(username string, refused error) hosted {
	page := hostedForm{
		Title: "Create an account", Note: "This page stands in for Logto's own registration page.",
		Links: []link{{f.at("/sign-in"), "Sign in instead"}},
	}
	if f.registers() {
		page.Action, page.Button = "/register", "Create account"
		page.Fields = []formField{
			{"username", "Username", "text", username, "username"}, {"password", "Password", "password", "", "new-password"},
		}
	} else {
		page.Note = "This tenant takes no new accounts by username and password."
	}
	return f.form(page, refused)
}

func submitRegister(f *flow) hosted {
	username, password := f.http.PostForm.Get("username"), f.http.PostForm.Get("password")
	err := f.start(eventRegister)
	if err == nil {
		_, err = f.verifyNewPassword("username", strings.TrimSpace(username), password)
	}
	if err == nil {
		err = f.identify("")
	}
	if err != nil {
		return f.registerForm(username, err)
	}
	return f.onward()
}

// continuePage asks for a part of the profile that sign-up demands and the person has not got.
func continuePage(f *flow) hosted { return f.continueForm(nil) }

func (f *flow) continueForm(refused error) hosted {
	part := f.lastOfPath()
	if len(f.in.proofs) == 0 {
		return hosted{redirect: f.in.request.screen}
	}
	page := hostedForm{
		Title: "Set username", Note: "Your account needs one before you can go on.", Notice: f.reason(),
		Action: "/continue/" + part, Button: "Continue",
		Fields: []formField{{"username", "Username", "text", f.http.PostForm.Get("username"), "username"}},
	}
	if part == "password" {
		page.Title, page.Fields = "Set password", newPasswordFields()
	}
	return f.form(page, refused)
}

func (f *flow) lastOfPath() string {
	path := strings.TrimSuffix(f.http.URL.Path, "/")
	return path[strings.LastIndex(path, "/")+1:]
}

func submitContinue(f *flow) hosted {
	part := f.lastOfPath()
	value := strings.TrimSpace(f.http.PostForm.Get("username"))
	var err error
	if part == "password" {
		value, err = f.typedTwice()
	}
	if err == nil {
		err = f.give(part, value)
	}
	if err != nil {
		return f.continueForm(err)
	}
	return f.onward()
}

// newPasswordFields are the password and its repetition.
func newPasswordFields() []formField {
	return []formField{
		{"newPassword", "New password", "password", "", "new-password"},
		{"confirmPassword", "New password again", "password", "", "new-password"},
	}
}

// typedTwice is a new password that was repeated rightly.
func (f *flow) typedTwice() (string, error) {
	password := f.http.PostForm.Get("newPassword")
	if password != f.http.PostForm.Get("confirmPassword") {
		return "", fail(http.StatusUnprocessableEntity, "emulator.passwords_differ")
	}
	return password, nil
}
