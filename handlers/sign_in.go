package handlers

import (
	"net/http"

	"roster/views"
	"roster/views/paths"
)

// signIn sends the person to Logto, and afterwards to the own path in "next".
// Who is signed in already goes there at once.
func (a *app) signIn(w http.ResponseWriter, r *http.Request) error {
	next := paths.SafeNext(r.URL.Query().Get(paths.ParamNext))
	if person(r) != nil {
		return a.redirect(w, r, next)
	}
	to, err := a.Auth.Begin(w, r, next)
	if err != nil {
		return err
	}
	return a.redirect(w, r, to)
}

// recheck fetches roles that were given since the last sign-in.
func (a *app) recheck(w http.ResponseWriter, r *http.Request) error {
	return a.roundTrip(w, r, a.Auth.Recheck)
}

// signInAnew asks the person to prove who they are once more (step-up).
func (a *app) signInAnew(w http.ResponseWriter, r *http.Request) error {
	return a.roundTrip(w, r, a.Auth.Reauthenticate)
}

// roundTrip goes to Logto and comes back to the own path that the form names.
func (a *app) roundTrip(w http.ResponseWriter, r *http.Request,
	begin func(http.ResponseWriter, *http.Request, string) (string, error),
) error {
	form, err := parseForm(r, views.FieldReturn)
	if err != nil {
		return err
	}
	next := form[views.FieldReturn]
	if next == "" {
		next = r.URL.Query().Get(paths.ParamNext)
	}
	to, err := begin(w, r, paths.SafeNext(next))
	if err != nil {
		return err
	}
	return a.redirect(w, r, to)
}

// callback is where Logto sends the person back to.
func (a *app) callback(w http.ResponseWriter, r *http.Request) error {
	to, err := a.Auth.Callback(w, r)
	if err != nil {
		return err
	}
	return a.redirect(w, r, to)
}

// signOut ends the session here, then at Logto.
func (a *app) signOut(w http.ResponseWriter, r *http.Request) error {
	to, err := a.Auth.SignOut(w, r)
	if err != nil {
		return err
	}
	a.recents.forget(w)
	return a.redirect(w, r, to)
}

// signedOut is where Logto sends the person after signing out.
func (a *app) signedOut(w http.ResponseWriter, r *http.Request) error {
	return a.render(w, r, http.StatusOK, views.SignedOutPage(a.shell(w, r)))
}

// backchannelLogout is called by Logto when a person's session there ends
// (OpenID Connect Back-Channel Logout 1.0, section 2.5).
func (a *app) backchannelLogout(w http.ResponseWriter, r *http.Request) error {
	if err := a.Auth.BackchannelLogout(r); err != nil {
		return err
	}
	w.WriteHeader(http.StatusOK)
	return nil
}
