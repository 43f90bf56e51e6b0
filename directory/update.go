package directory

import (
	"context"
	"fmt"
	"slices"

	"roster/access"
	"roster/apiclient"
	"roster/apiclient/attribute"
	"roster/audit"
)

// UpdateUser changes the fields of a person that differ from what the form
// showed; the others are not sent, so that they are not overwritten. Needs
// access.UserUpdate on the person, and access.UserUpdateAddress when the
// primary e-mail address or phone number changes.
//
// The person is read first: a field that somebody else has changed since the
// form was drawn gives *Conflict and nothing is sent. Bad input gives *Invalid, and
// so does taking away the last thing that a person can sign in with;
// a refusal by Logto *Refused; when the first of two calls went through and the
// second did not, *Partial. A change that Logto did not answer but turns out to
// have happened is a success.
func (d *Directory) UpdateUser(ctx context.Context, actor access.Actor, id string, edit UserEdit) error {
	changes, invalid := d.changes(edit)
	actions := needed(changes, invalid)
	if err := d.permitOn(ctx, actor, id, actions...); err != nil {
		return err
	}
	if invalid != nil {
		return invalid
	}
	if len(changes) == 0 {
		return nil
	}
	change := func(ctx context.Context) error { return d.update(ctx, actor, actions[len(actions)-1], id, changes) }
	if slices.ContainsFunc(changes, fieldChange.clearsIdentifier) {
		return d.locked(ctx, lockOfPerson(id), change) // so that no other way in goes meanwhile
	}
	return change(ctx)
}

// update makes the changes that are still ones, of the person as they are now.
func (d *Directory) update(ctx context.Context, actor access.Actor, action access.Action, id string, changes []fieldChange) error {
	current, err := d.users.Get(ctx, id)
	if err != nil {
		return fmt.Errorf("directory: read the person to change: %w", err)
	}
	if changes, err = against(current, changes); err != nil || len(changes) == 0 {
		return err
	}
	if err := d.keepsAWayIn(ctx, current, changes); err != nil {
		return err
	}
	event := audit.Event{Actor: actor, Action: action, Target: id}
	for _, c := range changes {
		event.Changes = append(event.Changes, audit.Change{
			Field: string(c.Name), Before: audit.Text(c.Name.Of(current)), After: audit.Text(c.value),
		})
	}
	err = d.mutate(ctx, event, d.updates(current, changes))
	if err == nil && slices.ContainsFunc(changes, func(c fieldChange) bool { return c.Name == PrimaryEmail }) {
		d.linksEnd(ctx, id, false)
	}
	return err
}

// clearsIdentifier tells that the change takes something to sign in with away.
func (c fieldChange) clearsIdentifier() bool {
	return c.value == "" && (c.Name == Username || c.Name.IsAddress())
}

// keepsAWayIn refuses to take the last identifier from a person who has no linked
// identity either: Logto would do it, and nobody could sign in as them again.
func (d *Directory) keepsAWayIn(ctx context.Context, current *apiclient.User, changes []fieldChange) error {
	next, cleared := *current, map[string]string{}
	for _, c := range changes {
		*c.Of(&next) = c.value
		if c.clearsIdentifier() {
			cleared[string(c.Name)] = LastIdentifier
		}
	}
	if len(cleared) == 0 || next.Username+next.PrimaryEmail+next.PrimaryPhone != "" || len(current.Identities) > 0 {
		return nil
	}
	linked, err := d.users.GetWithSSO(ctx, current.ID)
	if err != nil {
		return fmt.Errorf("directory: read the person's identities: %w", err)
	}
	if len(linked.SSOIdentities) > 0 {
		return nil
	}
	return &Invalid{Fields: cleared}
}

// needed is what the edit needs permission for; the last one names it in the
// trail. What was typed wrong counts: it was meant as a change.
func needed(changes []fieldChange, invalid *Invalid) []access.Action {
	address := slices.ContainsFunc(changes, func(c fieldChange) bool { return c.Name.IsAddress() })
	if invalid != nil {
		for name := range invalid.Fields {
			address = address || Field(name).IsAddress()
		}
	}
	if address {
		return []access.Action{access.UserUpdate, access.UserUpdateAddress}
	}
	return []access.Action{access.UserUpdate}
}

// fieldChange is one field to be changed. base is what the form showed, value
// is checked and as it is sent.
type fieldChange struct {
	attribute.Spec
	base, value string
}

// changes returns what the edit changes, in the order of the field table, and
// what is wrong with the rest, nil when nothing is. What was not touched is not checked: a person may have values from
// elsewhere that would not pass.
func (d *Directory) changes(edit UserEdit) ([]fieldChange, *Invalid) {
	var list []fieldChange
	problems := map[string]string{}
	for name := range edit {
		if _, ok := attribute.SpecOf(name); !ok {
			problems[string(name)] = UnknownField
		}
	}
	for _, f := range attribute.Specs() {
		e, ok := edit[f.Name]
		base, typed := attribute.Tidy(e.Base), attribute.Tidy(e.Value)
		if !ok || base == typed {
			continue
		}
		value, problem := f.Normal(typed, d.region)
		if problem != "" {
			problems[string(f.Name)] = problem
		} else if value != base {
			list = append(list, fieldChange{f, base, value})
		}
	}
	if len(problems) > 0 {
		return list, &Invalid{Fields: problems}
	}
	return list, nil
}

// against compares the changes with the person as they are now. What already
// has the wanted value needs no change.
func against(current *apiclient.User, changes []fieldChange) ([]fieldChange, error) {
	var list []fieldChange
	var conflicts []FieldConflict
	for _, c := range changes {
		theirs := attribute.Tidy(c.Name.Of(current))
		switch theirs {
		case c.value:
		case c.base:
			list = append(list, c)
		default:
			conflicts = append(conflicts, FieldConflict{string(c.Name), c.base, theirs, c.value})
		}
	}
	if len(conflicts) > 0 {
		return nil, &Conflict{conflicts}
	}
	return list, nil
}

// updates returns the calls that make the changes, at most two. The one that
// Logto is more likely to refuse comes first, so that a refusal leaves nothing
// half done. Profile claims are merged, so that others changed at the same
// moment survive. A merge cannot remove a claim: then the profile just read is
// sent whole, in the same call as the rest.
func (d *Directory) updates(current *apiclient.User, changes []fieldChange) []step {
	next := *current
	var top, claims []fieldChange
	var change apiclient.UserPatch
	var merge apiclient.ProfilePatch
	removes := false
	for _, c := range changes {
		*c.Of(&next) = c.value
		if c.Top != nil {
			*c.Top(&change) = &c.value
			top = append(top, c)
			continue
		}
		claims = append(claims, c)
		removes = removes || c.value == ""
		if c.Merge != nil {
			*c.Merge(&merge) = &c.value
		} else {
			merge.Address = &next.Profile.Address
		}
	}
	if removes {
		change.Profile = &next.Profile
		top, claims = append(top, claims...), nil
	}
	var steps []step
	if len(top) > 0 {
		steps = append(steps, stepFor(top, func(ctx context.Context) error {
			_, err := d.users.Update(ctx, current.ID, change)
			return err
		}))
	}
	if len(claims) > 0 {
		steps = append(steps, stepFor(claims, func(ctx context.Context) error {
			_, err := d.users.UpdateProfile(ctx, current.ID, merge)
			return err
		}))
	}
	return steps
}

// stepFor is the step that makes the changes by the call.
func stepFor(changes []fieldChange, call func(context.Context) error) step {
	s := step{call: call, took: func(now *apiclient.User) bool {
		return !slices.ContainsFunc(changes, func(c fieldChange) bool { return *c.Of(now) != c.value })
	}}
	for _, c := range changes {
		s.fields = append(s.fields, string(c.Name))
	}
	return s
}
