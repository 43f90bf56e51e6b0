package directory_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"roster/directory"
)

func TestPasswordState_isReadInOneRoundAndFillsInDefaults(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := worldToSet(t)
		w.logto.before = func(string, *http.Request) (*http.Response, error) { time.Sleep(time.Second); return nil, nil }
		start := time.Now()
		state, err := w.PasswordState(t.Context(), w.as(helpdesk), target)
		must(err)
		want := directory.PasswordState{Has: true, Policy: directory.PasswordPolicy{MinLength: 8, MaxLength: 256, MinTypes: 1, RefusesLeaked: true, RefusesRuns: true, RefusesOwner: true}}
		if diff := cmp.Diff(want, state); diff != "" || time.Since(start) > time.Second {
			t.Errorf("after %v: %s", time.Since(start), diff)
		}
		w.logto.settings = map[string]any{
			"passwordPolicy": map[string]any{
				"length": map[string]int{"min": 12, "max": 64}, "characterTypes": map[string]int{"min": 3},
				"rejects": map[string]any{"pwned": false, "userInfo": false, "words": []string{"roster"}},
			},
			"passwordExpiration": map[string]any{"enabled": true},
		}
		state, err = w.PasswordState(t.Context(), w.as(helpdesk), target)
		must(err)
		want.CanExpire, want.Policy = true, directory.PasswordPolicy{MinLength: 12, MaxLength: 64, MinTypes: 3, RefusesRuns: true, Words: []string{"roster"}}
		if diff := cmp.Diff(want, state); diff != "" {
			t.Error(diff)
		}
	})
}

func TestPasswordState_eachPartFailsByItself(t *testing.T) {
	t.Parallel()
	w := worldToSet(t)
	w.logto.before = on("GET /sign-in-exp", serverError)
	if state, err := w.PasswordState(t.Context(), w.as(admin), target); err != nil || !state.Has || state.HasErr != nil || state.PolicyErr == nil || state.Policy.MinLength != 8 {
		t.Errorf("%+v, %v", state, err)
	}
	w.logto.before = on("GET /users", serverError)
	if state, err := w.PasswordState(t.Context(), w.as(admin), target); err != nil || state.HasErr == nil || state.PolicyErr != nil {
		t.Errorf("%+v, %v", state, err)
	}
}

func TestGeneratePassword_keepsToThePolicyAndNeverRepeats(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, p := range []directory.PasswordPolicy{
		{MinLength: 8, MaxLength: 256, MinTypes: 4}, {MinLength: 40, MaxLength: 40, MinTypes: 4}, {MinLength: 8, MaxLength: 16, MinTypes: 4}, {MinLength: 6, MaxLength: 12, MinTypes: 1},
	} {
		for range 200 {
			text := directory.GeneratePassword(p).Reveal()
			if n := len(text); n < p.MinLength || n > p.MaxLength || n < 16 && n < p.MaxLength || seen[text] {
				t.Fatalf("%q has %d characters or comes twice, for %+v", text, n, p)
			}
			seen[text] = true
			if !strings.ContainsFunc(text, unicode.IsLower) || !strings.ContainsFunc(text, unicode.IsUpper) || !strings.ContainsFunc(text, unicode.IsDigit) || !strings.Contains(text, "-") {
				t.Fatalf("%q lacks a kind of character", text)
			}
			if strings.ContainsAny(text, "0O1lI") {
				t.Fatalf("%q cannot be read out", text)
			}
		}
	}
}
