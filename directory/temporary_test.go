package directory

import (
	"strings"
	"testing"

	"roster/apiclient"
)

func TestTemporaryPassword_fitsThePolicy(t *testing.T) {
	t.Parallel()
	policy := func(low, high, types int) apiclient.PasswordPolicy {
		return apiclient.PasswordPolicy{Length: &apiclient.PasswordLength{Min: low, Max: high}, CharacterTypes: &apiclient.CharacterTypes{Min: types}}
	}
	for name, tt := range map[string]struct {
		policy      apiclient.PasswordPolicy
		length      int // 0: there is none
		upper, dash bool
	}{
		"none":               {apiclient.PasswordPolicy{}, 19, false, true},
		"plain":              {policy(8, 256, 1), 19, false, true},
		"three types":        {policy(8, 0, 3), 19, false, true},
		"four types":         {policy(8, 256, 4), 19, true, true},
		"long":               {policy(30, 64, 1), 34, false, true},
		"no room for dashes": {policy(8, 16, 2), 16, false, false},
		"four in sixteen":    {policy(16, 16, 4), 16, true, true},
		"no room at all":     {policy(8, 15, 1), 0, false, false},
		"upside down":        {policy(40, 20, 1), 0, false, false},
		"five types":         {policy(8, 256, 5), 0, false, false},
	} {
		for range 50 {
			got, ok := temporaryPassword(tt.policy)
			text := got.Reveal()
			if ok != (tt.length > 0) || len(text) != tt.length {
				t.Fatalf("%s: %q, %v", name, text, ok)
			}
			if !ok {
				continue
			}
			upper, dash := strings.ContainsAny(text, temporaryUpper), strings.Contains(text, "-")
			if upper != tt.upper || dash != tt.dash || strings.ContainsAny(text, "0O1lIo") ||
				!strings.ContainsAny(text, temporaryLower) || !strings.ContainsAny(text, temporaryDigits) {
				t.Errorf("%s: %q", name, text)
			}
		}
	}
}

func TestTemporaryPassword_isNeverTheSame(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 1000 {
		got, _ := temporaryPassword(apiclient.PasswordPolicy{})
		if seen[got.Reveal()] {
			t.Fatal("drawn twice")
		}
		seen[got.Reveal()] = true
	}
}
