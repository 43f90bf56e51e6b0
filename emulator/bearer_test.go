package emulator

import (
	"net/http"
	"strings"
	"testing"
)

// A token is known by all of its characters: that one was right says nothing of another.
func TestBearer_oneThatWasRightVouchesForNoOther(t *testing.T) {
	t.Parallel()
	c := newMgmtClient(t)
	c.want(200, http.MethodGet, "/users", "")
	right := c.token
	head, signature := right[:strings.LastIndexByte(right, '.')+1], right[strings.LastIndexByte(right, '.')+1:]
	for range 2 { // a refusal is not remembered as a permission either
		c.token = head + swapFirst(signature)
		c.refused(401, "auth.unauthorized", http.MethodGet, "/users", "")
	}
	c.token = right
	c.want(200, http.MethodGet, "/users", "")
	c.clock.Add(2 * 3_600_000)
	c.refused(401, "auth.unauthorized", http.MethodGet, "/users", "")
}

// swapFirst changes the first character, which has no padding bits.
func swapFirst(s string) string {
	if s[0] == 'A' {
		return "B" + s[1:]
	}
	return "A" + s[1:]
}

func TestVerifiedTokens_areBounded(t *testing.T) {
	t.Parallel()
	var v verifiedTokens
	for range verifiedAtOnce * 3 {
		v.remember(longID(), nil)
		if len(v.payloads) > verifiedAtOnce {
			t.Fatalf("%d are remembered", len(v.payloads))
		}
	}
}
