package handlers

import (
	"net/http"
	"strings"

	"roster/access"
	"roster/auth"
	"roster/views"
	"roster/views/paths"
)

// shell is the frame of a page as this person sees it. A message that waits
// from before a redirect is shown in it, and gone.
func (a *app) shell(w http.ResponseWriter, r *http.Request) views.Shell {
	v := visitOf(r)
	shell := views.Shell{
		Path:      a.landing(r),
		Theme:     v.theme,
		RequestID: v.id,
		Now:       a.Now(),

		ReasonsShown: a.ShowAccess,
	}
	if v.person != nil {
		shell.Viewer = viewerOf(v.person)
		shell.Nav = areasFor(v.person)
		shell.CanSearch = v.person.Capabilities.Has(access.UsersRead)
	}
	if IsPartial(r) {
		return shell
	}
	if m, ok := a.flashes.take(w, r); ok {
		shell.Toasts = append(shell.Toasts, m.toast(person(r)))
	}
	return shell
}

func viewerOf(p *auth.Person) *views.Viewer {
	return &views.Viewer{
		ID: p.ID, Name: p.DisplayName(), Role: strings.Join(p.Roles, ", "),
		PictureURL: pictureURL(p.Picture, paths.ProfilePicture),
	}
}

// areasFor lists the places this person may open.
func areasFor(p *auth.Person) []views.Area {
	var areas []views.Area
	if p.Capabilities.Has(access.UsersRead) {
		areas = append(areas, views.AreaOverview, views.AreaUsers, views.AreaRoles, views.AreaOrganizations, views.AreaInvitations, views.AreaActivity)
	}
	if p.Capabilities.Has(access.AuditRead) {
		areas = append(areas, views.AreaAudit)
	}
	if p.Capabilities.Has(access.WebhooksManage) {
		areas = append(areas, views.AreaWebhooks)
	}
	return append(areas, views.AreaProfile)
}
