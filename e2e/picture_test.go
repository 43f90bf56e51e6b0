package e2e

import (
	"bytes"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// painted is whether the large picture of a page is there and has something to show.
const painted = `(i => i && i.complete && i.naturalWidth > 0)(document.querySelector("#page-header img"))`

func TestPicture_isShownOnThePageAndInTheMenu(t *testing.T) {
	t.Parallel()
	p := newPage(t, shared(t), desktop)
	p.signIn("admin")
	for _, path := range []string{"/profile", "/search?search=jiwon.han"} {
		pictures := 0
		for _, r := range p.load(path) { // which fails for a request to another host
			if strings.Contains(r.URL, "/picture") && r.Status == 200 {
				pictures++
			}
		}
		p.holds("the picture", painted)
		p.holds("the picture in the menu", `document.querySelector("header .menu-root img").naturalWidth > 0`)
		if pictures == 0 {
			t.Errorf("%s loads no picture", path)
		}
	}
	p.judge("person")
	for _, r := range p.load("/users") {
		if strings.Contains(r.URL, "/users/") && strings.Contains(r.URL, "/picture") {
			t.Errorf("the list asks for %s", r.URL)
		}
	}
}

func TestPicture_thatDoesNotLoadLeavesTheInitials(t *testing.T) {
	t.Parallel()
	p := newPage(t, shared(t), desktop)
	p.watch.tolerate("status of 404")
	p.signIn("admin")
	path := p.openPerson(personOfPicture)
	p.unfold()
	p.fill(profileField("avatar"), p.program.Logto+"/demo/portraits/7.png")
	p.save("person-profile")
	p.saved()
	p.holds("the new picture, at once", painted)

	p.fill(profileField("avatar"), p.program.Logto+"/no/such/picture.png")
	p.save("person-profile")
	p.saved()
	p.open(path)
	p.settled()
	p.holds("a picture that did not load", `(i => i.complete && i.naturalWidth === 0)(document.querySelector("#page-header img"))`)
	p.holds("the initials", `document.querySelector("#page-header .avatar-box").innerText.trim().length > 0`)
	broken := p.picture()
	p.do("take it away", chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("#page-header img").forEach(i => i.remove())`))
	if !bytes.Equal(broken, p.picture()) {
		t.Error("a picture that did not load is seen")
	}
	p.axe()
}

// picture is what the tab shows, as PNG.
func (p *page) picture() []byte {
	p.t.Helper()
	raw, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Fatal(err)
	}
	return raw
}

func TestPicture_ofAScriptIsNeitherTakenNorAskedFor(t *testing.T) {
	t.Parallel()
	p := newPage(t, shared(t), desktop)
	p.watch.tolerate("status of 422")
	p.signIn("helpdesk")
	path := p.openPerson(personOfScript)
	p.watch.forget()
	p.unfold()
	p.fill(profileField("avatar"), "javascript:alert(1)")
	p.save("person-profile")
	p.sees("This is not a web address.")
	for _, r := range p.settled() {
		if strings.Contains(r.URL, "javascript") || strings.Contains(r.URL, path+"/picture") {
			t.Errorf("asked for %s", r.URL)
		}
	}
	p.watch.tolerate("dialog beforeunload") // what was typed stays unsaved
	if p.open(path); p.has(css("#page-header img")) {
		t.Error("the page has a picture now")
	}
}

func TestPickers_areFetchedWhenAFieldIsGoneTo(t *testing.T) {
	t.Parallel()
	p := newPage(t, shared(t), desktop)
	p.signIn("admin")
	for _, r := range p.load(p.openPerson(personOfPickers)) {
		if strings.HasSuffix(r.URL, ".txt") {
			t.Errorf("nobody is at a field, and the page asks for %s", r.URL)
		}
	}
	const zone, locale = `document.querySelector('#person-profile [name=zoneinfo]')`, `document.querySelector('#person-profile [name=profileLocale]')`
	p.unfold()
	p.holds("a time zone's field to go to", `!(`+zone+`.focus())`)
	p.holds("zones to pick from", zone+`.list.options.length > 300 && `+locale+`.list.options.length === 0`)
	p.holds("a locale's field to go to", `!(`+locale+`.focus())`)
	p.holds("locales to pick from", `[...`+locale+`.list.options].some(o => o.value === 'ko-KR' && o.label === '한국어')`)
	p.holds("the time zone's field again", `!(`+zone+`.blur() || `+zone+`.focus())`)
	p.holds("every zone once", `new Set([...`+zone+`.list.options].map(o => o.value)).size === `+zone+`.list.options.length`)
}

func TestPickers_canBeTypedWithoutScripts(t *testing.T) {
	t.Parallel()
	p := newPage(t, shared(t), noScript)
	p.watch.tolerate("status of 422")
	p.signIn("admin")
	path := p.openPerson(personOfPickers)
	p.fill(profileField("zoneinfo"), "Asia/Soul")
	p.save("person-profile")
	p.sees("This is not a time zone")
	p.fill(profileField("zoneinfo"), "Asia/Tokyo")
	p.fill(profileField("profileLocale"), "ja_JP")
	p.click(find("what a date cannot say", `all('#person-profile summary')[0] || null`))
	p.fill(profileField("birthdate.part"), "0000-05-02")
	p.shot("pickers")
	p.save("person-profile")
	p.holds("a message of success", `document.querySelector('#toasts [data-toast=success]')`)
	p.open(path)
	p.shows(profileField("zoneinfo"), "Asia/Tokyo")
	p.shows(profileField("profileLocale"), "ja_JP")
	p.shows(profileField("birthdate"), "0000-05-02")
}

func TestProvenance_saysWhoChangedAnAddress(t *testing.T) {
	t.Parallel()
	p := newPage(t, shared(t), desktop)
	p.signIn("admin")
	path := p.openPerson(personOfProvenance)
	p.fill(contactField("primaryEmail"), "changed.here@example.org")
	p.save("person-contact")
	p.saved()
	p.holds("who changed it", `/Changed in this portal on .* by .?Mina Calloway/.test(document.querySelector('#person-contact').innerText)`)
	p.judge("changed")

	agent := newPage(t, shared(t), phone)
	agent.signIn("helpdesk")
	agent.open(path)
	agent.sees("Changed in this portal on")
	if strings.Contains(agent.text(), "Mina Calloway") {
		t.Error("somebody who may not read the trail is told who it was")
	}
}

func TestBudget_laterPersonPageIsLight(t *testing.T) {
	t.Parallel()
	p := newPage(t, shared(t), desktop)
	p.signIn("admin")
	path := p.openPerson(personOfLooks)
	p.open("/users")
	var later float64
	for _, r := range p.load(path) {
		later += r.Bytes
		t.Logf("%6.0f B  %d %-10s %s", r.Bytes, r.Status, r.Kind, r.URL)
	}
	t.Logf("a later person's page: %.0f B", later)
	if later == 0 || later > laterPageBytes {
		t.Errorf("a later page is over its budget of %d B", laterPageBytes)
	}
}
