package directory

import (
	"maps"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
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

// reservedHeaders are those that Logto or HTTP sets for each delivery.
var reservedHeaders = []string{
	"logto-signature-sha-256", "content-type", "content-length", "host", "connection", "transfer-encoding", "upgrade", "te", "trailer", "expect", "keep-alive",
}

// checkHeaders makes the headers that are asked for of those there are now.
func checkHeaders(asked []HookHeader, now map[string]string, problems map[string]string) map[string]string {
	if !sameSet(shownHeaders(asked), slices.Collect(maps.Keys(now))) {
		problems[HookHeaders] = ChangedMeanwhile
		return now
	}
	var headers map[string]string
	var taken []string
	for i, h := range asked {
		name, value := strings.TrimSpace(h.Name), h.Value.Reveal()
		if name == "" {
			if h.Was == "" && value != "" {
				problems[headerField(i)] = Missing
			}
			continue
		}
		if value == "" {
			value = now[h.Was]
		}
		if problem := headerProblem(name, value, taken); problem != "" {
			problems[headerField(i)] = problem
			continue
		}
		taken = append(taken, strings.ToLower(name))
		if headers == nil {
			headers = map[string]string{}
		}
		headers[name] = value
	}
	if len(headers) > MaxHookHeaders {
		problems[HookHeaders] = TooMany
	}
	return headers
}

// shownHeaders are the names of the headers that a form showed.
func shownHeaders(asked []HookHeader) []string {
	var names []string
	for _, h := range asked {
		if h.Was != "" {
			names = append(names, h.Was)
		}
	}
	return names
}

func headerField(i int) string { return HookHeaders + "." + strconv.Itoa(i) }

// headerProblem is what is wrong with a header (RFC 9110, 5.6.2 and 5.5), "" for nothing.
func headerProblem(name, value string, taken []string) string {
	switch folded := strings.ToLower(name); {
	case strings.ContainsFunc(name, notToken):
		return InvalidKey
	case slices.Contains(reservedHeaders, folded):
		return HeaderReserved
	case slices.Contains(taken, folded):
		return NameTaken
	case value == "":
		return Missing
	case len(name)+len(value) > MaxHeaderValue:
		return TooLong
	case strings.ContainsFunc(value, func(r rune) bool { return r != '\t' && (r < ' ' || r > '~') }):
		return InvalidCharacters
	}
	return ""
}

func notToken(r rune) bool {
	return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && !strings.ContainsRune("!#$%&'*+-.^_`|~", r)
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
