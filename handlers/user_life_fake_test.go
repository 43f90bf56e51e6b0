package handlers

import (
	"context"
	"slices"
	"time"

	"roster/access"
	"roster/apiclient"
	"roster/auth"
	"roster/directory"
)

// fakeLife is what fakePeople answers about somebody's account.
type fakeLife struct {
	suspended bool // anna is
	impact    directory.Impact
	ended     directory.Ended
	said      []string // reason, and what was typed to confirm

	state      directory.PasswordState
	sessions   int
	suspension directory.Suspension
	tokenLife  time.Duration // 0: it cannot be read
	passwords  []string      // that were set
	options    directory.PasswordOptions
}

// lateAdmin may do everything, and signed in too long ago for some of it.
func lateAdmin() *auth.Person {
	p := playerWith("late", access.All())
	p.AuthTime = now.Add(-11 * time.Minute)
	return p
}

func changesLife(method string) bool {
	return slices.Contains([]string{"Suspend", "Reactivate", "Delete", "Unlock", "ExpirePassword", "EndAllSessions", "SetPassword"}, method)
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

func (f *fakePeople) Suspension(ctx context.Context, _ access.Actor, _ string) (directory.Suspension, error) {
	return f.suspension, f.called(ctx, "Suspension")
}

// TokenLife is remembered by directory, so it is no call that counts.
func (f *fakePeople) TokenLife(context.Context, access.Actor, string) (time.Duration, error) {
	if f.tokenLife == 0 {
		return 0, &apiclient.Unavailable{Kind: apiclient.KindServer}
	}
	return f.tokenLife, nil
}

func (f *fakePeople) PasswordState(ctx context.Context, _ access.Actor, _ string) (directory.PasswordState, error) {
	return f.state, f.called(ctx, "PasswordState")
}

func (f *fakePeople) OpenSessions(ctx context.Context, _ access.Actor, _ string) (int, error) {
	return f.sessions, f.called(ctx, "OpenSessions")
}

func (f *fakePeople) Unlock(ctx context.Context, _ access.Actor, _, reason string) error {
	f.said = append(f.said, reason)
	return f.called(ctx, "Unlock")
}

func (f *fakePeople) ExpirePassword(ctx context.Context, _ access.Actor, _, reason string) error {
	f.said = append(f.said, reason)
	return f.called(ctx, "ExpirePassword")
}

func (f *fakePeople) EndAllSessions(ctx context.Context, _ access.Actor, _, reason string) (directory.Ended, error) {
	f.said = append(f.said, reason)
	return f.ended, f.called(ctx, "EndAllSessions")
}

func (f *fakePeople) SetPassword(ctx context.Context, _ access.Actor, _ string, password apiclient.Secret, o directory.PasswordOptions) (directory.Ended, error) {
	f.passwords, f.options = append(f.passwords, password.Reveal()), o
	f.said = append(f.said, o.Reason)
	return f.ended, f.called(ctx, "SetPassword")
}
