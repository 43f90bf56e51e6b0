package directory_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
)

const hush = "Bearer hush"

// Whoever reads what directory returns, or the trail, learns no key and no value of a
// header.
func TestHooks_keysAndHeadersStayInside(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx, a := t.Context(), w.as(admin)
	arrangeHook(w, row{})
	var said []any
	say := func(v any, err error) {
		if err != nil {
			t.Fatal(err)
		}
		said = append(said, v)
	}
	say(w.CreateHook(ctx, a, directory.HookDraft{
		Name: "Mine", URL: "https://hook.example/?token=in-query", Events: []string{"User.Created"},
		Headers: []directory.HookHeader{{Name: "X-Key", Value: "hush-new"}},
	}))
	edit := renamed("Other")
	edit.URL.Value = "https://hook.example/2?token=in-query"
	edit.Headers = []directory.HookHeader{{Was: "Authorization", Name: "Authorization", Value: "hush-typed"}, {Name: "X-Key", Value: "hush-too"}}
	say(nil, w.UpdateHook(ctx, a, "h1", edit))
	say(nil, w.TestHook(ctx, a, "h1", "User.Created"))
	say(nil, w.RotateHookKey(ctx, a, "h1"))
	say(w.Hooks(ctx, a))
	say(w.Hook(ctx, a, "h1", directory.DeliveryQuery{}))
	say(w.Receivers(ctx))
	say(nil, w.DeleteHook(ctx, a, "h1"))
	for _, d := range w.decoded(t) {
		for field, v := range d.Values {
			said = append(said, field, string(v.Before), string(v.After))
			if strings.Contains(string(v.Before)+string(v.After), "in-query") {
				t.Errorf("the trail keeps what stands in the query of an address: %s", v.After)
			}
		}
		said = append(said, d)
	}
	for _, v := range said {
		raw, _ := json.Marshal(v)
		for _, text := range []string{string(raw), fmt.Sprintf("%+v", v), fmt.Sprintf("%#v", v)} {
			for _, secret := range []string{"key of", "rotated key", "hush"} {
				if strings.Contains(strings.ReplaceAll(text, "key of h1 ", ""), secret) {
					t.Errorf("%q is shown in %s", secret, text)
				}
			}
		}
	}
}

func TestUpdateHook_keepsWhatWasNotTouched(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	arrangeHook(w, row{})
	edit := renamed("Name of h1")
	edit.Headers = []directory.HookHeader{{Was: "Authorization", Name: "Authorization"}, {Name: "X-Env", Value: "prod"}}
	if err := w.UpdateHook(t.Context(), w.as(admin), "h1", edit); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"config": map[string]any{
		"url": "https://hook.example/1", "retries": 2, "headers": map[string]string{"Authorization": hush, "X-Env": "prod"},
	}}
	if got := w.logto.sent(); asJSON(got) != asJSON(want) {
		t.Errorf("sent %s", asJSON(got))
	}
	edit.Headers = []directory.HookHeader{{Was: "Authorization", Name: "Proxy-Authorization"}, {Was: "X-Env"}}
	if err := w.UpdateHook(t.Context(), w.as(admin), "h1", edit); err != nil {
		t.Fatal(err)
	}
	if got := asJSON(w.logto.sent()); !strings.Contains(got, `"headers":{"Proxy-Authorization":"Bearer hush"}`) {
		t.Errorf("renamed and taken away: sent %s", got)
	}
	sent := len(w.logto.changing())
	edit.Headers = []directory.HookHeader{{Was: "Proxy-Authorization", Name: "Proxy-Authorization"}}
	if err := w.UpdateHook(t.Context(), w.as(admin), "h1", edit); err != nil || len(w.logto.changing()) != sent {
		t.Errorf("nothing to change: %v, %v", err, w.logto.changing())
	}
}

func TestUpdateHook_doesNotWriteOverSomebodyElse(t *testing.T) {
	t.Parallel()
	for field, change := range map[string]func(hook map[string]any, edit *directory.HookEdit){
		"name": func(h map[string]any, e *directory.HookEdit) { h["name"], e.Name.Value = "Theirs", "Mine" },
		"url": func(h map[string]any, e *directory.HookEdit) {
			config(h)["url"], e.URL.Value = "https://theirs.example", "https://mine.example"
		},
		"events": func(h map[string]any, e *directory.HookEdit) {
			h["events"], e.Events = []string{"Role.Created"}, []string{"Role.Deleted"}
		},
		"headers": func(h map[string]any, e *directory.HookEdit) {
			config(h)["headers"], e.Name.Value = map[string]any{"X-Theirs": "x"}, "Mine"
		},
	} {
		w := newWorld(t)
		arrangeHook(w, row{})
		edit := renamed("Name of h1")
		change(w.logto.hooks[0], &edit)
		err := w.UpdateHook(t.Context(), w.as(admin), "h1", edit)
		if got := as[*directory.Invalid](t, err).Fields; got[field] != directory.ChangedMeanwhile || len(got) != 1 {
			t.Errorf("%s: %v", field, got)
		}
		w.unchanged(t, field)
	}
}

func config(hook map[string]any) map[string]any { return hook["config"].(map[string]any) }

func TestHooks_sayWhatIsWrongWithThem(t *testing.T) {
	t.Parallel()
	good := directory.HookDraft{Name: "Mine", URL: "https://hook.example/x?y=1", Events: []string{"User.Created"}}
	header := func(name string, value apiclient.Secret) func(*directory.HookDraft) {
		return func(d *directory.HookDraft) { d.Headers = []directory.HookHeader{{Name: name, Value: value}} }
	}
	address := func(url string) func(*directory.HookDraft) { return func(d *directory.HookDraft) { d.URL = url } }
	for _, c := range []struct {
		change         func(*directory.HookDraft)
		field, problem string
	}{
		{func(d *directory.HookDraft) { d.Name = " " }, "name", directory.Missing},
		{func(d *directory.HookDraft) { d.Name = strings.Repeat("가", 257) }, "name", directory.TooLong},
		{func(d *directory.HookDraft) { d.Name = "a\u202Eb" }, "name", directory.InvalidCharacters},
		{func(d *directory.HookDraft) { d.Events = nil }, "events", directory.Missing},
		{func(d *directory.HookDraft) { d.Events = []string{"User.Hugged"} }, "events", directory.UnknownEvent},
		{address(""), "url", directory.Missing},
		{address("nope"), "url", directory.InvalidURL},
		{address("ftp://hook.example"), "url", directory.InvalidURL},
		{address("https:///x"), "url", directory.InvalidURL},
		{address("https://hook.example/#x"), "url", directory.InvalidURL},
		{address("https://hook.example/a b"), "url", directory.InvalidURL},
		{address("https://user:pass@hook.example"), "url", directory.WithPassword},
		{address("https://hook.example/" + strings.Repeat("x", 2048)), "url", directory.TooLong},
		{address("http://hook.example"), "url", directory.InClear},
		{address("http://8.8.8.8/x"), "url", directory.InClear},
		{header("A B", "x"), "headers.0", directory.InvalidKey},
		{header("X-A", "a\nb"), "headers.0", directory.InvalidCharacters},
		{header("X-A", ""), "headers.0", directory.Missing},
		{header("", "x"), "headers.0", directory.Missing},
		{header("Logto-Signature-SHA-256", "x"), "headers.0", directory.HeaderReserved},
		{header("X-A", apiclient.Secret(strings.Repeat("x", 5000))), "headers.0", directory.TooLong},
		{func(d *directory.HookDraft) {
			d.Headers = []directory.HookHeader{{Name: "X-A", Value: "1"}, {Name: "x-a", Value: "2"}}
		}, "headers.1", directory.NameTaken},
		{func(d *directory.HookDraft) {
			for i := range 21 {
				d.Headers = append(d.Headers, directory.HookHeader{Name: fmt.Sprint("X-", i), Value: "1"})
			}
		}, "headers", directory.TooMany},
	} {
		w, draft := newWorld(t), good
		c.change(&draft)
		_, err := w.CreateHook(t.Context(), w.as(admin), draft)
		if got := as[*directory.Invalid](t, err).Fields; got[c.field] != c.problem || len(got) != 1 {
			t.Errorf("%+v: %v", draft, got)
		}
		w.unchanged(t, c.problem)
	}
	for _, near := range []string{"http://localhost:3000/x", "http://127.0.0.1", "http://[::1]:80", "http://10.1.2.3", "http://portal:8080", "http://x.internal", "http://a.home.arpa", "HTTPS://hook.example"} {
		w, draft := newWorld(t), good
		draft.URL = near
		if _, err := w.CreateHook(t.Context(), w.as(admin), draft); err != nil {
			t.Errorf("%s: %v", near, err)
		}
	}
	w := newWorld(t)
	good.URL, good.InClear = "http://hook.example", true
	if _, err := w.CreateHook(t.Context(), w.as(admin), good); err != nil {
		t.Errorf("in the clear, and meant: %v", err)
	}
}

// An event of a Logto newer than the portal, and an address from its Console, stand in the
// way of no other change.
func TestUpdateHook_leavesWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.logto.hook("h1", "nope", []string{"Newer.Event"})
	err := w.UpdateHook(t.Context(), w.as(admin), "h1", directory.HookEdit{
		Name: same("Name of h1"), URL: same("nope"), EventsBase: []string{"Newer.Event"}, Events: []string{"Newer.Event", "User.Created"},
	})
	if got := asJSON(w.logto.sent()); err != nil || got != `{"events":["Newer.Event","User.Created"]}` {
		t.Errorf("%v, sent %s", err, got)
	}
}

func TestHook_findsTheDeliveriesThatFailed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	arrangeHook(w, row{})
	w.logto.delivered("h1", 250)
	read := func(q directory.DeliveryQuery) directory.Deliveries {
		all, err := w.Hook(t.Context(), w.as(admin), "h1", q)
		if err != nil || all.DeliveriesErr != nil {
			t.Fatal(err, all.DeliveriesErr)
		}
		return all.Deliveries
	}
	if got := read(directory.DeliveryQuery{Page: 2, PageSize: 20}); len(got.Items) != 20 || got.Total != 250 || got.Items[0].ID != "h1-230" {
		t.Errorf("%d of %d", len(got.Items), got.Total)
	}
	got := read(directory.DeliveryQuery{FailedOnly: true, Page: 5, PageSize: 20})
	if len(got.Items) != 4 || got.Total != 84 || got.Looked != 250 || got.Of != 250 || slices.ContainsFunc(got.Items, func(d apiclient.HookDelivery) bool { return !d.Failed() }) {
		t.Errorf("%d of %d, looked at %d of %d", len(got.Items), got.Total, got.Looked, got.Of)
	}
	w.logto.before = on("GET /hooks/h1/recent-logs", serverError)
	if all, err := w.Hook(t.Context(), w.as(admin), "h1", directory.DeliveryQuery{FailedOnly: true, PageSize: 20}); err != nil || all.DeliveriesErr == nil || all.Hook.ID != "h1" {
		t.Errorf("the webhook is of use without them: %v, %v", err, all.DeliveriesErr)
	}
	if _, err := w.Hook(t.Context(), w.as(admin), "none", directory.DeliveryQuery{PageSize: 20}); !apiclient.IsNotFound(err) {
		t.Errorf("%v", err)
	}
}

func TestTestHook_tellsWhatTheReceiverSaid(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]int{"hook.endpoint_responded_with_error": 503, "hook.send_test_payload_failed": 0} {
		w := newWorld(t)
		arrangeHook(w, row{})
		w.logto.before = on("POST /hooks/h1/test", func(*http.Request) (*http.Response, error) {
			return reply(http.StatusUnprocessableEntity, map[string]any{"code": code, "data": map[string]any{"responseStatus": 503, "responseBody": "x"}}), nil
		})
		err := w.TestHook(t.Context(), w.as(admin), "h1", "User.Created")
		if got := as[*directory.TestFailed](t, err); got.Status != want {
			t.Errorf("%s: %d", code, got.Status)
		}
		if last := w.entries(t); last[len(last)-1].Phase != "refused" || last[len(last)-1].Code != code {
			t.Errorf("%v", last)
		}
	}
	w := newWorld(t)
	arrangeHook(w, row{})
	err := w.TestHook(t.Context(), w.as(admin), "h1", "User.Hugged")
	if as[*directory.Invalid](t, err).Fields["events"] != directory.UnknownEvent {
		t.Error(err)
	}
	w.unchanged(t, "an event that there is not")
	if err := w.TestHook(t.Context(), w.as(admin), "h1", "User.Deleted"); err != nil || asJSON(w.logto.sent()) !=
		`{"config":{"headers":{"Authorization":"Bearer hush"},"retries":2,"url":"https://hook.example/1"},"events":["User.Deleted"]}` {
		t.Errorf("%v, sent %v", err, w.logto.sent())
	}
}

// What was not answered is looked up: nobody is told that a key was not replaced which was.
func TestHooks_lookUpWhatWasNotAnswered(t *testing.T) {
	t.Parallel()
	cut := func(*http.Request) (*http.Response, error) { return nil, errors.New("cut off") }
	for call, do := range map[string]func(*world, access.Actor) error{
		"PATCH /hooks/h1/signing-key": func(w *world, a access.Actor) error { return w.RotateHookKey(t.Context(), a, "h1") },
		"DELETE /hooks/h1":            func(w *world, a access.Actor) error { return w.DeleteHook(t.Context(), a, "h1") },
		"PATCH /hooks/h1":             func(w *world, a access.Actor) error { return w.SetHookEnabled(t.Context(), a, "h1", false) },
	} {
		w := newWorld(t)
		arrangeHook(w, row{})
		w.logto.after = on(call, cut)
		if err := do(w, w.as(admin)); err != nil {
			t.Errorf("%s was done: %v", call, err)
		}
		w = newWorld(t)
		arrangeHook(w, row{})
		w.logto.before = on(call, cut)
		if err := do(w, w.as(admin)); err == nil || errors.Is(err, directory.ErrUncertain) {
			t.Errorf("%s was not done: %v", call, err)
		}
	}
}
