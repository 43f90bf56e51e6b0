package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"roster/directory"
	"roster/i18n"
	"roster/views"
)

func TestSecurityForm_asksTwiceBeforeTheLastWayIn(t *testing.T) {
	t.Parallel()
	path := annaPage + "/identities/google/unlink"
	for _, last := range []bool{true, false} {
		p := newPortal(t)
		p.people.locked = last
		body := p.do(t, ask{as: "admin", path: path}).Body.String()
		if strings.Contains(body, i18n.T(t.Context(), "security.unlink.last")) != last || strings.Contains(body, `name="lastWay"`) != last {
			t.Errorf("last %v: warned, asked for a tick: not so", last)
		}
		p.do(t, ask{as: "admin", method: http.MethodPost, path: path, form: url.Values{"lastWay": {views.Checked}}})
		if !p.people.agreed {
			t.Error("the tick is not handed on")
		}
	}
}

func TestTokenNew_readsWhenItEnds(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		choice, day string
		want        time.Time
		status      int
	}{
		"days":    {"30", "", now.AddDate(0, 0, 30), 200},
		"never":   {"never", "", time.Time{}, 200},
		"own day": {"7", "2027-02-28", time.Date(2027, 2, 28, 23, 59, 59, 0, time.UTC), 200},
		"no day":  {"7", "soon", time.Time{}, 422},
		"forged":  {"9999", "", time.Time{}, 400},
	} {
		p := newPortal(t)
		w := p.do(t, ask{as: "admin", method: http.MethodPost, path: annaPage + "/tokens/new", form: url.Values{"tokenName": {"x"}, "expiry": {test.choice}, "expiry.day": {test.day}}})
		if w.Code != test.status || !p.people.expires.Equal(test.want) || (len(p.people.wrote()) > 0) != (test.status == 200) {
			t.Errorf("%s: %d, ends %v", name, w.Code, p.people.expires)
		}
	}
}

// Signing in anew leads back to a form about the same token.
func TestTokenDelete_isTheSameOverASignIn(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	form := url.Values{"base.tokenName": {keptName("ci")}, "reason": {"typed by me"}, "then": {"sign-in"}}
	w := p.do(t, ask{as: "admin", method: http.MethodPost, path: annaPage + "/tokens/delete", form: form})
	if w.Code != http.StatusSeeOther {
		t.Fatalf("%d", w.Code)
	}
	body := p.do(t, ask{as: "admin", path: p.auth.next, cookies: w.Result().Cookies()}).Body.String()
	if !strings.Contains(body, "typed by me") || !strings.Contains(body, `value="&#34;ci&#34;"`) {
		t.Errorf("%s forgot what it was about", p.auth.next)
	}
}

func TestSignOut_saysWhatEndedBesideSessions(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.people.ended = directory.Ended{Sessions: 2, Grants: 3}
	w := p.do(t, ask{as: "admin", method: http.MethodPost, path: annaPage + "/sign-out", form: url.Values{"reason": {"lost"}}})
	body := p.do(t, ask{as: "admin", path: annaPage, cookies: w.Result().Cookies()}).Body.String()
	if !strings.Contains(body, i18n.T(t.Context(), "life.sign-out.done-grants", "count", 2, "grants", 3)) {
		t.Error("the next page does not say it")
	}
}

func TestDeviceOf_namesBrowserAndSystem(t *testing.T) {
	t.Parallel()
	const webkit = "AppleWebKit/537.36 (KHTML, like Gecko) "
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) " + webkit + "Chrome/141.0.0.0 Safari/537.36":                                     "Chrome Windows",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) " + webkit + "Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0":                       "Edge Windows",
		"Mozilla/5.0 (Windows NT 10.0) " + webkit + "Chrome/140.0 Whale/4.33.325.12 Safari/537.36":                                   "Whale Windows",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15":      "Safari macOS",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605 (KHTML, like Gecko) CriOS/141.0 Mobile Safari/604.1": "Chrome iOS handheld",
		"Mozilla/5.0 (Linux; Android 15; SM-S931N) " + webkit + "SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36":          "Samsung Internet Android handheld",
		"Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0":                                                     "Firefox Linux",
		"curl/8.9": "", "": "",
	} {
		d, handheld := deviceOf(agent)
		got := joinedBy(" ", d.Browser, d.System, map[bool]string{true: "handheld"}[handheld])
		if got != want {
			t.Errorf("%s is %q, want %q", agent, got, want)
		}
	}
}
