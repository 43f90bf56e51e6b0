package emulator

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// tenant is everything the server knows. Handlers of /api run with mu held (see dispatch.go); everyone else takes it.
type tenant struct {
	mu  sync.RWMutex
	now func() time.Time

	people        *people
	roles         table[role]
	resources     table[resource]
	scopes        table[scope]
	applications  table[application]
	organizations table[organization]
	orgRoles      table[organizationRole]
	orgScopes     table[organizationScope]

	oidc oidcState
	mgmt mgmtState
	// logs is the audit log, oldest first.
	logs []*logEntry
	// hookLogs is the log of deliveries to webhooks, oldest first.
	hookLogs []*hookLog
	// listeners is the number of webhooks that are enabled; it can be read without the lock.
	listeners atomic.Int32
	// attempts are failed verifications, by what they were about.
	attempts map[string][]attempt
	// records are what people verified through the Account API, by id.
	records map[string]*verificationRecord
	// socialCodes are what providers of social accounts sent back and nobody has used yet.
	socialCodes map[string]*socialCode
	sweptAt     int64 // s
	// storage is whether there is somewhere to keep pictures, oldest first.
	storage  bool
	pictures []picture
	// settings are the singletons: sign-in experience, account center, id-token config.
	settings settings
}

func newTenant(now func() time.Time) *tenant {
	return &tenant{
		now: now, people: newPeople(), oidc: newOIDCState(), mgmt: newMgmtState(), settings: defaultSettings(),
		attempts: map[string][]attempt{}, records: map[string]*verificationRecord{}, socialCodes: map[string]*socialCode{},
		roles: newTable[role](), resources: newTable[resource](), scopes: newTable[scope](),
		applications: newTable[application](), organizations: newTable[organization](),
		orgRoles: newTable[organizationRole](), orgScopes: newTable[organizationScope](),
	}
}

// ms is the present time as entities carry it.
func (t *tenant) ms() int64 { return t.now().UnixMilli() }

// table keeps rows in the order they were made, with a lookup by id.
type table[T any] struct {
	rows []*T
	byID map[string]*T
}

func newTable[T any]() table[T] { return table[T]{byID: map[string]*T{}} }

func (t *table[T]) get(id string) *T { return t.byID[id] }

func (t *table[T]) add(id string, row *T) {
	t.rows = append(t.rows, row)
	t.byID[id] = row
}

// remove reports whether there was such a row.
func (t *table[T]) remove(id string) bool {
	row, found := t.byID[id]
	if !found {
		return false
	}
	delete(t.byID, id)
	t.rows = slices.DeleteFunc(t.rows, func(r *T) bool { return r == row })
	return true
}

// find returns the first row that matches, or nil.
func (t *table[T]) find(match func(*T) bool) *T {
	if i := slices.IndexFunc(t.rows, match); i >= 0 {
		return t.rows[i]
	}
	return nil
}

// grantRole gives a person a role they may already hold; it reports whether it is new.
func (t *tenant) grantRole(u *user, r *role) bool {
	if _, has := r.members[u.id]; has {
		return false
	}
	r.members[u.id] = struct{}{}
	u.roleIDs = append(u.roleIDs, r.id)
	return true
}

// dropRole reports whether the person held it.
func (t *tenant) dropRole(u *user, r *role) bool {
	if _, has := r.members[u.id]; !has {
		return false
	}
	delete(r.members, u.id)
	u.roleIDs = slices.DeleteFunc(u.roleIDs, func(id string) bool { return id == r.id })
	return true
}

// removeRole deletes a role and every link to it.
func (t *tenant) removeRole(r *role) {
	for id := range r.members {
		if u := t.people.byID(id); u != nil {
			u.roleIDs = slices.DeleteFunc(u.roleIDs, func(have string) bool { return have == r.id })
		}
		if app := t.applications.get(id); app != nil {
			app.roleIDs = slices.DeleteFunc(app.roleIDs, func(have string) bool { return have == r.id })
		}
	}
	t.roles.remove(r.id)
}

// joinOrganization makes a person a member and reports whether that is new.
func (t *tenant) joinOrganization(u *user, o *organization) bool {
	if _, is := o.members[u.id]; is {
		return false
	}
	o.members[u.id] = &membership{userID: u.id}
	u.organizationIDs = append(u.organizationIDs, o.id)
	return true
}

// leaveOrganization reports whether the person was a member.
func (t *tenant) leaveOrganization(u *user, o *organization) bool {
	if _, is := o.members[u.id]; !is {
		return false
	}
	delete(o.members, u.id)
	u.organizationIDs = slices.DeleteFunc(u.organizationIDs, func(id string) bool { return id == o.id })
	return true
}

// removeOrganization deletes an organization and its memberships.
func (t *tenant) removeOrganization(o *organization) {
	for id := range o.members {
		if u := t.people.byID(id); u != nil {
			u.organizationIDs = slices.DeleteFunc(u.organizationIDs, func(have string) bool { return have == o.id })
		}
	}
	t.organizations.remove(o.id)
}

// removeUser deletes a person with roles, memberships, sessions and tokens.
func (t *tenant) removeUser(u *user) {
	for _, id := range u.roleIDs {
		if r := t.roles.get(id); r != nil {
			delete(r.members, u.id)
		}
	}
	for _, id := range u.organizationIDs {
		if o := t.organizations.get(id); o != nil {
			delete(o.members, u.id)
		}
	}
	t.signOutUser(u.id)
	t.oidc.dropGrantsOf(u.id)
	t.people.remove(u)
}

// removeScope deletes a permission and takes it out of every role.
func (t *tenant) removeScope(id string) {
	without := func(ids []string) []string {
		return slices.DeleteFunc(ids, func(have string) bool { return have == id })
	}
	for _, r := range t.roles.rows {
		r.scopeIDs = without(r.scopeIDs)
	}
	for _, r := range t.orgRoles.rows {
		r.resourceScopeIDs = without(r.resourceScopeIDs)
	}
	t.scopes.remove(id)
}

// grantedScopes are the scopes of a resource that a person's roles and organization roles carry. Logto applies the
// resource scopes of an organization role tenant-wide, so a plain resource token has them as well.
func (t *tenant) grantedScopes(u *user, resourceID string) []string {
	var ids []string
	for _, roleID := range u.roleIDs {
		if r := t.roles.get(roleID); r != nil {
			ids = append(ids, r.scopeIDs...)
		}
	}
	for _, orgID := range u.organizationIDs {
		for _, roleID := range t.organizations.get(orgID).members[u.id].roleIDs {
			if r := t.orgRoles.get(roleID); r != nil {
				ids = append(ids, r.resourceScopeIDs...)
			}
		}
	}
	return t.scopeNames(ids, resourceID)
}

// defaultResource is the resource of requests that name none, if the tenant has one.
func (t *tenant) defaultResource() *resource {
	return t.resources.find(func(r *resource) bool { return r.isDefault })
}

// organizationResourceScopes are the scopes of a resource that a person's roles in one organization carry.
func (t *tenant) organizationResourceScopes(m *membership, resourceID string) []string {
	var ids []string
	for _, roleID := range m.roleIDs {
		if r := t.orgRoles.get(roleID); r != nil {
			ids = append(ids, r.resourceScopeIDs...)
		}
	}
	return t.scopeNames(ids, resourceID)
}

// applicationScopes are the scopes of a resource that an application's roles carry.
func (t *tenant) applicationScopes(app *application, resourceID string) []string {
	var ids []string
	for _, roleID := range app.roleIDs {
		if r := t.roles.get(roleID); r != nil {
			ids = append(ids, r.scopeIDs...)
		}
	}
	return t.scopeNames(ids, resourceID)
}

func (t *tenant) scopeNames(ids []string, resourceID string) []string {
	var names []string
	for _, id := range ids {
		if s := t.scopes.get(id); s != nil && s.resourceID == resourceID && !slices.Contains(names, s.name) {
			names = append(names, s.name)
		}
	}
	return names
}
