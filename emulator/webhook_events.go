package emulator

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// hookRoute is a route of the Management API that tells of an event by itself. The data of the event is the answer's
// body: an entity, or a list of them, with its columns in this order; nil for an object without columns.
type hookRoute struct {
	event   string
	columns []string
}

// The columns of entities in the order in which Logto writes them.
var (
	userColumnOrder = []string{
		"id", "username", "primaryEmail", "primaryPhone", "name", "avatar", "customData", "identities", "lastSignInAt",
		"createdAt", "updatedAt", "profile", "applicationId", "cimdClientId", "isSuspended", "hasPassword",
	}
	roleOrder         = []string{"tenantId", "id", "name", "description", "type", "isDefault"}
	scopeOrder        = []string{"tenantId", "id", "resourceId", "name", "description", "createdAt"}
	organizationOrder = []string{
		"tenantId", "id", "name", "description", "customData", "isMfaRequired", "color", "branding", "customCss", "createdAt",
	}
	organizationRoleOrder  = []string{"tenantId", "id", "name", "description", "type"}
	organizationScopeOrder = []string{"tenantId", "id", "name", "description"}
	applicationOrder       = []string{"id", "type", "name", "description"}
)

// hookRoutes are those routes, by method and path. What is not here tells of nothing, or its handler does.
var hookRoutes = map[string]hookRoute{
	"POST /users":                                                {"User.Created", userColumnOrder},
	"PATCH /users/:userId":                                       {userUpdated, userColumnOrder},
	"PATCH /users/:userId/custom-data":                           {userUpdated, nil},
	"PATCH /users/:userId/profile":                               {userUpdated, nil},
	"PATCH /users/:userId/password":                              {userUpdated, userColumnOrder},
	"PATCH /users/:userId/is-suspended":                          {"User.SuspensionStatus.Updated", userColumnOrder},
	"POST /roles":                                                {"Role.Created", roleOrder},
	"DELETE /roles/:id":                                          {"Role.Deleted", nil},
	"PATCH /roles/:id":                                           {"Role.Data.Updated", roleOrder},
	"POST /roles/:id/scopes":                                     {"Role.Scopes.Updated", scopeOrder},
	"DELETE /roles/:id/scopes/:scopeId":                          {"Role.Scopes.Updated", nil},
	"POST /resources/:resourceId/scopes":                         {"Scope.Created", scopeOrder},
	"DELETE /resources/:resourceId/scopes/:scopeId":              {"Scope.Deleted", nil},
	"PATCH /resources/:resourceId/scopes/:scopeId":               {"Scope.Data.Updated", scopeOrder},
	"POST /organizations":                                        {"Organization.Created", organizationOrder},
	"DELETE /organizations/:id":                                  {"Organization.Deleted", nil},
	"PATCH /organizations/:id":                                   {"Organization.Data.Updated", organizationOrder},
	"POST /organization-roles":                                   {"OrganizationRole.Created", organizationRoleOrder},
	"DELETE /organization-roles/:id":                             {"OrganizationRole.Deleted", nil},
	"PATCH /organization-roles/:id":                              {"OrganizationRole.Data.Updated", organizationRoleOrder},
	"PUT /organization-roles/:id/scopes":                         {"OrganizationRole.Scopes.Updated", nil},
	"POST /organization-roles/:id/scopes":                        {"OrganizationRole.Scopes.Updated", nil},
	"DELETE /organization-roles/:id/scopes/:organizationScopeId": {"OrganizationRole.Scopes.Updated", nil},
	"POST /organization-scopes":                                  {"OrganizationScope.Created", organizationScopeOrder},
	"DELETE /organization-scopes/:id":                            {"OrganizationScope.Deleted", nil},
	"PATCH /organization-scopes/:id":                             {"OrganizationScope.Data.Updated", organizationScopeOrder},
}

// data is the body of an answer as an event shows it.
func (h hookRoute) data(body any) any {
	switch body := body.(type) {
	case map[string]any:
		if h.columns != nil {
			return ordered(body, h.columns)
		}
	case []map[string]any:
		list := make([]members, len(body))
		for i, one := range body {
			list[i] = ordered(one, h.columns)
		}
		return list
	}
	return storedOrder(marshal(body))
}

// tellRoute tells of what a route has just done.
func (r *request) tellRoute(line *compiledRoute, res response) {
	if toldBy(r.http) == nil {
		return
	}
	hooked, is := hookRoutes[line.method+" "+line.path]
	if !is {
		return
	}
	r.tell(hooked.event, func() members {
		about := r.apiContext(res.status)
		if res.body != nil {
			about = append(about, member{"data", hooked.data(res.body)})
		}
		return about
	})
}

// tell tells of an event that a request of the API causes.
func (r *request) tell(event string, about func() members) {
	r.tenant.tell(r.http, event, func() members { return append(r.tenant.caused(r.http), about()...) })
}

// caused is when, and by whom.
func (t *tenant) caused(r *http.Request) members {
	return append(append(members{{"createdAt", t.now().UTC().Format(isoFormat)}}, sentBy(r)...), member{"ip", clientIP(r)})
}

// sentBy names the program that sent a request, if it named itself.
func sentBy(r *http.Request) members {
	if agent := r.UserAgent(); agent != "" {
		return members{{"userAgent", agent}}
	}
	return nil
}

// apiContext is a request of the Management API as events describe it; status is that of its answer.
func (r *request) apiContext(status int) members {
	path := strings.TrimPrefix(r.http.URL.EscapedPath(), apiPrefix)
	params := members{}
	// Logto mounts the routes of roles behind a pattern, whose match is a parameter too.
	if rest, err := url.PathUnescape(path[min(len("/roles"), len(path)):]); strings.HasPrefix(r.route, "/roles/") && err == nil {
		params = append(params, member{"0", rest})
	}
	for segment := range strings.SplitSeq(r.route, "/") {
		if name, is := strings.CutPrefix(segment, ":"); is {
			params = append(params, member{name, r.param(name)})
		}
	}
	return members{
		{"path", path}, {"method", r.http.Method}, {"status", status}, {"params", params}, {"matchedRoute", r.route},
	}
}

// tellMembers tells of who came into an organization and who left it. At most 5,000 are named; nobody is not.
func (r *request) tellMembers(status int, organizationID string, added, removed []string) {
	r.tell(memberUpdated, func() members {
		return append(r.apiContext(status), membershipDelta(organizationID, added, removed)...)
	})
}

const namedMembers = 5000

func membershipDelta(organizationID string, added, removed []string) members {
	about := members{{"organizationId", organizationID}}
	for _, side := range []struct {
		name string
		ids  []string
	}{{"addedUserIds", added}, {"removedUserIds", removed}} {
		if len(side.ids) > 0 {
			about = append(about, member{side.name, slices.Clone(side.ids[:min(namedMembers, len(side.ids))])})
		}
	}
	return about
}

// userData is a person as events show them.
func userData(u *user) members { return ordered(userInfo(u), userColumnOrder) }

func userMembers(u *user) members { return members{{"data", userData(u)}} }
