package auth

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// sweepCounter counts sweeps and is otherwise no store.
type sweepCounter struct {
	SessionStore
	at []time.Time
}

func (c *sweepCounter) Sweep(_ context.Context, now time.Time) (int, error) {
	c.at = append(c.at, now)
	return 0, nil
}

func TestNew_sweepsUntilItsContextEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		count, start := &sweepCounter{}, time.Now()
		_, err := New(ctx, Options{
			Endpoint: "https://logto.example", ClientID: "id", ClientSecret: "s", Resource: "https://roster/api",
			BaseURL: "https://roster.example", Key: []byte(strings.Repeat("k", 32)), Store: count,
		})
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(25 * time.Minute) // of the bubble's clock: no time passes
		synctest.Wait()
		if len(count.at) != 2 || !count.at[0].Equal(start.Add(sweepEvery)) {
			t.Errorf("swept at %v, want twice in 25 minutes", count.at)
		}
		cancel()
		synctest.Wait()
		time.Sleep(time.Hour)
		if len(count.at) != 2 {
			t.Error("it sweeps after its context has ended")
		}
	})
}
