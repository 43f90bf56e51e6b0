package handlers

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/i18n"
	"roster/views"
)

func TestInvitations_showTheStateOfTheirAddress(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]directory.LinkQuery{
		"":                                     {},
		"?state=pending&kind=reset&search=a_b": {State: directory.LinkPending, Kind: directory.LinkReset, Address: "a_b"},
		"?mine=1&page=3":                       {By: players["admin"].ID, First: 100},
		"?state=nonsense&kind=x'&page=-1&mine=2&search=" + url.QueryEscape(strings.Repeat("x", 500)): {},
		"?page=99999999999999999999": {},
	} {
		p := newPortal(t)
		want.Limit = 50
		if w := p.do(t, ask{as: "admin", path: "/invitations" + query}); w.Code != http.StatusOK || len(p.people.lists) != 1 || p.people.lists[0] != want {
			t.Errorf("%q: %d, asked for %+v, want %+v", query, w.Code, p.people.lists, want)
		}
	}
}

func TestInvitations_showWhatBecameOfLinks(t *testing.T) {
	t.Parallel()
	for _, language := range []string{"en", "ko"} {
		ctx := i18n.WithLocale(t.Context(), i18n.Match(language, ""))
		for kind, headers := range map[string]map[string]string{"page": {}, "region": htmx(views.FragmentInvitations)} {
			headers["Accept-Language"] = language
			p := newPortal(t)
			named, nameless := aLink(directory.LinkReset), aLink(directory.LinkOrganization)
			named.User, named.Maker, named.Shown = &anna, &apiclient.User{Name: "Hans"}, true
			nameless.ID, nameless.Person, nameless.Address, nameless.OrganizationName = "l2", "", "new@example.com", "Acme"
			nameless.As, nameless.Ended = directory.LinkUndelivered, now
			p.people.links = directory.LinkList{Rows: []directory.LinkRow{named, nameless}, Total: 120}
			body := p.do(t, ask{as: "admin", path: "/invitations", headers: headers}).Body.String()
			for _, text := range []string{
				"Anna Kim", "Hans", i18n.T(ctx, "invitations.shown"), "new@example.com", "Acme", i18n.T(ctx, "invitations.state.undelivered"),
				`href="/invitations/links/link1/resend"`, `href="/invitations/links/l2/revoke"`, "/invitations?page=2",
			} {
				if !strings.Contains(body, text) {
					t.Errorf("%s in %s: without %q", kind, language, text)
				}
			}
			if strings.Contains(body, "<html") != (kind == "page") {
				t.Errorf("%s is the whole page or is not", kind)
			}
		}
	}
}

func TestInvitations_offerWhatOneMay(t *testing.T) {
	t.Parallel()
	for as, want := range map[string][2]bool{"admin": {true, true}, "helpdesk": {true, false}, "auditor": {false, false}} {
		p := newPortal(t)
		body := p.do(t, ask{as: as, path: "/invitations"}).Body.String()
		got := [2]bool{strings.Contains(body, "/resend"), strings.Contains(body, `href="/invitations/organization"`)}
		if got != want || strings.Contains(body, "/revoke") != want[0] {
			t.Errorf("%s is offered %v, want %v", as, got, want)
		}
	}
	p := newPortal(t)
	p.people.links.Rows[0].Person = players["admin"].ID
	if body := p.do(t, ask{as: "admin", path: "/invitations"}).Body.String(); strings.Contains(body, "/resend") {
		t.Error("one's own link is offered to be sent again")
	}
	p.people.links.Rows[0] = aLink(directory.LinkInvite)
	p.people.links.Rows[0].As = directory.LinkAccepted
	if body := p.do(t, ask{as: "admin", path: "/invitations"}).Body.String(); strings.Contains(body, "/resend") || strings.Contains(body, "/revoke") {
		t.Error("what was accepted is offered to be changed")
	}
}

func TestInvitations_emptyBeyondTheEndAndWithoutNames(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		query string
		list  directory.LinkList
		key   string
	}{
		"nobody":     {"", directory.LinkList{}, "invitations.empty"},
		"none found": {"?state=expired", directory.LinkList{}, "invitations.none"},
		"beyond":     {"?page=9", directory.LinkList{Total: 60}, "invitations.none"},
		"no names": {"", directory.LinkList{
			Rows: []directory.LinkRow{aLink(directory.LinkInvite)}, Total: 1, NamesErr: &apiclient.Unavailable{Kind: apiclient.KindTimeout},
		}, "invitations.no-names"},
	} {
		p := newPortal(t)
		p.people.links = c.list
		w := p.do(t, ask{as: "admin", path: "/invitations" + c.query})
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), i18n.T(t.Context(), c.key)) {
			t.Errorf("%s: %d without %q", name, w.Code, c.key)
		}
		if name == "beyond" && !strings.Contains(w.Body.String(), `href="/invitations"`) {
			t.Errorf("%s leads nowhere", name)
		}
	}
	p := newPortal(t)
	p.people.errs["Links"] = errors.New("no database")
	if w := p.do(t, ask{as: "admin", path: "/invitations"}); w.Code != http.StatusInternalServerError {
		t.Errorf("without a database: %d", w.Code)
	}
}

func TestRevoke_asksAndDoesIt(t *testing.T) {
	t.Parallel()
	const path = "/invitations/links/link1/revoke"
	p := newPortal(t)
	if body := p.do(t, ask{as: "admin", path: path}).Body.String(); !strings.Contains(body, i18n.T(t.Context(), "revoke.effect")) || !strings.Contains(body, "anna@example.com") {
		t.Error("not asked")
	}
	request := post(path, url.Values{"reason": {" typed by me "}})
	request.as = "admin"
	request.form.Set(views.FieldToken, tokenFor(p, request, nil))
	first, second := p.do(t, request), p.do(t, request)
	if first.Code != http.StatusSeeOther || second.Code != http.StatusSeeOther || !slices.Equal(p.people.said, []string{"typed by me"}) {
		t.Errorf("%d, %d after %q", first.Code, second.Code, p.people.said)
	}
	for name, trouble := range linkTroubles {
		if trouble.status == 502 || name == "no server" || name == "signed in" {
			continue
		}
		for kind, headers := range map[string]map[string]string{"page": nil, "region": htmx(views.FragmentRevoke)} {
			p := newPortal(t)
			p.people.errs["RevokeLink"] = trouble.err
			w := p.do(t, ask{as: "admin", method: http.MethodPost, path: path, form: url.Values{"reason": {"typed by me"}}, headers: headers})
			final := trouble.status == 403 && name != "step-up"
			if body := w.Body.String(); w.Code != trouble.status || !strings.Contains(body, i18n.T(t.Context(), trouble.key)) || strings.Contains(body, "typed by me") == final {
				t.Errorf("%s, %s: %d, want %d and %q", name, kind, w.Code, trouble.status, trouble.key)
			}
		}
	}
	if body := p.do(t, ask{as: "late", path: path}).Body.String(); !strings.Contains(body, i18n.T(t.Context(), "life.refused.step-up")) {
		t.Error("a late admin is not led through a new sign-in")
	}
}

func TestInviteOrganization_chooses(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	w := p.do(t, ask{as: "admin", path: "/invitations/organization"})
	if body := w.Body.String(); w.Code != http.StatusOK || strings.Count(body, `href="/invitations/organization/id`) != 2 {
		t.Errorf("%d with %d to choose from", w.Code, strings.Count(body, `href="/invitations/organization/id`))
	}
	if w := p.do(t, ask{as: "admin", path: "/invitations/organization/none"}); w.Code != http.StatusNotFound {
		t.Errorf("an organization that is none: %d", w.Code)
	}
	for problem, key := range map[string]string{
		directory.Missing: "link.problem.address", directory.InvalidEmail: "problem.email", directory.IsMember: "link.problem.member",
		directory.HasInvitation: "link.problem.pending", directory.IsSuspended: "link.problem.suspended", "": "link.refused.rights",
	} {
		p := newPortal(t)
		p.people.errs["InviteToOrganization"] = &directory.Invalid{Fields: map[string]string{directory.Address: problem}}
		if problem == "" {
			p.people.errs["InviteToOrganization"] = fmt.Errorf("x: %w", &access.Denied{Action: access.OrganizationInvite, Reason: access.GrantsMore})
		}
		w := p.do(t, sending("/invitations/organization/o1", "mail", nil))
		if body := w.Body.String(); w.Code/100 != 4 || !strings.Contains(body, i18n.T(t.Context(), key)) || !strings.Contains(body, "typed@example.com") {
			t.Errorf("%q: %d without %q", problem, w.Code, key)
		}
	}
}
