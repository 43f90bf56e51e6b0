package handlers

import (
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"roster/apiclient"
	"roster/directory"
	"roster/i18n"
	"roster/views"
)

// sentences is every problem a change of a person can have, the field it is about
// ("" for none), and its sentence. It is written by hand from Logto's source, the
// recordings of a real one, and directory.
var sentences = []struct {
	field directory.Field
	code  string
	key   string
}{
	{directory.Name, directory.TooLong, "problem.long"},
	{directory.Name, "account_center.field_not_editable", "problem.field-closed"},
	{"", "account_center.not_enabled", "problem.account-closed"},
	{directory.Name, directory.InvalidCharacters, "problem.control"},
	{directory.Username, directory.InvalidUsername, "problem.username"},
	{directory.PrimaryEmail, directory.InvalidEmail, "problem.email"},
	{directory.PrimaryPhone, directory.InvalidPhone, "problem.phone"},
	{directory.Avatar, directory.InvalidURL, "problem.url"},
	{directory.Birthdate, directory.InvalidDate, "problem.birthdate"},
	{directory.Zoneinfo, directory.InvalidTimeZone, "problem.zoneinfo"},
	{directory.Locale, directory.InvalidLocale, "problem.locale"},
	{directory.Nickname, directory.UnknownField, "problem.refused"},
	{customDataField, directory.TooLong, "problem.json.large"},
	{customDataField, directory.TooLarge, "problem.large"},
	{customDataField, directory.InvalidJSON, "problem.json.object"},
	{customDataField, directory.InvalidCharacters, "problem.control"},
	{customDataField, "guard.invalid_input", "problem.json.object"},
	{directory.Username, "user.username_already_in_use", "problem.username-taken"},
	{directory.Username, "user.username_too_short", "problem.username-policy"},
	{directory.Username, "user.username_too_long", "problem.username-policy"},
	{directory.Username, "user.username_uppercase_not_allowed", "problem.username-policy"},
	{directory.Username, "user.username_lowercase_not_allowed", "problem.username-policy"},
	{directory.Username, "user.username_numbers_not_allowed", "problem.username-policy"},
	{directory.Username, "user.username_underscore_not_allowed", "problem.username-policy"},
	{directory.Username, "guard.invalid_input", "problem.username"},
	{directory.PrimaryEmail, "user.email_already_in_use", "problem.email-taken"},
	{directory.PrimaryEmail, "user.invalid_email", "problem.email"},
	{directory.PrimaryEmail, "session.email_blocklist.invalid_email", "problem.email"},
	{directory.PrimaryEmail, "session.email_blocklist.email_not_allowed", "problem.email-blocked"},
	{directory.PrimaryEmail, "session.email_blocklist.email_subaddressing_not_allowed", "problem.email-subaddress"},
	{directory.PrimaryEmail, "session.email_blocklist.disposable_email_validation_failed", "problem.email-unchecked"},
	{directory.PrimaryEmail, "guard.invalid_input", "problem.email"},
	{directory.PrimaryPhone, "user.phone_already_in_use", "problem.phone-taken"},
	{directory.PrimaryPhone, directory.LastIdentifier, "problem.last-identifier"},
	{directory.PrimaryPhone, "user.invalid_phone", "problem.phone-unknown"},
	{directory.PrimaryPhone, "guard.invalid_input", "problem.phone"},
	{directory.Avatar, "guard.invalid_input", "problem.url"},
	{directory.AddressCountry, "guard.invalid_input", "problem.refused"},
	{directory.AddressFormatted, "entity.value_too_long", "problem.long-for-logto"},
	{"", "entity.value_too_long", "problem.long-somewhere"},
	{"", "entity.invalid_input", "problem.nothing-to-change"},
	{directory.Name, "entity.db_constraint_violated", "problem.constraint"},
	{directory.Name, "entity.unique_integrity_violation", "problem.taken"},
	{"", "guard.invalid_input", "problem.refused"},
	{"", "request.invalid_input", "problem.refused"},
	{"", "entity.never_heard_of", "problem.unknown"},
	{directory.Gender, "user.never-heard.of_2", "problem.unknown"},
	{directory.Gender, "", "problem.refused"},
	{directory.Gender, "<b>Bold</b>", "problem.refused"},
	{directory.Gender, "Token of a@b.example", "problem.refused"},
	{directory.Gender, "UPPER.case", "problem.refused"},
	{directory.Gender, strings.Repeat("a", 81), "problem.refused"},
}

func sectionOf(field directory.Field) (address string, form url.Values) {
	switch name := viewField(field); {
	case field == customDataField:
		return annaPage + "/custom-data", reviewed("{}", `{"a":1}`)
	case slices.Contains(views.ContactFields(), name):
		return annaPage + "/contact", pair(url.Values{}, "username", "anna", "ann")
	default:
		return annaPage + "/profile", pair(url.Values{}, "nickname", "", "typed")
	}
}

func TestProblems_everyCodeIsASentenceUnderItsFieldInBothLanguages(t *testing.T) {
	t.Parallel()
	for _, s := range sentences {
		for _, locale := range i18n.Locales() {
			p := newPortal(t)
			refused := &directory.Refused{Fields: map[string]string{string(s.field): s.code}, Err: &apiclient.Error{Status: 422, Code: s.code}}
			p.people.errs["UpdateUser"], p.people.errs["UpdateCustomData"] = refused, refused
			address, form := sectionOf(s.field)
			w := p.do(t, ask{as: "admin", method: http.MethodPost, path: address, form: form, headers: map[string]string{"Accept-Language": string(locale)}})
			body := html.UnescapeString(w.Body.String())
			want := i18n.T(i18n.WithLocale(t.Context(), locale), s.key, "code", s.code, "max", max(s.field.MaxLength(), maxCustomDataKiB))
			if w.Code != http.StatusUnprocessableEntity || !strings.Contains(body, want) {
				t.Errorf("%s on %q in %s: %d, does not say %q", s.code, s.field, locale, w.Code, want)
			}
			wrong := regexp.MustCompile(`name="` + regexp.QuoteMeta(viewField(s.field)) + `"[^>]*aria-invalid|aria-invalid[^>]*name="` + regexp.QuoteMeta(viewField(s.field)) + `"`).MatchString(body)
			if wrong != (s.field != "") {
				t.Errorf("%s on %q: the field is marked: %v", s.code, s.field, wrong)
			}
			if s.key == "problem.refused" && s.code != "" && strings.Contains(body, s.code) {
				t.Errorf("%q is shown", s.code)
			}
		}
	}
}

func TestProblems_everySentenceIsAskedFor(t *testing.T) {
	t.Parallel()
	asked := map[string]bool{}
	for _, s := range sentences {
		asked[s.code] = true
	}
	for code := range problemKeys {
		if !asked[code] && code != directory.InvalidKey { // a key has no field; see custom_data
			t.Errorf("no test asks for %s", code)
		}
	}
}

// What a real Logto answered to a change of a person has a sentence of its own.
func TestProblems_knowEveryRecordedRefusal(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../apiclient/testdata/contract/users/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("no recordings", err)
	}
	change := regexp.MustCompile(`^/api/users/[^/]+(/profile|/custom-data)?$`)
	found := 0
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var recording struct {
			Steps []struct {
				Request  struct{ Method, Path string }
				Response struct {
					Status int
					Body   any
				}
			}
		}
		if err := json.Unmarshal(raw, &recording); err != nil {
			t.Fatal(file, err)
		}
		for _, step := range recording.Steps {
			body, _ := step.Response.Body.(map[string]any)
			code, _ := body["code"].(string)
			if step.Request.Method != http.MethodPatch || !change.MatchString(step.Request.Path) || code == "" || step.Response.Status == http.StatusNotFound {
				continue
			}
			found++
			if problemKeys[code] == "" {
				t.Errorf("%s: %s has no sentence", file, code)
			}
		}
	}
	if found < 5 {
		t.Errorf("only %d refusals found", found)
	}
}
