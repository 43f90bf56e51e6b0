package directory_test

import (
	"maps"
	"net/http"
	"slices"
)

// answerRoles lists roles, who has one, and what it carries.
func (l *logto) answerRoles(part []string) *http.Response {
	switch {
	case len(part) == 1:
		var roles []map[string]string
		for _, name := range slices.Sorted(maps.Keys(l.scopes)) {
			if l.isOrganizationRole(name) == (part[0] == "organization-roles") {
				roles = append(roles, map[string]string{"id": name, "name": name, "type": "User"})
			}
		}
		return list(roles)
	case part[2] == "users":
		var people []map[string]any
		for _, id := range slices.Sorted(maps.Keys(l.users)) {
			if slices.Contains(l.roles[id], part[1]) {
				people = append(people, l.users[id])
			}
		}
		return list(people)
	default:
		return list(l.scopesOf(part[1], part[0] == "roles"))
	}
}

func (l *logto) isOrganizationRole(name string) bool {
	for _, roles := range l.organizationRoles {
		if slices.Contains(roles, name) {
			return true
		}
	}
	return false
}

// answerLife are the calls about a person's end, and what it takes away; nil for others.
func (l *logto) answerLife(what string, u map[string]any) *http.Response {
	many := func(name string) []map[string]any {
		return slices.Repeat([]map[string]any{{"id": "x", "value": "pat_secret"}}, l.numbers[name])
	}
	switch what {
	case "DELETE ":
		id, _ := u["id"].(string)
		delete(l.users, id)
		delete(l.roles, id)
		return &http.Response{StatusCode: http.StatusNoContent, Body: http.NoBody}
	case "GET sessions":
		return reply(http.StatusOK, map[string]any{"sessions": many("sessions")})
	case "GET mfa-verifications", "GET personal-access-tokens":
		return list(many(what[len("GET "):]))
	case "GET all-identities":
		return reply(http.StatusOK, map[string]any{"socialIdentities": many("social"), "ssoIdentities": many("sso")})
	}
	return nil
}
