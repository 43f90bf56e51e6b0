package access_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/quick"
	"time"

	"roster/access"
)

// subset turns the bits of a number into a set: quick draws it.
func subset(bits uint32) access.Set {
	var caps []access.Capability
	for i, c := range access.All() {
		if bits&(1<<i) != 0 {
			caps = append(caps, c)
		}
	}
	return access.NewSet(caps...)
}

func property(t *testing.T, f any) {
	t.Helper()
	if err := quick.Check(f, &quick.Config{MaxCount: 5000}); err != nil {
		t.Error(err)
	}
}

// draw makes one question out of random numbers.
func draw(held, theirs uint32, rule uint8, age uint16) (access.Rule, access.Actor, access.Target) {
	table := access.Rules()
	r := table[int(rule)%len(table)]
	a := access.Actor{ID: "actor", Capabilities: subset(held), AuthTime: now.Add(-time.Duration(age) * time.Second)}
	return r, a, access.Target{ID: "target", Capabilities: subset(theirs)}
}

func TestCheck_neverAllowsWithoutANeededCapability(t *testing.T) {
	t.Parallel()
	property(t, func(held, theirs uint32, rule uint8, age uint16) bool {
		r, a, to := draw(held, theirs, rule, age)
		lacking := slices.ContainsFunc(r.Needs, func(c access.Capability) bool { return !a.Capabilities.Has(c) })
		return !lacking || access.Check(a, r.Action, to, now) != nil
	})
}

func TestCheck_neverTouchesSomebodyWithMore(t *testing.T) {
	t.Parallel()
	property(t, func(held, theirs uint32, rule uint8, age uint16) bool {
		r, a, to := draw(held|1, theirs, rule, age)
		if !r.ChecksTarget || access.Check(a, r.Action, to, now) != nil {
			return true
		}
		return len(a.Capabilities.Lacks(to.Capabilities)) == 0
	})
}

func TestCheck_losingACapabilityNeverAllowsMore(t *testing.T) {
	t.Parallel()
	property(t, func(held, lost, theirs uint32, rule uint8, age uint16) bool {
		r, a, to := draw(held, theirs, rule, age)
		fewer := a
		fewer.Capabilities = subset(held &^ lost)
		return access.Check(a, r.Action, to, now) == nil || access.Check(fewer, r.Action, to, now) != nil
	})
}

func TestCheck_aTargetThatGainsIsNeverEasier(t *testing.T) {
	t.Parallel()
	property(t, func(held, theirs, gained uint32, rule uint8, age uint16) bool {
		r, a, to := draw(held, theirs, rule, age)
		more := to
		more.Capabilities = subset(theirs | gained)
		return access.Check(a, r.Action, to, now) == nil || access.Check(a, r.Action, more, now) != nil
	})
}

func TestCheck_somebodyWithoutCapabilitiesMayNothing(t *testing.T) {
	t.Parallel()
	for _, r := range access.Rules() {
		a := access.Actor{ID: "a", AuthTime: now}
		if access.Check(a, r.Action, access.Target{ID: "b"}, now) == nil {
			t.Errorf("%s is open to everybody", r.Action)
		}
	}
}

func TestSet_isAlgebra(t *testing.T) {
	t.Parallel()
	property(t, func(a, b uint32) bool {
		x, y := subset(a), subset(b)
		for _, c := range access.All() {
			lacks := slices.Contains(x.Lacks(y), c)
			if lacks != (y.Has(c) && !x.Has(c)) || x.Union(y).Has(c) != (x.Has(c) || y.Has(c)) {
				return false
			}
		}
		return slices.IsSorted(x.Slice()) && x.Empty() == (len(x.Slice()) == 0)
	})
}

func TestParseScope_keepsWhatItKnows(t *testing.T) {
	t.Parallel()
	shuffled := access.All()
	rand.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	var scope strings.Builder
	scope.WriteString("openid  profile\tall users:read:extra USERS:READ")
	for _, c := range shuffled {
		scope.WriteString(" " + string(c))
	}
	if got, want := access.ParseScope(scope.String()).Slice(), access.NewSet(access.All()...).Slice(); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if !access.ParseScope("openid all users:everything").Empty() {
		t.Error("unknown names were kept")
	}
}
