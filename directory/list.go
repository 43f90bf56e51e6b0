package directory

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"roster/access"
	"roster/apiclient"
)

// UserQuery asks for one page of people. Search is looked for anywhere in id,
// name, username, e-mail and phone; "" is everybody. Page counts from 1,
// PageSize is brought between 1 and 100.
type UserQuery struct {
	Search         string
	Page, PageSize int
}

// maxSearch is longer than anything that can be found, in characters.
const maxSearch = 128

// exactGrace is how long the page waits for the exact lookup once the list is
// there: next to nothing, the lookup goes by index and is normally first.
const exactGrace = 50 * time.Millisecond

// ListUsers reads one page of people, newest first (GET /users). Needs
// access.UserList. On the first page whoever the search names exactly stands on
// top, once; the page may then be one longer than its size.
func (d *Directory) ListUsers(ctx context.Context, actor access.Actor, q UserQuery) (apiclient.Page[apiclient.User], error) {
	none := apiclient.Page[apiclient.User]{}
	if err := d.permit(ctx, actor, access.UserList, access.Target{}); err != nil {
		return none, err
	}
	opts := apiclient.UserListOptions{
		PageOptions: apiclient.PageOptions{Page: max(q.Page, 1), PageSize: min(max(q.PageSize, 1), apiclient.MaxPageSize)},
		Search:      apiclient.UserSearch{Contains: searchText(q.Search)},
	}
	exact := d.lookUp(ctx, opts)
	page, err := d.users.List(ctx, opts)
	if err != nil {
		return none, fmt.Errorf("directory: list people: %w", err)
	}
	select {
	case named := <-exact:
		page.Items = onTop(named, page.Items)
	case <-time.After(exactGrace):
	}
	return page, nil
}

func searchText(typed string) string {
	text := []rune(strings.TrimSpace(typed))
	return strings.TrimSpace(string(text[:min(len(text), maxSearch)]))
}

// lookUp finds whom the search names exactly, beside the list itself. It fails
// quietly: the list holds the same people, further down.
func (d *Directory) lookUp(ctx context.Context, opts apiclient.UserListOptions) <-chan []apiclient.User {
	found := make(chan []apiclient.User, 1)
	exact := d.exactly(opts.Search.Contains)
	if opts.Page > 1 || len(exact) == 0 {
		found <- nil
		return found
	}
	go func() {
		page, err := d.users.List(ctx, apiclient.UserListOptions{
			PageOptions: apiclient.PageOptions{Page: 1, PageSize: 5},
			Search:      apiclient.UserSearch{Exact: exact, CaseSensitive: true},
		})
		if err != nil {
			page.Items = nil
		}
		found <- page.Items
	}()
	return found
}

var idForm = regexp.MustCompile(`^[0-9a-z]{12}$`)

// exactly is which fields the text could be the whole of.
func (d *Directory) exactly(text string) map[apiclient.UserField][]string {
	exact := map[apiclient.UserField][]string{}
	if idForm.MatchString(text) {
		exact[apiclient.UserFieldID] = []string{text}
	}
	if usernameForm.MatchString(text) {
		exact[apiclient.UserFieldUsername] = []string{text}
	}
	if emailForm.MatchString(text) {
		exact[apiclient.UserFieldPrimaryEmail] = []string{text}
	}
	if number, problem := phone(text, d.region); problem == "" {
		exact[apiclient.UserFieldPrimaryPhone] = []string{number}
	}
	return exact
}

func onTop(named, items []apiclient.User) []apiclient.User {
	if len(named) == 0 {
		return items
	}
	rest := slices.DeleteFunc(slices.Clone(items), func(u apiclient.User) bool {
		return slices.ContainsFunc(named, func(n apiclient.User) bool { return n.ID == u.ID })
	})
	return append(slices.Clone(named), rest...)
}
