package handlers

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/views"
	"roster/views/paths"
)

// userKeeper is what is needed of package directory to suspend, reactivate and
// delete, which Directory documents.
type userKeeper interface {
	Impact(ctx context.Context, actor access.Actor, id string) (directory.Impact, error)
	Suspend(ctx context.Context, actor access.Actor, id, reason string) (directory.Ended, error)
	Reactivate(ctx context.Context, actor access.Actor, id, reason string) (directory.Ended, error)
	Delete(ctx context.Context, actor access.Actor, id, reason, confirm string) (directory.Ended, error)
}

// userLife is a page that asks before an account is suspended, reactivated or
// deleted, and does it.
type userLife struct {
	user
	keeper userKeeper
	life
}

// life is what tells these pages apart.
type life struct {
	kind   views.LifeKind
	action access.Action
	fields []string
	// i18n keys of what is said afterwards; portal is for when the sessions of the
	// portal could not be ended.
	done, was, portal string
	// to is where one is led then.
	to func(id string) string
	do func(ctx context.Context, k userKeeper, who access.Actor, id string, form map[string]string) (directory.Ended, error)
}

// page asks.
func (u userLife) page(w http.ResponseWriter, r *http.Request) error {
	props, err := u.props(r)
	if err != nil {
		return err
	}
	if props.Refused.None() && !props.Already {
		if d, ok := u.takeDraft(w, r, r.URL.Path); ok {
			props.Reason.Value, props.Confirm.Value, props.Restored = d.Values[views.FieldReason], d.Values[views.FieldConfirm], true
		}
	}
	return u.show(w, r, http.StatusOK, props)
}

// save does it.
func (u userLife) save(w http.ResponseWriter, r *http.Request) error {
	in, err := u.ownForm(r, func(name string) bool { return slices.Contains(u.fields, name) })
	if errors.Is(err, errStaleForm) {
		return u.refuse(w, r, in.values, err)
	}
	if err != nil {
		return err
	}
	if in.values[views.FieldThen] == views.ThenSignIn {
		return u.signInFirst(w, r, in)
	}
	id := r.PathValue("id")
	var ended directory.Ended
	err = u.once(r, in.token, func(ctx context.Context) (err error) {
		ended, err = u.do(ctx, u.keeper, actor(r), id, in.values)
		return err
	})
	if err != nil && !errors.Is(err, errSentAlready) {
		return u.refuse(w, r, in.values, err)
	}
	u.toast(w, u.outcome(ended, err))
	return u.redirect(w, r, u.to(id))
}

// outcome is the message after it was done; of a form sent before, nothing is known.
func (u userLife) outcome(ended directory.Ended, err error) views.Toast {
	switch {
	case ended.PortalStays:
		return views.Toast{Tone: views.ToneWarning, Message: views.Say(u.portal)}
	case err != nil:
		return views.Toast{Tone: views.ToneInfo, Message: views.Say("form.sent-already")}
	case ended.Already:
		return views.Toast{Tone: views.ToneInfo, Message: views.Say(u.was)}
	}
	return views.Toast{Tone: views.ToneSuccess, Message: views.Say(u.done)}
}

func (u userLife) show(w http.ResponseWriter, r *http.Request, status int, props views.LifeProps) error {
	props.Token = u.tokens.issue(visitOf(r).personID(), r.URL.Path, nil)
	return u.render(w, r, status, views.LifePage(u.shell(w, r), props), views.FragmentLife)
}

// props reads the person and what they would lose, all at once. The error is that
// of the person.
func (u userLife) props(r *http.Request) (views.LifeProps, error) {
	who, id := actor(r), r.PathValue("id")
	var d dossier
	var impact directory.Impact
	var err, unread error
	var parts sync.WaitGroup
	parts.Go(func() { d, err = u.read(r.Context(), who, id) })
	parts.Go(func() { impact, unread = u.keeper.Impact(r.Context(), who, id) })
	parts.Wait()
	if err != nil {
		return views.LifeProps{}, err
	}
	props := d.lifeProps(u.kind, impact, unread)
	if props.Already {
		return props, nil
	}
	props.Refused, props.StepUp = d.lifeRefusal(u.action)
	if props.Refused.None() && impact.LastHolder && u.kind != views.LifeReactivate {
		props.Refused = lifeRefusals[access.LastHolder]
	}
	return props, nil
}

// lifeRefusals are the sentences for what the rules say.
var lifeRefusals = map[access.Reason]views.Message{
	access.TargetHasMore:     views.Say("life.refused.target"),
	access.Self:              views.Say("life.refused.self"),
	access.StepUp:            views.Say("life.refused.step-up"),
	access.LastHolder:        views.Say("life.refused.last-holder"),
	access.MissingCapability: views.Say("life.refused.missing"),
}

// refuse draws the page again after what was not done, with what was typed.
// Errors that are not about the form go to the error door.
func (u userLife) refuse(w http.ResponseWriter, r *http.Request, typed map[string]string, err error) error {
	status, ok := u.refusalStatus(err)
	if !ok {
		return err
	}
	u.note(r, status, err)
	props, problem := u.props(r)
	if problem != nil {
		if _, _, away := failureOf(actor(r), problem, ""); !away {
			return problem
		}
		props = views.LifeProps{Kind: u.kind, ID: r.PathValue("id"), Impact: nothingRead()}
	}
	// What was just found out counts, not what the page would say by itself.
	props.Typed, props.Refused, props.StepUp, props.Already = true, views.Message{}, false, false
	props.Reason.Value, props.Confirm.Value = typed[views.FieldReason], typed[views.FieldConfirm]
	explainLife(r, &props, err)
	return u.show(w, r, status, props)
}

// refusalStatus tells whether err is about the form, and what it answers with.
func (u userLife) refusalStatus(err error) (int, bool) {
	if denied, ok := errors.AsType[*access.Denied](err); ok {
		_, known := lifeRefusals[denied.Reason]
		return http.StatusForbidden, known
	}
	if errors.Is(err, directory.ErrBusy) {
		return http.StatusConflict, true
	}
	if apiclient.IsNotFound(err) {
		return 0, false
	}
	return refusalStatus(err)
}

// explainLife writes into the page what became of it.
func explainLife(r *http.Request, props *views.LifeProps, err error) {
	denied, _ := errors.AsType[*access.Denied](err)
	invalid, _ := errors.AsType[*directory.Invalid](err)
	_, refused := errors.AsType[*directory.Refused](err)
	switch {
	case denied != nil:
		props.Refused, props.StepUp = lifeRefusals[denied.Reason], denied.Reason == access.StepUp
	case invalid != nil:
		props.Reason.Problem = lifeProblem(invalid.Fields[directory.Reason], "life.problem.reason")
		props.Confirm.Problem = lifeProblem(invalid.Fields[directory.Confirm], "life.problem.confirm")
	case errors.Is(err, directory.ErrBusy):
		props.Problem = views.Say("life.busy")
	case errors.Is(err, errStaleForm):
		props.Problem = views.Say("form.stale")
	case refused:
		props.Problem = views.Say("problem.refused")
	default:
		props.Failure, _, _ = failureOf(actor(r), err, "") // its own button tries again
		props.Uncertain = errors.Is(err, directory.ErrUncertain)
	}
}

// lifeProblem is the sentence for what is wrong with a field; missing is the one
// for nothing typed.
func lifeProblem(code, missing string) views.Message {
	switch code {
	case "":
		return views.Message{}
	case directory.Missing:
		return views.Say(missing)
	case directory.TooLong:
		return views.Say("problem.long", "max", directory.MaxReason)
	case directory.Mismatch:
		return views.Say("life.problem.mismatch")
	default:
		return views.Say("problem.control")
	}
}

// lifeRefusal is why the viewer may not do it, and whether a new sign-in helps.
func (d dossier) lifeRefusal(action access.Action) (views.Message, bool) {
	if d.RightsErr != nil {
		return views.Say("life.refused.unknown"), false
	}
	denied := d.Rights.Why(action)
	if denied == nil {
		return views.Message{}, false
	}
	return lifeRefusals[denied.Reason], denied.Reason == access.StepUp
}

// lifeProps maps a person, and what they would lose, to the page.
func (d dossier) lifeProps(kind views.LifeKind, i directory.Impact, unread error) views.LifeProps {
	p := d.User
	props := views.LifeProps{
		Kind: kind, ID: p.ID, Known: true, Name: p.Name, Username: p.Username, Email: p.PrimaryEmail,
		Phone: showPhone(p.PrimaryPhone), Suspended: p.IsSuspended, Identifier: directory.Identifier(p),
		PictureURL: pictureURL(p.Avatar, func(version string) string { return paths.UserPicture(p.ID, version) }),
		Already:    kind == views.LifeSuspend && p.IsSuspended || kind == views.LifeReactivate && !p.IsSuspended,
	}
	if unread != nil {
		props.Impact = nothingRead()
	} else {
		props.Impact = views.LifeImpact{
			Sessions: countedOf(i.Sessions), Factors: countedOf(i.Factors), Tokens: countedOf(i.Tokens),
			Identities: countedOf(i.Identities), Invitations: countedOf(i.Invitations),
		}
	}
	props.Impact.Roles = views.Counted{N: len(d.Roles), Unread: d.RolesErr != nil}
	for _, role := range d.Roles {
		props.Impact.RoleNames = append(props.Impact.RoleNames, role.Name)
	}
	props.Impact.Organizations = views.Counted{N: len(d.Organizations), Unread: d.OrganizationsErr != nil}
	for _, o := range d.Organizations {
		props.Impact.OrganizationNames = append(props.Impact.OrganizationNames, organizationWithRoles(o))
	}
	return props
}

// organizationWithRoles is "Acme (admin, editor)".
func organizationWithRoles(o apiclient.UserOrganization) string {
	if len(o.OrganizationRoles) == 0 {
		return o.Name
	}
	var roles []string
	for _, role := range o.OrganizationRoles {
		roles = append(roles, role.Name)
	}
	return o.Name + " (" + strings.Join(roles, ", ") + ")"
}

func countedOf(c directory.Count) views.Counted { return views.Counted{N: c.N, Unread: c.Err != nil} }

// nothingRead is what is said when Logto does not answer.
func nothingRead() views.LifeImpact {
	u := views.Counted{Unread: true}
	return views.LifeImpact{Sessions: u, Factors: u, Tokens: u, Identities: u, Invitations: u, Roles: u, Organizations: u}
}

// life is what the viewer may do about the account, for the person's page.
func (d dossier) life() views.LifeLinks {
	if d.User.IsSuspended {
		return views.LifeLinks{
			Reactivate: d.lifeLink(access.UserReactivate, paths.UserReactivate(d.id)),
			Delete:     d.lifeLink(access.UserDelete, paths.UserDelete(d.id)),
		}
	}
	return views.LifeLinks{
		Suspend: d.lifeLink(access.UserSuspend, paths.UserSuspend(d.id)),
		Delete:  d.lifeLink(access.UserDelete, paths.UserDelete(d.id)),
	}
}

// lifeLink leads there also when a new sign-in is needed, which the page offers.
func (d dossier) lifeLink(action access.Action, href string) views.LifeLink {
	refused, stepUp := d.lifeRefusal(action)
	switch {
	case d.RightsErr != nil || !refused.None() && refused.Key == lifeRefusals[access.MissingCapability].Key:
		return views.LifeLink{}
	case refused.None() || stepUp:
		return views.LifeLink{Href: href}
	}
	return views.LifeLink{Locked: refused}
}
