package paths

import (
	"net/url"
	"strconv"
)

// Names of the parameters in the address of the users list, and of the pages that lead to it.
const (
	ParamSearch = "search"
	ParamPage   = "page"
	ParamSize   = "size"
	// One filter by the id of a role, or of an organization and perhaps of a role in it.
	ParamRole             = "role"
	ParamOrganization     = "organization"
	ParamOrganizationRole = "organization-role"
	// ParamRest asks for the whole list behind people who were found exactly and are shown already.
	ParamRest = "rest"
	// ParamFind is looked for among the roles or organizations of a filter.
	ParamFind = "find"
)

// UserQuery is the state of the users list as its address holds it. Zero values are left out, so that
// the plain list has the plain address.
type UserQuery struct {
	Search string
	// Ids: of a role, or of an organization and perhaps a role in it.
	Role, Organization, OrganizationRole string
	Page, PageSize                       int
	// Rest is for the part of a page that loads by itself.
	Rest bool
}

// Filtered says whether the list is narrowed to a role or an organization.
func (q UserQuery) Filtered() bool { return q.Role != "" || q.Organization != "" }

// Unfiltered is the same list of everybody, from its first page.
func (q UserQuery) Unfiltered() UserQuery {
	return UserQuery{Search: q.Search, PageSize: q.PageSize}
}

func (q UserQuery) values() url.Values {
	v := url.Values{}
	for name, value := range map[string]string{
		ParamSearch: q.Search, ParamRole: q.Role, ParamOrganization: q.Organization, ParamOrganizationRole: q.OrganizationRole,
	} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if q.Page > 1 {
		v.Set(ParamPage, strconv.Itoa(q.Page))
	}
	if q.PageSize > 0 {
		v.Set(ParamSize, strconv.Itoa(q.PageSize))
	}
	if q.Rest {
		v.Set(ParamRest, "1")
	}
	return v
}

// UsersWith is the list of people in the state of q ("/users?page=2&search=kim&size=50").
func UsersWith(q UserQuery) string { return with(Users(), q.values()) }

func with(path string, v url.Values) string {
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
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

// ProfilePhoto takes a picture of whoever is signed in (POST).
func ProfilePhoto() string { return Profile() + "/picture" }

// ProfilePicture is the picture of whoever is signed in.
func ProfilePicture(version string) string {
	return Profile() + "/picture?" + url.Values{ParamVersion: {version}}.Encode()
}

// Preferences takes the language and theme switches (POST).
func Preferences() string { return "/preferences" }
