package directory_test

import (
	"net/http"
	"slices"
	"testing"

	"roster/apiclient"
	"roster/directory"
)

func TestListUsers_filtersByOneRoleOrOneOrganization(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		q     directory.UserQuery
		calls []string // without order
		want  []string
		exact int
	}{
		"role":             {directory.UserQuery{Filter: directory.UserFilter{Role: "staff"}}, []string{"GET /roles/staff/users"}, []string{"kimkimkimkim", "kimlee000000"}, 0},
		"role and search":  {directory.UserQuery{Filter: directory.UserFilter{Role: "staff"}, Search: "kim"}, []string{"GET /roles/staff/users", "GET /roles/staff/users"}, []string{"kimkimkimkim", "kimlee000000"}, 1},
		"organization":     {directory.UserQuery{Filter: directory.UserFilter{Organization: "o"}}, []string{"GET /organizations/o/users"}, []string{"kimlee000000"}, 0},
		"member, exactly":  {directory.UserQuery{Filter: directory.UserFilter{Organization: "o", OrganizationRole: "owner"}, Search: "kimlee"}, []string{"GET /organizations/o/users", "GET /users", "GET /users/kimlee000000/organizations"}, []string{"kimlee000000"}, 1},
		"no member":        {directory.UserQuery{Filter: directory.UserFilter{Organization: "o"}, Search: "kim@example.com"}, []string{"GET /organizations/o/users", "GET /users", "GET /users/kimkimkimkim/organizations"}, nil, 0},
		"member, no owner": {directory.UserQuery{Filter: directory.UserFilter{Organization: "o", OrganizationRole: "guest"}, Search: "kimlee"}, []string{"GET /organizations/o/users", "GET /users", "GET /users/kimlee000000/organizations"}, []string{"kimlee000000"}, 0},
	} {
		w := newWorld(t)
		kims(w)
		w.logto.organizationRoles["kimlee000000"] = []string{"owner"}
		w.logto.before = func(call string, r *http.Request) (*http.Response, error) {
			if q := r.URL.Query(); call == "GET /organizations/o/users" && q.Get("organizationRoleId") != tt.q.Filter.OrganizationRole {
				t.Errorf("%s: asked for %v", name, q)
			}
			// The members of no organization but o.
			if call == "GET /users/kimkimkimkim/organizations" {
				return list([]map[string]any{{"id": "other", "name": "O", "organizationRoles": []any{}}}), nil
			}
			return nil, nil
		}
		tt.q.PageSize = 20
		got, err := w.ListUsers(t.Context(), w.as(admin), tt.q)
		must(err)
		found, calls := ids(got), w.logto.made()
		slices.Sort(found)
		slices.Sort(calls)
		if !slices.Equal(found, tt.want) || got.Exact != tt.exact || !slices.Equal(calls, tt.calls) {
			t.Errorf("%s: %v, %d exact, by %v; want %v, %d, by %v", name, found, got.Exact, calls, tt.want, tt.exact, tt.calls)
		}
	}
}

func TestGroups_areReadAndMissedByID(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	role, err := w.Role(t.Context(), w.as(auditor), "staff")
	must(err)
	organization, err := w.Organization(t.Context(), w.as(auditor), "o")
	must(err)
	inside, err := w.OrganizationRole(t.Context(), w.as(auditor), "owner")
	must(err)
	if role.Name != "Name of staff" || organization.Name != "Name of o" || inside.Name != "Name of owner" {
		t.Errorf("%+v %+v %+v", role, organization, inside)
	}
	for _, err := range []error{
		second(w.Role(t.Context(), w.as(auditor), "none")),
		second(w.Organization(t.Context(), w.as(auditor), "none")),
		second(w.OrganizationRole(t.Context(), w.as(auditor), "none")),
	} {
		if !apiclient.IsNotFound(err) {
			t.Errorf("got %v", err)
		}
	}
}

func TestListRoles_areThoseOfPeople(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var asked []string
	w.logto.before = func(call string, r *http.Request) (*http.Response, error) {
		asked = append(asked, call+"?"+r.URL.RawQuery)
		return nil, nil
	}
	q := directory.GroupQuery{Search: " a_b ", Page: 2, PageSize: 500}
	_, err := w.ListRoles(t.Context(), w.as(admin), q)
	must(err)
	_, err = w.ListOrganizations(t.Context(), w.as(admin), q)
	must(err)
	_, err = w.ListOrganizationRoles(t.Context(), w.as(admin), q)
	must(err)
	want := []string{
		"GET /roles?page=2&page_size=100&search=%25a%5C_b%25&type=User",
		"GET /organizations?page=2&page_size=100&q=a_b",
		"GET /organization-roles?page=2&page_size=100&q=a_b",
	}
	if !slices.Equal(asked, want) {
		t.Errorf("asked %q", asked)
	}
}
