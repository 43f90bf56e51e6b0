package directory

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"roster/access"
	"roster/apiclient"
)

// invitationRefused maps what Logto says of an invitation.
func invitationRefused(err error) error {
	e, ok := errors.AsType[*apiclient.Error](err)
	switch {
	case !ok || e.Status != http.StatusUnprocessableEntity:
		return err
	case e.Code == "entity.unique_integrity_violation":
		return &Invalid{Fields: map[string]string{Address: HasInvitation}}
	case e.Code == "request.invalid_input":
		return &Invalid{Fields: map[string]string{Address: IsMember}}
	}
	return err
}

// resendOrganization sends an invitation again. Logto's own has expired by then when
// the link has: it is replaced by a new one with the same roles, and so is the link.
func (d *Directory) resendOrganization(ctx context.Context, actor access.Actor, l Link, o LinkOptions) (sent SentLink, err error) {
	if err := d.permit(ctx, actor, access.OrganizationInvite, access.Target{}); err != nil {
		return SentLink{}, err
	}
	if _, problem := optionalReason(o.Reason); problem != "" {
		return SentLink{}, &Invalid{Fields: map[string]string{Reason: problem}}
	}
	err = d.locked(ctx, "link organization "+l.Organization, func(ctx context.Context) error {
		old, err := d.invites.Get(ctx, l.Invitation)
		if err != nil {
			return fmt.Errorf("directory: read the invitation to send again: %w", err)
		}
		in := OrganizationInvite{Address: l.Address, Organization: l.Organization, LinkOptions: o}
		for _, role := range old.OrganizationRoles {
			in.Roles = append(in.Roles, role.ID)
		}
		if old.Status == "Accepted" {
			return ErrNoLink
		}
		sent, err = d.inviteInto(ctx, actor, Link{Kind: l.Kind, Address: l.Address, Organization: l.Organization}, in, l)
		return err
	})
	return sent, err
}
