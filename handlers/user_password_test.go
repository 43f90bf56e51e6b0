package handlers

import (
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/i18n"
	"roster/views"
)

func TestPassword_asksWithTheTenantsRules(t *testing.T) {
	t.Parallel()
	for _, language := range []string{"en", "ko"} {
		ctx := i18n.WithLocale(t.Context(), i18n.Match(language, ""))
		body := html.UnescapeString(newPortal(t).do(t, ask{as: "admin", path: annaPage + "/password", headers: map[string]string{"Accept-Language": language}}).Body.String())
		for _, text := range []string{
			`type="password"`, `autocomplete="new-password"`, i18n.T(ctx, "life.password.rule.length", "min", 10, "max", 64),
			i18n.T(ctx, "life.password.rule.types", "min", 2), i18n.T(ctx, "life.password.rule.owner"), "roster",
			i18n.T(ctx, "life.password.advice"), i18n.T(ctx, "life.password.old"), i18n.N(ctx, "life.suspend.sessions", 3),
		} {
			if !strings.Contains(body, text) {
				t.Errorf("%s: no %q", language, text)
			}
		}
		if strings.Contains(body, i18n.T(ctx, "life.password.rule.leaked")) {
			t.Errorf("%s: states a rule that the tenant does not have", language)
		}
	}
	body := newPortal(t).do(t, ask{as: "admin", path: annaPage + "/password"}).Body.String()
	for name, checked := range map[string]bool{views.FieldSignOut: true, views.FieldExpire: false} {
		if regexp.MustCompile(`name="`+name+`" value="yes" checked`).MatchString(body) != checked {
			t.Errorf("%s is not checked: %v", name, checked)
		}
	}
}

func TestPassword_handsOnWhatWasAskedFor(t *testing.T) {
	t.Parallel()
	for _, more := range [][]string{nil, {"expire"}, {"sign-out"}, {"expire", "sign-out"}} {
		p := newPortal(t)
		w := p.do(t, ask{as: "admin", method: http.MethodPost, path: annaPage + "/password", form: setting(more...)})
		want := directory.PasswordOptions{Expire: slices.Contains(more, "expire"), EndSessions: slices.Contains(more, "sign-out"), Reason: "typed by me"}
		if p.people.options != want || !slices.Equal(p.people.passwords, []string{typedPassword}) || w.Header().Get("Location") != annaPage {
			t.Errorf("%v: %+v, to %s", more, p.people.options, w.Header().Get("Location"))
		}
		said := map[bool]string{true: "life.password.done-out", false: "life.password.done"}[want.EndSessions]
		next := p.do(t, ask{as: "admin", path: annaPage, cookies: w.Result().Cookies()})
		if !strings.Contains(next.Body.String(), i18n.T(t.Context(), said)) {
			t.Errorf("%v: the next page does not say %s", more, said)
		}
	}
}

// The password stands in the answer to the form that it was typed into, so that
// nothing typed is lost; nowhere else.
func TestPassword_isNowhereButInTheAnswerToItsForm(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]error{
		"done": nil, "away": &apiclient.Unavailable{Kind: apiclient.KindTimeout}, "policy": &directory.PasswordRejected{Rules: []directory.PasswordRule{{Code: "password_rejected.pwned"}}},
		"step-up": &access.Denied{Reason: access.StepUp}, "broken": &apiclient.Error{Status: 500}, "target": &access.Denied{Reason: access.TargetHasMore},
	} {
		for _, then := range []string{"", views.ThenSignIn} {
			p := newPortal(t)
			p.people.errs["SetPassword"] = err
			form := setting("sign-out")
			if then != "" {
				form.Set(views.FieldThen, then)
			}
			w := p.do(t, ask{as: "admin", method: http.MethodPost, path: annaPage + "/password", form: form})
			headers, _ := json.Marshal(w.Header())
			later := p.do(t, ask{as: "admin", path: annaPage + "/password", cookies: w.Result().Cookies()}).Body.String()
			later += p.do(t, ask{as: "admin", path: annaPage, cookies: w.Result().Cookies()}).Body.String()
			for where, text := range map[string]string{"log": p.log.String(), "headers": string(headers), "address": p.auth.next, "next page": later} {
				if strings.Contains(text, typedPassword) || strings.Contains(text, url.QueryEscape(typedPassword)) {
					t.Errorf("%s %s: the %s holds it", name, then, where)
				}
			}
		}
	}
}

// Both ways to a draft: the sign-in that a button asks for, and a session that is over.
func TestPassword_isInNoDraft(t *testing.T) {
	t.Parallel()
	for _, way := range []string{"button", "session over"} {
		p := newPortal(t)
		form := setting("sign-out")
		request := ask{as: "admin", method: http.MethodPost, path: annaPage + "/password", form: form}
		form.Set(views.FieldToken, tokenFor(p, request, nil))
		if way == "button" {
			form.Set(views.FieldThen, views.ThenSignIn)
		} else {
			request.as = ""
		}
		w := p.do(t, request)
		cookies := w.Result().Cookies()
		i := slices.IndexFunc(cookies, func(c *http.Cookie) bool { return strings.Contains(c.Name, "draft") })
		if i < 0 {
			t.Errorf("%s: %d, and no draft", way, w.Code)
			continue
		}
		id, key, _ := strings.Cut(cookies[i].Value, ".")
		d, err := (&app{Deps: p.deps}).openDraft(t.Context(), id, key)
		if _, kept := d.Values[views.FieldPassword]; err != nil || kept || d.Values[views.FieldReason] != "typed by me" {
			t.Errorf("%s: the draft is %v, %v", way, d.Values, err)
		}
		back := p.do(t, ask{as: "admin", path: annaPage + "/password", cookies: cookies}).Body.String()
		if !strings.Contains(back, i18n.T(t.Context(), "life.password.restored")) || !strings.Contains(back, `name="sign-out" value="yes" checked`) {
			t.Errorf("%s: the page does not say that it has to be typed again", way)
		}
	}
}

var made = regexp.MustCompile(`[A-Za-z2-9]{5}(?:-[A-Za-z2-9]{5}){3}`)

func TestPassword_isGeneratedOnceAndSetByNobody(t *testing.T) {
	t.Parallel()
	for kind, headers := range map[string]map[string]string{"page": nil, "region": htmx(views.FragmentLife)} {
		p := newPortal(t)
		form := setting("expire")
		form.Set(views.FieldThen, views.ThenGenerate)
		status, body := p.sets(t, form, headers)
		first := made.FindString(body)
		if status != http.StatusOK || first == "" || strings.Contains(body, typedPassword) || len(p.people.wrote()) > 0 {
			t.Errorf("%s: %d with %q after %v", kind, status, first, p.people.wrote())
		}
		for _, text := range []string{"typed by me", `name="expire" value="yes" checked`, `type="text"`, `data-copy="` + first + `"`} {
			if !strings.Contains(body, text) {
				t.Errorf("%s: no %q", kind, text)
			}
		}
		if strings.Contains(body, `name="sign-out" value="yes" checked`) {
			t.Errorf("%s: what was not asked for is checked", kind)
		}
		if again := p.do(t, ask{as: "admin", path: annaPage + "/password"}).Body.String(); made.MatchString(again) || strings.Contains(p.log.String(), first) {
			t.Errorf("%s: it is shown again, or in the log", kind)
		}
		if _, body := p.sets(t, form, headers); made.FindString(body) == first {
			t.Errorf("%s: the same twice", kind)
		}
	}
	// On the other pages there is nothing to generate.
	p := newPortal(t)
	w := p.do(t, ask{as: "admin", method: http.MethodPost, path: annaPage + "/unlock", form: url.Values{"reason": {"x"}, "then": {"generate"}}})
	if made.MatchString(w.Body.String()) {
		t.Error("a password on the page that unlocks")
	}
}

// ruleSentences is every rule of Logto's policy, and its sentence (core-kit, password-policy.ts).
var ruleSentences = map[string]string{
	"too_short": "problem.password.short", "too_long": "problem.password.long", "character_types": "problem.password.types",
	"unsupported_characters": "problem.password.characters", "pwned": "problem.password.pwned",
	"restricted.repetition": "problem.password.repetition", "restricted.sequence": "problem.password.sequence",
	"restricted.user_info": "problem.password.owner", "restricted.words": "problem.password.words",
}

func TestPassword_everyRuleIsASentenceInBothLanguages(t *testing.T) {
	t.Parallel()
	var all []directory.PasswordRule
	for code := range ruleSentences {
		all = append(all, directory.PasswordRule{Code: "password_rejected." + code, Limit: 12})
	}
	all = append(all, directory.PasswordRule{Code: "password_rejected.never_heard_of"})
	for _, language := range []string{"en", "ko"} {
		ctx := i18n.WithLocale(t.Context(), i18n.Match(language, ""))
		p := newPortal(t)
		p.people.errs["SetPassword"] = &directory.PasswordRejected{Rules: all, Others: &directory.Invalid{Fields: map[string]string{"reason": directory.Missing}}}
		status, body := p.sets(t, setting(), map[string]string{"Accept-Language": language})
		body = html.UnescapeString(body)
		wanted := []string{i18n.T(ctx, "problem.unknown", "code", "password_rejected.never_heard_of"), i18n.T(ctx, "life.problem.reason")}
		for _, key := range ruleSentences {
			wanted = append(wanted, i18n.T(ctx, key, "min", 12, "max", 12))
		}
		for _, text := range wanted {
			if status != http.StatusUnprocessableEntity || !strings.Contains(body, text) {
				t.Errorf("%s: %d without %q", language, status, text)
			}
		}
	}
	p := newPortal(t)
	for code, key := range map[string]string{directory.Missing: "life.problem.password", directory.InvalidCharacters: "problem.control"} {
		p.people.errs["SetPassword"] = &directory.Invalid{Fields: map[string]string{"password": code}}
		if status, body := p.sets(t, setting(), nil); status != http.StatusUnprocessableEntity || !strings.Contains(body, i18n.T(t.Context(), key)) {
			t.Errorf("%s: %d", code, status)
		}
	}
}

func TestPassword_saysWhatWasDoneInPart(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.people.errs["SetPassword"] = &directory.Partial{
		Done: []string{"password"}, Failed: []string{"isExpired", "sessions"},
		Err: &directory.Refused{Fields: map[string]string{"isExpired": "x.y"}, Err: &apiclient.Error{Status: 400}},
	}
	status, body := p.sets(t, setting("expire", "sign-out"), nil)
	failed := i18n.T(t.Context(), "life.password.expire") + ", " + i18n.T(t.Context(), "life.password.sign-out")
	if status != http.StatusUnprocessableEntity || !strings.Contains(body, i18n.T(t.Context(), "life.partly.password", "failed", failed)) {
		t.Errorf("%d", status)
	}
	if strings.Contains(body, i18n.T(t.Context(), "life.not-done")) {
		t.Error("says that nothing was changed")
	}
}

func TestPassword_offersOnlyWhatCanBeAskedFor(t *testing.T) {
	t.Parallel()
	off, unread := allowed, allowed
	off.CanExpire, unread.PolicyErr = false, &apiclient.Unavailable{Kind: apiclient.KindTimeout}
	for key, state := range map[string]directory.PasswordState{"life.expire.off": off, "life.password.expire-unread": unread} {
		p := newPortal(t)
		p.people.state = state
		body := html.UnescapeString(p.do(t, ask{as: "admin", path: annaPage + "/password"}).Body.String())
		if strings.Contains(body, `name="expire"`) || !strings.Contains(body, i18n.T(t.Context(), key)) || !strings.Contains(body, `name="sign-out"`) {
			t.Errorf("%s: offered, or not said why not", key)
		}
	}
	few := access.Actor{ID: "x", Capabilities: access.NewSet(access.UsersRead, access.UsersSetPassword), AuthTime: now}
	f := lifeFacts{dossier: dossier{id: anna.ID, Dossier: directory.Dossier{User: &anna, Rights: directory.RightsOf(few, access.Target{ID: anna.ID}, now)}}, state: allowed}
	if part := f.passwordPart(); part.Expire.Locked.Key != "life.refused.missing" || part.SignOut.Locked.Key != "life.refused.missing" {
		t.Errorf("without the capabilities: %+v", part)
	}
}
