package handlers

import (
	"context"
	"net/http"
	"strings"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
)

// The part of the directory that lists people, roles and organizations: 45 of
// the latter two, of which one page is drawn. What begins with "none" does not
// exist.

func (f *fakePeople) groups(ctx context.Context, method string, q directory.GroupQuery) (names []string, total int, err error) {
	f.mu.Lock()
	f.lastGroups = q
	f.mu.Unlock()
	if err := f.called(ctx, method); err != nil {
		return nil, 0, err
	}
	if q.Search == "zzz" {
		return nil, 0, nil
	}
	if q.Page > 3 {
		return nil, 45, nil
	}
	return []string{"One", "Two"}, 45, nil
}

func pageOf[T any](names []string, total int, of func(name string) T) apiclient.Page[T] {
	page := apiclient.Page[T]{Total: total}
	for _, name := range names {
		page.Items = append(page.Items, of(name))
	}
	return page
}

func (f *fakePeople) ListRoles(ctx context.Context, _ access.Actor, q directory.GroupQuery) (apiclient.Page[apiclient.Role], error) {
	names, total, err := f.groups(ctx, "ListRoles", q)
	return pageOf(names, total, func(n string) apiclient.Role { return apiclient.Role{ID: "id" + n, Name: "Role " + n, UsersCount: 12} }), err
}

func (f *fakePeople) ListOrganizations(ctx context.Context, _ access.Actor, q directory.GroupQuery) (apiclient.Page[apiclient.Organization], error) {
	names, total, err := f.groups(ctx, "ListOrganizations", q)
	return pageOf(names, total, func(n string) apiclient.Organization {
		return apiclient.Organization{ID: "id" + n, Name: "Organization " + n}
	}), err
}

func (f *fakePeople) ListOrganizationRoles(ctx context.Context, _ access.Actor, q directory.GroupQuery) (apiclient.Page[apiclient.OrganizationRole], error) {
	names, total, err := f.groups(ctx, "ListOrganizationRoles", q)
	return pageOf(names, total, func(n string) apiclient.OrganizationRole {
		return apiclient.OrganizationRole{ID: "id" + n, Name: "Inner role " + n}
	}), err
}

func (f *fakePeople) group(ctx context.Context, method, id string) error {
	if err := f.called(ctx, method); err != nil {
		return err
	}
	if strings.HasPrefix(id, "none") {
		return &apiclient.Error{Status: http.StatusNotFound, Code: "entity.not_exists_with_id"}
	}
	return nil
}

func (f *fakePeople) Role(ctx context.Context, _ access.Actor, id string) (*apiclient.Role, error) {
	return &apiclient.Role{ID: id, Name: "Night shift"}, f.group(ctx, "Role", id)
}

func (f *fakePeople) Organization(ctx context.Context, _ access.Actor, id string) (*apiclient.Organization, error) {
	return &apiclient.Organization{ID: id, Name: "Acme Korea"}, f.group(ctx, "Organization", id)
}

func (f *fakePeople) OrganizationRole(ctx context.Context, _ access.Actor, id string) (*apiclient.OrganizationRole, error) {
	return &apiclient.OrganizationRole{ID: id, Name: "Owner"}, f.group(ctx, "OrganizationRole", id)
}

func (f *fakePeople) ListUsers(ctx context.Context, _ access.Actor, q directory.UserQuery) (directory.UserList, error) {
	err := f.called(ctx, "ListUsers")
	f.mu.Lock()
	defer f.mu.Unlock()
	f.lastPage = q
	page := f.page
	page.Number, page.Size = q.Page, q.PageSize
	if q.Page > page.Pages() {
		page.Items = nil
	}
	if err != nil {
		return directory.UserList{}, err
	}
	return directory.UserList{Page: page, Exact: f.exact, Rest: f.rest}, nil
}

func (f *fakePeople) FindUser(ctx context.Context, _ access.Actor, _ string) (string, error) {
	return f.found, f.called(ctx, "FindUser")
}

func (f *fakePeople) UsersByID(ctx context.Context, _ access.Actor, ids []string) ([]apiclient.User, error) {
	var found []apiclient.User
	for _, id := range ids {
		if id != "gone00000000" {
			u := anna
			u.ID, u.Name = id, "Name of "+id
			found = append(found, u)
		}
	}
	return found, f.called(ctx, "UsersByID")
}
