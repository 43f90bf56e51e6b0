package emulator

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestHookSignature_isThatOfRecordedDeliveries(t *testing.T) {
	t.Parallel()
	files, _ := filepath.Glob("testdata/webhooks/*.json")
	if len(files) < 30 {
		t.Fatalf("%d recorded deliveries", len(files))
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var rec object
		if rec, err = readObject(raw); err != nil {
			t.Fatal(err)
		}
		if got := hookSignature(rec.str("signingKey"), []byte(rec.str("rawBody"))); got != rec.str("signature") {
			t.Errorf("%s: signed %s, recorded %s", file, got, rec.str("signature"))
		}
	}
}

func TestDeliveries_nobodyWaitsForTheReceiver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newHookClient(t)
		var answered atomic.Bool
		c.answers = func(*http.Request) (*http.Response, error) {
			time.Sleep(9 * time.Second)
			if !answered.Load() {
				t.Error("the delivery came before the answer")
			}
			return answerOf(200, ""), nil
		}
		c.hook("User.Created")
		began := time.Now()
		c.id("/users", `{"username":"a"}`)
		answered.Store(true)
		if took := time.Since(began); took > 0 {
			t.Errorf("the request took %s", took)
		}
		if got := events(c.arrived()); !cmp.Equal(got, []string{"User.Created"}) {
			t.Errorf("arrived: %v", got)
		}
	})
}

func TestDeliveries_ofOneRequestAreUnderWayTogether(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newHookClient(t)
		c.answers = func(*http.Request) (*http.Response, error) {
			time.Sleep(time.Second)
			return answerOf(200, ""), nil
		}
		for range 25 {
			c.hook("User.Created")
		}
		began := time.Now()
		c.id("/users", `{"username":"a"}`)
		if n, took := len(c.arrived()), time.Since(began); n != 25 || took != 3*time.Second {
			t.Errorf("%d deliveries took %s, want 25 in 3s: ten at once", n, took)
		}
	})
}

// badReceivers are what goes wrong without a fault, and how that is logged.
var badReceivers = map[string]struct {
	answers func(*http.Request) (*http.Response, error)
	error   string
	answer  any
}{
	"500": {
		func(*http.Request) (*http.Response, error) { return answerOf(500, `{"b":1,"a":2}`), nil },
		`HTTPError: {"message":"Request failed with status code 500 Internal Server Error"`,
		map[string]any{"statusCode": 500.0, "body": map[string]any{"a": 2.0, "b": 1.0}},
	},
	"503 as text": {
		func(*http.Request) (*http.Response, error) { return answerOf(503, "later"), nil },
		`HTTPError: {"message":"Request failed with status code 503 Service Unavailable"`,
		map[string]any{"statusCode": 503.0, "body": "later"},
	},
	"nobody there": {
		func(*http.Request) (*http.Response, error) { return nil, errors.New("connection refused") },
		`TypeError: {"message":"fetch failed"`, nil,
	},
	"too slow": {hang, `TimeoutError: {"message":"Request timed out"`, nil},
}

func TestDeliveries_areTriedOnce(t *testing.T) {
	t.Parallel()
	for name, want := range badReceivers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := newHookClient(t)
				c.answers = want.answers
				id := c.hook("User.Created")
				c.id("/users", `{"username":"a"}`)
				if n := len(c.arrived()); n != 1 {
					t.Errorf("%d attempts", n)
				}
				row := c.log(id, "")[0]
				if text := fmt.Sprint(row["error"]); row["result"] != "Error" || !strings.HasPrefix(text, want.error) {
					t.Errorf("logged as %v, %s", row["result"], text)
				}
				if diff := cmp.Diff(want.answer, row["response"]); diff != "" {
					t.Errorf("the logged answer differs: %s", diff)
				}
			})
		})
	}
}

func TestDeliveries_takeAReceiverOfTenSeconds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newHookClient(t)
		c.answers = hang
		c.hook("User.Created")
		began := time.Now()
		c.id("/users", `{"username":"a"}`)
		c.arrived()
		if took := time.Since(began); took != 10*time.Second {
			t.Errorf("given up after %s", took)
		}
	})
}

func TestDeliveries_carryTheHeadersOfTheirHook(t *testing.T) {
	t.Parallel()
	c := newHookClient(t)
	made := c.want(201, http.MethodPost, "/hooks", `{"events":["User.Created"],"config":{"url":"http://receiver.example/in",
		"headers":{"User-Agent":"mine","X-Custom":"hello","Logto-Signature-Sha-256":"forged"}}}`).(map[string]any)
	c.id("/users", `{"username":"a"}`)
	got := c.arrived()[0]
	for name, want := range map[string]string{
		"User-Agent": "mine", "X-Custom": "hello", "Content-Type": "application/json", "Accept": "*/*",
		"Logto-Signature-Sha-256": hookSignature(fmt.Sprint(made["signingKey"]), []byte(got.body)),
	} {
		if got.header.Get(name) != want {
			t.Errorf("%s: %q, want %q", name, got.header.Get(name), want)
		}
	}
}

func TestDeliveries_costNothingWhileNobodyListens(t *testing.T) {
	t.Parallel()
	c := newHookClient(t)
	r := httptest.NewRequest(http.MethodPost, "/api/users", nil)
	if got, causes := c.server.listen(r); got != r || causes != nil {
		t.Error("a tenant without webhooks prepares for deliveries")
	}
	id := c.hook()
	if got, causes := c.server.listen(r); got == r || causes == nil {
		t.Error("a tenant with a webhook does not prepare for deliveries")
	}
	c.want(200, http.MethodPatch, "/hooks/"+id, `{"enabled":false}`)
	c.id("/users", `{"username":"a"}`)
	if got, causes := c.server.listen(r); got != r || causes != nil || len(c.arrived()) > 0 {
		t.Error("a disabled webhook counts")
	}
	c.want(204, http.MethodDelete, "/hooks/"+c.hook(), "")
	if _, causes := c.server.listen(r); causes != nil {
		t.Error("a deleted webhook counts")
	}
}

func TestNew_tellsNobodyOfItsFirstContents(t *testing.T) {
	t.Parallel()
	to := &receiver{}
	s, err := New(Config{Users: 30, Client: &http.Client{Transport: to}, Webhooks: []Webhook{{URL: "http://receiver.example/in", SigningKey: "k"}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	if err := s.DeliveriesDone(t.Context()); err != nil || len(to.got) > 0 {
		t.Errorf("%d deliveries, %v", len(to.got), err)
	}
	made := s.tenant.mgmt.hooks.rows[0]
	if made.signingKey != "k" || len(made.events) != len(hookEvents) || s.tenant.listeners.Load() != 1 {
		t.Errorf("seeded %+v", made)
	}
}

func TestClose_endsWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) { // which fails when a goroutine is left
		c := newHookClient(t)
		c.answers = hang
		id := c.hook("User.Created")
		c.id("/users", `{"username":"a"}`)
		synctest.Wait()
		began := time.Now()
		c.server.Close()
		if took := time.Since(began); took > 0 {
			t.Errorf("closing took %s", took)
		}
		c.id("/users", `{"username":"b"}`)
		if n, rows := len(c.arrived()), c.log(id, ""); n != 1 || len(rows) > 0 {
			t.Errorf("%d attempts, logged %v", n, rows)
		}
	})
}

func TestDeliveriesDone_endsWithItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newHookClient(t)
		c.answers = hang
		c.hook("User.Created")
		c.id("/users", `{"username":"a"}`)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := c.server.DeliveriesDone(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v", err)
		}
	})
}
