package views

import (
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
)

// OwnStepProps is a page that changes one thing of one's own account.
type OwnStepProps struct {
	Kind OwnStepKind
	// Action is where the form goes, Back the page it belongs to.
	Action, Back string
	Token        string
	// Fields are those of the form, in order. Carried are hidden ones, by name.
	Fields  []StepField
	Carried map[string]string
	// Ways are the addresses that the identity check can send a code to.
	Ways []ProofWay
	// Sent is the code under way that the form asks for, nil for none.
	Sent *SentCode

	OwnAbout

	// No is why there is nothing to ask, Gone that what it was about is not there (any more).
	No   Message
	Gone bool

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

// SentCode is a code under way to an address, by mail or as a text message. Again is
// when it may be sent anew.
type SentCode struct {
	To    string
	Mail  bool
	Again time.Time
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

func (p OwnStepProps) asks() bool { return !p.Gone && p.No.None() }

// wrong says whether a field is.
func (p OwnStepProps) wrong() bool {
	for _, f := range p.Fields {
		if !f.Problem.None() {
			return true
		}
	}
	return false
}

// ownStepWords are the i18n keys of a kind; text is the sentence below the title.
type ownStepWords struct {
	title, text, verb string
	icon              ui.Icon
	tone              ui.Tone
}

var ownSteps = map[OwnStepKind]ownStepWords{
	OwnVerify:   {"own.verify.title", "own.verify.text", "own.verify.verb", ui.IconLock, ui.ToneInfo},
	OwnUsername: {"own.username.title", "own.username.text", "own.username.verb", ui.IconCheck, ui.ToneInfo},
	OwnSession:  {"own.session.title", "", "own.session.verb", ui.IconSignOut, ui.ToneInfo},
	OwnOthers:   {"own.others.title", "", "own.others.verb", ui.IconSignOut, ui.ToneInfo},
	OwnGrant:    {"own.grant.title", "", "own.grant.verb", ui.IconRefused, ui.ToneInfo},
	OwnLink:     {"own.link.title", "", "own.link.begin", ui.IconLinked, ui.ToneInfo},
	OwnUnlink:   {"own.unlink.title", "", "own.unlink.verb", ui.IconDelete, ui.ToneError},
}

// words are those of the kind, and while a code is under way those that ask for it.
func (p OwnStepProps) words() ownStepWords {
	w := ownSteps[p.Kind]
	if p.Sent != nil {
		w.text, w.verb = "", "own.code.verb"
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
	default:
		props.Label = label(ctx, f.Name)
	}
	props.Focus = props.Problem != "" || !p.wrong() && p.Problem.None() && p.Failure == nil && p.Fields[0].Name == f.Name
	return props
}
