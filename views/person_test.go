package views

import (
	"strings"
	"testing"
)

func TestPersonPage_everyFieldIsLabelledAndCarriesItsBase(t *testing.T) {
	t.Parallel()
	p := samplePerson()
	p.Contact.Fields[FieldPrimaryEmail] = samePlace("minjun@acme.example")
	d := draw(t, PersonPage(sampleShell(), p))
	for region, fields := range map[string][]string{
		FragmentProfile: ProfileFields(), FragmentContact: ContactFields(), FragmentCustomData: {FieldCustomData},
	} {
		card := doc{d.one("section", "id", region), t}
		form := doc{card.one("form", "method", "post"), t}
		for _, name := range fields {
			control := form.one("", "name", name)
			id, _ := attr(control, "id")
			if text(d.one("label", "for", id)) == "" {
				t.Errorf("%s has no label", name)
			}
			base, _ := attr(form.one("input", "name", BaseName(name), "type", "hidden"), "value")
			if want := p.Profile.Fields[name].Base; region == FragmentProfile && base != want {
				t.Errorf("base of %s is %q, want %q", name, base, want)
			}
		}
		action, _ := attr(form.Node, "action")
		post, _ := attr(form.Node, "hx-post")
		if action != post || !strings.HasPrefix(action, "/users/u1/") {
			t.Errorf("%s posts to %q and with script to %q", region, action, post)
		}
	}
}

func TestPersonPage_refusedFormSaysWhatIsWrongWhere(t *testing.T) {
	t.Parallel()
	d := draw(t, PersonPage(sampleShell(), personWithProblems()), FragmentProfile)
	d.sees("2 fields need attention")
	field := d.control("Birthdate")
	if v, _ := attr(field, "value"); v != "2 May" {
		t.Errorf("what was typed became %q", v)
	}
	if kind, _ := attr(field, "type"); kind != "text" {
		t.Errorf("a %s control cannot show %q", kind, "2 May")
	}
	if invalid, _ := attr(field, "aria-invalid"); invalid != "true" {
		t.Error("the wrong field is not marked")
	}
	ids, _ := attr(field, "aria-describedby")
	var described strings.Builder
	for id := range strings.FieldsSeq(ids) {
		described.WriteString(text(d.one("", "id", id)))
	}
	if !strings.Contains(described.String(), "Write YYYY-MM-DD") {
		t.Errorf("the field is described by %q", described.String())
	}
	d.one("a", "href", "#person-profile-birthdate")
	focused := d.all("", "autofocus", "*")
	if len(focused) != 1 || focused[0] != field {
		t.Errorf("the focus goes to %d places, want the first wrong field alone", len(focused))
	}
	if base, _ := attr(d.one("input", "name", BaseName(FieldBirthdate)), "value"); base != "1994-05-02" {
		t.Errorf("the base became %q", base)
	}
}

func TestPersonPage_conflictAsksForAChoiceBetweenTheValues(t *testing.T) {
	t.Parallel()
	d := draw(t, PersonPage(sampleShell(), personInConflict()), FragmentProfile)
	d.sees("Somebody else changed 1 of these fields meanwhile", "Save this choice")
	choice := doc{d.one("fieldset"), t}
	choice.sees("Name", "When you opened it: Before", "Theirs", "Mine")
	for _, value := range []string{ChoiceTheirs, ChoiceMine} {
		if _, chosen := attr(choice.one("input", "value", value), "checked"); chosen {
			t.Errorf("%s is chosen before anybody chose", value)
		}
	}
	// What was typed travels along, and what was there as the form was opened.
	for name, want := range map[string]string{FieldName: "Mine", ConflictName(FieldName): "Before"} {
		if v, _ := attr(d.one("input", "name", name), "value"); v != want {
			t.Errorf("%s carries %q, want %q", name, v, want)
		}
	}
	// A key of the custom data is not mistaken for the field of that name.
	custom := draw(t, PersonPage(sampleShell(), personInConflict()), FragmentCustomData)
	if got := text(custom.one("legend")); got != "name" {
		t.Errorf("the key is shown as %q", got)
	}
}

func TestPersonPage_withoutLogtoNothingTypedIsLostAndEachPartFailsAlone(t *testing.T) {
	t.Parallel()
	d := draw(t, PersonPage(sampleShell(), personWithoutLogto()))
	if v, _ := attr(d.control("Name"), "value"); v != "typed" {
		t.Errorf("the field holds %q", v)
	}
	doc{d.one("section", "id", FragmentProfile), t}.sees("Logto does not answer in time", "What you typed is still here")
	roles := doc{d.one("section", "id", FragmentRoles), t}
	roles.sees("Logto cannot be reached")
	roles.one("a", "href", "/users/u1")
	doc{d.one("section", "id", FragmentOrganizations), t}.sees("Logto is busy")
	doc{d.one("section", "id", FragmentContact), t}.seesNot("Logto")
}

func TestPersonPage_partThatCouldNotBeReadIsNotCalledEmpty(t *testing.T) {
	t.Parallel()
	down := Form{Failure: &Failure{Kind: FailureBroken, RetryURL: "/users/u1"}}
	d := draw(t, PersonPage(sampleShell(), PersonProps{PersonHead: PersonHead{ID: "u1"}, Profile: down, Contact: down, CustomData: down}))
	for _, region := range []string{FragmentProfile, FragmentContact, FragmentCustomData} {
		card := doc{d.one("section", "id", region), t}
		card.sees("Logto gave no usable answer")
		card.seesNot("Nothing is recorded")
		card.one("a", "href", "/users/u1")
	}
}

func TestPersonPage_readersSeeValuesNotDisabledForms(t *testing.T) {
	t.Parallel()
	d := draw(t, PersonPage(sampleShell(), personReadOnly()))
	for _, region := range []string{FragmentProfile, FragmentContact, FragmentCustomData} {
		card := doc{d.one("section", "id", region), t}
		for _, tag := range []string{"form", "input", "textarea", "button"} {
			if n := card.all(tag); len(n) > 0 {
				t.Errorf("%s has a <%s>", region, tag)
			}
		}
	}
	d.sees("1994-05-02", "Male", "minjun@acme.example", `"a": 1`, "You can view this person but not change them", "Suspended", "You")
}

func TestPersonPage_lockedFieldIsTextWithItsReason(t *testing.T) {
	t.Parallel()
	contact := draw(t, PersonPage(sampleShell(), samplePerson()), FragmentContact)
	contact.sees("minjun@acme.example", "users:set-password")
	for _, name := range []string{FieldPrimaryEmail, BaseName(FieldPrimaryEmail)} {
		if n := contact.all("", "name", name); len(n) > 0 {
			t.Errorf("the locked field is sent as %s", name)
		}
	}
	contact.control("Username") // beside it the form goes on
}

func TestPersonPage_dateControlOnlyForWholeDates(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{"": "date", "1994-05-02": "date", "0000-05-02": "text", "1994": "text"} {
		p := samplePerson()
		p.Profile.Fields[FieldBirthdate] = samePlace(value)
		d := draw(t, PersonPage(sampleShell(), p), FragmentProfile)
		if kind, _ := attr(d.control("Birthdate"), "type"); kind != want {
			t.Errorf("a birthdate of %q is a %s control, want %s", value, kind, want)
		}
	}
}

func TestPersonPage_keepsAGenderThatIsNotOnTheList(t *testing.T) {
	t.Parallel()
	p := samplePerson()
	p.Profile.Fields[FieldGender] = samePlace("여")
	d := draw(t, PersonPage(sampleShell(), p), FragmentProfile)
	chosen := doc{d.control("Gender"), t}.one("option", "selected", "*")
	if v, _ := attr(chosen, "value"); v != "여" {
		t.Errorf("chosen is %q: saving would change it", v)
	}
}

func TestPersonPage_customDataKeepsItsFirstLine(t *testing.T) {
	t.Parallel()
	p := samplePerson()
	p.CustomData.Fields[FieldCustomData] = samePlace("\n{}") // a parser eats one line break after <textarea>
	d := draw(t, PersonPage(sampleShell(), p), FragmentCustomData)
	if got := d.control("JSON object").FirstChild.Data; got != "\n{}" {
		t.Errorf("the text became %q", got)
	}
}
