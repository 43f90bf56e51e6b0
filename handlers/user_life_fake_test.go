package handlers

import (
	"context"
	"time"

	"roster/access"
	"roster/auth"
	"roster/directory"
)

// fakeLife is what fakePeople answers about somebody's account.
type fakeLife struct {
	suspended bool // anna is
	impact    directory.Impact
	ended     directory.Ended
	said      []string // reason, and what was typed to confirm
}

// lateAdmin may do everything, and signed in too long ago for some of it.
func lateAdmin() *auth.Person {
	p := playerWith("late", access.All())
	p.AuthTime = now.Add(-11 * time.Minute)
	return p
}

func changesLife(method string) bool {
	return method == "Suspend" || method == "Reactivate" || method == "Delete"
}

func (f *fakePeople) Impact(ctx context.Context, _ access.Actor, _ string) (directory.Impact, error) {
	return f.impact, f.called(ctx, "Impact")
}

func (f *fakePeople) Suspend(ctx context.Context, _ access.Actor, _, reason string) (directory.Ended, error) {
	f.said = append(f.said, reason)
	return f.ended, f.called(ctx, "Suspend")
}

func (f *fakePeople) Reactivate(ctx context.Context, _ access.Actor, _, reason string) (directory.Ended, error) {
	f.said = append(f.said, reason)
	return f.ended, f.called(ctx, "Reactivate")
}

func (f *fakePeople) Delete(ctx context.Context, _ access.Actor, _, reason, confirm string) (directory.Ended, error) {
	f.said = append(f.said, reason, confirm)
	return f.ended, f.called(ctx, "Delete")
}
