package handlers

import (
	"context"

	"roster/access"
	"roster/directory"
	"roster/views"
	"roster/views/paths"
)

// deletePage removes somebody for good. It asks to type who, and leads to the
// list, since there is no page of theirs any more.
var deletePage = life{
	kind: views.LifeDelete, action: access.UserDelete, fields: []string{views.FieldReason, views.FieldConfirm}, reads: lifeParts{impact: true},
	done: "life.delete.done", was: "life.delete.was", portal: "life.delete.portal",
	to: func(string) string { return paths.Users() }, leavesTokens: endsTokens,
	do: func(ctx context.Context, k userKeeper, who access.Actor, id string, form map[string]string) (directory.Ended, error) {
		return k.Delete(ctx, who, id, form[views.FieldReason], form[views.FieldConfirm])
	},
}
