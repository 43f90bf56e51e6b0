package views

import (
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"roster/i18n"
)

// everyPage draws every sample in both languages.
func everyPage(t *testing.T, check func(t *testing.T, d doc)) {
	t.Helper()
	for name, page := range samples(t) {
		for _, l := range i18n.Locales() {
			t.Run(name+" "+string(l), func(t *testing.T) {
				t.Parallel()
				check(t, drawIn(t, l, page))
			})
		}
	}
}

func TestPages_haveOneHeadingATitleAndALanguage(t *testing.T) {
	t.Parallel()
	everyPage(t, func(t *testing.T, d doc) {
		if text(d.one("h1")) == "" {
			t.Error("the h1 is empty")
		}
		head := doc{d.one("head"), t} // drawings have titles too
		if title := head.one("title").FirstChild; title == nil || !strings.HasSuffix(title.Data, " · Roster") {
			t.Errorf("title is %v", title)
		}
		if lang, _ := attr(d.one("html"), "lang"); lang != "en" && lang != "ko" {
			t.Errorf("lang is %q", lang)
		}
		d.one("main")
	})
}

var looksLikeKey = regexp.MustCompile(`\b(nav|shell|ui|time|overview|status|users|search|person|notes|check|access|reach|compare|help|life|security|link|invitations|roles|organizations|revoke|invite|create|form|conflict|field|problem|failure|error|signin|profile|own|data|activity|webhooks|event|audit|timeline|happened)\.[a-z-]+(\.[a-z-]+)*\b`)

func TestPages_showNoKeyAndNoEmptyPlaceholder(t *testing.T) {
	t.Parallel()
	everyPage(t, func(t *testing.T, d doc) {
		if key := looksLikeKey.FindString(d.text()); key != "" {
			t.Errorf("an untranslated key is shown: %s", key)
		}
		if at := regexp.MustCompile(`\{[a-z]+\}`).FindString(d.text()); at != "" {
			t.Errorf("a placeholder is shown: %s", at)
		}
	})
}

func TestPages_idsAreUniqueAndReferencesLead(t *testing.T) {
	t.Parallel()
	everyPage(t, func(t *testing.T, d doc) {
		ids := map[string]bool{}
		for _, n := range d.all("", "id", "*") {
			id, _ := attr(n, "id")
			if ids[id] || id == "" {
				t.Errorf("id %q is doubled or empty", id)
			}
			ids[id] = true
		}
		for _, name := range []string{"for", "aria-labelledby", "aria-describedby", "popovertarget"} {
			for _, n := range d.all("", name, "*") {
				v, _ := attr(n, name)
				for id := range strings.FieldsSeq(v) {
					if !ids[id] {
						t.Errorf("%s=%q of <%s> leads nowhere", name, id, n.Data)
					}
				}
			}
		}
		for _, n := range d.all("a", "href", "*") {
			if href, _ := attr(n, "href"); strings.HasPrefix(href, "#") && !ids[href[1:]] {
				t.Errorf("link %s leads nowhere", href)
			}
		}
	})
}

func TestPages_controlsHaveNames(t *testing.T) {
	t.Parallel()
	everyPage(t, func(t *testing.T, d doc) {
		labelled := map[string]bool{}
		for _, l := range d.all("label", "for", "*") {
			id, _ := attr(l, "for")
			labelled[id] = text(l) != ""
		}
		for _, tag := range []string{"input", "select", "textarea"} {
			for _, n := range d.all(tag) {
				id, _ := attr(n, "id")
				if kind, _ := attr(n, "type"); kind != "hidden" && !labelled[id] && !insideLabel(n) {
					t.Errorf("<%s id=%q> has no label", tag, id)
				}
			}
		}
		for _, tag := range []string{"a", "button", "summary"} {
			for _, n := range d.all(tag) {
				if label, _ := attr(n, "aria-label"); label == "" && text(n) == "" {
					t.Errorf("a <%s> has no name", tag)
				}
			}
		}
	})
}

func insideLabel(n *html.Node) bool {
	for p := range n.Ancestors() {
		if p.Data == "label" {
			return text(p) != ""
		}
	}
	return false
}

// TestPages_changeNothingByGET holds that a form which is not a search posts.
func TestPages_changeNothingByGET(t *testing.T) {
	t.Parallel()
	everyPage(t, func(t *testing.T, d doc) {
		for _, f := range d.all("form") {
			method, _ := attr(f, "method")
			role, _ := attr(f, "role")
			if method != "post" && role != "search" {
				t.Errorf("a form with method %q", method)
			}
			if action, _ := attr(f, "action"); !strings.HasPrefix(action, "/") {
				t.Errorf("a form with action %q needs script to work", action)
			}
		}
	})
}

func TestPages_loadOnlyHashedOwnFiles(t *testing.T) {
	t.Parallel()
	hashed := regexp.MustCompile(`^/static/.+\.[0-9a-f]{12}\.(js|css|svg)(#.+)?$`)
	everyPage(t, func(t *testing.T, d doc) {
		for tag, name := range map[string]string{"script": "src", "link": "href", "use": "href"} {
			for _, n := range d.all(tag) {
				if v, _ := attr(n, name); !hashed.MatchString(v) {
					t.Errorf("<%s %s=%q>", tag, name, v)
				}
			}
		}
		if n := d.all("", "style", "*"); len(n) > 0 {
			t.Errorf("<%s> has an inline style", n[0].Data)
		}
		if n := d.all("script", "onerror", "*"); len(n) > 0 || len(d.all("img", "onerror", "*")) > 0 {
			t.Error("what somebody typed became markup")
		}
	})
}
