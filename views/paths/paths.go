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

// ParamNext is the query parameter with the page to go on to.
const ParamNext = "next"

// ProfileVerify is the identity check; next is where it leads to, "" for the profile.
func ProfileVerify(next string) string {
	path := Profile() + "/verify"
	if next == "" {
		return path
	}
	return path + "?" + url.Values{ParamNext: {next}}.Encode()
}

// ProfileEmail is the page that changes one's e-mail address.
func ProfileEmail() string { return Profile() + "/email" }

// ProfileEmailRemove takes it away.
func ProfileEmailRemove() string { return ProfileEmail() + "/remove" }

// ProfilePhone is the page that changes one's phone number.
func ProfilePhone() string { return Profile() + "/phone" }

// ProfilePhoneRemove takes it away.
func ProfilePhoneRemove() string { return ProfilePhone() + "/remove" }

// ProfileUsername is the page that changes one's username.
func ProfileUsername() string { return Profile() + "/username" }

// ParamBefore is the number of an entry of the trail; older ones are shown.
const ParamBefore = "before"

// ProfileActivity is what was done before an entry of the trail, by whoever is signed in and to them.
func ProfileActivity(before int64) string {
	return with(ProfileData(), url.Values{ParamBefore: {strconv.FormatInt(before, 10)}})
}

// ProfileDataCopy is the same as ProfileData as one file (JSON).
func ProfileDataCopy() string { return ProfileData() + ".json" }
