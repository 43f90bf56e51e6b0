package emulator

import "strings"

// userInfo is a user as rows of other resources show it: without hasPassword.
func userInfo(u *user) map[string]any {
	return map[string]any{
		"id": u.id, "username": u.username, "primaryEmail": u.primaryEmail, "primaryPhone": u.primaryPhone,
		"name": u.name, "avatar": u.avatar, "customData": u.customData, "identities": u.identities,
		"lastSignInAt": u.lastSignInAt, "createdAt": u.createdAt, "updatedAt": u.updatedAt, "profile": u.profile,
		"applicationId": u.applicationID, "cimdClientId": nil, "isSuspended": u.isSuspended,
	}
}

// userView is a user as /users shows it.
func userView(u *user) map[string]any {
	view := userInfo(u)
	view["hasPassword"] = u.passwordDigest != ""
	return view
}

// userViews are the views of a page of users; withHash adds the password digests, as the query
// parameter includePasswordHash asks.
func userViews(users []*user, withHash bool) []map[string]any {
	views := make([]map[string]any, len(users))
	for i, u := range users {
		views[i] = userView(u)
		if withHash {
			addHash(views[i], u)
		}
	}
	return views
}

func addHash(view map[string]any, u *user) {
	view["passwordDigest"], view["passwordAlgorithm"] = nil, nil
	if u.passwordDigest != "" {
		view["passwordDigest"], view["passwordAlgorithm"] = u.passwordDigest, u.passwordAlgorithm
	}
}

// featured are the few members that a list of roles or organizations shows.
func featured(users []*user) []map[string]any {
	out := []map[string]any{}
	for _, u := range users[:min(3, len(users))] {
		out = append(out, map[string]any{"id": u.id, "avatar": u.avatar, "name": u.name})
	}
	return out
}

// userColumns are the columns a search of users looks at; userRow gives them in this order.
var userColumns = []string{"id", "primary_email", "primary_phone", "username", "name"}

// userRow fills row with a user's searchable columns; the caller reuses row.
func userRow(u *user, row []*string) []*string {
	return append(row[:0], &u.id, u.primaryEmail, u.primaryPhone, u.username, u.name)
}

// foldedColumns are the searchable columns in lower case, one text. Texts from the database hold no
// null byte, so nothing that is searched for spans two columns.
func foldedColumns(u *user) string {
	return strings.ToLower(strings.Join(
		[]string{u.id, deref(u.primaryEmail), deref(u.primaryPhone), deref(u.username), deref(u.name)}, "\x00",
	))
}
