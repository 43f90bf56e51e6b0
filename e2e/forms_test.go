package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// Journeys about forms: nothing typed is lost, nothing is done twice, nothing is overwritten unseen.

func TestConflict_isDecidedFieldByField(t *testing.T) {
	t.Parallel()
	for _, l := range []look{desktop, noScript} {
		t.Run(l.Name, func(t *testing.T) {
			t.Parallel()
			who := map[string]int{desktop.Name: personOfChoice, noScript.Name: personOfChoiceNoScript}[l.Name]
			mine, theirs := newPage(t, shared(t), l), newPage(t, shared(t), desktop)
			mine.watch.tolerate("status of 409")
			mine.watch.tolerate("status of 422")
			mine.signIn("admin")
			theirs.signIn("helpdesk")
			path := mine.openPerson(who)
			theirs.open(path)
			theirs.fill(profileField("nickname"), "Their nickname")
			theirs.fill(profileField("givenName"), "Their given name")
			theirs.save("person-profile")
			theirs.saved()

			mine.fill(profileField("nickname"), "My nickname")
			mine.fill(profileField("givenName"), "My given name")
			mine.fill(profileField("familyName"), "My family name")
			mine.save("person-profile")
			mine.sees("Somebody else changed 2 of these fields meanwhile", "Their nickname", "My nickname")
			mine.save("person-profile")
			mine.sees("Choose a value for every field")
			mine.click(css(`input[name="choice.nickname"][value=theirs]`))
			mine.click(css(`input[name="choice.givenName"][value=mine]`))
			mine.save("person-profile")
			mine.saved()
			mine.open(path)
			mine.shows(profileField("nickname"), "Their nickname")
			mine.shows(profileField("givenName"), "My given name")
			mine.shows(profileField("familyName"), "My family name")
		})
	}
}

func TestCustomData_isReviewedAndItsKeysAreMerged(t *testing.T) {
	t.Parallel()
	mine, theirs := newPage(t, shared(t), desktop), newPage(t, shared(t), noScript)
	mine.watch.tolerate("status of 409")
	mine.signIn("admin")
	theirs.signIn("helpdesk")
	path := mine.openPerson(personOfKeys)
	mine.saveCustomData(`{"plan": "free", "seats": 1}`)

	mine.open(path)
	theirs.open(path)
	theirs.fill(customData(), `{"plan": "gold", "seats": 1, "since": 2024}`)
	theirs.save("person-custom-data")
	theirs.sees("2 keys will change")
	theirs.click(button("Keep editing"))
	theirs.holds("the editor again", button("Review changes").js)
	theirs.save("person-custom-data")
	theirs.sees("2 keys will change")
	theirs.click(css("#person-custom-data-save"))
	theirs.saved()

	mine.fill(customData(), `{"plan": "silver", "seats": 2}`)
	mine.save("person-custom-data")
	mine.sees("2 keys will change")
	mine.click(css("#person-custom-data-save"))
	mine.sees("Somebody else changed 1 of these fields meanwhile", `"gold"`, `"silver"`)
	mine.judge("keys")
	mine.click(css(`input[name="choice.plan"][value=mine]`))
	mine.click(css("#person-custom-data-save"))
	mine.saved()
	mine.open(path)
	got := mine.value(customData())
	for _, want := range []string{`"plan": "silver"`, `"seats": 2`, `"since": 2024`} {
		if !strings.Contains(got, want) {
			t.Errorf("the custom data is %s, without %s", got, want)
		}
	}
}

// saveCustomData types an object, looks at its changes and saves them.
func (p *page) saveCustomData(text string) {
	p.t.Helper()
	p.fill(customData(), text)
	p.save("person-custom-data")
	p.sees("will change")
	p.click(css("#person-custom-data-save"))
	p.saved()
}

func TestExpiredSession_inTheMiddleOfAnEditKeepsTheText(t *testing.T) {
	t.Parallel()
	for _, l := range []look{desktop, noScript, phone} {
		t.Run(l.Name, func(t *testing.T) {
			t.Parallel()
			p := newPage(t, shared(t), l)
			p.watch.tolerate("status of 401")
			p.signIn("admin")
			path := p.openPerson(map[string]int{desktop.Name: personOfDraft, noScript.Name: personOfDraftNoScript, phone.Name: personOfDraftPhone}[l.Name])
			p.fill(profileField("nickname"), "Typed before the end")
			p.loseCookies()
			p.save("person-profile")
			p.until("Logto's sign-in page", func() bool { return strings.HasPrefix(p.address(), p.program.Logto) })
			p.enterPassword("admin")
			p.arrives(path)
			p.sees("What you typed is still here")
			p.shows(profileField("nickname"), "Typed before the end")
			p.save("person-profile")
			p.saved()
			p.open(path)
			p.shows(profileField("nickname"), "Typed before the end")
		})
	}
}

func TestDoubleSubmit_savesOnce(t *testing.T) {
	t.Parallel()
	p := newPage(t, shared(t), noScript)
	p.signIn("admin")
	path := p.openPerson(personOfDouble)
	p.fill(profileField("nickname"), "First")
	again, err := eval[string](p, `new URLSearchParams(new FormData(document.querySelector('#person-profile form'))).toString()`)
	if err != nil {
		t.Fatal(err)
	}
	p.save("person-profile")
	p.saved()
	p.fill(profileField("nickname"), "Second")
	p.save("person-profile")
	p.saved()
	// The first form once more, as a reload sends it: what was saved since must stay.
	status, err := eval[int](p, fmt.Sprintf(`fetch(%s, {method: 'POST', body: new URLSearchParams(%s)}).then(r => r.status)`, quote(path+"/profile"), quote(again)))
	if err != nil || status != http.StatusOK {
		t.Errorf("the form once more: %d, %v", status, err)
	}
	p.open(path)
	p.shows(profileField("nickname"), "Second")
	if strings.Contains(p.text(), "Somebody else changed") {
		t.Error("a form sent twice is taken for a conflict")
	}
}

func TestUnsavedChanges_areAskedAboutBeforeLeaving(t *testing.T) {
	t.Parallel()
	p := newPage(t, shared(t), desktop)
	p.signIn("admin")
	path := p.openPerson(personOfGuard)
	p.fill(profileField("nickname"), "Not saved")
	p.sees("Unsaved changes")
	p.click(css(`nav a[href="/users"]`))
	p.until("the browser's question", func() bool {
		return strings.Contains(strings.Join(p.watch.complaints(), "\n"), "dialog beforeunload")
	})
	p.watch.tolerate("dialog beforeunload")
	p.arrives("/users")
	p.open(path)
	p.click(css("#person-profile [data-discard]"))
	p.arrives(path)
}
