package views

import (
	"context"
	"strings"

	"roster/i18n"
	"roster/views/paths"
	"roster/views/ui"
)

// FragmentCompare is the region of the page that compares two people.
const FragmentCompare = "person-compare"

// FieldWith is the person that somebody is compared with.
const FieldWith = "with"

// The values of FieldThen there.
const (
	ThenReview = "review" // show what would be copied
	ThenCopy   = "copy"   // copy it
)

// CompareProps is a person beside another: what both have, and what one of them has.
type CompareProps struct {
	A, B PersonItem // B is zero while nobody is chosen
	// Choose is whom A can be compared with, nil when somebody is chosen.
	Choose *CompareChoose
	// Roles and Organizations are side by side.
	Roles                              CompareList
	Organizations                      CompareList
	CanCopyRoles, CanCopyOrganizations bool
	// Locked is why nothing can be copied, said once.
	Locked Message
	Token  string
	// Problem is what is wrong with the form.
	Problem Message
	// Review is what would be copied, after ticking; Done what became of it, when not
	// all of it was done.
	Review, Done []CopyPart
}

// CompareChoose looks for the other person.
type CompareChoose struct {
	Find    string
	Problem Message
	Found   []PersonItem
	Total   int
	// Recent are the people the viewer opened last.
	Recent        []PersonItem
	Failure       *Failure
	RecentFailure *Failure
}

// CompareList are things in three groups.
type CompareList struct {
	Both, OnlyA, OnlyB []CompareItem
	Failure            *Failure
}

// CompareItem is a role, or an organization with roles there.
type CompareItem struct {
	ID, Name, Detail string
	// Roles are those in an organization: all of it, or in Both those that both have.
	// MoreA and MoreB are those that one of them has besides.
	Roles, MoreA, MoreB []CompareItem
	// Locked is why it cannot be copied.
	Locked  Message
	Chosen  bool
	Default bool
}

// CopyPart is one thing that is copied: the roles, or a membership.
type CopyPart struct {
	// Organization is "" for roles that hold everywhere.
	Organization string
	// Joins says that the person becomes a member.
	Joins bool
	Roles []string
	Done  bool
	// Problem is why not, where it was tried.
	Problem Message
	// Fields are the names under which it was ticked.
	Fields []string
}

func (p CompareProps) canCopy() bool { return p.CanCopyRoles || p.CanCopyOrganizations }

// offers says whether there is anything to tick.
func (p CompareProps) offers() bool {
	open := func(items []CompareItem) bool {
		for _, item := range items {
			if item.Locked.None() {
				return true
			}
		}
		return false
	}
	if p.CanCopyRoles && open(p.Roles.OnlyB) {
		return true
	}
	if !p.CanCopyOrganizations {
		return false
	}
	if len(p.Organizations.OnlyB) > 0 {
		return true
	}
	for _, o := range p.Organizations.Both {
		if open(o.MoreB) {
			return true
		}
	}
	return false
}

func personName(ctx context.Context, u PersonItem) string {
	if u == (PersonItem{ID: u.ID}) {
		return u.ID
	}
	name, _ := displayName(ctx, u.Name, u.Email, u.Username, u.Phone)
	return name
}

func compareCrumbs(ctx context.Context, p CompareProps) []ui.Crumb {
	return []ui.Crumb{
		{Text: i18n.T(ctx, "users.title"), Href: paths.Users()},
		{Text: personName(ctx, p.A), Href: paths.User(p.A.ID)},
		{Text: i18n.T(ctx, "person.tab.access"), Href: paths.UserAccess(p.A.ID)},
	}
}

// compareLink leads to the comparison with a person instead of to their page.
func compareLink(ctx context.Context, with string, u PersonItem) ui.PersonLinkProps {
	link := personLink(ctx, u)
	link.Href = paths.UserCompare(with, u.ID, "")
	return link
}

func itemNames(items []CompareItem) string {
	var names []string
	for _, item := range items {
		names = append(names, nameOr(item.Name, item.ID))
	}
	return strings.Join(names, ", ")
}

// inside says which roles somebody has in an organization, "" for none.
func inside(ctx context.Context, items []CompareItem) string {
	if len(items) == 0 {
		return i18n.T(ctx, "person.no-organization-roles")
	}
	return itemNames(items)
}

func copyPartText(ctx context.Context, part CopyPart) string {
	switch {
	case part.Organization == "":
		return i18n.N(ctx, "compare.part.roles", len(part.Roles))
	case part.Joins:
		return i18n.T(ctx, "compare.part.join", "name", part.Organization)
	}
	return i18n.T(ctx, "compare.part.inside", "name", part.Organization)
}

func copyPartIcon(part CopyPart) ui.Icon {
	if part.Organization == "" {
		return ui.IconRole
	}
	return ui.IconBuilding
}

func copyOutcome(ctx context.Context, part CopyPart) ui.OutcomeProps {
	props := ui.OutcomeProps{Icon: ui.IconSuccess, Tone: ui.ToneSuccess, State: i18n.T(ctx, "compare.done"), Text: copyPartText(ctx, part), Detail: strings.Join(part.Roles, ", ")}
	if !part.Done {
		props.Icon, props.Tone, props.State = ui.IconError, ui.ToneError, i18n.T(ctx, "compare.not-done")
		props.Detail = strings.TrimSpace(props.Detail + "\n" + say(ctx, part.Problem))
	}
	return props
}
