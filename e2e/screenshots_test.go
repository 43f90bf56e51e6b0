//go:build screenshots

package e2e

import "testing"

// TestScreenshots takes the pictures of the README from the running demo: make screenshots.
func TestScreenshots(t *testing.T) {
	ko := func(l look) look { l.Language = "ko"; return l }
	dark := func(l look) look { l.Dark = true; return l }
	for _, picture := range []struct {
		name, path string // an empty path is the page of 한지원
		look       look
	}{
		{"users-light", "/users", desktop},
		{"users-dark-ko", "/users", dark(ko(desktop))},
		{"person-light", "", desktop},
		{"person-dark-ko", "", dark(ko(desktop))},
		{"users-phone", "/users", phone},
		{"person-phone-ko", "", ko(phone)},
		{"profile-phone-dark", "/profile", dark(phone)},
	} {
		p := newPage(t, shared(t), picture.look)
		p.signIn("admin")
		if picture.path == "" {
			p.open("/users?search=jiwon.han")
			p.click(css(`#user-list tbody a[href^="/users/"]`))
			p.holds("the page of somebody", `document.querySelector("#person-profile")`)
		} else {
			p.open(picture.path)
		}
		p.capture("../docs/images/"+picture.name+".png", false)
	}
}
