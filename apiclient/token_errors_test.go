package apiclient

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
)

func TestToken_failuresAreTyped(t *testing.T) {
	t.Parallel()
	oidc := func(status int, code string) fault {
		return func(w http.ResponseWriter, _ *http.Request) {
			reply(w, status, map[string]string{
				"error": code, "code": "oidc." + code, "error_description": "do not show {{this}}", "message": "nor this",
			})
		}
	}
	refused := func(err error) bool { return IsCredential(err) && !IsUnavailable(err) }
	kind := func(k Kind) func(error) bool {
		return func(err error) bool {
			e, ok := errors.AsType[*Unavailable](err)
			return ok && e.Kind == k && !e.Sent
		}
	}
	cases := map[string]struct {
		answer fault
		want   func(error) bool
	}{
		"unknown client":       {oidc(400, "invalid_client"), refused},
		"wrong secret":         {oidc(401, "invalid_client"), refused},
		"unknown resource":     {oidc(400, "invalid_target"), refused},
		"429":                  {faults["429"], IsRateLimited},
		"503":                  {faults["503"], kind(KindServer)},
		"cut before":           {faults["cut before"], kind(KindCutOff)},
		"cut inside":           {faults["cut inside"], kind(KindCutOff)},
		"slow":                 {faults["slow"], kind(KindTimeout)},
		"page instead of JSON": {htmlPage, kind(KindMalformed)},
		"no such endpoint":     {http.NotFound, kind(KindMalformed)},
		"no token": {func(w http.ResponseWriter, _ *http.Request) {
			reply(w, http.StatusOK, map[string]string{})
		}, kind(KindMalformed)},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c, _, seen := setupM2M(t, func(_ int64, w http.ResponseWriter, r *http.Request) { tc.answer(w, r) })
				_, err := c.Users.Create(t.Context(), UserCreate{})
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
