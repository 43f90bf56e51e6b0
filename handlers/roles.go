package handlers

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strconv"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/views"
	"roster/views/paths"
)

// roleReader is what is needed of package directory to show roles, which Directory
// documents.
type roleReader interface {
	Roles(ctx context.Context, actor access.Actor, q directory.GroupQuery) (directory.RoleList, error)
	RoleDetails(ctx context.Context, actor access.Actor, id string, q directory.GroupQuery) (directory.RoleDetails, error)
	RoleMembers(ctx context.Context, actor access.Actor, id string, q directory.GroupQuery) (apiclient.Page[apiclient.User], error)
	ScopeOffer(ctx context.Context, actor access.Actor, id string) (directory.ScopeOffer, error)
}

// groupPage is how many roles, organizations or members are shown at a time.
const groupPage = 20

// rolePages are the list of roles and the page of one.
type rolePages struct {
	*app
	roles roleReader
}

// readGroupQuery reads the address of a list of roles, organizations or members.
func readGroupQuery(r *http.Request) (paths.GroupQuery, views.Message) {
	q := paths.GroupQuery{Page: 1, OrganizationRole: r.URL.Query().Get(paths.ParamOrganizationRole)}
	if n, err := strconv.Atoi(r.URL.Query().Get(paths.ParamPage)); err == nil && n > 1 && n < 1<<20 {
		q.Page = n
	}
	if q.OrganizationRole != "" && !idForm.MatchString(q.OrganizationRole) {
		q.OrganizationRole = ""
	}
	search, problem := readSearch(r)
	q.Search = search
	return q, problem
}

func groupQuery(q paths.GroupQuery) directory.GroupQuery {
	return directory.GroupQuery{Search: q.Search, Page: q.Page, PageSize: groupPage}
}

// lastPage is the last page of a list, for an address that is beyond it.
func lastPage(total int) int { return max((total+groupPage-1)/groupPage, 1) }

// list shows the roles.
func (h rolePages) list(w http.ResponseWriter, r *http.Request) error {
	q, problem := readGroupQuery(r)
	props := views.GroupsProps{Kind: views.KindRole, Query: q, Size: groupPage, Problem: problem}
	if actor(r).Capabilities.Has(access.RolesAssign) {
		props.NewURL = paths.RoleNew()
	}
	return h.showGroups(w, r, props, func(props *views.GroupsProps) error {
		found, err := h.roles.Roles(r.Context(), actor(r), groupQuery(props.Query))
		props.Rows, props.Total = nil, found.Total
		for _, row := range found.Rows {
			h.unreadPart(r, row.CarriesErr)
			props.Rows = append(props.Rows, views.GroupRow{
				ID: row.ID, Name: row.Name, Description: row.Description, People: row.UsersCount, Default: row.IsDefault, Portal: !row.Carries.Empty(),
				PortalUnread: row.CarriesErr != nil,
			})
		}
		return err
	})
}

// showGroups reads a list and shows it: the page that is asked for, or the last.
func (a *app) showGroups(w http.ResponseWriter, r *http.Request, props views.GroupsProps, read func(*views.GroupsProps) error) error {
	status := http.StatusOK
	if !props.Problem.None() {
		status = http.StatusUnprocessableEntity
	} else {
		err := read(&props)
		if err == nil && len(props.Rows) == 0 && props.Total > 0 {
			props.Query.Page = lastPage(props.Total)
			err = read(&props)
		}
		failure, troubled, ok := failureOf(actor(r), err, r.URL.RequestURI())
		switch {
		case ok:
			a.note(r, troubled, err)
			props.Failure, status = failure, troubled
		case err != nil:
			return err
		}
	}
	return a.render(w, r, status, views.GroupsPage(a.shell(w, r), props), views.FragmentGroups)
}

// one shows a role. Its members alone are asked for while somebody searches them.
func (h rolePages) one(w http.ResponseWriter, r *http.Request) error {
	id, who := r.PathValue("id"), actor(r)
	q, problem := readGroupQuery(r)
	q.OrganizationRole = ""
	props := views.RolePageProps{ID: id, Name: id, Members: views.MembersProps{Kind: views.KindRole, ID: id, Query: q, Size: groupPage, Problem: problem}}
	var members apiclient.Page[apiclient.User]
	var unread error
	if IsPartial(r) && problem.None() {
		members, unread = h.roles.RoleMembers(r.Context(), who, id, groupQuery(q))
		if apiclient.IsNotFound(unread) {
			return unread
		}
	} else {
		all, err := h.roles.RoleDetails(r.Context(), who, id, groupQuery(q))
		if errors.Is(err, directory.ErrMachineRole) {
			return errNotFound
		}
		if err != nil {
			return err
		}
		rolePropsOf(who, &props, all)
		members, unread = all.Members, all.MembersErr
		h.unreadPart(r, all.ScopesErr)
	}
	if unread == nil && len(members.Items) == 0 && members.Total > 0 {
		q.Page = lastPage(members.Total)
		props.Members.Query.Page = q.Page
		members, unread = h.roles.RoleMembers(r.Context(), who, id, groupQuery(q))
	}
	props.Members.Total = members.Total
	for _, u := range members.Items {
		row := memberRow(u)
		if who.Capabilities.Has(access.RolesAssign) && u.ID != who.ID {
			row.RemoveURL = paths.UserRemoveRole(u.ID, id)
		}
		props.Members.Rows = append(props.Members.Rows, row)
	}
	props.Members.Failure = h.partOf(r, unread)
	return h.render(w, r, membersStatus(problem), views.RolePage(h.shell(w, r), props), views.FragmentMembers)
}

func membersStatus(problem views.Message) int {
	if problem.None() {
		return http.StatusOK
	}
	return http.StatusUnprocessableEntity
}

// unreadPart logs why a part of a page is missing.
func (a *app) unreadPart(r *http.Request, err error) {
	if err != nil {
		a.note(r, http.StatusOK, err)
	}
}

// partOf is the state of a part of this page that could not be read, whatever the
// reason: the rest is of use without it.
func (a *app) partOf(r *http.Request, err error) *views.Failure {
	if err == nil {
		return nil
	}
	a.unreadPart(r, err)
	if failure, _, ok := failureOf(actor(r), err, r.URL.RequestURI()); ok {
		return failure
	}
	return &views.Failure{Kind: views.FailureBroken, RetryURL: r.URL.RequestURI()}
}

func memberRow(u apiclient.User) views.MemberRow {
	return views.MemberRow{
		ID: u.ID, Name: u.Name, Username: u.Username, Email: u.PrimaryEmail, Phone: showPhone(u.PrimaryPhone),
		Suspended: u.IsSuspended, LastSignIn: u.LastSignInAt.Time,
	}
}

// rolePropsOf maps a role to what its page shows.
func rolePropsOf(who access.Actor, props *views.RolePageProps, all directory.RoleDetails) {
	props.Name, props.Description, props.Default = all.Role.Name, all.Role.Description, all.Role.IsDefault
	props.Portal, props.Held = len(all.Portal) > 0, all.Held
	if failure := all.ScopesErr; failure != nil {
		props.ScopesFailure = &views.Failure{Kind: views.FailureBroken, RetryURL: paths.Role(props.ID)}
		if f, _, ok := failureOf(who, failure, paths.Role(props.ID)); ok {
			props.ScopesFailure = f
		}
	}
	why := all.Rights.Why(access.RoleUpdate)
	may := why == nil || why.Reason == access.StepUp
	props.CanEdit = may && who.Capabilities.Has(access.RolesAssign)
	props.CanDo = who.Capabilities.Has(access.RolesAssign) && all.ScopesErr == nil && len(who.Capabilities.Lacks(all.Carries)) == 0
	if why != nil && why.Reason == access.TargetHasMore {
		props.Locked = views.Say("roles.refused.target")
	}
	at := map[string]int{}
	for _, scope := range all.Scopes {
		resource := apiclient.Resource{ID: scope.ResourceID, Name: scope.ResourceID}
		if scope.Resource != nil {
			resource = *scope.Resource
		}
		i, known := at[resource.ID]
		if !known {
			i = len(props.Resources)
			at[resource.ID] = i
			props.Resources = append(props.Resources, views.RoleResource{Name: resource.Name})
		}
		own := views.RoleScope{ID: scope.ID, Name: scope.Name, Description: scope.Description}
		if props.CanEdit && !(all.Held && all.Portal[scope.ID]) {
			own.RemoveURL = paths.RoleScopeRemove(props.ID, scope.ID)
		}
		props.Resources[i].Ours = props.Resources[i].Ours || all.Portal[scope.ID]
		props.Resources[i].Scopes = append(props.Resources[i].Scopes, own)
	}
}

// nameOf is how somebody is called where there is one line for them.
func nameOf(u apiclient.User) string {
	return cmp.Or(u.Name, u.Username, u.PrimaryEmail, showPhone(u.PrimaryPhone), u.ID)
}
