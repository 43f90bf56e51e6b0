package e2e

import (
	"strings"
	"testing"
)

// TestNoScript_readsTheSame compares what pages say with scripts and without: scripts make pages
// smoother and add nothing that somebody needs.
func TestNoScript_readsTheSame(t *testing.T) {
	t.Parallel()
	with, without := newPage(t, shared(t), desktop), newPage(t, shared(t), noScript)
	with.signIn("admin")
	without.signIn("admin")
	person := with.openPerson(personOfKeyboard)
	for _, path := range []string{
		person, "/users?size=50&page=2", "/users?search=kim", "/users?search=nobody-has-this-name", "/users?search=%01", "/profile", "/roles", "/organizations",
	} {
		for _, p := range []*page{with, without} {
			p.watch.tolerate("status of 4")
			p.open(path)
		}
		if a, b := with.mainText(), without.mainText(); a != b {
			t.Errorf("%s says with scripts:\n%s\nand without:\n%s", path, a, b)
		}
	}
}

// mainText is what the page says beside its frame. How long ago something was depends on when one asks.
func (p *page) mainText() string {
	p.t.Helper()
	text, err := eval[string](p, `(() => {
		const shown = document.querySelector('main').innerText;
		const times = [...document.querySelectorAll('main time')].map(t => t.innerText).filter(Boolean);
		return times.reduce((rest, time) => rest.replace(time, '(time)'), shown);
	})()`)
	if err != nil || strings.TrimSpace(text) == "" {
		p.t.Fatalf("%s says nothing (%v)", p.address(), err)
	}
	return oneLine(text)
}
