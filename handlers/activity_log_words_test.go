package handlers

import "testing"

// Setting up a second factor is not using one.
func TestLogWords_tellSettingUpAFactorFromUsingIt(t *testing.T) {
	t.Parallel()
	for key, want := range map[string][2]string{ // done and failed
		"Interaction.SignIn.BindMfa.Totp.Submit":       {"happened.factor-bound", "happened.factor-not-bound"},
		"Interaction.Register.BindMfa.WebAuthn.Submit": {"happened.factor-bound", "happened.factor-not-bound"},
		"Interaction.SignIn.BindMfa.Totp.Create":       {"happened.step", "happened.step"},
		"Interaction.SignIn.Mfa.Totp.Submit":           {"happened.factor", "happened.factor"},
		"Interaction.SignIn.Verification.Totp.Submit":  {"happened.factor", "happened.factor"},
	} {
		for i, failed := range []bool{false, true} {
			if _, said := logWords(key, failed); said.Key != want[i] {
				t.Errorf("%s, failed %v: %s", key, failed, said.Key)
			}
		}
	}
}
