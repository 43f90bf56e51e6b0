package account_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"

	"roster/apiclient"
)

const proof = apiclient.Secret("proof")

// connections are what Logto knows of devices, permissions and social accounts.
type connections struct {
	sessions []map[string]any
	grants   []map[string]any
	address  string         // where a provider is
	social   map[string]any // what its account becomes
	acts     []string       // what was asked for, in order
	refusals map[string]refused
	lost     bool // what is done is answered with 502
	ending   sync.Mutex
	ended    []string // sessions of the portal, by person and sid
	stays    bool     // those cannot be ended
}

type refused struct {
	status int
	code   string
}

func (c *connections) endHere(_ context.Context, person, sid string) error {
	c.ending.Lock()
	defer c.ending.Unlock()
	if c.stays {
		return errors.New("no database")
	}
	c.ended = append(c.ended, person+" "+sid)
	return nil
}

func aSession(person, uid string, current bool) map[string]any {
	return map[string]any{"isCurrent": current, "expiresAt": 1, "payload": map[string]any{
		"uid": uid, "accountId": person, "authorizations": map[string]any{
			"portal": map[string]any{"sid": "sid-" + uid, "grantId": "grant-" + uid}, "other": map[string]any{},
		},
	}}
}

func aGrant(person, id, client string) map[string]any {
	return map[string]any{"id": id, "expiresAt": 1, "payload": map[string]any{"clientId": client, "accountId": person}, "application": map[string]any{"id": client, "name": "App " + client}}
}

// connected answers what is about connections, and tells whether it was.
func (c *connections) connected(rec *httptest.ResponseRecorder, r *http.Request, me map[string]any) bool {
	path := strings.TrimPrefix(r.URL.Path, "/api")
	social := strings.HasPrefix(path, "/verifications/social") || strings.HasPrefix(path, "/my-account/identities")
	kept := strings.HasPrefix(path, "/my-account/sessions") || strings.HasPrefix(path, "/my-account/grants")
	if !social && !kept {
		return false
	}
	if kept && r.Header.Get("Logto-Verification-Id") != proof.Reveal() {
		refuse(rec, http.StatusUnauthorized, "verification_record.permission_denied")
		return true
	}
	body, _ := io.ReadAll(r.Body)
	act := r.Method + " " + path
	if r.URL.RawQuery != "" {
		act += "?" + r.URL.RawQuery
	}
	if r.Method != http.MethodGet {
		c.acts = append(c.acts, strings.TrimSpace(act+" "+string(body)))
	}
	if no, is := c.refusals[r.Method+" "+path]; is {
		refuse(rec, no.status, no.code)
		return true
	}
	if r.Method == http.MethodDelete || path == "/my-account/identities" {
		c.take(path, me)
		if c.lost {
			refuse(rec, http.StatusBadGateway, "")
			return true
		}
		rec.WriteHeader(http.StatusNoContent)
		return true
	}
	c.tell(rec, path)
	return true
}

func (c *connections) take(path string, me map[string]any) {
	last := path[strings.LastIndex(path, "/")+1:]
	switch linked, _ := me["identities"].(map[string]any); {
	case path == "/my-account/identities":
		me["identities"] = c.social
	case strings.HasPrefix(path, "/my-account/identities/"):
		delete(linked, last)
	case strings.HasPrefix(path, "/my-account/sessions/"):
		c.sessions = slices.DeleteFunc(c.sessions, func(s map[string]any) bool { return s["payload"].(map[string]any)["uid"] == last })
	default:
		c.grants = slices.DeleteFunc(c.grants, func(g map[string]any) bool { return g["id"] == last })
	}
}

func (c *connections) tell(rec *httptest.ResponseRecorder, path string) {
	answer := map[string]any{"verificationRecordId": "begun", "expiresAt": "2026-11-22T09:10:00.000Z", "authorizationUri": c.address}
	switch path {
	case "/my-account/sessions":
		answer = map[string]any{"sessions": c.sessions}
	case "/my-account/grants":
		answer = map[string]any{"grants": c.grants}
	case "/verifications/social":
		rec.WriteHeader(http.StatusCreated)
	}
	_ = json.NewEncoder(rec).Encode(answer)
}
