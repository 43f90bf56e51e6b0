package directory_test

import (
	"strings"
	"testing"

	"roster/directory"
)

// Whoever points a webhook at a receiver of their own must not be sent what they cannot see.
func TestUpdateHook_keepsNoValueForAnotherReceiver(t *testing.T) {
	t.Parallel()
	for address, again := range map[string]bool{
		"https://evil.example/1": true, "http://hook.example/1": true, "https://hook.example:8443/1": true, "https://hook.example.evil.example/1": true,
		"https://hook.example/2?x=y": false, "https://HOOK.example:443/1": false,
	} {
		for _, name := range []string{"Authorization", "X-Renamed"} {
			w := newWorld(t)
			arrangeHook(w, row{})
			edit := renamed("Name of h1")
			edit.URL.Value, edit.InClear = address, true
			edit.Headers = []directory.HookHeader{{Was: "Authorization", Name: name}, {Name: "X-Env", Value: "prod"}}
			err := w.UpdateHook(t.Context(), w.as(admin), "h1", edit)
			if !again {
				if err != nil {
					t.Errorf("%s: %v", address, err)
				}
				continue
			}
			if got := as[*directory.Invalid](t, err).Fields; got[directory.HeaderField(0)] != directory.TypeAgain || len(got) != 1 {
				t.Errorf("%s: %v", address, got)
			}
			w.unchanged(t, address)
			edit.Headers[0].Value = "Bearer new"
			if err := w.UpdateHook(t.Context(), w.as(admin), "h1", edit); err != nil || strings.Contains(asJSON(w.logto.sent()), hush) {
				t.Errorf("%s, typed again: %v", address, err)
			}
		}
	}
	w := newWorld(t)
	arrangeHook(w, row{})
	edit := renamed("Name of h1")
	edit.URL.Value, edit.Headers[0].Name = "https://other.example/", ""
	if err := w.UpdateHook(t.Context(), w.as(admin), "h1", edit); err != nil || strings.Contains(asJSON(w.logto.sent()), hush) {
		t.Errorf("taken away: %v", err)
	}
}
