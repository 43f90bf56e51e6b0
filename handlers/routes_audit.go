package handlers

import (
	"slices"

	"roster/access"
)

// auditRoutes are about the audit trail.
func (a *app) auditRoutes() []route {
	trail, erase := auditTrail{a, a.People}, auditErase{a, a.People}
	read := need(access.AuditRead)
	return slices.Concat(
		[]route{
			{pattern: "GET /audit", needs: read, handle: trail.page},
			{pattern: "GET /audit/{seq}", needs: read, handle: trail.one},
			{pattern: "POST /audit/export", needs: need(access.UsersExport), handle: trail.export, long: exportTime},
		},
		asked("/audit/people/{id}/erase", need(access.UsersDelete), erase.page, erase.save),
	)
}
