package views

import (
	"cmp"
	"context"
	"time"

	"roster/i18n"
	"roster/views/ui"
)

// FragmentStep is the region of the pages that change something of one's own account.
const FragmentStep = "own-step"

// Names of the fields of these pages, beside those of the profile.
const (
	FieldCode = "code" // of a mail or a text message
	FieldSent = "sent" // carried: the code that is under way

	FieldNewPassword = "newPassword" // kept nowhere, as FieldPassword
	FieldAppCode     = "appCode"     // of an authenticator app
	FieldSecret      = "secret"      // carried: that of the app being set up
	FieldPasskeyName = "passkeyName"
)

// The values of FieldThen on these pages.
const (
	ThenEmail  = "email"  // send the code for the identity check to the e-mail address
	ThenPhone  = "phone"  // to the phone number
	ThenResend = "resend" // send the code once more
)

// OwnStepKind is what a page is about.
type OwnStepKind string

// The kinds.
const (
	OwnVerify   OwnStepKind = "verify" // the identity check
	OwnUsername OwnStepKind = "username"

	OwnEmail       OwnStepKind = "email" // add or change it
	OwnEmailRemove OwnStepKind = "email-remove"
	OwnPhone       OwnStepKind = "phone"
	OwnPhoneRemove OwnStepKind = "phone-remove"
	OwnPassword    OwnStepKind = "password"
	OwnTOTP        OwnStepKind = "totp"
	OwnCodes       OwnStepKind = "codes"
	OwnFactor      OwnStepKind = "factor"  // remove one
	OwnPasskey     OwnStepKind = "passkey" // rename one
)

// OwnStepProps is a page that changes one thing of one's own account.
type OwnStepProps struct {
	Kind OwnStepKind
	// Action is where the form goes, Back the page it belongs to.
	Action, Back string
	// OpenBy is that of OwnHead.
	OpenBy string
	Token  string
	// Subject is what the page is about as it is now, "" for nothing.
	Subject string
	// Fields are those of the form, in order. Carried are hidden ones, by name.
	Fields  []StepField
	Carried map[string]string
	// Ways are the addresses that the identity check can send a code to.
	Ways []ProofWay
	// Sent is the code under way that the form asks for, nil for none.
	Sent *SentCode
	OwnSecrets

	OwnAbout

	// SetPassword leads to setting a first password.
	SetPassword bool
	// Closed says that the tenant lets people change nothing here, or not this.
	Closed bool
	// No is why there is nothing to ask, Gone that what it was about is not there (any more).
	No   Message
	Gone bool

	// Unread says that nothing is known of the account, and there is nothing to ask.
	Unread bool
	// Restored says that the form holds what was typed before an identity check or a sign-in.
	Restored bool
	// Problem is about the form as a whole. Failure says that Logto did not answer,
	// Uncertain that it may have done it all the same.
	Problem   Message
	Failure   *Failure
	Uncertain bool
}

// StepField is a field with its name.
type StepField struct {
	Name string
	Field
}

// ProofWay is an address of the person: Then is the wish that sends a code there.
type ProofWay struct{ Then, To string }

func (w ProofWay) icon() ui.Icon {
	if w.Then == ThenPhone {
		return ui.IconFactor
	}
	return ui.IconInvitation
}

// SentCode is a code under way to an address, by mail or as a text message. Again is
// when it may be sent anew.
type SentCode struct {
	To    string
	Mail  bool
	Again time.Time
	// Taken says that it was typed back already: there is one button left to press.
	Taken bool
}

// advice is what to do when it does not come, or is not the right one after all.
func (c SentCode) advice() string {
	switch {
	case c.Taken:
		return "own.code.other"
	case c.Mail:
		return "own.code.spam"
	}
	return "own.code.slow"
}

// SetField puts a field into the form, in the place of one with the same name.
func (p *OwnStepProps) SetField(name string, field Field) {
	for i := range p.Fields {
		if p.Fields[i].Name == name {
			p.Fields[i].Field = field
			return
		}
	}
	p.Fields = append(p.Fields, StepField{name, field})
}

// Blame says what is wrong with a field; of one that the form does not have, above it.
func (p *OwnStepProps) Blame(name string, problem Message) {
	for i := range p.Fields {
		if p.Fields[i].Name == name {
			p.Fields[i].Problem = problem
			return
		}
	}
	p.Problem = problem
}

// wrong says whether a field is.
func (p OwnStepProps) wrong() bool {
	if len(p.Broken) > 0 {
		return true
	}
	for _, f := range p.Fields {
		if !f.Problem.None() {
			return true
		}
	}
	return false
}

// ownStepWords are the i18n keys of a kind; text is the sentence below the title,
// subject names what is there now, anew leads from the code back to the beginning.
type ownStepWords struct {
	title, text, verb string
	icon              ui.Icon
	tone              ui.Tone
	subject, anew     string
}

var ownSteps = map[OwnStepKind]ownStepWords{
	OwnVerify:   {"own.verify.title", "own.verify.text", "own.verify.verb", ui.IconLock, ui.ToneInfo, "", "own.verify.anew"},
	OwnUsername: {"own.username.title", "own.username.text", "own.username.verb", ui.IconCheck, ui.ToneInfo, "", ""},

	OwnEmail:       {"own.email.title", "own.email.text", "own.code.send-one", ui.IconInvitation, ui.ToneInfo, "field.email", "own.email.anew"},
	OwnEmailRemove: {"own.email-remove.title", "own.email-remove.text", "own.remove", ui.IconDelete, ui.ToneError, "field.email", ""},
	OwnPhone:       {"own.phone.title", "own.phone.text", "own.code.send-one", ui.IconInvitation, ui.ToneInfo, "field.phone", "own.phone.anew"},
	OwnPhoneRemove: {"own.phone-remove.title", "own.phone-remove.text", "own.remove", ui.IconDelete, ui.ToneError, "field.phone", ""},

	OwnPassword: {"own.password.title", "own.password.text", "own.password.verb", ui.IconCheck, ui.ToneInfo, "", ""},
	OwnTOTP:     {"own.totp.title", "own.totp.text", "own.totp.verb", ui.IconCheck, ui.ToneInfo, "", ""},
	OwnCodes:    {"own.codes.title", "own.codes.text", "own.codes.verb", ui.IconFinish, ui.ToneInfo, "", ""},
	OwnFactor:   {"own.factor.title", "own.factor.text", "security.remove", ui.IconDelete, ui.ToneError, "", ""},
	OwnPasskey:  {"own.passkey.title", "own.passkey.text", "own.passkey.verb", ui.IconCheck, ui.ToneInfo, "", ""},

	OwnSession: {"own.session.title", "", "own.session.verb", ui.IconSignOut, ui.ToneInfo, "", ""},
	OwnOthers:  {"own.others.title", "", "own.others.verb", ui.IconSignOut, ui.ToneInfo, "", ""},
	OwnGrant:   {"own.grant.title", "", "own.grant.verb", ui.IconRefused, ui.ToneInfo, "", ""},
	OwnLink:    {"own.link.title", "", "own.link.begin", ui.IconLinked, ui.ToneInfo, "", ""},
	OwnUnlink:  {"own.unlink.title", "", "own.unlink.verb", ui.IconDelete, ui.ToneError, "", ""},
}

// words are those of the kind, and while a code is under way those that ask for it.
func (p OwnStepProps) words() ownStepWords {
	w := ownSteps[p.Kind]
	switch {
	case p.Sent != nil && p.Sent.Taken:
		w.text, w.verb, w.icon = "", "own.code.finish", ui.IconCheck
	case p.Sent != nil:
		w.text, w.verb, w.icon = "", "own.code.verb", ui.IconCheck
	case p.Kind == OwnPassword && p.First:
		w.title, w.text, w.verb = "own.password.title-set", "own.password.text-set", "own.password.verb-set"
	case p.Kind == OwnFactor && p.Factor != nil && p.Factor.Kind == FactorPasskey:
		w.title = "own.factor.title-passkey"
	case p.Codes != nil:
		w.title = "own.codes.made"
	}
	return w
}

// stepField is how a field of these pages is drawn.
func stepField(ctx context.Context, p OwnStepProps, f StepField) ui.FieldProps {
	look := looks[f.Name]
	props := ui.FieldProps{
		ID: fieldID(FragmentStep, f.Name), Name: f.Name, Value: f.Value, Problem: say(ctx, f.Problem),
		Type: look.kind, InputMode: look.inputMode, Placeholder: look.placeholder,
	}
	if look.hint != "" {
		props.Hint = i18n.T(ctx, look.hint)
	}
	switch f.Name {
	case FieldCode:
		props.Label, props.InputMode, props.AutoComplete = i18n.T(ctx, "own.code.label"), "numeric", "one-time-code"
	case FieldPassword:
		props.Label, props.Type, props.AutoComplete = i18n.T(ctx, "own.password"), "password", "current-password"
		if p.Kind == OwnPassword {
			props.Label = i18n.T(ctx, "own.password.current")
		}
	case FieldNewPassword:
		props.Problem = cmp.Or(p.broken(ctx), props.Problem)
	case FieldAppCode:
		props.Label, props.InputMode, props.AutoComplete = i18n.T(ctx, "own.totp.code"), "numeric", "one-time-code"
	case FieldPasskeyName:
		props.Label = i18n.T(ctx, "own.passkey.name")
	case FieldPrimaryEmail:
		props.Label, props.AutoComplete = addressLabel(ctx, p, f.Name, "own.email.new"), "email"
	case FieldPrimaryPhone:
		props.Label, props.AutoComplete = addressLabel(ctx, p, f.Name, "own.phone.new"), "tel"
	default:
		props.Label = label(ctx, f.Name)
	}
	props.Focus = props.Problem != "" || !p.wrong() && p.Problem.None() && p.Failure == nil && p.Fields[0].Name == f.Name
	return props
}

// addressLabel tells the address to come from the one there is.
func addressLabel(ctx context.Context, p OwnStepProps, name, anew string) string {
	if p.Subject == "" {
		return label(ctx, name)
	}
	return i18n.T(ctx, anew)
}
