package views

import (
	"context"

	"roster/i18n"
	"roster/views/paths"
	"roster/views/ui"
)

// ConnectionsProps is the page about where one is signed in and what is linked to one.
type ConnectionsProps struct {
	OwnHead
	// Closed: the tenant lets people do nothing of this. Failure: the account could not
	// be read. Then there is nothing else.
	Closed  bool
	Failure *Failure
	// Proven: the identity check is made, without which Logto shows neither sessions nor
	// permissions. NoProof: there is nothing to make it with.
	Proven, NoProof        bool
	MaySessions, MaySocial OwnMay

	Sessions   []SessionItem
	Grants     []GrantItem
	Identities []IdentityItem
	Providers  []ProviderItem // of which there is no account yet
	// SetPassword: those with nothing to prove with may set a first password.
	SetPassword bool

	SessionsFailure, GrantsFailure, ProvidersFailure *Failure
}

// OwnMay is what the tenant lets people do with a part.
type OwnMay int

// The ways.
const (
	MayNothing OwnMay = iota
	MaySee
	MayChange
)

// ProviderItem is a social provider, by the id of its connector. HostedURL is where
// Logto itself links it, for one that does not send people back to the portal.
type ProviderItem struct{ ID, Name, HostedURL string }

func (p ProviderItem) href() string {
	if p.HostedURL != "" {
		return p.HostedURL
	}
	return paths.ProfileIdentityLink(p.ID)
}

// others is how many sessions there are beside this one.
func (p ConnectionsProps) others() int {
	n := 0
	for _, s := range p.Sessions {
		if !s.Here {
			n++
		}
	}
	return n
}

// The kinds of steps about these.
const (
	OwnSession OwnStepKind = "session"
	OwnOthers  OwnStepKind = "others"
	OwnGrant   OwnStepKind = "grant"
	OwnLink    OwnStepKind = "link"
	OwnUnlink  OwnStepKind = "unlink"
)

// OwnAbout is what such a step is about, as the page before showed it.
type OwnAbout struct {
	Session  *SessionItem
	Others   []SessionItem
	Grant    *GrantItem
	Identity *IdentityItem
	Provider string // what the provider is called
	// LastWay: without the account there may be nothing left to sign in with.
	LastWay bool
	// GoTo is the provider's page, once the sign-in there has begun; "" before.
	GoTo string
}

// effects are what follows, the gravest first.
func (p OwnStepProps) effects(ctx context.Context) []ui.EffectProps {
	effect := func(icon ui.Icon, key string, args ...any) ui.EffectProps {
		return ui.EffectProps{Icon: icon, Text: i18n.T(ctx, key, args...)}
	}
	late := effect(ui.IconInfo, "own.late")
	switch p.Kind {
	case OwnSession:
		if p.Session != nil && p.Session.Here {
			return []ui.EffectProps{effect(ui.IconAlert, "own.session.here"), late}
		}
		return []ui.EffectProps{effect(ui.IconSignOut, "own.session.effect"), late}
	case OwnOthers:
		return []ui.EffectProps{effect(ui.IconSignOut, "own.others.effect"), effect(ui.IconCheck, "own.others.here"), late}
	case OwnGrant:
		return []ui.EffectProps{effect(ui.IconRefused, "own.grant.effect"), late, effect(ui.IconInfo, "own.grant.again")}
	case OwnLink:
		return []ui.EffectProps{
			effect(ui.IconNext, "own.link.effect", "provider", p.Provider), effect(ui.IconSignIn, "own.link.then", "provider", p.Provider),
			effect(ui.IconLock, "own.link.password"),
		}
	case OwnUnlink:
		return []ui.EffectProps{
			effect(ui.IconSignOut, "own.unlink.effect"), effect(ui.IconCheck, "own.unlink.kept", "provider", p.Provider), effect(ui.IconInfo, "own.unlink.again"),
		}
	}
	return nil
}
