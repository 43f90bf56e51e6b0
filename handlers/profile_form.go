package handlers

import (
	"cmp"
	"context"
	"errors"
	"net/http"

	"roster/access"
	"roster/account"
	"roster/apiclient"
	"roster/apiclient/attribute"
	"roster/views"
	"roster/views/paths"
)

// Account is what is needed of package account, whose Accounts documents it.
type Account interface {
	Read(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource) (account.Own, error)
	Profile(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource) (account.Own, error)
	Update(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, edits attribute.Edits) error
	UploadPicture(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, file []byte) error
	identityChecker
	addressChanger
	ownFactorReader
	ownSecretKeeper
	connectionKeeper
	ownRecords
	SetUsername(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof apiclient.Secret, username string) error
}

type identityChecker interface {
	CheckPassword(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, password apiclient.Secret) (account.Proof, error)
	SendCode(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, to apiclient.Identifier) (account.Code, error)
	CheckCode(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, how access.Action, sent account.Code, typed apiclient.Secret) error
}

// ownSection is the form of one's own page.
var ownSection = section{fragment: views.FragmentOwn, saved: "profile.saved", fields: views.ProfileFields()}

// openByCommand lets people look after themselves, for those who set the portal up.
const openByCommand = "roster setup --account-center"

// ownProps is one's own page. Where the account cannot be read it shows what the
// session knows; the only error is that of a session which is over.
func (a *app) ownProps(r *http.Request) (views.ProfileProps, account.Own, error) {
	own, err := a.Account.Profile(r.Context(), actor(r), a.ownToken(r))
	if errors.Is(err, errSignIn) || err != nil && clientGone(r, err) {
		return views.ProfileProps{}, own, err
	}
	props := profileProps(person(r))
	props.Form = views.Form{Action: paths.Profile(), Fields: map[string]views.Field{}}
	props.Fixed = views.Form{Fields: map[string]views.Field{}}
	if err != nil {
		a.Log.WarnContext(r.Context(), "own account not read", "id", visitOf(r).id, "person", actor(r).ID, "error", err)
		props.Form.Failure = ownFailure(r, err)
		props.Fixed.Fields = asKnown(claims(person(r).UserInfo))
		return props, own, nil
	}
	for _, name := range views.ProfileFields() {
		value, control := directoryFields[name].Of(&own.User), own.Control(directoryFields[name])
		props.Form.Fields[name] = views.Field{Value: value, Base: value, Unread: control != account.Edit}
		switch control {
		case account.Edit:
			props.Form.Editable = true
		case account.ReadOnly:
			props.Fixed.Fields[name] = views.Field{Value: value}
		}
	}
	props.Changes, props.Removals = ownChanges(own), ownRemovals(own)
	props.Picture = ownPictureProps(own)
	addMade(&props, own)
	if own.MadeErr != nil {
		a.Log.WarnContext(r.Context(), "fields of the tenant not read", "id", visitOf(r).id, "error", own.MadeErr)
	}
	if !props.Form.Editable && len(props.Fixed.Fields) == 0 {
		props.Closed = true
		props.Fixed.Fields = asKnown(claims(person(r).UserInfo))
	}
	return props, own, nil
}

// ownChanges are the pages that change what the tenant lets people change with an
// identity check.
func ownChanges(own account.Own) map[string]string {
	changes := map[string]string{}
	for field, at := range map[string]string{
		views.FieldUsername:     paths.ProfileUsername(),
		views.FieldPrimaryEmail: paths.ProfileEmail(),
		views.FieldPrimaryPhone: paths.ProfilePhone(),
	} {
		if own.Control(directoryFields[field]) == account.Edit {
			changes[field] = at
		}
	}
	return changes
}

// ownRemovals are the pages that take away what is there and may be.
func ownRemovals(own account.Own) map[string]string {
	removals := map[string]string{}
	for field, at := range map[string]string{
		views.FieldPrimaryEmail: paths.ProfileEmailRemove(),
		views.FieldPrimaryPhone: paths.ProfilePhoneRemove(),
	} {
		if own.Control(directoryFields[field]) == account.Edit && directoryFields[field].Of(&own.User) != "" {
			removals[field] = at
		}
	}
	return removals
}

// asKnown are values as a form shows them that nobody may change.
func asKnown(values map[string]string) map[string]views.Field {
	fields := make(map[string]views.Field, len(values))
	for name, value := range values {
		fields[name] = views.Field{Value: value}
	}
	return fields
}

// ownFailure words why the account could not be read or changed.
func ownFailure(r *http.Request, err error) *views.Failure {
	if failure, _, ok := failureOf(actor(r), err, paths.Profile()); ok {
		return failure
	}
	return &views.Failure{Kind: views.FailureBroken, RetryURL: paths.Profile()}
}

// showProfile draws the page with the token of its form.
func (a *app) showProfile(w http.ResponseWriter, r *http.Request, status int, props views.ProfileProps) error {
	if props.Form.Editable {
		props.Form.Token = a.tokens.issue(visitOf(r).personID(), props.Form.Action, props.Form.Bases(ownSection.with(props.Form.Made).fields))
	}
	if p := props.Picture; p != nil {
		p.Token = a.tokens.issue(visitOf(r).personID(), p.Action, map[string]string{views.FieldAvatar: p.Base})
	}
	return a.render(w, r, status, views.ProfilePage(a.shell(w, r), props), views.FragmentOwn)
}

// saveProfile changes the account of whoever sent the form.
func (a *app) saveProfile(w http.ResponseWriter, r *http.Request) error {
	has := map[string]bool{}
	for _, name := range withBases(ownSection.fields) {
		has[name] = true
	}
	in, err := a.ownForm(r, func(name string) bool { return has[name] || isMade(ofField(name)) })
	joinBirthdate(in.values)
	made, half := madeIn(in.values)
	s := ownSection.with(made)
	if errors.Is(err, errStaleForm) {
		return a.refuseProfile(w, r, s, in, err)
	}
	if err := cmp.Or(err, half); err != nil {
		return err
	}
	edit, err := editOf(in.values, s.fields)
	if err != nil {
		return err
	}
	err = a.once(r, in.token, func(ctx context.Context) error {
		return a.Account.Update(ctx, actor(r), a.ownToken(r), edit)
	})
	if _, partly := errors.AsType[*attribute.Partial](err); err == nil || partly {
		a.reread(r)
	}
	if errors.Is(err, errSignIn) { // found out on the way: the body is read already
		a.keepDraft(w, r)
		return err
	}
	if err != nil && !errors.Is(err, errSentAlready) {
		return a.refuseProfile(w, r, s, in, err)
	}
	a.toast(w, s.outcome(in, err))
	return a.redirect(w, r, paths.Profile())
}

// outcome is the message after a form of one's own was taken, now or before.
func (s section) outcome(in submission, err error) views.Toast {
	switch {
	case err != nil:
		return views.Toast{Tone: views.ToneInfo, Message: views.Say("form.sent-already")}
	case s.untouched(in.values):
		return views.Toast{Tone: views.ToneInfo, Message: views.Say("person.saved.nothing")}
	}
	return views.Toast{Tone: views.ToneSuccess, Message: views.Say(s.saved)}
}

// reread brings what the frame of every page shows of the person up to date, and tells
// whether it is. The change is made: that it shows later is no failure of it.
func (a *app) reread(r *http.Request) bool {
	err := a.Auth.Reread(r)
	if err != nil {
		a.Log.WarnContext(r.Context(), "a change of one's own shows later", "id", visitOf(r).id, "error", err)
	}
	return err == nil
}

// refuseProfile draws the page again after a change that did not come about, or only
// in part, with everything that was typed.
func (a *app) refuseProfile(w http.ResponseWriter, r *http.Request, s section, in submission, err error) error {
	status, ok := refusalStatus(err)
	if errors.Is(err, account.ErrToken) {
		status, ok = http.StatusBadGateway, true
	}
	if !ok {
		return err
	}
	a.note(r, status, err)
	props, own, gone := a.ownProps(r)
	if gone != nil {
		return gone
	}
	s.retype(&props.Form, in.values)
	props.Form.Failure = nil
	explain(r, &props.Form, in, err)
	explainMade(r, &props.Form, own, err)
	if errors.Is(err, account.ErrToken) {
		props.Form.Failure = ownFailure(r, err)
	}
	return a.showProfile(w, r, status, props)
}
