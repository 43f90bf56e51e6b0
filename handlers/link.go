package handlers

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/i18n"
	"roster/views"
	"roster/views/paths"
)

// linkKeeper is what is needed of package directory to send and revoke links,
// which Directory documents.
type linkKeeper interface {
	Links(ctx context.Context, actor access.Actor, q directory.LinkQuery) (directory.LinkList, error)
	Link(ctx context.Context, actor access.Actor, id string) (directory.LinkRow, error)
	Invite(ctx context.Context, actor access.Actor, id string, o directory.LinkOptions) (directory.SentLink, error)
	SendReset(ctx context.Context, actor access.Actor, id string, o directory.LinkOptions) (directory.SentLink, error)
	Resend(ctx context.Context, actor access.Actor, linkID string, o directory.LinkOptions) (directory.SentLink, error)
	RevokeLink(ctx context.Context, actor access.Actor, linkID, reason string) error
	InviteToOrganization(ctx context.Context, actor access.Actor, in directory.OrganizationInvite) (directory.SentLink, error)
	SignUp(ctx context.Context, actor access.Actor) (apiclient.SignUpRequires, error)
}

// linkForm is what the pages that send a link have in common: how their form comes
// in, what is said of it, and how the page is drawn again.
type linkForm struct {
	*app
	// props draws the page as it is now; what does not need Logto also with an error.
	props func(r *http.Request) (views.LinkProps, error)
	// again is where a link whose mail did not go out is sent again, nil when that is
	// this page.
	again func(id string) string
	// send does it.
	send func(ctx context.Context, who access.Actor, r *http.Request, form map[string]string, o directory.LinkOptions) (directory.SentLink, error)
}

// linkFields are the names that these forms may send.
func linkFields(name string) bool {
	switch name {
	case views.FieldMailLanguage, views.FieldReason, views.FieldHand, views.FieldAddress:
		return true
	}
	role, ok := strings.CutPrefix(name, views.PrefixRole)
	return ok && idForm.MatchString(role)
}

func (l linkForm) page(w http.ResponseWriter, r *http.Request) error {
	props, err := l.props(r)
	if err != nil {
		return err
	}
	if props.Refused.None() {
		if d, ok := l.takeDraft(w, r, r.URL.Path); ok {
			retypeLink(&props, d.Values)
			props.Restored = true
		}
	}
	return l.show(w, r, http.StatusOK, props)
}

func (l linkForm) show(w http.ResponseWriter, r *http.Request, status int, props views.LinkProps) error {
	if props.Language.Value == "" {
		props.Language.Value = string(i18n.LocaleFrom(r.Context()))
	}
	if props.Shown == "" {
		props.Token = l.tokens.issue(visitOf(r).personID(), r.URL.Path, nil)
	}
	return l.render(w, r, status, views.LinkPage(l.shell(w, r), props), views.FragmentLink)
}

// save sends it. A link that is shown is in this answer and nowhere else.
func (l linkForm) save(w http.ResponseWriter, r *http.Request) error {
	in, err := l.ownForm(r, linkFields)
	if errors.Is(err, errStaleForm) {
		return l.refuse(w, r, in.values, err)
	}
	if err != nil {
		return err
	}
	if in.values[views.FieldThen] == views.ThenSignIn {
		return l.signInFirst(w, r, in)
	}
	o := directory.LinkOptions{
		Language: string(i18n.Match("", in.values[views.FieldMailLanguage])), Reason: strings.TrimSpace(in.values[views.FieldReason]),
		Show: in.values[views.FieldHand] == views.HandShow,
	}
	var sent directory.SentLink
	err = l.once(r, in.token, func(ctx context.Context) (err error) {
		sent, err = l.send(ctx, actor(r), r, in.values, o)
		return err
	})
	if unsent, ok := errors.AsType[*directory.NotMailed](err); ok && l.again != nil {
		l.note(r, http.StatusBadGateway, err)
		l.toast(w, views.Toast{Tone: views.ToneWarning, Message: views.Say(mailProblems[unsent.Failure()])})
		return l.redirect(w, r, l.again(unsent.Link))
	}
	if err != nil && !errors.Is(err, errSentAlready) {
		return l.refuse(w, r, in.values, err)
	}
	props, _ := l.props(r) // unread, it is done all the same
	back := cmp.Or(props.Back, paths.Invitations(paths.InvitationQuery{}))
	if sent.URL != "" {
		props.Shown, props.Address = sent.URL, sent.Address
		props.Kind, props.Back, props.Refused = views.LinkKind(sent.Kind), back, views.Message{}
		props.Lives = l.linkLife(props.Kind)
		return l.show(w, r, http.StatusOK, props)
	}
	l.toast(w, sentToast(props.Again, err))
	return l.redirect(w, r, back)
}

func sentToast(again bool, err error) views.Toast {
	switch {
	case err != nil:
		return views.Toast{Tone: views.ToneInfo, Message: views.Say("form.sent-already")}
	case again:
		return views.Toast{Tone: views.ToneSuccess, Message: views.Say("link.again-sent")}
	}
	return views.Toast{Tone: views.ToneSuccess, Message: views.Say("link.sent")}
}

// refuse draws the page again with what was typed. Errors that are not about the
// form go to the error door.
func (l linkForm) refuse(w http.ResponseWriter, r *http.Request, typed map[string]string, err error) error {
	status, ok := linkStatus(err)
	if !ok {
		return err
	}
	l.note(r, status, err)
	props, problem := l.props(r)
	if _, _, away := failureOf(actor(r), problem, ""); problem != nil && (!away || props.Kind == "") {
		return problem
	}
	props.Typed, props.Refused, props.StepUp, props.Reset = true, views.Message{}, false, false
	retypeLink(&props, typed)
	explainLink(r, &props, err)
	return l.show(w, r, status, props)
}

// linkStatus tells whether err is about the form, and what it answers with.
func linkStatus(err error) (int, bool) {
	if denied, ok := errors.AsType[*access.Denied](err); ok {
		_, known := lifeRefusals[denied.Reason]
		return http.StatusForbidden, known
	}
	if _, ok := errors.AsType[*directory.NotMailed](err); ok {
		return http.StatusBadGateway, true
	}
	switch {
	case errors.Is(err, directory.ErrBusy), errors.Is(err, directory.ErrNoLink):
		return http.StatusConflict, true
	case errors.Is(err, directory.ErrNoMail):
		return http.StatusUnprocessableEntity, true
	case apiclient.IsNotFound(err):
		return 0, false
	}
	return refusalStatus(err)
}

// linkProblems are the sentences for what directory says of a recipient.
var linkProblems = map[string]string{
	directory.NoAddress: "link.problem.no-address", directory.IsSuspended: "link.problem.suspended",
	directory.HasSignedIn: "link.problem.signed-in", directory.IsMember: "link.problem.member",
	directory.HasInvitation: "link.problem.pending", directory.Missing: "link.problem.address",
}

// mailProblems are the sentences for a mail that did not go out, by the code that
// stands in the trail.
var mailProblems = map[directory.MailFailure]string{
	directory.MailRefused: "link.problem.mail-refused", directory.MailBusy: "link.problem.mail-busy", directory.MailAway: "link.problem.mail-away",
}

func explainLink(r *http.Request, props *views.LinkProps, err error) {
	denied, _ := errors.AsType[*access.Denied](err)
	invalid, _ := errors.AsType[*directory.Invalid](err)
	unsent, _ := errors.AsType[*directory.NotMailed](err)
	switch {
	case denied != nil && denied.Reason == access.GrantsMore:
		props.Problem = views.Say("link.refused.rights")
	case denied != nil:
		props.Refused, props.StepUp = lifeRefusals[denied.Reason], denied.Reason == access.StepUp
	case invalid != nil:
		props.Reason.Problem = lifeProblem(invalid.Fields[directory.Reason], "link.reason")
		if code := invalid.Fields[directory.Recipient]; code != "" {
			props.Refused, props.Reset = views.Say(linkProblems[code]), code == directory.HasSignedIn
		}
		if code := invalid.Fields[directory.Address]; code != "" {
			props.To.Problem = addressProblem(code)
		}
	case unsent != nil:
		props.Problem = views.Say(mailProblems[unsent.Failure()])
	case errors.Is(err, directory.ErrNoMail):
		props.Problem = views.Say("link.problem.no-mail")
	case errors.Is(err, directory.ErrNoLink):
		props.Problem = views.Say("link.problem.gone")
	case errors.Is(err, directory.ErrBusy):
		props.Problem = views.Say("life.busy")
	case errors.Is(err, errStaleForm):
		props.Problem = views.Say("form.stale")
	default:
		if props.Failure, _, _ = failureOf(actor(r), err, ""); props.Failure == nil {
			props.Problem = views.Say("problem.refused")
		}
	}
}

func addressProblem(code string) views.Message {
	if key, ok := linkProblems[code]; ok {
		return views.Say(key)
	}
	return problemText(directory.PrimaryEmail, code)
}

// retypeLink puts what was typed back into the form.
func retypeLink(props *views.LinkProps, typed map[string]string) {
	props.Language.Value, props.Reason.Value, props.To.Value = typed[views.FieldMailLanguage], typed[views.FieldReason], typed[views.FieldAddress]
	for i := range props.Roles {
		_, props.Roles[i].Chosen = typed[views.PrefixRole+props.Roles[i].ID]
	}
}

// life is how long a link of a kind works.
func (a *app) linkLife(kind views.LinkKind) time.Duration {
	if kind == views.LinkReset {
		return a.ResetLife
	}
	return a.InviteLife
}
