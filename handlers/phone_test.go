package handlers

import "testing"

func TestStoredPhone_isWhatLogtoKeepsOfWhatWasShown(t *testing.T) {
	t.Parallel()
	for _, digits := range []string{"", "821012345678", "447700900104", "33674400499", "15035552502", "12"} {
		shown := showPhone(digits)
		if base, value := storedPhone(shown, shown); base != digits || value != digits {
			t.Errorf("%q, shown as %q, comes back as %q and %q", digits, shown, base, value)
		}
		if base, value := storedPhone(shown, "010-1"); base != digits || value != "010-1" {
			t.Errorf("%q, shown as %q and typed over, comes back as %q and %q", digits, shown, base, value)
		}
	}
}

func TestSearchFor_findsANumberHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"010-1234-5678":      "1012345678", // within 821012345678
		"01012345678":        "1012345678",
		"010-1234":           "101234",
		"+82 10-1234-5678":   "821012345678",
		"+44 (0)7700 900101": "447700900101",
		"(02) 312.3456":      "23123456",
		"1234-5678":          "12345678",
		"821012345678":       "821012345678",
		// Not numbers: looked for as they are.
		"2026-01": "2026-01", "kim": "kim", "010-1234@x.example": "010-1234@x.example",
		"0": "0", "+": "+", "12-3": "12-3", "%": "%", "": "", "u0100": "u0100",
	} {
		if got := searchFor(typed); got != want {
			t.Errorf("%q is looked for as %q, want %q", typed, got, want)
		}
	}
}
