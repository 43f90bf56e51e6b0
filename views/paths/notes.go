package paths

import (
	"net/url"
	"strconv"
)

// UserNotes is what was written about a person (GET), and takes a new note (POST).
func UserNotes(id string) string { return UserSection(id, "notes") }

// UserNotesPage is one page of UserNotes, counted from 1.
func UserNotesPage(id string, page int) string {
	if page <= 1 {
		return UserNotes(id)
	}
	return with(UserNotes(id), url.Values{ParamPage: {strconv.Itoa(page)}})
}

// UserNote is one note with its history (GET), and changes it (POST).
func UserNote(id, note string) string { return UserNotes(id) + "/" + url.PathEscape(note) }

// UserNoteDelete deletes a note (GET the question, POST the answer).
func UserNoteDelete(id, note string) string { return UserNote(id, note) + "/delete" }
