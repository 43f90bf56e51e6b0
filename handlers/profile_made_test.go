package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roster/account"
	"roster/apiclient"
	"roster/apiclient/attribute"
	"roster/i18n"
)

// asking is a portal whose tenant asks for fields of its own.
func asking(t *testing.T, control account.Control) *portal {
	t.Helper()
	p := newPortal(t)
	p.own.own.Made = []account.Made{
		{ProfileField: apiclient.ProfileField{Name: "motto", Type: "Text", Label: `<b>Motto</b>`, Required: true, Config: apiclient.ProfileFieldConfig{MinLength: new(2)}}, Value: "Yes", Control: control},
		{ProfileField: apiclient.ProfileField{Name: "news", Type: "Checkbox", Label: "Newsletter"}, Value: "false", Control: control},
		{ProfileField: apiclient.ProfileField{Name: "team", Type: "Select", Label: "Team", Config: apiclient.ProfileFieldConfig{Options: []apiclient.ProfileFieldOption{{Value: "1", Label: "Team One"}}}}, Value: "1", Control: control},
		{ProfileField: apiclient.ProfileField{Name: "shoe", Type: "Number", Label: "Shoe size", Config: apiclient.ProfileFieldConfig{MinValue: new(20.0), MaxValue: new(60.5)}}, Control: control},
		{ProfileField: apiclient.ProfileField{Name: "joined", Type: "Date", Label: "Joined", Config: apiclient.ProfileFieldConfig{Format: "MM/dd/yyyy"}}, Control: control},
		{ProfileField: apiclient.ProfileField{Name: "badge", Type: "Regex", Config: apiclient.ProfileFieldConfig{Format: "^E-", Placeholder: "E-1234"}}, Control: control},
	}
	p.own.own.Rules = map[attribute.Field]account.Rule{attribute.Nickname: {Label: "What we call you", Required: true}}
	return p
}

func TestProfile_asksWhatTheTenantAsksInItsWords(t *testing.T) {
	t.Parallel()
	p := asking(t, account.Edit)
	w := p.do(t, ask{as: "person", path: "/profile"})
	if body := w.Body.String(); strings.Contains(body, "<b>Motto") || strings.Contains(body, `checked`) {
		t.Error("a label is not text, or what is false is ticked")
	}
	see(t, w, `<b>Motto</b>`, `name="customData.motto"`, `value="Yes"`, `type="checkbox"`, "Team One", "What we call you", "12/31/2026", `inputmode="decimal"`, i18n.T(t.Context(), "field.required"))
	read := asking(t, account.ReadOnly).do(t, ask{as: "person", path: "/profile"})
	see(t, read, `<b>Motto</b>`, "Team One", i18n.T(t.Context(), "field.no"))
	if strings.Contains(read.Body.String(), `name="customData.motto"`) {
		t.Error("what may only be read has a control")
	}
}

func TestProfile_sendsTheFieldsOfTheTenantAsTheyWereDrawn(t *testing.T) {
	t.Parallel()
	drawn := url.Values{"base.customData.motto": {"Yes"}, "customData.motto": {"No"}, "base.customData.news": {"true"}, "tick.customData.news": {""}}
	p := asking(t, account.Edit)
	w := p.do(t, own(drawn))
	want := []attribute.Edits{{attribute.MadeField("motto"): {Base: "Yes", Value: "No"}, attribute.MadeField("news"): {Base: "true"}}}
	if diff := cmp.Diff(want, p.own.edits); diff != "" || w.Code != http.StatusSeeOther {
		t.Errorf("%d %s", w.Code, diff)
	}
	for name, form := range map[string]url.Values{
		"without what it showed": {"customData.motto": {"No"}},
		"only what it showed":    {"base.customData.motto": {"Yes"}},
		"a tick of nothing":      {"tick.customData.motto": {""}},
		"twice":                  {"base.customData.motto": {"Yes"}, "customData.motto": {"No", "No"}},
		"a hostile key":          {"base.customData.__proto__": {""}, "customData.__proto__": {"x"}},
		"a path":                 {"base.customData.a.b": {""}, "customData.a.b": {"x"}},
		"all of it":              {"base.customData": {"{}"}, "customData": {"{}"}},
	} {
		p := asking(t, account.Edit)
		if w := p.do(t, own(form)); w.Code != http.StatusBadRequest || len(p.own.edits) > 0 {
			t.Errorf("%s: %d, changed %v", name, w.Code, p.own.edits)
		}
	}
}

func TestProfile_saysWhichRuleOfTheTenantIsBroken(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ field, code, says string }{
		"empty":   {"customData.motto", attribute.Missing, i18n.T(t.Context(), "problem.required")},
		"short":   {"customData.motto", attribute.TooShort, i18n.T(t.Context(), "problem.short", "min", 2)},
		"long":    {"customData.motto", attribute.TooLong, i18n.T(t.Context(), "problem.long", "max", 1024)},
		"closed":  {"customData.motto", "account_center.field_not_editable", i18n.T(t.Context(), "problem.field-closed")},
		"number":  {"customData.shoe", attribute.InvalidNumber, i18n.T(t.Context(), "problem.number")},
		"range":   {"customData.shoe", attribute.OutOfRange, "20 to 60.5"},
		"choice":  {"customData.team", attribute.InvalidChoice, i18n.T(t.Context(), "problem.choice")},
		"pattern": {"customData.motto", attribute.InvalidPattern, i18n.T(t.Context(), "problem.pattern")},
		"badge":   {"customData.badge", attribute.InvalidPattern, i18n.T(t.Context(), "problem.pattern-like", "example", "E-1234")},
		"day":     {"customData.joined", attribute.InvalidDay, i18n.T(t.Context(), "problem.day", "example", "12/31/2026")},
		"a claim": {"profile.nickname", attribute.Missing, i18n.T(t.Context(), "problem.required")},
	} {
		p := asking(t, account.Edit)
		p.own.saveErrs = []error{&attribute.Invalid{Fields: map[string]string{test.field: test.code}}}
		w := p.do(t, own(pair(pair(nick(""), "customData.shoe", "", "forty"), "customData.motto", "Yes", "<i>typed")))
		if w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, w.Code)
		}
		see(t, w, test.says, `value="<i>typed"`, `value="forty"`, `aria-invalid="true"`)
	}
	p := asking(t, account.Edit)
	p.own.saveErrs = []error{&attribute.Partial{Done: []string{"customData.motto"}, Failed: []string{"profile.nickname"}, Err: &apiclient.Unavailable{Kind: apiclient.KindTimeout}}}
	see(t, p.do(t, own(nick("x"))), i18n.T(t.Context(), "person.saved.partly", "done", "<b>Motto</b>", "failed", "What we call you"))
}

func TestProfile_saysThatItDoesNotKnowWhatTheTenantAsks(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.own.own.MadeErr = &apiclient.Unavailable{Kind: apiclient.KindTimeout}
	w := p.do(t, ask{as: "person", path: "/profile"})
	if w.Code != http.StatusOK || !strings.Contains(p.log.String(), "fields of the tenant not read") {
		t.Errorf("%d, the log has %s", w.Code, p.log)
	}
	see(t, w, i18n.T(t.Context(), "profile.made-unknown"), `name="nickname"`)
}
