package emulator

import (
	"errors"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestParseFaults_readsWhatStringWrites(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Faults{
		"":      {},
		"off":   {},
		"500=0": {},
		"latency=50ms,429=0.05,500=0.01,502=0.01,cut=0.01,token=30s": {
			Latency: 50 * time.Millisecond, Share429: 0.05, Share500: 0.01, Share502: 0.01, CutShare: 0.01, TokenLifetime: 30 * time.Second,
		},
		" jitter=1s , retry-after=2s, 429=1, seed=7": {Jitter: time.Second, RetryAfter: 2 * time.Second, Share429: 1, Seed: 7},
	} {
		got, err := ParseFaults(text)
		if err != nil || got != want {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
		again, err := ParseFaults(got.String())
		if err != nil || again != got {
			t.Errorf("%q is written as %q, which reads as %+v, %v", text, got, again, err)
		}
	}
}

func TestParseFaults_saysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"latency":          `fault "latency": want name=value, for example latency=50ms`,
		"latency=50":       `fault "latency=50": a duration is a number with a unit, such as "50ms" or "30s"`,
		"latency=-1s":      `fault "latency=-1s": a duration is a number with a unit, such as "50ms" or "30s"`,
		"429=5":            `fault "429=5": a share is a number from 0 to 1`,
		"429=NaN":          `fault "429=NaN": a share is a number from 0 to 1`,
		"404=1":            `fault "404=1": unknown; there are latency, jitter, 429, retry-after, 500, 502, cut, token, mail, webhook, seed`,
		"cut=0.1,cut=0.2":  `fault "cut=0.2": cut is there twice`,
		"429=0.6,500=0.6":  "faults: the shares add up to 1.2, which is more than 1",
		"retry-after=1.5s": "faults: retry-after counts whole seconds",
		"seed=x":           `fault "seed=x": a seed is a whole number from 0`,
		"429=0.1,":         `fault "": want name=value, for example latency=50ms`,
	} {
		if _, err := ParseFaults(text); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestSetFaults_refusesNonsenseAndChangesNothing(t *testing.T) {
	t.Parallel()
	c := newMgmtClient(t)
	if err := c.server.SetFaults(Faults{Share500: 1}); err != nil {
		t.Fatal(err)
	}
	if err := c.server.SetFaults(Faults{Share500: 2}); err == nil {
		t.Error("a share of 2 was taken")
	}
	c.want(500, http.MethodGet, "/users", "")
	if _, err := New(Config{Faults: Faults{Latency: -1}}); err == nil {
		t.Error("a negative latency was taken")
	}
}

func TestFaults_comeInTheirShares(t *testing.T) {
	t.Parallel()
	const n = 20_000
	want := Faults{Share429: 0.05, Share500: 0.1, Share502: 0.02, CutShare: 0.03}
	got := draw(t, want, n)
	for kind, share := range map[fault]float64{
		fault429: want.Share429, fault500: want.Share500, fault502: want.Share502, faultCut: want.CutShare, faultNone: 0.8,
	} {
		expected, deviation := share*n, math.Sqrt(n*share*(1-share))
		if off := math.Abs(float64(got[kind]) - expected); off > 5*deviation {
			t.Errorf("fault %d: %d of %d, want about %.0f", kind, got[kind], n, expected)
		}
	}
}

// draw counts the faults of n requests.
func draw(t *testing.T, f Faults, n int) map[fault]int {
	t.Helper()
	s := &Server{}
	if err := s.SetFaults(f); err != nil {
		t.Fatal(err)
	}
	got := map[fault]int{}
	for range n {
		kind, _ := s.trouble.Load().next()
		got[kind]++
	}
	return got
}

func TestFaults_repeatWithTheirSeed(t *testing.T) {
	t.Parallel()
	sequence := func(f Faults) []int {
		c := newMgmtClient(t)
		if err := c.server.SetFaults(f); err != nil {
			t.Fatal(err)
		}
		var statuses []int
		for range 60 {
			status, _ := c.do(http.MethodGet, "/users", "")
			statuses = append(statuses, status)
		}
		return statuses
	}
	f := Faults{Share429: 0.2, Share500: 0.2, Share502: 0.2, Seed: 3}
	first := sequence(f)
	if diff := cmp.Diff(first, sequence(f)); diff != "" {
		t.Error(diff)
	}
	f.Jitter = time.Nanosecond // which takes numbers as well
	if diff := cmp.Diff(first, sequence(f)); diff != "" {
		t.Error(diff)
	}
	f.Seed = 4
	if cmp.Equal(first, sequence(f)) {
		t.Error("another seed makes no difference")
	}
}

func TestFaults_doTheWorkOrNot(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		faults Faults
		status int
		done   bool
	}{
		"429": {Faults{Share429: 1}, 429, false},
		"500": {Faults{Share500: 1}, 500, false},
		"502": {Faults{Share502: 1}, 502, true},
	} {
		c := newMgmtClient(t)
		if err := c.server.SetFaults(tt.faults); err != nil {
			t.Fatal(err)
		}
		c.want(tt.status, http.MethodPost, "/users", `{"username":"who"}`)
		if err := c.server.SetFaults(Faults{}); err != nil {
			t.Fatal(err)
		}
		if people := c.want(200, http.MethodGet, "/users", "").([]any); (len(people) == 1) != tt.done {
			t.Errorf("%s: %d people, done is to be %t", name, len(people), tt.done)
		}
	}
}

func TestFaults_reallyCutTheConnection(t *testing.T) {
	t.Parallel()
	c := newMgmtClient(t)
	srv := httptest.NewServer(c.server)
	t.Cleanup(srv.Close)
	if err := c.server.SetFaults(Faults{CutShare: 1}); err != nil {
		t.Fatal(err)
	}
	c.server.ResetRequests()
	send := func(method, path, body string) (*http.Response, error) {
		req, err := http.NewRequestWithContext(t.Context(), method, srv.URL+"/api"+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+c.token)
		req.Header.Set("Content-Type", "application/json")
		return srv.Client().Do(req)
	}
	res, err := send(http.MethodPost, "/users", `{"username":"half"}`)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if got, err := io.ReadAll(res.Body); !errors.Is(err, io.ErrUnexpectedEOF) || int64(len(got)) != res.ContentLength/2 {
		t.Errorf("read %d of %d bytes, %v", len(got), res.ContentLength, err)
	}
	if res, err := send(http.MethodPost, "/sentinel-activities/delete", `{"targetType":"User","targets":["x"]}`); err == nil {
		t.Errorf("an answer without a body arrived: %d", res.StatusCode)
		_ = res.Body.Close()
	}
	if log := c.server.Requests(); len(log) != 2 || log[0].Status != http.StatusOK {
		t.Errorf("log: %+v", log)
	}
	if res, err := srv.Client().Get(srv.URL + "/oidc/.well-known/openid-configuration"); err != nil || res.StatusCode != 200 {
		t.Errorf("discovery suffers as well: %v", err)
	} else {
		_ = res.Body.Close()
	}
}

func TestFaults_endTokensBeforeTheirTime(t *testing.T) {
	t.Parallel()
	c := newMgmtClient(t)
	if err := c.server.SetFaults(Faults{TokenLifetime: 30 * time.Second}); err != nil {
		t.Fatal(err)
	}
	c.clock.Add(30_000)
	c.want(200, http.MethodGet, "/users", "")
	c.clock.Add(1_000)
	c.refused(401, "auth.unauthorized", http.MethodGet, "/users", "")
	if err := c.server.SetFaults(Faults{}); err != nil {
		t.Fatal(err)
	}
	c.want(200, http.MethodGet, "/users", "")
}

func TestFaults_keepPeopleWaiting(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newMgmtClient(t)
		if err := c.server.SetFaults(Faults{Latency: time.Minute, Share429: 1, RetryAfter: 7 * time.Second}); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		rec := httptest.NewRecorder()
		c.server.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/api/users", nil))
		if waited := time.Since(start); waited != time.Minute {
			t.Errorf("waited %v", waited)
		}
		if rec.Code != 429 || rec.Header().Get("Retry-After") != "7" {
			t.Errorf("%d, Retry-After %q", rec.Code, rec.Header().Get("Retry-After"))
		}
	})
}

// Not parallel: testing counts the allocations of the whole process.
func TestFaults_costNothingWhenOff(t *testing.T) {
	c := newMgmtClient(t)
	rec, req := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/api/users", nil)
	for _, f := range []Faults{{}, {Seed: 5}, {RetryAfter: time.Second}} {
		if err := c.server.SetFaults(f); err != nil {
			t.Fatal(err)
		}
		if c.server.trouble.Load() != nil || c.server.troubled(rec, req) {
			t.Errorf("%+v are not off", f)
		}
	}
	if n := testing.AllocsPerRun(100, func() { c.server.troubled(rec, req) }); n != 0 {
		t.Errorf("%v allocations for nothing", n)
	}
}
