package directory_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

const (
	madeSecret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
	madeCode   = "0123456789"
	madeToken  = "pat_thevaluethatisshownonce"
)

// logtoSecurity are the factors and personal access tokens of people.
type logtoSecurity struct {
	factors map[string][]map[string]any
	pats    map[string][]map[string]any
}

// arrangeSecurity gives somebody one of everything.
func (l *logto) arrangeSecurity(id string) {
	l.factors = map[string][]map[string]any{id: {{"id": "f1", "type": "WebAuthn", "name": "Key"}}}
	l.pats = map[string][]map[string]any{id: {{"name": "ci", "value": madeToken}}}
	l.users[id]["identities"] = map[string]any{"google": map[string]any{"userId": "g-1"}}
}

// answerSecurity are the calls about them; nil for others.
func (l *logto) answerSecurity(what string, u map[string]any, body map[string]any) *http.Response {
	id, _ := u["id"].(string)
	name, _ := body["name"].(string)
	switch {
	case what == "GET mfa-verifications" && l.factors != nil:
		return list(l.factors[id])
	case what == "POST mfa-verifications":
		return l.makeFactor(id, body["type"])
	case strings.HasPrefix(what, "DELETE mfa-verifications/"):
		return drop(l.factors, id, "id", what[len("DELETE mfa-verifications/"):])
	case what == "GET personal-access-tokens" && l.pats != nil:
		return list(l.pats[id])
	case what == "POST personal-access-tokens" && l.named(id, name) != nil, what == "PATCH personal-access-tokens" && l.named(id, name) != nil:
		return refuse(http.StatusUnprocessableEntity, "user.personal_access_token_name_exists")
	case what == "POST personal-access-tokens":
		made := map[string]any{"name": name, "value": madeToken, "expiresAt": body["expiresAt"]}
		l.pats[id] = append(l.pats[id], made)
		return reply(http.StatusCreated, made)
	case what == "PATCH personal-access-tokens":
		current, _ := body["currentName"].(string)
		token := l.named(id, current)
		if token == nil {
			return refuse(http.StatusNotFound, "entity.not_exists")
		}
		token["name"] = name
		return reply(http.StatusOK, token)
	case what == "POST personal-access-tokens/delete":
		return drop(l.pats, id, "name", name)
	case strings.HasPrefix(what, "DELETE identities/"):
		identities, _ := u["identities"].(map[string]any)
		delete(identities, what[len("DELETE identities/"):])
		return reply(http.StatusOK, u)
	}
	return nil
}

func (l *logto) named(id, name string) map[string]any {
	for _, token := range l.pats[id] {
		if token["name"] == name {
			return token
		}
	}
	return nil
}

func drop(of map[string][]map[string]any, id, key, value string) *http.Response {
	before := len(of[id])
	of[id] = slices.DeleteFunc(of[id], func(one map[string]any) bool { return one[key] == value })
	if len(of[id]) == before {
		return refuse(http.StatusNotFound, "entity.not_found")
	}
	return &http.Response{StatusCode: http.StatusNoContent, Body: http.NoBody}
}

func (l *logto) makeFactor(id string, kind any) *http.Response {
	is := func(f map[string]any) bool { return f["type"] == kind }
	switch {
	case slices.ContainsFunc(l.factors[id], is) && kind == "Totp":
		return refuse(http.StatusUnprocessableEntity, "user.totp_already_in_use")
	case slices.ContainsFunc(l.factors[id], is):
		return refuse(http.StatusUnprocessableEntity, "user.backup_code_already_in_use")
	case kind == "BackupCode" && len(l.factors[id]) == 0:
		return refuse(http.StatusUnprocessableEntity, "session.mfa.backup_code_can_not_be_alone")
	}
	l.factors[id] = append(l.factors[id], map[string]any{"id": fmt.Sprintf("f%d", len(l.factors[id])+1), "type": kind})
	if kind == "Totp" {
		return reply(http.StatusOK, map[string]any{"type": kind, "secret": madeSecret, "secretQrCode": "data:image/png;base64,AAAA"})
	}
	return reply(http.StatusOK, map[string]any{"type": kind, "codes": slices.Repeat([]string{madeCode}, 10)})
}

// ofTenant are the applications, and the connectors, of which some are no way to sign in.
func (l *logto) ofTenant(what string) []map[string]any {
	var all []map[string]any
	switch what {
	case "connectors":
		google := map[string]string{"en": "Google", "ko": "구글"}
		return append(all, map[string]any{"type": "Email", "target": "smtp"}, map[string]any{"type": "Social", "target": "google", "name": google})
	case "sso-connectors":
		return append(all, map[string]any{"id": "sso1", "connectorName": "Okta"})
	}
	for _, application := range l.applications {
		all = append(all, map[string]any{"id": application["id"], "name": application["name"], "isThirdParty": application["id"] == "a2"})
	}
	return all
}
