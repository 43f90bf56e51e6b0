package handlers

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/views"
	"roster/views/paths"
)

// newReach is one of these pages.
func (u user) newReach(
	props func(u userReach, r *http.Request, ticked map[string]string) (views.ReachProps, error),
	do func(ctx context.Context, u userReach, r *http.Request, in map[string]string) (views.Toast, error),
) userReach {
	return userReach{user: u, reader: u.People, changer: u.People, groups: u.People, props: props, do: do}
}

// addRolesProps offers the roles that somebody does not have. Nothing typed yet, the
// address says what is looked for and what is ticked.
func addRolesProps(u userReach, r *http.Request, typed map[string]string) (views.ReachProps, error) {
	find, chosen := findOf(typed, views.FieldFindRoles), []string(nil)
	if typed == nil {
		find, chosen = askedRoles(r)
	} else {
		chosen, _ = ticked(typed)
		chosen = chosen[:min(len(chosen), directory.MaxGiven)]
	}
	var d dossier
	var err error
	var pick *views.ReachPick
	var parts sync.WaitGroup
	parts.Go(func() { d, err = u.read(r.Context(), actor(r), r.PathValue("id")) })
	parts.Go(func() { pick = u.offer(r, find, chosen) })
	parts.Wait()
	if err != nil {
		return views.ReachProps{}, err
	}
	props := views.ReachProps{Kind: views.ReachAddRoles, Who: d.lifeProps("", directory.Impact{}, nil), Pick: pick}
	props.Refused, _ = d.lifeRefusal(access.UserAssignRole)
	return props, nil
}

// readsAtOnce bounds the calls that one form makes at the same time.
const readsAtOnce = 8

// askedRoles reads the address.
func askedRoles(r *http.Request) (find string, chosen []string) {
	q := r.URL.Query()
	find = findOf(map[string]string{views.FieldFindRoles: q.Get(paths.ParamFind)}, views.FieldFindRoles)
	for _, id := range q[paths.ParamRole] {
		if idForm.MatchString(id) && len(chosen) < directory.MaxGiven && !slices.Contains(chosen, id) {
			chosen = append(chosen, id)
		}
	}
	return find, chosen
}

// offer lists the roles that are ticked, and those that are looked for among the ones
// that the person does not have.
func (u userReach) offer(r *http.Request, find string, chosen []string) *views.ReachPick {
	var page apiclient.Page[apiclient.Role]
	var err error
	items := make([]views.PickItem, len(chosen))
	var reads errgroup.Group
	reads.SetLimit(readsAtOnce)
	reads.Go(func() error {
		q := directory.GroupQuery{Search: find, Page: 1, PageSize: offeredRoles, NotHeldBy: r.PathValue("id")}
		page, err = u.groups.ListRoles(r.Context(), actor(r), q)
		return nil
	})
	for i, id := range chosen {
		reads.Go(func() error {
			items[i] = views.PickItem{ID: id, Name: id, Chosen: true}
			if role, err := u.groups.Role(r.Context(), actor(r), id); err == nil {
				items[i].Name, items[i].Detail, items[i].Default = role.Name, role.Description, role.IsDefault
			}
			return nil
		})
	}
	_ = reads.Wait() // the functions return no error
	pick := &views.ReachPick{Find: find, Total: page.Total, Failure: failureAt(actor(r), err, r.URL.RequestURI())}
	if err != nil {
		u.note(r, http.StatusOK, err)
	}
	var rest []views.PickItem
	for _, role := range page.Items {
		if slices.Contains(chosen, role.ID) {
			pick.Total-- // it stands above
			continue
		}
		rest = append(rest, views.PickItem{ID: role.ID, Name: role.Name, Detail: role.Description, Default: role.IsDefault})
	}
	u.lockRoles(r, rest, false)
	sortPicks(rest)
	pick.Items = slices.Concat(items, rest)
	return pick
}

// lockRoles says of roles beforehand why they cannot be given, as far as that is known.
func (u userReach) lockRoles(r *http.Request, items []views.PickItem, inOrganizations bool) {
	ids := make([]string, len(items))
	for i, item := range items {
		ids[i] = item.ID
	}
	carried, err := u.reader.CarriedBy(r.Context(), actor(r), ids, inOrganizations)
	if err != nil {
		return // it is found out when it is done
	}
	for i := range items {
		items[i].Locked = lockOfRole(actor(r), carried[items[i].ID], inOrganizations)
	}
}

// lockOfRole is why a role that carries this cannot be given.
func lockOfRole(who access.Actor, carried access.Set, inOrganizations bool) views.Message {
	lacks := who.Capabilities.Lacks(carried)
	switch {
	case inOrganizations && !carried.Empty():
		return views.Say("reach.locked.inside", "names", namesOf(carried.Slice()))
	case len(lacks) > 0:
		return views.Say("reach.locked.lacks", "names", namesOf(lacks))
	}
	return views.Message{}
}

// sortPicks is by name, those that cannot be given last.
func sortPicks(items []views.PickItem) {
	slices.SortStableFunc(items, func(a, b views.PickItem) int {
		if a.Locked.None() != b.Locked.None() {
			return map[bool]int{true: -1, false: 1}[a.Locked.None()]
		}
		return cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	})
}

func addRoles(ctx context.Context, u userReach, r *http.Request, in map[string]string) (views.Toast, error) {
	roles, _ := ticked(in)
	given, err := u.changer.AssignRoles(ctx, actor(r), r.PathValue("id"), roles)
	if err == nil && len(given) == 0 {
		return views.Toast{Tone: views.ToneInfo, Message: views.Say("reach.add-roles.was")}, nil
	}
	done := "reach.add-roles.done.other"
	if len(given) == 1 {
		done = "reach.add-roles.done.one"
	}
	return views.Toast{Tone: views.ToneSuccess, Message: views.Say(done, "count", len(given))}, err
}

// removeRoleProps asks before a role is taken.
func removeRoleProps(u userReach, r *http.Request, _ map[string]string) (views.ReachProps, error) {
	role := r.PathValue("role")
	if !idForm.MatchString(role) {
		return views.ReachProps{}, errNotFound
	}
	d, err := u.read(r.Context(), actor(r), r.PathValue("id"))
	if err = cmp.Or(err, d.RolesErr); err != nil {
		return views.ReachProps{}, err
	}
	props := views.ReachProps{Kind: views.ReachRemoveRole, Who: d.lifeProps("", directory.Impact{}, nil), ID: role, Already: true}
	for _, held := range d.Roles {
		if held.ID == role {
			props.Name, props.Already = held.Name, false
		}
	}
	props.Refused, _ = d.lifeRefusal(access.UserAssignRole)
	return props, nil
}

func removeRole(ctx context.Context, u userReach, r *http.Request, _ map[string]string) (views.Toast, error) {
	had, err := u.changer.RemoveRole(ctx, actor(r), r.PathValue("id"), r.PathValue("role"))
	if err == nil && !had {
		return views.Toast{Tone: views.ToneInfo, Message: views.Say("reach.was")}, nil
	}
	return views.Toast{Tone: views.ToneSuccess, Message: views.Say("reach.remove-role.done")}, err
}
