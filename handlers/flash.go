package handlers

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"roster/auth"
	"roster/views"
)

// flashAge is how long a message waits for the page that shows it, in seconds.
const flashAge = 60

// flash is a message that is shown once, on the page after a redirect: the key
// of its text, and the numbers in it by placeholder, such as {count}. The cookie that carries it is signed, so
// that another site under the same domain cannot put words into the portal's
// mouth, and holds no personal data.
type flash struct {
	Tone    views.Tone     `json:"t"`
	Key     string         `json:"k"`
	Numbers map[string]int `json:"n,omitempty"`
	// More is the key of a second sentence, and Until the time in it, in Unix seconds.
	More  string `json:"m,omitempty"`
	Until int64  `json:"u,omitempty"`
	// Own are placeholders that the page fills which shows the message, with what the
	// session knows of its viewer then.
	Own map[string]ownValue `json:"o,omitempty"`
}

// ownValue stands for something of the viewer's own in a message.
type ownValue string

// The values there are.
const (
	theirEmail ownValue = "email"
	theirPhone ownValue = "phone"
)

// of is the value; nobody has none.
func (v ownValue) of(p *auth.Person) string {
	switch {
	case p == nil:
		return ""
	case v == theirEmail:
		return p.Email
	case v == theirPhone:
		return showPhone(p.Phone)
	}
	return ""
}

// flashes writes and reads the cookie.
type flashes struct {
	key    []byte
	secure bool
}

func (f flashes) name() string {
	if f.secure {
		return "__Host-roster-flash"
	}
	return "roster-flash"
}

// set leaves the message for the next page.
func (f flashes) set(w http.ResponseWriter, m flash) {
	body, err := json.Marshal(m)
	if err != nil {
		return // strings always marshal; a lost toast would be no reason to fail a done change
	}
	value := base64.RawURLEncoding.EncodeToString(body) + "." + base64.RawURLEncoding.EncodeToString(f.sign(body))
	http.SetCookie(w, f.cookie(value, flashAge))
}

// take returns the message that waits, if any, and removes it.
func (f flashes) take(w http.ResponseWriter, r *http.Request) (flash, bool) {
	cookie, err := r.Cookie(f.name())
	if err != nil {
		return flash{}, false
	}
	http.SetCookie(w, f.cookie("", -1))
	payload, signature, _ := strings.Cut(cookie.Value, ".")
	body, err := base64.RawURLEncoding.DecodeString(payload)
	if err != nil {
		return flash{}, false
	}
	given, err := base64.RawURLEncoding.DecodeString(signature)
	if err != nil || !hmac.Equal(given, f.sign(body)) {
		return flash{}, false
	}
	var m flash
	if json.Unmarshal(body, &m) != nil {
		return flash{}, false
	}
	return m, true
}

func (f flashes) sign(body []byte) []byte {
	mac := hmac.New(sha256.New, f.key)
	mac.Write(body)
	return mac.Sum(nil)
}

func (f flashes) cookie(value string, maxAge int) *http.Cookie {
	return &http.Cookie{
		Name: f.name(), Value: value, Path: "/", MaxAge: maxAge,
		HttpOnly: true, Secure: f.secure, SameSite: http.SameSiteLaxMode,
	}
}

// flashOf is the message as it waits. Of what fills its placeholders only numbers
// and times travel, and names of what is the viewer's own: everything else could be
// personal.
func flashOf(t views.Toast) flash {
	f := flash{Tone: t.Tone, Key: t.Key, Numbers: map[string]int{}, Own: map[string]ownValue{}, More: t.More.Key}
	for _, arg := range t.More.Args {
		if until, is := arg.(time.Time); is {
			f.Until = until.Unix()
		}
	}
	for pair := range slices.Chunk(t.Args, 2) {
		name, named := pair[0].(string)
		if n, is := pair[len(pair)-1].(int); is && named {
			f.Numbers[name] = n
		}
		if v, is := pair[len(pair)-1].(ownValue); is && named {
			f.Own[name] = v
		}
	}
	return f
}

// toast is the message as it is shown to its viewer, nil for nobody.
func (f flash) toast(viewer *auth.Person) views.Toast {
	var args []any
	for _, name := range slices.Sorted(maps.Keys(f.Own)) {
		args = append(args, name, f.Own[name].of(viewer))
	}
	for _, name := range slices.Sorted(maps.Keys(f.Numbers)) {
		args = append(args, name, f.Numbers[name])
	}
	toast := views.Toast{Tone: f.Tone, Message: views.Say(f.Key, args...), More: views.Say(f.More)}
	if f.Until != 0 {
		toast.More.Args = []any{"until", time.Unix(f.Until, 0)}
	}
	return toast
}
