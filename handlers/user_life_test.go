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

// lifePages are the pages: the form each takes, and where it leads.
var lifePages = map[string]struct {
	method, done, was, to string
	suspended             bool // whom it is asked about
	form                  url.Values
}{
	"/suspend":    {"Suspend", "life.suspend.done", "life.suspend.was", annaPage, false, url.Values{"reason": {"typed by me"}}},
	"/reactivate": {"Reactivate", "life.reactivate.done", "life.reactivate.was", annaPage, true, url.Values{"reason": {"typed by me"}}},
	"/delete":     {"Delete", "life.delete.done", "life.delete.was", "/users", false, url.Values{"reason": {"typed by me"}, "confirm": {"typed too"}}},

	"/unlock":          {"Unlock", "life.unlock.done", "", annaPage, false, url.Values{"reason": {"typed by me"}}},
	"/password/expire": {"ExpirePassword", "life.expire.done", "", annaPage, false, url.Values{"reason": {"typed by me"}}},
	"/sign-out":        {"EndAllSessions", "life.sign-out.done.other", "", annaPage, false, url.Values{"reason": {"typed by me"}}},
	"/password":        {"SetPassword", "life.password.done", "", annaPage, false, url.Values{"reason": {"typed by me"}, "password": {typedPassword}}},
}

// lifePortal has anna in the state that the page is about.
func lifePortal(t *testing.T, path string) *portal {
	t.Helper()
	p := newPortal(t)
	p.people.suspended = lifePages[path].suspended
	return p
}

func TestLife_asksWhoWhatAndWhy(t *testing.T) {
	t.Parallel()
	for path, page := range lifePages {
		for _, language := range []string{"en", "ko"} {
			ctx := i18n.WithLocale(t.Context(), i18n.Match(language, ""))
			p := lifePortal(t, path)
			p.people.impact = directory.Impact{Sessions: directory.Count{N: 3}, Tokens: directory.Count{Err: errors.New("x")}}
			w := p.do(t, ask{as: "admin", path: annaPage + path, headers: map[string]string{"Accept-Language": language}})
			body := w.Body.String()
			texts := []string{"Anna Kim", "anna@example.com", `action="` + annaPage + path + `"`, `name="reason"`, i18n.T(ctx, "life.effects")}
			switch path {
			case "/suspend":
				texts = append(texts, i18n.N(ctx, "life.suspend.sessions", 3))
			case "/delete":
				texts = append(texts, i18n.N(ctx, "life.delete.sessions", 3), i18n.T(ctx, "life.delete.tokens-unread"), "Support desk", "Acme",
					i18n.T(ctx, "life.confirm"), ">anna</code>", `name="confirm"`)
			}
			for _, text := range texts {
				if w.Code != http.StatusOK || !strings.Contains(body, text) {
					t.Errorf("%s in %s: %d without %q", path, language, w.Code, text)
				}
			}
			if wrote := p.people.wrote(); len(wrote) > 0 || strings.Contains(body, `name="confirm"`) != (page.method == "Delete") {
				t.Errorf("%s: asking called %v", path, wrote)
			}
		}
	}
}

func TestLife_doesItAndSaysSo(t *testing.T) {
	t.Parallel()
	for path, page := range lifePages {
		for kind, headers := range map[string]map[string]string{"page": nil, "region": htmx(views.FragmentLife)} {
			for ended, key := range map[directory.Ended]string{
				{}: page.done, {Already: true}: page.was, {PortalStays: true, Already: true}: strings.Replace(page.done, ".done", ".portal", 1),
			} {
				if path == "/reactivate" && ended.PortalStays || page.was == "" && ended.Already {
					continue
				}
				p := lifePortal(t, path)
				p.people.ended = ended
				w := p.do(t, ask{as: "admin", method: http.MethodPost, path: annaPage + path, form: page.form, headers: headers})
				to, status := w.Header().Get("Location"), http.StatusSeeOther
				if headers != nil {
					to, status = w.Header().Get("HX-Location"), http.StatusNoContent
				}
				if w.Code != status || to != page.to || !slices.Equal(p.people.wrote(), []string{page.method}) {
					t.Errorf("%s, %s: %d to %q after %v", path, kind, w.Code, to, p.people.wrote())
				}
				next := p.do(t, ask{as: "admin", path: page.to, cookies: w.Result().Cookies()})
				if !strings.Contains(next.Body.String(), i18n.T(t.Context(), key, "count", 0)) {
					t.Errorf("%s, %s: the next page does not say %q", path, kind, key)
				}
				want := []string{"typed by me"}
				if path == "/delete" {
					want = append(want, "typed too")
				}
				if !slices.Equal(p.people.said, want) {
					t.Errorf("%s: handed on %q", path, p.people.said)
				}
			}
		}
	}
}

// lifeTroubles are why it was not done, and how the page says so.
var lifeTroubles = map[string]struct {
	err    error
	status int
	key    string
}{
	"no reason":   {&directory.Invalid{Fields: map[string]string{"reason": directory.Missing}}, 422, "life.problem.reason"},
	"long":        {&directory.Invalid{Fields: map[string]string{"reason": directory.TooLong}}, 422, ""},
	"control":     {&directory.Invalid{Fields: map[string]string{"reason": directory.InvalidCharacters}}, 422, "problem.control"},
	"refused":     {&directory.Refused{Fields: map[string]string{"isSuspended": "x.y"}, Err: &apiclient.Error{Status: 422}}, 422, "problem.refused"},
	"busy":        {fmt.Errorf("x: %w", directory.ErrBusy), 409, "life.busy"},
	"uncertain":   {fmt.Errorf("%w: %w", directory.ErrUncertain, &apiclient.Unavailable{Kind: apiclient.KindTimeout}), 504, "life.uncertain"},
	"not done":    {&apiclient.Unavailable{Kind: apiclient.KindServer, Status: 500}, 502, "life.not-done"},
	"step-up":     {&access.Denied{Reason: access.StepUp}, 403, "life.refused.step-up"},
	"target":      {&access.Denied{Reason: access.TargetHasMore, Missing: []access.Capability{access.UsersDelete}}, 403, "life.refused.target"},
	"self":        {&access.Denied{Reason: access.Self}, 403, "life.refused.self"},
	"last holder": {&access.Denied{Reason: access.LastHolder}, 403, "life.refused.last-holder"},
	"demoted":     {&access.Denied{Reason: access.MissingCapability}, 403, "life.refused.missing"},
}

func TestLife_saysWhyItWasNotDone(t *testing.T) {
	t.Parallel()
	for path, page := range lifePages {
		for name, trouble := range lifeTroubles {
			for kind, headers := range map[string]map[string]string{"page": nil, "region": htmx(views.FragmentLife)} {
				p := lifePortal(t, path)
				p.people.errs[page.method] = trouble.err
				w := p.do(t, ask{as: "admin", method: http.MethodPost, path: annaPage + path, form: page.form, headers: headers})
				body := w.Body.String()
				if name == "uncertain" && page.was == "" { // Logto shows nobody whether it is done, and it can be done again
					trouble.key = "life.uncertain-again"
				}
				if w.Code != trouble.status || !strings.Contains(body, i18n.T(t.Context(), trouble.key)) || len(w.Result().Cookies()) > 0 {
					t.Errorf("%s, %s, %s: %d, want %d and %q", path, name, kind, w.Code, trouble.status, trouble.key)
				}
				if strings.Contains(body, "<html") != (headers == nil) {
					t.Errorf("%s, %s, %s is the whole page or is not", path, name, kind)
				}
				// What the viewer cannot mend by trying again has no form, so nothing typed to keep.
				final := trouble.status == http.StatusForbidden && name != "step-up"
				if kept := strings.Contains(body, "typed by me"); kept == final {
					t.Errorf("%s, %s, %s: kept what was typed: %v", path, name, kind, kept)
				}
				// The button is one of the form's, so that what was typed goes along.
				if again := strings.Contains(body, `name="then" value="sign-in"`); again != (name == "step-up") {
					t.Errorf("%s, %s: offers to sign in again: %v", path, name, again)
				}
			}
		}
	}
}

func TestLife_keepsWhatWasTypedWhenLogtoIsAway(t *testing.T) {
	t.Parallel()
	for path, page := range lifePages {
		for name, trouble := range troubles {
			p := lifePortal(t, path)
			p.people.errs["*"] = trouble.err
			w := p.do(t, ask{as: "admin", method: http.MethodPost, path: annaPage + path, form: page.form})
			body := w.Body.String()
			if w.Code != trouble.status || !strings.Contains(body, "typed by me") || !strings.Contains(body, i18n.T(t.Context(), trouble.key)) {
				t.Errorf("%s, %s: %d, want %d with what was typed", path, name, w.Code, trouble.status)
			}
			if path == "/delete" && (!strings.Contains(body, "typed too") || !strings.Contains(body, anna.ID)) {
				t.Errorf("%s: neither who nor what was typed to confirm", name)
			}
		}
	}
}

func TestLife_explainsARefusalInsteadOfADeadForm(t *testing.T) {
	t.Parallel()
	for path := range lifePages {
		for key, arrange := range map[string]func(*fakePeople){
			"life.refused.unknown":     func(f *fakePeople) { f.errs["Rights"] = errors.New("x") },
			"life.refused.last-holder": func(f *fakePeople) { f.impact.LastHolder = true },
		} {
			p := lifePortal(t, path)
			arrange(p.people)
			body := p.do(t, ask{as: "admin", path: annaPage + path}).Body.String()
			refused := path == "/suspend" || path == "/delete" || key != "life.refused.last-holder" // the others take nothing away
			if strings.Contains(body, i18n.T(t.Context(), key)) != refused || strings.Contains(body, `name="reason"`) == refused {
				t.Errorf("%s, %s: not explained", path, key)
			}
		}
	}
}

func TestLife_offersASignInFirst(t *testing.T) {
	t.Parallel()
	for path := range lifePages {
		if path == "/sign-out" {
			continue // it needs none
		}
		p := lifePortal(t, path)
		body := p.do(t, ask{as: "late", path: annaPage + path}).Body.String()
		if !strings.Contains(body, i18n.T(t.Context(), "life.refused.step-up")) || strings.Contains(body, `name="reason"`) ||
			!strings.Contains(body, "/sign-in/again?next="+url.QueryEscape(annaPage+path)) {
			t.Errorf("%s: the page does not lead through a new sign-in", path)
		}
		if body := p.do(t, ask{as: "late", path: annaPage}).Body.String(); !strings.Contains(body, `href="`+annaPage+path+`"`) {
			t.Errorf("%s: the person's page does not lead there", path)
		}
	}
}

func TestLife_saysThatThereIsNothingToDo(t *testing.T) {
	t.Parallel()
	for path, other := range map[string]string{"/suspend": "/reactivate", "/reactivate": "/suspend"} {
		p := newPortal(t)
		p.people.suspended = path == "/suspend"
		body := p.do(t, ask{as: "helpdesk", path: annaPage + path}).Body.String()
		if strings.Contains(body, `name="reason"`) || !strings.Contains(body, `href="`+annaPage+other+`"`) {
			t.Errorf("%s: asks, or does not offer the opposite", path)
		}
	}
}

func TestLife_isNotFoundUnderAnUnknownID(t *testing.T) {
	t.Parallel()
	for path := range lifePages {
		if w := newPortal(t).do(t, ask{as: "admin", path: "/users/nobody" + path}); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func TestLife_takesNoFieldOfAnotherForm(t *testing.T) {
	t.Parallel()
	for _, form := range []url.Values{{"reason": {"x"}, "confirm": {"anna"}}, {"reason": {"x", "y"}}, {"reason": {"\x00"}}} {
		p := newPortal(t)
		if w := p.do(t, ask{as: "admin", method: http.MethodPost, path: annaPage + "/suspend", form: form}); w.Code != http.StatusBadRequest || len(p.people.wrote()) > 0 {
			t.Errorf("%v: %d", form, w.Code)
		}
	}
}

func TestUser_leadsToWhatTheViewerMayDoAboutTheAccount(t *testing.T) {
	t.Parallel()
	for as, want := range map[string]string{"admin": "suspend delete", "helpdesk": "suspend", "auditor": ""} {
		for _, suspended := range []bool{false, true} {
			p := newPortal(t)
			p.people.suspended = suspended
			body := p.do(t, ask{as: as, path: annaPage}).Body.String()
			var got []string
			for _, path := range []string{"suspend", "reactivate", "delete"} {
				if strings.Contains(body, `href="`+annaPage+"/"+path+`"`) {
					got = append(got, path)
				}
			}
			expected := want
			if suspended {
				expected = strings.Replace(want, "suspend", "reactivate", 1)
			}
			if strings.Join(got, " ") != expected {
				t.Errorf("%s, suspended %v: %v, want %q", as, suspended, got, expected)
			}
			if strings.Contains(body, i18n.T(t.Context(), "life.banner")) != suspended {
				t.Errorf("%s, suspended %v: the banner is wrong", as, suspended)
			}
		}
	}
	p := newPortal(t)
	p.people.errs["Rights"] = errors.New("x")
	if body := p.do(t, ask{as: "admin", path: annaPage}).Body.String(); strings.Contains(body, annaPage+"/delete") {
		t.Error("offers what could not be checked")
	}
}

func TestUser_saysWhyTheAccountIsNotTouched(t *testing.T) {
	t.Parallel()
	mine := directory.RightsOf(access.Actor{ID: anna.ID, Capabilities: access.NewSet(access.All()...), AuthTime: now}, access.Target{ID: anna.ID}, now)
	more := directory.RightsOf(
		access.Actor{ID: "x", Capabilities: access.NewSet(access.UsersSuspend), AuthTime: now},
		access.Target{ID: anna.ID, Capabilities: access.NewSet(access.RolesAssign)}, now,
	)
	for key, rights := range map[string]directory.Rights{"life.refused.self": mine, "life.refused.target": more} {
		d := dossier{id: anna.ID, Dossier: directory.Dossier{User: &anna, Rights: rights}}
		if got := d.life().Suspend; got.Href != "" || got.Locked.Key != key {
			t.Errorf("%+v, want %s", got, key)
		}
	}
	if got := (dossier{id: anna.ID, Dossier: directory.Dossier{User: &anna, Rights: more}}).life().Delete; got.Href != "" || !got.Locked.None() {
		t.Errorf("without the capability: %+v", got)
	}
}
