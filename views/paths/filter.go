package paths

import "strconv"

// ChoiceQuery is the state of a page that offers the filters of the users list.
type ChoiceQuery struct {
	// List is the users list that a choice leads back to, without its page.
	List UserQuery
	// Find is looked for among what is offered.
	Find string
	Page int
}

func (q ChoiceQuery) with(path string) string {
	q.List.Page, q.List.Rest = 0, false
	v := q.List.values()
	if q.Find != "" {
		v.Set(ParamFind, q.Find)
	}
	if q.Page > 1 {
		v.Set(ParamPage, strconv.Itoa(q.Page))
	}
	return with(path, v)
}

// FilterRoles offers the roles that the users list can be narrowed to.
func FilterRoles(q ChoiceQuery) string { return q.with("/users/filter/roles") }

// FilterOrganizations offers the organizations that the users list can be narrowed to.
func FilterOrganizations(q ChoiceQuery) string { return q.with("/users/filter/organizations") }

// FilterOrganizationRoles offers the roles in the organization that the users list is narrowed to.
func FilterOrganizationRoles(q ChoiceQuery) string { return q.with("/users/filter/organization-roles") }
