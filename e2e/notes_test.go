package e2e

import (
	"fmt"
	"strings"
	"testing"
)

// noteLooks are how the journeys of notes are made, each with a person of its own.
var noteLooks = []struct {
	look
	person int
}{
	{desktop, personOfNotes},
	{look{Name: "phone-ko", Width: 390, Height: 844, Language: "ko"}, personOfNotesKorean},
	{look{Name: "no-script-dark", Width: 1400, Height: 900, Language: "en", Dark: true, NoScript: true}, personOfNotesNoScript},
}

const firstNote = "Called on Monday, lost her phone.\nShe speaks 한국어 and <English>."

func noteText(region string) found { return css("#" + region + " textarea[name=text]") }

// notes counts the texts that stand in the card of notes.
func (p *page) notes() int {
	p.t.Helper()
	n, err := eval[int](p, `document.querySelectorAll('#person-notes li > p').length`)
	if err != nil {
		p.t.Fatal(err)
	}
	return n
}

func TestNotes_areWrittenChangedReadAndDeleted(t *testing.T) {
	t.Parallel()
	for _, l := range noteLooks {
		t.Run(l.Name, func(t *testing.T) {
			t.Parallel()
			p := newPage(t, shared(t), l.look)
			p.watch.tolerate("status of 422")
			p.signIn("admin")
			path := p.openPerson(l.person)
			p.save("person-notes") // nothing typed
			p.holds("the field marked as wrong", `document.querySelector('#person-notes textarea[aria-invalid=true]')`)
			p.fill(noteText("person-notes"), firstNote)
			again, err := eval[string](p, `new URLSearchParams(new FormData(document.querySelector('#person-notes form'))).toString()`)
			if err != nil {
				t.Fatal(err)
			}
			p.save("person-notes")
			p.until("the note", func() bool { return p.notes() == 1 })
			p.arrives(path)
			if status, err := eval[int](p, fmt.Sprintf(`fetch(%s, {method: 'POST', body: new URLSearchParams(%s)}).then(r => r.status)`, quote(path+"/notes"), quote(again))); err != nil || status != 200 {
				t.Errorf("the form once more: %d, %v", status, err)
			}
			p.open(path)
			if n := p.notes(); n != 1 {
				t.Errorf("sent twice, it stands %d times", n)
			}
			p.sees(firstNote)

			p.click(css("#person-notes a[href^='" + path + "/notes/']"))
			p.holds("the form of the note", noteText("person-note").js)
			note := p.address()
			p.fill(noteText("person-note"), firstNote+"\nFound it again.")
			p.save("person-note")
			p.arrives(path + "/notes")
			p.sees("Found it again.")
			p.judge("all")
			p.open(note)
			p.holds("both versions", `document.querySelectorAll('#note-history li').length === 2`)

			p.click(css("main a[href='" + note + "/delete']"))
			p.arrives(note + "/delete")
			p.judge("delete")
			p.click(css("#person-note form button"))
			p.arrives(path + "/notes")
			p.holds("what is left of it", `document.querySelectorAll('#person-notes li').length === 1`)
			if n := p.notes(); n != 0 || strings.Contains(p.text(), "Monday") {
				t.Error("the text is still there")
			}
		})
	}
}

// revisedNote is a note with two versions.
func revisedNote(s *scene) {
	s.fill(noteText("person-notes"), firstNote)
	s.save("person-notes")
	s.until("the note", func() bool { return s.notes() > 0 })
	s.click(css("#person-notes a[href*='/notes/']"))
	s.holds("the form of the note", noteText("person-note").js)
	note := s.address()
	s.fill(noteText("person-note"), firstNote+" Found it again.")
	s.save("person-note")
	s.sees("Found it again.")
	s.until("all notes", func() bool { return s.address() != note })
	s.open(note)
	s.holds("both versions", `document.querySelectorAll('#note-history li').length === 2`)
}
