package attribute

import (
	"regexp"
	"time"

	"golang.org/x/text/language"
)

// date takes the forms of OpenID Connect Core, section 5.1: YYYY-MM-DD, a day of
// no year as 0000-MM-DD, and YYYY. A year of 0000 alone says nothing.
func date(v, _ string) (string, string) {
	for _, layout := range []string{time.DateOnly, "2006"} {
		if _, err := time.Parse(layout, v); err == nil && v != "0000" {
			return v, ""
		}
	}
	return "", InvalidDate
}

var (
	// zoneForm is what names of the IANA database look like, so that none is looked
	// for elsewhere in the file system.
	zoneForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$`)
	// localZones are files beside the zones on some systems, and no names of zones.
	localZones = regexp.MustCompile(`(?i)^(local|localtime|posixrules|factory|(posix|right)/.*)$`)
)

// zone takes the names of time zones that exist, old ones included. Where the
// system has no database the program's own serves (cmd/roster links time/tzdata).
func zone(v, _ string) (string, string) {
	if !zoneForm.MatchString(v) || localZones.MatchString(v) {
		return "", InvalidTimeZone
	}
	if _, err := time.LoadLocation(v); err != nil {
		return "", InvalidTimeZone
	}
	return v, ""
}

// locale takes language tags (BCP 47), and those with _ that OpenID Connect Core
// allows for, whose parts are registered. It is kept as it was typed.
func locale(v, _ string) (string, string) {
	if _, err := language.Parse(v); err != nil {
		return "", InvalidLocale
	}
	return v, ""
}
