package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"roster/access"
	"roster/activity"
	"roster/apiclient"
)

// says fails for each text that is missing in an answer, lacks for each that is there.
func says(t *testing.T, body string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(body, text) {
			t.Errorf("%q is missing in %s", text, body)
		}
	}
}

func lacks(t *testing.T, body string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(body, text) {
			t.Errorf("%q is in %s", text, body)
		}
	}
}

func TestActivity_saysWhatHappened(t *testing.T) {
	t.Parallel()
	w := newPortal(t).do(t, ask{as: "admin", path: "/activity"})
	if w.Code != http.StatusOK {
		t.Fatalf("status %d", w.Code)
	}
	says(t, w.Body.String(),
		"was suspended", `href="/users/anna00000001"`, "Anna &lt;b&gt;Kim&lt;/b&gt;", "Changed outside the portal (Management API)", "203.0.113.7", `href="/activity/events/12"`,
		"was locked after too many failed attempts", "bea@example.com",
		"Planet.Discovered", "Unknown event",
		" signed in", `href="/activity/log/log1"`,
		"cho@example.com", " entered a password", "The password was wrong, or there is no such account.",
		"Unlocked signing in", "Mina Admin",
		"/activity/live?after=7.3.", "live.min.",
	)
	lacks(t, w.Body.String(), "SECRET")
}

func TestActivity_inKorean(t *testing.T) {
	t.Parallel()
	w := newPortal(t).do(t, ask{as: "admin", path: "/activity", headers: map[string]string{"Accept-Language": "ko"}})
	says(t, w.Body.String(), "사용자가 정지되었습니다", "포털 밖에서 변경됨", "알 수 없는 이벤트", "사용자가 로그인했습니다")
}

func TestActivity_partIsTheListAlone(t *testing.T) {
	t.Parallel()
	w := newPortal(t).do(t, ask{as: "admin", path: "/activity?result=error", headers: htmx("timeline")})
	says(t, w.Body.String(), `id="timeline"`, "result=error")
	lacks(t, w.Body.String(), "<html", "timeline-filter")
}

func TestActivity_readsItsAddress(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]activity.Query{
		"":          {Since: now.Add(-7 * 24 * time.Hour)},
		"?range=1h": {Since: now.Add(-time.Hour)},
		"?person=anna00000001&source=sign-in&event=Interaction.End&result=error&outside=1&steps=1&range=30d": {
			Person: annaID, Source: activity.FromLog, Event: "Interaction.End", Result: activity.Failed, OutsideOnly: true, Everything: true, Since: now.Add(-30 * 24 * time.Hour),
		},
		"?range=custom&from=2026-11-01&to=2026-11-02": {
			Since: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), Until: time.Date(2026, 11, 3, 0, 0, 0, 0, time.UTC),
		},
		"?range=custom&from=yesterday&to=":                                        {},
		"?until=1763800000000&range=1d":                                           {Since: now.Add(-24 * time.Hour), Until: time.UnixMilli(1763800000000).UTC()},
		"?person=a/b&source=x&event=%3Cb%3E&result=x&outside=2&range=9y&until=-1": {Since: now.Add(-7 * 24 * time.Hour)},
	} {
		t.Run(address, func(t *testing.T) {
			t.Parallel()
			p := newPortal(t)
			p.do(t, ask{as: "auditor", path: "/activity" + address})
			want.Limit = timelineAtOnce
			if got := p.time.asked(); got != want {
				t.Errorf("asked %+v, want %+v", got, want)
			}
		})
	}
}

func TestActivity_findsWhoIsTyped(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.people.found = annaID
	w := p.do(t, ask{as: "admin", path: "/activity?find=anna%40example.com&range=1d"})
	if to := w.Header().Get("Location"); w.Code != http.StatusSeeOther || to != "/activity?person="+annaID+"&range=1d" {
		t.Errorf("%d to %q", w.Code, to)
	}
	p.people.found = ""
	w = p.do(t, ask{as: "admin", path: "/activity?find=nobody"})
	if w.Code != http.StatusUnprocessableEntity {
		t.Errorf("status %d", w.Code)
	}
	says(t, w.Body.String(), "Nobody found for", `href="/users?search=nobody"`, `value="nobody"`)
}

func TestActivity_withoutLogtosLogTheRestIsThere(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.time.page.LogErr = &apiclient.Unavailable{Kind: apiclient.KindTimeout}
	w := p.do(t, ask{as: "helpdesk", path: "/activity?range=1d"})
	if w.Code != http.StatusOK {
		t.Errorf("status %d", w.Code)
	}
	says(t, w.Body.String(), "sign-in log is missing here", "was suspended", `href="/activity?range=1d"`)
}

func TestActivity_leadsToWhatIsOlder(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.time.page.Next = now.Add(-time.Hour)
	says(t, p.do(t, ask{as: "admin", path: "/activity?range=1d"}).Body.String(), "/activity?range=1d&amp;until=1795334400000", "/activity/live?")
	older := p.do(t, ask{as: "admin", path: "/activity?range=1d&until=1795334400000"}).Body.String()
	says(t, older, `href="/activity?range=1d"`)
	lacks(t, older, "/activity/live?")
}

func TestActivity_isOfTheTrailForThoseAloneWhoReadIt(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	says(t, p.do(t, ask{as: "auditor", path: "/activity"}).Body.String(), `<option value="portal">`)
	lacks(t, p.do(t, ask{as: "helpdesk", path: "/activity"}).Body.String(), `<option value="portal">`)
	if players["helpdesk"].Capabilities.Has(access.AuditRead) {
		t.Fatal("the helpdesk reads the trail")
	}
}

func TestActivity_oneItemWithItsSecretsMasked(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	event := p.do(t, ask{as: "auditor", path: "/activity/events/12"}).Body.String()
	says(t, event, "User.SuspensionStatus.Updated", "PATCH /users/anna00000001/is-suspended", "203.0.113.7", "Changed outside the portal", "••••••", "isSuspended")
	entry := p.do(t, ask{as: "auditor", path: "/activity/log/log1"}).Body.String()
	says(t, entry, "Interaction.SignIn.Submit", "192.0.2.9", "app1", "code_verifier", "••••••")
	lacks(t, event+entry, "SECRET")
	for _, path := range []string{"/activity/events/99", "/activity/events/x", "/activity/log/none"} {
		if w := p.do(t, ask{as: "auditor", path: path}); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func TestActivity_ofOnePerson(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.time.page.Next = now.Add(-time.Hour)
	w := p.do(t, ask{as: "helpdesk", path: annaPage + "/activity"})
	says(t, w.Body.String(), "Anna Kim", "was suspended", annaPage+"/activity?until=1795334400000", url.QueryEscape("30d"), `aria-current="page"`)
	if got := p.time.asked(); got.Person != annaID {
		t.Errorf("asked %+v", got)
	}
	says(t, p.do(t, ask{as: "helpdesk", path: annaPage}).Body.String(), `href="`+annaPage+`/activity"`)
}
