package directory_test

import (
	"context"
	"slices"

	"roster/access"
	"roster/audit"
	"roster/directory"
)

var (
	everyAuditor = map[string]string{
		admin: "yyyy", helpdesk: "mmmm", auditor: "yyyy", senior: "mmmm", ordinary: "mmmm", anonymous: "mmmm", lateAdmin: "yyyy",
	}
	everyEraser = map[string]string{
		admin: "yyys", helpdesk: "mmmm", auditor: "mmmm", senior: "mmmm", ordinary: "mmmm", anonymous: "mmmm", lateAdmin: "uuus",
	}
	everyPlanner = map[string]string{ // asking before it needs no fresh sign-in
		admin: "yyys", helpdesk: "mmmm", auditor: "mmmm", senior: "mmmm", ordinary: "mmmm", anonymous: "mmmm", lateAdmin: "yyys",
	}
)

// trailRows are about the trail itself. making: nobody's rights are looked at.
var trailRows = []row{
	{"Trail", access.AuditList, false, func(ctx context.Context, d *directory.Directory, a access.Actor, _ string) error {
		_, err := d.Trail(ctx, a, audit.Filter{Limit: 5})
		return err
	}, everyAuditor, false},
	{"TrailAct", access.AuditList, false, func(ctx context.Context, d *directory.Directory, a access.Actor, _ string) error {
		_, err := d.TrailAct(ctx, a, 1)
		return err
	}, everyAuditor, false},
	{"ExportTrail", access.AuditExport, true, func(ctx context.Context, d *directory.Directory, a access.Actor, _ string) error {
		return d.ExportTrail(ctx, a, audit.Filter{}, audit.Export{Format: "csv"}, false, func(directory.TrailLine) error { return nil })
	}, everyAuditor, true},
	{"Erasable", access.PersonForget, false, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		return d.Erasable(ctx, a, id)
	}, everyPlanner, false},
	{"Erase", access.PersonForget, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		return d.Erase(ctx, a, id, "asked for it", id)
	}, everyEraser, true},
}

func isTrailRow(r row) bool {
	return slices.ContainsFunc(trailRows, func(other row) bool { return other.method == r.method })
}
