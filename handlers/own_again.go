package handlers

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"roster/views"
)

// How long the second sending of a form waits for the first, which is longer than one
// call to Logto takes, and how often it looks.
const (
	firstWithin = 10 * time.Second
	firstLook   = 100 * time.Millisecond
)

// again answers a form that was taken before: a double click without script, or one
// turned back to and sent once more. Nothing is done. It leads where the first led.
func (s ownStep) again(w http.ResponseWriter, r *http.Request, sub submission, in ownInput) error {
	to := s.back
	switch {
	case s.kind == views.OwnVerify && in.proof != "":
		return s.redirect(w, r, r.URL.RequestURI()) // which leads on
	case s.sends(in.form):
		if first, ok := s.firstSent(r.Context(), sub.token); ok {
			return s.goOn(w, r, first)
		}
		to = r.URL.RequestURI()
	case s.kind == views.OwnVerify:
		to = r.URL.RequestURI()
	}
	s.toast(w, s.sentAlready())
	return s.redirect(w, r, to)
}

// sentAlready is the message for a form that was taken before.
func (s ownStep) sentAlready() views.Toast {
	if s.kind == views.OwnCodes {
		return views.Toast{Tone: views.ToneWarning, Message: views.Say("security.sent-once")}
	}
	return views.Toast{Tone: views.ToneInfo, Message: views.Say("form.sent-already")}
}

// sends says that the form asks for a code to be sent.
func (s ownStep) sends(form map[string]string) bool {
	_, waiting := codeIn(form)
	then := form[views.FieldThen]
	switch {
	case waiting:
		return then == views.ThenResend
	case s.kind == views.OwnVerify:
		return then == views.ThenEmail || then == views.ThenPhone
	}
	return slices.Contains(s.fields, views.FieldSent)
}

// keepSent remembers what the form led to as long as the code counts, sealed as drafts
// are: with the portal's own key, since the browser may have given up the answer that
// would bring it a cookie.
func (s ownStep) keepSent(ctx context.Context, token formToken, c sentCode) {
	id := sentID(token)
	sealed := draftAEAD(s.sentKey()).Seal(nil, nil, []byte(carryCode(c)), []byte(id))
	if err := s.Forms.KeepDraft(ctx, id, sealed, time.UnixMilli(c.End)); err != nil {
		s.Log.WarnContext(ctx, "a code that was sent is not remembered for its form", "error", err)
	}
}

// firstSent is the code that the first sending of the form sent. That may be under way
// still.
func (s ownStep) firstSent(ctx context.Context, token formToken) (c sentCode, ok bool) {
	ctx, cancel := context.WithTimeout(ctx, firstWithin)
	defer cancel()
	look := time.NewTicker(firstLook)
	defer look.Stop()
	id := sentID(token)
	for {
		sealed, err := s.Forms.Draft(ctx, id, s.Now())
		if err != nil {
			return c, false
		}
		if sealed != nil {
			plain, err := draftAEAD(s.sentKey()).Open(nil, nil, sealed, []byte(id))
			return c, err == nil && json.Unmarshal(plain, &c) == nil
		}
		select {
		case <-ctx.Done():
			return c, false
		case <-look.C:
		}
	}
}

func sentID(token formToken) string {
	sum := sha256.Sum256([]byte(token.Nonce))
	return "sent " + hex.EncodeToString(sum[:16])
}

// sentKey seals codes under way.
func (a *app) sentKey() []byte {
	mac := hmac.New(sha256.New, a.FormKey)
	mac.Write([]byte("roster sent code"))
	return mac.Sum(nil)
}
