package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	pages "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// patience is how long a page may take to show what a journey waits for.
const patience = 30 * time.Second

// look is how somebody sees the portal.
type look struct {
	Name          string
	Width, Height int64
	Dark          bool
	Language      string // Accept-Language
	NoScript      bool
}

var (
	desktop  = look{Name: "desktop", Width: 1400, Height: 900, Language: "en"}
	phone    = look{Name: "phone", Width: 390, Height: 844, Language: "en"}
	noScript = look{Name: "no-script", Width: 1400, Height: 900, Language: "en", NoScript: true}
)

// page is one tab in a profile of its own: no cookie and no cache is shared with another test.
type page struct {
	t       testing.TB
	ctx     context.Context
	program *program
	base    string // the program's address
	look    look
	watch   *watcher
	shots   string // where screenshots go
	allowed string // a rule of axe that this page may break; who sets it says why
}

// newPage opens a tab on a program. When the test ends, anything the watcher collected
// fails it.
func newPage(t testing.TB, prog *program, l look) *page {
	t.Helper()
	if browser == nil {
		t.Skip(noBrowser)
	}
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	p := &page{t: t, ctx: ctx, program: prog, base: prog.URL, look: l, watch: newWatcher(), shots: t.ArtifactDir()}
	if err := p.watch.attach(ctx); err != nil {
		t.Fatalf("opening a tab: %v", err)
	}
	p.do("making the tab look like "+l.Name, paint(l), speak(l))
	p.answerDialogs()
	t.Cleanup(func() {
		if t.Failed() {
			p.shot("failure")
		}
		for _, complaint := range p.watch.complaints() {
			t.Errorf("the browser complains: %s", complaint)
		}
	})
	return p
}

// answerDialogs lets the tab leave a page that asks first, as it does when something typed is not
// saved yet. A journey for which that is right tolerates the complaint.
func (p *page) answerDialogs() {
	dialogs := chromedp.Events(p.ctx, pages.JavascriptDialogOpening)
	go func() {
		for dialog, err := range dialogs {
			if err != nil {
				return
			}
			p.watch.complain(fmt.Sprintf("dialog %s: %s", dialog.Type, dialog.Message))
			_, _ = chromedp.Call(p.ctx, pages.HandleJavaScriptDialog, pages.HandleJavaScriptDialogParams{Accept: true}) // fails when the tab is gone
		}
	}()
}

// speak is what the tab asks for, and whether it runs scripts.
func speak(l look) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{
			Headers: network.Headers{"Accept-Language": l.Language},
		})
		if err != nil {
			return err
		}
		_, err = chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: l.NoScript})
		return err
	})
}

// paint changes what a page that is there is drawn with: size and theme.
func paint(l look) chromedp.Action[chromedp.Void] {
	scheme := "light"
	if l.Dark {
		scheme = "dark"
	}
	return chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
			Width: l.Width, Height: l.Height, DeviceScaleFactor: 1, Mobile: l.Width < 768,
		})
		if err != nil {
			return err
		}
		_, err = chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{
				{Name: "prefers-color-scheme", Value: scheme},
				{Name: "prefers-reduced-motion", Value: "reduce"},
			},
		})
		return err
	})
}

// do runs steps within patience and ends the test when one fails; what names them in the message.
func (p *page) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.t.Fatalf("%s: %v\non %s, which says:\n%s", what, err, p.address(), p.text())
	}
}

// open loads a path of the portal, or a whole URL, and returns the status of the final answer.
func (p *page) open(path string) int {
	p.t.Helper()
	target := path
	if strings.HasPrefix(path, "/") {
		target = p.base + path
	}
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	answer, err := chromedp.Run(ctx, chromedp.NavigateResponse(target))
	for range 2 {
		if err == nil || !strings.Contains(err.Error(), "ERR_ABORTED") {
			break
		}
		answer, err = chromedp.Run(ctx, chromedp.NavigateResponse(target)) // the page before was on its way elsewhere
	}
	if err != nil {
		p.t.Fatalf("opening %s: %v", path, err)
	}
	return int(answer.Status)
}

// eval runs JavaScript from outside the page (the page's policy does not apply to it) and decodes
// its value. It works with scripts of the page disabled, too. When the page is replaced meanwhile, the
// one that comes is asked.
func eval[T any](p *page, expression string) (T, error) {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	for {
		value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise, chromedp.EvalAsValue))
		if err == nil || ctx.Err() != nil || !replaced(err) {
			return value, err
		}
	}
}

// replaced tells that the page went away while it was asked.
func replaced(err error) bool {
	return slices.ContainsFunc([]string{"Cannot find context", "context was destroyed", "target navigated"},
		func(said string) bool { return strings.Contains(err.Error(), said) })
}

// address is the path and query of where the tab is; the whole URL when it is on another origin.
func (p *page) address() string {
	href, err := eval[string](p, "location.href")
	if err != nil {
		return "nowhere (" + err.Error() + ")"
	}
	if rest, ours := strings.CutPrefix(href, p.base); ours {
		return rest
	}
	return href
}

// text is what a person can read on the page.
func (p *page) text() string {
	text, err := eval[string](p, "document.body ? document.body.innerText : ''")
	if err != nil {
		return "(" + err.Error() + ")"
	}
	return text
}

// until waits for ok; what says for what, in the message of the failure.
func (p *page) until(what string, ok func() bool) {
	p.t.Helper()
	tick := time.NewTicker(40 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(patience)
	for !ok() {
		select {
		case <-tick.C:
		case <-deadline:
			p.t.Fatalf("waited %v for %s\non %s, which says:\n%s", patience, what, p.address(), p.text())
		}
	}
}

// sees waits until the page shows every text.
func (p *page) sees(texts ...string) {
	p.t.Helper()
	for _, text := range texts {
		p.until(fmt.Sprintf("the text %q", text), func() bool { return strings.Contains(p.text(), text) })
	}
}

// holds waits until a JavaScript expression over the page is true.
func (p *page) holds(what, expression string) {
	p.t.Helper()
	p.until(what, func() bool {
		ok, err := eval[bool](p, "(async () => Boolean(await ("+expression+")))()") // a promise alone would hold
		return err == nil && ok
	})
}

// arrives waits until the tab is at a path of the portal (the query is not looked at) and all of the
// page is there, its script too: what is done to a page that is still coming can be lost.
func (p *page) arrives(path string) {
	p.t.Helper()
	p.until("arriving at "+path, func() bool {
		got, err := eval[[2]string](p, "[location.href, document.readyState]")
		if err != nil || got[1] != "complete" {
			return false
		}
		at, err := url.Parse(strings.TrimPrefix(got[0], p.base))
		return err == nil && at.Host == "" && at.Path == path
	})
}

// shot keeps a picture of what the tab shows as an artifact of the test.
func (p *page) shot(name string) {
	p.t.Helper()
	test := strings.NewReplacer("/", "-", " ", "-").Replace(p.t.Name())
	p.capture(filepath.Join(p.shots, test+"-"+name+".png"), true)
}

// capture writes a picture; a quick one is made in less time and takes more room.
func (p *page) capture(file string, quick bool) {
	p.t.Helper()
	var err error
	tick := time.NewTicker(40 * time.Millisecond)
	defer tick.Stop()
	// While a page is being replaced there is no picture of it to take, or one that never comes.
	wait := patience / 16
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); <-tick.C {
		if err = p.captureOnce(file, quick, wait); err == nil || p.ctx.Err() != nil {
			break
		}
		wait *= 2
	}
	if err != nil {
		p.t.Errorf("screenshot %s: %v", file, err)
	}
}

func (p *page) captureOnce(file string, quick bool, wait time.Duration) error {
	ctx, cancel := context.WithTimeout(p.ctx, wait)
	defer cancel()
	picture, err := chromedp.Call(ctx, pages.CaptureScreenshot, pages.CaptureScreenshotParams{OptimizeForSpeed: &quick})
	if err != nil {
		return err
	}
	return os.WriteFile(file, picture.Data, 0o644)
}

// quote makes a JavaScript string literal.
func quote(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string always marshals
	}
	return string(b)
}
