package emulator

import (
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"
)

// profileSchema are the standard claims of a person; every key is optional, unknown ones are stripped.
func profileSchema() objectSchema {
	return obj(
		key{"familyName", str()}, key{"givenName", str()}, key{"middleName", str()}, key{"nickname", str()},
		key{"preferredUsername", str()}, key{"profile", str()}, key{"website", str()}, key{"gender", str()},
		key{"birthdate", str()}, key{"zoneinfo", str()}, key{"locale", str()},
		key{"address", obj(
			key{"formatted", str()}, key{"streetAddress", str()}, key{"locality", str()},
			key{"region", str()}, key{"postalCode", str()}, key{"country", str()},
		).partial()},
	).partial()
}

// passwordAlgorithms are the digests that can be imported.
var passwordAlgorithms = []string{"Argon2i", "Argon2id", "Argon2d", "SHA1", "SHA256", "MD5", "Bcrypt", "Legacy"}

// newUserSchema is the body of POST /users.
func newUserSchema() objectSchema {
	return obj(
		key{"primaryPhone", str().regex(phonePattern)}, key{"primaryEmail", str().regex(emailPattern)},
		key{"username", str().regex(usernamePattern)}, key{"password", str().min(1)},
		key{"passwordDigest", str().max(256)}, key{"passwordAlgorithm", enum(passwordAlgorithms...)},
		key{"name", str()}, key{"avatar", clearable(str().url())},
		key{"customData", jsonObject()}, key{"profile", profileSchema()},
	).partial()
}

// userPatchSchema is the body of PATCH /users/:userId.
func userPatchSchema() objectSchema {
	return obj(
		key{"username", clearable(str().regex(usernamePattern))}, key{"primaryEmail", clearable(str().regex(emailPattern))},
		key{"primaryPhone", clearable(str().regex(phonePattern))}, key{"name", clearable(str())},
		key{"avatar", clearable(str().url())}, key{"customData", jsonObject()}, key{"profile", profileSchema()},
	).partial()
}

// clearable also takes "" and null, which both clear a column.
func clearable(of schema) schema { return nullable(union(of, literal(""))) }

// column is the value of a nullable text column: "" is stored as NULL.
func (o object) column(name string) *string {
	if s := o.str(name); s != "" {
		return &s
	}
	return nil
}

// identifiers refuses names, addresses and numbers that somebody else has. self is the user being
// changed, nil for a new one.
func (t *tenant) identifiers(o object, self *user) error {
	taken := func(u *user, code string) error {
		if u == nil || u == self {
			return nil
		}
		return fail(http.StatusUnprocessableEntity, code)
	}
	if name := o.str("username"); name != "" {
		if err := taken(t.userByUsername(name), "user.username_already_in_use"); err != nil {
			return err
		}
	}
	if email := o.str("primaryEmail"); email != "" {
		if err := taken(t.people.byEmail(email), "user.email_already_in_use"); err != nil {
			return err
		}
	}
	if phone := o.str("primaryPhone"); phone != "" {
		return taken(t.userByPhone(phone), "user.phone_already_in_use")
	}
	return nil
}

// userByUsername looks a name up, in any case when the tenant's policy says so.
func (t *tenant) userByUsername(name string) *user {
	if u := t.people.byUsername(name); u != nil {
		return u
	}
	if object(t.settings.signInExperience).obj("usernamePolicy")["caseSensitive"] != false {
		return nil
	}
	for u := range t.people.newestFirst() {
		if strings.EqualFold(deref(u.username), name) {
			return u
		}
	}
	return nil
}

// userByPhone finds who has a number, also when it is typed with the trunk prefix that is not stored.
func (t *tenant) userByPhone(digits string) *user {
	if stored, ok := normalizePhone(digits); ok {
		if u := t.people.byPhone(stored); u != nil {
			return u
		}
	}
	return t.people.byPhone(digits)
}

// checkLengths refuses what does not fit the columns of the users table, in the order of its columns.
func checkLengths(o object) error {
	for _, c := range []struct {
		name string
		max  int
	}{{"username", 128}, {"primaryEmail", 128}, {"primaryPhone", 128}, {"name", 128}, {"avatar", 2048}} {
		if utf8.RuneCountInString(o.str(c.name)) > c.max {
			return valueTooLong(c.max)
		}
	}
	return nil
}

// valueTooLong is PostgreSQL's refusal of a text that is longer than its column.
func valueTooLong(limit int) error {
	return fail(http.StatusUnprocessableEntity, "entity.value_too_long").
		withData(map[string]any{"message": fmt.Sprintf("value too long for type character varying(%d)", limit)})
}
