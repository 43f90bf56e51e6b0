package directory

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"roster/apiclient"
	"roster/apiclient/attribute"
	"roster/audit"
)

// The problems of webhooks.
const (
	// InClear: the address is not encrypted, and not near either.
	InClear = "in_clear"
	// WithPassword: Logto cannot send to an address with a user in it.
	WithPassword = "with_password"
	UnknownEvent = "unknown_event"
	// HeaderReserved: Logto sets this header itself.
	HeaderReserved = "header_reserved"
	TooMany        = "too_many"
	// TypeAgain: the value was given for another receiver than the one it would go to now.
	TypeAgain = "type_again"
)

// Bounds of a webhook: Logto's for its name (schemas, Hook), and what is sane.
const (
	MaxHookName    = 256
	MaxHookAddress = 2048
	MaxHookHeaders = 20
	MaxHeaderValue = 4096
)

// hookName checks what a webhook is called.
func hookName(typed string, problems map[string]string) string {
	text := attribute.Tidy(typed)
	forbidden := func(r rune) bool { return unicode.IsControl(r) || attribute.TurnsAround(r) }
	switch {
	case !utf8.ValidString(text) || strings.ContainsFunc(text, forbidden):
		problems[string(Name)] = InvalidCharacters
	case text == "":
		problems[string(Name)] = Missing
	case utf8.RuneCountInString(text) > MaxHookName:
		problems[string(Name)] = TooLong
	}
	return text
}

// checkAddress checks where a webhook is to send. Logto takes any text, and then delivers
// nothing. That Logto can be made to call what it alone reaches is for whoever may change
// webhooks in any case; what is asked here is that it can work, and that people's data is
// not sent unencrypted through the internet by accident.
func checkAddress(typed string, inClear bool, problems map[string]string) string {
	text := strings.TrimSpace(typed)
	u, err := url.Parse(text)
	switch {
	case text == "":
		problems[HookURL] = Missing
	case len(text) > MaxHookAddress:
		problems[HookURL] = TooLong
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.Fragment != "" || strings.ContainsFunc(text, unicode.IsSpace):
		problems[HookURL] = InvalidURL
	case u.User != nil:
		problems[HookURL] = WithPassword
	case !inClear && SendsInClear(text):
		problems[HookURL] = InClear
	}
	return text
}

// SendsInClear tells of an address that what is sent there can be read on the way: http,
// and not to this computer or a network of one's own.
func SendsInClear(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "http" && !isNear(strings.ToLower(u.Hostname()))
}

// isNear tells the names and addresses that lead to no other network. A name of one word
// is that of a container or of a computer beside this one.
func isNear(host string) bool {
	if ip, err := netip.ParseAddr(host); err == nil {
		ip = ip.Unmap()
		return ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast()
	}
	last := host[strings.LastIndexByte(host, '.')+1:]
	return last == host || slices.Contains([]string{"localhost", "local", "internal", "lan"}, last) || strings.HasSuffix(host, ".home.arpa")
}

// checkEvents checks what a webhook is to be told of. An event that it is told of now
// counts as known: Logto may be newer than the portal.
func checkEvents(events, now []string, problems map[string]string) {
	known := append(apiclient.HookEvents(), now...)
	switch {
	case len(events) == 0:
		problems[HookEvents] = Missing
	case slices.ContainsFunc(events, func(e string) bool { return !slices.Contains(known, e) }):
		problems[HookEvents] = UnknownEvent
	}
}

// addressRecord is what the trail keeps of an address: without what may be a credential,
// which is who it names as a user and the values in its query.
func addressRecord(address string) audit.Value {
	u, err := url.Parse(address)
	if err != nil {
		return audit.Text("[not an address]")
	}
	u.User = nil
	if u.RawQuery != "" {
		q := u.Query()
		for name := range q {
			q.Set(name, "…")
		}
		u.RawQuery = strings.ReplaceAll(q.Encode(), url.QueryEscape("…"), "…")
	}
	return audit.Text(u.String())
}
