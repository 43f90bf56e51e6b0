package paths

import "net/url"

// Search leads from what is typed to the one person it means, or to the list.
func Search() string { return "/search" }

// SearchFor is Search for a text. rest asks for the suggestions behind people who were found exactly and
// are shown already.
func SearchFor(text string, rest bool) string {
	v := url.Values{}
	if text != "" {
		v.Set(ParamSearch, text)
	}
	if rest {
		v.Set(ParamRest, "1")
	}
	return with(Search(), v)
}
