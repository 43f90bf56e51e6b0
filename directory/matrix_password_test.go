package directory_test

import (
	"context"

	"roster/access"
	"roster/directory"
)

var (
	everyPasswordSetter = map[string]string{
		admin: "yyys", helpdesk: "mmmm", auditor: "mmmm", senior: "ytts", ordinary: "mmmm", anonymous: "mmmm", lateAdmin: "uuus",
	}
	everySignerOut = map[string]string{
		admin: "yyyy", helpdesk: "yyty", auditor: "mmmm", senior: "mmmm", ordinary: "mmmm", anonymous: "mmmm", lateAdmin: "yyyy",
	}
)

// passwordRows are about how somebody signs in.
var passwordRows = []row{
	{"Suspension", access.UserRead, false, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.Suspension(ctx, a, id)
		return err
	}, everyReader, false},
	{"OpenSessions", access.UserRead, false, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.OpenSessions(ctx, a, id)
		return err
	}, everyReader, false},
	{"TokenLife", access.UserRead, false, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.TokenLife(ctx, a, id)
		return err
	}, everyReader, false},
	{"PasswordState", access.UserRead, false, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.PasswordState(ctx, a, id)
		return err
	}, everyReader, false},
	{"SetPassword", access.UserSetPassword, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.SetPassword(ctx, a, id, "correct horse", directory.PasswordOptions{Reason: "on the phone"})
		return err
	}, everyPasswordSetter, false},
	{"ExpirePassword", access.UserExpirePassword, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		return d.ExpirePassword(ctx, a, id, "was written down")
	}, everySuspender, false},
	{"Unlock", access.UserUnlock, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		return d.Unlock(ctx, a, id, "mistyped it")
	}, everySuspender, false},
	{"EndAllSessions", access.UserEndSessions, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.EndAllSessions(ctx, a, id, "lost a laptop")
		return err
	}, everySignerOut, false},
}
