package handlers

import (
	"context"

	"roster/access"
	"roster/directory"
)

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
