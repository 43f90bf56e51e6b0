package handlers

import (
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"roster/views"
)

const good = "nickname=a&base.nickname=b"

// hostile is input that no page of ours sends, with its answer.
var hostile = map[string]struct {
	path, body string
	headers    map[string]string
	status     int
}{
	"oversized":                  {annaPage + "/profile", good + "&name=" + strings.Repeat("x", bodyLimit), nil, http.StatusRequestEntityTooLarge},
	"oversized custom data":      {annaPage + "/custom-data", "customData=" + strings.Repeat("x", customLimit), nil, http.StatusRequestEntityTooLarge},
	"a null byte":                {annaPage + "/profile", "nickname=a%00&base.nickname=b", nil, http.StatusBadRequest},
	"a null byte in the base":    {annaPage + "/profile", "nickname=a&base.nickname=%00", nil, http.StatusBadRequest},
	"a null byte in both":        {annaPage + "/profile", "nickname=%00&base.nickname=%00", nil, http.StatusBadRequest},
	"no UTF-8":                   {annaPage + "/profile", "nickname=%ff%fe&base.nickname=b", nil, http.StatusBadRequest},
	"an escape sequence":         {annaPage + "/profile", "nickname=%1b[2J&base.nickname=b", nil, http.StatusBadRequest},
	"a field twice":              {annaPage + "/profile", good + "&nickname=c", nil, http.StatusBadRequest},
	"a base twice":               {annaPage + "/profile", good + "&base.nickname=c", nil, http.StatusBadRequest},
	"an unknown field":           {annaPage + "/profile", good + "&isSuspended=true", nil, http.StatusBadRequest},
	"a field of another form":    {annaPage + "/profile", good + "&primaryEmail=a@b.c&base.primaryEmail=d@e.f", nil, http.StatusBadRequest},
	"a field without its base":   {annaPage + "/contact", "username=a", nil, http.StatusBadRequest},
	"a base without its field":   {annaPage + "/contact", "base.username=a", nil, http.StatusBadRequest},
	"broken percent signs":       {annaPage + "/profile", "nickname=%zz&base.nickname=b", nil, http.StatusBadRequest},
	"semicolons":                 {annaPage + "/profile", "nickname=a;base.nickname=b", nil, http.StatusBadRequest},
	"JSON":                       {annaPage + "/profile", `{"nickname":"a"}`, map[string]string{"Content-Type": "application/json"}, http.StatusBadRequest},
	"text, as a foreign form":    {annaPage + "/profile", good, map[string]string{"Content-Type": "text/plain"}, http.StatusBadRequest},
	"several parts":              {annaPage + "/profile", good, map[string]string{"Content-Type": "multipart/form-data; boundary=x"}, http.StatusBadRequest},
	"no content type":            {annaPage + "/profile", good, map[string]string{"Content-Type": ""}, http.StatusBadRequest},
	"another site":               {annaPage + "/profile", good, map[string]string{"Sec-Fetch-Site": "cross-site"}, http.StatusForbidden},
	"another origin":             {annaPage + "/profile", good, map[string]string{"Origin": "https://evil.example"}, http.StatusForbidden},
	"custom data, no base":       {annaPage + "/custom-data", "customData=%7B%7D", nil, http.StatusBadRequest},
	"custom data, broken base":   {annaPage + "/custom-data", "customData=%7B%7D&base.customData=%7B", nil, http.StatusBadRequest},
	"custom data, no JSON":       {annaPage + "/custom-data", "customData=%7B%22a%22&base.customData=%7B%7D", nil, http.StatusUnprocessableEntity},
	"custom data, a list":        {annaPage + "/custom-data", "customData=%5B%5D&base.customData=%7B%7D", nil, http.StatusUnprocessableEntity},
	"custom data, deeply nested": {annaPage + "/custom-data", "base.customData=%7B%7D&customData=" + url.QueryEscape(strings.Repeat(`{"a":`, 1000)+"1"+strings.Repeat("}", 1000)), nil, http.StatusUnprocessableEntity},
}

func TestForms_refuseHostileInputAndWriteNothing(t *testing.T) {
	t.Parallel()
	for name, test := range hostile {
		for kind, headers := range map[string]map[string]string{"page": nil, "region": htmx(views.FragmentProfile)} {
			p := newPortal(t)
			request := ask{as: "admin", method: http.MethodPost, path: test.path, body: test.body, headers: map[string]string{}}
			for _, set := range []map[string]string{headers, test.headers} {
				maps.Copy(request.headers, set)
			}
			w := p.do(t, request)
			if w.Code != test.status || len(p.people.wrote()) > 0 {
				t.Errorf("%s, %s: %d after %v, want %d with nothing written", name, kind, w.Code, p.people.wrote(), test.status)
			}
			if strings.Contains(w.Body.String(), "\x00") || w.Body.Len() == 0 {
				t.Errorf("%s, %s: no clear message", name, kind)
			}
		}
	}
}

func TestReadObject_tellsWhereJSONIsWrong(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]views.Message{
		`{}`:                             {},
		" {\n\"a\": [1, 2.50, null]}\n":  {},
		``:                               views.Say("problem.json.object"),
		`  `:                             views.Say("problem.json.object"),
		`[1]`:                            views.Say("problem.json.object"),
		`"text"`:                         views.Say("problem.json.object"),
		`null`:                           views.Say("problem.json.object"),
		`{"a": tru}`:                     views.Say("problem.json.syntax", "line", 1, "column", 10),
		"{\n  \"a\": 1,\n  \"한\": x\n}":  views.Say("problem.json.syntax", "line", 3, "column", 8),
		`{"a": 1`:                        views.Say("problem.json.syntax", "line", 1, "column", 8),
		`{"a": 1,}`:                      views.Say("problem.json.syntax", "line", 1, "column", 9),
		"{}\n{}":                         views.Say("problem.json.more", "line", 2, "column", 1),
		`{} x`:                           views.Say("problem.json.more", "line", 1, "column", 4),
		"{\"a\": 1,\n \"a\": 2}":         views.Say("problem.json.double", "line", 2, "column", 2, "key", "a"),
		`{"a": {"b": 1, "c": {"b": 1}}}`: {},
		`{"a": [{"b": 1}, {"b": 1}]}`:    {},
		`{"a": {"b": 1, "b": 1}}`:        views.Say("problem.json.double", "line", 1, "column", 16, "key", "b"),
		strings.Repeat(`{"a":`, 33) + "1" + strings.Repeat("}", 33): views.Say("problem.json.deep"),
		strings.Repeat(`{"a":`, 32) + "1" + strings.Repeat("}", 32): {},
	} {
		object, got := readObject(text)
		if got.Key != want.Key || !equalArgs(got.Args, want.Args) {
			t.Errorf("%.60q: %v, want %v", text, got, want)
		}
		if got.None() && object == nil {
			t.Errorf("%.60q: neither object nor problem", text)
		}
	}
}

func equalArgs(a, b []any) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func TestFlash_isOnlyBelievedWhenSigned(t *testing.T) {
	t.Parallel()
	f := flashes{key: []byte("0123456789abcdef0123456789abcdef"), secure: true}
	w := httptest.NewRecorder()
	f.set(w, flash{Tone: views.ToneSuccess, Key: "person.saved.profile"})
	good := w.Result().Cookies()[0]
	if good.Name != "__Host-roster-flash" || good.MaxAge != flashAge {
		t.Errorf("cookie %s", good.Raw)
	}
	foreign := flashes{key: []byte("another key, of the same length!"), secure: true}
	for name, test := range map[string]struct {
		f     flashes
		value string
		want  bool
	}{
		"good":           {f, good.Value, true},
		"another key":    {foreign, good.Value, false},
		"changed":        {f, "x" + good.Value, false},
		"no signature":   {f, strings.Split(good.Value, ".")[0], false},
		"empty":          {f, "", false},
		"only signature": {f, "." + strings.Split(good.Value, ".")[1], false},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.AddCookie(&http.Cookie{Name: good.Name, Value: test.value})
		m, ok := test.f.take(httptest.NewRecorder(), r)
		if ok != test.want || ok && m.Key != "person.saved.profile" {
			t.Errorf("%s: %v %v, want %v", name, m, ok, test.want)
		}
	}
}

func TestPreferences_areKeptAndLeadBackToOwnPagesOnly(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		form   url.Values
		status int
		cookie string
		to     string
	}{
		{url.Values{"locale": {"ko"}, "return": {"/users?page=2"}}, http.StatusSeeOther, "roster-language=ko", "/users?page=2"},
		{url.Values{"theme": {"dark"}}, http.StatusSeeOther, "roster-theme=dark", "/"},
		{url.Values{"theme": {"dark"}, "return": {"https://evil.example/"}}, http.StatusSeeOther, "roster-theme=dark", "/"},
		{url.Values{"theme": {"dark"}, "return": {"//evil.example"}}, http.StatusSeeOther, "roster-theme=dark", "/"},
		{url.Values{"theme": {"dark"}, "return": {`/\evil.example`}}, http.StatusSeeOther, "roster-theme=dark", "/"},
		{url.Values{"locale": {"fr"}}, http.StatusBadRequest, "", ""},
		{url.Values{"theme": {"pink"}}, http.StatusBadRequest, "", ""},
	} {
		w := newPortal(t).do(t, post("/preferences", test.form))
		if w.Code != test.status || w.Header().Get("Location") != test.to || !strings.HasPrefix(w.Header().Get("Set-Cookie"), test.cookie) {
			t.Errorf("%v: %d to %q with %q", test.form, w.Code, w.Header().Get("Location"), w.Header().Get("Set-Cookie"))
		}
	}
	w := newPortal(t).do(t, ask{method: http.MethodPost, path: "/preferences", form: url.Values{"theme": {"dark"}, "return": {"/users"}}, headers: htmx("x")})
	if w.Code != http.StatusNoContent || w.Header().Get("HX-Redirect") != "/users" {
		t.Errorf("by htmx: %d, HX-Redirect %q; want the page to be loaded anew", w.Code, w.Header().Get("HX-Redirect"))
	}
	dark := newPortal(t).do(t, ask{path: "/sign-out", cookies: []*http.Cookie{{Name: themeCookieName, Value: "dark"}}})
	if !strings.Contains(dark.Body.String(), `data-theme="dark"`) {
		t.Error("the theme is not in the page as it is served")
	}
}

func FuzzParseForm(f *testing.F) {
	for _, seed := range []string{"name=a", "name=a&name=b", "name=%00", "name=%ff", "=", "&&;", "name=%00&base.name=%00", "name=%1b&base.name=%1b", "name=a%0d%0ab", "other=x", "name"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		form, err := parseForm(r, "name", "base.name")
		if err != nil {
			if refusal, ok := errors.AsType[*refused](err); !ok || refusal.status != http.StatusBadRequest {
				t.Fatalf("%q: %v is no refusal", body, err)
			}
			return
		}
		for name, value := range form {
			if name != "name" && name != "base.name" || !utf8.ValidString(value) || strings.ContainsAny(value, "\x00\r") {
				t.Fatalf("%q let %q=%q through", body, name, value)
			}
		}
	})
}

func FuzzReadObject(f *testing.F) {
	for _, seed := range []string{"{}", `{"a":1}`, `{"a":`, "[", `{"a":1}{`, "{\n\"\\u0000\":1e999}", `{"a":{"a":[]}}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		object, problem := readObject(text)
		if !problem.None() {
			return
		}
		again, problem := readObject(writeObject(object))
		if !problem.None() || writeObject(again) != writeObject(object) {
			t.Fatalf("%q is read as %s and that not again: %v", text, writeObject(object), problem)
		}
	})
}

// The names of decisions are as long as keys of custom data are.
func TestForm_aRefusedNameIsCutShortInTheLog(t *testing.T) {
	t.Parallel()
	long := views.ChoiceName(strings.Repeat("k", 5000))
	for what, body := range map[string]string{
		"doubled": long + "=mine&" + long + "=mine", "no text": long + "=%00", "no field": views.ConflictName(long) + "=&" + views.ChoiceName(long) + "=theirs",
	} {
		p := newPortal(t)
		w := p.do(t, ask{as: "admin", method: http.MethodPost, path: annaPage + "/profile", body: body})
		if w.Code != http.StatusBadRequest || p.log.Len() > 2000 || !strings.Contains(p.log.String(), "form: field") {
			t.Errorf("%s: %d, and the log takes %d bytes", what, w.Code, p.log.Len())
		}
	}
}
