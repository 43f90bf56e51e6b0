package account_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roster/account"
	"roster/apiclient/attribute"
)

// The catalogue of a tenant that asks for one field of each kind, and for some that
// nothing can be made of here.
const catalogue = `[
	{"name":"motto","type":"Text","label":"Motto","required":true,"config":{"minLength":2,"maxLength":5}},
	{"name":"shoe","type":"Number","config":{"minValue":20.5,"maxValue":60}},
	{"name":"joined","type":"Date","config":{"format":"dd/MM/yyyy"}},
	{"name":"left","type":"Date","config":{"format":"custom","customFormat":"EEE, d MMM"}},
	{"name":"news","type":"Checkbox","config":{"defaultValue":"true"}},
	{"name":"team","type":"Select","config":{"options":[{"label":"One","value":"1"},{"label":"Two","value":"2"}]}},
	{"name":"blog","type":"Url","config":{}},
	{"name":"badge","type":"Regex","config":{"format":"^E-\\d+$"}},
	{"name":"ahead","type":"Regex","config":{"format":"^(?=E).*$"}},
	{"name":"nickname","type":"Text","label":"What we call you","required":true},
	{"name":"fullname","type":"Fullname","config":{"parts":[{"name":"givenName","enabled":true,"label":"First","required":true},{"name":"middleName","enabled":false,"required":true}]}},
	{"name":"home","type":"Address","config":{"parts":[{"name":"locality","enabled":true,"label":"Town","required":true}]}},
	{"name":"deep","type":"Text"},{"name":"later","type":"Hologram"},{"name":"a.b","type":"Text"},{"name":"__proto__","type":"Text"},
	{"name":"hidden","type":"Text"}
]`

const madeEdit = `{"enabled":true,"fields":{"name":"Edit","profile":"Edit","customData":"Edit"},"profileFields":[` +
	`{"name":"news"},{"name":"motto"},{"name":"shoe"},{"name":"joined"},{"name":"left"},{"name":"team"},{"name":"blog"},{"name":"badge"},{"name":"ahead"},` +
	`{"name":"nickname"},{"name":"fullname"},{"name":"home"},{"name":"deep"},{"name":"later"},{"name":"a.b"},{"name":"__proto__"},{"name":"gone"}]}`

// asking is a world whose tenant has the catalogue.
func asking(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.center, w.fields = madeEdit, catalogue
	w.people["adas"]["customData"] = map[string]any{
		"motto": "Yes", "news": true, "deep": map[string]any{"k": 1}, "big": json.Number("12345678901234567890"), "plan": "gold", "hidden": "h",
	}
	return w
}

// In every case the other keys are there as they were, digit for digit.
func TestUpdate_changesOnlyWhatTheTenantAsksForInTheCustomData(t *testing.T) {
	t.Parallel()
	const rest = `"big":12345678901234567890,"deep":{"k":1},"hidden":"h",`
	for name, tc := range map[string]struct {
		edits attribute.Edits
		want  string
	}{
		"text":           {edits("customData.motto", "Yes", " No "), rest + `"motto":"No","news":true,"plan":"gold"`},
		"number":         {edits("customData.shoe", "", "20.5"), rest + `"motto":"Yes","news":true,"plan":"gold","shoe":20.5`},
		"tick gone":      {edits("customData.news", "true", ""), rest + `"motto":"Yes","news":false,"plan":"gold"`},
		"ticked already": {edits("customData.news", "", "true", "customData.blog", "", "https://a.example"), rest + `"blog":"https://a.example","motto":"Yes","news":true,"plan":"gold"`},
		"date":           {edits("customData.joined", "", "31/12/2025"), rest + `"joined":"31/12/2025","motto":"Yes","news":true,"plan":"gold"`},
		"date of words":  {edits("customData.left", "", "Mon, 2 Jan"), rest + `"left":"Mon, 2 Jan","motto":"Yes","news":true,"plan":"gold"`},
		"choice":         {edits("customData.team", "", "2"), rest + `"motto":"Yes","news":true,"plan":"gold","team":"2"`},
		"pattern":        {edits("customData.badge", "", "E-7"), rest + `"badge":"E-7","motto":"Yes","news":true,"plan":"gold"`},
		"beyond us":      {edits("customData.ahead", "", "X"), rest + `"ahead":"X","motto":"Yes","news":true,"plan":"gold"`},
	} {
		w := asking(t)
		err := w.Update(t.Context(), ada, mine("adas"), tc.edits)
		want := []string{`PATCH /api/my-account adas {"customData":{` + tc.want + `}}`}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(sortedBody(t, want), sortedBody(t, w.calls)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	w := asking(t)
	delete(w.people["adas"]["customData"].(map[string]any), "motto")
	w.people["adas"]["customData"].(map[string]any)["team"] = "1"
	if err := w.Update(t.Context(), ada, mine("adas"), edits("customData.team", "1", "")); err != nil || strings.Contains(w.calls[0], "team") {
		t.Errorf("a value removed: %v after %q", err, w.calls)
	}
	if got := string(w.trail.All()[0].Body); !strings.Contains(got, `"customData"`) || strings.Contains(got, "gold") {
		t.Errorf("the trail has %s", got)
	}
}

// sortedBody writes the JSON at the end of each call anew, with its keys in order.
func sortedBody(t *testing.T, calls []string) []string {
	t.Helper()
	var all []string
	for _, call := range calls {
		head, body, _ := strings.Cut(call, "{")
		dec := json.NewDecoder(strings.NewReader("{" + body))
		dec.UseNumber()
		var v any
		if err := dec.Decode(&v); err != nil {
			t.Fatal(call, err)
		}
		raw, _ := json.Marshal(v)
		all = append(all, head+string(raw))
	}
	return all
}

func TestUpdate_holdsPeopleToTheRulesOfTheTenant(t *testing.T) {
	t.Parallel()
	read := strings.Replace(madeEdit, `"customData":"Edit"`, `"customData":"ReadOnly"`, 1)
	const closed = "account_center.field_not_editable"
	for name, tc := range map[string]struct {
		edits  attribute.Edits
		center string
		want   map[string]string
	}{
		"short":              {edits("customData.motto", "Yes", "N"), "", map[string]string{"customData.motto": attribute.TooShort}},
		"long":               {edits("customData.motto", "Yes", "Sixsix"), "", map[string]string{"customData.motto": attribute.TooLong}},
		"required":           {edits("customData.motto", "Yes", " "), "", map[string]string{"customData.motto": attribute.Missing}},
		"no number":          {edits("customData.shoe", "", "1e2"), "", map[string]string{"customData.shoe": attribute.InvalidNumber}},
		"not a number":       {edits("customData.shoe", "", "NaN"), "", map[string]string{"customData.shoe": attribute.InvalidNumber}},
		"small":              {edits("customData.shoe", "", "20.4"), "", map[string]string{"customData.shoe": attribute.OutOfRange}},
		"large":              {edits("customData.shoe", "", "61"), "", map[string]string{"customData.shoe": attribute.OutOfRange}},
		"no such day":        {edits("customData.joined", "", "31/02/2025"), "", map[string]string{"customData.joined": attribute.InvalidDay}},
		"no choice":          {edits("customData.team", "", "3"), "", map[string]string{"customData.team": attribute.InvalidChoice}},
		"half a tick":        {edits("customData.news", "", "maybe"), "", map[string]string{"customData.news": attribute.InvalidChoice}},
		"script address":     {edits("customData.blog", "", "javascript:alert(1)"), "", map[string]string{"customData.blog": attribute.InvalidURL}},
		"pattern":            {edits("customData.badge", "", "7"), "", map[string]string{"customData.badge": attribute.InvalidPattern}},
		"null byte":          {edits("customData.ahead", "", "a\x00"), "", map[string]string{"customData.ahead": attribute.InvalidCharacters}},
		"claim required":     {edits("profile.nickname", "A", ""), "", map[string]string{"profile.nickname": attribute.Missing}},
		"part required":      {edits("profile.address.locality", "Seoul", ""), "", map[string]string{"profile.address.locality": attribute.Missing}},
		"both at once":       {edits("profile.birthdate", "", "May", "customData.shoe", "", "x"), "", map[string]string{"profile.birthdate": attribute.InvalidDate, "customData.shoe": attribute.InvalidNumber}},
		"not asked for":      {edits("customData.hidden", "h", "x"), "", map[string]string{"customData.hidden": closed}},
		"not in catalogue":   {edits("customData.gone", "", "x"), "", map[string]string{"customData.gone": closed}},
		"another's object":   {edits("customData.deep", "", "x"), "", map[string]string{"customData.deep": closed}},
		"hostile":            {edits("customData.__proto__", "", "x"), "", map[string]string{"customData.__proto__": attribute.UnknownField}},
		"a path":             {edits("customData.a.b", "", "x"), "", map[string]string{"customData.a.b": attribute.UnknownField}},
		"no key":             {edits("customData.", "", "x", "customData", "", "{}"), "", map[string]string{"customData.": attribute.UnknownField, "customData": attribute.UnknownField}},
		"read only":          {edits("customData.shoe", "", "40"), read, map[string]string{"customData.shoe": closed}},
		"off":                {edits("customData.shoe", "", "40"), strings.Replace(madeEdit, `,"customData":"Edit"`, "", 1), map[string]string{"customData.shoe": closed}},
		"nothing is listed":  {edits("customData.shoe", "", "40"), `{"enabled":true,"fields":{"customData":"Edit"},"profileFields":null}`, map[string]string{"customData.shoe": closed}},
		"with a good change": {edits("name", "Ada", "B", "customData.shoe", "", "1"), "", map[string]string{"customData.shoe": attribute.OutOfRange}},
	} {
		w := asking(t)
		if tc.center != "" {
			w.center = tc.center
		}
		err := w.Update(t.Context(), ada, mine("adas"), tc.edits)
		invalid, ok := errors.AsType[*attribute.Invalid](err)
		if !ok || cmp.Diff(tc.want, invalid.Fields) != "" || len(w.calls) > 0 || len(w.phases()) > 0 {
			t.Errorf("%s: %v after %q, trail %q", name, err, w.calls, w.phases())
		}
	}
}

func TestProfile_offersWhatTheAccountCenterListsInItsOrder(t *testing.T) {
	t.Parallel()
	w := asking(t)
	own, err := w.Profile(t.Context(), ada, mine("adas"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range own.Made {
		got = append(got, m.ProfileField.Name+"="+m.Value)
	}
	if diff := cmp.Diff([]string{"news=true", "motto=Yes", "shoe=", "joined=", "left=", "team=", "blog=", "badge=", "ahead="}, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[attribute.Field]account.Rule{
		attribute.Nickname: {Label: "What we call you", Required: true}, attribute.GivenName: {Label: "First", Required: true},
		attribute.AddressLocality: {Label: "Town", Required: true},
	}, own.Rules); diff != "" {
		t.Error(diff)
	}
}

// Custom data is replaced as a whole: who cannot see it would lose what is there.
func TestProfile_offersNothingWhereTheCustomDataIsNotSeen(t *testing.T) {
	t.Parallel()
	w := asking(t)
	delete(w.people["adas"], "customData")
	if own, err := w.Profile(t.Context(), ada, mine("adas")); err != nil || len(own.Made) > 0 {
		t.Errorf("%v, %v", own.Made, err)
	}
	if err := w.Update(t.Context(), ada, mine("adas"), edits("customData.shoe", "", "40")); err == nil || len(w.calls) > 0 {
		t.Errorf("%v after %q", err, w.calls)
	}
}

func TestProfile_isThereWithoutTheCatalogue(t *testing.T) {
	t.Parallel()
	w := asking(t)
	w.fields, w.offers = "", ""
	own, err := w.Profile(t.Context(), ada, mine("adas"))
	if err != nil || own.MadeErr == nil || own.User.Name != "Ada" {
		t.Errorf("%+v, %v", own, err)
	}
	if err := w.Update(t.Context(), ada, mine("adas"), edits("customData.shoe", "", "40")); err == nil || len(w.calls) > 0 {
		t.Errorf("a field that is not known: %v after %q", err, w.calls)
	}
	if err := w.Update(t.Context(), ada, mine("adas"), edits("name", "Ada", "B")); err != nil {
		t.Errorf("a claim: %v", err)
	}
}
