package views

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// samplePassword is what the page that sets one asks beside the reason.
func samplePassword(kind LifeKind) *PasswordPart {
	if kind != LifePassword {
		return nil
	}
	return &PasswordPart{
		Has: true, SignOut: CheckBox{Checked: true}, ResetURL: "/users/u1/reset-password",
		Rules: PasswordRules{MinLength: 10, MaxLength: 64, MinTypes: 3, RefusesLeaked: true, RefusesRuns: true, RefusesOwner: true, Words: []string{hostile}},
	}
}

func passwordSamples() map[string]LifeProps {
	all := map[string]LifeProps{}
	for name, change := range map[string]func(*PasswordPart){
		"wrong": func(p *PasswordPart) {
			p.Value, p.Problems = hostile, []Message{Say("problem.password.short", "min", 10), Say("problem.password.pwned")}
		},
		"made": func(p *PasswordPart) { p.Value, p.Generated = "abcde-FGHJK-23456-mnpqr", true },
		"locked": func(p *PasswordPart) {
			p.Has, p.RulesUnread, p.Expire.Locked, p.SignOut.Locked = false, true, Say("life.expire.off"), Say("life.refused.missing")
		},
	} {
		props := sampleLife(LifePassword)
		change(props.Password)
		all[name] = props
	}
	return all
}

func passwordControl(d doc) *html.Node { return d.control("New password") }

func TestPasswordPage_hidesWhatIsTypedAndShowsWhatIsMade(t *testing.T) {
	t.Parallel()
	for name, kind := range map[string]string{"wrong": "password", "made": "text", "locked": "password"} {
		d := draw(t, LifePage(sampleShell(), passwordSamples()[name]))
		field := passwordControl(d)
		if got, _ := attr(field, "type"); got != kind {
			t.Errorf("%s: the field is a %s", name, got)
		}
		if got, _ := attr(field, "autocomplete"); got != "new-password" {
			t.Errorf("%s: autocomplete is %q", name, got)
		}
		if copies := d.all("button", "data-copy", "abcde-FGHJK-23456-mnpqr"); (len(copies) == 1) != (name == "made") {
			t.Errorf("%s: %d buttons to copy it", name, len(copies))
		}
	}
}

// Enter in the field must set the password, not make up another one.
func TestPasswordPage_firstButtonIsTheOneThatSetsIt(t *testing.T) {
	t.Parallel()
	d := draw(t, LifePage(sampleShell(), passwordSamples()["made"]))
	form := doc{d.one("form", "id", FragmentLife+"-form"), t}
	first := form.all("button", "type", "submit")[0]
	if then, has := attr(first, "name"); has {
		t.Errorf("the first button sends %s", then)
	}
	form.one("button", "value", ThenGenerate)
}

func TestPasswordPage_saysEverythingThatIsWrongAndPutsTheFocusThere(t *testing.T) {
	t.Parallel()
	p := passwordSamples()["wrong"]
	p.Reason.Problem = Say("life.problem.reason")
	d := draw(t, LifePage(sampleShell(), p))
	d.sees("At least 10 characters. This password is known from a data breach.", "Say why")
	if focused := d.all("", "autofocus", "*"); len(focused) != 1 || focused[0] != passwordControl(d) {
		t.Errorf("the focus goes to %d places, want the password", len(focused))
	}
}

func TestPasswordPage_offersALinkInstead(t *testing.T) {
	t.Parallel()
	p := sampleLife(LifePassword)
	if n := len(draw(t, LifePage(sampleShell(), p)).all("a", "href", p.Password.ResetURL)); n != 1 {
		t.Errorf("%d links to the better way", n)
	}
	p.Password.ResetURL = ""
	d := draw(t, LifePage(sampleShell(), p))
	d.sees("A reset link is safer")
	if n := len(d.all("a", "href", "/users/u1/reset-password")); n > 0 {
		t.Error("offered to somebody who may not")
	}
}

func TestPasswordPage_saysWhyABoxIsNotThere(t *testing.T) {
	t.Parallel()
	d := draw(t, LifePage(sampleShell(), passwordSamples()["locked"]))
	d.sees("Ask for a new one at the next sign-in", "does not let passwords expire", "Your roles do not include this.", "rules could not be read")
	if boxes := d.all("input", "type", "checkbox"); len(boxes) > 0 {
		t.Errorf("%d boxes", len(boxes))
	}
}

func personWithHelp() PersonProps {
	p := samplePerson()
	p.Help = HelpProps{Password: PasswordNone, Rows: []HelpRow{
		{LifeUnlock, LifeLink{Href: "/users/u1/unlock"}},
		{LifeExpire, LifeLink{Locked: Say("life.expire.none")}},
		{LifePassword, LifeLink{Href: "/users/u1/password"}},
		{LifeSignOut, LifeLink{Href: "/users/u1/sign-out"}},
	}}
	return p
}

func TestPersonPage_helpsWithSigningIn(t *testing.T) {
	t.Parallel()
	d := draw(t, PersonPage(sampleShell(), personWithHelp()))
	card := doc{d.one("section", "id", "person-help"), t}
	card.sees("No password", "This person has no password that could be renewed.")
	var to []string
	for _, a := range card.all("a", "href", "*") {
		href, _ := attr(a, "href")
		to = append(to, href)
	}
	if got := strings.Join(to, " "); got != "/users/u1/unlock /users/u1/password /users/u1/sign-out" {
		t.Errorf("leads to %s", got)
	}
	if none := draw(t, PersonPage(sampleShell(), samplePerson())).all("section", "id", "person-help"); len(none) > 0 {
		t.Error("shown though nothing is known and nothing may be done")
	}
}

func personSuspendedHere() PersonProps {
	p := samplePerson()
	p.Suspended, p.SuspendedHere = true, SuspendedProps{At: sampleNow, By: "이서연", Reason: hostile}
	return p
}

func TestPersonPage_saysSinceWhenTheyAreSuspended(t *testing.T) {
	t.Parallel()
	p := personSuspendedHere()
	draw(t, PersonPage(sampleShell(), p)).sees("Suspended in this portal", "이서연", "Reason: ", "Their sessions and refresh tokens ended with it.")
	p.SuspendedHere.By, p.SuspendedHere.Reason = "", ""
	d := draw(t, PersonPage(sampleShell(), p))
	d.sees("Suspended in this portal")
	d.seesNot("Reason")
}
