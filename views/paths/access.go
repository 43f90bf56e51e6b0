package paths

import "net/url"

// ParamWith is the other person of a comparison.
const ParamWith = "with"

// UserAccess is what a person can reach: roles, organizations, permissions.
func UserAccess(id string) string { return UserSection(id, "access") }

// UserAddRoles gives a person roles (GET the form, POST it). find is looked for among the roles, ticked are the
// ids of those that are chosen; both may be empty.
func UserAddRoles(id, find string, ticked []string) string {
	v := url.Values{}
	if find != "" {
		v.Set(ParamFind, find)
	}
	for _, role := range ticked {
		v.Add(ParamRole, role)
	}
	return with(User(id)+"/roles/add", v)
}

// UserRemoveRole takes a role from a person (GET the question, POST the answer).
func UserRemoveRole(id, role string) string {
	return User(id) + "/roles/" + url.PathEscape(role) + "/remove"
}

// UserAddOrganization offers the organizations that a person can be added to; q.List is not used.
func UserAddOrganization(id string, q ChoiceQuery) string {
	return q.with(User(id) + "/organizations/add")
}

// UserOrganization is a person in one organization: their roles there, or those they would get by joining it (GET the
// form, POST it).
func UserOrganization(id, organization string) string {
	return User(id) + "/organizations/" + url.PathEscape(organization)
}

// UserLeaveOrganization takes a person out of an organization (GET the question, POST the answer).
func UserLeaveOrganization(id, organization string) string {
	return UserOrganization(id, organization) + "/remove"
}

// UserCompare compares a person with another (GET), and gives them what the other has (POST). Without the other ("")
// it offers people, those that find finds.
func UserCompare(id, other, find string) string {
	v := url.Values{}
	if other != "" {
		v.Set(ParamWith, other)
	}
	if find != "" {
		v.Set(ParamFind, find)
	}
	return with(UserSection(id, "compare"), v)
}
