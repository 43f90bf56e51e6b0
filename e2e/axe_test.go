package e2e

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/chromedp/chromedp"
)

// axeSource is axe-core 4.14.1 (MPL-2.0), unchanged.
//
//go:embed testdata/axe.min.js
var axeSource string

// violation is one rule of axe that the page breaks.
type violation struct {
	ID, Impact, Help string
	Nodes            []struct {
		HTML           string
		FailureSummary string
	}
}

// judge looks at a state that the gallery has no picture of: axe where the page's own script engine runs,
// its language, width and theme. What the gallery shows is judged there.
func (p *page) judge(name string) {
	p.t.Helper()
	p.shot(name)
	if !p.look.NoScript {
		p.axe()
	}
	p.looksRight(name)
}

// axe asks axe-core about WCAG 2.2 AA and its best practices and fails the test for every answer.
// It is injected through the debugging protocol: the page's policy stays as it is.
func (p *page) axe() {
	p.t.Helper()
	p.content(p.violations())
}

// axeWords asks all but what needs to know where everything is painted, which is most of the work.
func (p *page) axeWords() {
	p.t.Helper()
	p.content(p.ask(everyRule + ", rules: {'color-contrast': {enabled: false}, 'link-in-text-block': {enabled: false}, 'target-size': {enabled: false}}"))
}

func (p *page) content(found []violation, err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatalf("axe on %s: %v", p.address(), err)
	}
	for _, v := range found {
		if v.ID == p.allowed {
			continue
		}
		p.t.Errorf("axe on %s: %s", p.address(), v)
	}
}

func (p *page) violations() ([]violation, error) {
	p.t.Helper()
	return p.ask(everyRule)
}

// everyRule is axe's option for WCAG 2.2 AA and best practices.
const everyRule = "{type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}"

// ask runs the rules of axe that only (its option runOnly) names.
func (p *page) ask(only string) ([]violation, error) {
	p.t.Helper()
	if there, err := eval[bool](p, "!!window.axe"); err != nil || !there { // half a megabyte, so only once a page
		p.do("inject axe", chromedp.Evaluate[chromedp.Void](axeSource+"; undefined"))
	}
	raw, err := eval[string](p, `axe.run(document, {
		resultTypes: ['violations'], preload: false, iframes: false, selectors: false, runOnly: `+only+`,
	}).then(r => JSON.stringify(r.violations))`)
	if err != nil {
		return nil, err
	}
	var found []violation
	return found, json.Unmarshal([]byte(raw), &found)
}

func (v violation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s): %s", v.ID, v.Impact, v.Help)
	for _, n := range v.Nodes {
		fmt.Fprintf(&b, "\n  %s\n    %s", n.HTML, strings.ReplaceAll(n.FailureSummary, "\n", "\n    "))
	}
	return b.String()
}
