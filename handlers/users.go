package handlers

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/views"
	"roster/views/paths"
)

const (
	defaultPageSize = 20
	maxSearch       = 128 // characters: longer than anything that can be found
)

var pageSizes = []int{20, 50, 100}

// users is the list of people.
type users struct {
	*app
	people userLister
}

// page shows the list in the state that its address holds.
func (u users) page(w http.ResponseWriter, r *http.Request) error {
	props, query, problem := readUserQuery(r)
	if !problem.None() {
		props.Problem = problem
		return u.show(w, r, http.StatusUnprocessableEntity, props)
	}
	found, err := u.people.ListUsers(r.Context(), actor(r), query)
	if err == nil && len(found.Items) == 0 && found.Total > 0 {
		// People were deleted, or the address is made up: the last page there is.
		query.Page = found.Pages()
		found, err = u.people.ListUsers(r.Context(), actor(r), query)
	}
	if failure, status, ok := failureOf(actor(r), err, r.URL.RequestURI()); ok {
		u.note(r, status, err)
		props.Failure = failure
		return u.show(w, r, status, props)
	}
	if err != nil {
		return err
	}
	if len(found.Items) == 1 && r.URL.Query().Has(paths.ParamOpen) {
		return u.redirect(w, r, paths.User(found.Items[0].ID))
	}
	// Whom the search names exactly may be none of those Logto counted.
	props.Page, props.Total = query.Page, max(found.Total, len(found.Items))
	for _, person := range found.Items {
		props.Rows = append(props.Rows, userRow(person))
	}
	return u.show(w, r, http.StatusOK, props)
}

func (u users) show(w http.ResponseWriter, r *http.Request, status int, props views.UsersProps) error {
	return u.render(w, r, status, views.UsersPage(u.shell(w, r), props), views.FragmentUserList)
}

// readUserQuery reads the state of the list from its address. Numbers that make
// no sense are brought into bounds, since addresses are typed and shared; a
// search that Logto could not understand is told to the person.
func readUserQuery(r *http.Request) (views.UsersProps, directory.UserQuery, views.Message) {
	values := r.URL.Query()
	search := strings.TrimSpace(values.Get(paths.ParamSearch))
	page, err := strconv.Atoi(values.Get(paths.ParamPage))
	if err != nil || page < 1 {
		page = 1
	}
	size, err := strconv.Atoi(values.Get(paths.ParamSize))
	if err != nil || !slices.Contains(pageSizes, size) {
		size = defaultPageSize
	}
	query := directory.UserQuery{Search: searchFor(search), Page: page, PageSize: size}
	props := views.UsersProps{Search: search, Page: page, PageSize: size}
	switch {
	case !isText(search):
		props.Search = ""
		return props, query, views.Say("users.problem.search")
	case utf8.RuneCountInString(search) > maxSearch:
		return props, query, views.Say("users.problem.long", "max", maxSearch)
	}
	return props, query, views.Message{}
}

// userRow is a person as the list shows them.
func userRow(u apiclient.User) views.UserRow {
	return views.UserRow{
		ID: u.ID, Name: u.Name, Username: u.Username, Email: u.PrimaryEmail,
		Phone: showPhone(u.PrimaryPhone), Suspended: u.IsSuspended,
		LastSignIn: u.LastSignInAt.Time, Created: u.CreatedAt.Time,
	}
}

// failureOf words an error for the region that could not be filled, when the
// error is Logto's; status is what the whole answer gets.
func failureOf(who access.Actor, err error, retryURL string) (failure *views.Failure, status int, ok bool) {
	status, _, ok = logtoTrouble(err)
	if !ok || apiclient.IsNotFound(err) {
		return nil, 0, false
	}
	kind := views.FailureBroken
	unavailable, _ := errors.AsType[*apiclient.Unavailable](err)
	switch {
	case status == http.StatusGatewayTimeout:
		kind = views.FailureTimeout
	case status == http.StatusServiceUnavailable:
		kind = views.FailureBusy
	case unavailable != nil && unavailable.Kind == apiclient.KindRefused:
		kind = views.FailureUnreachable
	}
	return &views.Failure{Kind: kind, RetryURL: retryURL, Doctor: doctorFor(who, err)}, status, true
}
