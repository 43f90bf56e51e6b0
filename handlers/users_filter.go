package handlers

import (
	"context"
	"net/http"
	"strings"
	"sync"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/views"
	"roster/views/paths"
)

// groupLister reads the roles and organizations that people are listed by.
type groupLister interface {
	ListRoles(ctx context.Context, actor access.Actor, q directory.GroupQuery) (apiclient.Page[apiclient.Role], error)
	ListOrganizations(ctx context.Context, actor access.Actor, q directory.GroupQuery) (apiclient.Page[apiclient.Organization], error)
	ListOrganizationRoles(ctx context.Context, actor access.Actor, q directory.GroupQuery) (apiclient.Page[apiclient.OrganizationRole], error)
	Role(ctx context.Context, actor access.Actor, id string) (*apiclient.Role, error)
	Organization(ctx context.Context, actor access.Actor, id string) (*apiclient.Organization, error)
	OrganizationRole(ctx context.Context, actor access.Actor, id string) (*apiclient.OrganizationRole, error)
}

// userFilters are the pages that offer what the list can be narrowed to. The
// menus of the list show the same as regions.
type userFilters struct {
	*app
	groups groupLister
}

// offer is one page of what a filter can be set to.
type offer func(ctx context.Context, actor access.Actor, q directory.GroupQuery) (items []views.Choice, total int, err error)

func (f userFilters) roles(w http.ResponseWriter, r *http.Request) error {
	return f.choose(w, r, views.FilterByRole, func(ctx context.Context, who access.Actor, q directory.GroupQuery) ([]views.Choice, int, error) {
		page, err := f.groups.ListRoles(ctx, who, q)
		return choices(page, func(g apiclient.Role) views.Choice {
			return views.Choice{ID: g.ID, Name: g.Name, Detail: g.Description, People: new(g.UsersCount)}
		}), page.Total, err
	})
}

func (f userFilters) organizations(w http.ResponseWriter, r *http.Request) error {
	return f.choose(w, r, views.FilterByOrganization, f.listOrganizations)
}

func (f userFilters) listOrganizations(ctx context.Context, who access.Actor, q directory.GroupQuery) ([]views.Choice, int, error) {
	page, err := f.groups.ListOrganizations(ctx, who, q)
	return choices(page, func(g apiclient.Organization) views.Choice {
		return views.Choice{ID: g.ID, Name: g.Name, Detail: g.Description}
	}), page.Total, err
}

func (f userFilters) organizationRoles(w http.ResponseWriter, r *http.Request) error {
	return f.choose(w, r, views.FilterByOrganizationRole, func(ctx context.Context, who access.Actor, q directory.GroupQuery) ([]views.Choice, int, error) {
		page, err := f.groups.ListOrganizationRoles(ctx, who, q)
		return choices(page, func(g apiclient.OrganizationRole) views.Choice {
			return views.Choice{ID: g.ID, Name: g.Name, Detail: g.Description}
		}), page.Total, err
	})
}

func choices[T any](page apiclient.Page[T], of func(T) views.Choice) []views.Choice {
	items := make([]views.Choice, len(page.Items))
	for i, item := range page.Items {
		items[i] = of(item)
	}
	return items
}

// choose shows what is offered in the state of its address.
func (f userFilters) choose(w http.ResponseWriter, r *http.Request, kind views.FilterKind, read offer) error {
	props, problem := readChoices(r, kind)
	status := http.StatusOK
	switch {
	case !problem.None():
		props.Problem, status = problem, http.StatusUnprocessableEntity
	default:
		items, total, err := read(r.Context(), actor(r), directory.GroupQuery{
			Search: props.Find, Page: props.Page, PageSize: views.ChoicePageSize,
		})
		failure, troubled, ok := failureOf(actor(r), err, r.URL.RequestURI())
		if ok {
			f.note(r, troubled, err)
			props.Failure, status = failure, troubled
		} else if err != nil {
			return err
		}
		props.Items, props.Total = items, total
	}
	return f.render(w, r, status, views.ChoicesPage(f.shell(w, r), props), kind.Region(), kind.ListRegion())
}

// readChoices reads the address: the list that a choice leads back to, and what
// is looked for among the choices.
func readChoices(r *http.Request, kind views.FilterKind) (views.ChoicesProps, views.Message) {
	list, problem := readListQuery(r)
	find := strings.TrimSpace(r.URL.Query().Get(paths.ParamFind))
	page := list.Page
	list.Page = 0
	if problem.None() {
		problem = searchProblem(find)
	}
	if problem.None() && kind == views.FilterByOrganizationRole && list.Organization == "" {
		problem = views.Say("users.problem.filter-alone")
	}
	if !problem.None() {
		find = ""
	}
	return views.ChoicesProps{Kind: kind, List: list, Find: find, Page: page}, problem
}

// filterProblem is what is wrong with the filter in an address, before Logto is
// asked.
func filterProblem(q paths.UserQuery) views.Message {
	for _, id := range []string{q.Role, q.Organization, q.OrganizationRole} {
		if id != "" && !idForm.MatchString(id) {
			return views.Say("users.problem.filter-form")
		}
	}
	switch {
	case q.Role != "" && q.Organization != "":
		return views.Say("users.problem.filter-two")
	case q.OrganizationRole != "" && q.Organization == "":
		return views.Say("users.problem.filter-alone")
	}
	return views.Message{}
}

// nameFilter reads what the role or organization of a filter is called. problem
// says that there is none. A name that cannot be read is no reason to show
// nobody: the id stands in for it.
func (u users) nameFilter(ctx context.Context, who access.Actor, q paths.UserQuery) (filter views.UserFilter, problem views.Message) {
	var missing [3]bool
	name := func(i int, id string, to *views.FilterValue, read func() (string, error)) func() {
		return func() {
			called, err := read()
			missing[i] = apiclient.IsNotFound(err)
			if err != nil || called == "" {
				called = id
			}
			*to = views.FilterValue{ID: id, Name: called}
		}
	}
	var reads sync.WaitGroup
	if q.Role != "" {
		reads.Go(name(0, q.Role, &filter.Role, func() (string, error) { return called(u.groups.Role(ctx, who, q.Role)) }))
	}
	if q.Organization != "" {
		reads.Go(name(1, q.Organization, &filter.Organization, func() (string, error) { return called(u.groups.Organization(ctx, who, q.Organization)) }))
	}
	if q.OrganizationRole != "" {
		reads.Go(name(2, q.OrganizationRole, &filter.OrganizationRole, func() (string, error) {
			return called(u.groups.OrganizationRole(ctx, who, q.OrganizationRole))
		}))
	}
	reads.Wait()
	for i, key := range []string{"users.problem.no-role", "users.problem.no-organization", "users.problem.no-organization-role"} {
		if missing[i] {
			return filter, views.Say(key)
		}
	}
	return filter, views.Message{}
}

func called[T apiclient.Role | apiclient.Organization | apiclient.OrganizationRole](group *T, err error) (string, error) {
	if err != nil {
		return "", err
	}
	switch g := any(group).(type) {
	case *apiclient.Role:
		return g.Name, nil
	case *apiclient.Organization:
		return g.Name, nil
	case *apiclient.OrganizationRole:
		return g.Name, nil
	}
	return "", nil
}
