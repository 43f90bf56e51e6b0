package emulator

import (
	"maps"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// solid is JavaScript's \S: Go's knows only ASCII white space.
const solid = `[^\s\x0b\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}]`

// What the Management API takes as e-mail, phone and user name. The usernamePolicy of the tenant is
// for end users only; an administrator is bound by these.
var (
	emailPattern    = regexp.MustCompile(`^` + solid + `+@` + solid + `+\.` + solid + `+$`)
	phonePattern    = regexp.MustCompile(`^\d+$`)
	usernamePattern = regexp.MustCompile(`^[A-Z_a-z]\w*$`)
	datePattern     = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)

	// zodEmail is the stricter rule of z.string().email(), used for invitees.
	zodEmail = regexp.MustCompile(`(?i)^(?:[a-z0-9_'+\-]+\.)*[a-z0-9_+\-]+@(?:[a-z0-9][a-z0-9\-]*\.)+[a-z]{2,}$`)

	scheme = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.\-]*:`)
)

// validURL reports whether the WHATWG URL parser takes s without a base, which is zod's url(). So
// `javascript:alert(1)` and `mailto:x` are URLs and `example.com` is not.
func validURL(s string) bool {
	s = strings.TrimFunc(s, func(c rune) bool { return c <= ' ' })
	s = strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(s)
	name := scheme.FindString(s)
	if name == "" {
		return false
	}
	rest := s[len(name):]
	switch strings.ToLower(name) {
	case "http:", "https:", "ws:", "wss:", "ftp:":
		return validAuthority(strings.TrimLeft(rest, `/\`), `/\?#`, true)
	case "file:":
		return true
	}
	if after, ok := strings.CutPrefix(rest, "//"); ok {
		return validAuthority(after, "/?#", false)
	}
	return true
}

// validAuthority checks [user[:password]@]host[:port] up to one of the ends.
func validAuthority(s, ends string, special bool) bool {
	if i := strings.IndexAny(s, ends); i >= 0 {
		s = s[:i]
	}
	if i := strings.LastIndexByte(s, '@'); i >= 0 {
		s = s[i+1:]
	}
	host, port := s, ""
	if i := strings.LastIndexByte(s, ':'); i > strings.LastIndexByte(s, ']') {
		host, port = s[:i], s[i+1:]
	}
	if port != "" {
		if n, err := strconv.ParseUint(port, 10, 32); err != nil || n > 65535 {
			return false
		}
	}
	if host == "" {
		return !special && port == ""
	}
	return validHost(host, special)
}

func validHost(host string, special bool) bool {
	if inner, ok := strings.CutPrefix(host, "["); ok {
		inner, ok = strings.CutSuffix(inner, "]")
		addr, err := netip.ParseAddr(inner)
		return ok && err == nil && addr.Is6() && addr.Zone() == ""
	}
	if !special {
		return !strings.ContainsAny(host, "\x00\t\n\r #/:<>?@[\\]^|")
	}
	plain, err := url.PathUnescape(host)
	if err != nil || strings.ContainsAny(plain, "\x00\t\n\r #/:<>?@[\\]^|%\x7f") {
		return false
	}
	labels := strings.Split(strings.TrimSuffix(plain, "."), ".")
	last := labels[len(labels)-1]
	if _, err := strconv.ParseUint(last, 0, 64); err != nil {
		return last != ""
	}
	return len(labels) <= 4 // ends in a number, so it is an IPv4 address in one of its many spellings
}

// httpURL reports whether s is an absolute http or https URL.
func httpURL(s string) bool {
	lower := strings.ToLower(strings.TrimSpace(s))
	return (strings.HasPrefix(lower, "http:") || strings.HasPrefix(lower, "https:")) && validURL(s)
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
