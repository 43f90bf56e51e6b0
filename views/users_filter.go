package views

import (
	"context"

	"roster/i18n"
	"roster/views/paths"
	"roster/views/ui"
)

// FilterKind is what the list of people can be narrowed by.
type FilterKind string

// The kinds. The last one narrows the second.
const (
	FilterByRole             FilterKind = "roles"
	FilterByOrganization     FilterKind = "organizations"
	FilterByOrganizationRole FilterKind = "organization-roles"
	// InviteInto narrows nothing: it offers the organizations that an address can be
	// invited into.
	InviteInto FilterKind = "invite-into"
)

// UserFilter is what the list of people is narrowed to: Role, or Organization
// and perhaps OrganizationRole.
type UserFilter struct{ Role, Organization, OrganizationRole FilterValue }

// FilterValue is a role or an organization. The zero value is none.
type FilterValue struct{ ID, Name string }

// Choice is a role or an organization that can be chosen.
type Choice struct {
	ID, Name, Detail string
	// People is how many it would show, nil where that is not known.
	People *int
}

// ChoicePageSize is how many choices there are at a time.
const ChoicePageSize = 20

// Region is the element id and the fragment of what a menu shows: a search box
// and the choices. ListRegion is that of the choices alone.
func (k FilterKind) Region() string { return "filter-" + string(k) }

// ListRegion is the choices without their search box.
func (k FilterKind) ListRegion() string { return k.Region() + "-list" }

func (k FilterKind) panel() string { return k.Region() + "-panel" }

// filterWords are the keys of what the kinds are called.
var filterWords = map[FilterKind]struct{ name, choose, find, all, empty, replaces string }{
	FilterByRole: {
		"users.filter.role", "users.filter.choose-role", "users.filter.find-role", "users.filter.all-roles",
		"users.filter.no-roles", "users.filter.role-replaces",
	},
	FilterByOrganization: {
		"users.filter.organization", "users.filter.choose-organization", "users.filter.find-organization", "users.filter.all-organizations",
		"users.filter.no-organizations", "users.filter.organization-replaces",
	},
	FilterByOrganizationRole: {
		"users.filter.organization-role", "users.filter.choose-organization-role", "users.filter.find-role", "users.filter.all-roles",
		"users.filter.no-roles", "",
	},
	InviteInto: {
		"users.filter.organization", "invitations.choose", "users.filter.find-organization", "users.filter.all-organizations",
		"users.filter.no-organizations", "",
	},
}

func (k FilterKind) area() Area {
	if k == InviteInto {
		return AreaInvitations
	}
	return AreaUsers
}

func (k FilterKind) icon() ui.Icon {
	if k == FilterByOrganization || k == InviteInto {
		return ui.IconBuilding
	}
	return ui.IconRole
}

func (k FilterKind) url(q paths.ChoiceQuery) string {
	switch k {
	case FilterByOrganization:
		return paths.FilterOrganizations(q)
	case FilterByOrganizationRole:
		return paths.FilterOrganizationRoles(q)
	case InviteInto:
		return paths.InviteOrganizations(q)
	default:
		return paths.FilterRoles(q)
	}
}

// list is the list of people narrowed to a choice, "" for none. Logto narrows by
// a role or by an organization, so one takes the place of the other.
func (k FilterKind) list(q paths.UserQuery, id string) paths.UserQuery {
	narrowed := q.Unfiltered()
	switch k {
	case FilterByRole:
		narrowed.Role = id
	case FilterByOrganization:
		narrowed.Organization = id
	case FilterByOrganizationRole:
		narrowed.Organization, narrowed.OrganizationRole = q.Organization, id
	}
	return narrowed
}

// replaces says that choosing takes away the other filter.
func (k FilterKind) replaces(q paths.UserQuery) bool {
	return k == FilterByRole && q.Organization != "" || k == FilterByOrganization && q.Role != ""
}

func (k FilterKind) chosen(q paths.UserQuery) string {
	return map[FilterKind]string{FilterByRole: q.Role, FilterByOrganization: q.Organization, FilterByOrganizationRole: q.OrganizationRole}[k]
}

func filterMenuProps(ctx context.Context, k FilterKind, q paths.UserQuery) ui.FilterMenuProps {
	words := filterWords[k]
	return ui.FilterMenuProps{
		PanelID: k.panel(), URL: k.url(paths.ChoiceQuery{List: q}), Icon: k.icon(),
		Text: i18n.T(ctx, words.name), Label: i18n.T(ctx, words.choose), All: i18n.T(ctx, words.all),
	}
}

func filterChipProps(ctx context.Context, k FilterKind, q paths.UserQuery, v FilterValue) ui.FilterChipProps {
	kind := i18n.T(ctx, filterWords[k].name)
	return ui.FilterChipProps{
		Kind: kind, Name: v.Name, Icon: k.icon(), URL: paths.UsersWith(k.list(q, "")),
		Remove: i18n.T(ctx, "users.filter.remove-this", "kind", kind, "name", v.Name),
	}
}

func emptyFilterText(q paths.UserQuery) string {
	switch {
	case q.Role != "":
		return "users.empty-role"
	case q.OrganizationRole != "":
		return "users.empty-organization-role"
	default:
		return "users.empty-organization"
	}
}

// choicesURL is another page of the choices.
func choicesURL(p ChoicesProps, page int) string {
	return p.Kind.url(paths.ChoiceQuery{List: p.List, Find: p.Find, Page: page})
}

func choicesPager(ctx context.Context, p ChoicesProps) ui.MiniPagerProps {
	page, last := max(1, p.Page), (p.Total+ChoicePageSize-1)/ChoicePageSize
	props := ui.MiniPagerProps{
		ID: p.Kind.Region(), Target: p.Kind.ListRegion(), Of: i18n.T(ctx, filterWords[p.Kind].name),
		Position: i18n.T(ctx, "users.position", "page", i18n.Number(ctx, page), "pages", i18n.Number(ctx, max(1, last))),
	}
	if page > 1 {
		props.Previous = choicesURL(p, page-1)
	}
	if page < last {
		props.Next = choicesURL(p, page+1)
	}
	return props
}

func choiceProps(ctx context.Context, p ChoicesProps, c Choice) ui.ChoiceProps {
	props := ui.ChoiceProps{
		URL: paths.UsersWith(p.Kind.list(p.List, c.ID)), Name: c.Name, Detail: c.Detail, Icon: p.Kind.icon(),
		Chosen: p.Kind.chosen(p.List) == c.ID,
	}
	if p.Kind == InviteInto {
		props.URL, props.Chosen = paths.InviteOrganization(c.ID), false
	}
	if props.Name == "" {
		props.Name = c.ID
	}
	if c.People != nil {
		props.Count = i18n.N(ctx, "users.count", *c.People)
	}
	return props
}

// choicesNote says that a choice takes away the other filter, "" when it does not.
func choicesNote(ctx context.Context, p ChoicesProps) string {
	if !p.Kind.replaces(p.List) {
		return ""
	}
	return i18n.T(ctx, filterWords[p.Kind].replaces)
}
