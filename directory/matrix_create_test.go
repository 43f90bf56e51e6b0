package directory_test

import (
	"context"

	"roster/access"
	"roster/directory"
)

var (
	everyCreator = map[string]string{
		admin: "yyyy", helpdesk: "mmmm", auditor: "mmmm", senior: "mmmm", ordinary: "mmmm", anonymous: "mmmm", lateAdmin: "yyyy",
	}
	everyFinisher = map[string]string{
		admin: "yyys", helpdesk: "mmmm", auditor: "mmmm", senior: "mmmm", ordinary: "mmmm", anonymous: "mmmm", lateAdmin: "yyys",
	}
	everyUndoer = map[string]string{
		admin: "yyys", helpdesk: "mmmm", auditor: "mmmm", senior: "mmmm", ordinary: "mmmm", anonymous: "mmmm", lateAdmin: "yyys",
	}
)

// createRows are about somebody who is only being made.
var createRows = []row{
	{"NewUserRules", access.UserCreate, false, func(ctx context.Context, d *directory.Directory, a access.Actor, _ string) error {
		_, err := d.NewUserRules(ctx, a)
		return err
	}, everyCreator, true},
	{"Create", access.UserCreate, true, func(ctx context.Context, d *directory.Directory, a access.Actor, _ string) error {
		_, err := d.Create(ctx, a, directory.NewUser{Fields: map[directory.Field]string{directory.Username: "mina"}})
		return err
	}, everyCreator, true},
	{"FinishCreate", access.UserAssignRole, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.FinishCreate(ctx, a, id, []directory.Step{{Kind: directory.StepRoles, Roles: []directory.Named{{ID: "senior"}}}}, "en")
		return err
	}, everyFinisher, true},
	{"UndoCreate", access.UserDelete, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		return d.UndoCreate(ctx, a, id)
	}, everyUndoer, true},
}
