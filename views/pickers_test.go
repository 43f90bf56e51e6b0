package views

import (
	"testing"

	"roster/static"
)

func TestPersonPage_offersZonesAndLocalesToPickFrom(t *testing.T) {
	t.Parallel()
	d := draw(t, PersonPage(sampleShell(), samplePerson()), FragmentProfile)
	for label, want := range map[string]string{"Time zone": "zones.txt", "Locale": "locales.txt"} {
		control := d.control(label)
		id, _ := attr(control, "list")
		if kind, _ := attr(control, "type"); kind != "text" || id == "" {
			t.Fatalf("%s is a %s control with the list %q", label, kind, id)
		}
		list := d.one("datalist", "id", id)
		if from, _ := attr(list, "data-from"); from != static.URL(want) || list.FirstChild != nil {
			t.Errorf("%s offers %q, want %s, which the page does not carry", label, from, want)
		}
	}
	readOnly := draw(t, PersonPage(sampleShell(), personReadOnly()))
	if n := len(readOnly.all("datalist")); n > 0 {
		t.Errorf("%d lists are sent to somebody who may not pick", n)
	}
}

// A date control holds whole dates only; OpenID Connect knows a year alone and a
// day without one.
func TestPersonPage_birthdateCanBeAYearOrADay(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]int{"": 1, "1994-05-02": 1, "1994": 0, "0000-05-02": 0} {
		p := samplePerson()
		p.Profile.Fields[FieldBirthdate] = samePlace(value)
		d := draw(t, PersonPage(sampleShell(), p), FragmentProfile)
		if n := len(d.all("input", "name", FieldBirthdatePart)); n != want {
			t.Errorf("beside a birthdate of %q are %d fields for a part, want %d", value, n, want)
		}
		if want == 1 {
			d.control("Year, or day without a year")
		}
	}
}
