package e2e

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// The budget of the first page somebody ever loads, and of those after it. Bytes are what the
// browser counted on the wire, headers and all.
const (
	firstPageBytes    = 60_000
	firstPageScript   = 20_000
	firstPageRequests = 8
	laterPageBytes    = 15_000
	ownPageBytes      = 40_000 // the only page that most people ever see; 30 kB of it are styles, scripts and icons
	ownPageRequests   = 6
)

func TestBudget_firstUsersPageIsLight(t *testing.T) {
	t.Parallel()
	p := newPage(t, shared(t), desktop)
	p.signIn("admin")
	p.cache(false)
	all := p.load("/users")
	var total, script float64
	for _, r := range all {
		total += r.Bytes
		if r.Kind == network.ResourceTypeScript {
			script += r.Bytes
		}
		t.Logf("%6.0f B  %d %-10s %s", r.Bytes, r.Status, r.Kind, r.URL)
	}
	t.Logf("first users page: %.0f B in %d requests, %.0f B of it JavaScript", total, len(all), script)
	if total == 0 || script == 0 {
		t.Fatal("nothing was counted")
	}
	if total > firstPageBytes || script > firstPageScript || len(all) > firstPageRequests {
		t.Errorf("over the budget of %d B, %d requests and %d B of JavaScript", firstPageBytes, firstPageRequests, firstPageScript)
	}
	p.cache(true)
	p.load("/users")
	var later float64
	for _, r := range p.load("/users?page=2") {
		later += r.Bytes
	}
	t.Logf("a later users page: %.0f B", later)
	if later > laterPageBytes {
		t.Errorf("a later page is over its budget of %d B", laterPageBytes)
	}
}

func TestBudget_overviewIsLight(t *testing.T) {
	t.Parallel()
	p := newPage(t, shared(t), desktop)
	p.signIn("admin")
	p.cache(false)
	var total float64
	all := p.load("/")
	for _, r := range all {
		total += r.Bytes
	}
	t.Logf("the overview: %.0f B in %d requests", total, len(all))
	if total == 0 || total > firstPageBytes || len(all) > firstPageRequests {
		t.Errorf("over the budget of %d B and %d requests", firstPageBytes, firstPageRequests)
	}
}

func TestBudget_onesOwnPageIsLight(t *testing.T) {
	t.Parallel()
	p := newPage(t, shared(t), desktop)
	p.signIn("person")
	p.cache(false)
	all := p.load("/profile")
	var total float64
	for _, r := range all {
		total += r.Bytes
		t.Logf("%6.0f B  %d %-10s %s", r.Bytes, r.Status, r.Kind, r.URL)
	}
	t.Logf("one's own page: %.0f B in %d requests", total, len(all))
	if total == 0 || total > ownPageBytes || len(all) > ownPageRequests {
		t.Errorf("over the budget of %d B and %d requests", ownPageBytes, ownPageRequests)
	}
}

// cache switches the browser's caches, the one on disk and the one in memory.
func (p *page) cache(on bool) {
	p.t.Helper()
	if _, err := chromedp.Call(p.ctx, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: !on}); err != nil {
		p.t.Fatal(err)
	}
}

// load opens a path and returns its exchanges when all of them are over. A request to another host
// fails the test.
func (p *page) load(path string) []request {
	p.t.Helper()
	p.settled()
	p.watch.forget()
	p.open(path)
	// The browser draws parts of its own fields from data: addresses. Nothing goes over the wire for them.
	all := slices.DeleteFunc(p.settled(), func(r request) bool { return strings.HasPrefix(r.URL, "data:image/svg+xml") })
	own, err := url.Parse(p.base)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, r := range all {
		// A data: address goes nowhere; the browser's own date control has one.
		if to, err := url.Parse(r.URL); err != nil || to.Scheme != "data" && to.Host != own.Host {
			p.t.Errorf("%s asks another host: %s", path, r.URL)
		}
	}
	return all
}

// settled waits until the page and all it asked for are there, and returns the exchanges.
func (p *page) settled() []request {
	p.t.Helper()
	var all []request
	p.until("the page to be loaded", func() bool {
		state, err := eval[string](p, "document.readyState")
		var quiet bool
		all, quiet = p.watch.exchanges()
		return err == nil && state == "complete" && quiet
	})
	return all
}
