package apiclient

import (
	"context"
	"iter"
)

// Roles reads one page of a person's roles, in no particular order
// (GET /users/:id/roles). Machine-to-machine and internal roles are not in it.
func (s *UsersService) Roles(ctx context.Context, id string, opts PageOptions) (Page[Role], error) {
	return listPage[Role](ctx, s.client, opts, nil, "users", id, "roles")
}

// AllRoles walks a person's roles; a failure is yielded last.
func (s *UsersService) AllRoles(ctx context.Context, id string) iter.Seq2[Role, error] {
	return all(PageOptions{PageSize: MaxPageSize}, roleID, func(page PageOptions) (Page[Role], error) {
		return s.Roles(ctx, id, page)
	})
}

func roleID(r Role) string { return r.ID }

// AddedRoles is the answer to AddRoles.
type AddedRoles struct {
	RoleIDs      []string `json:"roleIds"`      // as asked
	AddedRoleIDs []string `json:"addedRoleIds"` // those the person did not have
}

// AddRoles gives a person roles; those they have are passed over
// (POST /users/:id/roles). 404 unknown role, 422 user.invalid_role_type for a
// machine-to-machine role.
func (s *UsersService) AddRoles(ctx context.Context, id string, roleIDs []string) (*AddedRoles, error) {
	return post[AddedRoles](ctx, s.client, idList("roleIds", roleIDs), "users", id, "roles")
}

// replacedRoles is the answer to ReplaceRoles.
type replacedRoles struct {
	RoleIDs []string `json:"roleIds"`
}

// ReplaceRoles makes these a person's only roles (PUT /users/:id/roles). Logto
// does it in two steps: when the second fails (a machine-to-machine role), the
// person has lost all roles. Prefer AddRoles and RemoveRole. Repeated ids, which
// would do the same, are sent once.
func (s *UsersService) ReplaceRoles(ctx context.Context, id string, roleIDs []string) error {
	_, err := put[replacedRoles](ctx, s.client, idList("roleIds", roleIDs), "users", id, "roles")
	return err
}

// RemoveRole takes a role from a person (DELETE /users/:id/roles/:roleId).
// 404 entity.not_found when they did not have it.
func (s *UsersService) RemoveRole(ctx context.Context, id, roleID string) error {
	return remove(ctx, s.client, nil, "users", id, "roles", roleID)
}

// idList is a body with one list of ids, each once; never null.
func idList(key string, ids []string) map[string][]string {
	ids = unique(ids)
	if ids == nil {
		ids = []string{}
	}
	return map[string][]string{key: ids}
}
