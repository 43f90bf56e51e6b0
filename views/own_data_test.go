package views

import (
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"roster/i18n"
)

func sampleData() DataProps {
	p := DataProps{
		OwnHead: OwnHead{ID: "v1", Name: "이서연", Email: "seoyeon@acme.example", SignedInAt: sampleNow.Add(-time.Hour)},
		Account: []DataFact{
			{Label: "data.id", Value: "v1", Code: true},
			{Label: "field.name", Value: hostile},
			{Label: "field.email", Value: "seoyeon@acme.example", Verified: true},
			{Label: "data.password", Say: Say("data.password-set")},
			{Label: "person.created", At: sampleNow.AddDate(-1, 0, 0)},
		},
		Hidden:     []string{"field.phone", "data.password"},
		Claims:     Form{Fields: map[string]Field{FieldNickname: samePlace("서연"), FieldBirthdate: samePlace("1994-05-02")}},
		Address:    Form{Fields: map[string]Field{FieldCountry: samePlace("KR")}},
		CustomData: "{\n  \"a\": \"" + hostile + "\"\n}",
		Identities: []IdentityItem{{Target: "google", Name: "Google", ExternalID: "g-1", Details: []string{"Seoyeon"}}, {Target: "acme", Name: "acme"}},
		Roles:      []string{"Roster admin"}, Organizations: []OrganizationItem{{ID: "o1", Name: "Acme Korea", Roles: []string{"관리자"}}},
		Portal: []DataFact{{Label: "data.entries", Counted: "data.entries-value", N: 1284}, {Label: "data.capabilities", Words: []string{"users:read", hostile}}, {Label: "data.notes", Counted: "data.notes-value", N: 1}},
	}
	p.Factors = []FactorItem{{ID: "f1", Kind: FactorTOTP, Created: sampleNow}, {ID: "f2", Kind: FactorPasskey, Name: hostile, Created: sampleNow, LastUsed: sampleNow}, {ID: "f3", Kind: FactorCodes, Left: 4}}
	p.Activity = ActivityProps{Older: "/profile/data?before=7", Items: []ActivityItem{
		{Action: "user.suspend", At: sampleNow.Add(-time.Hour), By: hostile, Reason: "left <us>\non Friday"},
		{Action: "account.update-profile", At: sampleNow, Own: true, IP: "192.0.2.1", Fields: []string{FieldName, FieldCountry}},
		{Action: "user.delete", At: sampleNow, Own: true, About: "u1", Outcome: ActivityDenied},
		{Action: "GET /users/{id}", At: sampleNow, Own: true, Outcome: ActivityDenied},
		{Action: "user.teleport", At: sampleNow, Outcome: ActivityUnknown},
	}}
	return p
}

func dataSamples(shell Shell) map[string]templ.Component {
	told := shell
	told.ReasonsShown = true
	off := DataProps{OwnHead: OwnHead{ID: "v1"}, Closed: true, PortalFailed: true, Activity: ActivityProps{RetryURL: "/profile/data"}}
	off.Off.Claims, off.Off.CustomData, off.Off.Identities = true, true, true
	older := sampleData()
	older.Activity.Later = true
	return map[string]templ.Component{
		"data": DataPage(told, sampleData()), "data quiet": DataPage(shell, sampleData()), "data off": DataPage(shell, off), "data older": DataPage(told, older),
		"data away": DataPage(shell, DataProps{OwnHead: OwnHead{ID: "v1"}, FactorsFailed: true, Failure: &Failure{Kind: FailureTimeout, RetryURL: "/profile/data"}}),
	}
}

// What is not switched on is not spoken of: nobody is to wonder who looks at them.
func TestDataPage_mentionsLooksOnlyWhereTheyAreShown(t *testing.T) {
	t.Parallel()
	for _, l := range i18n.Locales() {
		ctx := i18n.WithLocale(t.Context(), l)
		all, own := i18n.T(ctx, "data.activity-text-all"), i18n.T(ctx, "data.activity-text")
		pages := dataSamples(sampleShell())
		for name, shown := range map[string]bool{"data": true, "data quiet": false, "data off": false, "data older": true} {
			body := drawIn(t, l, pages[name]).text()
			if strings.Contains(body, all) != shown || strings.Contains(body, own) == shown {
				t.Errorf("%s in %s: %v", name, l, shown)
			}
		}
	}
}

func TestDataPage_showsOlderActivityAlone(t *testing.T) {
	t.Parallel()
	d := draw(t, dataSamples(sampleShell())["data older"])
	d.sees("Suspended the account", "Back to the newest", "Older")
	if strings.Contains(d.text(), "Acme Korea") {
		t.Error("the rest is drawn again")
	}
	if d := draw(t, dataSamples(sampleShell())["data off"]); len(d.all("", "href", "/profile/data.json")) != 1 {
		t.Error("no copy is offered")
	}
}
