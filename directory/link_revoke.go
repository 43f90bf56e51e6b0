package directory

import (
	"context"
	"errors"
	"net/http"

	"roster/access"
	"roster/apiclient"
	"roster/audit"
)

// RevokeLink makes a link useless (and, of an organization, Logto's invitation with
// it). Needs what making it needs; reason is optional. One that has ended already
// is a success, and nothing is done. Errors: *access.Denied, *Invalid (Reason),
// ErrNoLink and those of apiclient.
func (d *Directory) RevokeLink(ctx context.Context, actor access.Actor, linkID, reason string) error {
	if err := d.permit(ctx, actor, access.InvitationList, access.Target{}); err != nil {
		return err
	}
	l, err := d.links.Link(ctx, linkID)
	if err != nil {
		return err
	}
	if err := d.permitRevoke(ctx, actor, l); err != nil {
		return err
	}
	reason, problem := optionalReason(reason)
	if problem != "" {
		return &Invalid{Fields: map[string]string{Reason: problem}}
	}
	state := l.State(d.now())
	if state == LinkAccepted || state == LinkRevoked && l.Invitation == "" {
		return nil // of an invitation, Logto may have failed the first time
	}
	changes := []audit.Change{{Field: "link", Before: audit.Text(string(state)), After: audit.Text(string(LinkRevoked))}}
	if reason != "" {
		changes = append(changes, audit.Change{Field: Reason, After: audit.Text(reason)})
	}
	event := audit.Event{Actor: actor, Action: linkKinds[l.Kind].action, Target: l.Person, Changes: changes}
	return d.mutate(ctx, event, []step{{
		fields: []string{"link"},
		call:   func(ctx context.Context) error { return d.revoke(ctx, l) },
	}})
}

// permitRevoke asks the rules of making a link; those about the person only when
// the first have let through, since they cost calls.
func (d *Directory) permitRevoke(ctx context.Context, actor access.Actor, l Link) error {
	actions := []access.Action{linkKinds[l.Kind].action}
	if l.Person == "" {
		return d.permit(ctx, actor, actions[0], access.Target{})
	}
	if l.Kind == LinkOrganization {
		actions = append(actions, access.UserAssignOrganization)
	}
	return d.permitOn(ctx, actor, l.Person, actions...)
}

// revoke ends the portal's link first: should Logto fail, nobody can use it anyway.
func (d *Directory) revoke(ctx context.Context, l Link) error {
	_, err := d.links.EndLink(ctx, l.ID, LinkRevoked, d.now())
	if err != nil {
		return err
	}
	d.endTokens(ctx, l)
	if l.Invitation == "" {
		return nil
	}
	_, err = d.invites.Revoke(ctx, l.Invitation)
	e, ok := errors.AsType[*apiclient.Error](err)
	if ok && (e.Status == http.StatusUnprocessableEntity || e.Status == http.StatusNotFound) {
		return nil // not pending any more
	}
	return err
}

// optionalReason is tidyReason, but "" is none.
func optionalReason(typed string) (reason, problem string) {
	if typed == "" {
		return "", ""
	}
	return tidyReason(typed)
}
