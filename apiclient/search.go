package apiclient

import (
	"net/url"
	"strings"
)

// UserField is a field that people can be searched by. Profile and custom data
// cannot be searched.
type UserField string

// The searchable fields.
const (
	UserFieldID           UserField = "id"
	UserFieldPrimaryEmail UserField = "primaryEmail"
	UserFieldPrimaryPhone UserField = "primaryPhone"
	UserFieldUsername     UserField = "username"
	UserFieldName         UserField = "name"
)

// UserSearch selects people. The zero value selects everybody; several
// conditions are joined by "or" unless MatchAll is set.
type UserSearch struct {
	// Contains is looked for anywhere in id, e-mail, phone, username and name.
	Contains string
	// Fields is looked for anywhere in the one field.
	Fields map[UserField]string
	// Prefixes must begin the one field.
	Prefixes map[UserField]string
	// Exact lists the values one of which the field must equal. A field is in
	// one of Fields, Prefixes and Exact only; Exact wins, then Prefixes.
	Exact map[UserField][]string
	// MatchAll joins the conditions by "and".
	MatchAll bool
	// CaseSensitive compares letter for letter, and lets exact lookups use the
	// database's index. Without it Logto compares lower-cased text, row by row.
	CaseSensitive bool
}

// ExactUsers finds people whose field equals one of the values letter for
// letter: the fast lookup, by index.
func ExactUsers(field UserField, values ...string) UserSearch {
	return UserSearch{Exact: map[UserField][]string{field: values}, CaseSensitive: true}
}

// values writes the search in Logto's grammar. Empty conditions are left out:
// an empty value is an error there (400 request.invalid_input).
func (s UserSearch) values() url.Values {
	q := url.Values{}
	setText(q, "search", like("%", s.Contains, "%"))
	for field, text := range s.Fields {
		setText(q, "search."+string(field), like("%", text, "%"))
	}
	for field, text := range s.Prefixes {
		setText(q, "search."+string(field), like("", text, "%"))
	}
	for field, texts := range s.Exact {
		s.setExact(q, field, texts)
	}
	if len(q) == 0 {
		return q
	}
	if s.MatchAll {
		q.Set("joint", "and")
	}
	if s.CaseSensitive {
		q.Set("isCaseSensitive", "true")
	}
	return q
}

func (s UserSearch) setExact(q url.Values, field UserField, texts []string) {
	var kept []string
	for _, text := range texts {
		if text = clean(text); text != "" {
			kept = append(kept, text)
		}
	}
	if len(kept) == 0 {
		return
	}
	q["search."+string(field)] = kept
	q.Set("mode."+string(field), "exact")
}

// likeEscaper makes text mean itself in an SQL LIKE pattern.
var likeEscaper = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// like builds a LIKE pattern, "" for no text. Logto adds no wildcards itself.
func like(before, text, after string) string {
	if text = clean(text); text == "" {
		return ""
	}
	return before + likeEscaper.Replace(text) + after
}

// clean drops what the database refuses with a 500: null bytes and broken UTF-8.
func clean(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\x00", "")
}

// unique drops repeated and empty strings, keeping the order.
func unique(list []string) []string {
	seen := make(map[string]bool, len(list))
	var kept []string
	for _, s := range list {
		if s != "" && !seen[s] {
			seen[s] = true
			kept = append(kept, s)
		}
	}
	return kept
}
