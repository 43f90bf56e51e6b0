package handlers

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"roster/account"
	"roster/apiclient"
	"roster/apiclient/attribute"
	"roster/auth"
	"roster/views"
	"roster/views/paths"
)

// linkLife is how long a sign-in at a provider may take: as long as Logto's record of it.
const linkLife = 10 * time.Minute

// linkUnderWay is a sign-in at a provider for an account to be linked. It travels sealed
// in a cookie, so that only the browser and the person that began it can end it, once.
type linkUnderWay struct {
	Viewer    string `json:"v"`
	State     string `json:"s"`
	Connector string `json:"c"`
	Target    string `json:"t"`
	Record    string `json:"r"` // Logto's, of the sign-in
	Until     int64  `json:"u"` // Unix seconds

	address string // where the browser goes; not kept
}

func (a *app) linkCookie(value string, age time.Duration) *http.Cookie {
	name := "roster-link"
	if a.flashes.secure {
		name = "__Host-" + name
	}
	// Lax, not Strict: the callback is a navigation that comes from the provider's site.
	return &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: int(age / time.Second),
		HttpOnly: true, Secure: a.flashes.secure, SameSite: http.SameSiteLaxMode,
	}
}

// linkKey seals the cookie.
func (a *app) linkKey() []byte {
	mac := hmac.New(sha256.New, a.FormKey)
	mac.Write([]byte("roster link"))
	return mac.Sum(nil)
}

// keepLink remembers it in the browser; the newest takes the place of others.
func (a *app) keepLink(w http.ResponseWriter, l linkUnderWay) {
	plain, err := json.Marshal(l)
	if err != nil {
		panic(err) // strings and a number always marshal
	}
	cookie := a.linkCookie("", linkLife)
	cookie.Value = encode(draftAEAD(a.linkKey()).Seal(nil, nil, plain, []byte(cookie.Name)))
	http.SetCookie(w, cookie)
}

// errLinkStale: no sign-in at a provider that this person began in this browser is under
// way, or it is over.
var errLinkStale = errors.New("link: not begun here, or over")

// takeLink uses up the sign-in that a state belongs to: whatever comes of it, the callback
// cannot be repeated.
func (a *app) takeLink(w http.ResponseWriter, r *http.Request, state string) (l linkUnderWay, err error) {
	cookie, err := r.Cookie(a.linkCookie("", 0).Name)
	if err != nil {
		return l, errLinkStale
	}
	sealed, err := decode(cookie.Value)
	if err != nil {
		return l, errLinkStale
	}
	plain, err := draftAEAD(a.linkKey()).Open(nil, nil, sealed, []byte(cookie.Name))
	if err != nil || json.Unmarshal(plain, &l) != nil || subtle.ConstantTimeCompare([]byte(l.State), []byte(state)) != 1 {
		return linkUnderWay{}, errLinkStale
	}
	http.SetCookie(w, a.linkCookie("", -time.Second))
	until := time.Unix(l.Until, 0)
	if l.Viewer != visitOf(r).personID() || !a.Now().Before(until) {
		return linkUnderWay{}, errLinkStale
	}
	fresh, err := a.Forms.UseOnce(r.Context(), "link "+state, a.Now(), until)
	if err == nil && !fresh {
		err = errLinkStale
	}
	return l, err
}

// maxProviderText is far above what providers send, in bytes.
const maxProviderText = 4096

// answerNames are the parameters of a provider's answer that Logto's connectors read.
var answerNames = []string{"code", "auth_code", "state"}

// readAnswer takes what a provider sent back, every parameter at most once (RFC 6749,
// 3.1). refused is its error code, "" for none.
func readAnswer(raw string) (answer map[string]string, refused string, err error) {
	q, err := url.ParseQuery(raw)
	if err != nil {
		return nil, "", errors.New("link: the parameters cannot be read")
	}
	answer = map[string]string{}
	for _, name := range append([]string{"error"}, answerNames...) {
		switch values := q[name]; {
		case len(values) > 1 || len(values) == 1 && (len(values[0]) > maxProviderText || !isText(values[0])):
			return nil, "", fmt.Errorf("link: %s is given twice, too long or no text", name)
		case len(values) == 1:
			answer[name] = values[0]
		}
	}
	refused = answer["error"]
	delete(answer, "error")
	if answer["state"] == "" || refused == "" && answer["code"] == "" && answer["auth_code"] == "" {
		return nil, "", errors.New("link: no state, or neither code nor error")
	}
	return answer, refused, nil
}

// errCancelled: the person turned back at the provider. errProviderRefused: it did.
var (
	errCancelled       = errors.New("link: cancelled at the provider")
	errProviderRefused = errors.New("link: refused by the provider")
)

// linkCallback ends what ownLink began. It is a GET that changes something, because
// providers send browsers back so; the cookie and the state make sure that it is wanted.
func (a *app) linkCallback(w http.ResponseWriter, r *http.Request) error {
	to := paths.ProfileConnections()
	l, err := a.finishLink(w, r)
	if err == nil {
		a.reread(r)
		a.toast(w, views.Toast{Tone: views.ToneSuccess, Message: views.Say("own.link.done")})
		return a.redirect(w, r, to)
	}
	if errors.Is(err, errSignIn) || clientGone(r, err) {
		return err
	}
	a.Log.InfoContext(r.Context(), "account not linked", "id", visitOf(r).id, "person", actor(r).ID, "error", err)
	if errors.Is(err, account.ErrProof) {
		if err := a.Auth.KeepProof(r, auth.Proof{}); err != nil { // it is none to Logto
			return err
		}
		to = paths.ProfileVerify(paths.ProfileIdentityLink(l.Connector))
	}
	a.toast(w, linkTrouble(err))
	return a.redirect(w, r, to)
}

func (a *app) finishLink(w http.ResponseWriter, r *http.Request) (linkUnderWay, error) {
	answer, refused, err := readAnswer(r.URL.RawQuery)
	if err != nil {
		return linkUnderWay{}, fmt.Errorf("%w: %w", errLinkStale, err)
	}
	l, err := a.takeLink(w, r, answer["state"])
	switch {
	case err != nil:
		return l, err
	case strings.Contains(refused, "cancel") || refused == "access_denied":
		return l, errCancelled
	case refused != "":
		return l, errProviderRefused
	}
	answer["redirectUri"] = a.linkBack()
	ctx, cancel := goingOn(r.Context()) // the code is good once: leaving the page must not waste it
	defer cancel()
	return l, a.Account.Link(ctx, actor(r), a.ownToken(r), proofOf(r), apiclient.Secret(l.Record), l.Target, answer)
}

// linkTrouble is the message for what did not come about.
func linkTrouble(err error) views.Toast {
	code, status := "", 0
	if e, ok := errors.AsType[*apiclient.Error](err); ok {
		code, status = e.Code, e.Status
	}
	key, tone := "own.link.failed", views.ToneError
	switch {
	case errors.Is(err, errCancelled):
		key, tone = "own.link.cancelled", views.ToneInfo
	case errors.Is(err, account.ErrProof):
		key, tone = "own.link.proof", views.ToneInfo
	case errors.Is(err, attribute.ErrUncertain):
		key = "own.uncertain"
	case errors.Is(err, errLinkStale), code == "verification_record.not_found", code == "session.connector_validation_session_not_found":
		key = "own.link.stale"
	case codesOf(err)[account.FieldIdentity] == account.LinkedAlready, code == "user.identity_already_in_use" && status == http.StatusBadRequest:
		key = "own.link.already"
	case code == "user.identity_already_in_use":
		key = "own.link.taken"
	case code == "account_center.field_not_editable":
		key = "problem.field-closed"
	case code == "session.invalid_connector_id", code == "entity.not_found":
		key = "own.link.gone"
	case errors.Is(err, errProviderRefused), strings.HasPrefix(code, "connector."), strings.HasPrefix(code, "session.connector"):
		key = "own.link.refused"
	}
	return views.Toast{Tone: tone, Message: views.Say(key)}
}
