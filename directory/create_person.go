package directory

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"roster/access"
	"roster/apiclient"
	"roster/apiclient/attribute"
	"roster/audit"
)

// identifiers are the fields that no two people share, and that one of is needed.
var identifiers = []Field{PrimaryEmail, PrimaryPhone, Username}

// newPerson checks what was typed and brings it into the form in which it is sent.
func (d *Directory) newPerson(n NewUser) (apiclient.User, error) {
	var person apiclient.User
	problems := map[string]string{}
	for name := range n.Fields {
		if _, ok := attribute.SpecOf(name); !ok {
			problems[string(name)] = UnknownField
		}
	}
	for _, f := range attribute.Specs() {
		value, problem := f.Normal(attribute.Tidy(n.Fields[f.Name]), d.region)
		if problem != "" {
			problems[string(f.Name)] = problem
		}
		*f.Of(&person) = value
	}
	typed := func(f Field) bool { return attribute.Tidy(n.Fields[f]) != "" }
	switch {
	case !slices.ContainsFunc(identifiers, typed):
		problems[Identifiers] = Missing
	case n.Then == ThenInvite && !typed(PrimaryEmail):
		problems[string(PrimaryEmail)] = Missing
	}
	data, keys, err := customDataOf(n.CustomData)
	person.CustomData = data
	if invalid, ok := errors.AsType[*Invalid](err); ok {
		maps.Copy(problems, invalid.Fields)
	}
	if len(problems) > 0 {
		return apiclient.User{}, &Invalid{Fields: problems}
	}
	if len(keys) == 0 {
		person.CustomData = nil
	}
	return person, nil
}

func customDataOf(data map[string]any) (apiclient.CustomData, []string, error) {
	_, want, keys, err := customDataChange(map[string]any{}, data)
	return want, keys, err
}

// createOnce creates a person whom nobody else creates at this moment, and returns
// the id.
func (d *Directory) createOnce(ctx context.Context, actor access.Actor, person apiclient.User) (id string, err error) {
	first := ""
	for _, f := range identifiers {
		if first == "" {
			first = f.Of(&person)
		}
	}
	sum := sha256.Sum256([]byte(first)) // no address in the table of locks
	err = d.locked(ctx, "new person "+hex.EncodeToString(sum[:16]), func(ctx context.Context) error {
		holders, err := d.holdersOf(ctx, person, true)
		if err != nil {
			return fmt.Errorf("directory: read whether there is such a person: %w", err)
		}
		if whose := taken(holders, person, equal); whose != nil {
			return whose
		}
		id, err = d.create(ctx, actor, person)
		return err
	})
	if refused, ok := errors.AsType[*Refused](err); ok {
		return "", d.whose(ctx, refused, person)
	}
	return id, err
}

// holdersOf finds who has one of the identifiers of a person. Letter for letter it
// goes by the database's index, otherwise by reading everybody.
func (d *Directory) holdersOf(ctx context.Context, person apiclient.User, exactly bool) ([]apiclient.User, error) {
	search := apiclient.UserSearch{Exact: map[apiclient.UserField][]string{}, CaseSensitive: exactly}
	for _, f := range identifiers {
		if value := f.Of(&person); value != "" {
			search.Exact[apiclient.UserField(f)] = []string{value}
		}
	}
	page, err := d.users.List(ctx, apiclient.UserListOptions{PageOptions: apiclient.PageOptions{Page: 1, PageSize: maxNamed}, Search: search})
	return page.Items, err
}

// taken says which identifiers are whose, nil when they are nobody's.
func taken(holders []apiclient.User, person apiclient.User, same func(a, b string) bool) *Taken {
	whose := map[string]string{}
	for _, f := range identifiers {
		for _, u := range holders {
			if value := f.Of(&person); value != "" && same(value, f.Of(&u)) {
				whose[string(f)] = u.ID
			}
		}
	}
	if len(whose) == 0 {
		return nil
	}
	return &Taken{whose}
}

func equal(a, b string) bool { return a == b }

// whose turns a refusal that says that somebody has an identifier into one that
// says who. It reads everybody: Logto compares without regard to case.
func (d *Directory) whose(ctx context.Context, refused *Refused, person apiclient.User) error {
	if !apiclient.IsConflict(refused.Err) {
		return refused
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), d.readBack)
	defer cancel()
	holders, err := d.holdersOf(ctx, person, false)
	if err != nil {
		return refused
	}
	whose := taken(holders, person, strings.EqualFold)
	if whose == nil {
		return refused
	}
	// Such as a username that differs by case alone, where that counts.
	maps.DeleteFunc(whose.Fields, func(field, _ string) bool { return refused.Fields[field] == "" })
	if len(whose.Fields) == 0 {
		return refused
	}
	return whose
}

// create is the call, recorded: the intent cannot say whom it is about, the outcome
// can.
func (d *Directory) create(ctx context.Context, actor access.Actor, person apiclient.User) (string, error) {
	event := audit.Event{Actor: actor, Action: access.UserCreate}
	for _, f := range attribute.Specs() {
		if value := *f.Of(&person); value != "" {
			event.Changes = append(event.Changes, audit.Change{Field: string(f.Name), After: audit.Text(value)})
		}
	}
	if person.CustomData != nil {
		event.Changes = append(event.Changes, audit.Change{Field: customDataField, After: audit.Object(person.CustomData)})
	}
	pending, err := d.audit.Intent(ctx, event)
	if err != nil {
		return "", fmt.Errorf("directory: nothing was done, it cannot be recorded: %w", err)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), createCall)
	defer cancel()
	made, err := d.users.Create(ctx, newUserOf(person))
	if err == nil {
		pending.About(made.ID)
		d.recorded(ctx, pending.Done(ctx))
		return made.ID, nil
	}
	var names []string
	for _, c := range event.Changes {
		names = append(names, c.Field)
	}
	effect := audit.NoEffect
	if apiclient.OutcomeUnknown(err) {
		var id string
		if id, effect = d.lookForNew(ctx, person); effect == audit.TookEffect {
			pending.About(id)
			d.recorded(ctx, pending.Unknown(ctx, audit.Failure{Code: codeOf(err)}, effect))
			return id, nil
		}
	}
	return "", d.failed(ctx, pending, outcome{failed: names, sent: names, effect: effect, err: err})
}

// lookForNew looks whether a call without an answer has made somebody. Nobody had
// any of the identifiers before, so whoever has all of them now was made by it.
func (d *Directory) lookForNew(ctx context.Context, person apiclient.User) (string, audit.Effect) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), d.readBack)
	defer cancel()
	holders, err := d.holdersOf(ctx, person, true)
	if err != nil {
		return "", audit.NotKnown
	}
	for _, u := range holders {
		same := func(f Field) bool { return f.Of(&u) == f.Of(&person) }
		if same(PrimaryEmail) && same(PrimaryPhone) && same(Username) {
			return u.ID, audit.TookEffect
		}
	}
	return "", audit.NoEffect
}

func newUserOf(u apiclient.User) apiclient.UserCreate {
	n := apiclient.UserCreate{
		Username: u.Username, PrimaryEmail: u.PrimaryEmail, PrimaryPhone: u.PrimaryPhone,
		Name: u.Name, Avatar: u.Avatar, CustomData: u.CustomData,
	}
	if u.Profile != (apiclient.Profile{}) {
		n.Profile = &u.Profile
	}
	return n
}
