package handlers

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"time"

	"roster/views/paths"
)

// userPicture answers somebody's picture from our own origin, so that pages ask
// no other host and no other host learns who looks at whom.
type userPicture struct {
	*app
	people userReader
}

// errNoPicture: there is nothing to show, for the reason within.
type errNoPicture struct{ error }

func (e errNoPicture) Unwrap() error { return e.error }

func (u userPicture) show(w http.ResponseWriter, r *http.Request) error {
	p, err := u.people.User(r.Context(), actor(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	return u.picture(w, r, p.Avatar)
}

// ownPicture is that of the signed-in person, from userinfo.
func (a *app) ownPicture(w http.ResponseWriter, r *http.Request) error {
	return a.picture(w, r, person(r).Picture)
}

// picture answers the picture at address. The version in the query only tells
// addresses apart; when it is another one, the answer is not to be kept for it.
func (a *app) picture(w http.ResponseWriter, r *http.Request, address string) error {
	picture, err := a.Pictures.Picture(r.Context(), address)
	if err != nil {
		return errNoPicture{err}
	}
	keep := "private, max-age=3600"
	if r.URL.Query().Get(paths.ParamVersion) != pictureVersion(address) {
		keep = "private, no-cache"
	}
	h := w.Header()
	h.Set("Content-Type", picture.Type)
	h.Set("Content-Disposition", "inline")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", keep)
	h.Set("ETag", `"`+picture.Tag+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(picture.Body))
	return nil
}

// failPicture answers every error of a picture: the page beside it shows the
// initials then. Nobody reads a page in place of a picture, and a redirect to the
// sign-in would begin one that nobody asked for.
func (a *app) failPicture(w http.ResponseWriter, r *http.Request, err error) {
	if clientGone(r, err) {
		w.WriteHeader(statusClientGone)
		return
	}
	if none, ok := errors.AsType[errNoPicture](err); ok {
		a.Log.DebugContext(r.Context(), "no picture", "id", visitOf(r).id, "reason", none.error)
	} else if !errors.Is(err, errSignIn) {
		a.note(r, judge(err).status, err)
	}
	w.WriteHeader(http.StatusNotFound)
}

// pictureVersion tells avatar addresses apart in ours, so that a changed picture
// is not taken for the one the browser has kept.
func pictureVersion(address string) string {
	sum := sha256.Sum256([]byte(address))
	return hex.EncodeToString(sum[:6])
}

// pictureURL is our address for the picture at an avatar address, "" when that is
// none that would be fetched.
func pictureURL(avatar string, at func(version string) string) string {
	u, err := url.Parse(avatar)
	if avatar == "" || err != nil || checkPictureURL(u) != nil {
		return ""
	}
	return at(pictureVersion(avatar))
}
