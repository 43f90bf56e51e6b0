package directory_test

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"roster/access"
	"roster/audit"
)

// making is what the fake knows to create people with.
type making struct {
	// memberships are those of people made here: roles by organization.
	memberships map[string]map[string][]string
	defaults    []string // ids of default roles
	// inside are the scopes of organization roles that are of no resource.
	inside  map[string][]string
	expired map[string]bool
	// signIn answers /sign-in-exp in place of settings, when there is something in it.
	signIn map[string]any
	// weak is what check-password finds in the first n passwords.
	weak  int
	count int // of people made
}

func newMaking() making {
	return making{memberships: map[string]map[string][]string{}, expired: map[string]bool{}, signIn: map[string]any{}}
}

// answerMaking are the calls that make somebody; nil for others.
func (l *logto) answerMaking(r *http.Request, part []string, raw []byte) *http.Response {
	body := map[string]any{}
	if len(raw) > 0 {
		decode(raw, &body)
	}
	switch path := strings.Join(part, "/"); {
	case r.Method == http.MethodPost && path == "users":
		return l.makeUser(body)
	case path == "sign-in-exp" && len(l.signIn) > 0:
		return reply(http.StatusOK, l.signIn)
	case path == "sign-in-exp/default/check-password" && l.weak > 0:
		l.weak--
		return reply(http.StatusBadRequest, map[string]any{"result": false, "issues": []map[string]string{{"code": "password_rejected.pwned"}}})
	case r.Method == http.MethodGet && path == "roles" && l.defaults != nil:
		return list(l.allRoles())
	case part[0] == "organizations" && r.Method == http.MethodPost:
		return l.addMember(part, body)
	case part[0] == "organizations" && r.Method == http.MethodDelete:
		return l.removeMember(part)
	case part[0] == "users" && len(part) == 4 && part[2] == "roles" && r.Method == http.MethodDelete:
		return l.removeRole(part[1], part[3])
	case part[0] == "users" && len(part) > 2 && l.users[part[1]] != nil:
		return l.answerNewUser(r.Method, part[1], strings.Join(part[2:], "/"), body)
	}
	return nil
}

func (l *logto) makeUser(body map[string]any) *http.Response {
	for field, code := range map[string]string{"primaryEmail": "user.email_already_in_use", "username": "user.username_already_in_use"} {
		for _, u := range l.users {
			mine, _ := body[field].(string)
			theirs, _ := u[field].(string)
			if mine != "" && strings.EqualFold(mine, theirs) {
				return refuse(http.StatusUnprocessableEntity, code)
			}
		}
	}
	l.count++
	id := fmt.Sprintf("made%08d", l.count)
	l.add(id, `{}`, l.defaults...)
	maps.Copy(l.users[id], body)
	l.memberships[id] = map[string][]string{}
	return reply(http.StatusOK, l.users[id])
}

func (l *logto) allRoles() []map[string]any {
	var roles []map[string]any
	for _, r := range l.rolesWithScopes("roles") {
		roles = append(roles, map[string]any{"id": r["id"], "name": "Name of " + r["id"], "type": "User", "isDefault": slices.Contains(l.defaults, r["id"])})
	}
	return roles
}

func (l *logto) addMember(part []string, body map[string]any) *http.Response {
	created := func() *http.Response { return &http.Response{StatusCode: http.StatusCreated, Body: http.NoBody} }
	if len(part) == 3 { // organizations/:id/users
		for _, id := range stringsOf(body["userIds"]) {
			if l.joins(id)[part[1]] == nil {
				l.memberships[id][part[1]] = []string{}
			}
		}
		return created()
	}
	id := part[3] // organizations/:id/users/:id/roles
	l.joins(id)
	l.memberships[id][part[1]] = append(l.memberships[id][part[1]], stringsOf(body["organizationRoleIds"])...)
	return created()
}

func (l *logto) answerNewUser(method, id, what string, body map[string]any) *http.Response {
	switch method + " " + what {
	case "POST roles":
		l.roles[id] = append(l.roles[id], stringsOf(body["roleIds"])...)
		return reply(http.StatusCreated, map[string]any{"roleIds": body["roleIds"], "addedRoleIds": body["roleIds"]})
	case "GET organizations":
		if l.memberships[id] == nil {
			return nil
		}
		all := []map[string]any{}
		for o, roles := range l.memberships[id] {
			in := []map[string]string{}
			for _, role := range roles {
				in = append(in, map[string]string{"id": role, "name": role})
			}
			all = append(all, map[string]any{"id": o, "name": o, "organizationRoles": in})
		}
		return list(all)
	case "PATCH password":
		l.expired[id] = false // the rest is answerPassword's
	case "PATCH password/expiration":
		if len(l.signIn) == 0 {
			return nil
		}
		if expiration, _ := l.signIn["passwordExpiration"].(map[string]any); expiration["enabled"] != true {
			return refuse(http.StatusBadRequest, "sign_in_experiences.password_expiration_not_enabled")
		}
		l.expired[id] = true
		return reply(http.StatusOK, l.users[id])
	case "POST password/verify":
		if l.passwords[id] == "" || l.passwords[id] != body["password"] {
			return refuse(http.StatusUnprocessableEntity, "session.invalid_credentials")
		}
		return &http.Response{StatusCode: http.StatusNoContent, Body: http.NoBody}
	}
	return nil
}

func stringsOf(v any) []string {
	var all []string
	list, _ := v.([]any)
	for _, item := range list {
		all = append(all, fmt.Sprint(item))
	}
	return all
}

// madeBy lets the trail say that somebody was created by actor a moment ago.
func (w *world) madeBy(t *testing.T, actor access.Actor, id string) {
	t.Helper()
	pending, err := w.log.Intent(t.Context(), audit.Event{Actor: actor, Action: access.UserCreate})
	must(err)
	pending.About(id)
	must(pending.Done(t.Context()))
}

func noSessions(context.Context, string) error { return nil }

func noSession(context.Context, string, string) error { return nil }
