//go:build measure

package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

const (
	inBrowser = 11  // times each page is opened in the browser
	overHTTP  = 100 // times each page is asked for by a program
	tenantOf  = 100_000
	distance  = 50 * time.Millisecond // how far away Logto is
)

// visit is one page that is measured.
type visit struct {
	name, path string
	cold       bool // with an empty cache
}

// TestMeasurePages prints two tables of docs/operations.md: make measure-pages. One is what a page costs
// in the browser, the other whether a page takes as long as Logto's slowest answer and next to nothing
// more.
func TestMeasurePages(t *testing.T) {
	shared(t)
	fmt.Printf("| page, of %d people | Logto answers after | bytes | requests | DOMContentLoaded | largest contentful paint |\n|---|---|---|---|---|---|\n", tenantOf)
	near := pairAtDistance(t, 0)
	near.inBrowser(t, 0)
	near.stopNow(t)
	far := pairAtDistance(t, distance)
	far.inBrowser(t, distance)

	fmt.Printf("\n| page, Logto %v away | calls | after one another | slowest call | page | page, p95 | beyond the call | beyond, p95 | allowed |\n|---|---|---|---|---|---|---|---|---|\n", distance)
	client := far.signedIn(t, "admin")
	for _, v := range far.visits(t) {
		far.overHTTP(t, client, v)
	}
	far.stopNow(t)
}

// distantPair is a program with a large Logto, and the front that sees its calls.
type distantPair struct {
	*program
	front *front
}

func pairAtDistance(t *testing.T, latency time.Duration) *distantPair {
	t.Helper()
	f := newFront(t)
	pair, err := startPair(binary, t.TempDir(), f, tenantOf, "--fault", "latency="+latency.String())
	if err != nil {
		t.Fatal(err)
	}
	return &distantPair{pair, f}
}

func (d *distantPair) stopNow(t *testing.T) {
	t.Helper()
	if err := d.stop(); err != nil {
		t.Error(err)
	}
}

func (d *distantPair) visits(t *testing.T) []visit {
	t.Helper()
	person := "/users/" + d.tenant(t).idOf(d.person("helpdesk").Username)
	return []visit{
		{"first page of the list, nothing cached", "/users", true},
		{"a later page of the list", "/users?page=40", false},
		{"search for an e-mail address", "/users?search=" + url.QueryEscape(d.someAddress(t)), false},
		{"search for part of a name", "/users?search=kim", false},
		{"a person", person, false},
		{"what they can reach", person + "/access", false},
		{"how they sign in", person + "/security", false},
		{"why they may not sign in", person + "/sign-in-check", false},
		{"the roles", "/roles", false},
		{"the organizations", "/organizations", false},
	}
}

// someAddress is the e-mail address of somebody in the middle of the list.
func (d *distantPair) someAddress(t *testing.T) string {
	t.Helper()
	var list []struct{ PrimaryEmail string }
	d.tenant(t).call(http.MethodGet, "/users?page=2000&page_size=20", nil, &list)
	for _, one := range list {
		if one.PrimaryEmail != "" {
			return one.PrimaryEmail
		}
	}
	t.Fatal("nobody there has an e-mail address")
	return ""
}

// inBrowser prints a row for each page, medians.
func (d *distantPair) inBrowser(t *testing.T, latency time.Duration) {
	t.Helper()
	p := newPage(t, d.program, desktop)
	p.signIn("admin")
	for _, v := range d.visits(t) {
		var bytes, requests, ready, painted []float64
		for run := range inBrowser + 1 {
			if v.cold {
				p.emptyCache()
			}
			all := p.load(v.path)
			if run == 0 {
				continue // what everything else is the repetition of
			}
			var sum float64
			for _, r := range all {
				sum += r.Bytes
			}
			bytes, requests = append(bytes, sum), append(requests, float64(len(all)))
			timing := p.timing()
			ready, painted = append(ready, timing[0]), append(painted, timing[1])
		}
		fmt.Printf("| %s | %v | %.0f | %.0f | %.0f ms | %.0f ms |\n", v.name, latency, median(bytes), median(requests), median(ready), median(painted))
	}
}

func (p *page) emptyCache() {
	p.t.Helper()
	if _, err := chromedp.Call(p.ctx, network.ClearBrowserCache, cdp.Empty{}); err != nil {
		p.t.Fatal(err)
	}
}

// timing is how long after the start of navigating the document was ready and its largest part
// painted, in ms.
func (p *page) timing() [2]float64 {
	p.t.Helper()
	timing, err := eval[[2]float64](p, `new Promise(done => {
		const ready = performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd;
		new PerformanceObserver(list => done([ready, list.getEntries().at(-1).startTime]))
			.observe({type: 'largest-contentful-paint', buffered: true});
		setTimeout(() => done([ready, -1]), 3000);
	})`)
	if err != nil {
		p.t.Fatal(err)
	}
	return timing
}

// overHTTP prints a row about one page: its time to the last byte beside that of Logto's slowest answer.
// The rule is that a page takes no longer than that and 10 %, or 5 ms if that is more.
func (d *distantPair) overHTTP(t *testing.T, client *http.Client, v visit) {
	t.Helper()
	fetch(t, client, d.URL+v.path, nil)
	var slowest, whole, beyond, calls, rounds []float64
	var last []call
	for range overHTTP {
		d.front.timeline()
		began := time.Now()
		fetch(t, client, d.URL+v.path, nil)
		ended := time.Now()
		last = slices.DeleteFunc(d.front.timeline(), func(c call) bool {
			return !strings.Contains(c.what, " /api/") || c.ended.IsZero() || c.ended.After(ended)
		})
		var longest time.Duration
		for _, c := range last {
			longest = max(longest, c.ended.Sub(c.began))
		}
		slowest, whole = append(slowest, ms(longest)), append(whole, ms(ended.Sub(began)))
		beyond = append(beyond, ms(ended.Sub(began)-longest))
		calls, rounds = append(calls, float64(len(last))), append(rounds, float64(inTurn(last)))
	}
	allowed := max(median(slowest)/10, 5)
	verdict := "yes"
	if median(beyond) > allowed {
		verdict = "NO"
	}
	fmt.Printf("| %s | %.0f | %.0f | %.1f ms | %.1f ms | %.1f ms | %.1f ms | %.1f ms | %.1f ms: %s |\n", v.name, median(calls), median(rounds),
		median(slowest), median(whole), percentile(whole, 95), median(beyond), percentile(beyond, 95), allowed, verdict)
	if verdict == "NO" {
		t.Logf("%s: the last time, Logto was asked for\n%s", v.name, drawn(last))
	}
}

// inTurn is the length of the longest chain of calls each of which began after the one before was over.
func inTurn(calls []call) (chain int) {
	byEnd := slices.SortedFunc(slices.Values(calls), func(a, b call) int { return a.ended.Compare(b.ended) })
	var over time.Time
	for _, c := range byEnd {
		if c.began.After(over) {
			chain, over = chain+1, c.ended
		}
	}
	return chain
}

// drawn is a timeline as text: from when to when each call was under way, in ms from the first.
func drawn(calls []call) string {
	var b strings.Builder
	for _, c := range calls {
		fmt.Fprintf(&b, "%7.1f … %7.1f  %s\n", ms(c.began.Sub(calls[0].began)), ms(c.ended.Sub(calls[0].began)), c.what)
	}
	return b.String()
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func median(values []float64) float64 { return percentile(values, 50) }

func percentile(values []float64, percent int) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[min(len(sorted)*percent/100, len(sorted)-1)]
}
