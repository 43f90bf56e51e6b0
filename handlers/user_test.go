package handlers

import (
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/i18n"
	"roster/views"
)

const annaPage = "/users/anna00000001"

func TestUser_showsThePersonAndTheirSections(t *testing.T) {
	t.Parallel()
	body := newPortal(t).do(t, ask{as: "admin", path: annaPage}).Body.String()
	for _, text := range []string{"Anna Kim", "anna00000001", "Support desk", "Acme", "+82 10-1234-5678", "gold", `name="base.primaryPhone" value="+82 10-1234-5678"`} {
		if !strings.Contains(body, text) {
			t.Errorf("the page does not show %q", text)
		}
	}
}

func TestUser_isNotFoundUnderAnUnknownID(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/users/nobody", "/users/..%2f..", "/users/%00"} {
		p := newPortal(t)
		w := p.do(t, ask{as: "admin", path: path})
		if w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), i18n.T(t.Context(), "error.404.title")) {
			t.Errorf("%s: %d, want 404", path, w.Code)
		}
	}
}

func TestUser_oneFailingSectionLeavesTheOthers(t *testing.T) {
	t.Parallel()
	for method, lost := range map[string]string{"UserRoles": "Support desk", "UserOrganizations": "Acme", "Rights": "form-end"} {
		p := newPortal(t)
		p.people.errs[method] = &apiclient.Unavailable{Kind: apiclient.KindTimeout}
		w := p.do(t, ask{as: "admin", path: annaPage})
		body := w.Body.String()
		if w.Code != http.StatusOK || strings.Contains(body, lost) || !strings.Contains(body, "Anna Kim") {
			t.Errorf("%s fails: %d, want the page without %q", method, w.Code, lost)
		}
		want := i18n.T(t.Context(), "failure.timeout")
		if method == "Rights" {
			want = i18n.T(t.Context(), "person.locked.unknown")
		}
		if !strings.Contains(body, want) {
			t.Errorf("%s fails, and the page does not say %q", method, want)
		}
	}
}

func TestUser_sendsEachRegionAlone(t *testing.T) {
	t.Parallel()
	for _, region := range userRegions {
		body := newPortal(t).do(t, ask{as: "admin", path: annaPage, headers: htmx(region)}).Body.String()
		if !strings.Contains(body, `id="`+region+`"`) || strings.Contains(body, "<html") {
			t.Errorf("%s: %.80q", region, body)
		}
	}
}

func TestUser_drawsWhatTheViewerMay(t *testing.T) {
	t.Parallel()
	for as, want := range map[string]struct{ forms, address bool }{
		"admin": {true, true}, "helpdesk": {true, false}, "auditor": {false, false},
	} {
		body := newPortal(t).do(t, ask{as: as, path: annaPage}).Body.String()
		forms, address := strings.Contains(body, `action="`+annaPage+`/contact"`), strings.Contains(body, `name="primaryEmail"`)
		if forms != want.forms || address != want.address {
			t.Errorf("%s: forms %v, the address open %v; want %v, %v", as, forms, address, want.forms, want.address)
		}
	}
}

func TestUser_savesWhatWasChanged(t *testing.T) {
	t.Parallel()
	form := pair(pair(pair(url.Values{}, "nickname", "", "Ann"), "profileLocale", "ko-KR", "ko-KR"), "address.formatted", "a\r\nb", "a\r\nc")
	p := newPortal(t)
	w := p.do(t, ask{as: "admin", method: http.MethodPost, path: annaPage + "/profile", form: form})
	want := directory.UserEdit{
		directory.Nickname:         {Base: "", Value: "Ann"},
		directory.Locale:           {Base: "ko-KR", Value: "ko-KR"},
		directory.AddressFormatted: {Base: "a\nb", Value: "a\nc"},
	}
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != annaPage || len(p.people.edits) != 1 {
		t.Fatalf("%d to %q after %v", w.Code, w.Header().Get("Location"), p.people.calls)
	}
	if diff := cmp.Diff(want, p.people.edits[0]); diff != "" {
		t.Error(diff)
	}
	page := p.do(t, ask{as: "admin", path: annaPage, cookies: w.Result().Cookies()})
	if !strings.Contains(page.Body.String(), i18n.T(t.Context(), "person.saved.profile")) {
		t.Error("the page after saving has no message")
	}
	taken := slices.DeleteFunc(page.Result().Cookies(), func(c *http.Cookie) bool { return !strings.HasSuffix(c.Name, "-flash") })
	if len(taken) != 1 || taken[0].MaxAge >= 0 {
		t.Errorf("the message stays: %v", taken)
	}
}

func TestUser_comparesPhonesAsTheyAreStored(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{"+82 10-1234-5678": "821012345678", "010 9999 8888": "010 9999 8888"} {
		p := newPortal(t)
		p.do(t, ask{as: "admin", method: http.MethodPost, path: annaPage + "/contact", form: pair(url.Values{}, "primaryPhone", "+82 10-1234-5678", typed)})
		if diff := cmp.Diff([]directory.UserEdit{{directory.PrimaryPhone: {Base: "821012345678", Value: want}}}, p.people.edits); diff != "" {
			t.Errorf("%s: %s", typed, diff)
		}
	}
}

func TestUser_tellsHTMXToDrawTheRegionAnew(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	w := p.do(t, ask{as: "admin", method: http.MethodPost, path: annaPage + "/custom-data", form: reviewed("{}", `{"n": 12345678901234567890}`), headers: htmx(views.FragmentCustomData)})
	if w.Code != http.StatusNoContent || w.Header().Get("HX-Location") != views.Location(annaPage, views.FragmentCustomData) {
		t.Errorf("%d, HX-Location %q", w.Code, w.Header().Get("HX-Location"))
	}
	if got := writeObject(p.people.value); !strings.Contains(got, "12345678901234567890") {
		t.Errorf("custom data %s: the number is not as it was typed", got)
	}
}

// reviewed is the custom data form as the review of its changes sends it.
func reviewed(base, value string) url.Values {
	form := pair(url.Values{}, "customData", base, value)
	form.Set(views.FieldThen, views.ThenSave)
	return form
}

func TestUser_saysThatNothingWasChanged(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	w := p.do(t, ask{as: "admin", method: http.MethodPost, path: annaPage + "/contact", form: pair(url.Values{}, "username", "anna", "anna")})
	page := p.do(t, ask{as: "admin", path: annaPage, cookies: w.Result().Cookies()})
	if !strings.Contains(page.Body.String(), i18n.T(t.Context(), "person.saved.nothing")) {
		t.Error("the page does not say so")
	}
}

// refusals of a change, and how the form is drawn again.
var refusals = map[string]struct {
	err    error
	status int
	shows  []string
}{
	"invalid":  {&directory.Invalid{Fields: map[string]string{"username": directory.InvalidUsername}}, 422, []string{"problem.username"}},
	"too long": {&directory.Invalid{Fields: map[string]string{"username": directory.TooLong}}, 422, []string{"128"}},
	"taken":    {&directory.Refused{Fields: map[string]string{"username": "user.username_already_in_use"}, Err: &apiclient.Error{Status: 422}}, 422, []string{"problem.username-taken"}},
	"unknown":  {&directory.Refused{Fields: map[string]string{"": "entity.some_new_code"}, Err: &apiclient.Error{Status: 422}}, 422, []string{"Logto refused this (code entity.some_new_code)."}},
	"conflict": {&directory.Conflict{Fields: []directory.FieldConflict{{Name: "username", Base: "anna", Theirs: "theirs99", Mine: "typed_by_me"}}}, 409, []string{"conflict.text", "theirs99", `name="base.username" value="theirs99"`, `name="conflict.username" value="anna"`, `name="choice.username"`}},
	"partial": {
		&directory.Partial{Done: []string{"username"}, Failed: []string{"profile.nickname"}, Err: &apiclient.Unavailable{Kind: apiclient.KindServer, Status: 500}}, 502,
		[]string{"failure.broken"},
	},
	"partial, refused": {
		&directory.Partial{Done: []string{"username"}, Failed: []string{"primaryEmail"}, Err: &directory.Refused{Fields: map[string]string{"primaryEmail": "user.email_already_in_use"}, Err: &apiclient.Error{Status: 422}}}, 422,
		[]string{"Saved: Username. Not saved: Email address.", "problem.email-taken"},
	},
}

func TestUser_drawsTheFormAgainWithWhatWasTyped(t *testing.T) {
	t.Parallel()
	form := pair(pair(url.Values{}, "username", "anna", "typed_by_me"), "primaryEmail", "anna@example.com", "typed@example.com")
	for name, refusal := range refusals {
		for kind, headers := range map[string]map[string]string{"page": nil, "region": htmx(views.FragmentContact)} {
			p := newPortal(t)
			p.people.errs["UpdateUser"] = refusal.err
			w := p.do(t, ask{as: "admin", method: http.MethodPost, path: annaPage + "/contact", form: form, headers: headers})
			body := w.Body.String()
			if w.Code != refusal.status || !strings.Contains(body, `value="typed_by_me"`) || !strings.Contains(body, `value="typed@example.com"`) {
				t.Errorf("%s, %s: %d, want %d with what was typed", name, kind, w.Code, refusal.status)
			}
			for _, text := range refusal.shows {
				if i18n.Has(text) {
					text = i18n.T(t.Context(), text)
				}
				if !strings.Contains(body, text) {
					t.Errorf("%s, %s: does not show %q", name, kind, text)
				}
			}
			if cookies := w.Result().Cookies(); len(cookies) > 0 {
				t.Errorf("%s, %s: leaves the message %v", name, kind, cookies)
			}
		}
	}
}

func TestUser_losesNothingTypedWhenLogtoIsAway(t *testing.T) {
	t.Parallel()
	for name, trouble := range troubles {
		for _, path := range []string{"/contact", "/custom-data"} {
			p := newPortal(t)
			p.people.errs["*"] = trouble.err
			form := pair(url.Values{}, "username", "anna", "typed_by_me")
			if path == "/custom-data" {
				form = reviewed("{}", `{"k": "typed_by_me"}`)
			}
			w := p.do(t, ask{as: "admin", method: http.MethodPost, path: annaPage + path, form: form})
			body := w.Body.String()
			if w.Code != trouble.status || !strings.Contains(body, "typed_by_me") || !strings.Contains(body, i18n.T(t.Context(), trouble.key)) {
				t.Errorf("%s, %s: %d, want %d with what was typed and %q", name, path, w.Code, trouble.status, trouble.key)
			}
		}
	}
}

func TestUser_refusesWhatTheDirectoryDenies(t *testing.T) {
	t.Parallel()
	for reason, key := range map[access.Reason]string{
		access.TargetHasMore: "error.denied.target-has-more", access.Self: "error.denied.self",
		access.MissingCapability: "error.denied.missing-capability",
	} {
		p := newPortal(t)
		p.people.errs["UpdateUser"] = &access.Denied{Action: access.UserUpdate, Reason: reason, Missing: []access.Capability{access.UsersDelete}}
		request := ask{as: "helpdesk", method: http.MethodPost, path: annaPage + "/contact", form: pair(url.Values{}, "username", "anna", "ann")}
		page := p.do(t, request)
		request.headers = htmx(views.FragmentContact)
		toast := p.do(t, request)
		for kind, w := range map[string]string{"page": page.Body.String(), "toast": toast.Body.String()} {
			if !strings.Contains(w, i18n.T(t.Context(), key)) {
				t.Errorf("%s, %s does not say %q", reason, kind, key)
			}
		}
		if page.Code != http.StatusForbidden || toast.Code != http.StatusForbidden || toast.Header().Get("HX-Reswap") != "none" {
			t.Errorf("%s: %d and %d, want 403 twice, the second beside the form", reason, page.Code, toast.Code)
		}
		if !strings.Contains(page.Body.String(), "users:delete") {
			t.Errorf("%s: the page does not name the capability", reason)
		}
	}
}

func TestFields_ofFormsAndOfTheDirectoryAreTheSame(t *testing.T) {
	t.Parallel()
	var mapped []directory.Field
	for _, name := range slices.Concat(views.ProfileFields(), views.ContactFields()) {
		field, ok := directoryFields[name]
		if !ok {
			t.Errorf("form field %s is no field of a person", name)
		}
		if viewField(field) != name {
			t.Errorf("%s comes back as %s", name, viewField(field))
		}
		mapped = append(mapped, field)
	}
	for _, field := range directory.Fields() {
		if !slices.Contains(mapped, field) {
			t.Errorf("no form edits %s", field)
		}
	}
	if len(mapped) != len(directory.Fields()) {
		t.Errorf("%d form fields for %d fields of a person", len(mapped), len(directory.Fields()))
	}
}

// Somebody else set "a" to 2 and added "b" while this person changed "a" to 5
// and removed "old": saving what the page now shows must not remove "b".
func TestUser_bringsTypedCustomDataOntoWhatIsThereNow(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.people.custom = apiclient.CustomData{"a": 2, "b": 3, "old": true}
	p.people.errs["UpdateCustomData"] = &directory.Conflict{Fields: []directory.FieldConflict{{Name: "a", Base: "1", Theirs: "2", Mine: "5"}}}
	form := reviewed(`{"a": 1, "old": true}`, `{"a": 5}`)
	w := p.do(t, ask{as: "admin", method: http.MethodPost, path: annaPage + "/custom-data", form: form})
	body := html.UnescapeString(w.Body.String())
	for _, text := range []string{"{\n  \"a\": 5,\n  \"b\": 3\n}", "{\n  \"a\": 2,\n  \"b\": 3,\n  \"old\": true\n}"} {
		if !strings.Contains(body, text) {
			t.Errorf("%d, the page does not hold %s", w.Code, text)
		}
	}
}
