package directory_test

import (
	"net/http"
	"slices"
	"strings"
)

func (l *logto) scopesOf(role string, withResource bool) []map[string]any {
	var scopes []map[string]any
	for _, name := range l.scopes[role] {
		id, indicator := "ours", resource
		if rest, foreign := strings.CutPrefix(name, "other "); foreign {
			name, id, indicator = rest, "other", ""
		}
		s := map[string]any{"id": name, "name": name, "resourceId": id}
		if withResource {
			s["resource"] = map[string]string{"id": id, "indicator": indicator}
		}
		scopes = append(scopes, s)
	}
	return scopes
}

// groups are roles and organizations, each called by its id, and who is in them.
func (l *logto) groups(part []string, r *http.Request) *http.Response {
	kind, path := part[0], strings.Join(part[1:], "/")
	if kind != "roles" && kind != "organizations" && kind != "organization-roles" || strings.HasSuffix(path, "scopes") {
		return nil
	}
	switch {
	case path == "":
		staff := map[string]string{"id": "staff", "name": "Staff", "type": "User"}
		return list(append([]map[string]string{staff}, l.rolesWithScopes(kind)...))
	case len(part) == 2 && part[1] == "none":
		return refuse(http.StatusNotFound, "entity.not_exists_with_id")
	case len(part) == 2:
		return reply(http.StatusOK, map[string]string{"id": part[1], "name": "Name of " + part[1]})
	}
	var found []map[string]any
	for _, u := range l.search(r) {
		id, _ := u["id"].(string)
		if kind == "roles" && slices.Contains(l.roles[id], part[1]) || kind == "organizations" && l.organizationRoles[id] != nil {
			found = append(found, u)
		}
	}
	return list(found)
}
