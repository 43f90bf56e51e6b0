package apiclient_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"roster/apiclient"
)

// invite asks an address into an organization, without a mail.
func (x *tenant) invite(organizationID, invitee string, roleIDs ...string) *apiclient.Invitation {
	x.Helper()
	made := need(x.c.Invitations.Create(x.Context(), apiclient.InvitationCreate{
		OrganizationID: organizationID, Invitee: invitee, ExpiresAt: soon(), OrganizationRoleIDs: roleIDs,
	}))(x)
	x.afterwards("invitation "+made.ID, func(ctx context.Context) error { return x.c.Invitations.Delete(ctx, made.ID) })
	return made
}

func soon() apiclient.Millis {
	return apiclient.At(time.Now().Add(time.Hour).Truncate(time.Millisecond))
}

func TestContract_invitationsAreAccepted(t *testing.T) {
	x := newTenant(t)
	ctx := t.Context()
	acme, viewer := x.organization("acme"), x.organizationRole("viewer", apiclient.OrganizationRoleCreate{})
	ann := x.user("ann", apiclient.UserCreate{PrimaryEmail: x.email("ann")})
	made := x.invite(acme.ID, x.email("ann"), viewer.ID)
	if made.Status != "Pending" || len(made.OrganizationRoles) != 1 || made.OrganizationRoles[0].ID != viewer.ID {
		t.Errorf("made %+v", made)
	}
	_, err := x.c.Invitations.Create(ctx, apiclient.InvitationCreate{OrganizationID: acme.ID, Invitee: x.email("ann"), ExpiresAt: soon()})
	refused(t, err, http.StatusUnprocessableEntity, "entity.unique_integrity_violation")
	_, err = x.c.Invitations.Create(ctx, apiclient.InvitationCreate{
		OrganizationID: acme.ID, Invitee: x.email("late"), ExpiresAt: apiclient.At(time.Now().Add(-time.Hour)),
	})
	refused(t, err, http.StatusBadRequest, "request.invalid_input")
	bea := x.user("bea", apiclient.UserCreate{PrimaryEmail: x.email("bea")})
	_, err = x.c.Invitations.Accept(ctx, made.ID, bea.ID)
	refused(t, err, http.StatusUnprocessableEntity, "request.invalid_input")

	accepted := need(x.c.Invitations.Accept(ctx, made.ID, ann.ID))(t)
	if accepted.Status != "Accepted" || accepted.AcceptedUserID != ann.ID {
		t.Errorf("accepted: %+v", accepted)
	}
	if roles := need(x.c.Organizations.MemberRoles(ctx, acme.ID, ann.ID))(t); len(roles) != 1 || roles[0].ID != viewer.ID {
		t.Errorf("ann's roles there: %+v", roles)
	}
	_, err = x.c.Invitations.Create(ctx, apiclient.InvitationCreate{OrganizationID: acme.ID, Invitee: x.email("ann"), ExpiresAt: soon()})
	refused(t, err, http.StatusUnprocessableEntity, "request.invalid_input")
}

func TestContract_invitationsAreTakenBack(t *testing.T) {
	x := newTenant(t)
	ctx := t.Context()
	acme := x.organization("acme")
	first, second := x.invite(acme.ID, x.email("ann")), x.invite(acme.ID, x.email("carl"))
	if revoked := need(x.c.Invitations.Revoke(ctx, second.ID))(t); revoked.Status != "Revoked" {
		t.Errorf("revoked: %+v", revoked)
	}
	_, err := x.c.Invitations.Revoke(ctx, second.ID)
	refused(t, err, http.StatusUnprocessableEntity, "request.invalid_input")
	list := need(x.c.Invitations.List(ctx, apiclient.InvitationListOptions{OrganizationID: acme.ID}))(t)
	if len(list) != 2 || sorted(list[0].ID, list[1].ID)[0] != sorted(first.ID, second.ID)[0] {
		t.Errorf("listed: %+v", list)
	}
	done(t, x.c.Invitations.Delete(ctx, second.ID))
	_, err = x.c.Invitations.Get(ctx, second.ID)
	refused(t, err, http.StatusNotFound, "entity.not_found")
}

// oneTimeToken makes a token; nobody is told of it.
func (x *tenant) oneTimeToken(address string, event apiclient.InteractionEvent) *apiclient.OneTimeToken {
	x.Helper()
	x.mailboxes = append(x.mailboxes, address)
	return need(x.c.OneTimeTokens.Create(x.Context(), apiclient.OneTimeTokenCreate{
		Email: address, ExpiresIn: 5 * time.Minute, Context: apiclient.OneTimeTokenContext{InteractionEvent: event},
	}))(x)
}

func TestContract_oneTimeTokens(t *testing.T) {
	x := newTenant(t)
	ctx := t.Context()
	address := x.email("ann")
	made := x.oneTimeToken(address, apiclient.InteractionForgotPassword)
	if life := made.ExpiresAt.Sub(made.CreatedAt.Time).Round(time.Minute); life != 5*time.Minute || made.Status != "active" {
		t.Errorf("a token for 5 minutes lives %v and is %s", life, made.Status)
	}
	if got := need(x.c.OneTimeTokens.Get(ctx, made.ID))(t); got.Token != made.Token || got.Context.InteractionEvent != apiclient.InteractionForgotPassword {
		t.Errorf("read back for %q, the same token: %v", got.Context.InteractionEvent, got.Token == made.Token)
	}
	_, err := x.c.OneTimeTokens.Verify(ctx, made.Token, x.email("bea"))
	refused(t, err, http.StatusBadRequest, "one_time_token.email_mismatch")
	_, err = x.c.OneTimeTokens.Verify(ctx, "nosuchtoken", address)
	refused(t, err, http.StatusNotFound, "one_time_token.token_not_found")
	if used := need(x.c.OneTimeTokens.Verify(ctx, made.Token, address))(t); used.Status != "consumed" {
		t.Errorf("used, it is %s", used.Status)
	}
	_, err = x.c.OneTimeTokens.Verify(ctx, made.Token, address)
	refused(t, err, http.StatusBadRequest, "one_time_token.token_consumed")

	second := x.oneTimeToken(address, "")
	if revoked := need(x.c.OneTimeTokens.Revoke(ctx, second.ID))(t); revoked.Status != "revoked" {
		t.Errorf("revoked, it is %s", revoked.Status)
	}
	_, err = x.c.OneTimeTokens.Verify(ctx, second.Token, address)
	refused(t, err, http.StatusBadRequest, "one_time_token.token_revoked")
	if list := need(x.c.OneTimeTokens.List(ctx, address))(t); len(list) != 2 {
		t.Errorf("%d tokens of the address, want 2", len(list))
	}
	done(t, x.c.OneTimeTokens.Delete(ctx, second.ID))
	_, err = x.c.OneTimeTokens.Get(ctx, second.ID)
	refused(t, err, http.StatusNotFound, "entity.not_exists_with_id")
}
