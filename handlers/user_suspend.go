package handlers

import (
	"context"

	"roster/access"
	"roster/directory"
	"roster/views"
	"roster/views/paths"
)

// suspendPage keeps somebody from signing in.
var suspendPage = life{
	kind: views.LifeSuspend, action: access.UserSuspend, fields: []string{views.FieldReason}, reads: lifeParts{impact: true},
	done: "life.suspend.done", was: "life.suspend.was", portal: "life.suspend.portal",
	to: paths.User, leavesTokens: endsTokens,
	do: func(ctx context.Context, k userKeeper, who access.Actor, id string, form map[string]string) (directory.Ended, error) {
		return k.Suspend(ctx, who, id, form[views.FieldReason])
	},
}

// reactivatePage lets them in again.
var reactivatePage = life{
	kind: views.LifeReactivate, action: access.UserReactivate, fields: []string{views.FieldReason}, reads: lifeParts{impact: true},
	done: "life.reactivate.done", was: "life.reactivate.was",
	to: paths.User, leavesTokens: endsTokens,
	do: func(ctx context.Context, k userKeeper, who access.Actor, id string, form map[string]string) (directory.Ended, error) {
		return k.Reactivate(ctx, who, id, form[views.FieldReason])
	},
}
