package apiclient

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

func TestNew_refusesWhatCannotWork(t *testing.T) {
	t.Parallel()
	token := WithTokenSource(StaticToken("tok"))
	cases := map[string]struct {
		endpoint string
		opts     []Option
	}{
		"no scheme":        {"logto.test", []Option{token}},
		"other scheme":     {"ftp://logto.test", []Option{token}},
		"no host":          {"https:///x", []Option{token}},
		"query":            {"https://logto.test?x=1", []Option{token}},
		"password in it":   {"https://u:p@logto.test", []Option{token}},
		"no credential":    {"https://logto.test", nil},
		"nil source":       {"https://logto.test", []Option{WithTokenSource(nil)}},
		"no secret":        {"https://logto.test", []Option{WithClientCredentials("id", "", "r")}},
		"no timeout":       {"https://logto.test", []Option{token, WithTimeout(0)}},
		"no tries":         {"https://logto.test", []Option{token, WithRetryPolicy(RetryPolicy{})}},
		"no response size": {"https://logto.test", []Option{token, WithMaxResponseSize(0)}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := New(tc.endpoint, tc.opts...)
			if err == nil {
				t.Fatal("accepted")
			}
			if strings.Contains(err.Error(), ":p@") {
				t.Errorf("the error shows the password: %v", err)
			}
		})
	}
}

func TestRequest_refusesIDsThatLeaveTheirPlace(t *testing.T) {
	t.Parallel()
	c, mux, seen := setup(t)
	mux.HandleFunc("/", okUser)
	for _, id := range []string{"", ".", "..", "a/b", "../roles", `a\b`, "a\x00", "a\nb", "\xff"} {
		if _, err := c.Users.Get(t.Context(), id); !errors.Is(err, ErrInvalidID) || !IsNotFound(err) {
			t.Errorf("%q: %v, want ErrInvalidID, which is not found", id, err)
		}
		if err := c.Users.RemoveRole(t.Context(), "u1", id); !errors.Is(err, ErrInvalidID) {
			t.Errorf("%q as the second id: %v, want ErrInvalidID", id, err)
		}
	}
	if seen.len() != 0 {
		t.Errorf("%d requests were sent", seen.len())
	}
}

func TestRequest_escapesIDs(t *testing.T) {
	t.Parallel()
	c, mux, seen := setup(t)
	mux.HandleFunc("/", okUser)
	for id, want := range map[string]string{
		"a b":   "/api/users/a%20b",
		"a%2Fb": "/api/users/a%252Fb",
		"a?b#c": "/api/users/a%3Fb%23c",
		"김":     "/api/users/%EA%B9%80",
	} {
		if _, err := c.Users.Get(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		if got := seen.last(t); got.path != want || got.query != "" {
			t.Errorf("%q went to %s?%s, want %s", id, got.path, got.query, want)
		}
	}
}

func TestRequest_tooLargeIsNotSent(t *testing.T) {
	t.Parallel()
	c, mux, seen := setup(t)
	mux.HandleFunc("/", okUser)
	_, err := c.Users.UpdateCustomData(t.Context(), "u1", map[string]any{"x": strings.Repeat("y", maxRequestSize)})
	if !errors.Is(err, ErrBodyTooLarge) || seen.len() != 0 {
		t.Errorf("got %v after %d requests, want ErrBodyTooLarge and none", err, seen.len())
	}
}

// Password hashes must not be asked for: whoever holds one can guess at leisure.
func TestRequest_cannotAskForPasswordHashes(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(strings.ToLower(string(source)), "includepasswordhash") {
			t.Errorf("%s names the parameter", file)
		}
	}
	c, mux, seen := setup(t)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { replyPage(w, "0", []User{}) })
	hostile := "x&includePasswordHash=true"
	if _, err := c.Users.List(t.Context(), UserListOptions{
		Search: UserSearch{Contains: hostile}, ExcludeRoleID: hostile,
	}); err != nil {
		t.Fatal(err)
	}
	if got := seen.last(t).query; strings.Contains(got, "includePasswordHash=") {
		t.Errorf("smuggled in: %s", got)
	}
}

func TestResponse_isBounded(t *testing.T) {
	t.Parallel()
	c, mux, _ := setup(t, WithMaxResponseSize(1000))
	var served atomic.Int64
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		for range 10_000 {
			n, err := io.WriteString(w, strings.Repeat(" ", 1000))
			if served.Add(int64(n)); err != nil {
				return
			}
		}
	})
	_, err := c.Users.Create(t.Context(), UserCreate{})
	e, ok := errors.AsType[*Unavailable](err)
	if !ok || e.Kind != KindMalformed || !e.Sent {
		t.Errorf("got %v, want malformed, sent", err)
	}
	if n := served.Load(); n > 100_000 {
		t.Errorf("%d bytes were taken in, allowed 1000", n)
	}
	c2, mux2, _ := setup(t, WithMaxResponseSize(20))
	mux2.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"id":"12345678901"}`) // exactly 20
	})
	if user, err := c2.Users.Get(t.Context(), "u1"); err != nil || user.ID != "12345678901" {
		t.Errorf("an answer of just the limit: %v", err)
	}
}

func TestResponse_thatIsNotLogtosIsNoSuccess(t *testing.T) {
	t.Parallel()
	answers := map[string]fault{
		"page": htmlPage,
		"broken JSON": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{"id":`)
		},
		"other JSON": func(w http.ResponseWriter, _ *http.Request) { reply(w, 200, map[string]int{"id": 5}) },
		"text":       func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "Created") },
	}
	for name, answer := range answers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, mux, _ := setup(t)
			mux.HandleFunc("/", answer)
			_, err := c.Users.Create(t.Context(), UserCreate{})
			if e, ok := errors.AsType[*Unavailable](err); !ok || e.Kind != KindMalformed || !OutcomeUnknown(err) {
				t.Errorf("got %v, want malformed with the outcome unknown", err)
			}
		})
	}
	t.Run("page for a call without an answer", func(t *testing.T) {
		t.Parallel()
		c, mux, _ := setup(t)
		mux.HandleFunc("/", htmlPage)
		if err := c.Users.Delete(t.Context(), "u1"); !IsUnavailable(err) {
			t.Errorf("got %v, want unavailable", err)
		}
	})
}

func TestResponse_textIsEnoughWhereNothingIsRead(t *testing.T) {
	t.Parallel()
	c, mux, _ := setup(t)
	mux.HandleFunc("POST /api/roles/r1/users", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(http.StatusCreated)
		_, _ = io.WriteString(w, "Created")
	})
	if err := c.Roles.AddUsers(t.Context(), "r1", []string{"u1"}); err != nil {
		t.Error(err)
	}
}

func TestRedirect_doesNotCarryTheTokenAway(t *testing.T) {
	t.Parallel()
	for name, location := range map[string]string{
		"other host":   "http://elsewhere.test/api/users/u1",
		"other scheme": "https://logto.test/api/users/u1",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			asked := 0
			transport := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if asked++; r.Host != "logto.test" {
					t.Errorf("%s was asked with %q", r.Host, r.Header.Get("Authorization"))
				}
				http.Redirect(w, r, location, http.StatusTemporaryRedirect)
			}))
			c, err := New("http://logto.test", WithHTTPClient(&http.Client{Transport: transport}),
				WithTokenSource(StaticToken("tok")))
			if err != nil {
				t.Fatal(err)
			}
			_, err = c.Users.Get(t.Context(), "u1")
			if e, ok := errors.AsType[*Unavailable](err); !ok || e.Kind != KindRedirect || asked != 1 {
				t.Errorf("got %v after %d requests, want one refused redirect", err, asked)
			}
		})
	}
}

func TestRedirect_isFollowedAtHomeForReadsOnly(t *testing.T) {
	t.Parallel()
	c, mux, seen := setup(t)
	mux.HandleFunc("/api/users/{id}", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, basePath+"/moved", http.StatusFound)
	})
	mux.HandleFunc("/moved", okUser)
	if _, err := c.Users.Get(t.Context(), "u1"); err != nil {
		t.Errorf("read: %v", err)
	}
	_, err := c.Users.Update(t.Context(), "u1", UserPatch{Name: new("n")})
	if e, ok := errors.AsType[*Unavailable](err); !ok || e.Kind != KindRedirect {
		t.Errorf("change: %v, want a refused redirect", err)
	}
	if n := seen.count("", "/moved"); n != 0 {
		t.Errorf("the change went on %d times", n)
	}
}

func TestErrors_neverHoldQueriesOrTokens(t *testing.T) {
	t.Parallel()
	for name, fail := range faults {
		if name == "slow" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, mux, _ := setup(t, WithRetryPolicy(RetryPolicy{Tries: 1, Total: 1e9, Base: 1, Max: 1}))
			mux.HandleFunc("/", fail)
			_, err := c.Users.List(t.Context(), UserListOptions{Search: UserSearch{Contains: "kim@private.example"}})
			text := fmt.Sprintf("%v|%+v|%v", err, err, errors.Unwrap(err))
			if err == nil || strings.Contains(text, "private") || strings.Contains(text, "tok") {
				t.Errorf("got %s", text)
			}
		})
	}
}
