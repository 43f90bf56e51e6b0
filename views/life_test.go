package views

import (
	"maps"
	"testing"

	"roster/i18n"
)

func personWithLinks() PersonProps {
	p := samplePerson()
	p.Life = LifeLinks{Suspend: LifeLink{Href: "/users/u1/suspend"}, Delete: LifeLink{Locked: Say("life.refused.self")}}
	return p
}

func sampleLife(kind LifeKind) LifeProps {
	return LifeProps{
		Password: samplePassword(kind),
		Kind:     kind, ID: "u1", Known: true, Name: "김민준", Username: "minjun", Email: "minjun@acme.example", Identifier: "minjun",
		Suspended: kind == LifeReactivate,
		Impact: LifeImpact{
			Sessions: Counted{N: 3}, Factors: Counted{N: 1}, Tokens: Counted{Unread: true}, Identities: Counted{N: 2}, Invitations: Counted{N: 1},
			Roles: Counted{N: 2}, Organizations: Counted{N: 1}, RoleNames: []string{"Editor", "Viewer"}, OrganizationNames: []string{"Acme Korea (관리자)"},
		},
	}
}

// lifeSamples are the pages in the states that differ, by name.
func lifeSamples() map[string]LifeProps {
	all := map[string]LifeProps{}
	for kind := range lifeKinds {
		sample := func(state string, change func(*LifeProps)) {
			p := sampleLife(kind)
			change(&p)
			all[string(kind)+state] = p
		}
		sample("", func(*LifeProps) {})
		sample(" nothing known", func(p *LifeProps) {
			*p = LifeProps{Kind: kind, ID: "u1", Typed: true, Failure: &Failure{Kind: FailureTimeout}}
			if kind == LifePassword {
				p.Password = &PasswordPart{HasUnread: true, RulesUnread: true}
			}
		})
		sample(" hostile", func(p *LifeProps) {
			p.Name, p.Email, p.Identifier, p.Reason.Value = hostile, hostile, hostile, hostile
			p.Impact.RoleNames = []string{hostile}
		})
		sample(" problems", func(p *LifeProps) {
			p.Typed = true
			p.Reason.Problem = Say("life.problem.reason")
			p.Confirm = Field{Value: "minju", Problem: Say("life.problem.mismatch")}
		})
		sample(" busy", func(p *LifeProps) { p.Typed, p.Problem = true, Say("life.busy") })
		sample(" uncertain", func(p *LifeProps) { p.Typed, p.Failure, p.Uncertain = true, &Failure{Kind: FailureTimeout}, true })
		sample(" refused", func(p *LifeProps) { p.Refused = Say("life.refused.last-holder") })
		sample(" step-up", func(p *LifeProps) { p.Refused, p.StepUp = Say("life.refused.step-up"), true })
		sample(" step-up typed", func(p *LifeProps) {
			p.Refused, p.StepUp, p.Typed, p.Reason.Value = Say("life.refused.step-up"), true, true, "typed"
		})
		sample(" partly", func(p *LifeProps) { p.Typed, p.Partly, p.Problem = true, true, Say("life.partly.sessions") })
		if kind == LifeSuspend || kind == LifeReactivate {
			sample(" already", func(p *LifeProps) { p.Already = true })
		}
	}
	return all
}

func TestLifePage_saysWhoAndWhatAndAsksWhy(t *testing.T) {
	t.Parallel()
	for kind, words := range maps.All(lifeKinds) {
		d := draw(t, LifePage(sampleShell(), sampleLife(kind)))
		d.sees("김민준", "minjun@acme.example", i18n.T(t.Context(), words.title))
		form := doc{d.one("form", "id", FragmentLife+"-form"), t}
		if action, _ := attr(form.Node, "action"); action != words.action("u1") {
			t.Errorf("%s posts to %q", kind, action)
		}
		d.control("Reason")
		if got := len(form.all("", "name", FieldConfirm)); (got == 1) != (kind == LifeDelete) {
			t.Errorf("%s asks %d times to confirm", kind, got)
		}
		if cancel, _ := attr(form.one("a"), "href"); cancel != "/users/u1" {
			t.Errorf("%s is cancelled to %q", kind, cancel)
		}
	}
}

func TestLifePage_putsTheFocusWhereSomethingIsWrong(t *testing.T) {
	t.Parallel()
	both := sampleLife(LifeDelete)
	both.Reason.Problem, both.Confirm.Problem = Say("life.problem.reason"), Say("life.problem.confirm")
	second := sampleLife(LifeDelete)
	second.Confirm.Problem = Say("life.problem.mismatch")
	failed := sampleLife(LifeDelete)
	failed.Failure = &Failure{Kind: FailureTimeout}
	refused := sampleLife(LifeDelete)
	refused.Typed, refused.Refused = true, Say("life.refused.self")
	for want, p := range map[string]LifeProps{
		FragmentLife + "-reason": both, FragmentLife + "-confirm": second, FragmentLife + "-problem": failed, FragmentLife + "-refused": refused,
	} {
		if got, _ := attr(draw(t, LifePage(sampleShell(), p)).one("", "autofocus", "*"), "id"); got != want {
			t.Errorf("the focus goes to %q, want %q", got, want)
		}
	}
}

func TestLifePage_leavesOutWhatThereIsNoneOf(t *testing.T) {
	t.Parallel()
	p := sampleLife(LifeDelete)
	p.Impact = LifeImpact{Roles: Counted{N: 1}, RoleNames: []string{"Editor"}, Factors: Counted{Unread: true}}
	d := draw(t, LifePage(sampleShell(), p))
	d.sees("1 role is lost.", "Editor", "Their second factors are removed. How many there are could not be read.")
	d.seesNot("session", "linked account", "invitation")
}

func TestLifePage_withoutKnowingWhoStatesNothingElse(t *testing.T) {
	t.Parallel()
	d := draw(t, LifePage(sampleShell(), LifeProps{Kind: LifeDelete, ID: "u1", Typed: true, Reason: Field{Value: "typed"}, Failure: &Failure{Kind: FailureTimeout}}))
	d.sees("u1", "typed", "To confirm, type the person’s identifier")
	d.seesNot("Active", "Suspended", "No name")
}

func TestPersonPage_endsWithWhatEndsTheAccount(t *testing.T) {
	t.Parallel()
	d := draw(t, PersonPage(sampleShell(), personWithLinks()))
	card := doc{d.one("section", "id", "person-danger"), t}
	if href, _ := attr(card.one("a"), "href"); href != "/users/u1/suspend" {
		t.Errorf("leads to %q", href)
	}
	card.sees("Nobody can do this to themself.")
	if none := draw(t, PersonPage(sampleShell(), samplePerson())).all("section", "id", "person-danger"); len(none) > 0 {
		t.Error("shown to somebody who may nothing of it")
	}
}

func TestPersonPage_saysThatTheyAreSuspended(t *testing.T) {
	t.Parallel()
	p := samplePerson()
	p.Suspended, p.Life.Reactivate.Href = true, "/users/u1/reactivate"
	d := draw(t, PersonPage(sampleShell(), p))
	d.sees("This person is suspended and cannot sign in.")
	if len(d.all("a", "href", "/users/u1/reactivate")) != 2 {
		t.Error("neither the banner nor the card leads to reactivating")
	}
	p.Life = LifeLinks{}
	if len(draw(t, PersonPage(sampleShell(), p)).all("a", "href", "/users/u1/reactivate")) > 0 {
		t.Error("offered to somebody who may not")
	}
}
