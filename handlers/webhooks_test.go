package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/i18n"
	"roster/views"
)

var korean = map[string]string{"Accept-Language": "ko"}

// Directory returns no secret; should it ever, no page about webhooks shows it, nor what
// was delivered or answered.
func TestWebhooks_showNoSecret(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	for _, path := range []string{"", "/new", "/register", "/h1", "/h1?failed=1", "/h1/edit", "/h1/enable", "/h1/disable", "/h1/test", "/h1/rotate", "/h1/delete"} {
		for _, headers := range []map[string]string{nil, korean, htmx(views.FragmentWebhook)} {
			w := p.do(t, ask{as: "admin", path: "/webhooks" + path, headers: headers})
			if w.Code != http.StatusOK || strings.Contains(w.Body.String(), "hush") {
				t.Errorf("%s: %d, or it shows a secret", path, w.Code)
			}
		}
	}
	if strings.Contains(p.log.String(), "hush") {
		t.Error("the log has a secret")
	}
}

func TestWebhooks_speakKorean(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	body := p.do(t, ask{as: "admin", path: "/webhooks/h1", headers: korean}).Body.String()
	for _, want := range []string{"사용자 생성", "응답 503", "10초 안에 응답 없음", "Newer.Event", "99%"} {
		if !strings.Contains(body, want) {
			t.Errorf("%q is missing", want)
		}
	}
}

func TestWebhooks_sayHowThePortalsOwnStands(t *testing.T) {
	t.Parallel()
	row := func(change func(*directory.HookRow)) *directory.HookRow {
		own := directory.HookRow{Hook: apiclient.Hook{ID: "own", Name: "Roster", Enabled: true}, Own: true}
		change(&own)
		return &own
	}
	for key, own := range map[string]*directory.HookRow{
		"webhooks.receiver.none":    nil,
		"webhooks.receiver.off":     row(func(h *directory.HookRow) { h.Enabled = false }),
		"webhooks.receiver.partial": row(func(h *directory.HookRow) { h.Missing = []string{"User.Created"} }),
		"webhooks.receiver.on":      row(func(*directory.HookRow) {}),
	} {
		p := newPortal(t)
		p.people.hookList = directory.HookList{Rows: []directory.HookRow{aHook().Hook}, Own: own}
		body := p.do(t, ask{as: "admin", path: "/webhooks"}).Body.String()
		if !strings.Contains(body, i18n.T(t.Context(), key)) || strings.Contains(body, `href="/webhooks/register"`) == (key == "webhooks.receiver.on") {
			t.Errorf("%s is not said, or the button is not what it should be", key)
		}
	}
}

func TestWebhooks_whenLogtoIsDown(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]int{"/webhooks": http.StatusGatewayTimeout, "/webhooks/h1": http.StatusGatewayTimeout, "/webhooks/h1/edit": http.StatusGatewayTimeout, "/webhooks/none": http.StatusNotFound, "/webhooks/new": http.StatusOK} {
		p := newPortal(t)
		p.people.errs["*"] = isDown
		if w := p.do(t, ask{as: "admin", path: path}); w.Code != want {
			t.Errorf("%s: %d, want %d", path, w.Code, want)
		}
	}
	p := newPortal(t)
	p.people.errs["Deliveries"] = isDown
	if w := p.do(t, ask{as: "admin", path: "/webhooks/h1"}); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Billing") {
		t.Errorf("without the deliveries: %d", w.Code)
	}
	p = newPortal(t)
	p.people.errs["RotateHookKey"] = isDown
	w := p.do(t, ask{as: "admin", method: http.MethodPost, path: "/webhooks/h1/rotate", form: url.Values{}})
	if w.Code != http.StatusGatewayTimeout || !strings.Contains(w.Body.String(), i18n.T(t.Context(), "failure.timeout")) {
		t.Errorf("rotating: %d", w.Code)
	}
}

func TestWebhook_asksForThePageOfItsAddress(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]directory.DeliveryQuery{
		"": {Page: 1}, "?page=2&failed=1": {Page: 2, FailedOnly: true}, "?page=x&failed=yes": {Page: 1}, "?page=70": {Page: 3},
	} {
		p := newPortal(t)
		want.PageSize = deliveryPage
		if w := p.do(t, ask{as: "admin", path: "/webhooks/h1" + query}); w.Code != http.StatusOK || p.people.hookQuery != want {
			t.Errorf("%s: %d, asked for %+v", query, w.Code, p.people.hookQuery)
		}
	}
}

func TestWebhookForm_sendsWhatWasTyped(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.do(t, post("/webhooks/new", newHookForm()).by("admin"))
	p.do(t, post("/webhooks/h1/edit", editHookForm()).by("admin"))
	if d := p.people.hookDrafts[0]; d.Name != "Billing" || d.URL != "https://billing.example/hook" || len(d.Events) != 1 || d.Headers[0].Name != "X-Env" || d.Headers[0].Value.Reveal() != "hush-typed" || d.InClear {
		t.Errorf("%+v", d)
	}
	if e := p.people.hookEdits[0]; e.Name.Base != "Billing" || e.Name.Value != "Invoices" || len(e.Events) != 2 || len(e.EventsBase) != 2 || e.Headers[0] != (directory.HookHeader{Was: "Authorization", Name: "Authorization"}) {
		t.Errorf("%+v", e)
	}
}

func TestWebhookForm_drawsWhatIsWrong(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.people.errs["CreateHook"] = &directory.Invalid{Fields: map[string]string{
		"name": directory.Missing, "url": directory.InClear, "events": directory.Missing, "headers": directory.TooMany, "headers.0": directory.HeaderReserved,
	}}
	form := newHookForm()
	form.Set("url", "http://billing.example/")
	w := p.do(t, post("/webhooks/new", form).by("admin"))
	body := w.Body.String()
	for _, key := range []string{"webhooks.problem.missing", "webhooks.problem.in-clear", "webhooks.in-clear.label", "webhooks.problem.events", "webhooks.problem.reserved"} {
		if !strings.Contains(strings.ReplaceAll(body, "&#39;", "'"), i18n.T(t.Context(), key)) {
			t.Errorf("%s is not said", key)
		}
	}
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(body, `value="http://billing.example/"`) || !strings.Contains(body, `value="X-Env"`) {
		t.Errorf("%d, or what was typed is lost", w.Code)
	}
}

// A value that went to another receiver before is asked for again; what else was typed stays.
func TestWebhookForm_asksForAValueAgain(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.people.errs["UpdateHook"] = &directory.Invalid{Fields: map[string]string{directory.HeaderField(0): directory.TypeAgain}}
	for language, headers := range map[string]map[string]string{"en": nil, "ko": korean} {
		ask := post("/webhooks/h1/edit", editHookForm()).by("admin")
		ask.headers = headers
		w := p.do(t, ask)
		body := w.Body.String()
		if said := map[string]string{"en": "Type it again.", "ko": "다시 입력하세요."}[language]; w.Code != http.StatusUnprocessableEntity || !strings.Contains(body, said) || !strings.Contains(body, `value="Invoices"`) {
			t.Errorf("%s: %d", language, w.Code)
		}
	}
}

// A group is ticked and unticked without script; nothing is sent, and nothing is lost.
func TestWebhookForm_ticksAGroup(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	form := editHookForm()
	form.Set("then", "all.roles")
	w := p.do(t, post("/webhooks/h1/edit", form).by("admin"))
	ticked := func(body, event string) bool {
		_, rest, _ := strings.Cut(body, `name="event.`+event+`"`)
		tag, _, _ := strings.Cut(rest, ">")
		return strings.Contains(tag, "checked")
	}
	body := w.Body.String()
	if w.Code != http.StatusOK || !ticked(body, "Role.Deleted") || !ticked(body, "User.Created") || !ticked(body, "Newer.Event") || ticked(body, "User.Deleted") || !strings.Contains(body, `value="Invoices"`) {
		t.Errorf("%d, %v", w.Code, p.people.wrote())
	}
	form.Set("then", "none.users")
	body = p.do(t, post("/webhooks/h1/edit", form).by("admin")).Body.String()
	if ticked(body, "User.Created") || len(p.people.wrote()) > 0 {
		t.Errorf("still ticked, or sent: %v", p.people.wrote())
	}
}

// The value of a header is not kept over a sign-in, and the page says so.
func TestWebhookForm_keepsNoHeaderOverASignIn(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	form := newHookForm()
	form.Set("then", views.ThenSignIn)
	w := p.do(t, post("/webhooks/new", form).by("admin"))
	cookies := w.Result().Cookies()
	body := p.do(t, ask{as: "admin", path: "/webhooks/new", cookies: cookies}).Body.String()
	if strings.Contains(body, "hush") || !strings.Contains(body, `value="X-Env"`) || !strings.Contains(body, i18n.T(t.Context(), "webhooks.problem.header-again")) {
		t.Error("the value is kept, or nobody is told that it is not")
	}
}

func TestWebhookQuestions_sayWhatBecameOfThem(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		path, method string
		err          error
		status       int
		says         string
	}{
		{"test", "TestHook", &directory.TestFailed{Status: 503}, http.StatusUnprocessableEntity, i18n.T(t.Context(), "webhooks.test.answered", "status", 503)},
		{"test", "TestHook", &directory.TestFailed{}, http.StatusUnprocessableEntity, "Logto got no answer from the receiver"},
		{"rotate", "RotateHookKey", &access.Denied{Reason: access.StepUp}, http.StatusForbidden, i18n.T(t.Context(), "form.sign-in")},
		{"delete", "DeleteHook", directory.ErrBusy, http.StatusConflict, i18n.T(t.Context(), "life.busy")},
	} {
		p := newPortal(t)
		p.people.errs[c.method] = c.err
		w := p.do(t, post("/webhooks/h1/"+c.path, url.Values{}).by("admin"))
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.says) {
			t.Errorf("%s after %v: %d", c.path, c.err, w.Code)
		}
	}
	for _, path := range []string{"h1/rotate", "h1/delete", "h1/enable", "h1/disable", "h1/test", "h1/edit", "new", "register"} {
		w := newPortal(t).do(t, ask{as: "late", path: "/webhooks/" + path})
		if !strings.Contains(w.Body.String(), i18n.T(t.Context(), "life.refused.step-up")) {
			t.Errorf("%s asks for no new sign-in: %d", path, w.Code)
		}
	}
	p := newPortal(t)
	p.people.errs["RegisterReceiver"] = directory.ErrNoReceiver
	if w := p.do(t, post("/webhooks/register", url.Values{}).by("admin")); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), i18n.T(t.Context(), "webhooks.problem.no-receiver")) {
		t.Errorf("no receiver: %d", w.Code)
	}
}

// Whoever gives a webhook a new key is told who has to be given it.
func TestWebhookRotate_saysWhoNeedsTheKey(t *testing.T) {
	t.Parallel()
	for key, change := range map[string]func(*directory.HookRow){
		"webhooks.rotate.effect-own":        func(h *directory.HookRow) { h.Own = true },
		"webhooks.rotate.effect-configured": func(h *directory.HookRow) { h.Own, h.Configured = true, true },
		"webhooks.rotate.effect-foreign":    func(*directory.HookRow) {},
	} {
		p := newPortal(t)
		p.people.hook = aHook()
		change(&p.people.hook.Hook)
		if !strings.Contains(p.do(t, ask{as: "admin", path: "/webhooks/h1/rotate"}).Body.String(), i18n.T(t.Context(), key)) {
			t.Errorf("%s is not said", key)
		}
	}
}
