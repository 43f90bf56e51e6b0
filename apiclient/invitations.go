package apiclient

import (
	"context"
	"net/http"
	"net/url"
)

// InvitationsService is the invitations into organizations
// (/api/organization-invitations).
type InvitationsService service

// Invitation asks somebody, by e-mail address, into an organization.
type Invitation struct {
	ID                string     `json:"id"`
	InviterID         string     `json:"inviterId"`
	Invitee           string     `json:"invitee"` // e-mail address
	AcceptedUserID    string     `json:"acceptedUserId"`
	OrganizationID    string     `json:"organizationId"`
	Status            string     `json:"status"` // Pending, Accepted, Expired or Revoked
	CreatedAt         Millis     `json:"createdAt"`
	UpdatedAt         Millis     `json:"updatedAt"`
	ExpiresAt         Millis     `json:"expiresAt"`
	OrganizationRoles []NamedRef `json:"organizationRoles"`
}

// InvitationListOptions selects invitations; "" selects all.
type InvitationListOptions struct{ OrganizationID, InviterID, Invitee string }

// List lists invitations, newest first (GET /organization-invitations, not paged).
func (s *InvitationsService) List(ctx context.Context, opts InvitationListOptions) ([]Invitation, error) {
	q := url.Values{}
	setText(q, "organizationId", opts.OrganizationID)
	setText(q, "inviterId", opts.InviterID)
	setText(q, "invitee", opts.Invitee)
	return everything[Invitation](ctx, s.client, q, "organization-invitations")
}

// Get reads an invitation. 404 entity.not_found.
func (s *InvitationsService) Get(ctx context.Context, id string) (*Invitation, error) {
	return get[Invitation](ctx, s.client, nil, "organization-invitations", id)
}

// InvitationCreate is a new invitation. No mail is sent unless Message is set.
type InvitationCreate struct {
	Invitee             string         `json:"invitee"`
	OrganizationID      string         `json:"organizationId"`
	ExpiresAt           Millis         `json:"expiresAt"`           // in the future
	InviterID           string         `json:"inviterId,omitempty"` // a person, not an application
	OrganizationRoleIDs []string       `json:"organizationRoleIds,omitempty"`
	Message             map[string]any `json:"messagePayload,omitempty"` // variables of the mail; "link" among them
}

// Create invites somebody (POST /organization-invitations, 201). 422
// entity.unique_integrity_violation when one is pending, 422
// request.invalid_input for a member, 501 connector.not_found when a mail is
// wanted and none can be sent: then nothing is made.
func (s *InvitationsService) Create(ctx context.Context, invitation InvitationCreate) (*Invitation, error) {
	return post[Invitation](ctx, s.client, invitation, "organization-invitations")
}

// SendMessage mails an invitation again, whatever its status
// (POST /organization-invitations/:id/message, 204).
func (s *InvitationsService) SendMessage(ctx context.Context, id string, message map[string]any) error {
	return tell(ctx, s.client, http.MethodPost, message, "organization-invitations", id, "message")
}

// Accept makes the person a member (PUT /organization-invitations/:id/status).
// Their address must be the invitee's, else 422 request.invalid_input.
func (s *InvitationsService) Accept(ctx context.Context, id, userID string) (*Invitation, error) {
	return s.setStatus(ctx, id, map[string]string{"status": "Accepted", "acceptedUserId": userID})
}

// Revoke takes a pending invitation back.
func (s *InvitationsService) Revoke(ctx context.Context, id string) (*Invitation, error) {
	return s.setStatus(ctx, id, map[string]string{"status": "Revoked"})
}

// setStatus is sent once: an invitation leaves Pending one time only.
func (s *InvitationsService) setStatus(ctx context.Context, id string, body map[string]string) (*Invitation, error) {
	segments := []string{"organization-invitations", id, "status"}
	return answer[Invitation](ctx, s.client, call{method: http.MethodPut, segments: segments, body: body})
}

// Delete removes an invitation.
func (s *InvitationsService) Delete(ctx context.Context, id string) error {
	return remove(ctx, s.client, nil, "organization-invitations", id)
}
