package emulator

import (
	"net/http"
	"strings"
)

// invitationRoutes are the invitations to organizations.
func invitationRoutes() []route {
	const path = "/organization-invitations"
	return []route{
		{method: http.MethodGet, path: path, handler: listInvitations},
		{method: http.MethodGet, path: path + "/:id", handler: getInvitation},
		{method: http.MethodDelete, path: path + "/:id", handler: deleteInvitation},
		{method: http.MethodPost, path: path, handler: createInvitation},
		{method: http.MethodPost, path: path + "/:id/message", handler: sendInvitation},
		{method: http.MethodPut, path: path + "/:id/status", handler: setInvitationStatus},
	}
}

const (
	invitationPending  = "Pending"
	invitationAccepted = "Accepted"
	invitationRevoked  = "Revoked"
)

// statusNow is the status with time taken into account.
func (i *invitation) statusNow(now int64) string {
	if i.status == invitationPending && i.expiresAt < now {
		return "Expired"
	}
	return i.status
}

func (t *tenant) invitationView(i *invitation) map[string]any {
	return map[string]any{
		"tenantId": tenantID, "id": i.id, "inviterId": i.inviterID, "invitee": i.invitee, "acceptedUserId": i.acceptedUserID,
		"organizationId": i.organizationID, "status": i.statusNow(t.ms()), "createdAt": i.createdAt, "updatedAt": i.updatedAt,
		"expiresAt": i.expiresAt, "organizationRoles": t.roleRefs(i.roleIDs),
	}
}

func (r *request) invitation() (*invitation, error) {
	if have := r.tenant.mgmt.invitations.get(r.param("id")); have != nil {
		return have, nil
	}
	return nil, notFound()
}

func listInvitations(r *request) (response, error) {
	q, err := r.guardQuery(obj(key{"organizationId", str()}, key{"inviterId", str()}, key{"invitee", str()}).partial())
	if err != nil {
		return response{}, err
	}
	found, err := filter(newestFirst(r.tenant.mgmt.invitations.rows), func(i *invitation) (bool, error) {
		return (q.str("organizationId") == "" || q.str("organizationId") == i.organizationID) &&
			(q.str("inviterId") == "" || q.str("inviterId") == deref(i.inviterID)) &&
			(q.str("invitee") == "" || strings.EqualFold(q.str("invitee"), i.invitee)), nil
	})
	if err != nil {
		return response{}, err
	}
	return ok(views(found, r.tenant.invitationView))
}

func getInvitation(r *request) (response, error) {
	have, err := r.invitation()
	if err != nil {
		return response{}, err
	}
	return ok(r.tenant.invitationView(have))
}

func deleteInvitation(r *request) (response, error) {
	if !r.tenant.mgmt.invitations.remove(r.param("id")) {
		return response{}, notFound()
	}
	return noContent()
}

// createInvitation compares addresses with regard to case, as Logto does here and only here.
func createInvitation(r *request) (response, error) {
	o, err := r.guardBody(obj(
		key{"inviterId", opt(nullable(str()))}, key{"invitee", str().email()}, key{"organizationId", str().min(1)},
		key{"expiresAt", num()}, key{"organizationRoleIds", opt(arr(str()))},
		key{"messagePayload", opt(union(literal(false), jsonObject()))},
	))
	if err != nil {
		return response{}, err
	}
	if err := r.tenant.invitable(o); err != nil {
		return response{}, err
	}
	make := func() (response, error) {
		made := r.tenant.invite(o)
		return created(r.tenant.invitationView(made))
	}
	payload := o.obj("messagePayload")
	if payload == nil {
		return make()
	}
	return r.tenant.sendInvitationMail(o.str("invitee"), o.str("organizationId"), o.column("inviterId"), payload, make)
}

func (t *tenant) invite(o object) *invitation {
	made := &invitation{
		id: longID(), inviterID: o.column("inviterId"), invitee: o.str("invitee"), organizationID: o.str("organizationId"),
		status: invitationPending, createdAt: t.ms(), updatedAt: t.ms(), expiresAt: int64(o.num("expiresAt")),
		roleIDs: unique(o.strs("organizationRoleIds")),
	}
	t.mgmt.invitations.add(made.id, made)
	return made
}

// invitable makes the checks of an invitation in Logto's order.
func (t *tenant) invitable(o object) error {
	if int64(o.num("expiresAt")) <= t.ms() {
		return fail(http.StatusBadRequest, "request.invalid_input").
			withMessage("Input is invalid. The value of `expiresAt` must be in the future.")
	}
	org := t.organizations.get(o.str("organizationId"))
	if org != nil {
		u := t.people.byEmail(o.str("invitee"))
		if u != nil && *u.primaryEmail == o.str("invitee") && org.members[u.id] != nil {
			return refusedInvitation("The invitee is already a member of the organization.")
		}
	}
	if t.mgmt.invitations.find(func(i *invitation) bool {
		return i.invitee == o.str("invitee") && i.organizationID == o.str("organizationId") && i.statusNow(t.ms()) == invitationPending
	}) != nil {
		return notUnique()
	}
	inviter := o.column("inviterId")
	if org == nil || inviter != nil && t.people.byID(*inviter) == nil {
		return foreignKey(http.StatusUnprocessableEntity)
	}
	for _, id := range o.strs("organizationRoleIds") {
		if !t.hasOrgRole(id) {
			return foreignKey(http.StatusUnprocessableEntity)
		}
	}
	return nil
}

func refusedInvitation(why string) error {
	return fail(http.StatusUnprocessableEntity, "request.invalid_input").withMessage("Input is invalid. " + why)
}

// setInvitationStatus accepts, which makes the user a member with the invited roles, or revokes.
func setInvitationStatus(r *request) (response, error) {
	o, err := r.guardBody(obj(
		key{"acceptedUserId", opt(nullable(str()))}, key{"status", enum(invitationAccepted, invitationRevoked)},
	))
	if err != nil {
		return response{}, err
	}
	have, err := r.invitation()
	if err != nil {
		return response{}, err
	}
	if have.statusNow(r.tenant.ms()) != invitationPending {
		return response{}, refusedInvitation("The status of the invitation cannot be changed anymore.")
	}
	if o.str("status") == invitationAccepted {
		joined, err := r.tenant.accept(have, o.str("acceptedUserId"))
		if err != nil {
			return response{}, err
		}
		r.tellMembers(http.StatusOK, have.organizationID, joined, nil)
	}
	have.status, have.updatedAt = o.str("status"), r.tenant.ms()
	return ok(r.tenant.invitationView(have))
}

// accept returns the ids of those who have become members by it.
func (t *tenant) accept(i *invitation, userID string) ([]string, error) {
	if userID == "" {
		return nil, refusedInvitation("The `acceptedUserId` is required when accepting an invitation.")
	}
	u, err := t.mustUser(userID)
	if err != nil {
		return nil, err
	}
	if !strings.EqualFold(deref(u.primaryEmail), i.invitee) {
		return nil, refusedInvitation("The accepted user must have the same email as the invitee.")
	}
	org := t.organizations.get(i.organizationID)
	joined := t.join([]*user{u}, org)
	org.members[u.id].grant(i.roleIDs)
	i.acceptedUserID = &u.id
	return joined, nil
}
