package directory_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
)

// withHooks has a foreign webhook, one by address that is incomplete, one by key at
// another address, and one by address that is switched off.
func withHooks(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.logto.hook("foreign", "https://other.example/hook", []string{"User.Created"}, "Authorization", "Bearer hush")
	w.logto.hook("off", receiverURL, apiclient.HookEvents())["enabled"] = false
	w.logto.hook("address", "https://ROSTER.example:443/webhooks/logto/", []string{"User.Created", "Newer.Event"})
	w.logto.hook("key", "http://portal:8080/webhooks/logto", apiclient.HookEvents())["signingKey"] = givenKey
	return w
}

func TestReceivers_areThoseByAddressAndByKey(t *testing.T) {
	t.Parallel()
	w := withHooks(t)
	own, err := w.Receivers(t.Context())
	var ids []string
	for _, h := range own {
		ids = append(ids, h.ID)
		if h.SigningKey != "" {
			t.Errorf("the key of %s leaves directory", h.ID)
		}
	}
	if !slices.Equal(ids, []string{"off", "address", "key"}) || err != nil {
		t.Errorf("%v, %v", ids, err)
	}
	keys, err := w.ReceiverKeys(t.Context())
	var plain []string
	for _, k := range keys {
		plain = append(plain, k.Reveal())
	}
	if !slices.Equal(plain, []string{"key of address", givenKey}) || err != nil {
		t.Errorf("the keys of what is switched on: %v, %v", plain, err)
	}
	for _, address := range []string{"https://roster.example/webhooks", "http://roster.example/webhooks/logto", "https://roster.example:8443/webhooks/logto", receiverURL + "?x=1", "://"} {
		w := newWorld(t)
		w.logto.hook("other", address, nil)
		if own, err := w.Receivers(t.Context()); len(own) > 0 || err != nil {
			t.Errorf("%s is taken for the portal's: %v", address, err)
		}
	}
}

func TestHooks_sayWhichIsThePortalsAndWhatItLacks(t *testing.T) {
	t.Parallel()
	w := withHooks(t)
	w.logto.hooks[0]["executionStats"] = map[string]any{"successCount": 1, "requestCount": 3}
	w.logto.delivered("foreign", 3)
	list, err := w.Hooks(t.Context(), w.as(admin))
	if err != nil {
		t.Fatal(err)
	}
	if list.ReceiverURL != receiverURL || list.Own == nil || list.Own.ID != "address" {
		t.Errorf("the one that is switched on is the portal's: %+v", list.Own)
	}
	var got []string
	for _, r := range list.Rows {
		got = append(got, fmt.Sprint(r.ID, r.Own, r.Configured, r.Works(), len(r.Missing), r.Last != nil))
	}
	missing := len(apiclient.HookEvents()) - 1
	want := []string{
		fmt.Sprint("foreign", false, false, false, missing, true), fmt.Sprint("off", true, false, false, 0, false),
		fmt.Sprint("address", true, false, false, missing, false), fmt.Sprint("key", true, true, true, 0, false),
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if r := list.Rows[0]; r.Stats.Requests != 3 || r.Stats.Successes != 1 || r.Last.Event() != "User.Created" {
		t.Errorf("%+v", r)
	}
}

func TestRegisterReceiver_makesOneThatIsToldOfEverything(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, err := w.RegisterReceiver(t.Context(), w.as(admin))
	if err != nil || id != "made-hook" {
		t.Fatal(id, err)
	}
	want := map[string]any{"name": "Roster", "events": apiclient.HookEvents(), "config": map[string]any{"url": receiverURL}, "enabled": true}
	if got := w.logto.sent(); asJSON(got) != asJSON(want) {
		t.Errorf("sent %v", got)
	}
	before := len(w.logto.changing())
	if again, err := w.RegisterReceiver(t.Context(), w.as(admin)); again != id || err != nil || len(w.logto.changing()) != before {
		t.Errorf("a second time: %q, %v", again, err)
	}
}

func TestRegisterReceiver_mendsWhatIsThere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.logto.hook("mine", "http://portal:8080/webhooks/logto", []string{"Newer.Event"}, "X-Env", "prod")["signingKey"] = givenKey
	w.logto.hooks[0]["enabled"] = false
	id, err := w.RegisterReceiver(t.Context(), w.as(admin))
	if err != nil || id != "mine" {
		t.Fatal(id, err)
	}
	want := map[string]any{"events": append([]string{"Newer.Event"}, apiclient.HookEvents()...), "enabled": true}
	if got := w.logto.sent(); asJSON(got) != asJSON(want) {
		t.Errorf("sent %v", got)
	}
	if last := w.entries(t); last[len(last)-1].Action != string(access.WebhookUpdate) {
		t.Errorf("%v", last)
	}
	w = newWorld(t)
	w.Directory = w.replicaWith(t, func(o *directory.Options) { o.ReceiverURL = "" })
	if _, err := w.RegisterReceiver(t.Context(), w.as(admin)); !errors.Is(err, directory.ErrNoReceiver) {
		t.Errorf("without an address: %v", err)
	}
	w.unchanged(t, "without an address")
}

// Two admins who press the button at once make one webhook, not two that deliver
// everything twice.
func TestRegisterReceiver_makesOneWhenPressedTwice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	other := w.replica(t)
	failed := make(chan error, 2)
	for _, d := range []*directory.Directory{w.Directory, other} {
		go func() { _, err := d.RegisterReceiver(t.Context(), w.as(admin)); failed <- err }()
	}
	if err := errors.Join(<-failed, <-failed); err != nil || len(w.logto.changing()) != 1 {
		t.Errorf("%v, %v", w.logto.changing(), err)
	}
}

// A call that was cut off may have made it: none that was there is taken for it.
func TestRegisterReceiver_findsWhatAnUnansweredCallMade(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.logto.after = on("POST /hooks", func(*http.Request) (*http.Response, error) { return nil, errors.New("cut off") })
	if id, err := w.RegisterReceiver(t.Context(), w.as(admin)); id != "made-hook" || err != nil {
		t.Errorf("%q, %v", id, err)
	}
	w = newWorld(t)
	w.logto.hook("twin", "https://hook.example/", []string{"User.Created"})["name"] = "Twin"
	w.logto.before = on("POST /hooks", func(*http.Request) (*http.Response, error) { return nil, errors.New("cut off") })
	id, err := w.CreateHook(t.Context(), w.as(admin), directory.HookDraft{Name: "Twin", URL: "https://hook.example/", Events: []string{"User.Created"}})
	if id != "" || err == nil {
		t.Errorf("another webhook was taken for it: %q, %v", id, err)
	}
}

func TestMissedDeliveries_areAllOfTheOwnOldestFirst(t *testing.T) {
	t.Parallel()
	w := withHooks(t)
	w.logto.delivered("foreign", 2)
	w.logto.delivered("address", 250)
	w.logto.delivered("off", 1)
	next := map[string]int{"off": 1, "address": 1}
	for d, err := range w.MissedDeliveries(t.Context(), time.Now().Add(-time.Hour), time.Now()) {
		if err != nil {
			t.Fatal(err)
		}
		hook, _, _ := strings.Cut(d.ID, "-")
		if want := fmt.Sprint(hook, "-", next[hook]); d.ID != strings.ReplaceAll(want, " ", "") || len(d.Payload.Request.Body) == 0 {
			t.Fatalf("%s, want %s", d.ID, want)
		}
		next[hook]++
	}
	if next["address"] != 251 || next["off"] != 2 || next["foreign"] != 0 {
		t.Errorf("%v", next)
	}
	seen := 0
	for range w.MissedDeliveries(t.Context(), time.Now().Add(-30*time.Second), time.Now()) {
		seen++
	}
	if seen < 25 || seen > 35 {
		t.Errorf("%d since half a minute ago", seen)
	}
}

// Logto stops counting at some number; what lies beyond is read as well.
func TestMissedDeliveries_goBeyondWhatIsCounted(t *testing.T) {
	t.Parallel()
	w := withHooks(t)
	w.logto.delivered("address", 250)
	w.logto.capped = true
	seen := 0
	for _, err := range w.MissedDeliveries(t.Context(), time.Now().Add(-time.Hour), time.Now()) {
		if err != nil {
			t.Fatal(err)
		}
		seen++
	}
	if seen != 250 {
		t.Errorf("%d of 250", seen)
	}
}

func TestMissedDeliveries_sayWhatCouldNotBeRead(t *testing.T) {
	t.Parallel()
	for _, call := range []string{"GET /hooks", "GET /hooks/address/recent-logs"} {
		w := withHooks(t)
		w.logto.before = func(got string, r *http.Request) (*http.Response, error) {
			if got == call {
				return serverError(r)
			}
			return nil, nil
		}
		var last error
		for _, err := range w.MissedDeliveries(t.Context(), time.Now(), time.Now()) {
			last = err
		}
		if last == nil {
			t.Errorf("%s fails unnoticed", call)
		}
	}
}

func asJSON(v any) string {
	raw, err := json.Marshal(v)
	must(err)
	return string(raw)
}
