package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"roster/i18n"
	"roster/views"
)

// Another form, or the same page drawn anew, is no way around the pause.
func TestCodePause_holdsForTheAddressWhateverTheForm(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ path, name, typed, again, other, sends string }{
		{"/profile/email", "primaryEmail", "new@example.com", " New@Example.com", "other@example.com", "send new email "},
		{"/profile/phone", "primaryPhone", "010 3333-4444", "+821033334444", "01055556666", "send new phone "},
		{"/profile/verify", views.FieldThen, views.ThenEmail, views.ThenEmail, views.ThenPhone, "send "},
	} {
		p := contactPortal(t)
		at := now
		p.deps.Now = func() time.Time { return at }
		p.handler = Routes(p.deps)
		as := "proven"
		if tc.name == views.FieldThen {
			as = "person"
		}
		send := func(typed string) int {
			form := step(tc.path, url.Values{tc.name: {typed}})
			form.as = as
			w := p.do(t, form)
			if w.Code == http.StatusTooManyRequests {
				see(t, w, i18n.T(t.Context(), "own.problem.too-soon", "seconds", 48))
			}
			return w.Code
		}
		first := send(tc.typed)
		at = now.Add(12 * time.Second)
		soon, other := send(tc.again), send(tc.other)
		at = now.Add(codePause)
		if late := send(tc.again); first != 200 || soon != http.StatusTooManyRequests || other != 200 || late != 200 {
			t.Errorf("%s: %d, too soon %d, another address %d, after a minute %d", tc.path, first, soon, other, late)
		}
		if did := p.did(); len(did) != 3 || !strings.HasPrefix(did[0], tc.sends) {
			t.Errorf("%s: %q", tc.path, did)
		}
		for key := range p.deps.Forms.(*fakeForms).used {
			if strings.Contains(key, "example.com") || strings.Contains(key, "3333") {
				t.Errorf("the database can read %s", key)
			}
		}
	}
}

func TestCodePause_isNoneAfterACodeThatWasNotSent(t *testing.T) {
	t.Parallel()
	p := contactPortal(t)
	p.own.failing("send new", refusedOf("primaryEmail", "connector.not_found", 501))
	p.do(t, proven("/profile/email", url.Values{"primaryEmail": {"new@example.com"}}))
	p.own.failing("send new", nil)
	p.askedForCode(t, "/profile/email", "primaryEmail", "new@example.com")
}
