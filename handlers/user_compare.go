package handlers

import (
	"cmp"
	"errors"
	"net/http"
	"strings"
	"sync"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/views"
	"roster/views/paths"
)

// userCompare sets a person beside another, and gives them what the other has.
type userCompare struct {
	user
	reader  accessReader
	changer accessChanger
	find    search
}

// maxCompared is how many people are offered for a search.
const maxCompared = 20

func (u userCompare) page(w http.ResponseWriter, r *http.Request) error {
	id, other := r.PathValue("id"), r.URL.Query().Get(paths.ParamWith)
	switch {
	case other == "":
		return u.choose(w, r, views.Message{}, http.StatusOK)
	case !idForm.MatchString(other):
		return u.choose(w, r, views.Say("compare.problem.gone"), http.StatusNotFound)
	case other == id:
		return u.choose(w, r, views.Say("compare.problem.same"), http.StatusUnprocessableEntity)
	}
	draft, _ := u.takeDraft(w, r, r.URL.Path)
	props, err := u.side(r, other, draft.Values)
	if errors.Is(err, errNoOther) {
		return u.choose(w, r, views.Say("compare.problem.gone"), http.StatusNotFound)
	}
	if err != nil {
		return err
	}
	return u.show(w, r, http.StatusOK, props)
}

func (u userCompare) show(w http.ResponseWriter, r *http.Request, status int, props views.CompareProps) error {
	props.Token = u.tokens.issue(visitOf(r).personID(), r.URL.Path, nil)
	return u.render(w, r, status, views.ComparePage(u.shell(w, r), props), views.FragmentCompare)
}

// choose offers people to compare with: those found, or those opened last.
func (u userCompare) choose(w http.ResponseWriter, r *http.Request, problem views.Message, status int) error {
	find := strings.TrimSpace(r.URL.Query().Get(paths.ParamFind))
	choose := &views.CompareChoose{Find: find, Problem: searchProblem(find)}
	if !choose.Problem.None() {
		choose.Find, status = "", http.StatusUnprocessableEntity
	}
	var found *apiclient.User
	var err error
	var parts sync.WaitGroup
	parts.Go(func() { found, err = u.people.User(r.Context(), actor(r), r.PathValue("id")) })
	if choose.Find != "" {
		parts.Go(func() { u.look(r, choose) })
	} else {
		parts.Go(func() { choose.Recent, choose.RecentFailure = u.find.recent(r) })
	}
	parts.Wait()
	if err != nil {
		return err
	}
	if choose.RecentFailure != nil {
		choose.RecentFailure.RetryURL = paths.UserCompare(found.ID, "", "")
	}
	choose.Found, choose.Recent = without(choose.Found, found.ID), without(choose.Recent, found.ID)
	return u.render(w, r, status, views.ComparePage(u.shell(w, r), views.CompareProps{A: personItem(*found, false), Choose: choose, Problem: problem}))
}

func (u userCompare) look(r *http.Request, choose *views.CompareChoose) {
	list, err := u.find.people.ListUsers(r.Context(), actor(r), directory.UserQuery{Search: choose.Find, Page: 1, PageSize: maxCompared})
	if err = cmp.Or(err, list.Rest); err != nil {
		u.note(r, http.StatusOK, err)
		choose.Failure = failureAt(actor(r), err, r.URL.RequestURI())
	}
	choose.Total = max(list.Total, len(list.Items))
	for i, p := range list.Items {
		choose.Found = append(choose.Found, personItem(p, i < list.Exact))
	}
}

func without(people []views.PersonItem, id string) []views.PersonItem {
	var rest []views.PersonItem
	for _, p := range people {
		if p.ID != id {
			rest = append(rest, p)
		}
	}
	return rest
}

// errNoOther: the person to compare with does not exist.
var errNoOther = errors.New("compare: the other person does not exist")

// side reads both and sets them side by side, with what is ticked.
func (u userCompare) side(r *http.Request, other string, values map[string]string) (views.CompareProps, error) {
	who := actor(r)
	c, err := u.reader.Compare(r.Context(), who, r.PathValue("id"), other)
	if err != nil {
		return views.CompareProps{}, err
	}
	if apiclient.IsNotFound(c.OtherErr) {
		return views.CompareProps{}, errNoOther
	}
	if c.OtherErr != nil {
		return views.CompareProps{}, c.OtherErr
	}
	a := dossier{id: c.A.User.ID, Dossier: c.A}
	props := views.CompareProps{
		A: personItem(*c.A.User, false), B: personItem(*c.B.User, false),
		CanCopyRoles: c.A.Rights.Can(access.UserAssignRole), CanCopyOrganizations: c.A.Rights.Can(access.UserAssignOrganization),
	}
	if !props.CanCopyRoles && !props.CanCopyOrganizations {
		props.Locked = a.reachLock(access.UserAssignOrganization)
	}
	at := paths.UserCompare(props.A.ID, props.B.ID, "")
	props.Roles, props.Organizations = comparedRoles(c), comparedOrganizations(c)
	props.Roles.Failure = failureAt(who, cmp.Or(c.A.RolesErr, c.B.RolesErr), at)
	props.Organizations.Failure = failureAt(who, cmp.Or(c.A.OrganizationsErr, c.B.OrganizationsErr), at)
	u.lockCompared(r, &props)
	tickCompared(&props, values)
	return props, nil
}

func comparedRoles(c directory.Comparison) views.CompareList {
	var list views.CompareList
	for _, role := range c.Roles {
		item := views.CompareItem{ID: role.Role.ID, Name: role.Role.Name, Detail: role.Role.Description, Default: role.Role.IsDefault}
		*groupOf(&list, role.Sides) = append(*groupOf(&list, role.Sides), item)
	}
	return list
}

func comparedOrganizations(c directory.Comparison) views.CompareList {
	var list views.CompareList
	for _, o := range c.Organizations {
		item := views.CompareItem{ID: o.Organization.ID, Name: o.Organization.Name}
		for _, role := range o.Roles {
			inside := views.CompareItem{ID: role.Role.ID, Name: role.Role.Name}
			switch {
			case !o.Both() || role.Both():
				item.Roles = append(item.Roles, inside)
			case role.A:
				item.MoreA = append(item.MoreA, inside)
			default:
				item.MoreB = append(item.MoreB, inside)
			}
		}
		*groupOf(&list, o.Sides) = append(*groupOf(&list, o.Sides), item)
	}
	return list
}

func groupOf(list *views.CompareList, s directory.Sides) *[]views.CompareItem {
	switch {
	case s.Both():
		return &list.Both
	case s.A:
		return &list.OnlyA
	}
	return &list.OnlyB
}

// lockCompared says beforehand what cannot be copied, as far as that is known.
func (u userCompare) lockCompared(r *http.Request, props *views.CompareProps) {
	var inside []*views.CompareItem
	for i := range props.Organizations.OnlyB {
		for j := range props.Organizations.OnlyB[i].Roles {
			inside = append(inside, &props.Organizations.OnlyB[i].Roles[j])
		}
	}
	for i := range props.Organizations.Both {
		for j := range props.Organizations.Both[i].MoreB {
			inside = append(inside, &props.Organizations.Both[i].MoreB[j])
		}
	}
	var roles []*views.CompareItem
	for i := range props.Roles.OnlyB {
		roles = append(roles, &props.Roles.OnlyB[i])
	}
	u.lockItems(r, roles, false)
	u.lockItems(r, inside, true)
}

func (u userCompare) lockItems(r *http.Request, items []*views.CompareItem, inOrganizations bool) {
	ids := make([]string, len(items))
	for i, item := range items {
		ids[i] = item.ID
	}
	carried, err := u.reader.CarriedBy(r.Context(), actor(r), ids, inOrganizations)
	if err != nil {
		return // it is found out when it is done
	}
	for _, item := range items {
		item.Locked = lockOfRole(actor(r), carried[item.ID], inOrganizations)
	}
}

// tickCompared ticks what was ticked. At first those roles are that come with joining
// an organization, so that whoever ticks it copies them too.
func tickCompared(props *views.CompareProps, values map[string]string) {
	tick := func(item *views.CompareItem, name string) { _, item.Chosen = values[name] }
	if values == nil {
		for _, o := range props.Organizations.OnlyB {
			for i := range o.Roles {
				o.Roles[i].Chosen = o.Roles[i].Locked.None()
			}
		}
		return
	}
	for i := range props.Roles.OnlyB {
		tick(&props.Roles.OnlyB[i], views.RoleName(props.Roles.OnlyB[i].ID))
	}
	for _, list := range [][]views.CompareItem{props.Organizations.OnlyB, props.Organizations.Both} {
		for i := range list {
			tick(&list[i], views.OrganizationName(list[i].ID))
			for _, roles := range [][]views.CompareItem{list[i].Roles, list[i].MoreB} {
				for j := range roles {
					tick(&roles[j], views.OrganizationRoleName(list[i].ID, roles[j].ID))
				}
			}
		}
	}
}
