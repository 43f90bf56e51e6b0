package views

import (
	"context"

	"roster/i18n"
	"roster/views/ui"
)

// FragmentSecurity is the region of the pages that change how somebody signs in.
const FragmentSecurity = "security"

// Names of the fields of these pages.
const (
	FieldTokenName = "tokenName"
	FieldExpiry    = "expiry"     // one of Expiries
	FieldExpiryDay = "expiry.day" // a day, which counts in its place
	FieldLastWay   = "lastWay"    // Checked: agreed to unlinking the last way in
)

// ExpiryNever is a choice of FieldExpiry; the others are numbers of days.
const ExpiryNever = "never"

// Expiries are the choices of FieldExpiry in order.
func Expiries() []string { return []string{"7", "30", "180", "365", ExpiryNever} }

// SecurityKind is what a page is about.
type SecurityKind string

// The kinds.
const (
	SecurityFactor  SecurityKind = "factor" // remove one
	SecurityReset   SecurityKind = "reset"  // remove all
	SecurityTOTP    SecurityKind = "totp"   // add an authenticator app
	SecurityCodes   SecurityKind = "codes"  // add backup codes
	SecuritySession SecurityKind = "session"
	SecurityGrant   SecurityKind = "grant"
	SecurityToken   SecurityKind = "token" // make one
	SecurityRename  SecurityKind = "rename"
	SecurityDelete  SecurityKind = "delete"
	SecurityUnlink  SecurityKind = "unlink"
)

// SecurityFormProps is a page that asks before something of how somebody signs in
// is changed, and shows what was made.
type SecurityFormProps struct {
	Kind SecurityKind
	Who  LifeProps
	// Action is where the form goes, Here the address of the page, Back the person's
	// page it came from.
	Action, Here, Back string

	// One of these is what it is about; none for what is about all, or could not be read.
	Factor   *FactorItem
	Session  *SessionItem
	Grant    *GrantItem
	Item     *TokenItem
	Identity *IdentityItem
	// Factors is how many there are, for removing all of them.
	Factors Counted
	// Gone says that there is nothing of the kind (any more). No is why there is nothing to ask.
	Gone bool
	No   Message

	// Refused, StepUp, Token, Typed, Restored, Problem, Partly, Failure and Uncertain are as in LifeProps.
	Refused         Message
	StepUp          bool
	Token           string
	Typed, Restored bool
	Problem         Message
	Partly          bool
	Failure         *Failure
	Uncertain       bool

	Reason, Name, Expiry, Day Field
	// Base is the name a token has, as JSON: it may hold any character.
	Base string
	// Last says that unlinking takes the last way in, LastWay whether that was agreed to.
	Last    bool
	LastWay Field

	// Made is shown instead of the form, nil for nothing made.
	Made *MadeSecret
}

// MadeSecret is what was made, to be shown once: a secret with the QR code of its
// address, codes, or the value of a token.
type MadeSecret struct {
	Secret, QRPath, QRSize string
	Codes                  []string
	Value, Name            string
}

// asks says whether the form is there.
func (p SecurityFormProps) asks() bool {
	return p.Made == nil && !p.Gone && p.No.None() && (p.Refused.None() || p.Typed && p.StepUp)
}

// securityWords are the i18n keys of a kind.
type securityWords struct {
	title, verb string
	icon        ui.Icon
	tone        ui.Tone
	effects     []securityEffect
}

type securityEffect struct {
	icon ui.Icon
	text string
}

// jwtEffect is said by tokensStay.
var jwtEffect = securityEffect{icon: ui.IconAlert}

var securityKinds = map[SecurityKind]securityWords{
	SecurityFactor: {"security.remove.title", "security.remove", ui.IconDelete, ui.ToneError, []securityEffect{
		{ui.IconFactor, "security.remove.effect"}, {ui.IconInfo, "security.remove.next"}, {ui.IconCheck, "security.sessions-stay"},
	}},
	SecurityReset: {"security.reset.title", "security.reset.verb", ui.IconDelete, ui.ToneError, []securityEffect{
		{ui.IconInfo, "security.remove.next"}, {ui.IconCheck, "security.sessions-stay"},
	}},
	SecurityTOTP: {"security.totp.title", "security.totp.verb", ui.IconFactor, ui.ToneInfo, []securityEffect{
		{ui.IconFactor, "security.totp.effect"}, {ui.IconAlert, "security.secret-once"}, {ui.IconInfo, "security.untold"},
	}},
	SecurityCodes: {"security.codes.title", "security.codes.verb", ui.IconFinish, ui.ToneInfo, []securityEffect{
		{ui.IconFinish, "security.codes.effect"}, {ui.IconAlert, "security.secret-once"}, {ui.IconInfo, "security.untold"},
	}},
	SecuritySession: {"security.session.title", "security.session.verb", ui.IconSignOut, ui.ToneInfo, []securityEffect{
		{ui.IconSignOut, "security.session.effect"}, jwtEffect, {ui.IconCheck, "security.session.others"},
	}},
	SecurityGrant: {"security.grant.title", "security.grant.verb", ui.IconRefused, ui.ToneInfo, []securityEffect{
		{ui.IconRefused, "security.grant.effect"}, jwtEffect, {ui.IconInfo, "security.grant.again"},
	}},
	SecurityToken: {"security.token.title", "security.token.verb", ui.IconToken, ui.ToneInfo, []securityEffect{
		{ui.IconToken, "security.token.effect"}, {ui.IconAlert, "security.secret-once"},
	}},
	SecurityRename: {"security.rename.title", "security.rename", ui.IconEdit, ui.ToneInfo, []securityEffect{
		{ui.IconCheck, "security.rename.effect"},
	}},
	SecurityDelete: {"security.delete.title", "security.delete.verb", ui.IconDelete, ui.ToneError, []securityEffect{
		{ui.IconDelete, "security.delete.effect"}, jwtEffect,
	}},
	SecurityUnlink: {"security.unlink.title", "security.unlink", ui.IconLinked, ui.ToneError, []securityEffect{
		{ui.IconLinked, "security.unlink.effect"}, {ui.IconCheck, "security.sessions-stay"}, {ui.IconInfo, "security.unlink.again"},
	}},
}

func (p SecurityFormProps) words() securityWords { return securityKinds[p.Kind] }

// title asks, where there is something to decide.
func (p SecurityFormProps) title(ctx context.Context) string {
	switch {
	case p.Made != nil:
		return i18n.T(ctx, "security.made."+string(p.Kind))
	case p.asks():
		return i18n.T(ctx, p.words().title)
	}
	return i18n.T(ctx, p.words().verb)
}

// effects say what will happen, the gravest first.
func (p SecurityFormProps) effects(ctx context.Context) []ui.EffectProps {
	var all []ui.EffectProps
	if p.Kind == SecurityReset {
		all = append(all, ui.EffectProps{Icon: ui.IconDelete, Text: counted(ctx, p.Factors, "life.delete.factors", "life.delete.factors-unread")})
	}
	for _, e := range p.words().effects {
		text := tokensStay(ctx, p.Who.TokenLife)
		if e != jwtEffect {
			text = i18n.T(ctx, e.text)
		}
		all = append(all, ui.EffectProps{Icon: e.icon, Text: text})
	}
	return all
}

// securityField is one of the fields.
func securityField(ctx context.Context, p SecurityFormProps, name string) ui.FieldProps {
	f := ui.FieldProps{ID: fieldID(FragmentSecurity, name), Name: name}
	var state Field
	switch name {
	case FieldReason:
		state, f.Rows, f.Label, f.Hint = p.Reason, "2", i18n.T(ctx, "security.reason"), i18n.T(ctx, "security.reason-hint")
		if p.Kind == SecurityReset {
			f.Label, f.Hint = i18n.T(ctx, "life.reason"), i18n.T(ctx, "life.reason-hint")
		}
	case FieldTokenName:
		state, f.Label, f.Hint = p.Name, i18n.T(ctx, "security.token.name"), i18n.T(ctx, "security.token.name-hint")
	case FieldExpiry:
		state, f.Label = p.Expiry, i18n.T(ctx, "security.token.expiry")
		for _, days := range Expiries() {
			f.Options = append(f.Options, ui.Option{Value: days, Text: expiryText(ctx, days)})
		}
	case FieldExpiryDay:
		state, f.Type, f.Label, f.Hint = p.Day, "date", i18n.T(ctx, "security.token.day"), i18n.T(ctx, "security.token.day-hint")
	}
	f.Value, f.Problem = state.Value, say(ctx, state.Problem)
	f.Focus = f.Problem != "" && (name == FieldTokenName || p.Name.Problem.None())
	return f
}

func expiryText(ctx context.Context, days string) string {
	if days == ExpiryNever {
		return i18n.T(ctx, "security.token.never")
	}
	return i18n.T(ctx, "security.token.days", "count", days)
}
