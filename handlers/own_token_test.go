package handlers

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"roster/apiclient"
)

// countingAuth gives a token anew whenever it is asked.
type countingAuth struct {
	fakeAuth
	asked int // without a lock: a second one at once is what the race detector finds
}

func (c *countingAuth) AccessToken(_ *http.Request, refused string) (string, error) {
	c.asked++
	return "token after " + refused, nil
}

func TestOwnToken_isAskedForOnceHoweverManyCallsAPageMakes(t *testing.T) {
	t.Parallel()
	service := &countingAuth{}
	a := &app{Deps: Deps{Auth: service}}
	r := httptest.NewRequest(http.MethodGet, "/profile/security", nil)
	r = r.WithContext(context.WithValue(r.Context(), visitKey{}, &visit{}))
	var calls sync.WaitGroup
	for range 8 {
		calls.Go(func() {
			if token, err := a.ownToken(r).Token(t.Context(), ""); token != "token after " || err != nil {
				t.Errorf("%q, %v", token.Reveal(), err)
			}
		})
	}
	calls.Wait()
	if service.asked != 1 {
		t.Errorf("asked %d times", service.asked)
	}
	for range 2 { // the second call had the refused one as well
		if token, _ := a.ownToken(r).Token(t.Context(), "token after "); token != apiclient.Secret("token after token after ") {
			t.Errorf("in place of a refused token: %q", token.Reveal())
		}
	}
	if service.asked != 2 {
		t.Errorf("asked %d times", service.asked)
	}
}
