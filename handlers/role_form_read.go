package handlers

import (
	"net/http"
	"strings"
	"sync"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/views"
)

// role reads a role for a page that changes it.
func (h roleForm) role(r *http.Request, action access.Action) (directory.RoleDetails, views.RoleFormProps, error) {
	id := r.PathValue("id")
	props := views.RoleFormProps{ID: id, RoleName: id, People: -1}
	all, err := h.roles.RoleDetails(r.Context(), actor(r), id, directory.GroupQuery{Page: 1, PageSize: 1})
	if err != nil {
		return all, props, err
	}
	props.RoleName = all.Role.Name
	if all.MembersErr == nil {
		props.People = all.Members.Total
	}
	h.unreadPart(r, all.ScopesErr)
	h.unreadPart(r, all.MembersErr)
	props.Refused, props.StepUp = roleRefusal(all.Rights.Why(action))
	return all, props, nil
}

// searchableFrom is how many things to tick make a search worth its place.
const searchableFrom = 12

// offerScopes reads what can be put into a role, "" for a new one. What is looked for
// is found here: all of it has been read.
func (h roleForm) offerScopes(r *http.Request, id string, typed map[string]string) (views.RoleFormProps, error) {
	props := views.RoleFormProps{ID: id, RoleName: id}
	offer, err := h.roles.ScopeOffer(r.Context(), actor(r), id)
	if err != nil {
		return props, err
	}
	action := access.RoleCreate
	if offer.Role != nil {
		props.RoleName, action = offer.Role.Name, access.RoleUpdate
	}
	props.Withheld, props.ForEverybody = offer.Withheld, offer.Default
	props.Find = findOf(typed, views.FieldFind)
	total := 0
	for _, resource := range offer.Resources {
		group := views.TickGroup{Title: resource.Name}
		total += len(resource.Scopes)
		for _, scope := range resource.Scopes {
			_, ticked := typed[views.PrefixScope+scope.ID]
			if ticked || contains(props.Find, scope.Name, scope.Description, resource.Name) {
				group.Items = append(group.Items, views.TickItem{Name: views.PrefixScope + scope.ID, Title: scope.Name, Detail: scope.Description, Ticked: ticked})
			}
		}
		props.Groups = append(props.Groups, group)
	}
	props.Searchable = total > searchableFrom
	props.Refused, props.StepUp = roleRefusal(offer.Rights.Why(action))
	if offer.Held && props.Refused.None() {
		props.Refused = roleRefusals[access.Self]
	}
	retypeRole(&props, typed)
	return props, nil
}

// contains tells whether one of the texts has find in it, in any case.
func contains(find string, texts ...string) bool {
	for _, text := range texts {
		if strings.Contains(strings.ToLower(text), strings.ToLower(find)) {
			return true
		}
	}
	return false
}

// offerPeople reads a role, whom is looked for and who is ticked, all at once.
func (h roleForm) offerPeople(r *http.Request, typed map[string]string) (views.RoleFormProps, error) {
	find, chosen := findOf(typed, views.FieldFind), prefixed(typed, views.PrefixPerson)
	var all directory.RoleDetails
	var props views.RoleFormProps
	var found directory.UserList
	var ticked []apiclient.User
	var err, unread, unnamed error
	var reads sync.WaitGroup
	reads.Go(func() { all, props, err = h.role(r, access.RoleUpdate) })
	reads.Go(func() {
		found, unread = h.finder.ListUsers(r.Context(), actor(r), directory.UserQuery{Search: find, Page: 1, PageSize: directory.MaxRoleMembers})
	})
	if len(chosen) > 0 {
		reads.Go(func() { ticked, unnamed = h.finder.UsersByID(r.Context(), actor(r), chosen) })
	}
	reads.Wait()
	if err != nil {
		return props, err
	}
	h.unreadPart(r, unnamed)
	props.Refused, props.StepUp = mayNotGive(actor(r), all), false
	props.Failure = h.partOf(r, unread)
	props.Find, props.Searchable, props.Total = find, true, max(found.Total, len(found.Items))
	props.Groups = []views.TickGroup{{Items: peopleTicks(chosen, ticked, found.Items, actor(r).ID)}}
	return props, nil
}

// mayNotGive is why the viewer may give a role to nobody.
func mayNotGive(who access.Actor, all directory.RoleDetails) views.Message {
	if all.ScopesErr != nil {
		return views.Say("life.refused.unknown")
	}
	if missing := who.Capabilities.Lacks(all.Carries); len(missing) > 0 {
		return views.Say("roles.refused.grants", "names", namesOf(missing))
	}
	return views.Message{}
}

// peopleTicks are those who are ticked, then those who were found; oneself is not
// offered, for nobody gives themself a role.
func peopleTicks(chosen []string, ticked, found []apiclient.User, self string) []views.TickItem {
	known := map[string]apiclient.User{}
	for _, u := range append(ticked, found...) {
		known[u.ID] = u
	}
	seen := map[string]bool{self: true}
	var items []views.TickItem
	add := func(id string, on bool) {
		if seen[id] {
			return
		}
		seen[id] = true
		u := known[id]
		u.ID = id
		name := nameOf(u)
		detail := u.PrimaryEmail
		if detail == "" || detail == name {
			detail = u.Username
		}
		items = append(items, views.TickItem{Name: views.PrefixPerson + id, Title: name, Detail: detail, Ticked: on})
	}
	for _, id := range chosen {
		add(id, true)
	}
	for _, u := range found {
		add(u.ID, false)
	}
	return items
}

// outcomes tells who was not given the role, nil when everybody was.
func (h roleForm) outcomes(r *http.Request, added []directory.AddedMember) error {
	ids := make([]string, len(added))
	failed := false
	for i, one := range added {
		ids[i] = one.ID
		failed = failed || one.Err != nil
		if one.Err != nil {
			h.note(r, http.StatusUnprocessableEntity, one.Err)
		}
	}
	if !failed {
		return nil
	}
	names := map[string]string{}
	people, err := h.finder.UsersByID(r.Context(), actor(r), ids)
	h.unreadPart(r, err)
	for _, u := range people {
		names[u.ID] = nameOf(u)
	}
	some := &notAllAdded{}
	for _, one := range added {
		outcome := views.RoleOutcome{Name: names[one.ID], Given: one.Err == nil && !one.Already, Already: one.Already}
		if outcome.Name == "" {
			outcome.Name = one.ID
		}
		if one.Err != nil {
			outcome.Problem = memberProblem(r, one.Err)
		}
		some.outcomes = append(some.outcomes, outcome)
	}
	return some
}
