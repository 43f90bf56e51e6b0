package directory_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
)

// rolesWithScopes are those of a kind that carry something, "roles" or "organization-roles".
func (l *logto) rolesWithScopes(kind string) []map[string]string {
	var roles []map[string]string
	for _, name := range slices.Sorted(maps.Keys(l.scopes)) {
		if kind != "organizations" && l.isOrganizationRole(name) == (kind == "organization-roles") {
			roles = append(roles, map[string]string{"id": name, "name": name, "type": "User"})
		}
	}
	return roles
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

// among tells whether a field equals one of the values.
func among(value string, wanted []string, sensitive string) bool {
	return slices.ContainsFunc(wanted, func(w string) bool {
		return value == w || sensitive != "true" && strings.EqualFold(value, w)
	})
}
