package handlers

import (
	"html"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"roster/apiclient"
	"roster/directory"
	"roster/i18n"
	"roster/views"
)

func save(form url.Values) ask {
	return ask{as: "admin", method: http.MethodPost, path: annaPage + "/profile", form: form}
}

func TestForm_thatThePortalDidNotDrawIsRefused(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	own := formTokens{key: p.deps.FormKey, now: p.deps.Now}
	me, bases := players["admin"].ID, map[string]string{"nickname": ""}
	foreign := formTokens{key: []byte("another key"), now: p.deps.Now}
	for name, token := range map[string]string{
		"none":            "",
		"garbage":         "a.b",
		"another key":     foreign.issue(me, annaPage+"/profile", bases),
		"another base":    own.issue(me, annaPage+"/profile", map[string]string{"nickname": "Old"}),
		"another field":   own.issue(me, annaPage+"/profile", map[string]string{"name": ""}),
		"another form":    own.issue(me, annaPage+"/contact", bases),
		"another person":  own.issue(me, "/users/other0000000/profile", bases),
		"a cut signature": own.issue(me, annaPage+"/profile", bases)[:80],
	} {
		request := save(url.Values{"nickname": {"Ann"}, "base.nickname": {""}, views.FieldToken: {token}})
		request.unsigned = true
		if w := p.do(t, request); w.Code != http.StatusBadRequest || len(p.people.wrote()) > 0 {
			t.Errorf("%s: %d after %v, want 400 with nothing written", name, w.Code, p.people.wrote())
		}
	}
}

func TestForm_ofYesterdayOrOfSomebodyElseIsShownAgainWithWhatWasTyped(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	yesterday := formTokens{key: p.deps.FormKey, now: func() time.Time { return now.Add(-formLife) }}
	today := formTokens{key: p.deps.FormKey, now: p.deps.Now}
	bases := map[string]string{"nickname": ""}
	for name, token := range map[string]string{
		"yesterday's":     yesterday.issue(players["admin"].ID, annaPage+"/profile", bases),
		"somebody else's": today.issue(players["helpdesk"].ID, annaPage+"/profile", bases),
	} {
		request := save(url.Values{"nickname": {"Typed by me"}, "base.nickname": {""}, views.FieldToken: {token}})
		w := p.do(t, request)
		if w.Code != http.StatusUnprocessableEntity || len(p.people.wrote()) > 0 {
			t.Errorf("%s: %d after %v", name, w.Code, p.people.wrote())
		}
		for _, text := range []string{"Typed by me", i18n.T(t.Context(), "form.stale")} {
			if !strings.Contains(html.UnescapeString(w.Body.String()), text) {
				t.Errorf("%s: does not show %q", name, text)
			}
		}
		if w := p.do(t, save(drawnProfile(t, w.Body.String(), typed()))); w.Code != http.StatusSeeOther {
			t.Errorf("%s: the page that was drawn then cannot be saved: %d", name, w.Code)
		}
		p.people.set(func() { p.people.calls = nil })
	}
}

var tokenForm = regexp.MustCompile(`action="[^"]*/(profile|contact|custom-data)"[^>]*>\s*<input type="hidden" name="form-token" value="([^"]+)"`)

// tokenIn is the token of a form on a page.
func tokenIn(t *testing.T, body, form string) string {
	t.Helper()
	for _, m := range tokenForm.FindAllStringSubmatch(body, -1) {
		if m[1] == form {
			return m[2]
		}
	}
	t.Fatalf("no token in the form %s", form)
	return ""
}

// drawnProfile is the profile form of a page as a browser sends it, with changes.
func drawnProfile(t *testing.T, body string, changes url.Values) url.Values {
	t.Helper()
	form := url.Values{views.FieldToken: {tokenIn(t, body, "profile")}}
	for _, name := range views.ProfileFields() {
		value := directoryFields[name].Of(&anna)
		form = pair(form, name, value, value)
	}
	maps.Copy(form, changes)
	return form
}

func TestForm_sentTwiceDoesNothingTwice(t *testing.T) {
	t.Parallel()
	for kind, headers := range map[string]map[string]string{"page": nil, "region": htmx(views.FragmentProfile)} {
		p := newPortal(t)
		request := save(url.Values{"nickname": {"Ann"}, "base.nickname": {""}})
		request.form.Set(views.FieldToken, tokenFor(p, request, map[string]string{"nickname": ""}))
		request.headers = headers
		p.do(t, request)
		w := p.do(t, request)
		if n := len(p.people.edits); n != 1 {
			t.Errorf("%s: saved %d times", kind, n)
		}
		if kind == "page" && (w.Code != http.StatusSeeOther || w.Header().Get("Location") != annaPage) {
			t.Errorf("the second time: %d to %q, want the person", w.Code, w.Header().Get("Location"))
		}
		page := p.do(t, ask{as: "admin", path: annaPage, cookies: w.Result().Cookies()})
		if !strings.Contains(page.Body.String(), i18n.T(t.Context(), "form.sent-already")) {
			t.Errorf("%s: the page does not say that the form was sent before", kind)
		}
	}
}

func tokenFor(p *portal, a ask, bases map[string]string) string {
	return formTokens{key: p.deps.FormKey, now: p.deps.Now}.issue(players[a.as].ID, a.path, bases)
}

func TestForm_thatFailedCanBeSentAgain(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	request := save(url.Values{"nickname": {"Ann"}, "base.nickname": {""}})
	request.form.Set(views.FieldToken, tokenFor(p, request, map[string]string{"nickname": ""}))
	p.people.errs["UpdateUser"] = &apiclient.Unavailable{Kind: apiclient.KindTimeout}
	if w := p.do(t, request); w.Code != http.StatusGatewayTimeout {
		t.Fatalf("%d", w.Code)
	}
	p.people.set(func() { delete(p.people.errs, "UpdateUser") })
	p.do(t, request)
	if n := len(p.people.edits); n != 2 {
		t.Errorf("tried %d times, want the second attempt to reach Logto", n)
	}
}

// What this viewer may not change was not sent, and Logto is not there to say what it is.
func TestContact_showsNoAddressAsEmptyWhenLogtoIsAway(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.people.errs["*"] = &apiclient.Unavailable{Kind: apiclient.KindTimeout}
	form := pair(url.Values{}, "username", "anna", "typed_by_me")
	w := p.do(t, ask{as: "helpdesk", method: http.MethodPost, path: annaPage + "/contact", form: form})
	body := w.Body.String()
	if w.Code != http.StatusGatewayTimeout || !strings.Contains(body, "typed_by_me") || strings.Contains(body, "primaryEmail") || strings.Contains(body, "primaryPhone") {
		t.Fatalf("%d, want what was typed and no address", w.Code)
	}
	p.people.set(func() { p.people.errs = map[string]error{} })
	form.Set(views.FieldToken, tokenIn(t, body, "contact"))
	if w := p.do(t, ask{as: "helpdesk", method: http.MethodPost, path: annaPage + "/contact", form: form}); w.Code != http.StatusSeeOther {
		t.Errorf("trying again: %d", w.Code)
	}
}

func TestConflict_takesTheChosenValues(t *testing.T) {
	t.Parallel()
	form := pair(pair(url.Values{}, "nickname", "Theirs", "Mine"), "givenName", "Anna", "Annie")
	form.Set(views.ConflictName("nickname"), "Before")
	for choice, want := range map[string]directory.Edit{
		views.ChoiceMine: {Base: "Theirs", Value: "Mine"}, views.ChoiceTheirs: {Base: "Theirs", Value: "Theirs"},
	} {
		p := newPortal(t)
		form.Set(views.ChoiceName("nickname"), choice)
		w := p.do(t, save(form))
		if w.Code != http.StatusSeeOther || len(p.people.edits) != 1 {
			t.Fatalf("%s: %d after %v", choice, w.Code, p.people.calls)
		}
		got := p.people.edits[0]
		if got[directory.Nickname] != want || got[directory.GivenName] != (directory.Edit{Base: "Anna", Value: "Annie"}) {
			t.Errorf("%s: %v", choice, got)
		}
	}
}

func TestConflict_withoutAChoiceAsksAgain(t *testing.T) {
	t.Parallel()
	form := pair(url.Values{}, "nickname", "Theirs", "Mine")
	form.Set(views.ConflictName("nickname"), "Before")
	for _, choice := range []string{"", "both"} {
		p := newPortal(t)
		form.Set(views.ChoiceName("nickname"), choice)
		w := p.do(t, save(form))
		body := w.Body.String()
		if w.Code != http.StatusUnprocessableEntity || len(p.people.wrote()) > 0 {
			t.Errorf("%q: %d after %v", choice, w.Code, p.people.wrote())
		}
		for _, text := range []string{"Before", "Theirs", "Mine", i18n.T(t.Context(), "conflict.undecided")} {
			if !strings.Contains(body, text) {
				t.Errorf("%q: does not show %q", choice, text)
			}
		}
	}
}

func TestConflict_keysOfCustomDataAreChosenOneByOne(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	form := reviewed(`{"a": 2, "b": 3, "added by them": true}`, `{"a": 5, "b": 4, "c": 1}`)
	for key, choice := range map[string]string{"a": views.ChoiceTheirs, "b": views.ChoiceMine, "added by them": views.ChoiceTheirs} {
		form.Set(views.ConflictName(key), "1")
		form.Set(views.ChoiceName(key), choice)
	}
	w := p.do(t, ask{as: "admin", method: http.MethodPost, path: annaPage + "/custom-data", form: form})
	want := "{\n  \"a\": 2,\n  \"added by them\": true,\n  \"b\": 4,\n  \"c\": 1\n}"
	if got := writeObject(p.people.value); w.Code != http.StatusSeeOther || got != want {
		t.Errorf("%d, saved %s, want %s", w.Code, got, want)
	}
}

// A key of custom data may be called as a field of a person is, or as custom data
// itself: it is a key all the same.
func TestConflict_aKeyOfCustomDataIsNoFieldOfThatName(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"profile.nickname", "primaryPhone", "customData"} {
		p := newPortal(t)
		p.people.custom = apiclient.CustomData{key: map[string]any{"n": 2}, "added by them": 7}
		p.people.errs["UpdateCustomData"] = &directory.Conflict{Fields: []directory.FieldConflict{
			{Name: key, Base: `821012345678`, Theirs: `{"n":2}`, Mine: `{"n":5}`},
		}}
		form := reviewed(`{"`+key+`": 821012345678, "added by them": 1}`, `{"`+key+`": {"n": 5}, "added by them": 1}`)
		w := p.do(t, ask{as: "admin", method: http.MethodPost, path: annaPage + "/custom-data", form: form})
		body := html.UnescapeString(w.Body.String())
		for _, text := range []string{
			`name="choice.` + key + `"`, `name="conflict.` + key + `" value="821012345678"`,
			writeObject(map[string]any{key: map[string]any{"n": 5}, "added by them": 7}),
		} {
			if w.Code != http.StatusConflict || !strings.Contains(body, text) {
				t.Errorf("%s: %d, the page does not hold %s", key, w.Code, text)
			}
		}
	}
}

func TestCustomData_isShownByKeyBeforeItIsSaved(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	form := pair(url.Values{}, "customData", `{"plan": "gold", "old": 1, "same": [1]}`, `{"plan": "silver", "new": {"x": 1}, "same": [1]}`)
	w := p.do(t, ask{as: "admin", method: http.MethodPost, path: annaPage + "/custom-data", form: form, headers: htmx(views.FragmentCustomData)})
	body := html.UnescapeString(w.Body.String())
	if w.Code != http.StatusOK || len(p.people.wrote()) > 0 {
		t.Fatalf("%d after %v, want a page and nothing written", w.Code, p.people.wrote())
	}
	for _, text := range []string{`"gold"`, `"silver"`, `{"x":1}`, "change.added", "change.changed", "change.removed", `name="then" value="save"`, `name="then" value="edit"`} {
		if i18n.Has(text) {
			text = i18n.T(t.Context(), text)
		}
		if !strings.Contains(body, text) {
			t.Errorf("the review does not show %s", text)
		}
	}
	if strings.Contains(body, `<code class="code min-w-0 truncate" title="same"`) {
		t.Error("a key that stays is among the changes")
	}
	form.Set(views.FieldThen, views.ThenEdit)
	w = p.do(t, ask{as: "admin", method: http.MethodPost, path: annaPage + "/custom-data", form: form})
	if body := html.UnescapeString(w.Body.String()); w.Code != http.StatusOK || !strings.Contains(body, "\"plan\": \"silver\"") || !strings.Contains(body, "<textarea") {
		t.Errorf("going on editing: %d without the text", w.Code)
	}
}

func TestCustomData_writtenDifferentlyIsNoChange(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	form := pair(url.Values{}, "customData", `{"a": 1, "b": 2}`, "{\"b\": 2,\n\"a\": 1}")
	w := p.do(t, ask{as: "admin", method: http.MethodPost, path: annaPage + "/custom-data", form: form})
	page := p.do(t, ask{as: "admin", path: annaPage, cookies: w.Result().Cookies()})
	if w.Code != http.StatusSeeOther || !strings.Contains(page.Body.String(), i18n.T(t.Context(), "person.saved.nothing")) {
		t.Errorf("%d", w.Code)
	}
}

func TestUser_deletedMeanwhileLeavesWhatWasTyped(t *testing.T) {
	t.Parallel()
	for path, form := range map[string]url.Values{
		"/profile": pair(url.Values{}, "nickname", "", "typed_by_me"), "/custom-data": reviewed("{}", `{"k": "typed_by_me"}`),
	} {
		for kind, headers := range map[string]map[string]string{"page": nil, "region": htmx("")} {
			p := newPortal(t)
			p.people.errs["UpdateUser"] = &apiclient.Error{Status: http.StatusNotFound, Code: "entity.not_found"}
			p.people.errs["UpdateCustomData"] = p.people.errs["UpdateUser"]
			w := p.do(t, ask{as: "admin", method: http.MethodPost, path: "/users/gone00000001" + path, form: form, headers: headers})
			body := html.UnescapeString(w.Body.String())
			if w.Code != http.StatusNotFound || !strings.Contains(body, "typed_by_me") || !strings.Contains(body, i18n.T(t.Context(), "person.gone.form")) {
				t.Errorf("%s, %s: %d, want 404 with what was typed", path, kind, w.Code)
			}
			if strings.Contains(body, `type="submit" class="btn btn-sm btn-primary"`) {
				t.Errorf("%s, %s: offers to save", path, kind)
			}
		}
	}
}
