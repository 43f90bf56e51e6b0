package handlers

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"roster/account"
	"roster/apiclient/attribute"
	"roster/auth"
	"roster/views"
	"roster/views/paths"
)

// save does it.
func (s ownStep) save(w http.ResponseWriter, r *http.Request) error {
	sub, err := s.ownForm(r, func(name string) bool {
		return slices.Contains(s.fields, strings.TrimPrefix(name, views.BaseName("")))
	})
	in := s.input(r, sub.values)
	if errors.Is(err, errStaleForm) {
		return s.refuse(w, r, sub, in, err)
	}
	if err != nil {
		return err
	}
	var done ownDone
	err = s.once(r, sub.token, func(ctx context.Context) (err error) {
		if done, err = s.do(ctx, s, in); err == nil && done.sent != nil {
			s.keepSent(ctx, sub.token, *done.sent)
		}
		return err
	})
	if errors.Is(err, errSentAlready) {
		return s.again(w, r, sub, in)
	}
	if err != nil {
		in.proof = cmp.Or(done.proof, in.proof)
		return s.refuse(w, r, sub, in, err)
	}
	return s.leadOn(w, r, done)
}

// leadOn goes where it led to: a page that has more to ask or to show, another site, or
// the page that it belongs to, with a message.
func (s ownStep) leadOn(w http.ResponseWriter, r *http.Request, done ownDone) error {
	switch {
	case done.codes != nil:
		props := s.bare(r)
		props.Codes = done.codes
		return s.show(w, r, http.StatusOK, props)
	case done.sent != nil:
		return s.goOn(w, r, *done.sent)
	case done.leaves != nil:
		s.keepLink(w, *done.leaves)
		return s.leave(w, r, done.leaves.address)
	case done.over:
		return s.signOut(w, r)
	}
	if done.anew && !s.reread(r) && !done.late.None() {
		done.said = done.late
	}
	if !done.said.None() {
		s.toast(w, views.Toast{Tone: views.ToneSuccess, Message: done.said})
	}
	return s.redirect(w, r, cmp.Or(done.to, s.back))
}

// refuse draws the page again after what was not done, with what was typed. Who has to
// prove who they are is led there, and comes back to it.
func (s ownStep) refuse(w http.ResponseWriter, r *http.Request, sub submission, in ownInput, err error) error {
	if errors.Is(err, account.ErrProof) && isPartly(err) {
		return s.partly(w, r, err)
	}
	if errors.Is(err, account.ErrProof) {
		in.proof = ""
		if !s.inPlace {
			return s.proveFirst(w, r, sub)
		}
		if err := s.dropProof(w, r); err != nil {
			return err
		}
	}
	if errors.Is(err, errSignIn) { // found out on the way: the body is read already
		s.putDraft(w, r, draft{sub.token.Viewer, sub.token.Action, sub.values}, sub.token.Nonce)
		return err
	}
	status, ok := stepStatus(err)
	if !ok {
		return err
	}
	s.note(r, status, err)
	in.inPlace = s.inPlace
	if errors.Is(err, errStaleForm) { // and so is any code
		in.carry(views.FieldSent, "")
	}
	props, problem := s.props(r, in)
	if errors.Is(problem, account.ErrProof) {
		return s.proveFirst(w, r, sub)
	}
	if problem != nil {
		return problem
	}
	retypeStep(&props, sub.values)
	props.Failure = nil
	explainOwn(r, &props, err)
	return s.show(w, r, status, props)
}

// isPartly: some of it was done before the rest failed.
func isPartly(err error) bool {
	_, some := errors.AsType[*errPartly](err)
	_, fields := errors.AsType[*attribute.Partial](err)
	return some || fields
}

// partly says what was done before the proof ran out: the identity check comes when the
// rest is asked for.
func (s ownStep) partly(w http.ResponseWriter, r *http.Request, err error) error {
	if err := s.Auth.KeepProof(r, auth.Proof{}); err != nil {
		return err
	}
	status, _ := stepStatus(err)
	s.note(r, status, err)
	props := s.bare(r)
	explainOwn(r, &props, err)
	return s.show(w, r, status, props)
}

// dropProof forgets a proof that is none to Logto, and says so: who confirmed a moment ago
// is not asked again without a word.
func (a *app) dropProof(w http.ResponseWriter, r *http.Request) error {
	if proofOf(r) != "" {
		a.toast(w, views.Toast{Tone: views.ToneInfo, Message: views.Say("own.proof-over")})
	}
	return a.Auth.KeepProof(r, auth.Proof{})
}

// proveFirst leads to the identity check and from there back, with what was typed.
func (s ownStep) proveFirst(w http.ResponseWriter, r *http.Request, sub submission) error {
	if err := s.dropProof(w, r); err != nil {
		return err
	}
	s.putDraft(w, r, draft{sub.token.Viewer, sub.token.Action, sub.values}, sub.token.Nonce)
	return s.redirect(w, r, paths.ProfileVerify(r.URL.RequestURI()))
}

// proveAgain leads to the identity check from a page that could not be read without.
func (s ownStep) proveAgain(w http.ResponseWriter, r *http.Request) error {
	if proofOf(r) != "" { // else the check would lead back at once
		if err := s.dropProof(w, r); err != nil {
			return err
		}
	}
	return s.redirect(w, r, paths.ProfileVerify(r.URL.RequestURI()))
}
