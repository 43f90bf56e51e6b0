package access_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roster/access"
)

var update = flag.Bool("update", false, "write the rule table into docs/security.md")

func TestRoles_areAsPlanned(t *testing.T) {
	t.Parallel()
	scopes := func(s string) []access.Capability { return access.ParseScope(s).Slice() }
	want := map[string][]access.Capability{
		"Roster admin": scopes("users:read users:create users:update users:suspend users:delete users:invite" +
			" users:reset-password users:set-password users:mfa users:sessions users:tokens roles:assign" +
			" organizations:assign notes:write audit:read webhooks:manage users:export users:bulk"),
		"Roster helpdesk": scopes("users:read users:update users:invite users:suspend users:reset-password" +
			" users:sessions users:mfa notes:write"),
		"Roster auditor": scopes("users:read audit:read users:export"),
	}
	got := map[string][]access.Capability{}
	for _, r := range access.Roles() {
		got[r.Name] = access.NewSet(r.Capabilities...).Slice()
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestRules_useEveryCapabilityAndNoOther(t *testing.T) {
	t.Parallel()
	used := map[access.Capability]bool{}
	seen := map[access.Action]bool{}
	for _, r := range access.Rules() {
		if seen[r.Action] || len(r.Needs) == 0 {
			t.Errorf("%s stands twice or needs nothing", r.Action)
		}
		seen[r.Action] = true
		for _, c := range r.Needs {
			used[c] = true
		}
	}
	for _, c := range access.All() {
		if !used[c] {
			t.Errorf("no rule needs %s", c)
		}
		delete(used, c)
	}
	for c := range used {
		t.Errorf("%s is not a capability", c)
	}
}

func TestRules_cannotBeChangedFromOutside(t *testing.T) {
	t.Parallel()
	for _, r := range access.Rules() {
		r.Needs[0] = "x"
	}
	access.Roles()[1].Capabilities[0] = "x"
	access.All()[0] = "x"
	rule, _ := access.RuleFor(access.UserRead)
	rule.Needs[0] = "x"
	if again, _ := access.RuleFor(access.UserRead); again.Needs[0] != access.UsersRead ||
		access.Roles()[1].Capabilities[0] != access.UsersRead || access.All()[0] != access.UsersRead {
		t.Error("a caller changed the tables")
	}
}

const (
	docPath  = "../docs/security.md"
	docBegin = "<!-- rules: written by go test ./access -run areDocumented -update -->\n"
	docEnd   = "<!-- rules: end -->\n"
)

// TestRules_areDocumented holds docs/security.md to the tables. -update writes
// the part between the marks.
func TestRules_areDocumented(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile(docPath)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, begun := strings.Cut(string(raw), docBegin)
	shown, after, ended := strings.Cut(rest, docEnd)
	if !begun || !ended {
		t.Fatalf("%s has lost its marks %q and %q", docPath, docBegin, docEnd)
	}
	want := document()
	if *update {
		if err := os.WriteFile(docPath, []byte(before+docBegin+want+docEnd+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, shown); diff != "" {
		t.Errorf("%s is behind the rule table; run: go test ./access -run areDocumented -update\n%s", docPath, diff)
	}
}

// document draws the two tables in Markdown.
func document() string {
	var b strings.Builder
	b.WriteString("\n| Capability |")
	for _, r := range access.Roles() {
		fmt.Fprintf(&b, " %s |", r.Name)
	}
	b.WriteString("\n|---|---|---|---|\n")
	for _, c := range access.All() {
		fmt.Fprintf(&b, "| `%s` |", c)
		for _, r := range access.Roles() {
			fmt.Fprintf(&b, " %s |", mark(slices.Contains(r.Capabilities, c)))
		}
		b.WriteString("\n")
	}
	b.WriteString("\n| Action | Needs | Not on a person with more rights | Not on oneself | Recent sign-in |\n|---|---|---|---|---|\n")
	for _, r := range access.Rules() {
		names := make([]string, len(r.Needs))
		for i, c := range r.Needs {
			names[i] = "`" + string(c) + "`"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", r.Action, strings.Join(names, " "),
			mark(r.ChecksTarget), mark(r.RefusesSelf), mark(r.StepUp))
	}
	b.WriteString("\n")
	return b.String()
}

func mark(yes bool) string {
	if yes {
		return "yes"
	}
	return "–"
}
