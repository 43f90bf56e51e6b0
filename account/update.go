package account

import (
	"context"
	"maps"
	"slices"

	"roster/access"
	"roster/apiclient"
	"roster/apiclient/attribute"
	"roster/audit"
)

// ProfileUpdate is the action of [Accounts.Update]. As all of this package it asks for
// no capability: it is the person's own token that may do it or not.
const ProfileUpdate access.Action = "account.update-profile"

// Update changes the fields that differ from what the form showed; the others are
// not sent. Of two changes of the same field the later one counts: both are the
// person's own.
//
// Fields that the tenant made up are kept in the custom data: of that only what they
// hold is changed, on what is there at that moment.
//
// Bad input gives *attribute.Invalid, and so does a field that the tenant does not
// let people change or leave empty; a refusal by Logto *attribute.Refused; when the first of two
// calls went through and the second did not, *attribute.Partial. A change that Logto
// did not answer but turns out to have happened is a success, and
// attribute.ErrUncertain comes with Logto's own error where that cannot be found
// out. Other errors are those of Read.
func (a *Accounts) Update(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, edits attribute.Edits) error {
	changes, problems := changesOf(edits)
	made := slices.ContainsFunc(slices.Collect(maps.Keys(edits)), func(f attribute.Field) bool { return f.Key() != "" && touched(edits[f]) })
	if len(problems) > 0 && !made {
		return &attribute.Invalid{Fields: problems}
	}
	if len(changes) == 0 && !made {
		return nil
	}
	own, err := a.Profile(ctx, owner, tokens)
	if err != nil {
		return err
	}
	if changes, err = own.permit(changes, edits, problems); err != nil {
		return err
	}
	changes = slices.DeleteFunc(changes, func(c change) bool { return *c.Of(&own.User) == c.value })
	if len(changes) == 0 {
		return nil
	}
	event := audit.Event{Actor: owner, Action: ProfileUpdate, Target: owner.ID, Changes: audited(own.User, changes)}
	return a.mutate(ctx, event, tokens, a.steps(tokens, own.User, changes))
}

// permit adds the changes of fields that the tenant made up to those of claims, and
// refuses all when anything is wrong with one of them.
func (o Own) permit(claims []change, edits attribute.Edits, problems map[string]string) ([]change, error) {
	if err := permitted(o, claims); err != nil {
		return nil, err
	}
	made, wrong := o.made(edits)
	if len(wrong) > 0 && o.MadeErr != nil {
		return nil, o.MadeErr
	}
	maps.Copy(problems, wrong)
	maps.Copy(problems, o.emptied(claims))
	if len(problems) > 0 {
		return nil, &attribute.Invalid{Fields: problems}
	}
	return append(claims, made...), nil
}

// change is one field to be changed; value is checked and as it is sent.
type change struct {
	attribute.Spec
	value string
	field apiclient.ProfileField // where the tenant made it up
}

// changesOf returns what the edits change, in the order of the form, or what is
// wrong with them, by field. What was not touched is not checked, and neither are here
// the fields that the tenant made up.
func changesOf(edits attribute.Edits) ([]change, map[string]string) {
	var list []change
	problems := map[string]string{}
	for name := range edits {
		if _, ok := attribute.SpecOf(name); (!ok || needsProof(name)) && name.Key() == "" {
			problems[string(name)] = attribute.UnknownField
		}
	}
	for _, spec := range attribute.Specs() {
		e, ok := edits[spec.Name]
		base, typed := attribute.Tidy(e.Base), attribute.Tidy(e.Value)
		if !ok || base == typed || needsProof(spec.Name) {
			continue
		}
		value, problem := spec.Normal(typed, "")
		if problem != "" {
			problems[string(spec.Name)] = problem
		} else {
			list = append(list, change{Spec: spec, value: value})
		}
	}
	return list, problems
}

// needsProof: Logto changes what people sign in with only after it was proven anew
// who they are, which is not done here.
func needsProof(f attribute.Field) bool { return f == attribute.Username || f.IsAddress() }

// permitted refuses what Logto would refuse, before the first of two calls is made.
func permitted(own Own, changes []change) error {
	if !own.Enabled {
		return &attribute.Invalid{Fields: map[string]string{"": notEnabled}}
	}
	closed := map[string]string{}
	for _, c := range changes {
		if own.Control(c.Name) != Edit {
			closed[string(c.Name)] = notEditable
		}
	}
	if len(closed) > 0 {
		return &attribute.Invalid{Fields: closed}
	}
	return nil
}

// steps are the calls that make the changes, at most two. The one that Logto is more
// likely to refuse comes first, so that a refusal leaves nothing half done.
func (a *Accounts) steps(tokens apiclient.TokenSource, current apiclient.User, changes []change) []step {
	claims := slices.DeleteFunc(slices.Clone(changes), change.ofPerson)
	top := slices.DeleteFunc(slices.Clone(changes), func(c change) bool { return !c.ofPerson() })
	var all []step
	if len(top) > 0 {
		person := personAfter(current, top)
		all = append(all, stepOf(top, func(ctx context.Context) error {
			_, err := a.logto.Update(ctx, tokens, person)
			return err
		}))
	}
	if len(claims) > 0 {
		merge := claimsAfter(current, claims)
		all = append(all, stepOf(claims, func(ctx context.Context) error {
			_, err := a.logto.UpdateProfile(ctx, tokens, merge)
			return err
		}))
	}
	return all
}

// ofPerson says that the field is none of the claims, which have a call of their own.
func (c change) ofPerson() bool {
	return c.Name.Key() != "" || c.Name == attribute.Name || c.Name == attribute.Avatar
}

// personAfter is what PATCH /my-account is sent.
func personAfter(current apiclient.User, changes []change) (patch apiclient.AccountPatch) {
	var made []change
	for _, c := range changes {
		switch c.Name {
		case attribute.Name:
			patch.Name = &c.value
		case attribute.Avatar:
			patch.Avatar = &c.value
		default:
			made = append(made, c)
		}
	}
	if len(made) > 0 {
		patch.CustomData = customDataAfter(current.CustomData, made)
	}
	return patch
}

// claimsAfter is what PATCH /my-account/profile is sent. Claims are merged and cannot be
// removed, only emptied; an address is sent whole.
func claimsAfter(current apiclient.User, changes []change) (patch apiclient.ProfilePatch) {
	for _, c := range changes {
		*c.Of(&current) = c.value
		if c.Merge != nil {
			*c.Merge(&patch) = &c.value
		} else {
			patch.Address = &current.Profile.Address
		}
	}
	return patch
}

// stepOf is the call that makes changes of fields.
func stepOf(changes []change, call func(context.Context) error) step {
	s := step{call: call, took: func(now *apiclient.Account) bool {
		return !slices.ContainsFunc(changes, func(c change) bool { return *c.Of(&now.User) != c.value })
	}}
	for _, c := range changes {
		s.fields = append(s.fields, string(c.Name))
	}
	return s
}
