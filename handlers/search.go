package handlers

import (
	"context"
	"errors"
	"net/http"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/views"
	"roster/views/paths"
)

// maxSuggestions is how many people a suggestion shows beside those named exactly.
const maxSuggestions = 6

// search leads from anywhere to a person.
type search struct {
	*app
	people userFinder
}

type userFinder interface {
	userLister
	FindUser(ctx context.Context, actor access.Actor, typed string) (string, error)
	UsersByID(ctx context.Context, actor access.Actor, ids []string) ([]apiclient.User, error)
}

// page leads to the person that the search means, or to the list. Without a
// search it offers the box and whom one opened last; a region is the suggestions
// below the box.
func (s search) page(w http.ResponseWriter, r *http.Request) error {
	typed, problem := readSearch(r)
	switch {
	case IsPartial(r) && !problem.None():
		return s.suggest(w, r, http.StatusUnprocessableEntity, views.SuggestProps{Problem: problem})
	case !problem.None():
		return s.show(w, r, http.StatusUnprocessableEntity, views.SearchProps{Problem: problem})
	case IsPartial(r) && typed == "":
		recent, failure := s.recent(r)
		return s.suggest(w, r, http.StatusOK, views.SuggestProps{People: recent, Failure: failure})
	case IsPartial(r):
		return s.suggestions(w, r, typed)
	case typed == "":
		recent, failure := s.recent(r)
		return s.show(w, r, http.StatusOK, views.SearchProps{Recent: recent, RecentFailure: failure})
	}
	id, err := s.people.FindUser(r.Context(), actor(r), typed)
	if failure, status, ok := failureOf(actor(r), err, r.URL.RequestURI()); ok {
		s.note(r, status, err)
		return s.show(w, r, status, views.SearchProps{Search: typed, Failure: failure})
	}
	if err != nil {
		return err
	}
	if id != "" {
		return s.redirect(w, r, paths.User(id))
	}
	return s.redirect(w, r, paths.UsersWith(paths.UserQuery{Search: typed}))
}

// suggestions are the people that what is typed so far finds. The list they lead
// to takes over the search made for them.
func (s search) suggestions(w http.ResponseWriter, r *http.Request, typed string) error {
	query := directory.UserQuery{Search: typed, Page: 1, PageSize: views.DefaultPageSize, Keep: true}
	if !r.URL.Query().Has(paths.ParamRest) {
		query.Patience = patience
	}
	found, err := s.people.ListUsers(r.Context(), actor(r), query)
	props := views.SuggestProps{Search: typed, Pending: errors.Is(found.Rest, directory.ErrSearching)}
	if err == nil && !props.Pending {
		err = found.Rest
	}
	status := http.StatusOK
	if failure, troubled, ok := failureOf(actor(r), err, paths.SearchFor(typed, false)); ok {
		s.note(r, troubled, err)
		props.Failure = failure
		if len(found.Items) == 0 {
			status = troubled
		}
	} else if err != nil {
		return err
	}
	props.Total = max(found.Total, len(found.Items))
	for i, u := range found.Items[:min(len(found.Items), found.Exact+maxSuggestions)] {
		props.People = append(props.People, personItem(u, i < found.Exact))
	}
	return s.suggest(w, r, status, props)
}

// recent reads whom the viewer opened last. Who was deleted meanwhile is not
// among them.
func (s search) recent(r *http.Request) ([]views.PersonItem, *views.Failure) {
	ids := s.recents.read(r, visitOf(r).personID())
	if len(ids) == 0 {
		return nil, nil
	}
	found, err := s.people.UsersByID(r.Context(), actor(r), ids)
	if err != nil {
		s.note(r, http.StatusOK, err)
		failure, _, ok := failureOf(actor(r), err, paths.Search())
		if !ok {
			failure = &views.Failure{Kind: views.FailureBroken, RetryURL: paths.Search()}
		}
		return nil, failure
	}
	var recent []views.PersonItem
	for _, u := range found {
		recent = append(recent, personItem(u, false))
	}
	return recent, nil
}

func (s search) show(w http.ResponseWriter, r *http.Request, status int, props views.SearchProps) error {
	return s.render(w, r, status, views.SearchPage(s.shell(w, r), props))
}

func (s search) suggest(w http.ResponseWriter, r *http.Request, status int, props views.SuggestProps) error {
	return s.render(w, r, status, views.Suggestions(props))
}

func personItem(u apiclient.User, exact bool) views.PersonItem {
	return views.PersonItem{
		ID: u.ID, Name: u.Name, Username: u.Username, Email: u.PrimaryEmail, Phone: showPhone(u.PrimaryPhone),
		Suspended: u.IsSuspended, Exact: exact,
	}
}
