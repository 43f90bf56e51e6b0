package handlers

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"roster/audit"
	"roster/directory"
	"roster/views"
	"roster/views/paths"
)

// exportTime is how long an export may take; exportPatience, how long whoever takes it may
// not read on.
const (
	exportTime     = 10 * time.Minute
	exportPatience = 30 * time.Second
)

// trailFile writes lines of an export in one format.
type trailFile struct {
	kind    string // media type
	entries bool   // every entry, else acts
	begin   func(w io.Writer) (write func(directory.TrailLine) error, flush func() error, err error)
}

var trailFiles = map[string]trailFile{
	"jsonl": {"application/jsonl; charset=utf-8", true, jsonLines},
	"csv":   {"text/csv; charset=utf-8; header=present", false, csvRows},
}

// export streams what the filter selects as a file. Nothing is sent before it is recorded;
// what goes wrong later breaks the download off, so that nobody takes half of it for the whole.
func (a auditTrail) export(w http.ResponseWriter, r *http.Request) error {
	fields := append(exportFields(), views.FieldFormat)
	form, err := parseForm(r, fields...)
	if err != nil {
		return err
	}
	format, known := trailFiles[form[views.FieldFormat]]
	if !known {
		return &refused{status: http.StatusBadRequest, reason: "form: unknown format"}
	}
	v := url.Values{}
	for name, value := range form {
		v.Set(name, value)
	}
	q := readAudit(v)
	what := audit.Export{Format: form[views.FieldFormat]}
	for name := range q.Values() {
		what.Filter = append(what.Filter, name)
	}
	slices.Sort(what.Filter)
	out := &exportWriter{app: a.app, w: w, r: r, kind: format.kind, name: "audit-" + a.Now().UTC().Format("2006-01-02-1504") + "." + what.Format}
	ctx, cancel := context.WithTimeout(r.Context(), exportTime)
	defer cancel()
	err = a.writeExport(ctx, r, filterOf(q), what, format, out)
	if err == nil {
		return nil
	}
	if !out.begun {
		return err
	}
	a.note(r, http.StatusInternalServerError, err)
	panic(http.ErrAbortHandler)
}

func (a auditTrail) writeExport(ctx context.Context, r *http.Request, f audit.Filter, what audit.Export, format trailFile, out *exportWriter) error {
	buffered := bufio.NewWriterSize(out, 64<<10)
	write, flush, err := format.begin(buffered)
	if err != nil {
		return err
	}
	if err := a.trail.ExportTrail(ctx, actor(r), f, what, format.entries, write); err != nil {
		return err
	}
	return errors.Join(flush(), buffered.Flush(), out.start())
}

func exportFields() []string {
	return []string{paths.ParamPerson, paths.ParamAs, paths.ParamOther, paths.ParamAction, paths.ParamOutcome, paths.ParamFrom, paths.ParamTo}
}

// exportWriter sends the head of the answer with the first byte, and gives each
// following piece its own time.
type exportWriter struct {
	app        *app
	w          http.ResponseWriter
	r          *http.Request
	kind, name string
	begun      bool
}

func (o *exportWriter) start() error {
	if !o.begun {
		o.begun = true
		o.w.Header().Set("Content-Type", o.kind)
		o.w.Header().Set("Content-Disposition", `attachment; filename="`+o.name+`"`)
		o.w.WriteHeader(http.StatusOK)
	}
	return nil
}

// Write implements io.Writer.
func (o *exportWriter) Write(b []byte) (int, error) {
	_ = o.start()
	// Where that cannot be set, the server's own time holds.
	_ = http.NewResponseController(o.w).SetWriteDeadline(time.Now().Add(exportPatience))
	return o.w.Write(b)
}

// jsonLines writes an entry a line, as roster audit verify --file reads them.
func jsonLines(w io.Writer) (func(directory.TrailLine) error, func() error, error) {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	write := func(line directory.TrailLine) error {
		if line.Record == nil {
			return errors.New("handlers: an entry to export has no record")
		}
		opened := &line.Entry
		if line.Masked {
			opened = nil
		}
		return enc.Encode(audit.LineOf(*line.Record, opened))
	}
	return write, func() error { return nil }, nil
}

var csvColumns = []string{
	"number", "time", "action", "outcome", "actor", "actor_name", "actor_address", "target", "reason", "denied", "code", "fields", "changes", "request",
}

// csvRows writes an act a row, after a byte order mark, by which Excel knows UTF-8.
func csvRows(w io.Writer) (func(directory.TrailLine) error, func() error, error) {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return nil, nil, err
	}
	rows := csv.NewWriter(w)
	rows.UseCRLF = true
	if err := rows.Write(csvColumns); err != nil {
		return nil, nil, err
	}
	write := func(line directory.TrailLine) error { return rows.Write(csvRow(line.Act)) }
	return write, func() error { rows.Flush(); return rows.Error() }, nil
}

func csvRow(act audit.Act) []string {
	changes := ""
	if opened := audit.LineOf(audit.Record{}, &act.Entry).Opened; len(opened.Values) > 0 {
		if raw, err := json.Marshal(opened.Values); err == nil {
			changes = string(raw)
		}
	}
	row := []string{
		strconv.FormatInt(act.Seq, 10), act.At.UTC().Format("2006-01-02T15:04:05.000Z"), string(act.Action), auditOutcome(act),
		act.ActorID, act.ActorName, act.ActorIP, act.TargetID, reasonOf(act), string(act.Reason), act.Code, strings.Join(act.Fields, " "), changes, act.RequestID,
	}
	for i := range row {
		row[i] = csvSafe(row[i])
	}
	return row
}

// csvSafe keeps a spreadsheet from reading text as a formula (OWASP, CSV Injection; ASVS 5.0,
// 1.2.10): what begins like one gets an apostrophe, which they show as no part of the text.
func csvSafe(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r\n\x00＝＋－＠", []rune(cell)[0]) {
		return "'" + cell
	}
	return cell
}
