package paths

import "net/url"

// UserRoleRemove takes a role from a person (GET the question, POST the answer).
func UserRoleRemove(id, role string) string {
	return UserSection(id, "roles") + "/" + url.PathEscape(role) + "/remove"
}

// UserOrganization sets the roles of a person in an organization (GET the form, POST it).
func UserOrganization(id, organization string) string {
	return UserSection(id, "organizations") + "/" + url.PathEscape(organization)
}

// UserOrganizationRemove takes a person out of an organization (GET the question, POST the answer).
func UserOrganizationRemove(id, organization string) string {
	return UserOrganization(id, organization) + "/remove"
}
