package handlers

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"roster/views"
	"roster/views/paths"
)

// draftLife is how long what was typed waits for its person to sign in again.
const draftLife = 30 * time.Minute

const draftKeySize = 32 // bytes: AES-256

// draft is a form that could not be taken because its person has to sign in
// first. It is kept sealed: the key is in a cookie of the browser that sent it,
// the ciphertext in the database.
type draft struct {
	Viewer string            `json:"v"`
	Action string            `json:"a"`
	Values map[string]string `json:"f"`
}

func (a *app) draftName() string {
	if a.flashes.secure {
		return "__Host-roster-draft"
	}
	return "roster-draft"
}

func (a *app) draftCookie(value string, age time.Duration) *http.Cookie {
	return &http.Cookie{
		Name: a.draftName(), Value: value, Path: "/", MaxAge: int(age / time.Second),
		HttpOnly: true, Secure: a.flashes.secure, SameSite: http.SameSiteLaxMode,
	}
}

// keepDraft keeps a form until its person is back. Only a form that the portal
// drew is kept, and each once, so that nobody without a session can fill the
// database. What cannot be kept is lost, as it would be anyway; the log says so.
func (a *app) keepDraft(w http.ResponseWriter, r *http.Request) {
	form, err := parseAnyForm(r)
	if err != nil {
		return
	}
	token, err := a.tokens.check(form)
	if err != nil || a.Now().Sub(time.UnixMilli(token.Drawn)) >= formLife {
		return
	}
	a.putDraft(w, r, draft{token.Viewer, token.Action, form}, token.Nonce)
}

// notKept are fields that are not kept, not even sealed: they have to be typed again.
var notKept = []string{views.FieldPassword, views.FieldNewPassword, views.FieldCode, views.FieldAppCode}

// isHeaderValue tells what was typed as the value of a webhook's header: it may be a
// credential. That it is missing tells that something was typed.
func isHeaderValue(name, value string) bool {
	return value != "" && headerFields.MatchString(name) && strings.HasSuffix(name, "."+views.PartValue)
}

// putDraft replaces what was kept of the same form before. There is one draft in a
// browser: the identity check, which has nothing worth keeping, leaves it to the form
// that it is for.
func (a *app) putDraft(w http.ResponseWriter, r *http.Request, d draft, nonce string) {
	if d.Action == paths.ProfileVerify("") {
		return
	}
	d.Values = maps.Clone(d.Values)
	for _, name := range notKept {
		delete(d.Values, name)
	}
	maps.DeleteFunc(d.Values, isHeaderValue)
	plain, err := json.Marshal(d)
	if err != nil {
		panic(err) // strings always marshal
	}
	key := make([]byte, draftKeySize)
	rand.Read(key) // never fails (crypto/rand)
	sum := sha256.Sum256([]byte(nonce))
	id := hex.EncodeToString(sum[:16])
	sealed := draftAEAD(key).Seal(nil, nil, plain, []byte(id))
	ctx := context.WithoutCancel(r.Context())
	if err := a.Forms.KeepDraft(ctx, id, sealed, a.Now().Add(draftLife)); err != nil {
		a.Log.WarnContext(ctx, "what was typed is not kept over the sign-in", "id", visitOf(r).id, "error", err)
		return
	}
	http.SetCookie(w, a.draftCookie(id+"."+encode(key), draftLife))
}

// takeDraft returns the form that was kept for this person and one of the
// addresses, once. Those for other addresses wait on; those of others are dropped.
func (a *app) takeDraft(w http.ResponseWriter, r *http.Request, actions ...string) (draft, bool) {
	cookie, err := r.Cookie(a.draftName())
	if err != nil || IsPartial(r) {
		return draft{}, false
	}
	id, key, _ := strings.Cut(cookie.Value, ".")
	d, err := a.openDraft(r.Context(), id, key)
	if err != nil && !errors.Is(err, errNoDraft) {
		a.Log.WarnContext(r.Context(), "draft not read", "id", visitOf(r).id, "error", err)
		return draft{}, false
	}
	mine := err == nil && d.Viewer == visitOf(r).personID()
	if mine && !slices.Contains(actions, d.Action) {
		return draft{}, false
	}
	http.SetCookie(w, a.draftCookie("", -time.Second))
	if err != nil {
		a.Log.InfoContext(r.Context(), "no draft to take up", "id", visitOf(r).id)
		return draft{}, false
	}
	if err := a.Forms.DropDraft(r.Context(), id); err != nil {
		a.Log.WarnContext(r.Context(), "draft not removed", "id", visitOf(r).id, "error", err) // it ends by itself
	}
	return d, mine
}

var errNoDraft = errors.New("draft: none, or not for this key")

func (a *app) openDraft(ctx context.Context, id, encodedKey string) (draft, error) {
	key, err := decode(encodedKey)
	if err != nil || len(key) != draftKeySize {
		return draft{}, errNoDraft
	}
	sealed, err := a.Forms.Draft(ctx, id, a.Now())
	if err != nil {
		return draft{}, err
	}
	plain, err := draftAEAD(key).Open(nil, nil, sealed, []byte(id))
	var d draft
	if err != nil || json.Unmarshal(plain, &d) != nil {
		return draft{}, errNoDraft
	}
	return d, nil
}

func draftAEAD(key []byte) cipher.AEAD {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // only for a key of another size
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err) // only for a block of another size
	}
	return aead
}
