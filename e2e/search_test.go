package e2e

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// whoIs reads id, e-mail address and phone number of somebody from the list.
func (p *page) whoIs(username string) (id, email, phone string) {
	p.t.Helper()
	p.open("/users?search=" + url.QueryEscape(username))
	got, err := eval[[3]string](p, `(row => [row.querySelector('a').getAttribute('href').split('/').pop(),
		row.cells[1].innerText, row.cells[2].innerText])(document.querySelector('#user-list tbody tr'))`)
	if err != nil {
		p.t.Fatal(err)
	}
	return got[0], got[1], got[2]
}

func TestSearch_landsOnThePersonFromEveryPage(t *testing.T) {
	t.Parallel()
	for _, l := range []look{desktop, noScript} {
		t.Run(l.Name, func(t *testing.T) {
			t.Parallel()
			p := newPage(t, shared(t), l)
			p.signIn("admin")
			id, email, phone := p.whoIs("auditor")
			national := "0" + strings.TrimPrefix(phone, "+82 ") // as people in Korea write it
			for i, typed := range []string{id, email, phone, national, "auditor"} {
				p.open([]string{"/profile", "/users", "/invitations"}[i%3]) // not where it leads: arriving is to be seen
				p.fill(css("header input[name=search]"), typed)
				p.press(kb.Enter)
				p.arrives("/users/" + id)
			}
			p.open("/profile")
			p.fill(css("header input[name=search]"), "acme.example")
			p.press(kb.Enter)
			p.until("the list of all results", func() bool { return p.address() == "/users?search=acme.example" })
		})
	}
}

func TestSearch_landsWithoutWaitingForASlowLogto(t *testing.T) {
	t.Parallel()
	pair, logto := pairThatHoldsSearches(t)
	p := newPage(t, pair, desktop)
	p.signIn("admin")
	id, email, _ := p.whoIs("helpdesk")
	p.open("/profile")
	_, release := logto.holdSearches()
	defer release()
	p.fill(css("header input[name=search]"), email)
	p.until("a suggestion and more to come", func() bool {
		return strings.Contains(p.text(), "Exact match") && strings.Contains(p.text(), "Searching everybody")
	})
	p.judge("searching")
	p.press(kb.Enter)
	p.arrives("/users/" + id)
}

func TestSearch_suggestsAndIsChosenFromByKeyboard(t *testing.T) {
	t.Parallel()
	p := newPage(t, shared(t), desktop)
	p.signIn("admin")
	p.open("/profile")
	p.press("/")
	p.holds("the focus in the search box", `document.activeElement?.matches('header input[role=combobox][aria-expanded=false]')`)
	p.fill(css("header input[name=search]"), "acme")
	p.holds("suggestions", `document.querySelectorAll('header [role=option]').length === 7 && document.activeElement.ariaExpanded === 'true'`)
	p.press(kb.ArrowDown)
	p.press(kb.ArrowDown)
	const active = `document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))`
	p.holds("the second suggestion active", active+` === document.querySelectorAll('header [role=option]')[1] && `+active+`.ariaSelected === 'true'`)
	p.press(kb.ArrowUp)
	p.press(kb.ArrowUp)
	p.holds("the last one active: all results", active+`.innerText.includes('All results')`)
	p.press(kb.Escape)
	p.holds("the suggestions closed and the text kept", `document.querySelector('header [data-suggestions]').hidden && document.activeElement.value === 'acme' && document.activeElement.ariaExpanded === 'false'`)
	p.press(kb.ArrowDown)
	to, err := eval[string](p, active+`.getAttribute('href')`)
	if err != nil || !strings.HasPrefix(to, "/users/") {
		t.Fatalf("the first suggestion leads to %q (%v)", to, err)
	}
	p.press(kb.Enter)
	p.arrives(to)
	// In Hangul two letters suffice, and a syllable under way does not search.
	p.fill(css("header input[name=search]"), "한지")
	p.holds("suggestions in Korean", `[...document.querySelectorAll('header [role=option]')].some(o => o.innerText.includes('한지'))`)
	p.press(kb.Tab)
	p.holds("the suggestions closed behind the focus", `document.querySelector('header [data-suggestions]').hidden`)
}

func TestSearch_offersWhoWasOpenedLast(t *testing.T) {
	t.Parallel()
	for _, l := range []look{desktop, phone, noScript} {
		t.Run(l.Name, func(t *testing.T) {
			t.Parallel()
			l := l
			if l.Name == phone.Name {
				l.Dark, l.Language = true, "ko"
			}
			p := newPage(t, shared(t), l)
			p.signIn("admin")
			p.open("/search")
			p.judge("none")
			var names []string
			for n := range 3 {
				p.openPerson(personOfLooks + n)
				name, err := eval[string](p, `document.querySelector('h1').innerText`)
				if err != nil {
					t.Fatal(err)
				}
				names = append([]string{name}, names...)
			}
			if l.Width >= 768 && !l.NoScript {
				p.open("/profile")
				p.click(css("header input[name=search]"))
				p.holds("who was opened, newest first", fmt.Sprintf(`[...document.querySelectorAll('header [role=option] .font-medium')].map(o => o.innerText).join() === %s`, quote(strings.Join(names, ","))))
			} else {
				p.open("/profile")
				if l.Width < 768 {
					p.click(css("header a[href='/search']"))
				} else {
					p.open("/search")
				}
				p.arrives("/search")
				p.sees(names...)
			}
			p.signOut()
			p.signIn("admin")
			p.open("/search")
			for _, name := range names {
				if strings.Contains(p.text(), name) {
					t.Errorf("%s is remembered after signing out", name)
				}
			}
		})
	}
}
