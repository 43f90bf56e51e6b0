package paths

import (
	"net/url"
	"path"
	"strings"
	"unicode/utf8"
)

// maxNext is longer than any address of ours; it also keeps the flow cookie small.
const maxNext = 1024

// SafeNext returns raw if it is a path (and query) of this portal to return to, and "/" if not: a sign-in
// must not end on another site (CWE-601), nor on a page that starts the next sign-in or ends the session.
func SafeNext(raw string) string {
	if len(raw) > maxNext || !utf8.ValidString(raw) || !strings.HasPrefix(raw, "/") {
		return Home()
	}
	// Browsers read "\" as "/" and drop control characters before they look at an address.
	if strings.ContainsFunc(raw, func(r rune) bool { return r < 0x20 || r == 0x7f || r == '\\' }) {
		return Home()
	}
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" || !plainPath(u.Path) {
		return Home()
	}
	u.Fragment, u.RawFragment = "", ""
	next := u.RequestURI() // percent-encoded, which may be three times as long
	if len(next) > maxNext {
		return Home()
	}
	return next
}

// plainPath takes the decoded path. Anything that some program on the way might clean up into another
// path is refused: "//", dot segments, and what was percent-encoded to look harmless.
func plainPath(p string) bool {
	if strings.HasPrefix(p, "//") || strings.ContainsFunc(p, func(r rune) bool { return r < 0x20 || r == 0x7f || r == '\\' }) {
		return false
	}
	clean := path.Clean(p)
	if clean != p && clean+"/" != p {
		return false
	}
	for _, own := range []string{SignIn(""), Callback(), SignOut(), BackchannelLogout()} {
		if clean == own || strings.HasPrefix(clean, own+"/") {
			return false
		}
	}
	return true
}
