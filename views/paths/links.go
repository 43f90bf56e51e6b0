package paths

import (
	"net/url"
	"strconv"
)

// UserInvite mails a person an invitation (GET the question, POST the answer).
func UserInvite(id string) string { return UserSection(id, "invite") }

// UserResetLink mails a person a link that resets their password (GET the question, POST the answer).
func UserResetLink(id string) string { return UserSection(id, "reset-password") }

// Parameters of the list of invitations; its search and page are those of other lists.
const (
	ParamState = "state"
	ParamKind  = "kind"
	ParamMine  = "mine"
)

// InvitationQuery is the state of the list of invitations and reset links. "" and 0 are left out.
type InvitationQuery struct {
	State, Kind, Search string
	Mine                bool // only those the viewer made
	Page                int
}

// Invitations is the list of invitations and reset links.
func Invitations(q InvitationQuery) string {
	v := url.Values{}
	for name, value := range map[string]string{ParamState: q.State, ParamKind: q.Kind, ParamSearch: q.Search} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if q.Mine {
		v.Set(ParamMine, "1")
	}
	if q.Page > 1 {
		v.Set(ParamPage, strconv.Itoa(q.Page))
	}
	return with("/invitations", v)
}

// InvitationResend makes a new code for a link and sends it (GET the question, POST the answer).
func InvitationResend(id string) string {
	return "/invitations/links/" + url.PathEscape(id) + "/resend"
}

// InvitationRevoke makes a link useless (GET the question, POST the answer).
func InvitationRevoke(id string) string {
	return "/invitations/links/" + url.PathEscape(id) + "/revoke"
}

// InviteOrganizations offers the organizations that one can invite into.
func InviteOrganizations(q ChoiceQuery) string { return q.with(inviteOrganizations) }

const inviteOrganizations = "/invitations/organization"

// InviteOrganization invites an address into an organization (GET the form, POST it).
func InviteOrganization(id string) string {
	return inviteOrganizations + "/" + url.PathEscape(id)
}

// Invite is the page behind an invitation or a reset link. Whoever has the code can be the person it is
// for, so it is made for mails and for showing once, and nowhere else.
func Invite(code string) string { return "/invite/" + url.PathEscape(code) }
