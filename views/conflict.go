package views

import (
	"context"
	"slices"
	"strings"

	"roster/i18n"
	"roster/views/ui"
)

// conflictTitle asks for a decision, again where one is missing.
func conflictTitle(ctx context.Context, f Form) string {
	if !f.Problem.None() {
		return say(ctx, f.Problem)
	}
	return i18n.N(ctx, "conflict.title", len(f.Conflicts))
}

// conflictDecision words the choice about one field, or one key of custom data,
// which is its own label.
func conflictDecision(ctx context.Context, id string, c Conflict, fields []string) ui.DecisionProps {
	name := c.Field
	isKey := !slices.Contains(fields, c.Field)
	if !isKey {
		name = label(ctx, c.Field)
	}
	show := func(value string) string { return shownValue(ctx, c.Field, value) }
	return ui.DecisionProps{
		ID: fieldID(id, "choice-"+c.Field), Name: ChoiceName(c.Field), Label: name, Chosen: c.Chosen, Code: isKey,
		BeforeLabel: i18n.T(ctx, "conflict.base"), Before: show(c.Base), None: i18n.T(ctx, "ui.none"),
		Options: []ui.DecisionOption{
			{Value: ChoiceTheirs, Label: i18n.T(ctx, "conflict.theirs"), Text: show(c.Theirs)},
			{Value: ChoiceMine, Label: i18n.T(ctx, "conflict.mine"), Text: show(c.Mine)},
		},
	}
}

// otherChanges names what else was typed, which no one is in the way of.
func otherChanges(ctx context.Context, f Form, fields []string) string {
	var names []string
	for _, name := range fields {
		field := f.Fields[name]
		met := slices.ContainsFunc(f.Conflicts, func(c Conflict) bool { return c.Field == name })
		if name != FieldCustomData && !met && field.Value != field.Base && field.open() {
			names = append(names, label(ctx, name))
		}
	}
	return strings.Join(names, ", ")
}

// changeRows words what becomes of each key.
func changeRows(ctx context.Context, changes []KeyChange) []ui.Change {
	rows := make([]ui.Change, len(changes))
	for i, c := range changes {
		rows[i] = ui.Change{Name: c.Key, Before: c.Before, After: c.After, Tone: ui.ToneInfo, Kind: i18n.T(ctx, "change.changed")}
		switch {
		case c.Before == "":
			rows[i].Tone, rows[i].Kind = ui.ToneSuccess, i18n.T(ctx, "change.added")
		case c.After == "":
			rows[i].Tone, rows[i].Kind = ui.ToneError, i18n.T(ctx, "change.removed")
		}
	}
	return rows
}
