package account

import (
	"context"
	"maps"
	"slices"
	"sync"

	"roster/access"
	"roster/apiclient"
	"roster/apiclient/attribute"
	"roster/audit"
)

// Made is a field that the tenant made up, and what is in it.
type Made struct {
	apiclient.ProfileField
	Value   string // as a form shows it; "" is not set
	Control Control
}

// Name is what forms and errors call it.
func (m Made) Name() attribute.Field { return attribute.MadeField(m.ProfileField.Name) }

// Rule is what the tenant says of a field that everybody has.
type Rule struct {
	Label    string // "" leaves it as it is called
	Required bool   // it may be filled in, but not emptied
}

// customData is the control that the fields fall under that the tenant made up.
const customData = "customData"

// Profile is Read together with the fields that the tenant asks people for, for a page
// that shows all of it. Where these cannot be read, MadeErr says why, and the rest is
// there. Errors are those of Read.
func (a *Accounts) Profile(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource) (Own, error) {
	asking, stop := context.WithCancel(ctx)
	defer stop()
	var experience *apiclient.PublicExperience
	var unknown error
	var wg sync.WaitGroup
	wg.Go(func() { experience, unknown = a.logto.Experience(asking) })
	own, err := a.Read(ctx, owner, tokens)
	if err != nil {
		stop()
	}
	wg.Wait()
	own.Uploads = a.mayStore()
	switch {
	case err != nil || len(own.asked) == 0:
		return own, err
	case unknown != nil:
		own.MadeErr = wrap("read the fields of the tenant", unknown)
		return own, nil
	}
	own.arrange(experience.ProfileFields)
	return own, nil
}

// arrange takes from the catalogue what the account center shows people of themselves,
// in its order: nothing where it names nothing, as Logto's own account page does.
// Custom data that the token does not open is none to write to: it is sent as a whole.
func (o *Own) arrange(catalogue []apiclient.ProfileField) {
	o.Rules = map[attribute.Field]Rule{}
	control := o.Control(attribute.MadeField("any"))
	for _, name := range o.asked {
		at := slices.IndexFunc(catalogue, func(f apiclient.ProfileField) bool { return f.Name == name })
		if at < 0 {
			continue
		}
		field := catalogue[at]
		for _, claim := range attribute.ClaimsOf(field) {
			o.Rules[claim] = ruleOf(field, claim)
		}
		spec, ok := attribute.Made(field)
		if _, plain := attribute.MadeText(o.User.CustomData[name]); !ok || !plain || o.User.CustomData == nil || control == Off {
			continue
		}
		o.Made = append(o.Made, Made{ProfileField: field, Value: *spec.Of(&o.User), Control: control})
	}
}

// ruleOf is what a field of the catalogue says of a claim; a part of a full name or an
// address speaks for itself.
func ruleOf(f apiclient.ProfileField, claim attribute.Field) Rule {
	for _, part := range f.Config.Parts {
		if name := attribute.Field("profile." + part.Claim()); name == claim || attribute.Field("profile.address."+part.Claim()) == claim {
			return Rule{part.Label, part.Required}
		}
	}
	return Rule{f.Label, f.Required}
}

// made returns what the edits change of the fields that the tenant made up, and what
// is wrong with it, by field. What was not touched is not checked.
func (o Own) made(edits attribute.Edits) (list []change, problems map[string]string) {
	problems = map[string]string{}
	for name, e := range edits {
		if name.Key() != "" && touched(e) && !slices.ContainsFunc(o.Made, func(m Made) bool { return m.Name() == name }) {
			problems[string(name)] = notEditable
		}
	}
	for _, m := range o.Made {
		e, sent := edits[m.Name()]
		if !sent || !touched(e) {
			continue
		}
		spec, _ := attribute.Made(m.ProfileField)
		value, problem := spec.Normal(attribute.Tidy(e.Value), "")
		switch {
		case m.Control != Edit:
			problem = notEditable
		case value == "" && problem == "" && m.Required:
			problem = attribute.Missing
		case value == "" && problem == "" && m.Type == "Checkbox":
			value = "false" // what is not ticked is not sent, and was ticked before
		}
		if problem != "" {
			problems[string(m.Name())] = problem
			continue
		}
		list = append(list, change{Spec: spec, value: value, field: m.ProfileField})
	}
	return list, problems
}

func touched(e attribute.Edit) bool { return attribute.Tidy(e.Base) != attribute.Tidy(e.Value) }

// emptied are the changes that would empty what the tenant requires.
func (o Own) emptied(changes []change) map[string]string {
	problems := map[string]string{}
	for _, c := range changes {
		if c.value == "" && o.Rules[c.Name].Required {
			problems[string(c.Name)] = attribute.Missing
		}
	}
	return problems
}

// customDataAfter is all custom data as it is after the changes: Logto replaces it as
// a whole. What others change of it between the reading and this is lost; nothing in
// Logto's API tells them apart.
func customDataAfter(current apiclient.CustomData, changes []change) apiclient.CustomData {
	after := apiclient.CustomData{}
	maps.Copy(after, current)
	for _, c := range changes {
		if c.value == "" {
			delete(after, c.Name.Key())
		} else {
			after[c.Name.Key()] = attribute.MadeValue(c.field, c.value)
		}
	}
	return after
}

// audited are the changes as the trail keeps them: keys of custom data are part of a
// value there.
func audited(current apiclient.User, changes []change) []audit.Change {
	var all []audit.Change
	before, after := map[string]any{}, map[string]any{}
	for _, c := range changes {
		key := c.Name.Key()
		if key == "" {
			all = append(all, audit.Change{Field: string(c.Name), Before: audit.Text(*c.Of(&current)), After: audit.Text(c.value)})
			continue
		}
		if was, there := current.CustomData[key]; there {
			before[key] = was
		}
		if c.value != "" {
			after[key] = attribute.MadeValue(c.field, c.value)
		}
	}
	if len(before)+len(after) > 0 {
		all = append(all, audit.Change{Field: attribute.CustomData, Before: audit.Object(before), After: audit.Object(after)})
	}
	return all
}
