package handlers

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"unicode/utf8"

	"roster/access"
	"roster/auth"
	"roster/directory"
	"roster/views"
	"roster/views/paths"
)

// linkHolder is what whoever has the code of a link can do.
type linkHolder interface {
	OpenLink(ctx context.Context, visitor access.Actor, code string) (directory.OpenedLink, error)
	StartLink(ctx context.Context, visitor access.Actor, code string) (directory.LinkTo, error)
}

// openLink is the page behind an invitation or a reset link.
type openLink struct {
	*app
	links linkHolder
}

// maxCode is longer than any code, in bytes.
const maxCode = 64

func (o openLink) page(w http.ResponseWriter, r *http.Request) error {
	code := r.PathValue("code")
	if len(code) > maxCode {
		return errNotFound
	}
	l, err := o.links.OpenLink(r.Context(), actor(r), code)
	if err != nil {
		return o.refuse(w, r, code, err)
	}
	props := views.InviteProps{
		Code: code, Kind: views.LinkKind(l.Kind), OrganizationName: l.OrganizationName, Address: masked(l.Address),
	}
	if p := person(r); p != nil && p.ID != l.Person {
		props.Other = p.DisplayName()
	}
	return o.render(w, r, http.StatusOK, views.InvitePage(o.shell(w, r), props))
}

// start leads into Logto's sign-in.
func (o openLink) start(w http.ResponseWriter, r *http.Request) error {
	code := r.PathValue("code")
	if len(code) > maxCode {
		return errNotFound
	}
	to, err := o.links.StartLink(r.Context(), actor(r), code)
	if err != nil {
		return o.refuse(w, r, code, err)
	}
	next := paths.Profile()
	if to.Kind == directory.LinkOrganization {
		next = paths.Invite(code) // it says whether they are a member now
	}
	at, err := o.Auth.BeginLink(w, r, auth.Link{
		ID: to.ID, Token: to.Token.Reveal(), Address: to.Address, Person: to.Person, Reset: to.Reset, Next: next,
	})
	if err != nil {
		return err
	}
	return o.redirect(w, r, at)
}

// refuse says why a code does not work.
func (o openLink) refuse(w http.ResponseWriter, r *http.Request, code string, err error) error {
	props, status := views.InviteProps{Code: code}, http.StatusGone
	over, isOver := errors.AsType[*directory.LinkOver](err)
	switch {
	case isOver && over.State == "":
		props.State, status = views.InviteUnknown, http.StatusNotFound
	case isOver && over.State == directory.LinkUndelivered:
		props.State = string(directory.LinkRevoked)
	case isOver:
		props.State = string(over.State)
	default:
		failure, away, ok := failureOf(access.Actor{}, err, "")
		if !ok {
			return err
		}
		props.Failure, status = failure, away
	}
	o.note(r, status, err)
	return o.render(w, r, status, views.InvitePage(o.shell(w, r), props))
}

// masked is an address of which only its owner recognises the rest.
func masked(address string) string {
	local, domain, ok := strings.Cut(address, "@")
	if !ok {
		return ""
	}
	first, _ := utf8.DecodeRuneInString(local)
	return string(first) + "…@" + domain
}
