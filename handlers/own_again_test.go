package handlers

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"

	"roster/i18n"
	"roster/views"
)

// drawn is a form as its page drew it, so that it can be sent twice.
func drawn(t *testing.T, p *portal, as, path string) url.Values {
	t.Helper()
	return stepForm(t, p.do(t, ask{as: as, path: path}))
}

func TestOwnStep_sentTwiceAsksForTheCodeThatWasSentFirst(t *testing.T) {
	t.Parallel()
	for path, name := range map[string]string{"/profile/email": "primaryEmail", "/profile/verify?next=%2Fprofile%2Femail": views.FieldThen} {
		p := contactPortal(t)
		as, typed, sends := "proven", "new@example.com", "send new email new@example.com"
		if name == views.FieldThen {
			as, typed, sends = "person", views.ThenEmail, "send email me@example.com"
		}
		form := with(drawn(t, p, as, path), name, typed)
		sent := ask{as: as, method: http.MethodPost, path: path, form: form}
		first := stepForm(t, p.do(t, sent))
		again := p.do(t, sent)
		see(t, again, `name="code"`, `data-wait="60"`)
		if got := stepForm(t, again).Get(sentField); again.Code != http.StatusOK || got != first.Get(sentField) {
			t.Errorf("%s: %d, carries %q", path, again.Code, got)
		}
		wantSteps(t, p, sends)
		for _, kept := range p.deps.Forms.(*fakeForms).drafts {
			if strings.Contains(string(kept), "@example.com") {
				t.Errorf("%s: the database can read %s", path, kept)
			}
		}
	}
}

// A browser gives up the first sending of a double click while the code is on its way.
func TestOwnStep_sentTwiceWaitsForTheFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := contactPortal(t)
		p.own.hold = make(chan struct{})
		sent := proven("/profile/email", with(drawn(t, p, "proven", "/profile/email"), "primaryEmail", "new@example.com"))
		answers := make(chan *httptest.ResponseRecorder, 2)
		for range 2 {
			go func() { answers <- p.do(t, sent) }()
			synctest.Wait()
		}
		close(p.own.hold)
		see(t, <-answers, `name="code"`)
		see(t, <-answers, `name="code"`)
		wantSteps(t, p, "send new email new@example.com")
	})
}

func TestOwnStep_sentTwiceLeadsBackToItsPageWhenTheFirstIsLost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := contactPortal(t)
		form := with(drawn(t, p, "proven", "/profile/email"), "primaryEmail", "new@example.com")
		tokens := formTokens{key: p.deps.FormKey, now: p.deps.Now}
		token, err := tokens.check(map[string]string{views.FieldToken: form.Get(views.FieldToken)})
		if err != nil {
			t.Fatal(err)
		}
		p.deps.Forms.(*fakeForms).used[token.key()] = now.Add(formLife)
		w := p.do(t, proven("/profile/email", form))
		leadsTo(t, w, "/profile/email")
		see(t, p.do(t, ask{as: "proven", path: "/profile/email", cookies: w.Result().Cookies()}), i18n.T(t.Context(), "form.sent-already"))
		wantSteps(t, p)
	})
}

func TestVerify_sentTwiceLeadsToWhatItIsFor(t *testing.T) {
	t.Parallel()
	const path = "/profile/verify?next=%2Fprofile%2Fusername"
	p := contactPortal(t)
	form := with(drawn(t, p, "person", path), "password", "mine")
	leadsTo(t, p.do(t, step(path, form)), "/profile/username")
	leadsTo(t, p.do(t, proven(path, form)), path)
	leadsTo(t, p.do(t, ask{as: "proven", path: path}), "/profile/username")
	leadsTo(t, p.do(t, step(path, form)), path) // the proof is over again
	wantSteps(t, p, "password mine")
}
