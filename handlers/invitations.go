package handlers

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"roster/access"
	"roster/directory"
	"roster/views"
	"roster/views/paths"
)

const invitationsPage = 50 // rows

// invitations is the list of invitations and reset links.
type invitations struct {
	*app
	keeper linkKeeper
}

func (l invitations) page(w http.ResponseWriter, r *http.Request) error {
	q, states := readInvitations(r)
	props := views.InvitationsProps{Query: q, States: states, Size: invitationsPage}
	query := directory.LinkQuery{
		State: directory.LinkState(q.State), Kind: directory.LinkKind(q.Kind), Address: q.Search,
		Limit: invitationsPage, First: (q.Page - 1) * invitationsPage,
	}
	who := actor(r)
	if q.Mine {
		query.By = who.ID
	}
	list, err := l.keeper.Links(r.Context(), who, query)
	if err != nil {
		return err
	}
	for _, row := range list.Rows {
		props.Rows = append(props.Rows, invitationRow(l.app, who, row))
	}
	props.Total = list.Total
	props.CanInvite = who.Capabilities.Has(access.UsersInvite) && who.Capabilities.Has(access.OrganizationsAssign)
	if list.NamesErr != nil {
		failure, status, ok := failureOf(who, list.NamesErr, "")
		if !ok {
			return list.NamesErr
		}
		l.note(r, status, list.NamesErr)
		props.Names = failure
	}
	return l.render(w, r, http.StatusOK, views.InvitationsPage(l.shell(w, r), props), views.FragmentInvitations)
}

// readInvitations reads the address. What makes no sense is as if it were not
// there, since addresses are typed and shared.
func readInvitations(r *http.Request) (paths.InvitationQuery, []string) {
	var states []string
	for _, s := range directory.LinkStates() {
		states = append(states, string(s))
	}
	v := r.URL.Query()
	q := paths.InvitationQuery{State: v.Get(paths.ParamState), Kind: v.Get(paths.ParamKind), Mine: v.Get(paths.ParamMine) == "1"}
	if !slices.Contains(states, q.State) {
		q.State = ""
	}
	if !slices.Contains(views.LinkKinds(), views.LinkKind(q.Kind)) {
		q.Kind = ""
	}
	if search := strings.TrimSpace(v.Get(paths.ParamSearch)); searchProblem(search).None() {
		q.Search = search
	}
	q.Page = 1
	if n, err := strconv.Atoi(v.Get(paths.ParamPage)); err == nil && n > 1 && n < 1<<20 {
		q.Page = n
	}
	return q, states
}

// invitationRow is a link as the list shows it. What may be done with it is only what
// the viewer's own rights say: the page it leads to looks at the person's as well.
func invitationRow(a *app, who access.Actor, l directory.LinkRow) views.InvitationRow {
	state := l.State(a.Now())
	rule, _ := access.RuleFor(linkAction(views.LinkKind(l.Kind)))
	may := len(who.Capabilities.Lacks(access.NewSet(rule.Needs...))) == 0 && !(rule.RefusesSelf && l.Person == who.ID)
	row := views.InvitationRow{
		ID: l.ID, Kind: views.LinkKind(l.Kind), State: string(state), PersonID: l.Person, Address: l.Address,
		Organization: l.OrganizationName, Shown: l.Shown, Sent: l.Created, Expires: l.Expires, Visited: l.Visited,
		CanSend: may && state != directory.LinkAccepted,
		CanEnd:  may && (state == directory.LinkPending || state == directory.LinkVisited || state == directory.LinkUndelivered),
	}
	if l.User != nil {
		row.Name = l.User.Name
	}
	if l.Maker != nil {
		row.Maker = cmp.Or(l.Maker.Name, l.Maker.Username, l.Maker.PrimaryEmail)
	}
	return row
}

// linkResend is the page that sends a link again.
type linkResend struct {
	user
	keeper linkKeeper
}

func (l linkResend) form() linkForm { return linkForm{app: l.app, props: l.props, send: l.send} }

func (l linkResend) page(w http.ResponseWriter, r *http.Request) error { return l.form().page(w, r) }

func (l linkResend) save(w http.ResponseWriter, r *http.Request) error { return l.form().save(w, r) }

func (l linkResend) send(ctx context.Context, who access.Actor, r *http.Request, _ map[string]string, o directory.LinkOptions) (directory.SentLink, error) {
	return l.keeper.Resend(ctx, who, r.PathValue("link"), o)
}

func (l linkResend) props(r *http.Request) (views.LinkProps, error) {
	id := r.PathValue("link")
	row, err := l.keeper.Link(r.Context(), actor(r), id)
	if errors.Is(err, directory.ErrNoLink) {
		return views.LinkProps{}, errNotFound
	}
	kind := views.LinkKind(row.Kind)
	if err != nil {
		return views.LinkProps{Kind: kind, Again: true, Action: paths.InvitationResend(id), Address: row.Address, CanMail: l.HasMail, Lives: l.linkLife(kind)}, err
	}
	props := views.LinkProps{Kind: kind, CanMail: l.HasMail, CanShow: actor(r).Capabilities.Has(access.UsersSetPassword), Lives: l.linkLife(kind)}
	if row.Person != "" && kind != views.LinkOrganization {
		props, err = l.about(r, row.Person, kind)
	} else {
		props.Address, props.OrganizationName = row.Address, row.OrganizationName
		props.Refused, props.StepUp = l.mayNot(r, linkAction(kind))
	}
	props.Again, props.Action, props.Back = true, paths.InvitationResend(id), paths.Invitations(paths.InvitationQuery{})
	props.Language.Value = row.Language
	if row.State(l.Now()) == directory.LinkAccepted {
		props.Refused = views.Say("link.problem.gone")
	}
	return props, err
}

// mayNot is why the viewer may not do what is about no person, for showing it.
func (a *app) mayNot(r *http.Request, action access.Action) (refused views.Message, stepUp bool) {
	denied, ok := errors.AsType[*access.Denied](access.Check(actor(r), action, access.Target{}, a.Now()))
	if !ok {
		return views.Message{}, false
	}
	return lifeRefusals[denied.Reason], denied.Reason == access.StepUp
}

// linkRevoke is the page that makes a link useless.
type linkRevoke struct {
	*app
	keeper linkKeeper
}

func (l linkRevoke) page(w http.ResponseWriter, r *http.Request) error {
	props, err := l.props(r)
	if err != nil {
		return err
	}
	if props.Refused.None() {
		if d, ok := l.takeDraft(w, r, r.URL.Path); ok {
			props.Reason.Value, props.Restored = d.Values[views.FieldReason], true
		}
	}
	return l.show(w, r, http.StatusOK, props)
}

func (l linkRevoke) show(w http.ResponseWriter, r *http.Request, status int, props views.RevokeProps) error {
	props.Token = l.tokens.issue(visitOf(r).personID(), r.URL.Path, nil)
	return l.render(w, r, status, views.RevokePage(l.shell(w, r), props), views.FragmentRevoke)
}

func (l linkRevoke) props(r *http.Request) (views.RevokeProps, error) {
	row, err := l.keeper.Link(r.Context(), actor(r), r.PathValue("link"))
	if errors.Is(err, directory.ErrNoLink) {
		return views.RevokeProps{}, errNotFound
	}
	if err != nil {
		return views.RevokeProps{}, err
	}
	props := views.RevokeProps{ID: row.ID, Row: invitationRow(l.app, actor(r), row)}
	rule, _ := access.RuleFor(linkAction(props.Row.Kind))
	rule.ChecksTarget, rule.RefusesSelf = false, rule.RefusesSelf && row.Person != "" // the rest is asked when it is done
	if denied, ok := errors.AsType[*access.Denied](rule.Check(actor(r), access.Target{ID: row.Person}, l.Now())); ok {
		props.Refused, props.StepUp = lifeRefusals[denied.Reason], denied.Reason == access.StepUp
	}
	return props, nil
}

func (l linkRevoke) save(w http.ResponseWriter, r *http.Request) error {
	in, err := l.ownForm(r, func(name string) bool { return name == views.FieldReason })
	if errors.Is(err, errStaleForm) {
		return l.refuse(w, r, in.values, err)
	}
	if err != nil {
		return err
	}
	if in.values[views.FieldThen] == views.ThenSignIn {
		return l.signInFirst(w, r, in)
	}
	err = l.once(r, in.token, func(ctx context.Context) error {
		return l.keeper.RevokeLink(ctx, actor(r), r.PathValue("link"), strings.TrimSpace(in.values[views.FieldReason]))
	})
	if err != nil && !errors.Is(err, errSentAlready) {
		return l.refuse(w, r, in.values, err)
	}
	l.toast(w, views.Toast{Tone: views.ToneSuccess, Message: views.Say("revoke.done")})
	return l.redirect(w, r, paths.Invitations(paths.InvitationQuery{}))
}

func (l linkRevoke) refuse(w http.ResponseWriter, r *http.Request, typed map[string]string, err error) error {
	status, ok := linkStatus(err)
	if !ok {
		return err
	}
	l.note(r, status, err)
	props, problem := l.props(r)
	if problem != nil {
		return problem
	}
	var said views.LinkProps
	explainLink(r, &said, err)
	props.Typed, props.Refused, props.StepUp = true, said.Refused, said.StepUp
	props.Problem, props.Failure = said.Problem, said.Failure
	props.Reason = views.Field{Value: typed[views.FieldReason], Problem: said.Reason.Problem}
	return l.show(w, r, status, props)
}
