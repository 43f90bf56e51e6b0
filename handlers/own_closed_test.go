package handlers

import (
	"html"
	"net/http"
	"strings"
	"testing"

	"roster/account"
	"roster/apiclient"
	"roster/i18n"
)

// Where the tenant lets people not look after themselves, every page says so, and to
// those who assign roles how to change that.
func TestOwnPages_sayHowToOpenThemToThoseWhoCan(t *testing.T) {
	t.Parallel()
	for path, command := range map[string]string{
		"/profile": openByCommand, "/profile/security": openByCommand, "/profile/connections": openByCommand, "/profile/data": openByCommand,
		"/profile/username": openByCommand, "/profile/email": openByCommand, "/profile/password": openByCommand,
	} {
		for as, told := range map[string]bool{"admin": true, "helpdesk": false, "person": false} {
			p := newPortal(t)
			p.own.own = account.Own{}
			w := p.do(t, ask{as: as, path: path})
			if got := strings.Contains(html.UnescapeString(w.Body.String()), command); w.Code != http.StatusOK || got != told {
				t.Errorf("%s for %s: %d, told how %v", path, as, w.Code, got)
			}
		}
	}
}

func TestOwnPages_sayHowToOpenAPartToThoseWhoCan(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/profile/security", "/profile/connections", "/profile/data"} {
		for as, told := range map[string]bool{"admin": true, "person": false} {
			p := newPortal(t)
			p.own.own.CanProve = false
			p.own.own.Controls = map[string]string{"name": "Edit"}
			body := html.UnescapeString(p.do(t, ask{as: as, path: path}).Body.String())
			if got := strings.Contains(body, openByCommand); got != told {
				t.Errorf("%s for %s: told how %v", path, as, got)
			}
		}
	}
}

// Logto's list of factors goes by the control of the factors, passkeys among them.
func TestOwnSecurity_leadsToLogtoForPasskeysThatAreKeptBackHere(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.own.own.Controls = map[string]string{"passkey": "Edit"}
	w := p.do(t, ask{as: "person", path: "/profile/security"})
	see(t, w, "/account/passkey/manage?redirect=", i18n.T(t.Context(), "own.security.passkeys.elsewhere"))
	if strings.Contains(w.Body.String(), i18n.T(t.Context(), "own.security.passkeys.none")) {
		t.Error("says that there is none")
	}
}

// Apple answers by a form of its own page, with which no cookie of the portal comes.
func TestConnections_leadToLogtoForWhoAnswersByAForm(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.own.providers = []apiclient.SocialConnector{{ID: "c9", Target: "apple", Platform: "Universal"}}
	see(t, p.do(t, ask{as: "person", path: "/profile/connections"}), logtoOrigin+"/account/social/c9?redirect=")
	if w := p.do(t, ask{as: "proven", path: "/profile/identities/c9/link"}); w.Code != http.StatusNotFound {
		t.Errorf("the portal's own way: %d", w.Code)
	}
}
