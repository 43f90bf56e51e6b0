package paths

import (
	"net/url"
	"strconv"
)

// Home is the overview.
func Home() string { return "/" }

// Users is the list of people.
func Users() string { return "/users" }

// User is one person's page. id is Logto's user id; it is escaped, so a hostile id stays one segment.
func User(id string) string { return "/users/" + url.PathEscape(id) }

// UserSection is one part of a person's page that has an address of its own ("/users/abc/profile").
func UserSection(id, section string) string {
	return User(id) + "/" + url.PathEscape(section)
}

// Profile is the signed-in person's own page.
func Profile() string { return "/profile" }

// ProfileSecurity is how whoever is signed in signs in.
func ProfileSecurity() string { return Profile() + "/security" }

// ProfileData is what there is about whoever is signed in.
func ProfileData() string { return Profile() + "/data" }

// ParamBefore is the number of an entry of the trail; older ones are shown.
const ParamBefore = "before"

// ProfileActivity is what was done before an entry of the trail, by whoever is signed in and to them.
func ProfileActivity(before int64) string {
	return with(ProfileData(), url.Values{ParamBefore: {strconv.FormatInt(before, 10)}})
}

// ProfileDataCopy is the same as ProfileData as one file (JSON).
func ProfileDataCopy() string { return ProfileData() + ".json" }
