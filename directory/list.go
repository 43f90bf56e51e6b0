package directory

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"roster/access"
	"roster/apiclient"
)

// UserQuery asks for one page of people. Search is what somebody typed: it is
// looked for anywhere in id, name, username, e-mail and phone; "" is everybody.
// Page counts from 1, PageSize is brought between 1 and 100.
type UserQuery struct {
	Search         string
	Filter         UserFilter
	Page, PageSize int
	// Patience is how long people whom the search names exactly wait for the
	// others. Zero is as long as it takes.
	Patience time.Duration
	// Keep leaves what was found for a few seconds to whoever asks the same
	// next: for a list that leads to another.
	Keep bool
}

// UserList is one page of people.
type UserList struct {
	apiclient.Page[apiclient.User]
	// Exact is how many at the start of Items the search names exactly. They
	// stand there once, and make the page that much longer than its size.
	Exact int
	// Rest is why Items are those found exactly and nobody else: ErrSearching,
	// or what went wrong. It is nil when Items are all there are.
	Rest error
}

// ErrSearching says that the others are still searched for. The same query
// without Patience, asked within handOver, waits for that search.
var ErrSearching = errors.New("directory: the search goes on")

// exactGrace is how long the page waits for the exact lookup once the list is
// there: next to nothing, the lookup goes by index and is normally first.
const exactGrace = 50 * time.Millisecond

// ListUsers reads one page of people (GET /users, GET /roles/:id/users or
// GET /organizations/:id/users), newest first; the members of an organization
// come by id. Needs access.UserList. On the first page whoever the search names
// exactly stands on top, and is shown also when the rest cannot be searched.
// apiclient.IsNotFound tells that the role of the filter does not exist; an
// organization that does not exist has no members.
func (d *Directory) ListUsers(ctx context.Context, actor access.Actor, q UserQuery) (UserList, error) {
	if err := d.permit(ctx, actor, access.UserList, access.Target{}); err != nil {
		return UserList{}, err
	}
	page := apiclient.PageOptions{Page: max(q.Page, 1), PageSize: min(max(q.PageSize, 1), apiclient.MaxPageSize)}
	typed := searchText(q.Search)
	if typed == "" {
		found, err := d.contains(ctx, q.Filter, page, "")
		if err != nil {
			return UserList{}, fmt.Errorf("directory: list people: %w", err)
		}
		d.addresses.noteAll(found.Items)
		return UserList{Page: found}, nil
	}
	exact := d.lookUp(ctx, q.Filter, page, typed)
	rest := d.search(ctx, actor, q.Filter, page, typed)
	list, err := join(ctx, exact, rest, q.Patience)
	rest.leave(q.Keep || errors.Is(list.Rest, ErrSearching))
	if err != nil {
		return UserList{}, fmt.Errorf("directory: list people: %w", err)
	}
	if list.Rest != nil {
		list.Number, list.Size = page.Page, page.PageSize
	}
	d.addresses.noteAll(list.Items)
	return list, nil
}

// join waits for the two searches as long as it is worth it.
func join(ctx context.Context, exact <-chan []apiclient.User, rest *search, patience time.Duration) (UserList, error) {
	var named []apiclient.User
	var hurry <-chan time.Time
	if patience > 0 {
		hurry = time.After(patience)
	}
	for late := false; ; {
		if late && len(named) > 0 {
			return onlyExact(named, ErrSearching), nil
		}
		select {
		case named = <-exact:
			exact = nil
		case <-hurry:
			late, hurry = true, nil
		case <-rest.done:
			return both(awaitExact(exact, named), rest)
		case <-ctx.Done():
			if len(named) > 0 && errors.Is(ctx.Err(), context.DeadlineExceeded) {
				return onlyExact(named, ctx.Err()), nil
			}
			return UserList{}, ctx.Err()
		}
	}
}

// awaitExact gives the exact lookup, when it is not through yet, a last chance.
func awaitExact(exact <-chan []apiclient.User, named []apiclient.User) []apiclient.User {
	if exact == nil {
		return named
	}
	select {
	case named = <-exact:
	case <-time.After(exactGrace):
	}
	return named
}

// both joins who was found exactly to the outcome of the search.
func both(named []apiclient.User, rest *search) (UserList, error) {
	if rest.err != nil && len(named) > 0 {
		return onlyExact(named, rest.err), nil
	}
	if rest.err != nil {
		return UserList{}, rest.err
	}
	list := UserList{Page: rest.page, Exact: len(named)}
	list.Items = onTop(named, list.Items)
	return list, nil
}

func onlyExact(named []apiclient.User, why error) UserList {
	return UserList{Page: apiclient.Page[apiclient.User]{Items: named, Total: len(named)}, Exact: len(named), Rest: why}
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

// UsersByID reads people by id in the order asked, each once; who does not exist
// is left out (one GET /users with exact ids). Needs access.UserList.
func (d *Directory) UsersByID(ctx context.Context, actor access.Actor, ids []string) ([]apiclient.User, error) {
	if err := d.permit(ctx, actor, access.UserList, access.Target{}); err != nil {
		return nil, err
	}
	if len(ids) == 0 {
		return nil, nil
	}
	found, err := d.users.GetMany(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("directory: read people by id: %w", err)
	}
	return found, nil
}
