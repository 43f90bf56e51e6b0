package apiclient

import (
	"context"
	"iter"
	"net/http"
)

// Roles reads one page of the roles of a machine-to-machine application
// (GET /applications/:id/roles). Another kind of application: 422
// application.invalid_type, as for all calls below.
func (s *ApplicationsService) Roles(ctx context.Context, id string, opts PageOptions) (Page[Role], error) {
	return listPage[Role](ctx, s.client, opts, nil, "applications", id, "roles")
}

// AllRoles walks an application's roles; a failure is yielded last.
func (s *ApplicationsService) AllRoles(ctx context.Context, id string) iter.Seq2[Role, error] {
	return all(PageOptions{PageSize: MaxPageSize}, roleID, func(page PageOptions) (Page[Role], error) {
		return s.Roles(ctx, id, page)
	})
}

// AddRoles gives an application roles; those it has are passed over
// (POST /applications/:id/roles, 201). 404 unknown role, 422
// application.invalid_role_type for a role of people.
func (s *ApplicationsService) AddRoles(ctx context.Context, id string, roleIDs []string) (*AddedRoles, error) {
	return post[AddedRoles](ctx, s.client, idList("roleIds", roleIDs), "applications", id, "roles")
}

// ReplaceRoles makes these an application's only roles (PUT
// /applications/:id/roles, 200). Logto does it in two steps: when the second
// fails, the application has lost all roles. Prefer AddRoles and RemoveRole.
func (s *ApplicationsService) ReplaceRoles(ctx context.Context, id string, roleIDs []string) error {
	return tell(ctx, s.client, http.MethodPut, idList("roleIds", roleIDs), "applications", id, "roles")
}

// RemoveRole takes a role from an application (DELETE
// /applications/:id/roles/:roleId). 404 entity.not_found when it did not have it.
func (s *ApplicationsService) RemoveRole(ctx context.Context, id, roleID string) error {
	return remove(ctx, s.client, nil, "applications", id, "roles", roleID)
}

// Applications reads one page of the machine-to-machine applications with a role
// (GET /roles/:id/applications).
func (s *RolesService) Applications(ctx context.Context, id string, opts PageOptions) (Page[Application], error) {
	return listPage[Application](ctx, s.client, opts, nil, "roles", id, "applications")
}

// AllApplications walks a role's applications; a failure is yielded last.
func (s *RolesService) AllApplications(ctx context.Context, id string) iter.Seq2[Application, error] {
	return all(PageOptions{PageSize: MaxPageSize}, applicationID, func(page PageOptions) (Page[Application], error) {
		return s.Applications(ctx, id, page)
	})
}

// AddApplications gives a role to applications, all or none
// (POST /roles/:id/applications, 201). 422 role.application_exists when one of
// them has it, 404 for an unknown application.
func (s *RolesService) AddApplications(ctx context.Context, id string, applicationIDs []string) error {
	return tell(ctx, s.client, http.MethodPost, idList("applicationIds", applicationIDs), "roles", id, "applications")
}

// RemoveApplication takes the role from an application (DELETE
// /roles/:id/applications/:applicationId). 404 entity.not_found.
func (s *RolesService) RemoveApplication(ctx context.Context, id, applicationID string) error {
	return remove(ctx, s.client, nil, "roles", id, "applications", applicationID)
}
