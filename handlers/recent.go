package handlers

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
)

const (
	// maxRecent is how many people somebody opened last are remembered.
	maxRecent = 8
	// recentAge is how long, in seconds: 30 days.
	recentAge = 30 * 24 * 60 * 60
)

// recents remembers whom somebody opened last, in a cookie of theirs: ids, newest
// first, and nothing else. It is signed together with the id of the person it
// belongs to, so whoever signs in next in that browser does not see it, and
// nobody can be made to look up other people's ids.
type recents struct {
	key    []byte
	secure bool
}

func (c recents) name() string {
	if c.secure {
		return "__Host-roster-recent"
	}
	return "roster-recent"
}

// read returns the ids that are remembered for owner.
func (c recents) read(r *http.Request, owner string) []string {
	cookie, err := r.Cookie(c.name())
	if err != nil || owner == "" {
		return nil
	}
	list, signature, _ := strings.Cut(cookie.Value, "/")
	given, err := base64.RawURLEncoding.DecodeString(signature)
	if err != nil || list == "" || !hmac.Equal(given, c.sign(owner, list)) {
		return nil
	}
	ids := strings.Split(list, ".")
	return ids[:min(len(ids), maxRecent)]
}

// add puts id at the head of what is remembered.
func (c recents) add(w http.ResponseWriter, r *http.Request, owner, id string) {
	if owner == "" || !idForm.MatchString(id) {
		return
	}
	known := c.read(r, owner)
	if len(known) > 0 && known[0] == id {
		return
	}
	ids := append([]string{id}, slices.DeleteFunc(known, func(k string) bool { return k == id })...)
	list := strings.Join(ids[:min(len(ids), maxRecent)], ".")
	http.SetCookie(w, c.cookie(list+"/"+base64.RawURLEncoding.EncodeToString(c.sign(owner, list)), recentAge))
}

func (c recents) forget(w http.ResponseWriter) { http.SetCookie(w, c.cookie("", -1)) }

// sign begins with what it is for: the key signs messages as well.
func (c recents) sign(owner, list string) []byte {
	mac := hmac.New(sha256.New, c.key)
	mac.Write([]byte("recent\x00" + owner + "\x00" + list))
	return mac.Sum(nil)
}

func (c recents) cookie(value string, maxAge int) *http.Cookie {
	return &http.Cookie{
		Name: c.name(), Value: value, Path: "/", MaxAge: maxAge,
		HttpOnly: true, Secure: c.secure, SameSite: http.SameSiteLaxMode,
	}
}

// visited remembers that the page of a person was opened.
func (a *app) visited(w http.ResponseWriter, r *http.Request, id string) {
	a.recents.add(w, r, visitOf(r).personID(), id)
}
