package directory_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"roster/apiclient"
)

// logtoLinks is what this Logto knows of links.
type logtoLinks struct {
	tokens  []tokenRequest
	invited []apiclient.Invitation
	resets  []map[string]any // entries of the log, of all people
	asks    []string         // identifiers that sign-up wants
}

// tokenRequest is a one-time token as it was asked for.
type tokenRequest struct {
	Email     string `json:"email"`
	ExpiresIn int    `json:"expiresIn"` // seconds
	Context   struct {
		Event string `json:"interactionEvent,omitempty"`
	} `json:"context"`
	Status string `json:"-"`
	made   time.Time
}

// as is how Logto shows it.
func (t tokenRequest) as(n int) map[string]any {
	return map[string]any{
		"id": fmt.Sprint("t", n), "token": fmt.Sprint("token-", n), "email": t.Email, "status": t.Status, "context": t.Context,
		"createdAt": t.made.UnixMilli(), "expiresAt": t.made.Add(time.Duration(t.ExpiresIn) * time.Second).UnixMilli(),
	}
}

// tokenCalls are those about one-time tokens.
func (l *logto) tokenCalls(part []string, r *http.Request, raw []byte) *http.Response {
	switch {
	case r.Method == http.MethodPost:
		t := tokenRequest{Status: "active", made: time.Now()}
		must(json.Unmarshal(raw, &t))
		l.tokens = append(l.tokens, t)
		return reply(http.StatusCreated, t.as(len(l.tokens)))
	case r.Method == http.MethodPut:
		for n := range l.tokens {
			if part[1] == fmt.Sprint("t", n+1) {
				l.tokens[n].Status = "revoked"
				return reply(http.StatusOK, l.tokens[n].as(n+1))
			}
		}
	}
	found := []map[string]any{}
	for n, t := range l.tokens {
		if t.Email == r.URL.Query().Get("email") {
			found = append(found, t.as(n+1))
		}
	}
	return list(found)
}

// answerLinks are one-time tokens, invitations, the log and the settings of sign-up;
// nil for others, and for the list of invitations of an inviter.
func (l *logto) answerLinks(part []string, r *http.Request, raw []byte) *http.Response {
	switch r.Method + " " + part[0] {
	case "GET sign-in-exp":
		if l.asks == nil {
			return nil
		}
		return reply(http.StatusOK, map[string]any{"signUp": map[string]any{"identifiers": l.asks}})
	case "GET logs":
		if len(part) > 1 {
			return reply(http.StatusOK, map[string]any{"id": part[1], "key": "Interaction.SignIn.Submit", "payload": map[string]any{"params": map[string]string{"code": "c"}}})
		}
		return list(l.resets)
	case "POST one-time-tokens", "PUT one-time-tokens", "GET one-time-tokens":
		return l.tokenCalls(part, r, raw)
	case "POST organization-invitations":
		return l.makeInvitation(raw)
	case "GET organization-invitations", "PUT organization-invitations":
		if len(part) > 1 {
			return l.invitation(part[1], raw)
		}
		if q := r.URL.Query(); q.Get("inviterId") == "" {
			return l.invitedTo(q)
		}
	}
	return nil
}

// invitedTo are the invitations for an address, into an organization, or all.
func (l *logto) invitedTo(q url.Values) *http.Response {
	return list(slices.DeleteFunc(slices.Clone(l.invited), func(i apiclient.Invitation) bool {
		invitee, into := q.Get("invitee"), q.Get("organizationId")
		return invitee != "" && !strings.EqualFold(i.Invitee, invitee) || into != "" && i.OrganizationID != into
	}))
}

// makeInvitation refuses a second pending one, letter for letter, and members.
func (l *logto) makeInvitation(raw []byte) *http.Response {
	var want apiclient.InvitationCreate
	must(json.Unmarshal(raw, &want))
	for _, i := range l.invited {
		if i.Status == "Pending" && i.Invitee == want.Invitee && i.OrganizationID == want.OrganizationID {
			return refuse(http.StatusUnprocessableEntity, "entity.unique_integrity_violation")
		}
	}
	for id, u := range l.users {
		if u["primaryEmail"] == want.Invitee && l.organizationRoles[id] != nil {
			return refuse(http.StatusUnprocessableEntity, "request.invalid_input")
		}
	}
	made := apiclient.Invitation{
		ID: fmt.Sprint("i", len(l.invited)+1), Invitee: want.Invitee, OrganizationID: want.OrganizationID,
		InviterID: want.InviterID, Status: "Pending", ExpiresAt: want.ExpiresAt,
	}
	for _, id := range want.OrganizationRoleIDs {
		made.OrganizationRoles = append(made.OrganizationRoles, apiclient.NamedRef{ID: id, Name: id})
	}
	l.invited = append(l.invited, made)
	return reply(http.StatusCreated, made)
}

// invitation reads one, or sets its status when there is a body.
func (l *logto) invitation(id string, raw []byte) *http.Response {
	for n := range l.invited {
		i := &l.invited[n]
		if i.ID != id {
			continue
		}
		if len(raw) == 0 {
			return reply(http.StatusOK, i)
		}
		var want struct{ Status, AcceptedUserID string }
		must(json.Unmarshal(raw, &want))
		address, _ := l.users[want.AcceptedUserID]["primaryEmail"].(string)
		if i.Status != "Pending" || want.Status == "Accepted" && !strings.EqualFold(address, i.Invitee) {
			return refuse(http.StatusUnprocessableEntity, "request.invalid_input")
		}
		i.Status = want.Status
		if want.Status == "Accepted" {
			l.organizationRoles[want.AcceptedUserID] = []string{}
		}
		return reply(http.StatusOK, i)
	}
	return refuse(http.StatusNotFound, "entity.not_found")
}
