package views

import (
	"testing"

	"github.com/a-h/templ"
)

func sampleSecurity() SecurityProps {
	may := LifeLink{Href: "/users/u1/security"}
	return SecurityProps{
		PersonHead: samplePerson().PersonHead,
		Factors: []FactorItem{
			{ID: "f1", Kind: FactorTOTP, Created: sampleNow.AddDate(0, -2, 0)},
			{ID: "f2", Kind: FactorPasskey, Name: hostile, Device: Device{"Chrome", "Windows"}, Created: sampleNow, LastUsed: sampleNow},
			{ID: "f3", Kind: FactorCodes},
			{ID: "f4", Kind: "Later"},
		},
		Sessions: []SessionItem{
			{ID: "s1", Device: Device{"Safari", "iOS"}, Handheld: true, Place: hostile, IP: "203.0.113.7", Since: sampleNow, Until: sampleNow, Applications: []string{"Roster", hostile}},
			{ID: "s/2?", Since: sampleNow, Until: sampleNow},
		},
		Grants: []GrantItem{
			{ID: "a1", Name: hostile, Party: PartyThird, Count: 2, Since: sampleNow, Until: sampleNow},
			{ID: "a2", Name: "Roster", Party: PartyFirst, Count: 1, Since: sampleNow, Until: sampleNow},
			{ID: "a3", Name: "a3", Count: 1},
		},
		Tokens: []TokenItem{{Name: hostile, Created: sampleNow}, {Name: "ci", Created: sampleNow, Expires: sampleNow, Expired: true}},
		Identities: []IdentityItem{
			{Target: "google", Name: "Google", ExternalID: hostile, Details: []string{hostile, "minjun@acme.example"}},
			{Name: "Okta", ExternalID: "00u1", Issuer: "https://acme.okta.example", Created: sampleNow},
		},
		RemoveFactors: may, AddFactors: may, EndSessions: may, Tokening: may, Unlinking: may,
	}
}

func sampleSecurityForm(kind SecurityKind) SecurityFormProps {
	all := sampleSecurity()
	p := SecurityFormProps{
		Kind: kind, Who: sampleLife(LifeSuspend), Action: "/x", Here: "/x?name=y", Back: "/users/u1/security", Token: "token",
		Factors: Counted{N: 3}, Expiry: Field{Value: "30"},
	}
	switch kind {
	case SecurityFactor:
		p.Factor = &all.Factors[1]
	case SecuritySession:
		p.Session = &all.Sessions[0]
	case SecurityGrant:
		p.Grant = &all.Grants[0]
	case SecurityRename, SecurityDelete:
		p.Item, p.Base = &all.Tokens[0], `"x"`
	case SecurityUnlink:
		p.Identity, p.Last = &all.Identities[0], true
	}
	return p
}

// securitySamples are the pages about how somebody signs in, in the states that differ.
func securitySamples(shell Shell) map[string]templ.Component {
	all := map[string]templ.Component{}
	for state, change := range map[string]func(*SecurityProps){
		"":       func(*SecurityProps) {},
		" empty": func(p *SecurityProps) { *p = SecurityProps{PersonHead: p.PersonHead} },
		" down": func(p *SecurityProps) {
			f := &Failure{Kind: FailureTimeout, RetryURL: "/users/u1/security"}
			p.FactorsFailure, p.SessionsFailure, p.GrantsFailure, p.TokensFailure = f, f, f, f
		},
		" locked": func(p *SecurityProps) {
			l := LifeLink{Locked: Say("life.refused.target")}
			p.RemoveFactors, p.AddFactors, p.EndSessions, p.Tokening, p.Unlinking = l, l, l, l, l
		},
		" many": func(p *SecurityProps) {
			for range 40 {
				p.Sessions, p.Tokens = append(p.Sessions, p.Sessions[1]), append(p.Tokens, p.Tokens[1])
			}
		},
	} {
		p := sampleSecurity()
		change(&p)
		all["security"+state] = SecurityPage(shell, p)
	}
	for kind := range securityKinds {
		for state, change := range map[string]func(*SecurityFormProps){
			"":         func(*SecurityFormProps) {},
			" gone":    func(p *SecurityFormProps) { p.Gone = true },
			" no":      func(p *SecurityFormProps) { p.No = Say("security.reset.none") },
			" refused": func(p *SecurityFormProps) { p.Refused = Say("life.refused.self") },
			" step-up": func(p *SecurityFormProps) { p.Refused, p.StepUp = Say("life.refused.step-up"), true },
			" typed":   func(p *SecurityFormProps) { p.Refused, p.StepUp, p.Typed = Say("life.refused.step-up"), true, true },
			" partly":  func(p *SecurityFormProps) { p.Partly, p.Typed, p.Problem = true, true, Say("security.partly.factors") },
			" without Logto": func(p *SecurityFormProps) {
				*p = SecurityFormProps{Kind: kind, Who: LifeProps{ID: "u1"}, Action: "/x", Back: "/y", Typed: true, Failure: &Failure{Kind: FailureTimeout}, Uncertain: true, Factors: Counted{Unread: true}}
			},
			" problems": func(p *SecurityFormProps) {
				p.Typed, p.Reason.Problem, p.Name = true, Say("problem.control"), Field{Value: hostile, Problem: Say("security.token.taken")}
				p.Day = Field{Value: "2020-01-01", Problem: Say("security.token.past")}
			},
			" restored": func(p *SecurityFormProps) { p.Restored, p.Reason.Value = true, hostile },
		} {
			if state != "" && kind != SecurityToken && kind != SecurityUnlink && kind != SecurityReset {
				continue // they differ in their words only
			}
			p := sampleSecurityForm(kind)
			change(&p)
			all["security "+string(kind)+state] = SecurityFormPage(shell, p)
		}
	}
	for kind, made := range map[SecurityKind]MadeSecret{
		SecurityTOTP: {Secret: "JBSWY3DPEHPK3PXP", QRPath: "M4 4h7v1h-7z", QRSize: "45"}, SecurityCodes: {Codes: []string{"0123456789", "abcdef0123"}},
		SecurityToken: {Value: "pat_value", Name: hostile},
	} {
		p := sampleSecurityForm(kind)
		p.Made = &made
		all["security "+string(kind)+" made"] = SecurityFormPage(shell, p)
	}
	return all
}

func TestSecurityFormPage_showsASecretWithoutAForm(t *testing.T) {
	t.Parallel()
	p := sampleSecurityForm(SecurityTOTP)
	p.Made = &MadeSecret{Secret: "JBSWY3DPEHPK3PXP", QRPath: "M4 4h7v1h-7z", QRSize: "45"}
	d := draw(t, SecurityFormPage(sampleShell(), p))
	for _, form := range d.all("form") {
		if action, _ := attr(form, "action"); action == p.Action {
			t.Error("the form is there, and would make another")
		}
	}
	if len(d.all("img", "src", "data:*")) > 0 {
		t.Error("a data: address is against the policy of the page")
	}
	for _, n := range d.all("svg", "role", "img") {
		if label, _ := attr(n, "aria-label"); label == "" {
			t.Error("the QR code has no name")
		}
	}
}
