package paths

import "net/url"

// Names of the parameters that fill the form for a new person.
const (
	ParamEmail    = "email"
	ParamPhone    = "phone"
	ParamUsername = "username"
)

// UserNew is the form for a new person (GET), and takes it (POST).
func UserNew() string { return "/users/new" }

// UserNewWith is the form with one field filled: param is one of the names above.
func UserNewWith(param, value string) string {
	return with(UserNew(), url.Values{param: {value}})
}

// UserCreation says what of creating a person is not done (GET, after a sign-in), and
// finishes or undoes it (POST).
func UserCreation(id string) string { return UserSection(id, "creation") }
