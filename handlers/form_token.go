package handlers

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"roster/views"
)

// formLife is how long a form can be sent after it was drawn.
const formLife = 24 * time.Hour

// Forms is what the portal remembers of forms, on all replicas. Package store
// implements it.
type Forms interface {
	// UseOnce records key until the given time and tells whether it was new.
	UseOnce(ctx context.Context, key string, now, until time.Time) (bool, error)
	// Release forgets a key, as if it had not been used.
	Release(ctx context.Context, key string) error
	// KeepDraft stores data under id until the given time; what was there is replaced.
	KeepDraft(ctx context.Context, id string, data []byte, until time.Time) error
	// Draft returns what is stored under id; nil when there is nothing, or its time
	// is over by now.
	Draft(ctx context.Context, id string, now time.Time) ([]byte, error)
	// DropDraft removes it; nothing to remove is no error.
	DropDraft(ctx context.Context, id string) error
}

// formToken says what a form was drawn as: for whom, for which address, when. Its
// signature covers what the fields showed as well, so that a change is only ever
// compared with what the portal itself has shown. The nonce makes one form one
// change, however often it is sent.
type formToken struct {
	Viewer string `json:"v"`
	Action string `json:"a"`
	Drawn  int64  `json:"t"` // Unix ms
	Nonce  string `json:"n"`
}

// formTokens signs and checks.
type formTokens struct {
	key []byte
	now func() time.Time
}

// issue is the token of a form whose hidden fields carry bases, by field.
func (f formTokens) issue(viewer, action string, bases map[string]string) string {
	token := formToken{Viewer: viewer, Action: action, Drawn: f.now().UnixMilli(), Nonce: rand.Text()}
	body, err := json.Marshal(token)
	if err != nil {
		panic(err) // strings and a number always marshal
	}
	shown := make(map[string]string, len(bases))
	for field, base := range bases {
		shown[views.BaseName(field)] = base
	}
	return encode(body) + "." + encode(f.sign(body, shown))
}

// errForgedForm: no form of ours, or what it showed was altered.
var errForgedForm = errors.New("form: not as it was drawn")

// check opens the token of a form that came in.
func (f formTokens) check(form map[string]string) (formToken, error) {
	text, signature, _ := strings.Cut(form[views.FieldToken], ".")
	body, err := decode(text)
	given, bad := decode(signature)
	var token formToken
	if err != nil || bad != nil || !hmac.Equal(given, f.sign(body, form)) || json.Unmarshal(body, &token) != nil {
		return formToken{}, errForgedForm
	}
	return token, nil
}

// sign covers the token and every base of the form, each with its length, so that
// no two forms sign alike.
func (f formTokens) sign(body []byte, form map[string]string) []byte {
	mac := hmac.New(sha256.New, f.key)
	write := func(s string) {
		_ = binary.Write(mac, binary.BigEndian, uint64(len(s))) // a hash takes everything
		mac.Write([]byte(s))
	}
	write("roster form")
	write(string(body))
	for _, name := range slices.Sorted(maps.Keys(form)) {
		if strings.HasPrefix(name, views.BaseName("")) {
			write(name)
			write(lineEnds.Replace(form[name])) // as it comes back from a browser
		}
	}
	return mac.Sum(nil)
}

// drawnFor tells whether the form is younger than formLife and was drawn for viewer.
func (t formToken) drawnFor(viewer string, now time.Time) bool {
	age := now.Sub(time.UnixMilli(t.Drawn))
	return t.Viewer == viewer && age < formLife
}

func (t formToken) key() string { return "form " + t.Nonce }

// errSentAlready: this very form was taken before. Nothing was done this time.
var errSentAlready = errors.New("form: sent already")

// once does what a form asks for, unless the form was taken before: a double
// click, a reload and a repeated request do nothing twice. What failed may be
// tried again.
//
// do gets a context that the browser does not end: of a form sent twice it gives
// up the first sending, and the second is told that the form was taken.
func (a *app) once(r *http.Request, token formToken, do func(context.Context) error) error {
	fresh, err := a.Forms.UseOnce(r.Context(), token.key(), a.Now(), time.UnixMilli(token.Drawn).Add(formLife))
	if err != nil {
		return err
	}
	if !fresh {
		return errSentAlready
	}
	failed := true // until do has returned: a panic is a failure
	defer func() {
		if failed {
			a.release(r, token)
		}
	}()
	ctx, cancel := goingOn(r.Context())
	defer cancel()
	err = do(ctx)
	failed = err != nil
	return err
}

// goingOn is ctx with its values and its time limit, but without its cancellation.
func goingOn(ctx context.Context) (context.Context, context.CancelFunc) {
	free := context.WithoutCancel(ctx)
	if deadline, ok := ctx.Deadline(); ok {
		return context.WithDeadline(free, deadline)
	}
	return context.WithTimeout(free, timeLimit)
}

func (a *app) release(r *http.Request, token formToken) {
	if err := a.Forms.Release(context.WithoutCancel(r.Context()), token.key()); err != nil {
		a.Log.WarnContext(r.Context(), "a form that failed cannot be sent again", "error", err)
	}
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func decode(s string) ([]byte, error) { return base64.RawURLEncoding.Strict().DecodeString(s) }
