package views

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/text/language"
)

func TestZones_existAndAreThereOnce(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, o := range zones() {
		if _, err := time.LoadLocation(o.Value); err != nil || seen[o.Value] {
			t.Errorf("%s: %v, twice: %v", o.Value, err, seen[o.Value])
		}
		seen[o.Value] = true
	}
	if len(seen) < 300 || !seen["UTC"] || !seen["Asia/Seoul"] || !seen["America/Argentina/Buenos_Aires"] || seen["Local"] {
		t.Errorf("%d zones", len(seen))
	}
}

func TestLocales_areTagsWithTheirNames(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, o := range locales {
		tag, err := language.Parse(o.Value)
		if err != nil || tag.String() != o.Value || o.Text == "" || seen[o.Value] {
			t.Errorf("%+v: %v, %v, twice: %v", o, tag, err, seen[o.Value])
		}
		seen[o.Value] = true
	}
	if len(seen) < 60 || !seen["ko-KR"] || !seen["en-GB"] {
		t.Errorf("%d locales", len(seen))
	}
}

func TestPersonPage_offersZonesAndLocalesToPickFrom(t *testing.T) {
	t.Parallel()
	d := draw(t, PersonPage(sampleShell(), samplePerson()), FragmentProfile)
	for label, want := range map[string]string{"Time zone": "Asia/Seoul", "Locale": "한국어"} {
		control := d.control(label)
		id, _ := attr(control, "list")
		if kind, _ := attr(control, "type"); kind != "text" || id == "" {
			t.Fatalf("%s is a %s control with the list %q", label, kind, id)
		}
		list := doc{d.one("datalist", "id", id), t}
		if !strings.Contains(list.text(), want) {
			t.Errorf("%s does not offer %s", label, want)
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
