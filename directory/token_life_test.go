package directory_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestTokenLife_isTheLongestOfAllResourcesAndOfOrganizations(t *testing.T) {
	t.Parallel()
	for seconds, want := range map[int]time.Duration{0: time.Hour, 600: time.Hour, 7200: 2 * time.Hour} {
		w := newWorld(t)
		w.logto.reportsLife = seconds
		if got, err := w.TokenLife(t.Context(), w.as(auditor), target); err != nil || got != want {
			t.Errorf("of %d s: %v, %v", seconds, got, err)
		}
	}
	w := newWorld(t)
	w.logto.before = on("GET /resources", serverError)
	if got, err := w.TokenLife(t.Context(), w.as(admin), target); err == nil || got != 0 {
		t.Errorf("unread: %v", got)
	}
}

// A page that says it costs no call of its own.
func TestTokenLife_isRememberedForAllPages(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.logto.reportsLife = 7200
		w.Warm(t.Context())
		w.logto.before = on("GET /resources", hang)
		for _, idle := range []time.Duration{0, time.Hour} {
			time.Sleep(idle)
			began := time.Now()
			life, err := w.TokenLife(t.Context(), w.as(helpdesk), target)
			if err != nil || life != 2*time.Hour || time.Since(began) > 0 {
				t.Errorf("after %v: %v, %v", idle, life, err)
			}
		}
		synctest.Wait()
		asked := 0
		for _, call := range w.logto.calls {
			if strings.HasPrefix(call, "GET /resources") {
				asked++
			}
		}
		if asked != 2 { // ahead, and behind the back after an hour
			t.Errorf("asked %d times", asked)
		}
		time.Sleep(time.Minute) // what hangs is given up
	})
}
