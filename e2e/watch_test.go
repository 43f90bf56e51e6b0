package e2e

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// request is one exchange on the wire, as the browser counts it: headers and compressed body.
type request struct {
	URL    string
	Kind   network.ResourceType
	Status int64
	Bytes  float64
	Done   bool
}

// watcher sees everything that happens in a tab: what it asks for, and what a person with the
// developer tools open would complain about.
type watcher struct {
	mu        sync.Mutex
	problems  []string
	tolerated []string
	order     []network.RequestID
	requests  map[network.RequestID]*request
	latest    time.Time // when something last happened on the wire
}

func newWatcher() *watcher {
	return &watcher{requests: map[network.RequestID]*request{}}
}

// attach starts watching the tab of ctx, for as long as ctx lives.
func (w *watcher) attach(ctx context.Context) error {
	if err := chromedp.Do(ctx); err != nil { // opens the tab
		return err
	}
	if err := chromedp.Listen(ctx, w.event); err != nil {
		return err
	}
	_, err := chromedp.Call(ctx, audits.Enable, cdp.Empty{})
	return err
}

func (w *watcher) event(ev any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch ev := ev.(type) {
	case *audits.EventIssueAdded:
		w.issue(ev.Issue)
	case *log.EventEntryAdded:
		if ev.Entry.Level == log.EntryLevelError || ev.Entry.Level == log.EntryLevelWarning {
			w.problems = append(w.problems, fmt.Sprintf("%s: %s (%s)", ev.Entry.Source, ev.Entry.Text, ev.Entry.URL))
		}
	case *runtime.EventConsoleAPICalled:
		if ev.Type == "error" || ev.Type == "warning" {
			w.problems = append(w.problems, fmt.Sprintf("console.%s: %s", ev.Type, arguments(ev.Args)))
		}
	case *runtime.EventExceptionThrown:
		w.problems = append(w.problems, "exception: "+(&chromedp.ExceptionError{ExceptionDetails: ev.ExceptionDetails}).Error())
	default:
		w.networkEvent(ev)
	}
}

// issue keeps violations of the content security policy; the console names each of them as well,
// but only this event tells the directive.
func (w *watcher) issue(issue *audits.InspectorIssue) {
	if issue.Code != audits.InspectorIssueCodeContentSecurityPolicyIssue {
		return
	}
	d := issue.Details.ContentSecurityPolicyIssueDetails
	w.problems = append(w.problems, fmt.Sprintf("content security policy: %s violated (%s %s)", d.ViolatedDirective, d.ContentSecurityPolicyViolationType, d.BlockedURL))
}

func (w *watcher) networkEvent(ev any) {
	switch ev := ev.(type) {
	case *network.EventRequestWillBeSent:
		w.requestSent(ev)
	case *network.EventResponseReceived:
		if r := w.requests[ev.RequestID]; r != nil {
			r.Status = ev.Response.Status
		}
	case *network.EventLoadingFinished:
		if r := w.requests[ev.RequestID]; r != nil {
			r.Bytes, r.Done = ev.EncodedDataLength, true
		}
	case *network.EventLoadingFailed:
		if r := w.requests[ev.RequestID]; r != nil {
			r.Done = true
		}
	default:
		return
	}
	w.latest = time.Now()
}

// requestSent opens a request. A redirect keeps its id in the protocol; here each hop counts.
func (w *watcher) requestSent(ev *network.EventRequestWillBeSent) {
	if hop := w.requests[ev.RequestID]; hop != nil && ev.RedirectResponse != nil {
		id := network.RequestID(fmt.Sprintf("%s hop %d", ev.RequestID, len(w.order)))
		hop.Status, hop.Bytes, hop.Done = ev.RedirectResponse.Status, ev.RedirectResponse.EncodedDataLength, true
		w.requests[id] = hop
		w.order[slices.Index(w.order, ev.RequestID)] = id
	}
	w.requests[ev.RequestID] = &request{URL: ev.Request.URL, Kind: ev.Type}
	w.order = append(w.order, ev.RequestID)
}

// complain adds to what the tab does wrong.
func (w *watcher) complain(about string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.problems = append(w.problems, about)
}

// tolerate lets complaints pass that contain text: a journey that wants a 404 gets one in the
// console as well.
func (w *watcher) tolerate(text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tolerated = append(w.tolerated, text)
}

func (w *watcher) complaints() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(w.problems), func(problem string) bool {
		if strings.Contains(problem, "status of 404") && strings.Contains(problem, "/picture?v=") {
			return true // a picture that Logto does not give in time shows the initials, which is as it should be
		}
		return slices.ContainsFunc(w.tolerated, func(ok string) bool { return strings.Contains(problem, ok) })
	})
}

// take returns the complaints so far and drops them.
func (w *watcher) take() []string {
	list := w.complaints()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.problems = nil
	return list
}

// forget drops the requests seen so far.
func (w *watcher) forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.order, w.requests = nil, map[network.RequestID]*request{}
}

// silence is how long nothing has to happen until a request counts as over whose end the browser
// does not tell, as happens with icons of pages that are left.
const silence = time.Second

// exchanges are the requests since forget; quiet says that all of them are over.
func (w *watcher) exchanges() (list []request, quiet bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	quiet = len(w.order) > 0
	for _, id := range w.order {
		list = append(list, *w.requests[id])
		quiet = quiet && w.requests[id].Done
	}
	return list, quiet || len(list) > 0 && time.Since(w.latest) > silence
}

func arguments(args []*runtime.RemoteObject) string {
	var said []string
	for _, a := range args {
		said = append(said, strings.TrimSpace(string(a.Value)+" "+a.Description))
	}
	return strings.Join(said, " ")
}
