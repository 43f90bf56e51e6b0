package emulator

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// socialPath is where the providers are, by id of the connector. Logto sends browsers to the real ones.
const socialPath = "/demo/social/"

// socialCodeTTL is how long a code of a provider lives, in ms.
const socialCodeTTL = 60_000

// socialSignIn is a sign-in at a provider, as it was begun and as it ended.
type socialSignIn struct {
	connectorID, state, redirectURI string
	account                         map[string]any // id, email, name, rawData; nil until it is verified
}

// socialCode is what a provider sends back in place of the account.
type socialCode struct {
	connectorID, redirectURI string
	account                  map[string]any
	expiresAt                int64 // ms
}

// address is where the sign-in takes place.
func (s *socialSignIn) address() string {
	return socialPath + url.PathEscape(s.connectorID) + "?" + url.Values{
		"response_type": {"code"}, "redirect_uri": {s.redirectURI}, "state": {s.state},
	}.Encode()
}

// back is where the provider sends the browser.
func (s *socialSignIn) back(name, value string) string {
	u, err := url.Parse(s.redirectURI)
	if err != nil {
		return "/unknown-session" // an address that is none does not begin a sign-in
	}
	q := u.Query()
	q.Set("state", s.state)
	q.Set(name, value)
	u.RawQuery = q.Encode()
	return u.String()
}

// serveSocial is a provider's sign-in page: whoever says that they have an account has it. It knows those sign-ins
// alone that the Account API began, as a provider knows the addresses it was told of.
func (s *Server) serveSocial(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	if err := r.ParseForm(); err != nil {
		s.messagePage(w, http.StatusBadRequest, "That was not a form", "Start again from the application.")
		return
	}
	answer := s.socialAnswer(r)
	if answer.redirect != "" {
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, answer.redirect, http.StatusSeeOther)
		return
	}
	s.page(w, answer.status, answer.name, answer.data)
}

// socialAnswer takes the tenant's lock, which is not held while the answer is written.
func (s *Server) socialAnswer(r *http.Request) hosted {
	t := s.tenant
	t.mu.Lock()
	defer t.mu.Unlock()
	c := t.mgmt.social.get(strings.TrimPrefix(r.URL.Path, socialPath))
	begun := t.begunSocial(c, r.Form.Get("state"), r.Form.Get("redirect_uri"))
	if begun == nil {
		text := pageText{"No sign-in is under way", "It has ended or was never begun. Start again from the application."}
		return hosted{status: http.StatusBadRequest, name: "message.html", data: text}
	}
	account := strings.TrimSpace(r.PostForm.Get("account"))
	if account == "" {
		return hosted{status: http.StatusOK, name: "form.html", data: socialForm(c, begun)}
	}
	code := opaque()
	t.socialCodes[code] = &socialCode{c.id, begun.redirectURI, socialAccount(c.target, account), t.ms() + socialCodeTTL}
	return hosted{redirect: begun.back("code", code)}
}

// begunSocial is the live sign-in that a browser came for, or nil.
func (t *tenant) begunSocial(c *socialConnector, state, redirectURI string) *socialSignIn {
	for _, rec := range t.records {
		if s := rec.social; s != nil && c != nil && !rec.verified && rec.expiresAt >= t.ms() &&
			s.connectorID == c.id && s.state == state && s.redirectURI == redirectURI {
			return s
		}
	}
	return nil
}

func socialForm(c *socialConnector, begun *socialSignIn) hostedForm {
	return hostedForm{
		Title:  "Sign in to " + c.name,
		Note:   "This page stands in for " + c.name + "'s own. Every account exists; the same one is the same person each time.",
		Method: "post", Action: socialPath + url.PathEscape(c.id), Button: "Sign in",
		Hidden: []formField{{Name: "state", Value: begun.state}, {Name: "redirect_uri", Value: begun.redirectURI}},
		Fields: []formField{{"account", "E-mail address or id of the account", "text", "", "off"}},
		Links:  []link{{begun.back("error", "access_denied"), "Cancel"}},
	}
}

// socialAccount is what a provider tells of an account. An e-mail address has the same id each time; anything else is
// the id.
func socialAccount(target, typed string) map[string]any {
	local, _, isEmail := strings.Cut(typed, "@")
	if !isEmail {
		return map[string]any{"id": typed, "name": typed, "rawData": map[string]any{"sub": typed, "name": typed}}
	}
	sum := sha256.Sum256([]byte(target + " " + strings.ToLower(typed)))
	id := fmt.Sprintf("1%020d", binary.BigEndian.Uint64(sum[:8]))
	return map[string]any{"id": id, "name": local, "email": typed, "rawData": map[string]any{
		"sub": id, "name": local, "email": typed, "email_verified": true,
	}}
}

// redeemSocial is the account behind a code, which is used up. What does not fit is refused the way Logto puts a
// provider's refusal.
func (t *tenant) redeemSocial(c *socialConnector, code, redirectURI string) (map[string]any, error) {
	have := t.socialCodes[code]
	delete(t.socialCodes, code)
	if have == nil || have.connectorID != c.id || have.redirectURI != redirectURI || have.expiresAt < t.ms() {
		return nil, fail(http.StatusBadRequest, "connector.general")
	}
	return have.account, nil
}
