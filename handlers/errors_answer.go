package handlers

import (
	"cmp"
	"net/http"
	"strconv"

	"roster/auth"
	"roster/views"
	"roster/views/paths"
)

// failPage answers with a whole page. Of a page that cannot even be drawn, a
// line of text is left.
func (a *app) failPage(w http.ResponseWriter, r *http.Request, v verdict) {
	props := views.ErrorProps{Status: v.status, Denied: v.denied, Doctor: v.doctor}
	for _, c := range v.missing {
		props.Missing = append(props.Missing, string(c))
	}
	if v.retry {
		props.RetryURL = a.landing(r)
	}
	if v.status == http.StatusNotFound {
		props.BackURL = a.above(r.URL.EscapedPath())
	}
	if v.status == http.StatusMisdirectedRequest {
		props.Status = http.StatusBadRequest
	}
	if err := a.render(w, r, v.status, views.ErrorPage(a.shell(w, r), props)); err != nil {
		a.note(r, http.StatusInternalServerError, err)
		http.Error(w, "Something went wrong. Request "+visitOf(r).id, http.StatusInternalServerError)
	}
}

// failToast answers a request for a region: the page stays as it is, with all
// that was typed, and a message appears at its edge.
func (a *app) failToast(w http.ResponseWriter, r *http.Request, v verdict) {
	toast := views.Toast{
		Tone:      views.ToneError,
		Message:   views.Say(toastKey(v)),
		RequestID: visitOf(r).id,
	}
	if v.retry && r.Method == http.MethodGet {
		toast.RetryURL = r.URL.RequestURI()
	}
	w.Header().Set(hxReswap, "none")
	if err := a.render(w, r, v.status, views.ToastFragment(toast)); err != nil {
		a.note(r, http.StatusInternalServerError, err)
		http.Error(w, "Something went wrong. Request "+visitOf(r).id, http.StatusInternalServerError)
	}
}

// toastKey chooses the sentence of a toast.
func toastKey(v verdict) string {
	switch v.status {
	case http.StatusForbidden:
		return "error.denied." + string(v.denied)
	case http.StatusBadRequest, http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusRequestEntityTooLarge,
		http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return "error." + strconv.Itoa(v.status) + ".text"
	default:
		return "error.500.text"
	}
}

// signInAgain sends somebody without a session to the sign-in, and from there
// back to the page they were on. htmx would follow a redirect by itself and put
// Logto's page into ours, so it is told to leave.
func (a *app) signInAgain(w http.ResponseWriter, r *http.Request) {
	to := paths.SignIn(a.landing(r))
	if isHTMX(r) {
		w.Header().Set(hxRedirect, to)
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// signInProblem explains why a sign-in did not come about and offers another.
func (a *app) signInProblem(w http.ResponseWriter, r *http.Request, problem *auth.SignInError) {
	status, reason := signInVerdict(problem)
	a.note(r, status, problem)
	page := views.SignInProblemPage(a.shell(w, r), views.SignInProblemProps{Reason: reason, Next: problem.Next})
	if err := a.render(w, r, status, page); err != nil {
		a.failPage(w, r, verdict{status: http.StatusInternalServerError})
	}
}

// signInVerdict words auth's reasons for people.
func signInVerdict(problem *auth.SignInError) (int, views.SignInReason) {
	switch problem.Reason {
	case auth.Unavailable:
		if problem.Timeout {
			return http.StatusGatewayTimeout, views.SignInUnavailable
		}
		return http.StatusBadGateway, views.SignInUnavailable
	case auth.Declined:
		return http.StatusForbidden, views.SignInDenied
	case auth.LoginNeeded, auth.Expired:
		return http.StatusBadRequest, views.SignInExpired
	case auth.OtherBrowser, auth.Replayed, auth.Malformed:
		return http.StatusBadRequest, views.SignInMismatch
	case auth.OtherPerson, auth.NotFresh:
		return http.StatusForbidden, views.SignInOtherPerson
	default: // provider-refused, bad-token: nothing the person did
		return http.StatusBadGateway, views.SignInRefused
	}
}

// landing is the page to come back to: the one that was asked for, or, for a
// form, the nearest page above its address. It is always a page of ours that
// can be got. A form keeps its query, which may say what comes after it.
func (a *app) landing(r *http.Request) string {
	if r.URL.Path == paths.ProfileDataCopy() { // refused to who comes from another site, as from a sign-in
		return paths.ProfileData()
	}
	if r.URL.Path == paths.ActivityLive(paths.ActivityQuery{}, "") {
		return paths.Activity(readActivity(r))
	}
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return r.URL.RequestURI()
	}
	if path := r.URL.EscapedPath(); a.isPage(path) {
		if next := paths.SafeNext(r.URL.RequestURI()); next != paths.Home() {
			return next
		}
		return path
	}
	return cmp.Or(a.above(r.URL.EscapedPath()), paths.Home())
}

// above is the nearest page above an address, "" when there is none.
func (a *app) above(path string) string {
	for path = parent(path); len(path) > 1; path = parent(path) {
		if a.isPage(path) {
			return path
		}
	}
	return ""
}
