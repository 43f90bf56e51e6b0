package views

import (
	"strings"
	"testing"

	"github.com/a-h/templ"

	"roster/i18n"
)

func sampleNewPerson() NewPersonProps {
	inside := []PickItem{{ID: "or1", Name: "admin", Chosen: true}, {ID: "or2", Name: hostile}}
	return NewPersonProps{
		Form:      Form{Action: "/users/new", Editable: true, Fields: map[string]Field{FieldName: {Value: hostile}, FieldPrimaryEmail: {Value: "mina@example.com"}}},
		CanInvite: true, CanPassword: true, Next: NextInvite, AsksUsername: true,
		Roles: &PickProps{Total: 203, Items: []PickItem{{ID: "r1", Name: "Editor", Detail: "May edit", Chosen: true}, {ID: "r2", Name: hostile}, {ID: "r3"}}},
		Organizations: &PickProps{Find: "ac", Total: 2, Focus: true, Items: []PickItem{
			{ID: "o1", Name: "Acme", Chosen: true, Roles: inside}, {ID: "o2", Name: hostile, Roles: inside},
		}},
	}
}

func sampleMade() MadePersonProps {
	return MadePersonProps{ID: "u1", Who: "Mina Choi", StepsText: "[]", Steps: []MadeStep{
		{Kind: "roles", Roles: []string{"Editor", hostile}, State: MadeDone},
		{Kind: "organization", Name: "Acme", State: MadeDone},
		{Kind: "organization", Name: "Design Guild", Roles: []string{"admin"}, State: MadeFailed},
		{Kind: "password", State: MadeOpen},
		{Kind: "expire", State: MadeOpen},
		{Kind: "invite", State: MadeOpen},
	}}
}

func createSamples(shell Shell) map[string]templ.Component {
	bare := NewPersonProps{Form: Form{Action: "/users/new", Editable: true, Fields: map[string]Field{}}, Next: NextNothing, RulesUnread: true}
	wrong := sampleNewPerson()
	wrong.Form.Fields[FieldPrimaryEmail] = Field{Value: "mina@example.com", Problem: Say("problem.email-taken"), ProblemURL: "/users/u2"}
	wrong.Roles.Problem, wrong.NextProblem = Say("create.problem.no-role"), Say("create.problem.password")
	wrong.Organizations = &PickProps{Failure: &Failure{Kind: FailureTimeout}}
	wrong.StepUp, wrong.PasswordsExpire, wrong.Next = true, true, NextPassword
	empty := bare
	empty.Roles, empty.Organizations = &PickProps{}, &PickProps{Find: "zzz"}
	failed, late := sampleMade(), sampleMade()
	failed.Failure, failed.Uncertain, failed.Password = &Failure{Kind: FailureUnreachable}, true, "abcd-efgh-2345-mnpq"
	still := sampleMade()
	still.Notice = Say("create.undo-failed")
	late.Problem, late.StepUp, late.Restored = Say("life.refused.step-up"), true, true
	return map[string]templ.Component{
		"form": NewPersonPage(shell, sampleNewPerson()), "bare": NewPersonPage(shell, bare), "wrong": NewPersonPage(shell, wrong), "empty": NewPersonPage(shell, empty),
		"half": MadePersonPage(shell, failed), "late": MadePersonPage(shell, late), "still": MadePersonPage(shell, still),
		"password": MadePersonPage(shell, MadePersonProps{ID: "u1", Who: "Mina", Password: "abcd-efgh-2345-mnpq", MustChange: true}),
		"stays":    MadePersonPage(shell, MadePersonProps{ID: "u1", Who: "Mina", Password: "abcd-efgh-2345-mnpq"}),
	}
}

func TestNewPersonPage_EnterPressesWhatCreatesAndNotTheSearch(t *testing.T) {
	t.Parallel()
	d := drawIn(t, i18n.English, NewPersonPage(sampleShell(), sampleNewPerson()))
	for _, b := range d.all("button", "type", "submit") {
		if name, _ := attr(b, "name"); name == FieldThen {
			if value, _ := attr(b, "value"); value != ThenEnter {
				t.Errorf("Enter presses %q", value)
			}
			return
		}
	}
	t.Error("no button")
}

func TestNewPersonPage_offersWhatOneMay(t *testing.T) {
	t.Parallel()
	d := drawIn(t, i18n.English, createSamples(sampleShell())["bare"])
	text := d.text()
	for _, key := range []string{"create.next.invite", "create.next.password", "create.roles", "create.organizations"} {
		if strings.Contains(text, i18n.T(t.Context(), key)) {
			t.Errorf("offers %s", key)
		}
	}
	if radios := d.all("input", "type", "radio"); len(radios) != 1 {
		t.Errorf("%d ways to go on", len(radios))
	}
}

func TestNewPersonPage_aTakenAddressLeadsToItsPerson(t *testing.T) {
	t.Parallel()
	d := drawIn(t, i18n.English, createSamples(sampleShell())["wrong"])
	if len(d.all("a", "href", "/users/u2")) != 1 {
		t.Error("no link to the person who has it")
	}
}

func TestMadePersonPage_aPasswordStandsOnceAsTextToSelect(t *testing.T) {
	t.Parallel()
	d := drawIn(t, i18n.English, createSamples(sampleShell())["password"])
	if got := text(d.one("output")); got != "abcd-efgh-2345-mnpq" {
		t.Errorf("shows %q", got)
	}
	if len(d.all("input", "value", "abcd-efgh-2345-mnpq")) > 0 {
		t.Error("it would be sent with a form")
	}
}
