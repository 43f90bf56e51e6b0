package apiclient

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

func TestDo_keepsRetryAfter(t *testing.T) {
	t.Parallel()
	cases := map[string]func(now time.Time) string{
		"seconds":   func(time.Time) string { return "7" },
		"HTTP date": func(now time.Time) string { return now.Add(7 * time.Second).UTC().Format(http.TimeFormat) },
	}
	for name, header := range cases {
		for _, status := range []int{http.StatusTooManyRequests, http.StatusServiceUnavailable} {
			t.Run(fmt.Sprint(name, " ", status), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					c, mux, seen := setup(t)
					mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
						if seen.len() == 1 {
							w.Header().Set("Retry-After", header(time.Now()))
							w.WriteHeader(status)
							return
						}
						reply(w, http.StatusOK, User{ID: "u1"})
					})
					if _, err := c.Users.Get(t.Context(), "u1"); err != nil {
						t.Fatal(err)
					}
					if got := seen.gaps(); !slices.Equal(got, []time.Duration{7 * time.Second}) {
						t.Errorf("waited %v, want 7s", got)
					}
				})
			})
		}
	}
}

func TestDo_answersAtOnceWhenAskedToWaitTooLong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, mux, seen := setup(t)
		mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(http.StatusTooManyRequests)
		})
		start := time.Now()
		_, err := c.Users.Get(t.Context(), "u1")
		if !IsRateLimited(err) || RetryAfter(err) != time.Hour {
			t.Errorf("got %v with RetryAfter %v, want rate limited for an hour", err, RetryAfter(err))
		}
		if seen.len() != 1 || time.Since(start) != 0 {
			t.Errorf("sent %d times in %v, want once at once", seen.len(), time.Since(start))
		}
	})
}

func TestDo_waitsLongerEachTimeWithJitter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, mux, seen := setup(t)
		mux.HandleFunc("/", faults["503"])
		_, _ = c.Users.Get(t.Context(), "u1")
		gaps := seen.gaps()
		if len(gaps) != 3 {
			t.Fatalf("%d waits, want 3", len(gaps))
		}
		for i, gap := range gaps {
			upper := DefaultRetryPolicy.Base << i
			if gap < upper/2 || gap > upper {
				t.Errorf("wait %d is %v, want between %v and %v", i+1, gap, upper/2, upper)
			}
		}
	})
}

func TestDo_deletedByAnEarlierTryIsDone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, mux, seen := setup(t)
		mux.HandleFunc("DELETE /api/users/u1", func(w http.ResponseWriter, r *http.Request) {
			if seen.len() == 1 {
				faults["cut before"](w, r)
			}
			reply(w, http.StatusNotFound, map[string]string{"code": "entity.not_found"})
		})
		if err := c.Users.Delete(t.Context(), "u1"); err != nil {
			t.Errorf("404 on the second try: %v, want done", err)
		}
		if err := c.Users.Delete(t.Context(), "u1"); !IsNotFound(err) {
			t.Errorf("404 on the first try: %v, want not found", err)
		}
	})
}
