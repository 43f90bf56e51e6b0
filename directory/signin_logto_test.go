package directory_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"roster/apiclient"
	"roster/directory"
)

// signIns is what a tenant answers about signing in.
type signIns struct {
	settings, factors, connectors any
	own, others                   []map[string]any // entries of the log
	fails                         string           // part of the call that fails
}

// usual is a tenant that takes usernames and addresses with a password, and mails codes.
func usual() signIns {
	return signIns{
		settings: map[string]any{
			"signInMode": "SignInAndRegister", "socialSignInConnectorTargets": []string{"google"},
			"signIn": map[string]any{"methods": []map[string]any{
				{"identifier": "username", "password": true}, {"identifier": "email", "password": true, "verificationCode": true},
			}},
			"mfa": map[string]any{"policy": "UserControlled", "factors": []string{"Totp", "WebAuthn", "BackupCode"}},
		},
		factors: []any{}, connectors: []map[string]any{{"id": "mail", "type": "Email"}},
	}
}

func (s signIns) answer(call string, r *http.Request) (*http.Response, error) {
	if s.fails != "" && strings.Contains(call+"?"+r.URL.RawQuery, s.fails) {
		return serverError(r)
	}
	switch {
	case call == "GET /sign-in-exp":
		return reply(http.StatusOK, s.settings), nil
	case strings.HasSuffix(call, "/mfa-verifications"):
		return reply(http.StatusOK, s.factors), nil
	case call == "GET /connectors":
		return reply(http.StatusOK, s.connectors), nil
	case call == "GET /logs" && r.URL.Query().Has("userId"):
		return list(s.own), nil
	case call == "GET /logs":
		return list(s.others), nil
	}
	return nil, nil
}

// logged is an entry of Logto's log, with everything that must not get out.
func logged(id string, ago time.Duration, key, code string) map[string]any {
	payload := map[string]any{
		"key": key, "result": "Success", "ip": "203.0.113.9", "applicationId": "app1",
		"params": map[string]string{"code": "SECRET-code", "code_verifier": "SECRET-verifier", "refresh_token": "SECRET-token"},
	}
	if code != "" {
		payload["result"], payload["error"] = "Error", map[string]string{"code": code, "message": "SECRET message"}
	}
	return map[string]any{"id": id, "key": key, "payload": payload, "createdAt": time.Now().Add(-ago).UnixMilli()}
}

// mistyped is a failed password under what was typed.
func mistyped(id string, ago time.Duration, typed, code string) map[string]any {
	e := logged(id, ago, "Interaction.SignIn.Verification.Password.Submit", code)
	e["payload"].(map[string]any)["payload"] = map[string]any{"password": "******", "code": "SECRET-code", "identifier": map[string]string{"type": "username", "value": typed}}
	return e
}

const tooMany = "session.verification_blocked_too_many_attempts"

// complete is somebody with all there is.
const complete = `{"username":"ann_k","primaryEmail":"ann@example.com","hasPassword":true}`

func checkOf(t *testing.T, w *world, s signIns) (directory.SignInCheck, *apiclient.User) {
	t.Helper()
	w.logto.mu.Lock()
	w.logto.before = s.answer
	w.logto.mu.Unlock()
	c, err := w.SignInCheck(t.Context(), w.as(auditor), "checked00000")
	must(err)
	u, err := w.User(t.Context(), w.as(auditor), "checked00000")
	must(err)
	return c, u
}

// said is a finding in a word.
func said(f directory.Finding) string {
	var text strings.Builder
	text.WriteString(string(f.Kind))
	for _, more := range append([]string{f.Detail, f.Code}, f.Ways...) {
		if more != "" {
			text.WriteString(" " + more)
		}
	}
	return []string{"!", "?", ".", "="}[f.Severity] + text.String()
}

func findings(t *testing.T, w *world, s signIns) []string {
	t.Helper()
	c, u := checkOf(t, w, s)
	var all []string
	for _, f := range c.Findings(u) {
		all = append(all, said(f))
	}
	return all
}

// demands lets the tenant have second factors.
func demands(s *signIns, policy string, factors ...string) {
	s.settings.(map[string]any)["mfa"] = map[string]any{"policy": policy, "factors": factors}
}
