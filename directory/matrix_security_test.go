package directory_test

import (
	"context"
	"time"

	"roster/access"
	"roster/directory"
)

var (
	everyFactorRemover = map[string]string{
		admin: "yyys", helpdesk: "yyts", auditor: "mmmm", senior: "ytts", ordinary: "mmmm", anonymous: "mmmm", lateAdmin: "uuus",
	}
	everyFactorMaker = map[string]string{
		admin: "yyys", helpdesk: "mmmm", auditor: "mmmm", senior: "ytts", ordinary: "mmmm", anonymous: "mmmm", lateAdmin: "uuus",
	}
	everyTokenKeeper = map[string]string{
		admin: "yyyy", helpdesk: "mmmm", auditor: "mmmm", senior: "ytty", ordinary: "mmmm", anonymous: "mmmm", lateAdmin: "uuuu",
	}
)

// securityRows are about factors, sessions, tokens and linked accounts.
var securityRows = []row{
	{"Security", access.UserReadSecurity, false, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.Security(ctx, a, id)
		return err
	}, everyReader, false},
	{"RemoveFactor", access.UserRemoveMFA, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.RemoveFactor(ctx, a, id, "f1", "")
		return err
	}, everyFactorRemover, false},
	{"ResetMFA", access.UserRemoveMFA, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.ResetMFA(ctx, a, id, "lost a phone")
		return err
	}, everyFactorRemover, false},
	{"AddTOTP", access.UserAddMFA, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.AddTOTP(ctx, a, id, "")
		return err
	}, everyFactorMaker, false},
	{"AddBackupCodes", access.UserAddMFA, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.AddBackupCodes(ctx, a, id, "")
		return err
	}, everyFactorMaker, false},
	{"EndSession", access.UserEndSessions, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.EndSession(ctx, a, id, "s1", "")
		return err
	}, everySignerOut, false},
	{"RevokeGrants", access.UserEndSessions, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.RevokeGrants(ctx, a, id, "app", "")
		return err
	}, everySignerOut, false},
	{"CreateToken", access.UserManageTokens, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.CreateToken(ctx, a, id, "deploy", time.Time{}, "")
		return err
	}, everyTokenKeeper, false},
	{"RenameToken", access.UserManageTokens, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.RenameToken(ctx, a, id, "ci", "build", "")
		return err
	}, everyTokenKeeper, false},
	{"DeleteToken", access.UserManageTokens, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.DeleteToken(ctx, a, id, "ci", "")
		return err
	}, everyTokenKeeper, false},
	{"UnlinkIdentity", access.UserUnlinkIdentity, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.UnlinkIdentity(ctx, a, id, "google", false, "")
		return err
	}, everyFactorRemover, false},
}
