package views

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"roster/i18n"
	"roster/static"
	"roster/views/ui"
)

// fieldLook is how a field is drawn beyond label and value: i18n keys and
// attributes.
type fieldLook struct {
	kind, placeholder, inputMode, hint string
	rows                               string
	wide, code                         bool
}

var looks = map[string]fieldLook{
	FieldBirthdate:        {placeholder: "1994-05-02", hint: "field.birthdate-hint"},
	FieldZoneinfo:         {placeholder: "Asia/Seoul"},
	FieldLanguage:         {placeholder: "ko-KR"},
	FieldWebsite:          {kind: "url", placeholder: "https://"},
	FieldProfileURL:       {kind: "url", placeholder: "https://"},
	FieldAvatar:           {kind: "url", placeholder: "https://", wide: true},
	FieldStreetAddress:    {wide: true},
	FieldAddressFormatted: {wide: true, rows: "3", hint: "field.address-formatted-hint"},
	FieldUsername:         {hint: "field.username-hint"},
	FieldPrimaryEmail:     {kind: "email", inputMode: "email"},
	FieldPrimaryPhone:     {kind: "tel", inputMode: "tel", hint: "field.phone-hint"},
	FieldCustomData:       {rows: "9", code: true, hint: "field.custom-data-hint"},
}

func fieldID(form, name string) string { return form + "-" + strings.ReplaceAll(name, ".", "-") }

func fieldProps(ctx context.Context, form string, f Form, name string) ui.FieldProps {
	state, look := f.Fields[name], looks[name]
	p := ui.FieldProps{
		ID: fieldID(form, name), Name: name, Label: f.label(ctx, name), Value: state.Value,
		BaseName: BaseName(name), Base: state.Base,
		Problem: say(ctx, state.Problem), Type: look.kind, Placeholder: look.placeholder,
		InputMode: look.inputMode, Rows: look.rows, Code: look.code, Wide: look.wide,
		Focus: isFirstWrong(f, name),
	}
	if state.ProblemURL != "" {
		p.ProblemURL, p.ProblemLink = state.ProblemURL, i18n.T(ctx, "create.taken-open")
	}
	if look.hint != "" {
		p.Hint = i18n.T(ctx, look.hint)
	}
	if state.Required {
		p.Required = i18n.T(ctx, "field.required")
	}
	if state.Made != nil {
		fit(ctx, &p, state)
	}
	adapt(ctx, &p, state)
	p.Line, p.Column = place(state.Problem)
	return p
}

// label is what a field of the form is called.
func (f Form) label(ctx context.Context, name string) string {
	if own := f.Fields[name].Label; own != "" {
		return own
	}
	return label(ctx, name)
}

// fit makes a field what the tenant made it up as.
func fit(ctx context.Context, p *ui.FieldProps, state Field) {
	m := state.Made
	p.Placeholder, p.Hint = m.Placeholder, m.Hint
	switch m.Kind {
	case MadeNumber:
		p.InputMode = "decimal"
	case MadeDay, MadeURL:
		p.Type = string(m.Kind)
	case MadeTick:
		p.MarkName = TickName(p.Name)
	case MadeChoice:
		p.Options = []ui.Option{{Text: i18n.T(ctx, "field.none-chosen")}}
		known := []string{""}
		for _, o := range m.Options {
			p.Options = append(p.Options, ui.Option{Value: o.Value, Text: cmp.Or(o.Text, o.Value)})
			known = append(known, o.Value)
		}
		for _, v := range []string{state.Base, state.Value} { // what was a choice once
			if !slices.Contains(known, v) {
				p.Options, known = append(p.Options, ui.Option{Value: v, Text: v}), append(known, v)
			}
		}
	}
}

// adapt makes a field fit what it holds: choices, whole dates, text of one line.
func adapt(ctx context.Context, p *ui.FieldProps, state Field) {
	switch {
	case p.Name == FieldGender:
		p.Options = genderOptions(ctx, state.Value, state.Base)
	case p.Name == FieldBirthdate && (state.Value == "" || fullDate.MatchString(state.Value)):
		// A year or a day without one (OpenID Connect Core §5.1) is not what a date
		// control can hold; it would come back empty.
		p.Type, p.Placeholder, p.Hint = "date", "", ""
		p.Other = &ui.OtherWay{
			Name: FieldBirthdatePart, Summary: i18n.T(ctx, "field.birthdate-part"), Label: i18n.T(ctx, "field.birthdate-part-label"),
			Placeholder: "0000-05-02", Hint: i18n.T(ctx, "field.birthdate-part-hint"),
		}
	case p.Rows == "" && strings.ContainsAny(state.Value+state.Base, "\r\n"):
		// A control of one line drops the line ends: saving another field would
		// change this one.
		p.Type, p.Rows = "", "3"
	case p.Name == FieldZoneinfo:
		p.List = static.URL("zones.txt")
	case p.Name == FieldLanguage:
		p.List = static.URL("locales.txt")
	}
}

// place is the line and column a problem names, "" for none.
func place(m Message) (line, column string) {
	for i := 0; i+1 < len(m.Args); i += 2 {
		switch m.Args[i] {
		case "line":
			line = fmt.Sprint(m.Args[i+1])
		case "column":
			column = fmt.Sprint(m.Args[i+1])
		}
	}
	return line, column
}

var fullDate = regexp.MustCompile(`^[1-9]\d{3}-\d\d-\d\d$`)

var genderLabels = map[string]string{
	"female": "field.gender-female", "male": "field.gender-male", "prefer_not_to_say": "field.gender-not-said",
}

// genderOptions are the values Logto's own forms offer, and whatever else is
// stored: the claim is free text.
func genderOptions(ctx context.Context, values ...string) []ui.Option {
	options := []ui.Option{{Text: i18n.T(ctx, "field.gender-none")}}
	for _, v := range []string{"female", "male", "prefer_not_to_say"} {
		options = append(options, ui.Option{Value: v, Text: i18n.T(ctx, genderLabels[v])})
	}
	for _, v := range values {
		if v != "" && genderLabels[v] == "" {
			return append(options, ui.Option{Value: v, Text: v})
		}
	}
	return options
}

// shown is the value of a field as a reader sees it.
func (f Form) shown(ctx context.Context, name string) string {
	field := f.Fields[name]
	if field.Made == nil {
		return shownValue(ctx, name, field.Value)
	}
	switch {
	case field.Made.Kind == MadeTick && field.Value == "true":
		return i18n.T(ctx, "field.yes")
	case field.Made.Kind == MadeTick && field.Value != "":
		return i18n.T(ctx, "field.no")
	}
	for _, o := range field.Made.Options {
		if o.Value == field.Value {
			return cmp.Or(o.Text, o.Value)
		}
	}
	return field.Value
}

// shownValue is a stored value as a reader sees it.
func shownValue(ctx context.Context, name, value string) string {
	if key := genderLabels[value]; name == FieldGender && key != "" {
		return i18n.T(ctx, key)
	}
	return value
}

func wrongFields(f Form, fields []string) []string {
	var wrong []string
	for _, name := range fields {
		if !f.Fields[name].Problem.None() {
			wrong = append(wrong, name)
		}
	}
	return wrong
}

// isFirstWrong says whether the focus belongs into this field.
func isFirstWrong(f Form, name string) bool {
	if f.Failure != nil || len(f.Conflicts) > 0 {
		return false
	}
	for _, all := range [][]string{f.all(), ContactFields(), {FieldCustomData}} {
		if wrong := wrongFields(f, all); len(wrong) > 0 {
			return wrong[0] == name
		}
	}
	return false
}

// unfolds tells whether a group of fields stands open: something is in it.
func unfolds(f Form, fields []string) bool {
	return !noneFilled(f, fields) || len(wrongFields(f, fields)) > 0 ||
		slices.ContainsFunc(fields, func(name string) bool { return f.Fields[name].Value != f.Fields[name].Base })
}

func noneFilled(f Form, fields []string) bool {
	for _, name := range fields {
		if f.Fields[name].Value != "" {
			return false
		}
	}
	return true
}

// problemTitle counts the wrong fields, or says only that nothing was saved.
func problemTitle(ctx context.Context, _ Form, wrong []string) string {
	if len(wrong) == 0 {
		return i18n.T(ctx, "form.refused")
	}
	return i18n.N(ctx, "form.problems", len(wrong))
}

// failureText says what became of a form that Logto did not take: nothing of it
// was saved, unless the form itself knows better.
func failureText(ctx context.Context, f Form) string {
	if !f.Problem.None() {
		return say(ctx, f.Problem)
	}
	return i18n.T(ctx, "form.not-saved")
}

// isEmptyObject: there is no custom data.
func isEmptyObject(text string) bool {
	return strings.TrimSpace(text) == "" || strings.TrimSpace(text) == "{}"
}
