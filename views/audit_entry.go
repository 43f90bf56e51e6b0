package views

import (
	"context"
	"strings"

	"roster/i18n"
	"roster/views/ui"
)

func auditNames(ctx context.Context, fields []string) string {
	names := make([]string, len(fields))
	for i, field := range fields {
		names[i] = auditLabel(ctx, field)
	}
	return strings.Join(names, ", ")
}

// auditReasons are the sentences for why something was not allowed.
var auditReasons = map[string]string{
	"missing-capability": "audit.missing.capability", "target-has-more": "audit.missing.target", "self": "audit.missing.self",
	"step-up": "audit.missing.step-up", "last-holder": "audit.missing.last-holder", "grants-more": "audit.missing.grants",
	"not-author": "audit.missing.author",
}

func auditReason(reason string) string {
	if key := auditReasons[reason]; key != "" {
		return key
	}
	return "audit.missing.unknown"
}

// auditDiff words what became of each value.
func auditDiff(ctx context.Context, changes []AuditChange) []ui.DiffProps {
	rows := make([]ui.DiffProps, len(changes))
	for i, c := range changes {
		r := ui.DiffProps{Label: auditLabel(ctx, c.Field), Before: c.Before, After: c.After, Code: c.Code, Tone: ui.ToneInfo, Kind: i18n.T(ctx, "change.changed")}
		r.CodeLabel = r.Label == c.Field
		if c.Key != "" {
			r.Label, r.CodeLabel = c.Key, true
		}
		if !c.Code {
			r.Before, r.After = shownValue(ctx, c.Field, c.Before), shownValue(ctx, c.Field, c.After)
		}
		switch {
		case c.Before == "":
			r.Tone, r.Kind = ui.ToneSuccess, i18n.T(ctx, "change.added")
		case c.After == "":
			r.Tone, r.Kind = ui.ToneError, i18n.T(ctx, "change.removed")
		}
		rows[i] = r
	}
	return rows
}
