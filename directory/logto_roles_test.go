package directory_test

import (
	"net/http"
	"slices"
	"strings"

	"roster/access"
)

// roleBook is what this Logto knows of roles beside what they carry: what was said of
// those that were made or changed, which there are no more, and which are for
// applications.
type roleBook struct {
	said     map[string]map[string]any
	gone     []string
	machines []string
}

// answerRoles are the calls about roles as such; nil for others. A role that was made
// has its name as its id.
func (l *logto) answerRoles(method string, part []string, body map[string]any) *http.Response {
	if part[0] == "resources" && len(part) == 1 {
		return list(l.resources())
	}
	if part[0] != "roles" {
		return nil
	}
	if method == http.MethodPost && len(part) == 1 {
		return l.makeRole(body)
	}
	if len(part) > 1 && slices.Contains(l.book.gone, part[1]) {
		return refuse(http.StatusNotFound, "entity.not_exists_with_id")
	}
	switch what := method + " " + strings.Join(part[min(len(part), 2):], "/"); {
	case method == http.MethodPatch:
		return l.sayOfRole(part[1], body)
	case what == "GET " && len(part) == 2 && (l.book.said[part[1]] != nil || slices.Contains(l.book.machines, part[1])):
		return l.sayOfRole(part[1], nil)
	case what == "DELETE ":
		l.book.gone = append(l.book.gone, part[1])
		delete(l.scopes, part[1])
		return &http.Response{StatusCode: http.StatusNoContent, Body: http.NoBody}
	case what == "POST scopes":
		return l.addScopes(part[1], stringsOf(body["scopeIds"]))
	case strings.HasPrefix(what, "DELETE scopes/"):
		l.scopes[part[1]] = slices.DeleteFunc(slices.Clone(l.scopes[part[1]]), func(s string) bool { return strings.TrimPrefix(s, "other ") == part[3] })
		return &http.Response{StatusCode: http.StatusNoContent, Body: http.NoBody}
	}
	return nil
}

func (l *logto) makeRole(body map[string]any) *http.Response {
	name, _ := body["name"].(string)
	if _, taken := l.scopes[name]; taken {
		return refuse(http.StatusUnprocessableEntity, "role.name_in_use")
	}
	l.scopes[name] = nil
	return l.sayOfRole(name, body)
}

// sayOfRole keeps what is said of a role and answers with all of it.
func (l *logto) sayOfRole(id string, what map[string]any) *http.Response {
	if l.book.said == nil {
		l.book.said = map[string]map[string]any{}
	}
	if l.book.said[id] == nil {
		l.book.said[id] = map[string]any{"id": id, "name": "Name of " + id, "description": "", "type": "User", "isDefault": slices.Contains(l.defaults, id)}
		if slices.Contains(l.book.machines, id) {
			l.book.said[id]["type"] = "MachineToMachine"
		}
	}
	for key, value := range what {
		if key != "type" {
			l.book.said[id][key] = value
		}
	}
	return reply(http.StatusOK, l.book.said[id])
}

func (l *logto) addScopes(role string, ids []string) *http.Response {
	for _, id := range ids {
		name := id
		if !slices.Contains(access.All(), access.Capability(id)) {
			name = "other " + id
		}
		if id == "management-api-all" {
			return refuse(http.StatusBadRequest, "role.management_api_scopes_not_assignable_to_user_role")
		}
		if slices.Contains(l.scopes[role], name) {
			return refuse(http.StatusUnprocessableEntity, "role.scope_exists")
		}
		l.scopes[role] = append(slices.Clone(l.scopes[role]), name)
	}
	return reply(http.StatusCreated, []string{})
}

// resources are the portal's, with a scope that it does not know, one of another
// application, and Logto's Management API.
func (l *logto) resources() []map[string]any {
	scope := func(resource, id string) map[string]any {
		return map[string]any{"id": id, "name": id, "resourceId": resource}
	}
	ours := []map[string]any{scope("ours", "users:invented")}
	for _, c := range access.All() {
		ours = append(ours, scope("ours", string(c)))
	}
	return []map[string]any{
		{"id": "ours", "name": "Roster", "indicator": resource, "scopes": ours},
		{"id": "other", "name": "Reports", "indicator": "https://reports.example", "accessTokenTtl": l.reportsLife, "scopes": []map[string]any{scope("other", "reports:read"), scope("other", "reports:write")}},
		{"id": "management-api", "name": "Logto Management API", "indicator": "https://default.logto.app/api", "scopes": []map[string]any{scope("management-api", "management-api-all")}},
	}
}
