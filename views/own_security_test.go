package views

import (
	"testing"

	"github.com/a-h/templ"
)

func sampleOwnSecurity() OwnSecurityProps {
	factors, passkeys := split([]FactorItem{
		{ID: "f1", Kind: FactorTOTP, Created: sampleNow},
		{ID: "f3", Kind: FactorCodes, Left: 4, Created: sampleNow},
		{ID: "f2", Kind: FactorPasskey, Name: hostile, Device: Device{"Chrome", "Windows"}, Created: sampleNow, LastUsed: sampleNow},
	})
	return OwnSecurityProps{
		OwnHead:  OwnHead{ID: "v1", Name: "Nora Own"},
		Password: OwnPasswordCard{Access: OwnEdited, Has: true},
		Factors:  OwnFactorsCard{Access: OwnEdited, Items: factors, App: true, Codes: true, Second: true},
		Passkeys: OwnPasskeysCard{Access: OwnEdited, Items: passkeys, AddURL: "https://auth.example.com/account/passkey/add?redirect=x"},
	}
}

func ownSecuritySamples(shell Shell) map[string]templ.Component {
	bare, seen, broken, unread := sampleOwnSecurity(), sampleOwnSecurity(), sampleOwnSecurity(), sampleOwnSecurity()
	bare.Password, bare.Factors, bare.Passkeys = OwnPasswordCard{Access: OwnEdited}, OwnFactorsCard{Access: OwnEdited, App: true, Codes: true}, OwnPasskeysCard{Access: OwnEdited}
	seen.Password.Access, seen.Factors.Access, seen.Passkeys.Access = OwnHidden, OwnSeen, OwnSeen
	failure := &Failure{Kind: FailureTimeout, RetryURL: "/profile/security"}
	broken.Factors.Failure, broken.Passkeys.Failure = failure, failure
	unread.Factors, unread.Passkeys = OwnFactorsCard{Access: OwnEdited, OffersUnread: true}, OwnPasskeysCard{Access: OwnEdited, OffersUnread: true}
	rules := PasswordRules{MinLength: 8, MaxLength: 64, MinTypes: 2, RefusesLeaked: true, RefusesRuns: true, RefusesOwner: true, Words: []string{hostile}}
	app := &AppSecret{"JBSWY3DPEHPK3PXP", "M4 4h7v1h-7z", "33"}
	step := func(kind OwnStepKind, secrets OwnSecrets, fields ...string) templ.Component {
		return OwnStepPage(shell, sampleStep(kind, OwnStepProps{OwnSecrets: secrets}, fields...))
	}
	factor := &FactorItem{ID: "f1", Kind: FactorTOTP, Created: sampleNow}
	return map[string]templ.Component{
		"own security":        OwnSecurityPage(shell, sampleOwnSecurity()),
		"own security bare":   OwnSecurityPage(shell, bare),
		"own security seen":   OwnSecurityPage(shell, seen),
		"own security broken": OwnSecurityPage(shell, broken),
		"own security unread": OwnSecurityPage(shell, unread),
		"own security closed": OwnSecurityPage(shell, OwnSecurityProps{OwnHead: OwnHead{ID: "v1"}, Closed: true}),
		"own password":        step(OwnPassword, OwnSecrets{Rules: rules, Broken: []Message{Say("problem.password.short", "min", 8), Say("own.problem.password-owner")}}, FieldPassword, FieldNewPassword),
		"own password first":  step(OwnPassword, OwnSecrets{First: true, RulesUnread: true}, FieldNewPassword),
		"own totp":            step(OwnTOTP, OwnSecrets{App: app, Replaces: true}, FieldAppCode),
		"own totp bare":       step(OwnTOTP, OwnSecrets{App: &AppSecret{Key: app.Key}}, FieldAppCode),
		"own codes":           step(OwnCodes, OwnSecrets{Replaces: true}),
		"own codes made":      step(OwnCodes, OwnSecrets{Codes: []string{"a1b2c3d4e5", "f6a7b8c9d0"}}),
		"own factor":          step(OwnFactor, OwnSecrets{Factor: factor}),
		"own passkey remove":  step(OwnFactor, OwnSecrets{Factor: &FactorItem{ID: "f2", Kind: FactorPasskey, Name: hostile}}),
		"own passkey":         step(OwnPasskey, OwnSecrets{Factor: factor}, FieldPasskeyName),
	}
}

// Enter in the first field must not do something else, and the focus stands where there
// is something to do.
func TestOwnPassword_putsTheFocusOnWhatIsWrong(t *testing.T) {
	t.Parallel()
	d := draw(t, ownSecuritySamples(sampleShell())["own password"])
	d.sees("At least 8 characters. Too much of it is your name", "Your current password")
	if focused := d.all("", "autofocus", "*"); len(focused) != 1 || focused[0] != passwordControl(d) {
		t.Errorf("the focus goes to %d places, want the new password", len(focused))
	}
	if n := len(d.all("li", "data-rule", "*")); n != 3 {
		t.Errorf("%d rules are judged while typing, want length, kinds and characters", n)
	}
}

func TestOwnSecurity_offersOnlyWhatThereIsAndMayBeDone(t *testing.T) {
	t.Parallel()
	samples := ownSecuritySamples(sampleShell())
	for name, links := range map[string][]string{
		"own security":      {"/profile/password", "/profile/mfa/totp", "/profile/mfa/backup-codes", "/profile/mfa/f1/remove", "/profile/mfa/f2/remove", "/profile/passkeys/f2/rename"},
		"own security bare": {"/profile/password", "/profile/mfa/totp"},
		"own security seen": nil,
	} {
		d, want := draw(t, samples[name]), map[string]bool{}
		for _, link := range links {
			want[link] = true
		}
		for _, link := range []string{"/profile/password", "/profile/mfa/totp", "/profile/mfa/backup-codes", "/profile/mfa/f1/remove", "/profile/mfa/f2/remove", "/profile/passkeys/f2/rename"} {
			if got := len(d.all("a", "href", link)) > 0; got != want[link] {
				t.Errorf("%s leads to %s: %v", name, link, got)
			}
		}
	}
	draw(t, samples["own security bare"]).sees("once an authenticator app or a passkey is set up", "Passkeys are not offered here.")
	draw(t, samples["own security closed"]).sees("You cannot look after your account yourself here.")
}
