package handlers

import (
	"net/http"
	"strings"
	"testing"
)

func TestUsers_showsWhomOnlyTheExactLookupFound(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.people.page.Total = 0
	body := p.do(t, ask{as: "admin", path: "/users?search=kim"}).Body.String()
	if !strings.Contains(body, "Anna Kim") || strings.Contains(body, "Nobody found") {
		t.Error("the one who was found is not shown")
	}
}

func TestUsers_opensThePersonForTheSearchOfTheTopBar(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		query string
		found int
		to    string
	}{
		{"search=kim&open=1", 1, "/users/u1"},
		{"search=kim&open=1", 2, ""},
		{"search=kim&open=1", 0, ""},
		{"search=kim", 1, ""},
	} {
		p := newPortal(t)
		one := p.people.page.Items[0]
		one.ID = "u1"
		p.people.page.Items, p.people.page.Total = nil, test.found
		for range test.found {
			p.people.page.Items = append(p.people.page.Items, one)
		}
		w := p.do(t, ask{as: "admin", path: "/users?" + test.query})
		status := http.StatusOK
		if test.to != "" {
			status = http.StatusSeeOther
		}
		if got := w.Header().Get("Location"); w.Code != status || got != test.to {
			t.Errorf("%s with %d found: %d to %q, want %d to %q", test.query, test.found, w.Code, got, status, test.to)
		}
	}
}
