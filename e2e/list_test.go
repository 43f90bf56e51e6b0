package e2e

import (
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// slowLogto stands before the emulator and holds back searches that read the whole table, as those of a
// large tenant do, until they are released.
type slowLogto struct {
	server *httptest.Server
	target atomic.Pointer[url.URL]
	hold   atomic.Pointer[chan struct{}]
	held   atomic.Int32 // searches that wait now
	gone   atomic.Int32 // those that the portal gave up
}

func newSlowLogto(t *testing.T) *slowLogto {
	s := &slowLogto{}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(s.target.Load())
		r.Out.Host = r.In.Host
	}}
	s.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if hold := s.hold.Load(); hold != nil && strings.HasPrefix(r.URL.Path, "/api/") && r.URL.Query().Has("search") {
			s.held.Add(1)
			defer s.held.Add(-1)
			select {
			case <-*hold:
			case <-r.Context().Done():
				s.gone.Add(1)
				return
			}
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(s.server.Close)
	return s
}

func (s *slowLogto) leadTo(address string) { s.target.Store(&url.URL{Scheme: "http", Host: address}) }
func (s *slowLogto) address() net.Addr     { return s.server.Listener.Addr() }

// slow holds searches back until release is called.
func (s *slowLogto) slow() (release func()) {
	hold := make(chan struct{})
	s.hold.Store(&hold)
	return func() { s.hold.Store(nil); close(hold) }
}

// pairBehindSlowLogto is a portal and a Logto whose searches can be held back.
func pairBehindSlowLogto(t *testing.T) (*program, *slowLogto) {
	t.Helper()
	shared(t)
	slow := newSlowLogto(t)
	pair, err := startPair(binary, t.TempDir(), slow, 60)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := pair.stop(); err != nil {
			t.Error(err)
		}
	})
	return pair, slow
}

func TestList_showsAnExactMatchWhileLogtoStillSearches(t *testing.T) {
	t.Parallel()
	pair, slow := pairBehindSlowLogto(t)
	p := newPage(t, pair, desktop)
	p.signIn("admin")
	p.open("/users")
	name := pair.person("helpdesk").Username
	release := slow.slow()
	p.fill(css("main input[name=search]"), name)
	p.until("one exact match and more to come", func() bool {
		return p.rows() == 1 && strings.Contains(p.text(), "Exact match") && strings.Contains(p.text(), "Searching everybody")
	})
	p.axe()
	p.shot("searching")
	if address := p.address(); strings.Contains(address, "rest") {
		t.Errorf("the address is %s", address)
	}
	release()
	p.until("the whole list", func() bool {
		return !strings.Contains(p.text(), "Searching everybody") && strings.Contains(p.text(), "found")
	})
	marks, err := eval[int](p, `document.querySelectorAll('#user-list tbody tr .mark').length`)
	if err != nil || marks != 1 {
		t.Errorf("%d rows are marked (%v)", marks, err)
	}
	p.shot("found")
}

func TestList_givesUpASearchThatIsTypedOver(t *testing.T) {
	t.Parallel()
	pair, slow := pairBehindSlowLogto(t)
	p := newPage(t, pair, desktop)
	p.signIn("admin")
	p.open("/users")
	release := slow.slow()
	p.fill(css("main input[name=search]"), "kim min")
	p.until("a search under way", func() bool { return slow.held.Load() == 1 })
	p.shot("dimmed")
	p.fill(css("main input[name=search]"), "lee seo")
	p.until("the first given up for the second", func() bool { return slow.gone.Load() == 1 && slow.held.Load() == 1 })
	release()
	p.until("an answer", func() bool { return strings.Contains(p.address(), "search=lee") })
}

// axeWithScript asks axe where the page may run script, which axe needs.
func (p *page) axeWithScript() {
	p.t.Helper()
	if !p.look.NoScript {
		p.axe()
	}
}

// chooseFilter opens a menu of the list and chooses by name.
func (p *page) chooseFilter(menu, name string) {
	p.t.Helper()
	p.click(button(menu))
	if p.look.NoScript {
		p.click(css("details[open] .menu-panel a, details[open] a[href*='/filter/']"))
	}
	p.click(find("choice "+name, "named('.choices a', "+quote(name)+")"))
}

func TestList_isFilteredByRoleAndByOrganization(t *testing.T) {
	t.Parallel()
	for _, l := range []look{desktop, noScript, phone} {
		t.Run(l.Name, func(t *testing.T) {
			t.Parallel()
			p := newPage(t, shared(t), l)
			p.signIn("admin")
			p.open("/users?search=e")
			p.chooseFilter("Role", "Roster helpdesk")
			p.until("the holders", func() bool {
				return strings.Contains(p.address(), "role=") && strings.Contains(p.address(), "search=e")
			})
			p.sees("Roster helpdesk", "1 found")
			p.axeWithScript()
			p.shot("role")
			p.chooseFilter("Organization", "Acme")
			p.until("the members instead", func() bool {
				at := p.address()
				return strings.Contains(at, "organization=") && !strings.Contains(at, "role=") && strings.Contains(at, "search=e")
			})
			p.chooseFilter("Organization role", "member")
			p.until("those with the role there", func() bool { return strings.Contains(p.address(), "organization-role=") })
			p.axeWithScript()
			p.shot("organization")
			for _, remove := range []string{"Remove filter: Organization role member", "Remove filter: Organization Acme"} {
				p.click(css("a[aria-label=" + quote(remove) + "]"))
			}
			p.until("everybody", func() bool { return p.address() == "/users?search=e" })
		})
	}
}

func TestList_filterMenuWorksByKeyboard(t *testing.T) {
	t.Parallel()
	p := newPage(t, shared(t), desktop)
	p.signIn("admin")
	p.open("/users")
	p.do("focus the menu", chromedp.Evaluate[chromedp.Void](`document.querySelector('.filter-menu summary').focus()`))
	p.press(kb.Enter)
	p.holds("the focus in the menu's search", `document.activeElement?.name === 'find'`)
	p.shot("open")
	p.axe()
	p.press("audit")
	p.holds("one choice", `document.querySelectorAll('details[open] .choices a').length === 1`)
	p.press(kb.ArrowDown)
	p.holds("the focus on it", `document.activeElement?.matches('.choices a')`)
	p.press(kb.Enter)
	p.sees("Roster auditor", "1 person")
}

func TestList_saysWhatIsWrongWithAFilter(t *testing.T) {
	t.Parallel()
	p := newPage(t, shared(t), desktop)
	p.watch.tolerate("status of 4")
	p.signIn("admin")
	for address, says := range map[string]string{
		"/users?role=nosuchrole00":              "This role does not exist",
		"/users?organization=nosuchorg000":      "This organization does not exist",
		"/users?role=../x":                      "names no role or organization",
		"/users?role=a&organization=b":          "not by both at once",
		"/users?organization-role=a":            "Choose the organization first",
		"/users/filter/organization-roles":      "Choose the organization first",
		"/users?role=nosuchrole00&search=Sora":  "Remove the filter",
		"/users?search=nobody-is-called-so&x=1": "Nobody found",
	} {
		if status := p.open(address); status >= 500 {
			t.Errorf("%s answers %d", address, status)
		}
		p.sees(says)
		p.axe()
	}
	p.shot("bad")
}

func TestList_rowMenuOffersWhatOneMay(t *testing.T) {
	t.Parallel()
	for _, l := range []look{desktop, phone} {
		p := newPage(t, shared(t), l)
		p.signIn("helpdesk")
		p.open("/users?page=3")
		p.click(css("#user-list tbody tr:nth-child(2) details summary"))
		p.sees("Suspend…")
		if strings.Contains(p.text(), "Delete…") {
			t.Error("the helpdesk is offered to delete")
		}
		p.axe()
		p.shot(l.Name)
		p.press(kb.ArrowDown)
		p.holds("the focus in the menu", `document.activeElement?.matches('.row-menu a')`)
		p.press(kb.Escape)
		p.holds("the menu closed", `!document.querySelector('.row-menu[open]') && document.activeElement?.matches('.row-menu summary')`)
		p.do("scroll to the end", chromedp.Evaluate[chromedp.Void](`scrollTo(0, 1e6)`))
		p.click(css("#user-list tbody tr:last-child details summary"))
		p.shot(l.Name + "-last")
		covered, err := eval[string](p, `[...document.querySelectorAll('.row-menu[open] .menu-panel a')].filter(a => {
			const r = a.getBoundingClientRect(), at = document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2)
			return !a.contains(at)
		}).map(a => a.innerText).join()`)
		if err != nil || covered != "" {
			t.Errorf("%s: covered in the last row's menu: %q (%v)", l.Name, covered, err)
		}
		p.click(css(".row-menu[open] a"))
		p.until("the person", func() bool { return strings.HasPrefix(p.address(), "/users/") })
	}
}

// A search is text: what means anything in a pattern means itself.
func TestList_searchesForSignsOfPatterns(t *testing.T) {
	t.Parallel()
	p := newPage(t, shared(t), desktop)
	p.signIn("admin")
	for _, text := range []string{"%", "_%_", `\`, "%25", "a%b"} {
		p.open("/users?search=" + url.QueryEscape(text))
		p.sees("Nobody found")
	}
}
