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
	case p.Failure != nil || p.bad():
		return ""
	case p.Pending || p.RestFailure != nil:
		return i18n.N(ctx, "users.exact-count", p.Total)
	case p.Query.Search == "":
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
	record := ui.RecordProps{
		Href: paths.User(u.ID), Name: name, Muted: stand,
		Detail: firstBut(name, u.Username, u.ID), Brief: firstBut(name, append(identifiers, u.ID)...),
		Avatar: ui.AvatarProps{Seed: u.ID, Name: u.Name},
	}
	if u.Exact {
		record.Mark = i18n.T(ctx, "users.exact")
	}
	return record
}

func pageSize(p UsersProps) int {
	if p.Query.PageSize > 0 {
		return p.Query.PageSize
	}
	return DefaultPageSize
}

func lastPage(p UsersProps) int { return max(1, (p.Total+pageSize(p)-1)/pageSize(p)) }

// usersURL is the address of a page of the list as it is searched, filtered and
// sized now.
func usersURL(p UsersProps, page int) string {
	return sizedURL(p, page, pageSize(p))
}

func sizedURL(p UsersProps, page, size int) string {
	q := p.Query
	q.Page, q.PageSize = page, size
	if size == DefaultPageSize {
		q.PageSize = 0 // what an address need not say
	}
	return paths.UsersWith(q)
}

// restURL loads the list behind those who are shown already.
func restURL(p UsersProps) string {
	q := p.Query
	q.Rest = true
	return paths.UsersWith(q)
}

func usersPager(ctx context.Context, p UsersProps) ui.PagerProps {
	size, page, last := pageSize(p), max(1, p.Query.Page), lastPage(p)
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

func usersColumns(ctx context.Context) []ui.Column {
	return []ui.Column{
		{Text: i18n.T(ctx, "users.person")},
		{Text: i18n.T(ctx, "field.email"), Show: ui.Laptop},
		{Text: i18n.T(ctx, "field.phone"), Show: ui.Desktop},
		{Text: i18n.T(ctx, "users.status"), Show: ui.Tablet},
		{Text: i18n.T(ctx, "person.last-sign-in")},
		{Text: i18n.T(ctx, "person.created"), Show: ui.Laptop},
		{Text: i18n.T(ctx, "users.actions"), Hidden: true},
	}
}
