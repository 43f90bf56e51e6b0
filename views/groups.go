package views

import (
	"context"
	"strings"
	"time"

	"roster/i18n"
	"roster/views/paths"
	"roster/views/ui"
)

// Fragments of the pages about roles and organizations.
const (
	FragmentGroups  = "group-list"
	FragmentMembers = "member-list"
)

// GroupKind is what a list is of.
type GroupKind string

// The kinds.
const (
	KindRole         GroupKind = "role"
	KindOrganization GroupKind = "organization"
)

// GroupsProps is the list of roles or of organizations in one state of its address.
type GroupsProps struct {
	Kind  GroupKind
	Query paths.GroupQuery
	Rows  []GroupRow
	Total int
	Size  int // rows of a page
	// NewURL is the form for a new one, "" for viewers who may make none.
	NewURL string
	// Failure says Logto gave no list, Problem what is wrong with the search.
	Failure *Failure
	Problem Message
}

// GroupRow is a role or an organization. Portal: it carries permissions of the portal
// itself; PortalUnread: whether it does could not be read.
type GroupRow struct {
	ID, Name, Description         string
	People                        int
	Default, Portal, PortalUnread bool
}

// groupWords are the i18n keys of a kind.
var groupKinds = map[GroupKind]struct {
	area                                                                     Area
	icon                                                                     ui.Icon
	title, search, count, found, column, none, noneText, empty, emptyText    string
	all, newOne, membersNone, membersNoneText, membersEmpty, membersEmptyTxt string
}{
	KindRole: {
		AreaRoles, ui.IconRole, "nav.roles", "roles.search", "roles.count", "roles.found", "roles.column", "roles.none", "roles.none-text", "roles.empty", "roles.empty-text",
		"roles.all", "roles.new", "roles.members.none", "roles.members.none-text", "roles.members.empty", "roles.members.empty-text",
	},
	KindOrganization: {
		AreaOrganizations, ui.IconBuilding, "nav.organizations", "organizations.search", "organizations.count", "organizations.found", "organizations.column",
		"organizations.none", "organizations.none-text", "organizations.empty", "organizations.empty-text",
		"organizations.all", "", "organizations.members.none", "organizations.members.none-text", "organizations.members.empty", "organizations.members.empty-text",
	},
}

func (k GroupKind) list(q paths.GroupQuery) string {
	if k == KindOrganization {
		return paths.Organizations(q)
	}
	return paths.Roles(q)
}

func (k GroupKind) one(id string, q paths.GroupQuery) string {
	if k == KindOrganization {
		return paths.OrganizationWith(id, q)
	}
	return paths.RoleWith(id, q)
}

func (r GroupRow) name() string {
	if r.Name == "" {
		return r.ID
	}
	return r.Name
}

func (r GroupRow) detail() string {
	if r.Description == r.Name {
		return ""
	}
	return r.Description
}

// groupsCount is what stands in the search box.
func groupsCount(ctx context.Context, p GroupsProps) string {
	switch words := groupKinds[p.Kind]; {
	case p.Failure != nil || !p.Problem.None():
		return ""
	case p.Query.Search == "":
		return i18n.N(ctx, words.count, p.Total)
	default:
		return i18n.N(ctx, words.found, p.Total)
	}
}

func groupColumns(ctx context.Context, k GroupKind) []ui.Column {
	columns := []ui.Column{{Text: i18n.T(ctx, groupKinds[k].column)}, {Text: i18n.T(ctx, "roles.people")}}
	if k == KindRole {
		columns = append(columns, ui.Column{Text: i18n.T(ctx, "roles.kind"), Show: ui.Laptop})
	}
	return columns
}

// groupPager is the pager of a list whose pages are at.
func groupPager(ctx context.Context, q paths.GroupQuery, rows, size, total int, target string, at func(paths.GroupQuery) string) ui.PagerProps {
	page, last := max(q.Page, 1), max((total+size-1)/size, 1)
	to := func(n int, there bool) string {
		if !there {
			return ""
		}
		q.Page = n
		return at(q)
	}
	first := (page-1)*size + 1
	return ui.PagerProps{
		Range:    i18n.T(ctx, "users.range", "first", i18n.Number(ctx, first), "last", i18n.Number(ctx, first+rows-1), "total", i18n.Number(ctx, total)),
		Position: i18n.T(ctx, "users.position", "page", i18n.Number(ctx, page), "pages", i18n.Number(ctx, last)),
		First:    to(1, page > 1), Previous: to(page-1, page > 1), Next: to(page+1, page < last), Last: to(last, page < last),
		Target: target,
	}
}

// MembersProps is who is in a role or in an organization, in one state of the address
// of its page.
type MembersProps struct {
	Kind  GroupKind
	ID    string
	Query paths.GroupQuery
	Rows  []MemberRow
	Total int
	Size  int
	// Roles are those that the members of an organization can be narrowed to.
	Roles   []NamedItem
	Failure *Failure
	Problem Message
}

// NamedItem is something with a name.
type NamedItem struct{ ID, Name string }

// MemberRow is one of them. ChangeURL and RemoveURL are the pages that change what they
// are there, "" for viewers who may not.
type MemberRow struct {
	ID, Name, Username, Email, Phone string
	Suspended                        bool
	LastSignIn                       time.Time
	Roles                            []string // in the organization
	ChangeURL, RemoveURL             string
}

func (p MembersProps) at(q paths.GroupQuery) string { return p.Kind.one(p.ID, q) }

func (p MembersProps) filtered() bool { return p.Query.Search+p.Query.OrganizationRole != "" }

// narrowed is the list narrowed to a role in the organization, "" for all.
func (p MembersProps) narrowed(role string) string {
	return p.at(paths.GroupQuery{Search: p.Query.Search, OrganizationRole: role})
}

func membersCount(ctx context.Context, p MembersProps) string {
	switch {
	case p.Failure != nil || !p.Problem.None():
		return ""
	case p.filtered():
		return i18n.N(ctx, "users.found", p.Total)
	default:
		return i18n.N(ctx, "users.count", p.Total)
	}
}

func memberColumns(ctx context.Context, k GroupKind) []ui.Column {
	columns := []ui.Column{{Text: i18n.T(ctx, "users.person")}}
	if k == KindOrganization {
		columns = append(columns, ui.Column{Text: i18n.T(ctx, "organizations.roles-there"), Show: ui.Tablet})
	}
	return append(columns,
		ui.Column{Text: i18n.T(ctx, "users.status"), Show: ui.Desktop},
		ui.Column{Text: i18n.T(ctx, "person.last-sign-in")},
		ui.Column{Text: i18n.T(ctx, "users.actions"), Hidden: true},
	)
}

func memberRecord(ctx context.Context, r MemberRow) ui.RecordProps {
	record := userRecord(ctx, UserRow{ID: r.ID, Name: r.Name, Username: r.Username, Email: r.Email, Phone: r.Phone})
	if len(r.Roles) > 0 { // their column is hidden where this is shown
		record.Brief = strings.Join(r.Roles, ", ") + " · " + record.Brief
	}
	return record
}

func removeText(ctx context.Context, k GroupKind) string {
	if k == KindOrganization {
		return i18n.T(ctx, "organizations.remove")
	}
	return i18n.T(ctx, "roles.take")
}
