package views

import (
	"testing"
)

func TestErrorPage_forbiddenNamesThePermissionAndWhoGrantsIt(t *testing.T) {
	t.Parallel()
	shell := sampleShell()
	shell.Path = "/users/u1"
	d := draw(t, ErrorPage(shell, ErrorProps{Status: 403, Denied: DeniedMissingCapability, Missing: []string{"users:update", "users:set-password"}}))
	d.sees("You may not do this", "users:update", "users:set-password", "Roster admin", "REQ-1")
	form := doc{d.one("form", "action", "/sign-in/recheck?next=%2Fusers%2Fu1", "method", "post"), t}
	if got := text(form.one("button")); got != "Check my rights again" {
		t.Errorf("the button reads %q", got)
	}
}

func TestErrorPage_offersWhatHelps(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		props ErrorProps
		says  string
		links []string
	}{
		{"not found leads home", ErrorProps{Status: 404}, "Nothing is here", []string{"/"}},
		{"not found leads back", ErrorProps{Status: 404, BackURL: "/users"}, "Nothing is here", []string{"/users"}},
		{"Logto away can be tried again", ErrorProps{Status: 502, RetryURL: "/users?page=2"}, "Logto does not answer", []string{"/users?page=2", "/"}},
		{"Logto slow can be tried again", ErrorProps{Status: 504, RetryURL: "/users"}, "in time", []string{"/users"}},
		{"an unknown status is our mistake", ErrorProps{Status: 599}, "Something went wrong", []string{"/"}},
		{"hostile form", ErrorProps{Status: 400}, "Nothing was changed", nil},
		{"oversized form", ErrorProps{Status: 413}, "Nothing was changed", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := doc{draw(t, ErrorPage(sampleShell(), c.props)).one("main"), t}
			d.sees(c.says, "Request ID", "REQ-1")
			for _, href := range c.links {
				d.one("a", "href", href)
			}
		})
	}
}

func TestSignInProblemPage_triesAgainWhereOneWasGoing(t *testing.T) {
	t.Parallel()
	for reason := range signInProblems {
		d := draw(t, SignInProblemPage(Shell{RequestID: "REQ-1"}, SignInProblemProps{Reason: reason, Next: "/users/u1"}))
		d.one("a", "href", "/sign-in?next=%2Fusers%2Fu1")
		d.sees("REQ-1")
		if len(d.all("nav")) > 0 {
			t.Errorf("%s: somebody not signed in sees the navigation", reason)
		}
	}
}

func TestProfilePage_showsWhatIsKnownAndChecksRightsByPost(t *testing.T) {
	t.Parallel()
	shell := sampleShell()
	shell.Path = "/profile"
	d := draw(t, ProfilePage(shell, sampleProfile()))
	d.sees("이서연", "seoyeon@acme.example", "Verified", "서연", "Female", "Acme Korea", "Roster helpdesk", "users:read", "50 min ago")
	d.one("form", "action", "/sign-in/recheck?next=%2Fprofile", "method", "post")
	if n := (doc{d.one("main"), t}).all("input"); len(n) != 0 {
		t.Error("the page can be edited")
	}
}

func TestProfilePage_hasAFormForWhatMayBeChangedAndShowsTheRest(t *testing.T) {
	t.Parallel()
	d := draw(t, ProfilePage(sampleShell(), sampleOwn()), FragmentOwn)
	d.one("form", "action", "/profile", "method", "post")
	d.one("input", "name", "name", "value", hostile)
	d.one("input", "name", BaseName("birthdate"), "value", "1994-05-02")
	d.one("input", "name", "birthdate", "value", "2 May", "aria-invalid", "true")
	d.sees("https://pictures.example/mine.png", "Only an admin can change these")
	if n := d.all("input", "name", FieldAvatar); len(n) != 0 {
		t.Error("the picture can be changed")
	}
}

func TestProfilePage_saysHowToOpenItToThoseWhoCan(t *testing.T) {
	t.Parallel()
	p := sampleProfile()
	draw(t, ProfilePage(sampleShell(), p), FragmentOwn).sees("서연", "You cannot look after your account yourself", "roster setup --account-center")
	p.OpenBy = ""
	if d := draw(t, ProfilePage(sampleShell(), p), FragmentOwn); len(d.all("pre")) != 0 {
		t.Error("a command is shown to who cannot run it")
	}
}
