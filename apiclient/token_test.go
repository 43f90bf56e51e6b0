package apiclient

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

const testResource = "https://default.logto.app/api"

// setupM2M is setup with client credentials; issue answers the n-th token
// request, counted from 1.
func setupM2M(t *testing.T, issue func(n int64, w http.ResponseWriter, r *http.Request)) (*Client, *http.ServeMux, *traffic) {
	t.Helper()
	c, mux, seen := setupTokens(t, WithClientCredentials("id:1", "s%crét/+", testResource))
	var n atomic.Int64
	mux.HandleFunc("POST /oidc/token", func(w http.ResponseWriter, r *http.Request) { issue(n.Add(1), w, r) })
	return c, mux, seen
}

// issueFor gives out tok1, tok2 … with the same life.
func issueFor(life time.Duration) func(n int64, w http.ResponseWriter, r *http.Request) {
	return func(n int64, w http.ResponseWriter, _ *http.Request) {
		reply(w, http.StatusOK, map[string]any{
			"access_token": fmt.Sprint("tok", n), "expires_in": int(life.Seconds()), "token_type": "Bearer", "scope": "all",
		})
	}
}

func okUser(w http.ResponseWriter, _ *http.Request) { reply(w, http.StatusOK, User{ID: "u1"}) }

func TestToken_isAskedForAsLogtoWantsIt(t *testing.T) {
	t.Parallel()
	c, mux, seen := setupM2M(t, func(n int64, w http.ResponseWriter, r *http.Request) {
		id, secret, ok := r.BasicAuth()
		if !ok || id != url.QueryEscape("id:1") || secret != url.QueryEscape("s%crét/+") {
			t.Errorf("Basic credentials %q %q are not form-encoded", id, secret)
		}
		issueFor(time.Hour)(n, w, r)
	})
	mux.HandleFunc("GET /api/users/u1", okUser)
	if _, err := c.Users.Get(t.Context(), "u1"); err != nil {
		t.Fatal(err)
	}
	form, err := url.ParseQuery(seen.hits[0].body)
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{"grant_type": "client_credentials", "resource": testResource, "scope": "all"} {
		if form.Get(key) != want {
			t.Errorf("%s = %q, want %q", key, form.Get(key), want)
		}
	}
	if form.Has("client_secret") {
		t.Error("the secret is in the form as well")
	}
	if got := seen.last(t).auth; got != "Bearer tok1" {
		t.Errorf("Authorization is %q", got)
	}
}

func TestToken_isFetchedOnceForManyCallers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, mux, seen := setupM2M(t, func(n int64, w http.ResponseWriter, r *http.Request) {
			time.Sleep(time.Second) // synthetic time: all callers arrive meanwhile
			issueFor(time.Hour)(n, w, r)
		})
		mux.HandleFunc("GET /api/users/u1", okUser)
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				if _, err := c.Users.Get(t.Context(), "u1"); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := seen.count(http.MethodPost, "/oidc/token"); n != 1 {
			t.Errorf("%d tokens fetched, want 1", n)
		}
	})
}

func TestToken_oneCallersLeavingDoesNotFailTheOthers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, mux, seen := setupM2M(t, func(n int64, w http.ResponseWriter, r *http.Request) {
			time.Sleep(2 * time.Second)
			issueFor(time.Hour)(n, w, r)
		})
		mux.HandleFunc("/api/users/u1", okUser)
		leaving, leave := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() { // starts the fetch
			start := time.Now()
			_, err := c.Users.Update(leaving, "u1", UserPatch{Name: new("n")})
			if !errors.Is(err, context.Canceled) || OutcomeUnknown(err) {
				t.Errorf("the leaving caller got %v, want canceled and surely not sent", err)
			}
			if time.Since(start) != time.Second {
				t.Errorf("the leaving caller waited %v, want 1s", time.Since(start))
			}
		})
		synctest.Wait()
		wg.Go(func() {
			if _, err := c.Users.Get(t.Context(), "u1"); err != nil {
				t.Errorf("the staying caller got %v", err)
			}
		})
		time.Sleep(time.Second)
		leave()
		wg.Wait()
		if n := seen.count(http.MethodPost, "/oidc/token"); n != 1 {
			t.Errorf("%d tokens fetched, want 1", n)
		}
	})
}

func TestToken_isRenewedAheadWithoutWaiting(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, mux, seen := setupM2M(t, func(n int64, w http.ResponseWriter, r *http.Request) {
			if n > 1 {
				time.Sleep(5 * time.Second)
			}
			issueFor(time.Hour)(n, w, r)
		})
		mux.HandleFunc("GET /api/users/u1", okUser)
		get := func(wantToken string) {
			t.Helper()
			start := time.Now()
			if _, err := c.Users.Get(t.Context(), "u1"); err != nil {
				t.Fatal(err)
			}
			if time.Since(start) != 0 {
				t.Errorf("a caller waited %v for the renewal", time.Since(start))
			}
			seen.mu.Lock()
			defer seen.mu.Unlock()
			for _, h := range slices.Backward(seen.hits) {
				if h.method != http.MethodGet {
					continue // the renewal may have come in behind it
				}
				if h.auth != "Bearer "+wantToken {
					t.Errorf("sent with %q, want %s", h.auth, wantToken)
				}
				return
			}
		}
		get("tok1")
		time.Sleep(58 * time.Minute)
		get("tok1")
		time.Sleep(90 * time.Second) // 30 s before the end
		get("tok1")
		time.Sleep(10 * time.Second)
		get("tok2")
		if n := seen.count(http.MethodPost, "/oidc/token"); n != 2 {
			t.Errorf("%d tokens fetched, want 2", n)
		}
	})
}

func TestToken_keepsServingWhileRenewalFails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, mux, _ := setupM2M(t, func(n int64, w http.ResponseWriter, r *http.Request) {
			if n == 1 {
				issueFor(time.Hour)(n, w, r)
				return
			}
			faults["503"](w, r)
		})
		mux.HandleFunc("GET /api/users/u1", okUser)
		for range 5 { // the last two in the last minute of the token
			if _, err := c.Users.Get(t.Context(), "u1"); err != nil {
				t.Fatal(err)
			}
			time.Sleep(14*time.Minute + 50*time.Second)
		}
		time.Sleep(10 * time.Minute)
		if _, err := c.Users.Get(t.Context(), "u1"); !IsUnavailable(err) {
			t.Errorf("after the token's end: %v, want unavailable", err)
		}
	})
}

func TestToken_refusedByTheAPIIsFetchedAnewForEveryMethod(t *testing.T) {
	t.Parallel()
	for kind, mutate := range mutations {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c, mux, seen := setupM2M(t, issueFor(time.Hour))
				done := 0
				mux.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) {
					if r.Header.Get("Authorization") == "Bearer tok1" {
						reply(w, http.StatusUnauthorized, map[string]string{"code": "auth.unauthorized"})
						return
					}
					done++
					reply(w, http.StatusOK, map[string]any{})
				})
				if err := mutate(t.Context(), c); err != nil {
					t.Fatal(err)
				}
				if done != 1 || seen.count(http.MethodPost, "/oidc/token") != 2 {
					t.Errorf("done %d times with %d tokens", done, seen.count(http.MethodPost, "/oidc/token"))
				}
			})
		})
	}
}

func TestToken_refusedTwiceIsTheCredentialsFault(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, mux, seen := setupM2M(t, issueFor(time.Hour))
		mux.HandleFunc("/api/", func(w http.ResponseWriter, _ *http.Request) {
			reply(w, http.StatusUnauthorized, map[string]any{"code": "auth.unauthorized", "data": map[string]any{
				"code": "ERR_JWT_EXPIRED", "payload": map[string]any{"sub": "claim-of-token"},
			}})
		})
		_, err := c.Users.Get(t.Context(), "u1")
		if !IsCredential(err) || !IsUnauthorized(err) {
			t.Errorf("got %v, want a refused credential", err)
		}
		if n := seen.count(http.MethodGet, "/api/"); n != 2 {
			t.Errorf("sent %d times, want 2", n)
		}
		if strings.Contains(fmt.Sprintf("%v %+v", err, err), "claim-of-token") {
			t.Error("the error carries the token's claims")
		}
	})
}

func TestToken_manyRefusedCallersShareOneFetch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, mux, seen := setupM2M(t, issueFor(time.Hour))
		mux.HandleFunc("GET /api/users/u1", func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(time.Second) // all are under way when the first is refused
			if r.Header.Get("Authorization") == "Bearer tok1" {
				reply(w, http.StatusUnauthorized, map[string]string{"code": "auth.unauthorized"})
				return
			}
			okUser(w, r)
		})
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				if _, err := c.Users.Get(t.Context(), "u1"); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := seen.count(http.MethodPost, "/oidc/token"); n != 2 {
			t.Errorf("%d tokens fetched, want 2", n)
		}
	})
}

func TestToken_thatExpiresEarlyIsRenewed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, mux, seen := setupM2M(t, issueFor(2*time.Second))
		mux.HandleFunc("GET /api/users/u1", okUser)
		for range 10 {
			if _, err := c.Users.Get(t.Context(), "u1"); err != nil {
				t.Fatal(err)
			}
			time.Sleep(3 * time.Second)
		}
		if n := seen.count(http.MethodPost, "/oidc/token"); n != 10 {
			t.Errorf("%d tokens fetched, want 10", n)
		}
	})
}
