package e2e

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

func TestExpiredSession_leadsBackToWhereOneWas(t *testing.T) {
	t.Parallel()
	p := newPage(t, shared(t), desktop)
	p.signIn("admin")
	path := p.openPerson(personOfExpiry)
	p.loseCookies()
	p.open(path + "?x=1")
	if strings.HasPrefix(p.address(), "/") {
		t.Fatalf("without a session, the person's page is at %s", p.address())
	}
	p.enterPassword("admin")
	p.arrives(path)
}

func TestExpiredSession_whileSearchingLeadsToSigningIn(t *testing.T) {
	t.Parallel()
	p := newPage(t, shared(t), desktop)
	p.watch.tolerate("status of 401")
	p.signIn("admin")
	p.open("/users")
	p.loseCookies()
	p.fill(css("main input[name=search]"), "kim")
	p.until("Logto's sign-in page", func() bool { return strings.HasPrefix(p.address(), p.program.Logto) })
	p.enterPassword("admin")
	p.arrives("/users")
}

func (p *page) loseCookies() {
	p.t.Helper()
	p.do("lose all cookies", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, network.ClearBrowserCookies, cdp.Empty{})
		return err
	}))
}
