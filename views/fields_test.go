package views

import (
	"strings"
	"testing"
)

func TestPersonPage_valueOfSeveralLinesKeepsThem(t *testing.T) {
	t.Parallel()
	for _, name := range ProfileFields() {
		if name == FieldGender {
			continue // a choice, not text
		}
		p := samplePerson()
		p.Profile.Fields[name] = samePlace("1 Main Street\nTown")
		d := draw(t, PersonPage(sampleShell(), p), FragmentProfile)
		if control := d.one("", "name", name); control.Data != "textarea" {
			t.Errorf("%s of two lines is in an <%s>: saving would join them", name, control.Data)
		}
	}
}

func TestPersonPage_whatIsWrongStandsInPlaceOfTheHint(t *testing.T) {
	t.Parallel()
	p := samplePerson()
	p.Contact.Fields[FieldUsername] = Field{Value: "1 2", Base: "minjun", Problem: Say("problem.username")}
	d := draw(t, PersonPage(sampleShell(), p), FragmentContact)
	d.sees("Letters, digits and _ only")
	d.seesNot("Letters, digits and _;")
	if ids, _ := attr(d.control("Username"), "aria-describedby"); ids != FragmentContact+"-username-problem" {
		t.Errorf("the field is described by %q", ids)
	}
}

func TestPersonPage_saysWhereTheJSONIsWrong(t *testing.T) {
	t.Parallel()
	p := samplePerson()
	p.CustomData.Fields[FieldCustomData] = Field{Value: "{\n  \"a\": }", Base: "{}", Problem: Say("problem.json.syntax", "line", 2, "column", 8)}
	d := draw(t, PersonPage(sampleShell(), p), FragmentCustomData)
	control := d.control("JSON object")
	line, _ := attr(control, "data-line")
	column, _ := attr(control, "data-column")
	if line != "2" || column != "8" {
		t.Errorf("the caret is sent to line %q, column %q", line, column)
	}
}

func TestPersonPage_saysOnceWhyNothingMayBeChanged(t *testing.T) {
	t.Parallel()
	const reason = "You can view this person but not change them"
	p := personReadOnly()
	for _, f := range []*Form{&p.Profile, &p.Contact, &p.CustomData} {
		f.Locked = Say("person.locked.target")
	}
	if n := strings.Count(draw(t, PersonPage(sampleShell(), p)).text(), reason); n != 1 {
		t.Errorf("the reason is there %d times", n)
	}
	// A reason for one part stays with it.
	p.Contact.Editable = true
	d := draw(t, PersonPage(sampleShell(), p))
	doc{d.one("section", "id", FragmentProfile), t}.sees(reason)
	doc{d.one("section", "id", FragmentContact), t}.seesNot(reason)
}
