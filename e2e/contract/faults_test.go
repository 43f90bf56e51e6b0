package contract

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"roster/apiclient"
	"roster/emulator"
)

// everything goes wrong with half of the requests.
var everything = emulator.Faults{Share429: 0.1, Share500: 0.1, Share502: 0.15, CutShare: 0.15, Seed: 20}

func TestCreate_isNeverSentTwiceAndNeverLiesAboutIt(t *testing.T) {
	t.Parallel()
	m := meet(t)
	c := m.signedIn()
	m.faults(everything)
	m.em.ResetRequests()
	const calls = 120
	outcomes := make([]error, calls)
	var all sync.WaitGroup
	for i := range calls {
		all.Go(func() {
			_, outcomes[i] = c.Users.Create(t.Context(), apiclient.UserCreate{Username: fmt.Sprintf("user%d", i)})
		})
	}
	all.Wait()
	if n := m.count(http.MethodPost, "/api/users"); n != calls {
		t.Errorf("%d creations were sent for %d calls", n, calls)
	}
	m.faults(emulator.Faults{})
	there, kinds := m.names(c), map[string]int{}
	for i, err := range outcomes {
		is := there[fmt.Sprintf("user%d", i)]
		switch {
		case err == nil:
			kinds["done"]++
			if !is {
				t.Errorf("user%d was reported and is not there", i)
			}
		case apiclient.OutcomeUnknown(err):
			kinds["unknown"]++
		default:
			kinds["refused"]++
			if is {
				t.Errorf("user%d is there although the call says it was not done: %v", i, err)
			}
		}
	}
	for _, kind := range []string{"done", "unknown", "refused"} {
		if kinds[kind] == 0 {
			t.Errorf("no call was %s, so that nothing is shown about it: %v", kind, kinds)
		}
	}
}

func TestReadsAndDeletions_arriveInTheEnd(t *testing.T) {
	t.Parallel()
	m := meet(t)
	c := m.signedIn()
	var ids []string
	for i := range 30 {
		made, err := c.Users.Create(t.Context(), apiclient.UserCreate{Username: fmt.Sprintf("user%d", i)})
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, made.ID)
	}
	m.faults(everything)
	var all sync.WaitGroup
	for _, id := range ids {
		all.Go(func() {
			if got, err := c.Users.Get(t.Context(), id); err != nil || got.ID != id {
				t.Errorf("get: %v, %v", got, err)
			}
			// A deletion whose answer was lost finds nothing the second time, which is what was wanted.
			if err := c.Users.Delete(t.Context(), id); err != nil {
				t.Errorf("delete: %v", err)
			}
		})
	}
	all.Wait()
	if left := m.names(c); len(left) != 0 {
		t.Errorf("still there: %v", left)
	}
}

func TestRetryAfter_isWaited(t *testing.T) {
	t.Parallel()
	m := meet(t)
	c := m.signedIn() // which would try again after milliseconds
	m.faults(emulator.Faults{Share429: 1, RetryAfter: time.Second})
	m.em.ResetRequests()
	m.answered = func(*http.Request) { _ = m.em.SetFaults(emulator.Faults{}) }
	start := time.Now()
	if _, err := c.Users.List(t.Context(), apiclient.UserListOptions{}); err != nil {
		t.Fatal(err)
	}
	if waited := time.Since(start); waited < time.Second {
		t.Errorf("tried again after %v", waited)
	}
	if n := m.count(http.MethodGet, "/api/users"); n != 2 {
		t.Errorf("%d tries, want 2", n)
	}
}

func TestRetryAfter_thatIsTooLongIsHandedOn(t *testing.T) {
	t.Parallel()
	m := meet(t)
	c := m.signedIn()
	m.faults(emulator.Faults{Share429: 1, RetryAfter: time.Hour})
	m.em.ResetRequests()
	err := m.soon("a call that may not wait", func() error {
		_, err := c.Users.List(t.Context(), apiclient.UserListOptions{})
		return err
	})
	if !apiclient.IsRateLimited(err) || apiclient.RetryAfter(err) != time.Hour {
		t.Errorf("%v, Retry-After %v", err, apiclient.RetryAfter(err))
	}
	if n := m.count(http.MethodGet, "/api/users"); n != 1 {
		t.Errorf("%d tries, want 1", n)
	}
}

func TestToken_isFetchedOnceByManyAndOnceMoreWhenItEndsEarly(t *testing.T) {
	t.Parallel()
	m := meet(t)
	c := m.client(quick)
	m.faults(emulator.Faults{Latency: 5 * time.Millisecond, TokenLifetime: 30 * time.Second})
	many := func() {
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() {
				if _, err := c.Users.List(t.Context(), apiclient.UserListOptions{}); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	}
	many()
	if n := m.count(http.MethodPost, "/oidc/token"); n != 1 {
		t.Errorf("%d tokens for many calls, want 1", n)
	}
	m.shift.Add(int64(32 * time.Second)) // the token promised an hour
	many()
	if n := m.count(http.MethodPost, "/oidc/token"); n != 2 {
		t.Errorf("%d tokens in all, want 2", n)
	}
}

func TestCancel_endsACallThatIsAnswered(t *testing.T) {
	t.Parallel()
	m := meet(t)
	c := m.signedIn()
	m.faults(emulator.Faults{Latency: time.Hour})
	ctx, cancel := context.WithCancel(t.Context())
	m.arrived = func(*http.Request) { cancel() }
	err := m.soon("a cancelled call", func() error {
		_, err := c.Users.Create(ctx, apiclient.UserCreate{Username: "never"})
		return err
	})
	if !errors.Is(err, context.Canceled) || !apiclient.OutcomeUnknown(err) {
		t.Errorf("%v, outcome unknown: %t", err, apiclient.OutcomeUnknown(err))
	}
}

func TestCancel_endsTheWaitForTheNextTry(t *testing.T) {
	t.Parallel()
	m := meet(t)
	c := m.client(apiclient.RetryPolicy{Tries: 5, Total: 5 * time.Hour, Base: time.Hour, Max: time.Hour})
	if err := c.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	m.faults(emulator.Faults{Share502: 1})
	ctx, cancel := context.WithCancel(t.Context())
	m.answered = func(*http.Request) { time.AfterFunc(50*time.Millisecond, cancel) } // the client is waiting by then
	err := m.soon("a cancelled wait", func() error {
		_, err := c.Users.List(ctx, apiclient.UserListOptions{})
		return err
	})
	if err == nil || ctx.Err() == nil {
		t.Errorf("ended with %v", err)
	}
}

func TestCancel_ofOneLeavesTheTokenToTheOthers(t *testing.T) {
	t.Parallel()
	m := meet(t)
	c := m.client(quick)
	m.faults(emulator.Faults{Latency: 200 * time.Millisecond})
	ctx, cancel := context.WithCancel(t.Context())
	m.arrived = func(r *http.Request) {
		if r.URL.Path == "/oidc/token" {
			cancel()
		}
	}
	var others sync.WaitGroup
	others.Go(func() {
		if _, err := c.Users.List(t.Context(), apiclient.UserListOptions{}); err != nil {
			t.Errorf("one who stayed: %v", err)
		}
	})
	err := m.soon("a cancelled call", func() error {
		_, err := c.Users.List(ctx, apiclient.UserListOptions{})
		return err
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("one who left: %v", err)
	}
	others.Wait()
	if n := m.count(http.MethodPost, "/oidc/token"); n != 1 {
		t.Errorf("%d tokens, want 1", n)
	}
}
