package apiclient

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// fault is a way for the server to fail a request.
type fault func(w http.ResponseWriter, r *http.Request)

var faults = map[string]fault{
	"500": func(w http.ResponseWriter, _ *http.Request) {
		reply(w, http.StatusInternalServerError, map[string]string{"message": "Internal server error."})
	},
	"502 page": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusBadGateway)
		_, _ = io.WriteString(w, "<h1>Bad Gateway</h1>")
	},
	"503": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) },
	"429": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "2")
		reply(w, http.StatusTooManyRequests, map[string]string{"code": "request.message_rate_limited"})
	},
	"cut before": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	"cut inside": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", "1000")
		_, _ = io.WriteString(w, `{"id":"u1",`)
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	},
	"slow": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
}

// mutations are calls of every kind that must not be sent twice.
var mutations = map[string]func(context.Context, *Client) error{
	"POST create": func(ctx context.Context, c *Client) error {
		_, err := c.Users.Create(ctx, UserCreate{Username: "u"})
		return err
	},
	"POST no answer": func(ctx context.Context, c *Client) error {
		return c.Roles.AddUsers(ctx, "r1", []string{"u1"})
	},
	"PATCH": func(ctx context.Context, c *Client) error {
		_, err := c.Users.Update(ctx, "u1", UserPatch{Name: new("n")})
		return err
	},
	"PATCH profile": func(ctx context.Context, c *Client) error {
		_, err := c.Users.UpdateProfile(ctx, "u1", ProfilePatch{Nickname: new("n")})
		return err
	},
	"PUT that collides when repeated": func(ctx context.Context, c *Client) error {
		_, err := c.Users.SetIdentity(ctx, "u1", "google", Identity{UserID: "g"})
		return err
	},
}

func TestDo_neverSendsAMutationTwice(t *testing.T) {
	t.Parallel()
	for name, fail := range faults {
		for kind, mutate := range mutations {
			t.Run(name+"/"+kind, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					c, mux, seen := setup(t)
					mux.HandleFunc("/", fail)
					err := mutate(t.Context(), c)
					if err == nil {
						t.Fatal("the failure is taken for a success")
					}
					if seen.len() != 1 {
						t.Errorf("sent %d times, want once", seen.len())
					}
					if known := name == "429"; OutcomeUnknown(err) == known {
						t.Errorf("OutcomeUnknown(%v) = %v", err, !known)
					}
				})
			})
		}
	}
}

func TestDo_repeatsWhatMayBeRepeated(t *testing.T) {
	t.Parallel()
	repeatable := map[string]func(context.Context, *Client) error{
		"GET": func(ctx context.Context, c *Client) error { _, err := c.Users.Get(ctx, "u1"); return err },
		"PUT": func(ctx context.Context, c *Client) error {
			return c.Organizations.ReplaceMembers(ctx, "o1", []string{"u1"})
		},
		"DELETE": func(ctx context.Context, c *Client) error { return c.Users.Delete(ctx, "u1") },
	}
	for name, fail := range faults {
		for kind, call := range repeatable {
			t.Run(name+"/"+kind, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					c, mux, seen := setup(t)
					mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
						if seen.len() < 3 {
							fail(w, r)
							return
						}
						reply(w, http.StatusOK, User{ID: "u1"})
					})
					if err := call(t.Context(), c); err != nil {
						t.Fatalf("after two failures: %v", err)
					}
					if seen.len() != 3 {
						t.Errorf("sent %d times, want 3", seen.len())
					}
				})
			})
		}
	}
}

func TestDo_boundsTriesAndTime(t *testing.T) {
	t.Parallel()
	for name, fail := range faults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c, mux, seen := setup(t)
				mux.HandleFunc("/", fail)
				start := time.Now()
				_, err := c.Users.Get(t.Context(), "u1")
				if err == nil {
					t.Fatal("the failure is taken for a success")
				}
				if seen.len() > DefaultRetryPolicy.Tries {
					t.Errorf("sent %d times, want at most %d", seen.len(), DefaultRetryPolicy.Tries)
				}
				if took := time.Since(start); took > DefaultRetryPolicy.Total {
					t.Errorf("took %v, want at most %v", took, DefaultRetryPolicy.Total)
				}
			})
		})
	}
}

// What an earlier try may have done is not forgotten over how the last one failed.
func TestDo_staysUnsureAfterATryThatMayHaveArrived(t *testing.T) {
	t.Parallel()
	for name, last := range map[string]fault{
		"429": faults["429"],
		"403": func(w http.ResponseWriter, _ *http.Request) {
			reply(w, http.StatusForbidden, map[string]string{"code": "auth.forbidden"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c, mux, seen := setup(t)
				mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
					if seen.len() == 1 {
						faults["cut before"](w, r)
					}
					last(w, r)
				})
				if err := c.Organizations.ReplaceMembers(t.Context(), "o1", nil); !OutcomeUnknown(err) {
					t.Errorf("%v is taken for surely not done", err)
				}
			})
		})
	}
}

func TestDo_knowsWhatWasNotSent(t *testing.T) {
	t.Parallel()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := ln.Addr().String()
	_ = ln.Close() // nobody listens there now
	c, err := New("http://"+address, WithTokenSource(StaticToken("tok")))
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Users.Create(t.Context(), UserCreate{})
	e, ok := errors.AsType[*Unavailable](err)
	if !ok || e.Kind != KindRefused || OutcomeUnknown(err) {
		t.Errorf("got %v, want refused and surely not sent", err)
	}
}

func TestDo_endsAtOnceWhenCanceled(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"slow", "503", "cut before"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c, mux, _ := setup(t)
				mux.HandleFunc("/", faults[name])
				ctx, cancel := context.WithCancel(t.Context())
				const after = 100 * time.Millisecond
				time.AfterFunc(after, cancel)
				start := time.Now()
				_, err := c.Users.Get(ctx, "u1")
				if !errors.Is(err, context.Canceled) || IsUnavailable(err) {
					t.Errorf("got %v, want context.Canceled and not unavailable", err)
				}
				if took := time.Since(start); took != after {
					t.Errorf("returned after %v, want %v", took, after)
				}
			})
		})
	}
}

func TestDo_doesNotOutliveTheDeadline(t *testing.T) {
	t.Parallel()
	for name, fail := range faults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c, mux, _ := setup(t)
				mux.HandleFunc("/", fail)
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				start := time.Now()
				_, err := c.Users.Get(ctx, "u1")
				if took := time.Since(start); err == nil || took > time.Second {
					t.Errorf("%v after %v, want an error within a second", err, took)
				}
			})
		})
	}
}

func TestDo_timesOutEachTry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, mux, seen := setup(t, WithTimeout(3*time.Second))
		mux.HandleFunc("/", faults["slow"])
		start := time.Now()
		_, err := c.Users.Create(t.Context(), UserCreate{})
		e, ok := errors.AsType[*Unavailable](err)
		if !ok || e.Kind != KindTimeout || !e.Sent || seen.len() != 1 {
			t.Errorf("got %v after %d tries, want one time-out", err, seen.len())
		}
		if took := time.Since(start); took != 3*time.Second {
			t.Errorf("took %v, want 3s", took)
		}
	})
}
