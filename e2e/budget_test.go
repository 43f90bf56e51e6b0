package e2e

import (
	"net/url"
	"testing"

	"github.com/chromedp/cdproto/cdp"
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
)

func TestBudget_firstUsersPageIsLight(t *testing.T) {
	t.Parallel()
	p := newPage(t, shared(t), desktop)
	p.signIn("admin")
	if _, err := chromedp.Call(p.ctx, network.ClearBrowserCache, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
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
	var later float64
	for _, r := range p.load("/users?page=2") {
		later += r.Bytes
	}
	t.Logf("a later users page: %.0f B", later)
	if later > laterPageBytes {
		t.Errorf("a later page is over its budget of %d B", laterPageBytes)
	}
}

// load opens a path and returns its exchanges when all of them are over. A request to another host
// fails the test.
func (p *page) load(path string) []request {
	p.t.Helper()
	p.watch.forget()
	p.open(path)
	var all []request
	p.until("the page to be loaded", func() bool {
		state, err := eval[string](p, "document.readyState")
		var quiet bool
		all, quiet = p.watch.exchanges()
		return err == nil && state == "complete" && quiet
	})
	own, err := url.Parse(p.base)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, r := range all {
		if to, err := url.Parse(r.URL); err != nil || to.Host != own.Host {
			p.t.Errorf("%s asks another host: %s", path, r.URL)
		}
	}
	return all
}
