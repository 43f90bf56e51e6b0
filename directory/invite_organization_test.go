package directory_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"roster/access"
	"roster/apiclient"
	"roster/audit"
	"roster/directory"
	"roster/mail"
)

// invited is an invitation into the organization by the admin.
func (w *world) invited(t *testing.T, in directory.OrganizationInvite) directory.SentLink {
	t.Helper()
	in.Organization = "o"
	sent, err := w.InviteToOrganization(t.Context(), w.as(admin), in)
	if err != nil {
		t.Fatal(err)
	}
	return sent
}

func into(address string) directory.OrganizationInvite {
	return directory.OrganizationInvite{Address: address, Organization: "o"}
}

func TestInviteToOrganization_makesLogtosInvitationAndMailsItsOwnLink(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		sent := w.invited(t, directory.OrganizationInvite{
			Address: " New@Example.com ", Roles: []string{"r1", "r2"}, LinkOptions: directory.LinkOptions{Language: "ko", Reason: "joins"},
		})
		expires := time.Now().Add(7 * 24 * time.Hour)
		want := apiclient.Invitation{
			ID: "i1", Invitee: "New@Example.com", OrganizationID: "o", InviterID: admin, Status: "Pending", ExpiresAt: apiclient.At(expires),
			OrganizationRoles: []apiclient.NamedRef{{ID: "r1", Name: "r1"}, {ID: "r2", Name: "r2"}},
		}
		if diff := cmp.Diff(want, w.logto.invited[0], cmp.Comparer(func(a, b apiclient.Millis) bool { return a.UnixMilli() == b.UnixMilli() })); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(mail.Message{
			To: "New@Example.com", Language: "ko", Kind: mail.OrganizationInvite, Link: "https://roster.example/invite/" + w.post.code(),
			Expires: expires, Inviter: "Name of " + admin, Organization: "Name of o",
		}, w.post.mails[0]); diff != "" {
			t.Error(diff)
		}
		l := w.links.rows[0]
		if l.ID != sent.ID || l.Person != "" || l.Invitation != "i1" || l.Organization != "o" || l.Held != "" || w.over(t, w.post.code()) != "works" {
			t.Errorf("kept %+v", l)
		}
	})
}

// Logto finds people by address in any case, and so does the rule about them: else a
// capital letter would lead to an admin's account.
func TestInviteToOrganization_findsWhoHasTheAddressInAnyCase(t *testing.T) {
	t.Parallel()
	for _, show := range []bool{false, true} {
		for _, address := range []string{"t0admin00000@example.com", "T0Admin00000@EXAMPLE.com"} {
			w := newWorld(t)
			in := into(address)
			in.Show = show
			_, err := w.InviteToOrganization(t.Context(), w.as(senior), in)
			if as[*access.Denied](t, err).Reason != access.TargetHasMore || len(w.links.rows)+len(w.post.mails)+len(w.logto.invited) > 0 {
				t.Errorf("%s: %v", address, err)
			}
		}
	}
	w := newWorld(t)
	w.invited(t, into(strings.ToUpper(target)+"@example.com"))
	if l := w.links.rows[0]; l.Person != target || l.Address != target+"@example.com" || w.logto.invited[0].Invitee != l.Address || w.post.mails[0].Name != "Ann" {
		t.Errorf("kept %+v, mailed %+v", l, w.post.mails[0])
	}
}

func TestInviteToOrganization_refuses(t *testing.T) {
	t.Parallel()
	for what, c := range map[string]struct {
		arrange func(*world)
		change  func(*directory.OrganizationInvite)
		field   string
		problem string
	}{
		"no address":       {nil, func(in *directory.OrganizationInvite) { in.Address = " " }, directory.Address, directory.Missing},
		"no such address":  {nil, func(in *directory.OrganizationInvite) { in.Address = "a@b@c.d" }, directory.Address, directory.InvalidEmail},
		"no organization":  {nil, func(in *directory.OrganizationInvite) { in.Organization = "" }, directory.OrganizationField, directory.Missing},
		"a long reason":    {nil, func(in *directory.OrganizationInvite) { in.Reason = strings.Repeat("x", 501) }, directory.Reason, directory.TooLong},
		"a member":         {func(w *world) { w.logto.organizationRoles[target] = []string{} }, nil, directory.Address, directory.IsMember},
		"one pending":      {func(w *world) { w.invited(t, into(target+"@example.com")) }, nil, directory.Address, directory.HasInvitation},
		"somebody suspend": {func(w *world) { w.logto.users[target]["isSuspended"] = true }, nil, directory.Address, directory.IsSuspended},
	} {
		w := newWorld(t)
		if c.arrange != nil {
			c.arrange(w)
		}
		links, mails := len(w.links.rows), len(w.post.mails)
		in := into(target + "@example.com")
		if c.change != nil {
			c.change(&in)
		}
		_, err := w.InviteToOrganization(t.Context(), w.as(admin), in)
		if got := as[*directory.Invalid](t, err).Fields; got[c.field] != c.problem || len(w.links.rows) != links || len(w.post.mails) != mails {
			t.Errorf("%s: %v", what, got)
		}
		if made := len(w.logto.invited); made != links {
			t.Errorf("%s: Logto has %d invitations", what, made)
		}
	}
}

// A role inside an organization that carries a right of the portal would give it
// everywhere, also rights that the actor lacks.
func TestInviteToOrganization_givesNoRight(t *testing.T) {
	t.Parallel()
	for role, denied := range map[string]bool{"mighty": true, "harmless": false, "foreign": false} {
		w := newWorld(t)
		w.logto.scopes["mighty"], w.logto.scopes["foreign"] = []string{"users:read", "webhooks:manage"}, []string{"other webhooks:manage"}
		w.logto.organizationRoles["auditor00000"] = []string{"mighty", "harmless", "foreign"} // so that they are roles of organizations
		in := into("new@example.com")
		in.Roles = []string{"harmless", role}
		_, err := w.InviteToOrganization(t.Context(), w.as(senior), in)
		if !denied {
			if err != nil {
				t.Errorf("%s: %v", role, err)
			}
			continue
		}
		d := as[*access.Denied](t, err)
		if d.Reason != access.GrantsMore || !slices.Equal(d.Missing, []access.Capability{access.UsersRead, access.WebhooksManage}) || len(w.logto.invited) > 0 {
			t.Errorf("%s: %+v", role, d)
		}
	}
}

func TestInviteToOrganization_showsOnlyToWhoMaySetPasswords(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.logto.scopes["inviter"] = []string{"users:read", "users:invite", "organizations:assign"}
	w.logto.roles["inviter00000"] = []string{"inviter"}
	in := into("new@example.com")
	if _, err := w.InviteToOrganization(t.Context(), w.as("inviter00000"), in); err != nil {
		t.Fatal(err)
	}
	in.Address, in.Show = "other@example.com", true
	_, err := w.InviteToOrganization(t.Context(), w.as("inviter00000"), in)
	if d := as[*access.Denied](t, err); d.Action != access.UserShowLink || len(w.logto.invited) != 1 {
		t.Errorf("got %v", err)
	}
	if sent, err := w.InviteToOrganization(t.Context(), w.as(senior), in); err != nil || sent.URL == "" || len(w.post.mails) != 1 {
		t.Errorf("got %+v, %v", sent, err)
	}
}

// An invitation of Logto without a link could not be accepted, and would stand in the
// way of the next.
func TestInviteToOrganization_isTakenBackWhenThereIsNoLink(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.links.err = errors.New("no database")
	if _, err := w.InviteToOrganization(t.Context(), w.as(admin), into("new@example.com")); !errors.Is(err, w.links.err) {
		t.Errorf("got %v", err)
	}
	if w.logto.invited[0].Status != "Revoked" || len(w.post.mails) > 0 {
		t.Errorf("Logto has %+v", w.logto.invited)
	}
	w.links.err = nil
	w.invited(t, into("new@example.com"))
}

func TestInviteToOrganization_whatWasNotMailedCanBeSentAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.post.err = &mail.SendError{Kind: mail.Refused}
	_, err := w.InviteToOrganization(t.Context(), w.as(admin), directory.OrganizationInvite{Address: "new@example.com", Organization: "o", Roles: []string{"r"}})
	unsent := as[*directory.NotMailed](t, err)
	if w.logto.invited[0].Status != "Pending" || w.state(t, unsent.Link) != directory.LinkUndelivered || w.over(t, w.post.code()) != "" {
		t.Errorf("Logto has %+v, the link is %q", w.logto.invited, w.state(t, unsent.Link))
	}
	w.post.err = nil
	sent, err := w.Resend(t.Context(), w.as(admin), unsent.Link, directory.LinkOptions{})
	if err != nil || w.over(t, w.post.code()) != "works" || w.state(t, unsent.Link) != directory.LinkRevoked || sent.ID == unsent.Link {
		t.Errorf("got %+v, %v", sent, err)
	}
	if i := w.logto.invited; len(i) != 2 || i[0].Status != "Revoked" || i[1].Status != "Pending" || i[1].OrganizationRoles[0].ID != "r" {
		t.Errorf("Logto has %+v", i)
	}
}

// Logto may have made the invitation although it did not answer: it is looked for.
func TestInviteToOrganization_looksWhenLogtoIsSilent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.logto.after = on("POST /organization-invitations", serverError)
	if _, err := w.InviteToOrganization(t.Context(), w.as(admin), into("new@example.com")); err != nil || w.links.rows[0].Invitation != w.logto.invited[0].ID {
		t.Errorf("made without an answer: %v, %+v", err, w.links.rows)
	}
	w = newWorld(t)
	w.logto.before = on("POST /organization-invitations", serverError)
	if _, err := w.InviteToOrganization(t.Context(), w.as(admin), into("new@example.com")); err == nil || errors.Is(err, directory.ErrUncertain) || len(w.links.rows)+len(w.post.mails) > 0 {
		t.Errorf("not made: %v", err)
	}
	w = newWorld(t)
	w.logto.after = on("POST /organization-invitations", serverError)
	lists := 0
	w.logto.before = func(call string, r *http.Request) (*http.Response, error) {
		if call != "GET /organization-invitations" {
			return nil, nil
		}
		if lists++; lists == 1 {
			return nil, nil // before anything is made
		}
		return serverError(r)
	}
	if _, err := w.InviteToOrganization(t.Context(), w.as(admin), into("new@example.com")); !errors.Is(err, directory.ErrUncertain) {
		t.Errorf("nobody knows: %v", err)
	}
	if trail := w.entries(t); trail[1].Phase != "unknown" || trail[1].Effect != string(audit.NotKnown) {
		t.Errorf("the trail says %+v", trail)
	}
}

// An invitation that no link of the portal leads to can be accepted by nobody.
func TestInviteToOrganization_takesThePlaceOfOneWithoutALink(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.logto.invited = []apiclient.Invitation{{ID: "console", Invitee: "new@example.com", OrganizationID: "o", Status: "Pending"}}
	if _, err := w.InviteToOrganization(t.Context(), w.as(admin), into("new@example.com")); err != nil {
		t.Fatal(err)
	}
	if i := w.logto.invited; len(i) != 2 || i[0].Status != "Revoked" || w.links.rows[0].Invitation != i[1].ID {
		t.Errorf("Logto has %+v", i)
	}
}

// An invitation makes an account, and everybody new is given the default roles.
func TestInviteToOrganization_registersNobodyWithMoreRights(t *testing.T) {
	t.Parallel()
	for address, denied := range map[string]bool{"new@example.com": true, "t0ordinary00@example.com": false} {
		w := newWorld(t)
		w.logto.defaults = []string{access.RoleAdmin}
		_, err := w.InviteToOrganization(t.Context(), w.as(senior), into(address))
		got, isDenied := errors.AsType[*access.Denied](err)
		if isDenied != denied || denied && (got.Reason != access.GrantsMore || len(w.logto.invited) > 0) {
			t.Errorf("%s: %v", address, err)
		}
	}
}
