package handlers

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/i18n"
)

func TestNotes_standOnTheFirstPageWithTheirAuthorAndAsText(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.people.noteList.Total = 7
	body := p.do(t, ask{as: "helpdesk", path: annaPage}).Body.String()
	for _, want := range []string{"Called twice\n&lt;b&gt;angry&lt;/b&gt;", "Mina Admin", `href="/users/id-of-admin"`, "Edited", "All 7 notes", `href="` + notesPath + `"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if q := p.people.noteAsks[0]; q != (directory.NoteQuery{Living: true, Limit: 3}) {
		t.Errorf("asked for %+v", q)
	}
}

// A database that is away costs the notes and nothing else.
func TestNotes_failByThemselves(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.people.errs["Notes"] = errors.New("no database")
	for _, path := range []string{annaPage, notesPath} {
		w := p.do(t, ask{as: "admin", path: path})
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "The notes could not be read") || !strings.Contains(w.Body.String(), "Anna Kim") {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func TestNotes_areAddedOnceAndLeadBack(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	form := url.Values{"text": {"called"}, "from": {"overview"}}
	a := ask{as: "admin", method: http.MethodPost, path: notesPath, form: form}
	a.body, a.form, a.unsigned = p.signed(a, form.Encode()), nil, true
	for _, said := range []string{"", "again"} {
		w := p.do(t, a)
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != annaPage {
			t.Errorf("%s: %d to %q", said, w.Code, w.Header().Get("Location"))
		}
	}
	if len(p.people.texts) != 1 {
		t.Errorf("written %d times", len(p.people.texts))
	}
	a = post(notesPath, form)
	a.as, a.headers = "admin", htmx("person-notes")
	w := p.do(t, a)
	if to := w.Header().Get("HX-Location"); w.Code != http.StatusNoContent || !strings.Contains(to, `"path":"`+annaPage+`"`) || !strings.Contains(to, "#person-notes") {
		t.Errorf("htmx: %d, %s", w.Code, to)
	}
}

// Nobody loses what they wrote, whatever is the trouble.
func TestNotes_refusedKeepTheText(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		err    error
		status int
		says   string
	}{
		"nothing":    {&directory.Invalid{Fields: map[string]string{directory.NoteText: directory.Missing}}, 422, "Write something first."},
		"too long":   {&directory.Invalid{Fields: map[string]string{directory.NoteText: directory.TooLong}}, 422, "at most 4000 characters"},
		"control":    {&directory.Invalid{Fields: map[string]string{directory.NoteText: directory.InvalidCharacters}}, 422, "cannot be stored"},
		"more":       {&access.Denied{Action: access.UserWriteNote, Reason: access.TargetHasMore}, 403, "You may not write notes about this person"},
		"busy":       {directory.ErrBusy, 409, "Somebody else is just changing this"},
		"logto away": {&apiclient.Unavailable{Kind: apiclient.KindRefused}, 502, "What you typed is still here"},
		"database":   {errors.New("no database"), 500, "What you typed is still here"},
	} {
		p := newPortal(t)
		p.people.errs["AddNote"] = test.err
		a := post(notesPath, url.Values{"text": {"they called <twice>"}, "from": {"overview"}})
		a.as = "admin"
		w := p.do(t, a)
		body := w.Body.String()
		if w.Code != test.status || !strings.Contains(body, test.says) || !strings.Contains(body, "they called &lt;twice&gt;") {
			t.Errorf("%s: %d, says it: %v, keeps it: %v", name, w.Code, strings.Contains(body, test.says), strings.Contains(body, "they called"))
		}
	}
	p := newPortal(t)
	p.people.errs["*"] = &apiclient.Unavailable{Kind: apiclient.KindRefused}
	a := post(notesPath, url.Values{"text": {"nothing answers"}})
	a.as = "admin"
	if w := p.do(t, a); w.Code != http.StatusBadGateway || !strings.Contains(w.Body.String(), "nothing answers") {
		t.Errorf("with nothing to read: %d", w.Code)
	}
}

func TestNotes_survivesASessionThatEnded(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	form := url.Values{"text": {"kept over the sign-in"}}
	a := ask{as: "admin", method: http.MethodPost, path: notesPath}
	a.body, a.unsigned = p.signed(a, form.Encode()), true
	a.as = ""
	w := p.do(t, a)
	if w.Code != http.StatusSeeOther {
		t.Fatalf("%d", w.Code)
	}
	body := p.do(t, ask{as: "admin", path: notesPath, cookies: w.Result().Cookies()}).Body.String()
	if !strings.Contains(body, "kept over the sign-in") || !strings.Contains(body, "What you typed is still here") {
		t.Error("the text is gone")
	}
}

func TestNotes_areTurnedPageByPage(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.people.noteList = directory.NoteList{Total: 45}
	for range 45 {
		p.people.noteList.Notes = append(p.people.noteList.Notes, aNote())
	}
	for path, want := range map[string]string{
		notesPath: "1 / 3", notesPath + "?page=2": "2 / 3", notesPath + "?page=99": "3 / 3", notesPath + "?page=-1": "1 / 3",
	} {
		if body := p.do(t, ask{as: "auditor", path: path}).Body.String(); !strings.Contains(body, want) {
			t.Errorf("%s lacks %q", path, want)
		}
	}
}

func TestNote_isChangedByItsAuthorAlone(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	mine := p.do(t, ask{as: "admin", path: notePath}).Body.String()
	others := p.do(t, ask{as: "helpdesk", path: notePath}).Body.String()
	readers := p.do(t, ask{as: "auditor", path: notePath}).Body.String()
	if !strings.Contains(mine, "<textarea") || !strings.Contains(mine, "Called once") {
		t.Error("the author has no form or no history")
	}
	if strings.Contains(others, "<textarea") || !strings.Contains(others, "Only its author may change this note") || !strings.Contains(others, "Called once") {
		t.Error("another agent")
	}
	if strings.Contains(readers, "<textarea") || strings.Contains(readers, "/delete") {
		t.Error("a reader may change it")
	}
	if w := p.do(t, ask{as: "admin", path: notesPath + "/nothing"}); w.Code != http.StatusNotFound {
		t.Errorf("no such note: %d", w.Code)
	}
}

func TestNote_isChangedFromTheVersionThatWasShown(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	a := post(notePath, pair(url.Values{"base.version": {"2"}}, "text", "before", "called three times"))
	a.as = "admin"
	p.do(t, a)
	if len(p.people.bases) != 1 || p.people.bases[0] != 2 || p.people.texts[0] != "called three times" {
		t.Errorf("changed %v from %v", p.people.texts, p.people.bases)
	}
	forged := post(notePath, pair(url.Values{
		"base.version": {"3"}, "form-token": {p.token("id-of-admin", notePath, map[string]string{"text": "before", "version": "2"})},
	}, "text", "before", "x"))
	forged.as = "admin"
	if w := p.do(t, forged); w.Code != http.StatusBadRequest {
		t.Errorf("a version that was not shown: %d", w.Code)
	}
}

func TestNote_changedMeanwhileShowsBothTexts(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.people.errs["EditNote"] = directory.ErrNoteChanged
	a := post(notePath, pair(url.Values{"base.version": {"1"}}, "text", "before", "my own words"))
	a.as = "admin"
	w := p.do(t, a)
	body := w.Body.String()
	for _, want := range []string{"The note was changed meanwhile", "Called twice", "my own words", `name="base.version" value="2"`} {
		if w.Code != http.StatusConflict || !strings.Contains(body, want) {
			t.Errorf("%d, lacks %q", w.Code, want)
		}
	}
}

func TestNote_saysThatThereAreOlderVersions(t *testing.T) {
	t.Parallel()
	for version, says := range map[int]bool{2: false, 130: true} {
		p := newPortal(t)
		p.people.history.Version = version
		body := p.do(t, ask{as: "helpdesk", path: notePath}).Body.String()
		if got := strings.Contains(body, "The newest 2 of "); got != says {
			t.Errorf("of %d versions: %v", version, got)
		}
		body = p.do(t, ask{as: "admin", path: notePath + "/delete"}).Body.String()
		if !strings.Contains(body, fmt.Sprintf("all %d versions", version)) {
			t.Errorf("deleting does not say that %d are lost", version)
		}
	}
}

func TestNoteDelete_asksAndSaysWhyNot(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	body := p.do(t, ask{as: "admin", path: notePath + "/delete"}).Body.String()
	if !strings.Contains(body, "all 2 versions") || !strings.Contains(body, `name="base.version" value="2"`) {
		t.Error("it does not say what is lost, or asks about no version")
	}
	body = p.do(t, ask{as: "helpdesk", path: notePath + "/delete"}).Body.String()
	if strings.Contains(body, "<form id=\"person-note-form\"") || !strings.Contains(body, "Only its author, or somebody who may delete people") {
		t.Error("another agent is asked")
	}
	for err, says := range map[error]string{
		directory.ErrNoteChanged: "changed or deleted meanwhile",
		&access.Denied{Action: access.UserWriteNote, Reason: access.NotAuthor}: "Only its author, or somebody who may delete people",
	} {
		p.people.errs["DeleteNote"] = err
		a := post(notePath+"/delete", url.Values{"base.version": {"2"}})
		a.as = "admin"
		if w := p.do(t, a); !strings.Contains(w.Body.String(), says) {
			t.Errorf("%v: %d", err, w.Code)
		}
	}
}

// The second of two clicks knows nothing of what becomes of the first.
func TestNoteDelete_sentTwiceClaimsNothing(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	request := ask{as: "admin", method: http.MethodPost, path: notePath + "/delete"}
	request.body = p.signed(ask{as: "admin", path: notePath + "/delete"}, "base.version=2")
	p.do(t, request)
	again := p.do(t, request)
	page := p.do(t, ask{as: "admin", path: annaPage + "/notes", cookies: again.Result().Cookies()}).Body.String()
	if strings.Contains(page, i18n.T(t.Context(), "notes.deleted")) || !strings.Contains(page, i18n.T(t.Context(), "form.sent-already")) {
		t.Error("the second time is taken for the first")
	}
}

// token is one that the portal drew.
func (p *portal) token(viewer, action string, bases map[string]string) string {
	return formTokens{key: p.deps.FormKey, now: p.deps.Now}.issue(viewer, action, bases)
}
