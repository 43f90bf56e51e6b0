package handlers

import "testing"

func TestStoredPhone_isWhatLogtoKeepsOfWhatWasShown(t *testing.T) {
	t.Parallel()
	for _, digits := range []string{"", "821012345678", "447700900104", "33674400499", "15035552502", "12", "8201012345678", "49015112345678"} {
		shown := showPhone(digits)
		if base, value := storedPhone(shown, shown); base != digits || value != digits {
			t.Errorf("%q, shown as %q, comes back as %q and %q", digits, shown, base, value)
		}
		if base, value := storedPhone(shown, "010-1"); base != digits || value != "010-1" {
			t.Errorf("%q, shown as %q and typed over, comes back as %q and %q", digits, shown, base, value)
		}
	}
}
