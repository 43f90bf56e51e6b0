package paths

import (
	"net/url"
	"strconv"
)

// GroupQuery is the state of the list of roles or of organizations, or of the people in one. "" and 0 are
// left out.
type GroupQuery struct {
	Search string
	// OrganizationRole narrows the members of an organization to those with a role there.
	OrganizationRole string
	Page             int
}

func (q GroupQuery) with(path string) string {
	v := url.Values{}
	if q.Search != "" {
		v.Set(ParamSearch, q.Search)
	}
	if q.OrganizationRole != "" {
		v.Set(ParamOrganizationRole, q.OrganizationRole)
	}
	if q.Page > 1 {
		v.Set(ParamPage, strconv.Itoa(q.Page))
	}
	return with(path, v)
}

// Roles is the list of roles.
func Roles(q GroupQuery) string { return q.with("/roles") }

// RoleNew is the form for a new role (GET), and takes it (POST).
func RoleNew() string { return "/roles/new" }

// Role is one role's page.
func Role(id string) string { return "/roles/" + url.PathEscape(id) }

// RoleWith is one role's page with the people of q.
func RoleWith(id string, q GroupQuery) string { return q.with(Role(id)) }

// RoleEdit changes what a role is called (GET the form, POST it).
func RoleEdit(id string) string { return Role(id) + "/edit" }

// RoleScopesAdd puts permissions into a role (GET the form, POST it).
func RoleScopesAdd(id string) string { return Role(id) + "/scopes/add" }

// RoleScopeRemove takes a permission out of a role (GET the question, POST the answer).
func RoleScopeRemove(id, scope string) string {
	return Role(id) + "/scopes/" + url.PathEscape(scope) + "/remove"
}

// RoleMembersAdd gives a role to people (GET the form, POST it).
func RoleMembersAdd(id string) string { return Role(id) + "/members/add" }

// RoleDelete removes a role (GET the question, POST the answer).
func RoleDelete(id string) string { return Role(id) + "/delete" }
