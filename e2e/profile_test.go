package e2e

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// ownField is a field of one's own profile.
func ownField(name string) found { return css("#profile-claims [name=" + quote(name) + "]") }

// newcomer makes somebody without any role and signs them in: journeys that change
// who they are disturb nobody.
func (p *page) newcomer(username, name string) {
	p.t.Helper()
	const password = "Zx9!vQ2#tL-own"
	p.program.tenant(p.t).call(http.MethodPost, "/users", map[string]any{
		"username": username, "password": password, "name": name, "profile": map[string]any{"nickname": "Nick"},
	}, nil)
	p.open("/sign-in")
	p.fill(css("input[name=username]"), username)
	p.fill(css("input[name=password]"), password)
	p.click(css("form button[type=submit], form button:not([type]), form input[type=submit]"))
	p.arrives("/profile")
}

// asks lets people fill in fields of the tenant's own, in this order, and see what of
// themselves they see already.
func (c *tenant) asks(fields ...map[string]any) {
	c.t.Helper()
	var center struct {
		Fields map[string]string `json:"fields"`
	}
	c.call(http.MethodGet, "/account-center", nil, &center)
	center.Fields["customData"] = "Edit"
	var names []map[string]any
	for _, field := range fields {
		c.call(http.MethodPost, "/custom-profile-fields", field, nil)
		names = append(names, map[string]any{"name": field["name"]})
	}
	c.call(http.MethodPatch, "/account-center", map[string]any{"fields": center.Fields, "profileFields": names}, nil)
}

// Fields of a tenant's own.
var (
	badgeField = map[string]any{
		"name": "badge", "type": "Regex", "label": "Badge number", "required": true, "config": map[string]any{"format": `^E-\d+$`, "placeholder": "E-1234"},
	}
	teamField = map[string]any{
		"name": "team", "type": "Select", "label": "Team", "required": false, "description": "Who you work with most.",
		"config": map[string]any{"options": []map[string]string{{"label": "Front of house", "value": "front"}, {"label": "Kitchen", "value": "kitchen"}}},
	}
	newsField = map[string]any{"name": "news", "type": "Checkbox", "label": "Company newsletter", "required": false}
)

// pairWithoutMachine is a pair whose portal has a wrong secret for its
// machine-to-machine application: whatever works with it works without that.
func pairWithoutMachine(t *testing.T) *program {
	t.Helper()
	pair := pairBehind(t, newFront(t), 60)
	if err := pair.portal.stop(); err != nil {
		t.Fatal(err)
	}
	env := append(pair.portalEnv(t.TempDir(), strings.TrimPrefix(pair.URL, "http://")), "LOGTO_M2M_APP_SECRET=wrong")
	portal, err := start(binary, env, "serve")
	if err != nil {
		t.Fatal(err)
	}
	pair.portal = portal
	return pair
}

// portraitFile is a photo on the disk, as a phone that was held upright makes one: lying
// on its side, larger than is kept, and with where it was taken.
func portraitFile(t *testing.T) string {
	t.Helper()
	face := image.NewRGBA(image.Rect(0, 0, 1600, 1200))
	draw.Draw(face, face.Bounds(), image.NewUniform(color.RGBA{40, 110, 160, 255}), image.Point{}, draw.Src)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, face, nil); err != nil {
		t.Fatal(err)
	}
	exif := "Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00\x00GPS 37.5665 N"
	photo := slices.Concat(b.Bytes()[:2], []byte{0xff, 0xe1, 0, byte(len(exif) + 2)}, []byte(exif), b.Bytes()[2:])
	at := filepath.Join(t.TempDir(), "me.jpg")
	if err := os.WriteFile(at, photo, 0o600); err != nil {
		t.Fatal(err)
	}
	return at
}

// Nobody of these has a right in the portal: what they change is their own, and is
// changed with their own token.
func TestProfile_isEditedByItsOwner(t *testing.T) {
	t.Parallel()
	prog := pairWithoutMachine(t)
	prog.tenant(t).asks(badgeField, newsField)
	portrait := portraitFile(t)
	for username, l := range map[string]look{
		"own_desktop": desktop,
		"own_phone":   {Name: "phone-ko", Width: 390, Height: 844, Language: "ko"},
		"own_plain":   noScript,
	} {
		t.Run(l.Name, func(t *testing.T) {
			t.Parallel()
			p := newPage(t, prog, l)
			p.watch.tolerate("status of 422")
			p.newcomer(username, "Before "+l.Name)
			p.shows(ownField("nickname"), "Nick")
			p.shot("profile-own")

			p.fill(ownField("birthdate"), "")
			p.fill(ownField("name"), "After "+l.Name)
			p.fill(ownField("nickname"), "Nicky <b>")
			p.unfold()
			p.fill(ownField("website"), "javascript:alert(1)")
			p.fill(ownField("address.locality"), "Seoul")
			p.fill(ownField("customData.badge"), "7")
			p.click(ownField("customData.news"))
			p.save("profile-claims")
			p.holds("the problem under the field", `document.querySelector('#profile-claims [name=website][aria-invalid=true]')`)
			p.shows(ownField("name"), "After "+l.Name)
			p.shot("profile-own-problem")

			p.holds("the rule of the tenant under its field", `document.querySelector('#profile-claims [name="customData.badge"][aria-invalid=true]')`)
			p.fill(ownField("website"), "https://own.example")
			p.fill(ownField("customData.badge"), "E-7")
			p.save("profile-claims")
			p.holds("a message of success", `document.querySelector('#toasts [data-toast=success]')`)
			p.holds("the new name in the header", `document.querySelector('main h1')?.textContent.includes(`+quote("After "+l.Name)+`)`)
			p.shot("profile-own-saved")
			p.open("/profile")
			p.shows(ownField("nickname"), "Nicky <b>")
			p.shows(ownField("website"), "https://own.example")
			p.shows(ownField("address.locality"), "Seoul")
			p.shows(ownField("customData.badge"), "E-7")
			p.holds("what was ticked", `document.querySelector('#profile-claims [name="customData.news"]').checked`)

			p.do("choose a file", chromedp.SetUploadFiles("#profile-picture-file", []string{portrait}))
			p.save("profile-picture")
			p.holds("a message of success", `document.querySelector('#toasts [data-toast=success]')`)
			p.holds("the photo", painted)
			p.holds("a small copy, upright", `(i => i.naturalWidth === 384 && i.naturalHeight === 512)(document.querySelector("#page-header img"))`)
			p.shot("profile-own-photo")
			p.click(css("#profile-picture button[value=remove]"))
			p.holds("no photo", `!document.querySelector('#page-header img') && document.querySelector('#profile-picture-file')`)
		})
	}
}
