package e2e

import (
	"fmt"
	"testing"
)

// TestLooks opens every page in every look: axe is content, the browser does not complain, nothing
// is wider than the screen, the page is in the language asked for.
func TestLooks_everyPageInBothThemesLanguagesAndSizes(t *testing.T) {
	t.Parallel()
	for _, size := range []look{desktop, phone} {
		for _, language := range []string{"en", "ko"} {
			for _, dark := range []bool{false, true} {
				l := size
				l.Language, l.Dark = language, dark
				l.Name = fmt.Sprintf("%s-%s-%s", size.Name, language, map[bool]string{false: "light", true: "dark"}[dark])
				t.Run(l.Name, func(t *testing.T) {
					t.Parallel()
					lookAround(t, l)
				})
			}
		}
	}
}

func lookAround(t *testing.T, l look) {
	p := newPage(t, shared(t), l)
	p.watch.tolerate("status of 404")
	p.open("/sign-out")
	p.judge("signed-out")
	p.signIn("admin")
	for _, page := range []struct{ name, path string }{
		{"home", "/"},
		{"users", "/users"},
		{"nobody-found", "/users?search=nobody-has-this-name"},
		{"profile", "/profile"},
		{"search", "/search"},
		{"roles", "/users/filter/roles?search=e"},
		{"filtered", "/users?role=nosuchrole00"},
		{"not-found", "/users/nobodyknown1"},
	} {
		p.open(page.path)
		p.judge(page.name)
	}
	p.openPerson(personOfLooks)
	p.judge("person")
}

func (p *page) judge(name string) {
	p.t.Helper()
	p.axe()
	p.shot(name)
	if language, err := eval[string](p, "document.documentElement.lang"); err != nil || language != p.look.Language {
		p.t.Errorf("%s is in %q, want %q (%v)", name, language, p.look.Language, err)
	}
	if wider, err := eval[int](p, "document.documentElement.scrollWidth - innerWidth"); err != nil || wider > 0 {
		p.t.Errorf("%s is %d px wider than the screen (%v)", name, wider, err)
	}
	if dark := p.isDark(); dark != p.look.Dark {
		p.t.Errorf("%s: dark is %v, want %v", name, dark, p.look.Dark)
	}
}

// isDark looks at what is painted: the canvas takes any colour notation and gives its pixels.
func (p *page) isDark() bool {
	p.t.Helper()
	dark, err := eval[bool](p, `(() => {
		const c = document.createElement('canvas').getContext('2d');
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

func TestKorean_changesSomebody(t *testing.T) {
	t.Parallel()
	korean := desktop
	korean.Language = "ko"
	p := newPage(t, shared(t), korean)
	p.signIn("admin")
	path := p.openPerson(personOfKorean)
	p.fill(profileField("name"), "홍길동")
	p.save("person-profile")
	p.saved()
	p.open(path)
	p.shows(profileField("name"), "홍길동")
	p.sees("홍길동")
	p.shot("person")
}
