package directory

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// reservedHeaders are those that Logto or HTTP sets for each delivery.
var reservedHeaders = []string{
	"logto-signature-sha-256", "content-type", "content-length", "host", "connection", "transfer-encoding", "upgrade", "te", "trailer", "expect", "keep-alive",
}

// checkHeaders makes the headers that are asked for of those there are now. Where the
// webhook moves to another receiver no value is kept: whoever may not see a value could
// have it sent to themself.
func checkHeaders(asked []HookHeader, now map[string]string, moves bool, problems map[string]string) map[string]string {
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
				problems[HeaderField(i)] = Missing
			}
			continue
		}
		if value == "" && moves && now[h.Was] != "" {
			problems[HeaderField(i)] = TypeAgain
			continue
		}
		if value == "" {
			value = now[h.Was]
		}
		if problem := headerProblem(name, value, taken); problem != "" {
			problems[HeaderField(i)] = problem
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

// sameReceiver tells whether two addresses have scheme, host and port in common.
func sameReceiver(a, b string) bool {
	one, err := url.Parse(a)
	if err != nil {
		return a == b
	}
	other, err := url.Parse(b)
	if err != nil {
		return false
	}
	return one.Scheme == other.Scheme && strings.EqualFold(one.Hostname(), other.Hostname()) && portOf(one) == portOf(other)
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

// HeaderField is the field of *Invalid for header number i, counted from 0.
func HeaderField(i int) string { return HookHeaders + "." + strconv.Itoa(i) }

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
