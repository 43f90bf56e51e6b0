package e2e

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"roster/activity"
	"roster/store"
	"roster/store/storetest"
)

const webhookKey = "the key that deliveries are signed with"

// receiver is a portal that is killed and begun again, on a database that can be looked into.
type receiver struct {
	*program
	env []string
	db  activity.Store
}

func newReceiver(t testing.TB, database string) *receiver {
	t.Helper()
	at, err := freeAddress()
	if err != nil {
		t.Fatal(err)
	}
	r := &receiver{program: &program{URL: "http://" + at}}
	r.emulator, err = start(binary, nil, "emulator", "--listen", "127.0.0.1:0", "--smtp-listen", "127.0.0.1:0", "--users", "3", "--redirect-uri", r.URL+"/callback",
		"--webhook", r.URL+"/webhooks/logto", "--webhook-key", webhookKey)
	if err != nil {
		t.Fatal(err)
	}
	r.env = append(r.portalEnv(t.TempDir(), at), "LOGTO_WEBHOOK_SECRET="+webhookKey, "ROSTER_DATABASE_URL="+database)
	r.begin(t)
	t.Cleanup(func() {
		if err := r.stop(); err != nil {
			t.Error(err)
		}
	})
	db, err := store.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() }) // it only read
	r.db = db.Events()
	return r
}

func (r *receiver) begin(t testing.TB) {
	t.Helper()
	var err error
	if r.portal, err = start(binary, r.env, "serve"); err != nil {
		t.Fatal(err)
	}
}

// deliver sends event n and tells whether it was answered with 200.
func (r *receiver) deliver(ctx context.Context, n int) bool {
	body := fmt.Appendf(nil, `{"event":"User.Data.Updated","createdAt":%q,"hookId":"test","data":{"id":"person%d"},"n":%d}`,
		time.Now().UTC().Format(time.RFC3339Nano), n%7, n)
	mac := hmac.New(sha256.New, []byte(webhookKey))
	mac.Write(body)
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, r.URL+"/webhooks/logto", bytes.NewReader(body))
	if err != nil {
		return false
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Logto-Signature-Sha-256", hex.EncodeToString(mac.Sum(nil)))
	answer, err := senders.Do(request)
	if err != nil {
		return false
	}
	_, _ = io.Copy(io.Discard, answer.Body) // so that the connection is used again
	return answer.Body.Close() == nil && answer.StatusCode == http.StatusOK
}

// senders keep as many connections as Logto has deliveries under way at once, three times over.
var senders = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 32}}

// rain sends deliveries by many senders, kills the portal after some were answered, and returns the
// numbers of all that were.
func (r *receiver) rain(t *testing.T, deliveries, killAfter int) []int {
	t.Helper()
	var answered []int
	var mu sync.Mutex
	var next atomic.Int64
	var all sync.WaitGroup
	for range 32 {
		all.Go(func() {
			for n := int(next.Add(1)); n <= deliveries; n = int(next.Add(1)) {
				if !r.deliver(t.Context(), n) {
					continue
				}
				mu.Lock()
				answered = append(answered, n)
				if len(answered) == killAfter {
					go r.portal.cmd.Process.Kill()
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	_ = r.portal.cmd.Wait() // it ends badly, as was wished
	return answered
}

// times is how often each n is in the store.
func (r *receiver) times(t *testing.T) map[int]int {
	t.Helper()
	list, err := r.db.Find(t.Context(), activity.Filter{Limit: 10_000})
	if err != nil {
		t.Fatal(err)
	}
	times := map[int]int{}
	for _, e := range list {
		var n int
		if _, err := fmt.Sscanf(string(e.Body[bytes.LastIndex(e.Body, []byte(`"n":`)):]), `"n":%d`, &n); err == nil {
			times[n]++
		}
	}
	return times
}

var databases = map[string]func(testing.TB) string{
	"sqlite":     func(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "roster.db") },
	"postgresql": storetest.Postgres,
}

func TestWebhooks_answeredExistOnceAfterAKillAndTheOthersAreBackFilled(t *testing.T) {
	t.Parallel()
	for name, database := range databases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newReceiver(t, database(t))
			answered := r.rain(t, 600, 300)
			stored := r.times(t)
			for n, times := range stored {
				if times != 1 {
					t.Errorf("delivery %d is stored %d times", n, times)
				}
			}
			if lost := slices.DeleteFunc(slices.Clone(answered), func(n int) bool { return stored[n] > 0 }); len(answered) < 300 || len(lost) > 0 {
				t.Errorf("%d were answered with 200, of which %d are not stored", len(answered), len(lost))
			}
			tenant := r.tenant(t)
			tenant.make("/users", map[string]any{"username": "missed1"})
			tenant.make("/users", map[string]any{"username": "missed2"})
			r.begin(t)
			r.backFilled(t, "missed1", "missed2")
		})
	}
}

// backFilled waits until what did not arrive was read from Logto's log.
func (r *receiver) backFilled(t *testing.T, usernames ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for tick := time.NewTicker(20 * time.Millisecond); ; {
		list, err := r.db.Find(ctx, activity.Filter{Name: "User.Created", Limit: 100})
		if err != nil {
			t.Fatal(err)
		}
		var missing []string
		for _, username := range usernames {
			if !slices.ContainsFunc(list, func(e activity.Event) bool {
				return e.BackFilled && strings.Contains(string(e.Body), username) && e.Origin == activity.Outside
			}) {
				missing = append(missing, username)
			}
		}
		if len(missing) == 0 {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("of %v no event was back-filled and settled", missing)
		case <-tick.C:
		}
	}
}

// BenchmarkWebhooks is how many deliveries a second the real program answers, over HTTP and stored on the disk.
func BenchmarkWebhooks(b *testing.B) {
	for name, database := range databases {
		b.Run(name, func(b *testing.B) {
			r := newReceiver(b, database(b))
			var n atomic.Int64
			b.SetParallelism(16)
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if !r.deliver(b.Context(), int(n.Add(1))) {
						b.Error("a delivery was not answered with 200")
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "deliveries/s")
		})
	}
}
