package directory

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"roster/access"
	"roster/apiclient"
	"roster/apiclient/attribute"
)

const (
	// maxSearch is longer than anything that can be found, in characters.
	maxSearch = 128
	// maxNamed bounds how many one text can name: it may be the id of one, the
	// username of another, the address of a third.
	maxNamed = 5
	// findSize is the page size of FindUser's search: that of the plain list, which
	// then finds the search done.
	findSize = 20
)

func searchText(typed string) string {
	text := []rune(strings.TrimSpace(typed))
	return strings.TrimSpace(string(text[:min(len(text), maxSearch)]))
}

// FindUser returns the id of the one person whom a search means, "" when it
// means nobody or several. Whom it names exactly is found by index; only when
// there is nobody of that kind it is looked for anywhere. Needs access.UserList.
func (d *Directory) FindUser(ctx context.Context, actor access.Actor, typed string) (string, error) {
	if err := d.permit(ctx, actor, access.UserList, access.Target{}); err != nil {
		return "", err
	}
	typed = searchText(typed)
	if typed == "" {
		return "", nil
	}
	named, err := d.named(ctx, UserFilter{}, typed)
	if err != nil {
		return "", fmt.Errorf("directory: find a person: %w", err)
	}
	if len(named) > 0 {
		return onlyOne(named, len(named)), nil
	}
	found := d.search(ctx, actor, UserFilter{}, apiclient.PageOptions{Page: 1, PageSize: findSize}, typed)
	defer found.leave(true)
	select {
	case <-found.done:
	case <-ctx.Done():
		return "", fmt.Errorf("directory: find a person: %w", ctx.Err())
	}
	if found.err != nil {
		return "", fmt.Errorf("directory: find a person: %w", found.err)
	}
	return onlyOne(found.page.Items, found.page.Total), nil
}

func onlyOne(found []apiclient.User, total int) string {
	if len(found) != 1 || total > 1 {
		return ""
	}
	return found[0].ID
}

// lookUp finds whom the search names exactly, beside the list itself. It fails
// quietly: the list holds the same people, further down.
func (d *Directory) lookUp(ctx context.Context, filter UserFilter, page apiclient.PageOptions, typed string) <-chan []apiclient.User {
	found := make(chan []apiclient.User, 1)
	if page.Page > 1 || len(d.exactly(typed)) == 0 {
		found <- nil
		return found
	}
	go func() {
		named, err := d.named(ctx, filter, typed)
		if err != nil {
			named = nil
		}
		found <- named
	}()
	return found
}

// named finds the people that the text names exactly, letter for letter. Of an
// organization's members Logto looks up nobody exactly: whoever the text names
// is then asked whether they are one.
func (d *Directory) named(ctx context.Context, filter UserFilter, typed string) ([]apiclient.User, error) {
	exact := d.exactly(typed)
	if len(exact) == 0 {
		return nil, nil
	}
	first := apiclient.PageOptions{Page: 1, PageSize: maxNamed}
	search := apiclient.UserSearch{Exact: exact, CaseSensitive: true}
	if filter.Role != "" {
		page, err := d.roles.Users(ctx, filter.Role, first, search)
		return page.Items, err
	}
	page, err := d.users.List(ctx, apiclient.UserListOptions{PageOptions: first, Search: search})
	if err != nil || filter.Organization == "" {
		return page.Items, err
	}
	var members []apiclient.User
	for _, u := range page.Items {
		in, err := d.users.Organizations(ctx, u.ID)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(in, filter.holds) {
			members = append(members, u)
		}
	}
	return members, nil
}

var idForm = regexp.MustCompile(`^[0-9a-z]{12}$`)

// exactly is which fields the text could be the whole of.
func (d *Directory) exactly(text string) map[apiclient.UserField][]string {
	exact := map[apiclient.UserField][]string{}
	if idForm.MatchString(text) {
		exact[apiclient.UserFieldID] = []string{text}
	}
	if attribute.IsUsername(text) {
		exact[apiclient.UserFieldUsername] = []string{text}
	}
	if attribute.IsEmail(text) {
		exact[apiclient.UserFieldPrimaryEmail] = []string{text}
	}
	if number, problem := attribute.Phone(text, d.region); problem == "" {
		exact[apiclient.UserFieldPrimaryPhone] = []string{number}
	}
	return exact
}

// numberForm is text that is a phone number or a part of one: with a sign that
// it is one, or long enough. "2026-01" may be part of an address.
var numberForm = regexp.MustCompile(`^(?:[+(0][0-9 ().-]*|(?:[0-9][ ().-]*){7,})$`)

// anywhere is what to look for anywhere in the fields when typed was searched.
// Logto keeps phone numbers as digits behind the country code and looks anywhere
// in them, so of a number as people write it (010-1234-5678, +44 (0)7700 900101)
// those digits are left that are surely stored: no separators, no zeros that
// only lead it within its country.
func anywhere(typed string) string {
	if !numberForm.MatchString(typed) {
		return typed
	}
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, strings.ReplaceAll(typed, "(0)", ""))
	if digits = strings.TrimLeft(digits, "0"); digits == "" {
		return typed
	}
	return digits
}
