package main

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"

	"roster/apiclient"
	"roster/emulator"
)

// inventory is everything that setup may make, by name.
func (p place) inventory() string {
	p.t.Helper()
	c := p.manager()
	counts := map[string]int{}
	for app, err := range c.Applications.All(p.t.Context(), apiclient.ApplicationListOptions{}) {
		if err != nil {
			p.t.Fatal(err)
		}
		counts["application "+app.Name]++
	}
	for resource, err := range c.Resources.All(p.t.Context(), apiclient.ResourceListOptions{PageOptions: apiclient.PageOptions{PageSize: 100}, IncludeScopes: true}) {
		if err != nil {
			p.t.Fatal(err)
		}
		counts["resource "+resource.Indicator]++
		for _, scope := range resource.Scopes {
			counts["scope "+scope.Name]++
		}
	}
	for role, err := range c.Roles.All(p.t.Context(), apiclient.RoleListOptions{}) {
		if err != nil {
			p.t.Fatal(err)
		}
		scopes, err := c.Roles.Scopes(p.t.Context(), role.ID)
		if err != nil {
			p.t.Fatal(err)
		}
		counts[fmt.Sprintf("role %s with %d", role.Name, len(scopes))]++
	}
	var lines []string
	for name, count := range counts {
		if count > 1 {
			name = fmt.Sprintf("%s ×%d", name, count)
		}
		lines = append(lines, name)
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

func mutations(requests []emulator.Request) int {
	n := 0
	for _, r := range requests {
		if r.Method != http.MethodGet && r.Path != "/oidc/token" {
			n++
		}
	}
	return n
}

// cutOff lets some changes through, then does the next and breaks the connection
// before it answers, and every one after it before it does anything.
type cutOff struct {
	next http.Handler
	mu   sync.Mutex
	left int // changes that get an answer; healed when very many
}

func (c *cutOff) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet || r.URL.Path == "/oidc/token" {
		c.next.ServeHTTP(w, r)
		return
	}
	c.mu.Lock()
	c.left--
	last, over := c.left == -1, c.left < -1
	c.mu.Unlock()
	switch {
	case over:
		panic(http.ErrAbortHandler)
	case last:
		c.next.ServeHTTP(&nowhere{header: http.Header{}}, r)
		panic(http.ErrAbortHandler)
	}
	c.next.ServeHTTP(w, r)
}

func (c *cutOff) heal() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.left = 1 << 20
}

// nowhere is an answer that nobody gets.
type nowhere struct{ header http.Header }

func (n *nowhere) Header() http.Header         { return n.header }
func (n *nowhere) Write(b []byte) (int, error) { return len(b), nil }
func (n *nowhere) WriteHeader(int)             {}
