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
func (l *logto) answerLife(what string, u, body map[string]any) *http.Response {
	if resp := l.answerSecurity(what, u, body); resp != nil {
		return resp
	}
	many := func(name string) []map[string]any {
		return slices.Repeat([]map[string]any{{"id": "x", "value": "pat_secret"}}, l.numbers[name])
	}
	id, _ := u["id"].(string)
	if uid, is := strings.CutPrefix(what, "DELETE sessions/"); is {
		return without(l.sessions, id, uid, "oidc.session_not_found")
	}
	if grant, is := strings.CutPrefix(what, "DELETE grants/"); is {
		return without(l.grants, id, grant, "oidc.invalid_grant")
	}
	switch what {
	case "DELETE ":
		delete(l.users, id)
		delete(l.roles, id)
		return &http.Response{StatusCode: http.StatusNoContent, Body: http.NoBody}
	case "GET sessions":
		sessions := many("sessions")
		for _, uid := range l.sessions[id] {
			sessions = append(sessions, map[string]any{"payload": map[string]any{
				"uid": uid, "authorizations": map[string]any{"portal": map[string]string{"sid": "sid-of-" + uid}, "other": map[string]string{}},
			}})
		}
		return reply(http.StatusOK, map[string]any{"sessions": sessions})
	case "GET grants":
		grants := []map[string]any{}
		for _, grant := range l.grants[id] {
			client, _, _ := strings.Cut(grant, "-")
			grants = append(grants, map[string]any{"id": grant, "payload": map[string]string{"clientId": client}})
		}
		return reply(http.StatusOK, map[string]any{"grants": grants})
	case "GET has-password":
		return reply(http.StatusOK, map[string]any{"hasPassword": l.passwords[id] != ""})
	case "GET mfa-verifications", "GET personal-access-tokens": // what answerSecurity leaves
		return list(many(what[len("GET "):]))
	case "GET all-identities":
		return reply(http.StatusOK, map[string]any{"socialIdentities": many("social"), "ssoIdentities": many("sso")})
	}
	return nil
}

func without(of map[string][]string, id, one, code string) *http.Response {
	if !slices.Contains(of[id], one) {
		return refuse(http.StatusNotFound, code)
	}
	of[id] = slices.DeleteFunc(of[id], func(s string) bool { return s == one })
	return &http.Response{StatusCode: http.StatusNoContent, Body: http.NoBody}
}

// answerPassword are the calls about passwords and lockouts; nil for others. The
// policy knows one bad password.
func (l *logto) answerPassword(call string, body map[string]any) *http.Response {
	done := &http.Response{StatusCode: http.StatusNoContent, Body: http.NoBody}
	id, what, _ := strings.Cut(strings.TrimPrefix(call[strings.Index(call, " ")+1:], "/users/"), "/")
	switch {
	case call == "GET /sign-in-exp":
		return reply(http.StatusOK, l.settings)
	case call == "POST /sign-in-exp/default/check-password":
		if body["password"] != badPassword {
			return reply(http.StatusOK, map[string]bool{"result": true})
		}
		return reply(http.StatusBadRequest, map[string]any{"result": false, "issues": []map[string]any{
			{"code": "password_rejected.too_short", "interpolation": map[string]int{"min": 8}}, {"code": "password_rejected.restricted.user_info"},
		}})
	case call == "POST /sentinel-activities/delete":
		return done
	case what == "password":
		l.passwords[id], _ = body["password"].(string)
		return reply(http.StatusOK, l.users[id])
	case what == "password/expiration":
		if !l.expires {
			return refuse(http.StatusBadRequest, "sign_in_experiences.password_expiration_not_enabled")
		}
		return reply(http.StatusOK, l.users[id])
	case what == "password/verify" && body["password"] == l.passwords[id]:
		return done
	case what == "password/verify":
		return refuse(http.StatusUnprocessableEntity, "session.invalid_credentials")
	}
	return nil
}

const badPassword = "anna"
