package directory_test

import (
	"net/http"
	"slices"
)

// joins are the memberships of a person: until something changes them, everybody is
// in the one organization "o".
func (l *logto) joins(id string) map[string][]string {
	if l.memberships[id] == nil {
		l.memberships[id] = map[string][]string{"o": append([]string{}, l.organizationRoles[id]...)}
	}
	return l.memberships[id]
}

// removeMember ends a membership (organizations/:id/users/:id) or takes one role there
// (…/roles/:id).
func (l *logto) removeMember(part []string) *http.Response {
	organization, id := part[1], part[3]
	roles, member := l.joins(id)[organization]
	switch {
	case !member, len(part) == 6 && !slices.Contains(roles, part[5]):
		return refuse(http.StatusNotFound, "entity.not_found")
	case len(part) == 6:
		l.memberships[id][organization] = slices.DeleteFunc(roles, func(r string) bool { return r == part[5] })
	default:
		delete(l.memberships[id], organization)
	}
	return &http.Response{StatusCode: http.StatusNoContent, Body: http.NoBody}
}

func (l *logto) removeRole(id, role string) *http.Response {
	if !slices.Contains(l.roles[id], role) {
		return refuse(http.StatusNotFound, "entity.not_found")
	}
	l.roles[id] = slices.DeleteFunc(slices.Clone(l.roles[id]), func(r string) bool { return r == role })
	return &http.Response{StatusCode: http.StatusNoContent, Body: http.NoBody}
}

func (l *logto) insideScopes(role string) []map[string]string {
	var scopes []map[string]string
	for _, name := range l.inside[role] {
		scopes = append(scopes, map[string]string{"id": name, "name": name})
	}
	return scopes
}
