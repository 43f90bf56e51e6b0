package directory

import (
	"context"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"roster/access"
	"roster/apiclient"
	"roster/apiclient/attribute"
	"roster/audit"
)

// Fields of *Invalid, *Refused and *Partial about passwords and sessions.
const (
	NewPassword = "password"
	MustRenew   = "isExpired" // a new password is asked for at the next sign-in
	AllSessions = "sessions"
)

// NoPassword is a problem of *Invalid: there is none that could be asked to be renewed.
const NoPassword = "no_password"

// PasswordOptions are what is done together with setting a password.
type PasswordOptions struct {
	// Expire asks for another one at the next sign-in, where the tenant's policy allows it.
	Expire bool
	// EndSessions signs the person out everywhere, as EndAllSessions does.
	EndSessions bool
	Reason      string // as in Suspend
}

// actions are what the options need permission for.
func (o PasswordOptions) actions() []access.Action {
	actions := []access.Action{access.UserSetPassword}
	if o.Expire {
		actions = append(actions, access.UserExpirePassword)
	}
	if o.EndSessions {
		actions = append(actions, access.UserEndSessions)
	}
	return actions
}

// What is known of passwords, as package attribute documents it.
type (
	PasswordRule     = attribute.PasswordRule
	PasswordRejected = attribute.PasswordRejected
	PasswordPolicy   = attribute.PasswordPolicy
)

// SetPassword gives a person a password (PATCH /users/:id/password), which Logto
// checks against no policy: the tenant's is asked first, about this person (POST
// /sign-in-exp/default/check-password). Then comes what o asks for, in order: a
// new one at the next sign-in (PATCH /users/:id/password/expiration), and the end
// of all sessions, those of the portal too.
//
// Needs access.UserSetPassword on the person, who is not the actor, and
// access.UserExpirePassword and access.UserEndSessions for what o asks. The
// password stands in no trail, error or log.
//
// Errors: *access.Denied, *Invalid (Reason, NewPassword), *PasswordRejected,
// *Refused, *Partial when the password was set and something else not done,
// ErrBusy, ErrUncertain with Logto's error, and those of apiclient.
func (d *Directory) SetPassword(ctx context.Context, actor access.Actor, id string, password apiclient.Secret, o PasswordOptions) (Ended, error) {
	actions := o.actions()
	for _, action := range actions {
		if err := d.permit(ctx, actor, action, access.Target{ID: id}); err != nil {
			return Ended{}, err
		}
	}
	var ended Ended
	err := d.locked(ctx, lockOfPerson(id), func(ctx context.Context) error {
		p, err := d.subject(ctx, actor, access.UserSetPassword, id)
		if err != nil {
			return err
		}
		for _, action := range actions[1:] {
			if err := d.permit(ctx, actor, action, access.Target{ID: id, Capabilities: p.held}); err != nil {
				return err
			}
		}
		if o.Expire && !reachable(p.user) {
			return &Invalid{Fields: map[string]string{MustRenew: NoAddress}}
		}
		if o.Reason, err = d.acceptable(ctx, id, password, o.Reason); err != nil {
			return err
		}
		return d.mutate(ctx, passwordEvent(actor, p.user, o), d.passwordSteps(id, password, o, &ended))
	})
	_, partial := errors.AsType[*Partial](err)
	if err == nil || partial || errors.Is(err, ErrUncertain) {
		d.linksEnd(ctx, id, false) // whoever has an older link must not choose another
	}
	if o.EndSessions && (err == nil || partial || errors.Is(err, ErrUncertain)) {
		ended.PortalStays = d.endPortal(ctx, id)
	}
	return ended, err
}

// acceptable returns the reason as it is recorded, or everything that is wrong
// with the two.
func (d *Directory) acceptable(ctx context.Context, id string, password apiclient.Secret, typed string) (string, error) {
	problems := map[string]string{}
	reason, problem := tidyReason(typed)
	if problem != "" {
		problems[Reason] = problem
	}
	switch text := password.Reveal(); {
	case text == "":
		problems[NewPassword] = Missing
	case !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl):
		problems[NewPassword] = InvalidCharacters
	}
	var others *Invalid
	if len(problems) > 0 {
		others = &Invalid{Fields: problems}
	}
	if problems[NewPassword] == "" {
		issues, err := d.signIn.CheckPassword(ctx, id, password)
		if err != nil {
			return "", refusal(err, []string{NewPassword})
		}
		if len(issues) > 0 {
			return "", &PasswordRejected{Rules: attribute.BrokenRules(issues), Others: others}
		}
	}
	if others != nil {
		return "", others
	}
	return reason, nil
}

// passwordEvent says that there was a password and that there is one; the trail
// keeps no value of a field that is called so.
func passwordEvent(actor access.Actor, u *apiclient.User, o PasswordOptions) audit.Event {
	change := audit.Change{Field: NewPassword, After: audit.Text("set")}
	if u.HasPassword != nil && *u.HasPassword {
		change.Before = audit.Text("set")
	}
	event := audit.Event{Actor: actor, Action: access.UserSetPassword, Target: u.ID, Changes: []audit.Change{
		{Field: Reason, After: audit.Text(o.Reason)}, change,
	}}
	if o.Expire {
		event.Changes = append(event.Changes, audit.Change{Field: MustRenew, After: audit.Text("true")})
	}
	if o.EndSessions {
		event.Changes = append(event.Changes, audit.Change{Field: AllSessions, After: audit.Text("0")})
	}
	return event
}

func (d *Directory) passwordSteps(id string, password apiclient.Secret, o PasswordOptions, ended *Ended) []step {
	steps := []step{{
		fields: []string{NewPassword},
		call: func(ctx context.Context) error {
			_, err := d.users.SetPassword(ctx, id, password)
			return err
		},
		ask: func(ctx context.Context) (bool, error) {
			err := d.users.VerifyPassword(ctx, id, password)
			if apiclient.HasCode(err, "session.invalid_credentials") {
				return false, nil
			}
			return err == nil, err
		},
	}}
	if o.Expire {
		steps = append(steps, d.expiring(id))
	}
	if o.EndSessions {
		steps = append(steps, d.endingSessions(id, ended))
	}
	return steps
}

// expiring is the step that asks for a new password; Logto shows nobody whether
// it is done.
func (d *Directory) expiring(id string) step {
	return step{fields: []string{MustRenew}, call: func(ctx context.Context) error {
		_, err := d.users.SetPasswordExpired(ctx, id, true)
		return err
	}}
}

// ExpirePassword makes a person choose a new password at their next sign-in with
// the one they have (PATCH /users/:id/password/expiration). Their sessions go on.
//
// Needs access.UserExpirePassword on the person, who is not the actor; reason is
// as in Suspend. Somebody without a password gives *Invalid (MustRenew:
// NoPassword), somebody whom no code could reach NoAddress, a tenant whose policy is off *Refused (MustRenew:
// sign_in_experiences.password_expiration_not_enabled). Otherwise errors are those
// of Suspend.
func (d *Directory) ExpirePassword(ctx context.Context, actor access.Actor, id, reason string) error {
	return d.helping(ctx, actor, access.UserExpirePassword, id, reason, func(ctx context.Context, u *apiclient.User, event audit.Event) error {
		if u.HasPassword != nil && !*u.HasPassword {
			return &Invalid{Fields: map[string]string{MustRenew: NoPassword}}
		}
		if !reachable(u) {
			return &Invalid{Fields: map[string]string{MustRenew: NoAddress}}
		}
		event.Changes = append(event.Changes, audit.Change{Field: MustRenew, After: audit.Text("true")})
		return d.mutate(ctx, event, []step{d.expiring(id)})
	})
}

// reachable tells whether Logto can send the code with which an expired password is
// renewed.
func reachable(u *apiclient.User) bool { return u.PrimaryEmail != "" || u.PrimaryPhone != "" }

// helping is acting with a reason that has to be given.
func (d *Directory) helping(
	ctx context.Context, actor access.Actor, action access.Action, id, typed string,
	do func(context.Context, *apiclient.User, audit.Event) error,
) error {
	return d.acting(ctx, actor, action, id, func() (string, string) { return tidyReason(typed) }, do)
}

// optional is a reason for acting that may be left out.
func optional(typed string) func() (reason, problem string) {
	return func() (string, string) { return optionalReason(typed) }
}

// acting is the way of what needs a reason and nothing else: rule, lock, the
// person as they are now, rule again, and do with the beginning of the entry.
func (d *Directory) acting(
	ctx context.Context, actor access.Actor, action access.Action, id string, why func() (reason, problem string),
	do func(context.Context, *apiclient.User, audit.Event) error,
) error {
	if err := d.permit(ctx, actor, action, access.Target{ID: id}); err != nil {
		return err
	}
	return d.locked(ctx, lockOfPerson(id), func(ctx context.Context) error {
		p, err := d.subject(ctx, actor, action, id)
		if err != nil {
			return err
		}
		reason, problem := why()
		if problem != "" {
			return &Invalid{Fields: map[string]string{Reason: problem}}
		}
		event := audit.Event{Actor: actor, Action: action, Target: id}
		if reason != "" {
			event.Changes = []audit.Change{{Field: Reason, After: audit.Text(reason)}}
		}
		return do(ctx, p.user, event)
	})
}
