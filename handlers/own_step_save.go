package handlers

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"roster/account"
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
	if errors.Is(err, account.ErrProof) {
		in.proof = ""
		if !s.inPlace {
			return s.proveFirst(w, r, sub)
		}
		if err := s.Auth.KeepProof(r, auth.Proof{}); err != nil { // it is none to Logto
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

// proveFirst leads to the identity check and from there back, with what was typed.
func (s ownStep) proveFirst(w http.ResponseWriter, r *http.Request, sub submission) error {
	if err := s.Auth.KeepProof(r, auth.Proof{}); err != nil { // it is none to Logto
		return err
	}
	s.putDraft(w, r, draft{sub.token.Viewer, sub.token.Action, sub.values}, sub.token.Nonce)
	return s.redirect(w, r, paths.ProfileVerify(r.URL.RequestURI()))
}
