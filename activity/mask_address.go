package activity

import (
	"net/url"
	"strings"
)

// deepest is how many addresses within addresses are looked into. What lies deeper is masked.
const deepest = 4

// maskAddress replaces the secrets in the query and in the fragment of an address; a
// callback carries the authorization code or a token there. All else stays as it is written.
// A text that is no address is one as well where it has parameters: better too much.
func maskAddress(text string) string { return maskParameters(text, deepest) }

// maskParameters masks the parameters in text: all that follows the first "?" or "#".
func maskParameters(text string, depth int) string {
	begin := strings.IndexAny(text, "?#")
	if begin < 0 {
		return text
	}
	var out strings.Builder
	out.WriteString(text[:begin])
	for rest := text[begin:]; rest != ""; {
		out.WriteByte(rest[0]) // what sets the parameter apart from what was before
		rest = rest[1:]
		end := strings.IndexAny(rest, "?#&;")
		if end < 0 {
			end = len(rest)
		}
		out.WriteString(maskParameter(rest[:end], depth))
		rest = rest[end:]
	}
	return out.String()
}

// maskParameter masks one name=value, also where the value is itself an address.
func maskParameter(parameter string, depth int) string {
	name, value, _ := strings.Cut(parameter, "=")
	if value == "" {
		return parameter
	}
	if isSecret("", plain(name), value) {
		return name + "=" + masked
	}
	inner := plain(value)
	if inner == value {
		return parameter // what it has of parameters was cut off before
	}
	if depth == 0 {
		return name + "=" + masked
	}
	if safe := maskParameters(inner, depth-1); safe != inner {
		return name + "=" + safe
	}
	return parameter
}

// plain is a part of a query without its escapes, or as it is when they are wrong.
func plain(part string) string {
	if text, err := url.QueryUnescape(part); err == nil {
		return text
	}
	return part
}
