package emulator

import (
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

const mailboxPath = "/mailbox"

// mailPolicy is that of a page with a mail's HTML in a frame; framePolicy that of
// the frame, which runs nothing, loads nothing and may only open links beside it.
const (
	mailPolicy  = "default-src 'none'; img-src data:; style-src 'self'; frame-src 'self'; frame-ancestors 'none'"
	framePolicy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)

// mailRow is a line of the list, mailPage a mail.
type mailRow struct {
	*Mail
	Time string
}

type mailPage struct {
	mailRow
	Lines []headerLine
	Words []word
}

// word is a piece of text; Link is where it leads, "" for most.
type word struct{ Text, Link string }

// serveMailbox is /mailbox, /mailbox.json?to=, /mailbox/{number} and
// /mailbox/{number}/html.
func (s *Server) serveMailbox(w http.ResponseWriter, r *http.Request, path string) {
	path = strings.TrimPrefix(path, mailboxPath)
	switch path {
	case "":
		var rows []mailRow
		for _, m := range s.mailbox.to(r.URL.Query().Get("to")) {
			rows = append(rows, rowOf(m))
		}
		s.page(w, http.StatusOK, "mailbox.html", rows)
		return
	case ".json":
		w.Header().Set("Cache-Control", "no-store")
		writeJSON(w, http.StatusOK, s.mailbox.to(r.URL.Query().Get("to")))
		return
	}
	digits, rest, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	number, err := strconv.Atoi(digits)
	m := s.mailbox.number(number)
	switch {
	case err != nil || m == nil || rest != "" && (rest != "html" || m.HTML == ""):
		s.messagePage(w, http.StatusNotFound, "No such mail", "The newest "+strconv.Itoa(maxMails)+" mails are kept, until the program ends.")
	case rest == "html":
		serveMailHTML(w, m)
	default:
		w.Header().Set("Content-Security-Policy", mailPolicy)
		w.Header().Set("Referrer-Policy", "no-referrer")
		s.page(w, http.StatusOK, "mail.html", mailPage{mailRow: rowOf(m), Lines: m.lines, Words: linked(m.Text)})
	}
}

func rowOf(m *Mail) mailRow {
	return mailRow{m, time.UnixMilli(m.At).UTC().Format("2 Jan 2006, 15:04:05 UTC")}
}

// serveMailHTML is the mail's own HTML, for the frame. Its links open beside it:
// within the frame the portal refuses to be shown.
func serveMailHTML(w http.ResponseWriter, m *Mail) {
	h := w.Header()
	h.Set("Content-Security-Policy", framePolicy)
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	_, _ = io.WriteString(w, strings.Replace(m.HTML, "<head>", `<head><base target="_blank">`, 1))
}

var address = regexp.MustCompile(`https?://[^\s<>"]+`)

// linked cuts a text at its addresses.
func linked(text string) []word {
	var words []word
	at := 0
	for _, found := range address.FindAllStringIndex(text, -1) {
		link := text[found[0]:found[1]]
		words = append(words, word{Text: text[at:found[0]]}, word{Text: link, Link: link})
		at = found[1]
	}
	return append(words, word{Text: text[at:]})
}
