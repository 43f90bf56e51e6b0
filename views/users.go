package views

import (
	"context"
	"strconv"

	"roster/i18n"
	"roster/views/paths"
	"roster/views/ui"
)

// usersCount is what stands in the search box: how many people there are or
// were found, "" while that is not known.
func usersCount(ctx context.Context, p UsersProps) string {
	switch {
	case p.Failure != nil || !p.Problem.None():
		return ""
	case p.Search == "":
		return i18n.N(ctx, "users.count", p.Total)
	default:
		return i18n.N(ctx, "users.found", p.Total)
	}
}

// userRecord leads with the name. Below it stands what has no column: username
// or id, and on a phone, which has no columns, the best identifier left.
func userRecord(ctx context.Context, u UserRow) ui.RecordProps {
	identifiers := []string{u.Email, u.Username, u.Phone}
	name, stand := displayName(ctx, u.Name, identifiers...)
	return ui.RecordProps{
		Href: paths.User(u.ID), Name: name, Muted: stand,
		Detail: firstBut(name, u.Username, u.ID), Brief: firstBut(name, append(identifiers, u.ID)...),
		Avatar: ui.AvatarProps{Seed: u.ID, Name: u.Name},
	}
}

func pageSize(p UsersProps) int {
	if p.PageSize > 0 {
		return p.PageSize
	}
	return DefaultPageSize
}

func lastPage(p UsersProps) int { return max(1, (p.Total+pageSize(p)-1)/pageSize(p)) }

// usersURL is the address of a page of the list as it is searched and sized now.
func usersURL(p UsersProps, page int) string {
	return sizedURL(p, page, pageSize(p))
}

func sizedURL(p UsersProps, page, size int) string {
	if size == DefaultPageSize {
		size = 0 // what an address need not say
	}
	return paths.UsersWith(paths.UserQuery{Search: p.Search, Page: page, PageSize: size})
}

func usersPager(ctx context.Context, p UsersProps) ui.PagerProps {
	size, page, last := pageSize(p), max(1, p.Page), lastPage(p)
	first := (page-1)*size + 1
	props := ui.PagerProps{
		Target: FragmentUserList,
		Range: i18n.T(ctx, "users.range", "first", i18n.Number(ctx, first),
			"last", i18n.Number(ctx, first+len(p.Rows)-1), "total", i18n.Number(ctx, p.Total)),
		Position: i18n.T(ctx, "users.position", "page", i18n.Number(ctx, page), "pages", i18n.Number(ctx, last)),
	}
	if page > 1 {
		props.First, props.Previous = usersURL(p, 1), usersURL(p, page-1)
	}
	if page < last {
		props.Next, props.Last = usersURL(p, page+1), usersURL(p, last)
	}
	for _, s := range PageSizes() {
		// The first row shown now stays on the page.
		props.Sizes = append(props.Sizes, ui.PageSize{
			Text: strconv.Itoa(s), URL: sizedURL(p, (first-1)/s+1, s), Current: s == size,
		})
	}
	return props
}

// firstBut is the first text that is there and is not what is shown already.
func firstBut(shown string, texts ...string) string {
	for _, s := range texts {
		if s != "" && s != shown {
			return s
		}
	}
	return ""
}
