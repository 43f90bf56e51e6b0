package views

import (
	"slices"
	"testing"

	"roster/i18n"
)

func TestShell_showsOnlyThePlacesGiven(t *testing.T) {
	t.Parallel()
	shell := sampleShell()
	shell.Nav, shell.CanSearch = []Area{AreaProfile}, false
	d := draw(t, ProfilePage(shell, sampleProfile()))
	nav := doc{d.one("nav", "id", "sidebar"), t}
	if items := nav.all("li"); len(items) != 1 || text(items[0]) != "My profile" {
		t.Errorf("the sidebar reads %q", nav.text())
	}
	nav.one("a", "href", "/profile", "aria-current", "page")
	if n := d.all("form", "role", "search"); len(n) > 0 {
		t.Error("there is a search box")
	}
	if n := d.all("a", "href", "/users"); len(n) > 0 {
		t.Error("a link leads to the users list")
	}
}

func TestShell_themeIsDrawnByTheServer(t *testing.T) {
	t.Parallel()
	for theme, want := range map[Theme]string{ThemeDark: "dark", ThemeLight: "light", ThemeSystem: "", "": "", "evil": ""} {
		shell := sampleShell()
		shell.Theme = theme
		d := draw(t, UsersPage(shell, sampleUsers()))
		if got, _ := attr(d.one("html"), "data-theme"); got != want {
			t.Errorf("theme %q gives data-theme=%q, want %q", theme, got, want)
		}
	}
}

func TestShell_languageAndThemeAreFormsThatComeBack(t *testing.T) {
	t.Parallel()
	d := drawIn(t, i18n.Korean, UsersPage(sampleShell(), sampleUsers()))
	forms := d.all("form", "action", "/preferences", "method", "post")
	if len(forms) != 2 {
		t.Fatalf("%d forms, want language and theme", len(forms))
	}
	var choices []string
	for _, f := range forms {
		form := doc{f, t}
		if v, _ := attr(form.one("input", "name", FieldReturn), "value"); v != "/users?search=kim" {
			t.Errorf("it comes back to %q", v)
		}
		for _, b := range form.all("button", "type", "submit") {
			name, _ := attr(b, "name")
			value, _ := attr(b, "value")
			choices = append(choices, name+"="+value)
		}
	}
	if want := []string{"locale=en", "locale=ko", "theme=light", "theme=dark", "theme=system"}; !slices.Equal(choices, want) {
		t.Errorf("choices are %v, want %v", choices, want)
	}
	if got := text(d.one("button", "value", "ko", "aria-current", "true")); got != "한국어" {
		t.Errorf("the chosen language reads %q", got)
	}
}

func TestShell_signOutIsAPost(t *testing.T) {
	t.Parallel()
	d := draw(t, UsersPage(sampleShell(), sampleUsers()))
	form := doc{d.one("form", "action", "/sign-out"), t}
	if method, _ := attr(form.Node, "method"); method != "post" {
		t.Errorf("method is %q", method)
	}
	if got := text(form.one("button", "type", "submit")); got != "Sign out" {
		t.Errorf("the button reads %q", got)
	}
}

func TestToastFragment_goesIntoTheLiveRegionAlone(t *testing.T) {
	t.Parallel()
	d := draw(t, ToastFragment(Toast{Tone: ToneError, Message: Say("error.504.title"), RetryURL: "/users", RequestID: "REQ-1"}))
	region := doc{d.one("div", "id", "toasts", "hx-swap-oob", "beforeend"), t}
	region.sees("Logto does not answer in time", "REQ-1", "Try again")
	page := draw(t, UsersPage(sampleShell(), sampleUsers()))
	page.one("div", "id", "toasts", "role", "status")
}
