package emulator

// sendInvitation sends the mail again, also for an invitation that was revoked.
func sendInvitation(r *request) (response, error) {
	if _, err := r.guardBody(jsonObject()); err != nil {
		return response{}, err
	}
	have, err := r.invitation()
	if err != nil {
		return response{}, err
	}
	payload, _ := r.body.(map[string]any) // which the guard has seen to
	return r.tenant.sendInvitationMail(have.invitee, have.organizationID, have.inviterID, payload, noContent)
}

// sendInvitationMail sends a mail about an invitation. The template may name the organization, the inviter, if there is
// one, and what the caller gave. done answers when it went out: nobody is invited by a mail that failed.
func (t *tenant) sendInvitationMail(
	invitee, organizationID string, inviterID *string, payload map[string]any, done func() (response, error),
) (response, error) {
	to := recipient{address: invitee}
	if err := t.mayMessage(invitationMessages, to); err != nil {
		return response{}, err
	}
	variables := map[string]any{}
	if org := t.organizations.get(organizationID); org != nil {
		variables["organization"] = map[string]any{"id": org.id, "name": org.name, "branding": org.branding}
	}
	if inviter := t.people.byID(deref(inviterID)); inviter != nil {
		variables["inviter"] = aboutUser(inviter)
	}
	l, err := t.letterTo(invitee, "OrganizationInvitation", merged(variables, payload))
	if err != nil {
		return response{}, err
	}
	return t.deliver(l, func() (response, error) {
		t.messaged(invitationMessages, to)
		return done()
	}), nil
}

// aboutUser is what a mail's template may say of a person.
func aboutUser(u *user) map[string]any {
	view, about := userView(u), map[string]any{}
	for _, name := range []string{"id", "name", "avatar", "username", "primaryEmail", "primaryPhone", "profile"} {
		about[name] = view[name]
		if text, is := view[name].(*string); is {
			about[name] = deref(text)
		}
	}
	return about
}
