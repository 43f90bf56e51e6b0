package handlers

import (
	"cmp"
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
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
	// patience is how long a region with people found exactly waits for the others.
	patience = 150 * time.Millisecond
)

var pageSizes = []int{20, 50, 100}

// users is the list of people.
type users struct {
	*app
	people userLister
	groups groupLister
}

// page shows the list in the state that its address holds.
func (u users) page(w http.ResponseWriter, r *http.Request) error {
	q, problem := readListQuery(r)
	props := views.UsersProps{Query: q, NewURL: newURL(actor(r), q.Search)}
	if !problem.None() {
		props.Problem = problem
		return u.show(w, r, http.StatusUnprocessableEntity, props)
	}
	if props.BadFilter = filterProblem(q); !props.BadFilter.None() {
		return u.show(w, r, http.StatusUnprocessableEntity, props)
	}
	var naming sync.WaitGroup
	naming.Go(func() { props.Filter, props.BadFilter = u.nameFilter(r.Context(), actor(r), q) })
	found, page, err := u.list(r, q)
	naming.Wait()
	if !props.BadFilter.None() {
		return u.show(w, r, http.StatusNotFound, props)
	}
	if failure, status, ok := failureOf(actor(r), err, paths.UsersWith(q)); ok {
		u.note(r, status, err)
		props.Failure = failure
		return u.show(w, r, status, props)
	}
	if err != nil {
		return err
	}
	props.Query.Page = page
	u.fill(r, &props, found)
	return u.show(w, r, http.StatusOK, props)
}

// list reads the page that is asked for, or the last there is. A whole page
// waits for everybody; a region shows whom the search names exactly at once and
// then asks for the rest.
func (u users) list(r *http.Request, q paths.UserQuery) (directory.UserList, int, error) {
	query := directory.UserQuery{
		Search: q.Search, Page: q.Page, PageSize: cmp.Or(q.PageSize, defaultPageSize),
		Filter: directory.UserFilter{Role: q.Role, Organization: q.Organization, OrganizationRole: q.OrganizationRole},
	}
	if IsPartial(r) && !r.URL.Query().Has(paths.ParamRest) {
		query.Patience = patience
	}
	found, err := u.people.ListUsers(r.Context(), actor(r), query)
	if err == nil && len(found.Items) == 0 && found.Total > 0 {
		// People were deleted, or the address is made up.
		query.Page = found.Pages()
		found, err = u.people.ListUsers(r.Context(), actor(r), query)
	}
	return found, query.Page, err
}

// fill puts what was found into the page.
func (u users) fill(r *http.Request, props *views.UsersProps, found directory.UserList) {
	// Whom the search names exactly may be none of those Logto counted.
	props.Total = max(found.Total, len(found.Items))
	for i, person := range found.Items {
		props.Rows = append(props.Rows, userRow(actor(r), person, i < found.Exact))
	}
	switch {
	case errors.Is(found.Rest, directory.ErrSearching):
		props.Pending = true
	case found.Rest != nil:
		failure, status, ok := failureOf(actor(r), found.Rest, paths.UsersWith(props.Query))
		if !ok {
			failure, status = &views.Failure{Kind: views.FailureBroken, RetryURL: paths.UsersWith(props.Query)}, http.StatusInternalServerError
		}
		u.note(r, status, found.Rest)
		props.RestFailure = failure
	}
}

// newURL is the form for a new person, filled with what was searched for where that
// is an identifier; "" for those who may create nobody.
func newURL(viewer access.Actor, search string) string {
	switch {
	case !viewer.Capabilities.Has(access.UsersCreate):
		return ""
	case strings.Contains(search, "@"):
		return paths.UserNewWith(paths.ParamEmail, search)
	case phoneForm.MatchString(search):
		return paths.UserNewWith(paths.ParamPhone, search)
	case usernameForm.MatchString(search):
		return paths.UserNewWith(paths.ParamUsername, search)
	}
	return paths.UserNew()
}

// What a search is when it is no address: a phone number, a username.
var (
	phoneForm    = regexp.MustCompile(`^[+0-9][0-9 ().-]{6,}$`)
	usernameForm = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
)

func (u users) show(w http.ResponseWriter, r *http.Request, status int, props views.UsersProps) error {
	return u.render(w, r, status, views.UsersPage(u.shell(w, r), props), views.FragmentUserList)
}

// readListQuery reads the state of the list from its address. Numbers that make
// no sense are brought into bounds, since addresses are typed and shared; a
// search that Logto could not understand is told to the person.
func readListQuery(r *http.Request) (paths.UserQuery, views.Message) {
	values := r.URL.Query()
	page, err := strconv.Atoi(values.Get(paths.ParamPage))
	if err != nil || page < 1 {
		page = 1
	}
	size, err := strconv.Atoi(values.Get(paths.ParamSize))
	if err != nil || !slices.Contains(pageSizes, size) || size == defaultPageSize {
		size = 0 // what an address need not say
	}
	search, problem := readSearch(r)
	return paths.UserQuery{
		Search: search, Page: page, PageSize: size, Role: values.Get(paths.ParamRole),
		Organization: values.Get(paths.ParamOrganization), OrganizationRole: values.Get(paths.ParamOrganizationRole),
	}, problem
}

// readSearch is the search of an address and what is wrong with it. One that is
// no text is not shown again.
func readSearch(r *http.Request) (string, views.Message) {
	search := strings.TrimSpace(r.URL.Query().Get(paths.ParamSearch))
	if !isText(search) {
		return "", searchProblem(search)
	}
	return search, searchProblem(search)
}

func searchProblem(search string) views.Message {
	switch {
	case !isText(search):
		return views.Say("users.problem.search")
	case utf8.RuneCountInString(search) > maxSearch:
		return views.Say("users.problem.long", "max", maxSearch)
	}
	return views.Message{}
}

// userRow is a person as the list shows them. What may be done to them is only
// what the viewer's own rights say: the page it leads to looks at theirs as well.
func userRow(viewer access.Actor, u apiclient.User, exact bool) views.UserRow {
	other := viewer.ID != u.ID
	return views.UserRow{
		ID: u.ID, Name: u.Name, Username: u.Username, Email: u.PrimaryEmail,
		Phone: showPhone(u.PrimaryPhone), Suspended: u.IsSuspended, Exact: exact,
		LastSignIn: u.LastSignInAt.Time, Created: u.CreatedAt.Time,
		CanInvite:  other && viewer.Capabilities.Has(access.UsersInvite) && u.LastSignInAt.IsZero() && u.PrimaryEmail != "" && !u.IsSuspended,
		CanReset:   other && viewer.Capabilities.Has(access.UsersResetPassword) && u.PrimaryEmail != "" && !u.IsSuspended,
		CanUnlock:  other && viewer.Capabilities.Has(access.UsersResetPassword),
		CanSuspend: other && viewer.Capabilities.Has(access.UsersSuspend),
		CanDelete:  other && viewer.Capabilities.Has(access.UsersDelete),
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
