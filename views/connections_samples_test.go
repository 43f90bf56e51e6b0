package views

import (
	"time"

	"github.com/a-h/templ"
)

// sampleConnections has one of everything.
func sampleConnections() ConnectionsProps {
	session := SessionItem{
		ID: "s1", Device: Device{Browser: "Chrome", System: "macOS"}, Place: hostile, IP: "203.0.113.9",
		Since: sampleNow.Add(-time.Hour), Until: sampleNow.AddDate(0, 0, 14), Applications: []string{hostile},
	}
	here, unknown := session, SessionItem{ID: "s/2", Since: sampleNow, Until: sampleNow}
	here.Here = true
	return ConnectionsProps{
		OwnHead: sampleProfile().OwnHead, Proven: true, MaySessions: MayChange, MaySocial: MayChange,
		Sessions: []SessionItem{here, session, unknown},
		Grants: []GrantItem{
			{ID: "a1", Name: hostile, Count: 2, Since: sampleNow, Until: sampleNow},
			{ID: "a2", Name: "This", Here: true, Count: 1, Since: sampleNow, Until: sampleNow},
		},
		Identities: []IdentityItem{{Target: "google", Name: "Google", ExternalID: "1234", Details: []string{hostile}}, {Target: "x/y", Name: hostile, ExternalID: "5678"}},
		Providers:  []ProviderItem{{ID: "c1", Name: hostile}},
	}
}

// connectionSamples are the page and its steps in the states that differ.
func connectionSamples(shell Shell) map[string]templ.Component {
	page := func(change func(*ConnectionsProps)) templ.Component {
		p := sampleConnections()
		change(&p)
		return ConnectionsPage(shell, p)
	}
	all := sampleConnections()
	step := func(kind OwnStepKind, about OwnAbout) templ.Component {
		return OwnStepPage(shell, sampleStep(kind, OwnStepProps{OwnAbout: about}))
	}
	down := &Failure{Kind: FailureTimeout, RetryURL: "/profile/connections"}
	return map[string]templ.Component{
		"connections":          page(func(*ConnectionsProps) {}),
		"connections unproven": page(func(p *ConnectionsProps) { p.Proven = false }),
		"connections no proof": page(func(p *ConnectionsProps) { p.Proven, p.NoProof = false, true }),
		"connections to see":   page(func(p *ConnectionsProps) { p.MaySessions, p.MaySocial, p.Identities = MaySee, MaySee, nil }),
		"connections closed":   page(func(p *ConnectionsProps) { p.MaySessions, p.MaySocial = MayNothing, MayNothing }),
		"connections off":      page(func(p *ConnectionsProps) { p.Closed = true }),
		"connections down":     page(func(p *ConnectionsProps) { p.Failure = down }),
		"connections parts down": page(func(p *ConnectionsProps) {
			p.SessionsFailure, p.GrantsFailure, p.ProvidersFailure, p.Providers = down, down, down, nil
		}),
		"connections empty": page(func(p *ConnectionsProps) { p.Sessions, p.Grants, p.Identities, p.Providers = nil, nil, nil, nil }),
		"own session":       step(OwnSession, OwnAbout{Session: &all.Sessions[1]}),
		"own session here":  step(OwnSession, OwnAbout{Session: &all.Sessions[0]}),
		"own others":        step(OwnOthers, OwnAbout{Others: all.Sessions[1:]}),
		"own others none":   step(OwnOthers, OwnAbout{}),
		"own grant":         step(OwnGrant, OwnAbout{Grant: &all.Grants[0]}),
		"own link":          step(OwnLink, OwnAbout{Provider: hostile}),
		"own link goes on":  step(OwnLink, OwnAbout{Provider: hostile, GoTo: "https://provider.example/?state=1"}),
		"own unlink last":   step(OwnUnlink, OwnAbout{Provider: hostile, Identity: &all.Identities[0], LastWay: true}),
	}
}
