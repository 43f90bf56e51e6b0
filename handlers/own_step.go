package handlers

import (
	"context"
	"errors"
	"net/http"

	"golang.org/x/sync/errgroup"

	"roster/access"
	"roster/account"
	"roster/apiclient"
	"roster/views"
)

// ownStep is a page that changes one thing of one's own account: it asks, and does it.
type ownStep struct {
	*app
	ownKind
}

// ownKind is what tells these pages apart.
type ownKind struct {
	kind views.OwnStepKind
	back string // the page it belongs to
	// proof says that Logto asks for an identity check first. unproved says that it
	// does not of people who have nothing to prove with.
	proof, unproved bool
	// inPlace says that the form itself asks for the password once the identity check is
	// over, since what was typed into it is kept nowhere.
	inPlace bool
	// fields are the names of all that the form may have, hidden ones too.
	fields []string
	// about reads, beside the account, what the page is about. What it returns fills in
	// the page; nothing to read is nil.
	about func(ctx context.Context, s ownStep, in ownInput) (ownPage, error)
	do    func(ctx context.Context, s ownStep, in ownInput) (ownDone, error)
}

// ownPage fills in a page about the account.
type ownPage func(own account.Own, props *views.OwnStepProps)

// ownInput is who asks, and what their form says.
type ownInput struct {
	r      *http.Request
	who    access.Actor
	tokens apiclient.TokenSource
	proof  apiclient.Secret // "" for none
	form   map[string]string
	// inPlace says that the form is drawn again, and may ask for the password.
	inPlace bool
}

// carried is what the form was drawn with.
func (in ownInput) carried(name string) string { return in.form[views.BaseName(name)] }

// carry changes what the form is drawn with when it is drawn again; "" for no more.
func (in ownInput) carry(name, value string) {
	if value == "" {
		delete(in.form, views.BaseName(name))
		return
	}
	in.form[views.BaseName(name)] = value
}

// ownDone is what became of it.
type ownDone struct {
	// sent is a code that the page goes on to ask for, nil for none.
	sent *sentCode
	to   string // where one is led then, "" for back
	said views.Message
	// leaves is a sign-in at a provider that one goes on to, nil for none. over says that
	// the session that asked has ended with it.
	leaves *linkUnderWay
	over   bool
	// proof is what was proven on the way, "" for nothing.
	proof apiclient.Secret
	// codes are shown in the answer and nowhere else.
	codes []string
	// anew says that what the frame of every page shows may have changed. late is said
	// in place of said where the change does not show yet.
	anew bool
	late views.Message
}

func (s ownStep) input(r *http.Request, form map[string]string) ownInput {
	return ownInput{r: r, who: actor(r), tokens: s.ownToken(r), proof: proofOf(r), form: form}
}

// proofOf is the proof of an identity check that the session has, "" for none.
func proofOf(r *http.Request) apiclient.Secret {
	if p := person(r); p != nil {
		return apiclient.Secret(p.Proof.ID)
	}
	return ""
}

// page asks. What was typed before an identity check is put back.
func (s ownStep) page(w http.ResponseWriter, r *http.Request) error {
	if s.kind == views.OwnVerify && proofOf(r) != "" {
		return s.redirect(w, r, verifiedFor(r))
	}
	d, restored := s.takeDraft(w, r, r.URL.Path)
	props, err := s.props(r, s.input(r, d.Values))
	if errors.Is(err, account.ErrProof) {
		if restored { // it waits on
			s.putDraft(w, r, d, d.Values[views.FieldToken])
		}
		return s.proveAgain(w, r)
	}
	if err != nil {
		return err
	}
	retypeStep(&props, d.Values)
	props.Restored = restored
	status := http.StatusOK
	if props.Gone {
		status = http.StatusNotFound
	}
	return s.show(w, r, status, props)
}

// props is the page as it is drawn at first. account.ErrProof says that the identity
// check comes before it; what could not be read is a failure in it.
func (s ownStep) props(r *http.Request, in ownInput) (views.OwnStepProps, error) {
	props := s.bare(r)
	var own account.Own
	fill := ownPage(func(account.Own, *views.OwnStepProps) {})
	var g errgroup.Group
	g.Go(func() (err error) {
		own, err = s.Account.Read(r.Context(), in.who, in.tokens)
		return err
	})
	if s.about != nil && (!s.proof || s.unproved || in.proof != "") {
		g.Go(func() (err error) {
			fill, err = s.about(r.Context(), s, in)
			return err
		})
	}
	switch err := g.Wait(); {
	case errors.Is(err, errSignIn) || errors.Is(err, account.ErrProof) || err != nil && clientGone(r, err):
		return props, err
	case err != nil:
		s.Log.WarnContext(r.Context(), "own account not read", "id", visitOf(r).id, "person", in.who.ID, "error", err)
		props.Failure = ownFailure(r, err)
		s.drawAgain(&props, in)
		return props, nil
	case !own.Enabled:
		props.No, props.Closed = views.Say("profile.closed"), true
		return props, nil
	case s.proof && in.proof == "" && own.CanProve && !(in.inPlace && hasPassword(own)):
		return props, account.ErrProof
	case s.proof && in.proof == "" && !s.unproved:
		nothingToProveWith(own, &props)
		return props, nil
	}
	fill(own, &props)
	if code, ok := codeIn(in.form); ok {
		s.askCode(&props, code)
	}
	return props, nil
}

// drawAgain makes the form one with what was typed, as far as that can be done without
// the account.
func (s ownStep) drawAgain(props *views.OwnStepProps, in ownInput) {
	for _, name := range s.fields {
		if _, there := in.form[name]; there {
			props.SetField(name, views.Field{})
		}
	}
	if code, ok := codeIn(in.form); ok {
		s.askCode(props, code)
	}
	props.Unread = len(in.form) == 0
}

// bare is the page when nothing was read.
func (s ownStep) bare(r *http.Request) views.OwnStepProps {
	return views.OwnStepProps{
		Kind: s.kind, Action: r.URL.RequestURI(), Back: s.back, OpenBy: ownHead(person(r)).OpenBy, Carried: map[string]string{},
	}
}

func (s ownStep) show(w http.ResponseWriter, r *http.Request, status int, props views.OwnStepProps) error {
	props.Token = s.tokens.issue(visitOf(r).personID(), r.URL.Path, props.Carried)
	return s.render(w, r, status, views.OwnStepPage(s.shell(w, r), props), views.FragmentStep)
}
