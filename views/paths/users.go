package paths

import (
	"net/url"
	"strconv"
)

// Names of the parameters in the address of the users list.
const (
	ParamSearch = "search"
	ParamPage   = "page"
	ParamSize   = "size"
	// ParamOpen asks for the person instead of the list when one alone is found.
	ParamOpen = "open"
)

// UserQuery is the state of the users list as its address holds it. Zero values are left out, so that
// the plain list has the plain address.
type UserQuery struct {
	Search         string
	Page, PageSize int
}

// UsersWith is the list of people in the state of q ("/users?page=2&search=kim&size=50").
func UsersWith(q UserQuery) string {
	v := url.Values{}
	if q.Search != "" {
		v.Set(ParamSearch, q.Search)
	}
	if q.Page > 1 {
		v.Set(ParamPage, strconv.Itoa(q.Page))
	}
	if q.PageSize > 0 {
		v.Set(ParamSize, strconv.Itoa(q.PageSize))
	}
	if len(v) == 0 {
		return Users()
	}
	return Users() + "?" + v.Encode()
}

// UserProfile takes the profile form of a person (POST).
func UserProfile(id string) string { return UserSection(id, "profile") }

// UserContact takes the contact form of a person (POST).
func UserContact(id string) string { return UserSection(id, "contact") }

// UserCustomData takes the custom data of a person (POST).
func UserCustomData(id string) string { return UserSection(id, "custom-data") }

// ParamVersion tells pictures apart that have the same address otherwise.
const ParamVersion = "v"

// UserPicture is the picture of a person. version changes with the picture.
func UserPicture(id, version string) string {
	return UserSection(id, "picture") + "?" + url.Values{ParamVersion: {version}}.Encode()
}

// ProfilePicture is the picture of whoever is signed in.
func ProfilePicture(version string) string {
	return Profile() + "/picture?" + url.Values{ParamVersion: {version}}.Encode()
}

// Preferences takes the language and theme switches (POST).
func Preferences() string { return "/preferences" }
