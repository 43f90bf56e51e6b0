package static

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/text/language"
)

// lines are what a list offers: values with their explanations, "" for none.
func lines(t *testing.T, name string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for line := range strings.Lines(string(byName[name].raw)) {
		value, text, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if _, twice := all[value]; twice || value == "" {
			t.Errorf("%s: %q is empty or there twice", name, value)
		}
		all[value] = text
	}
	return all
}

func TestZones_exist(t *testing.T) {
	t.Parallel()
	zones := lines(t, "zones.txt")
	for zone, text := range zones {
		if _, err := time.LoadLocation(zone); err != nil || text != "" || zone == "Local" {
			t.Errorf("%s: %v, %q", zone, err, text)
		}
	}
	for _, zone := range []string{"UTC", "Asia/Seoul", "America/Argentina/Buenos_Aires"} {
		if _, ok := zones[zone]; !ok || len(zones) < 300 {
			t.Errorf("%d zones without %s", len(zones), zone)
		}
	}
}

func TestLocales_areTagsWithTheirNames(t *testing.T) {
	t.Parallel()
	locales := lines(t, "locales.txt")
	for locale, text := range locales {
		if tag, err := language.Parse(locale); err != nil || tag.String() != locale || text == "" {
			t.Errorf("%s %q: %v, %v", locale, text, tag, err)
		}
	}
	if len(locales) < 60 || locales["ko-KR"] == "" || locales["en-GB"] == "" {
		t.Errorf("%d locales", len(locales))
	}
}
