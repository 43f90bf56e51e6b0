package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// gallery is a program whose people and answers have all the shapes there are pictures of.
type gallery struct {
	*program
	front  *front
	people map[string]string // ids by name
	tenant *tenant
	dir    string // where pictures go
	// pictures: they are asked for. Nobody looks at a thousand of a run that found nothing.
	pictures bool
}

// scene is a tab on its way to a state.
type scene struct {
	*page
	*gallery
}

// person is the id of one of the made people. Those who are changed exist once for each language,
// because languages go on beside one another.
func (s *scene) person(name string) string {
	s.t.Helper()
	if id := s.people[name+"-"+s.look.Language]; id != "" {
		return id
	}
	id := s.people[name]
	if id == "" {
		s.t.Fatalf("nobody of the gallery is called %q", name)
	}
	return id
}

var languages = []string{"en", "ko"}

// looksIn are the looks of one language. A page is loaded once and then looked at in each.
func looksIn(language string) []look {
	var all []look
	for _, size := range []look{desktop, phone} {
		for _, dark := range []bool{false, true} {
			l := size
			l.Language, l.Dark = language, dark
			l.Name = fmt.Sprintf("%s-%s-%s", size.Name, language, map[bool]string{false: "light", true: "dark"}[dark])
			all = append(all, l)
		}
	}
	return all
}

// TestGallery leads to every state of every page and looks at it in every size, theme and language:
// axe is content, the browser does not complain, nothing is wider than the screen, the page is in the
// language and the theme asked for. The pictures go to ROSTER_GALLERY (make gallery sets it), with a page
// that shows them all; without it there are only those of what is wrong.
func TestGallery_everyStateInBothThemesLanguagesAndSizes(t *testing.T) {
	t.Parallel()
	shared(t)
	dir := os.Getenv("ROSTER_GALLERY")
	if dir == "" {
		dir = t.ArtifactDir()
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { writeIndex(t, dir) })
	g := newGallery(t, dir)
	for _, language := range languages {
		g.exhibit(t, language, slowStates, "slow")
	}
	for _, as := range []string{"admin", "helpdesk", "auditor", "person", visitor} {
		for part := range slices.Chunk(seenBy(states, as), statesPerTab) {
			for _, language := range languages {
				g.exhibit(t, language, part, as+"-"+part[0].name)
			}
		}
	}
	t.Run("down", func(t *testing.T) {
		t.Parallel()
		down := newGallery(t, dir)
		for _, as := range []string{visitor, "admin"} { // who signs in makes the portal acquainted with Logto
			for _, language := range languages {
				down.walk(t, language, seenBy(downStates, as))
			}
		}
	})
}

// statesPerTab is how many states one tab leads through. Tabs go on beside one another, so that the
// gallery takes as long as its states together and not as long as those of the admin.
const statesPerTab = 20

func newGallery(t *testing.T, dir string) *gallery {
	t.Helper()
	f := newFront(t)
	g := &gallery{program: pairBehind(t, f, 260), front: f, dir: dir, pictures: os.Getenv("ROSTER_GALLERY") != ""}
	g.tenant = g.program.tenant(t)
	g.people = peopleOfGallery(t, g.program)
	g.tenant.asks(badgeField, teamField, newsField)
	spoilLists(f)
	spoilPeople(f, g.people)
	return g
}

func seenBy(list []state, as string) []state {
	return slices.DeleteFunc(slices.Clone(list), func(s state) bool { return s.as != as })
}

// exhibit walks beside other languages and people.
func (g *gallery) exhibit(t *testing.T, language string, list []state, name string) {
	t.Run(name+"-"+language, func(t *testing.T) {
		t.Parallel()
		g.walk(t, language, list)
	})
}

// walk leads through states in one tab for each who looks.
func (g *gallery) walk(t *testing.T, language string, list []state) {
	tabs := map[string]*page{}
	for _, s := range list {
		tab := tabs[s.as]
		if tab == nil {
			tab = newPage(t, g.program, looksIn(language)[0])
			tabs[s.as] = tab
			if s.as != visitor {
				tab.signIn(s.as)
			}
		}
		t.Run(s.name+"-"+language, func(t *testing.T) {
			defer g.front.mend(t)
			g.picture(t, tab, s)
		})
	}
}

// picture leads a tab to a state and looks at it in every look of its language.
func (g *gallery) picture(t *testing.T, tab *page, s state) {
	looks := looksIn(tab.look.Language)
	here := *tab
	here.t = t
	here.wear(looks[0])
	s.show(&scene{&here, g})
	here.holdStill()
	for _, l := range looks {
		if !g.pictures && !l.judged() {
			continue
		}
		here.wear(l)
		here.judgeLook(s.name)
		if g.pictures || t.Failed() {
			here.capture(filepath.Join(g.dir, s.name+"-"+l.Name+".png"), true)
		}
	}
	for _, problem := range here.watch.take() {
		if !expected(problem) {
			t.Errorf("the browser complains: %s", problem)
		}
	}
}

// expected: a state that is an error is one in the console, too, and typed text may be left behind.
// That something of the page itself is missing is never expected.
func expected(problem string) bool {
	if strings.Contains(problem, "intervention: Blocked attempt to show a 'beforeunload'") {
		return true // the page asks before it is left; Chromium shows it to people only
	}
	return strings.Contains(problem, "status of") && !strings.Contains(problem, "/static/") || strings.Contains(problem, "dialog beforeunload")
}

// wear changes the look of a page that is there. What has the focus stays in sight, as it is on a page
// that comes in that size.
func (p *page) wear(l look) {
	p.t.Helper()
	p.look = l
	p.do("making the tab look like "+l.Name, paint(l), chromedp.Evaluate[chromedp.Void](
		`document.activeElement?.closest('main')?.querySelector(':focus')?.scrollIntoView({block: 'center'})`))
}

// holdStill ends transitions on the page: pictures are of what it comes to, not of the way there.
func (p *page) holdStill() {
	p.t.Helper()
	p.do("hold still", chromedp.Evaluate[chromedp.Void](`(() => {
		const sheet = new CSSStyleSheet();
		sheet.replaceSync('*, ::before, ::after { transition-property: none !important }');
		document.adoptedStyleSheets = [sheet];
	})()`))
}

// judgeLook asks axe about what this look of a page can change. In the first language that is everything; in
// the other it is what words can change, for colours and the sizes of targets come from the same components.
// With ROSTER_GALLERY_AXE=all it is everything in every look.
func (p *page) judgeLook(name string) {
	p.t.Helper()
	first, corner := p.look.Language == languages[0], p.look.corner()
	switch {
	case first && corner, os.Getenv("ROSTER_GALLERY_AXE") == "all":
		p.axe()
	case corner:
		p.axeWords()
	}
	p.looksRight(name)
}

// corner is one of the two looks in which each size and each theme come once.
func (l look) corner() bool { return l.Dark == (l.Width == phone.Width) }

// judged tells whether a look is judged by every run: in the first language each size and each theme once, in a further one the
// narrowest, where words need most room. make gallery judges all eight by all rules.
func (l look) judged() bool {
	if os.Getenv("ROSTER_GALLERY_AXE") == "all" {
		return true
	}
	return l.corner() && (l.Language == languages[0] || l.Width == phone.Width)
}

func (p *page) looksRight(name string) {
	p.t.Helper()
	got, err := eval[struct {
		Language string
		Wider    int
	}](p, "({Language: document.documentElement.lang, Wider: document.documentElement.scrollWidth - innerWidth})")
	if err != nil || got.Language != p.look.Language {
		p.t.Errorf("%s is in %q, want %q (%v)", name, got.Language, p.look.Language, err)
	}
	if got.Wider > 0 {
		p.t.Errorf("%s as %s is %d px wider than the screen", name, p.look.Name, got.Wider)
	}
	if dark := p.isDark(); dark != p.look.Dark {
		p.t.Errorf("%s: dark is %v, want %v", name, dark, p.look.Dark)
	}
}

// isDark looks at what is painted: the canvas takes any colour notation and gives its pixels.
func (p *page) isDark() bool {
	p.t.Helper()
	dark, err := eval[bool](p, `(() => {
		const c = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
		c.fillStyle = getComputedStyle(document.body).backgroundColor;
		c.fillRect(0, 0, 1, 1);
		const [r, g, b] = c.getImageData(0, 0, 1, 1).data;
		return r + g + b < 382;
	})()`)
	if err != nil {
		p.t.Fatal(err)
	}
	return dark
}
