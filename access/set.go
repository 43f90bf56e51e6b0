package access

import (
	"maps"
	"slices"
	"strings"
)

// Set is an immutable set of capabilities. The zero Set is empty. A Set never
// holds a name that is not in All: what Roster does not know grants nothing.
type Set struct{ held map[Capability]struct{} }

// NewSet returns the set of caps. Unknown names are dropped.
func NewSet(caps ...Capability) Set {
	held := make(map[Capability]struct{}, len(caps))
	for _, c := range caps {
		if slices.Contains(all, c) {
			held[c] = struct{}{}
		}
	}
	return Set{held}
}

// ParseScope reads the "scope" of a token: capability names separated by
// spaces (RFC 6749 section 3.3). Unknown names, such as openid, are dropped.
func ParseScope(scope string) Set {
	var caps []Capability
	for name := range strings.FieldsSeq(scope) {
		caps = append(caps, Capability(name))
	}
	return NewSet(caps...)
}

// Has tells whether c is in the set.
func (s Set) Has(c Capability) bool {
	_, ok := s.held[c]
	return ok
}

// Empty tells whether the set holds nothing: an ordinary person.
func (s Set) Empty() bool { return len(s.held) == 0 }

// Lacks returns those of other that s does not hold, sorted; nil when s holds
// all of them.
func (s Set) Lacks(other Set) []Capability {
	var missing []Capability
	for _, c := range other.Slice() {
		if !s.Has(c) {
			missing = append(missing, c)
		}
	}
	return missing
}

// Union returns a set of what either holds.
func (s Set) Union(other Set) Set { return NewSet(append(s.Slice(), other.Slice()...)...) }

// Slice returns the capabilities sorted by name. The slice is the caller's own.
func (s Set) Slice() []Capability { return slices.Sorted(maps.Keys(s.held)) }
