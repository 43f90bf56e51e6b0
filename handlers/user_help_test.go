package handlers

import (
	"errors"
	"html"
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

const typedPassword = "Sesame, open-7"

// allowed is a tenant that lets passwords expire, and somebody who has one.
var allowed = directory.PasswordState{
	Has: true, CanExpire: true,
	Policy: directory.PasswordPolicy{MinLength: 10, MaxLength: 64, MinTypes: 2, RefusesOwner: true, Words: []string{"roster"}},
}

// setting is the form that sets a password, with more fields.
func setting(more ...string) url.Values {
	form := url.Values{"reason": {"typed by me"}, "password": {typedPassword}}
	for _, name := range more {
		form.Set(name, views.Checked)
	}
	return form
}

func (p *portal) sets(t *testing.T, form url.Values, headers map[string]string) (int, string) {
	t.Helper()
	w := p.do(t, ask{as: "admin", method: http.MethodPost, path: annaPage + "/password", form: form, headers: headers})
	return w.Code, w.Body.String()
}

func TestHelp_showsWhatTheViewerMayDoInOrder(t *testing.T) {
	t.Parallel()
	for as, want := range map[string]string{"admin": "unlock password/expire password sign-out", "helpdesk": "unlock password/expire sign-out", "auditor": ""} {
		body := newPortal(t).do(t, ask{as: as, path: annaPage}).Body.String()
		at, last := []string{}, 0
		for _, path := range []string{"unlock", "password/expire", "password", "sign-out"} {
			if i := strings.Index(body, `href="`+annaPage+"/"+path+`"`); i > 0 {
				if i < last {
					t.Errorf("%s: %s is out of order", as, path)
				}
				at, last = append(at, path), i
			}
		}
		if got := strings.Join(at, " "); got != want || !strings.Contains(body, i18n.T(t.Context(), "help.has-password")) {
			t.Errorf("%s: %q, want %q", as, got, want)
		}
	}
}

func TestHelp_saysWhyARowLeadsNowhere(t *testing.T) {
	t.Parallel()
	all := access.Actor{ID: "x", Capabilities: access.NewSet(access.All()...), AuthTime: now}
	someone := func(u apiclient.User, who access.Actor) views.HelpProps {
		return dossier{id: u.ID, Dossier: directory.Dossier{User: &u, Rights: directory.RightsOf(who, access.Target{ID: u.ID}, now)}}.help()
	}
	none, unknown := anna, anna
	none.HasPassword, unknown.HasPassword = new(false), nil
	if got := someone(none, all); got.Password != views.PasswordNone || expiring(got).Href != "" || expiring(got).Locked.Key != "life.expire.none" {
		t.Errorf("without a password: %+v", got)
	}
	if got := someone(unknown, all); got.Password != "" || expiring(got).Href == "" {
		t.Errorf("unknown: %+v", got)
	}
	all.ID = anna.ID
	for i, row := range someone(anna, all).Rows {
		if own := row.Kind == views.LifeSignOut; own != (row.Href != "") || own != row.Locked.None() {
			t.Errorf("about oneself, row %d: %+v", i, row)
		}
	}
}

func TestSignOut_saysHowManySessionsEnded(t *testing.T) {
	t.Parallel()
	for n, key := range map[int]string{0: "other", 1: "one", 5: "other"} {
		p := newPortal(t)
		p.people.ended = directory.Ended{Sessions: n}
		w := p.do(t, ask{as: "helpdesk", method: http.MethodPost, path: annaPage + "/sign-out", form: url.Values{"reason": {"lost"}}})
		body := p.do(t, ask{as: "helpdesk", path: annaPage, cookies: w.Result().Cookies()}).Body.String()
		if want := i18n.T(t.Context(), "life.sign-out.done."+key, "count", n); !strings.Contains(body, want) {
			t.Errorf("the next page does not say %q", want)
		}
	}
	p := newPortal(t)
	p.people.errs["EndAllSessions"] = &directory.Partial{Done: []string{"sessions"}, Failed: []string{"sessions"}, Err: &apiclient.Unavailable{Kind: apiclient.KindServer}}
	w := p.do(t, ask{as: "helpdesk", method: http.MethodPost, path: annaPage + "/sign-out", form: url.Values{"reason": {"lost"}}})
	if w.Code != http.StatusBadGateway || !strings.Contains(w.Body.String(), i18n.T(t.Context(), "life.partly.sessions")) {
		t.Errorf("in part: %d", w.Code)
	}
}

func TestSignOut_ofOneselfSaysSo(t *testing.T) {
	t.Parallel()
	for as, said := range map[string]bool{"anna": true, "admin": false} {
		p := newPortal(t)
		body := p.do(t, ask{as: as, path: annaPage + "/sign-out"}).Body.String()
		if strings.Contains(body, i18n.T(t.Context(), "life.sign-out.self")) != said || !strings.Contains(body, `name="reason"`) {
			t.Errorf("%s: said is not %v", as, said)
		}
	}
}

func TestExpire_saysWhyItCannotBe(t *testing.T) {
	t.Parallel()
	off, none := allowed, allowed
	off.CanExpire, none.Has = false, false
	for key, state := range map[string]directory.PasswordState{"life.expire.off": off, "life.expire.none": none} {
		p := newPortal(t)
		p.people.state = state
		body := p.do(t, ask{as: "helpdesk", path: annaPage + "/password/expire"}).Body.String()
		if !strings.Contains(body, html.EscapeString(i18n.T(t.Context(), key))) || strings.Contains(body, `name="reason"`) {
			t.Errorf("%s: asks, or does not say why not", key)
		}
	}
	// Not known is no reason not to ask: Logto has the last word.
	p := newPortal(t)
	p.people.state = directory.PasswordState{HasErr: errors.New("x"), PolicyErr: errors.New("x")}
	if body := p.do(t, ask{as: "helpdesk", path: annaPage + "/password/expire"}).Body.String(); !strings.Contains(body, `name="reason"`) {
		t.Error("does not ask")
	}
	for key, err := range map[string]error{
		"life.expire.off":  &directory.Refused{Fields: map[string]string{"isExpired": "sign_in_experiences.password_expiration_not_enabled"}, Err: &apiclient.Error{Status: 400}},
		"life.expire.none": &directory.Invalid{Fields: map[string]string{"isExpired": directory.NoPassword}},
	} {
		p.people.errs["ExpirePassword"] = err
		w := p.do(t, ask{as: "helpdesk", method: http.MethodPost, path: annaPage + "/password/expire", form: url.Values{"reason": {"old"}}})
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), html.EscapeString(i18n.T(t.Context(), key))) {
			t.Errorf("%s: %d", key, w.Code)
		}
	}
}

func TestUser_saysWhenByWhomAndWhySomebodyWasSuspended(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.people.suspension = directory.Suspension{At: now, By: "Mina Park", Reason: "left the company"}
	if body := p.do(t, ask{as: "admin", path: annaPage}).Body.String(); strings.Contains(body, "Mina Park") {
		t.Error("about somebody who is not suspended")
	}
	p.people.suspended = true
	body := p.do(t, ask{as: "admin", path: annaPage}).Body.String()
	for _, text := range []string{"Mina Park", "left the company", i18n.T(t.Context(), "life.banner.ended")} {
		if !strings.Contains(body, text) {
			t.Errorf("no %q", text)
		}
	}
	p.people.errs["Suspension"] = errors.New("no database")
	if w := p.do(t, ask{as: "admin", path: annaPage}); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), i18n.T(t.Context(), "life.banner")) {
		t.Errorf("without the trail: %d", w.Code)
	}
}

func TestUsers_menuOffersToUnlock(t *testing.T) {
	t.Parallel()
	for as, offered := range map[string]bool{"admin": true, "helpdesk": true, "auditor": false} {
		body := newPortal(t).do(t, ask{as: as, path: "/users"}).Body.String()
		if strings.Contains(body, `href="`+annaPage+`/unlock"`) != offered {
			t.Errorf("%s: offered is not %v", as, offered)
		}
	}
}

// expiring is the row that asks for a new password.
func expiring(h views.HelpProps) views.HelpRow {
	i := slices.IndexFunc(h.Rows, func(r views.HelpRow) bool { return r.Kind == views.LifeExpire })
	return h.Rows[i]
}
