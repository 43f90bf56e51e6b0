//go:build measure

package e2e

import (
	"fmt"
	"net/http"
	"os"
	"regexp"
	"slices"
	"testing"
	"time"
)

// TestMeasure prints the figures of docs/operations.md: make measure. The portal is the binary as it
// is released, in a process of its own; the emulator stands in for Logto in another.
func TestMeasure(t *testing.T) {
	path := os.Getenv("ROSTER_BINARY")
	info, err := os.Stat(path)
	if err != nil {
		t.Fatalf("ROSTER_BINARY must name the binary to measure: %v", err)
	}
	p, err := startPair(path, t.TempDir(), nil, 1000)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.stop(); err != nil {
			t.Error(err)
		}
	})
	start := medianStart(t, path, p)
	time.Sleep(60 * time.Second) // the figure is defined as "60 s after ready"
	idle := p.portal.rss(t)
	client := p.signedIn(t, "admin")
	pages := p.loadPages(t, client, 1000)
	busy := p.portal.rss(t)

	fmt.Println("| figure | measured | aim |\n|---|---|---|")
	fmt.Printf("| memory (VmRSS) 60 s after ready | %.1f MB | 30 MB |\n", idle)
	fmt.Printf("| memory (VmRSS) after 1,000 pages | %.1f MB | 60 MB |\n", busy)
	fmt.Printf("| size of the binary | %.1f MB | 35 MB |\n", float64(info.Size())/1e6)
	fmt.Printf("| start to serving, median of 5, database new | %d ms | 200 ms |\n", start.Milliseconds())
	fmt.Printf("| one page of 1,000, one after the other, Logto's share included | %.1f ms | |\n", pages.Seconds())
}

// medianStart starts the portal five more times, each with a new database, until /healthz answers.
func medianStart(t *testing.T, path string, p *program) time.Duration {
	t.Helper()
	var took []time.Duration
	for range 5 {
		at, err := freeAddress()
		if err != nil {
			t.Fatal(err)
		}
		other := *p
		other.URL = "http://" + at
		began := time.Now()
		proc, err := start(path, other.portalEnv(t.TempDir(), at), "serve")
		if err != nil {
			t.Fatal(err)
		}
		answer, err := http.Get(other.URL + "/healthz")
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		took = append(took, time.Since(began))
		if err := proc.stop(); err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(took)
	return took[len(took)/2]
}

var vmRSS = regexp.MustCompile(`VmRSS:\s+(\d+) kB`)

// rss is the resident memory of the process in MB (10⁶ bytes).
func (p *process) rss(t *testing.T) float64 {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	var kB float64
	if m := vmRSS.FindSubmatch(status); m != nil {
		_, err = fmt.Sscan(string(m[1]), &kB)
	}
	if kB == 0 || err != nil {
		t.Fatalf("no VmRSS in\n%s", status)
	}
	return kB * 1024 / 1e6
}

var personHref = regexp.MustCompile(`href="(/users/[a-z0-9]{12})"`)

// loadPages opens n pages, by turns the list and somebody in it.
func (p *program) loadPages(t *testing.T, client *http.Client, n int) time.Duration {
	t.Helper()
	began := time.Now()
	for i := 0; i < n; i += 2 {
		list := fetch(t, client, fmt.Sprintf("%s/users?page=%d", p.URL, 1+i/2%50), nil)
		links := personHref.FindAllStringSubmatch(list.body, -1)
		if len(links) == 0 {
			t.Fatalf("nobody on %s", list.url)
		}
		fetch(t, client, p.URL+links[i%len(links)][1], nil)
	}
	return time.Since(began)
}
