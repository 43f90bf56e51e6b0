package views

import (
	"context"
	"time"

	"roster/i18n"
	"roster/views/ui"
)

// SecurityProps is the page about how a person signs in. Each part is there, or
// says why it could not be read.
type SecurityProps struct {
	PersonHead
	Factors    []FactorItem // passkeys among them
	Sessions   []SessionItem
	Grants     []GrantItem
	Tokens     []TokenItem
	Identities []IdentityItem

	FactorsFailure, SessionsFailure, GrantsFailure, TokensFailure *Failure

	// What the viewer may do, or why not. The zero LifeLink is not shown.
	RemoveFactors, AddFactors, EndSessions, Tokening, Unlinking LifeLink
}

// The kinds of factors, as Logto spells them.
const (
	FactorTOTP    = "Totp"
	FactorPasskey = "WebAuthn"
	FactorCodes   = "BackupCode"
)

// FactorItem is one factor. Name and Device are of passkeys and may be empty, Left
// is how many backup codes are unused.
type FactorItem struct {
	ID, Kind, Name    string
	Device            Device
	Left              int
	Created, LastUsed time.Time // zero where Logto does not tell
}

// Device is a browser on a system, "" for what is not known.
type Device struct{ Browser, System string }

// SessionItem is one browser that is signed in. Place and IP may be empty.
type SessionItem struct {
	ID           string
	Device       Device
	Handheld     bool
	Place, IP    string
	Since, Until time.Time
	Applications []string
	Here         bool // the one that looks
}

// GrantItem is an application and what it was permitted, in Count permissions.
type GrantItem struct {
	ID, Name     string
	Party        string // PartyFirst, PartyThird or "" for not known
	Here         bool   // the portal itself
	Count        int
	Since, Until time.Time
}

// The parties.
const (
	PartyFirst = "first"
	PartyThird = "third"
)

// TokenItem is a personal access token. Expires is zero for never.
type TokenItem struct {
	Name             string
	Created, Expires time.Time
	Expired          bool
}

// IdentityItem is an account of elsewhere. Target is empty for an enterprise
// account, which cannot be unlinked; Details are what may be shown of it.
type IdentityItem struct {
	Target, Name, ExternalID, Issuer string
	Details                          []string
	Created                          time.Time
}

// split tells passkeys from the other factors.
func split(all []FactorItem) (factors, passkeys []FactorItem) {
	for _, f := range all {
		if f.Kind == FactorPasskey {
			passkeys = append(passkeys, f)
		} else {
			factors = append(factors, f)
		}
	}
	return factors, passkeys
}

func factorIcon(f FactorItem) ui.Icon {
	switch f.Kind {
	case FactorPasskey:
		return ui.IconPasskey
	case FactorCodes:
		return ui.IconFinish
	}
	return ui.IconFactor
}

var factorWords = map[string]string{
	FactorTOTP: "security.factor.totp", FactorPasskey: "security.factor.passkey", FactorCodes: "security.factor.codes",
}

// factorName is what it is called; a kind of a later Logto by its own word.
func factorName(ctx context.Context, f FactorItem) string {
	key, known := factorWords[f.Kind]
	switch {
	case f.Name != "":
		return f.Name
	case known:
		return i18n.T(ctx, key)
	}
	return f.Kind
}

// deviceName is such as "Chrome on Windows"; "" when nothing is known.
func deviceName(ctx context.Context, d Device) string {
	if d.Browser != "" && d.System != "" {
		return i18n.T(ctx, "security.device", "browser", d.Browser, "system", d.System)
	}
	return d.Browser + d.System
}

func sessionName(ctx context.Context, s SessionItem) string {
	if name := deviceName(ctx, s.Device); name != "" {
		return name
	}
	return i18n.T(ctx, "security.session.unknown")
}

func sessionIcon(s SessionItem) ui.Icon {
	if s.Handheld {
		return ui.IconFactor
	}
	return ui.IconSession
}

// securityShown is how many sessions, and other things of this page, stand open.
const securityShown = 6

// ending is the address of what is done with one item, "" where the viewer may not.
func ending(may LifeLink, href string) string {
	if may.Href == "" {
		return ""
	}
	return href
}
