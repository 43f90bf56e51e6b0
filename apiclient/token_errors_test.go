package apiclient

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// oidcError answers as the token endpoint does.
func oidcError(status int, code string) fault {
	return func(w http.ResponseWriter, _ *http.Request) {
		reply(w, status, map[string]string{
			"error": code, "code": "oidc." + code, "error_description": "do not show {{this}}", "message": "nor this",
		})
	}
}
func refused(err error) bool { return IsCredential(err) && !IsUnavailable(err) }
func notSent(k Kind) func(error) bool {
	return func(err error) bool {
		e, ok := errors.AsType[*Unavailable](err)
		return ok && e.Kind == k && !e.Sent
	}
}

// tokenFailures are what can go wrong in getting a token.
var tokenFailures = map[string]struct {
	answer fault
	want   func(error) bool
}{
	"unknown client":       {oidcError(400, "invalid_client"), refused},
	"wrong secret":         {oidcError(401, "invalid_client"), refused},
	"unknown resource":     {oidcError(400, "invalid_target"), refused},
	"429":                  {faults["429"], IsRateLimited},
	"503":                  {faults["503"], notSent(KindServer)},
	"cut before":           {faults["cut before"], notSent(KindCutOff)},
	"cut inside":           {faults["cut inside"], notSent(KindCutOff)},
	"slow":                 {faults["slow"], notSent(KindTimeout)},
	"page instead of JSON": {htmlPage, notSent(KindMalformed)},
	"no such endpoint":     {http.NotFound, notSent(KindMalformed)},
	"no token": {func(w http.ResponseWriter, _ *http.Request) {
		reply(w, http.StatusOK, map[string]string{})
	}, notSent(KindMalformed)},
}

func TestToken_failuresAreTyped(t *testing.T) {
	t.Parallel()
	for name, tc := range tokenFailures {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c, _, seen := setupM2M(t, func(_ int64, w http.ResponseWriter, r *http.Request) { tc.answer(w, r) })
				start := time.Now()
				_, err := c.Users.Create(t.Context(), UserCreate{})
				if took := time.Since(start); took > DefaultTimeout {
					t.Errorf("took %v, want at most %v", took, DefaultTimeout)
				}
				if !tc.want(err) || OutcomeUnknown(err) {
					t.Errorf("got %T %v", err, err)
				}
				if strings.Contains(fmt.Sprint(err), "this") || seen.count("POST", "/api") != 0 {
					t.Errorf("the error quotes Logto's text, or the call was sent: %v", err)
				}
			})
		})
	}
}

func htmlPage(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = io.WriteString(w, "<!doctype html><p>Please sign in to the hotel's network</p>")
}
