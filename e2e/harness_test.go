package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// The guards are only worth something if they bark. These pages give them reason to.

func badPage(t *testing.T, policy, body string) *page {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		fmt.Fprintf(w, "<!doctype html><html lang=en><title>t</title><link rel=icon href=data:,>%s", body)
	}))
	t.Cleanup(srv.Close)
	p := newPage(t, &program{URL: srv.URL}, desktop)
	p.open("/")
	return p
}

// bark waits until the watcher complains with a text and takes the complaint away, so that it does
// not fail this test.
func (p *page) bark(text string) {
	p.t.Helper()
	p.until("a complaint with "+text, func() bool {
		return strings.Contains(strings.Join(p.watch.complaints(), "\n"), text)
	})
	p.watch.tolerate("") // everything else on such a page is expected too
}

func TestHarness_reportsInlineScriptThatThePolicyBlocks(t *testing.T) {
	t.Parallel()
	badPage(t, "default-src 'none'", "<script>1</script>").bark("content security policy: script-src-elem violated")
}

func TestHarness_reportsConsoleErrors(t *testing.T) {
	t.Parallel()
	badPage(t, "", "<script>console.error('boo')</script>").bark("boo")
}

func TestHarness_reportsUncaughtExceptions(t *testing.T) {
	t.Parallel()
	badPage(t, "", "<script>throw new Error('oops')</script>").bark("oops")
}

func TestHarness_reportsFieldWithoutLabel(t *testing.T) {
	t.Parallel()
	p := badPage(t, "default-src 'none'; img-src data:", "<main><h1>x</h1><input></main>")
	found, err := p.violations()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(fmt.Sprint(found), "label") {
		t.Errorf("axe says nothing about a field without a label: %v", found)
	}
}

func TestHarness_fillsAndClicksWithoutScripts(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `<!doctype html><html lang=en><title>t</title><link rel=icon href=data:,>
			<noscript>plain</noscript><form><label for=n>Name *</label><input id=n name=n value=old>
			<button>Save</button></form><p>was %s</p>`, r.FormValue("n"))
	}))
	t.Cleanup(srv.Close)
	p := newPage(t, &program{URL: srv.URL}, noScript)
	p.open("/")
	p.sees("plain")
	p.fill(field("Name"), "Ada")
	p.click(button("Save"))
	p.sees("was Ada")
	p.shot("saved")
	if got := p.address(); got != "/?n=Ada" {
		t.Errorf("address = %s", got)
	}
	list, _ := p.watch.exchanges()
	if len(list) != 2 || list[1].Bytes < 100 {
		t.Errorf("exchanges = %+v, want two with their sizes", list)
	}
}
