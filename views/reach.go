package views

import (
	"context"

	"roster/i18n"
	"roster/views/paths"
	"roster/views/ui"
)

// FragmentReach is the region of the pages that change what somebody can reach.
const FragmentReach = "person-reach"

// Names of what these forms carry, as bases: the kind of the page, and the ids of the
// roles that it showed as held, one on a line.
const (
	FieldReachKind = "kind"
	FieldHeld      = "held"
)

// ReachKind is what such a page is about.
type ReachKind string

// The kinds.
const (
	ReachAddRoles   ReachKind = "add-roles"
	ReachRemoveRole ReachKind = "remove-role"
	ReachJoin       ReachKind = "join"   // an organization, with roles there
	ReachInside     ReachKind = "inside" // roles of a member
	ReachLeave      ReachKind = "leave"  // an organization
)

// ReachProps is a page that changes what somebody can reach.
type ReachProps struct {
	Kind ReachKind
	Who  LifeProps
	// ID and Name are the role or the organization that it is about; Name is "" where
	// it could not be read. Roles are those that are lost with it.
	ID, Name string
	Roles    []string
	// Pick is what can be ticked, nil on pages that only ask.
	Pick *ReachPick
	// Refused is why the viewer may not; there is no form then. Already says that there
	// is nothing to do.
	Refused Message
	Already bool
	// Token is what the form is known by when it comes in.
	Token string
	// Typed says that the form was sent and refused, Restored that it was sent before a
	// sign-in.
	Typed, Restored bool
	// Problem is about the form as a whole; Partly says that something was done.
	// Failure says that Logto did not take it; Uncertain, that nobody knows.
	Problem   Message
	Partly    bool
	Failure   *Failure
	Uncertain bool
}

// ReachPick is a list of roles to tick.
type ReachPick struct {
	Items []PickItem
	// Find is what is looked for, Total how many there are.
	Find  string
	Total int
	// Failure says that they could not be read.
	Failure *Failure
	// Held are the ids of those that the member has.
	Held string
}

// Bases is what the hidden fields of the form carry, by field.
func (p ReachProps) Bases() map[string]string {
	bases := map[string]string{FieldReachKind: string(p.Kind)}
	if p.Kind == ReachInside && p.Pick != nil {
		bases[FieldHeld] = p.Pick.Held
	}
	if p.searches() {
		bases[FieldFindRoles] = p.Pick.Find
	}
	return bases
}

type reachText struct {
	title, verb string
	effects     []string
	icon        ui.Icon
	tone        ui.Tone
}

var reachKinds = map[ReachKind]reachText{
	ReachAddRoles:   {"reach.add-roles.title", "reach.add-roles.verb", nil, ui.IconRole, ui.ToneInfo},
	ReachRemoveRole: {"reach.remove-role.title", "reach.remove-role.verb", []string{"reach.remove-role.effect", "reach.effect.tokens"}, ui.IconClose, ui.ToneError},
	ReachJoin:       {"reach.join.title", "reach.join.verb", nil, ui.IconBuilding, ui.ToneInfo},
	ReachInside:     {"reach.inside.title", "reach.inside.verb", nil, ui.IconRole, ui.ToneInfo},
	ReachLeave:      {"reach.leave.title", "reach.leave.verb", []string{"reach.leave.effect", "reach.effect.tokens"}, ui.IconClose, ui.ToneError},
}

func (p ReachProps) words() reachText { return reachKinds[p.Kind] }

// asks says whether the form is there.
func (p ReachProps) asks() bool { return !p.Already && p.Refused.None() }

// searches says whether there is so much to tick that it is searched.
func (p ReachProps) searches() bool {
	return p.Kind == ReachAddRoles && p.Pick != nil && (p.Pick.Find != "" || p.Pick.Total > searchFrom)
}

// searchFrom is how many roles are looked over without a search.
const searchFrom = 5

func (p ReachProps) action() string {
	id := p.Who.ID
	switch p.Kind {
	case ReachAddRoles:
		return paths.UserAddRoles(id, "", nil)
	case ReachRemoveRole:
		return paths.UserRemoveRole(id, p.ID)
	case ReachLeave:
		return paths.UserLeaveOrganization(id, p.ID)
	}
	return paths.UserOrganization(id, p.ID)
}

func (p ReachProps) title(ctx context.Context) string {
	return i18n.T(ctx, p.words().title, "name", nameOr(p.Name, p.ID))
}

func reachCrumbs(ctx context.Context, p ReachProps) []ui.Crumb {
	name, _ := p.Who.heading(ctx)
	return []ui.Crumb{
		{Text: i18n.T(ctx, "users.title"), Href: paths.Users()},
		{Text: name, Href: paths.User(p.Who.ID)},
		{Text: i18n.T(ctx, "person.tab.access"), Href: paths.UserAccess(p.Who.ID)},
	}
}

// shown are the things to tick that are not ticked already.
func (p ReachPick) shown() int {
	n := 0
	for _, item := range p.Items {
		if !item.Chosen {
			n++
		}
	}
	return n
}

// reachFailure is the sentence below what Logto did.
func reachFailure(p ReachProps) string {
	if p.Uncertain {
		return "reach.uncertain"
	}
	return "reach.not-done"
}

// AddOrganizationProps offers the organizations that somebody can be added to.
type AddOrganizationProps struct {
	Who LifeProps
	// Refused is why the viewer may not; nothing is offered then.
	Refused     Message
	Find        string
	Page, Total int
	Items       []Choice
	// In are the ids of those they are in.
	In      map[string]bool
	Failure *Failure
	Problem Message
}

func addOrganizationChoice(ctx context.Context, p AddOrganizationProps, c Choice) ui.ChoiceProps {
	props := ui.ChoiceProps{URL: paths.UserOrganization(p.Who.ID, c.ID), Name: nameOr(c.Name, c.ID), Detail: c.Detail, Icon: ui.IconBuilding}
	if p.In[c.ID] {
		props.Count = i18n.T(ctx, "reach.member")
	}
	return props
}

const addOrganizationRegion = "add-organization"

func addOrganizationPager(ctx context.Context, p AddOrganizationProps) ui.MiniPagerProps {
	page, last := max(1, p.Page), max(1, (p.Total+ChoicePageSize-1)/ChoicePageSize)
	at := func(page int) string {
		return paths.UserAddOrganization(p.Who.ID, paths.ChoiceQuery{Find: p.Find, Page: page})
	}
	props := ui.MiniPagerProps{
		ID: addOrganizationRegion, Target: addOrganizationRegion + "-list", Of: i18n.T(ctx, "users.filter.organization"),
		Position: i18n.T(ctx, "users.position", "page", i18n.Number(ctx, page), "pages", i18n.Number(ctx, last)),
	}
	if page > 1 {
		props.Previous = at(page - 1)
	}
	if page < last {
		props.Next = at(page + 1)
	}
	return props
}

func reachPickLabel(p ReachProps) string {
	if p.Kind == ReachAddRoles {
		return "person.roles"
	}
	return "link.roles"
}
