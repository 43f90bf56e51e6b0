package handlers

import (
	"cmp"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"roster/account"
	"roster/apiclient/attribute"
	"roster/views"
)

// madeKinds are the controls for the types of Logto's catalogue; the others are text.
var madeKinds = map[string]views.MadeKind{
	"Number": views.MadeNumber, "Url": views.MadeURL, "Select": views.MadeChoice, "Checkbox": views.MadeTick,
}

// isMade tells whether a form may have a field of this name because a tenant made one
// up. Whether this tenant did is for package account to say.
func isMade(name string) bool { return attribute.Field(name).Key() != "" }

// ofField is the field that a name of a form is about: the field itself, what it showed,
// or that it is a tick.
func ofField(name string) string {
	return strings.TrimPrefix(strings.TrimPrefix(name, views.BaseName("")), views.TickName(""))
}

// madeField is a field that the tenant made up as a form draws it.
func madeField(m account.Made) views.Field {
	look := &views.MadeField{
		Kind: cmp.Or(madeKinds[m.Type], views.MadeText), Placeholder: m.Config.Placeholder, Hint: m.Description,
	}
	for _, o := range m.Config.Options {
		look.Options = append(look.Options, views.MadeOption{Value: o.Value, Text: o.Label})
	}
	field := views.Field{Value: m.Value, Base: m.Value, Label: cmp.Or(m.Label, m.ProfileField.Name), Required: m.Required, Made: look}
	layout := attribute.DateLayout(m.Config)
	_, notADay := time.Parse(time.DateOnly, m.Value)
	switch {
	case m.Type == "Date" && layout == time.DateOnly && (m.Value == "" || notADay == nil):
		look.Kind = views.MadeDay
	case m.Type == "Date" && layout != "":
		look.Placeholder = cmp.Or(look.Placeholder, sampleDay.Format(layout))
	case m.Type == "Checkbox" && m.Control == account.Edit && m.Value == "false":
		field.Value, field.Base = "", "" // as a tick that is not there is sent
	}
	return field
}

// sampleDay shows by its digits which is the day and which the month.
var sampleDay = time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC)

// addMade puts the fields that the tenant made up into a page of one's own, and what
// it says of the others.
func addMade(props *views.ProfileProps, own account.Own) {
	props.MadeUnknown = own.MadeErr != nil
	for _, m := range own.Made {
		name := string(m.Name())
		field := madeField(m)
		if m.Control == account.Edit {
			props.Form.Fields[name] = field
			props.Form.Made, props.Form.Editable = append(props.Form.Made, name), true
		} else {
			props.Fixed.Fields[name] = field
			props.Fixed.Made = append(props.Fixed.Made, name)
		}
	}
	for of, rule := range own.Rules {
		name := viewField(of)
		for _, form := range []*views.Form{&props.Form, &props.Fixed} {
			if field, there := form.Fields[name]; there {
				field.Label, field.Required = rule.Label, rule.Required
				form.Fields[name] = field
			}
		}
	}
}

// madeIn are the fields that the tenant made up and a form that came in has. A tick
// that was drawn and not sent is none: it becomes "".
func madeIn(values map[string]string) (names []string, err error) {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		field := ofField(name)
		if !isMade(field) {
			continue
		}
		if _, shown := values[views.BaseName(field)]; !shown {
			return nil, errHalfField(field)
		}
		_, typed := values[field]
		_, tick := values[views.TickName(field)]
		if !typed && !tick {
			return nil, errHalfField(field)
		}
		if name == views.BaseName(field) {
			names = append(names, field)
		}
		if !typed {
			values[field] = ""
		}
	}
	maps.DeleteFunc(values, func(name, _ string) bool { return strings.HasPrefix(name, views.TickName("")) })
	return names, nil
}

// with is the section with further fields.
func (s section) with(names []string) section {
	s.fields = slices.Concat(s.fields, names)
	return s
}

// explainMade words what is wrong with fields by the rules of the tenant.
func explainMade(r *http.Request, form *views.Form, own account.Own, err error) {
	for name, code := range codesOf(err) {
		shown := viewField(attribute.Field(name))
		field, there := form.Fields[shown]
		if !there {
			continue
		}
		if at := slices.IndexFunc(own.Made, func(m account.Made) bool { return string(m.Name()) == name }); at >= 0 {
			field.Problem = madeProblem(own.Made[at], code)
		} else if code == attribute.Missing {
			field.Problem = views.Say("problem.required")
		}
		form.Fields[shown] = field
	}
	if e, ok := errors.AsType[*attribute.Partial](err); ok {
		name := func(of []string) string {
			var all []string
			for _, f := range of {
				shown := viewField(attribute.Field(f))
				all = append(all, cmp.Or(form.Fields[shown].Label, views.FieldLabel(r.Context(), shown)))
			}
			return strings.Join(all, ", ")
		}
		form.Problem = views.Say("person.saved.partly", "done", name(e.Done), "failed", name(e.Failed))
	}
}

// madeProblem is the sentence for a field that the tenant made up.
func madeProblem(m account.Made, code string) views.Message {
	c := m.Config
	switch code {
	case attribute.Missing:
		return views.Say("problem.required")
	case attribute.TooShort:
		return views.Say("problem.short", "min", *c.MinLength)
	case attribute.TooLong:
		spec, _ := attribute.Made(m.ProfileField)
		return views.Say("problem.long", "max", spec.MaxLength())
	case attribute.InvalidNumber:
		return views.Say("problem.number")
	case attribute.OutOfRange:
		return rangeProblem(c.MinValue, c.MaxValue)
	case attribute.InvalidChoice:
		return views.Say("problem.choice")
	case attribute.InvalidPattern:
		if c.Placeholder != "" {
			return views.Say("problem.pattern-like", "example", c.Placeholder)
		}
		return views.Say("problem.pattern")
	case attribute.InvalidDay:
		return views.Say("problem.day", "example", sampleDay.Format(attribute.DateLayout(c)))
	}
	return problemText(m.Name(), code)
}

func rangeProblem(least, most *float64) views.Message {
	switch {
	case most == nil:
		return views.Say("problem.from", "min", *least)
	case least == nil:
		return views.Say("problem.to", "max", *most)
	}
	return views.Say("problem.between", "min", *least, "max", *most)
}
