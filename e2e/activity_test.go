package e2e

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

// What somebody does elsewhere stands on the page without its being loaded anew.
func TestActivity_aChangeMadeElsewhereAppearsByItself(t *testing.T) {
	t.Parallel()
	shared(t) // or there is no browser
	prog := newReceiver(t, "sqlite:"+filepath.Join(t.TempDir(), "roster.db")).program
	p := newPage(t, prog, desktop)
	p.signIn("admin")
	p.open("/activity?source=webhook")
	p.holds("a live feed", `document.querySelector('.live[data-state=on]')`)
	if _, err := eval[int](p, `window.kept = 1`); err != nil {
		t.Fatal(err)
	}
	tenant := prog.tenant(t)
	var made struct{ ID string }
	tenant.call(http.MethodPost, "/users", map[string]any{"name": "Elsewhere Made", "username": "elsewhere_made"}, &made)
	p.holds("the new row on top", `document.querySelector('#timeline-items > .happening:first-child')?.textContent.includes('Elsewhere Made')`)
	p.holds("that it was made outside", `document.querySelector('#timeline-items > .happening').textContent.includes('Changed outside the portal (Management API)')`)
	p.holds("that it was said", `document.querySelector('#announcer').textContent.includes('new')`)
	p.holds("the same page", `window.kept === 1`)
	p.judge("activity-live")

	p.click(button("Pause"))
	tenant.call(http.MethodDelete, "/users/"+made.ID, nil, nil)
	p.holds("the count of what is held back", `document.querySelector('[data-live-show]').textContent === '1 new'`)
	p.click(button("Resume"))
	p.holds("the deletion", `document.querySelector('#timeline-items > .happening:not([hidden])').textContent.includes('was deleted')`)

	p.click(css("#timeline-items > .happening:first-child a.row-link"))
	p.sees("User.Deleted", "DELETE /users/")
	p.judge("activity-one")
	if !strings.HasPrefix(p.address(), "/activity/events/") {
		t.Errorf("at %s", p.address())
	}
}
