package handlers

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"roster/directory"
	"roster/views"
)

// explainConflict shows what somebody else changed meanwhile.
func (in submission) explainConflict(form *views.Form, e *directory.Conflict) {
	if in.pair != nil {
		keyConflicts(form, e)
		return
	}
	conflicts(form, e)
}

// conflicts shows what somebody else made of the fields. The decision is about
// what is there now, so that becomes the new base.
func conflicts(form *views.Form, e *directory.Conflict) {
	for _, c := range e.Fields {
		name := viewField(directory.Field(c.Name))
		if name == views.FieldPrimaryPhone {
			c.Base, c.Theirs, c.Mine = showPhone(c.Base), showPhone(c.Theirs), showPhone(c.Mine)
		}
		form.Conflicts = append(form.Conflicts, views.Conflict{Field: name, Base: c.Base, Theirs: c.Theirs, Mine: c.Mine})
		if field, ok := form.Fields[name]; ok {
			field.Base = c.Theirs
			form.Fields[name] = field
		}
	}
}

// keyConflicts is conflicts for keys of custom data. They are called what they are
// called, also like a field.
func keyConflicts(form *views.Form, e *directory.Conflict) {
	for _, c := range e.Fields {
		form.Conflicts = append(form.Conflicts, views.Conflict{Field: c.Name, Base: c.Base, Theirs: c.Theirs, Mine: c.Mine})
	}
}

// undecided: a form about a conflict came in without a choice for these fields.
type undecided struct{ fields []string }

func (e *undecided) Error() string {
	return fmt.Sprintf("form: no choice for %d fields", len(e.fields))
}

// isDecision tells the names of a conflict form that no other form has.
func isDecision(name string) bool {
	return strings.HasPrefix(name, views.ConflictName("")) || strings.HasPrefix(name, views.ChoiceName(""))
}

// inConflict are the fields, or the keys of custom data, that the form asks about.
func (in submission) inConflict() []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(in.values)) {
		if field, ok := strings.CutPrefix(name, views.ConflictName("")); ok {
			names = append(names, field)
		}
	}
	return names
}

// decide carries out the choices: what is there now stays where it was chosen,
// and the rest is saved as it was typed.
func (in submission) decide(s section) error {
	var open []string
	for _, field := range in.inConflict() {
		switch in.values[views.ChoiceName(field)] {
		case views.ChoiceMine:
		case views.ChoiceTheirs:
			if err := s.takeTheirs(in.values, field); err != nil {
				return err
			}
		default:
			open = append(open, field)
		}
	}
	if len(open) > 0 {
		return &undecided{open}
	}
	return nil
}

// takeTheirs makes a field what is there now.
func (s section) takeTheirs(values map[string]string, field string) error {
	if s.theirs != nil {
		return s.theirs(values, field)
	}
	if !slices.Contains(s.fields, field) {
		return errHalfField(field)
	}
	values[field] = values[views.BaseName(field)]
	return nil
}

// conflicts are those of a form that came in undecided, to ask once more.
func (in submission) conflicts() []views.Conflict {
	var list []views.Conflict
	for _, field := range in.inConflict() {
		c := views.Conflict{
			Field: field, Base: in.values[views.ConflictName(field)], Chosen: in.values[views.ChoiceName(field)],
			Theirs: in.values[views.BaseName(field)], Mine: in.values[field],
		}
		if in.pair != nil {
			c.Theirs, c.Mine = in.pair(in.values, field)
		}
		list = append(list, c)
	}
	return list
}
