package handlers

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"time"

	"roster/account"
	"roster/views"
)

// fileForm is a form with one file.
type fileForm struct {
	values map[string]string
	file   []byte // nil when none was chosen; not more than one byte above the limit
}

// fileBodyLimit is how much of a form with a file is read, in bytes: twice what is taken,
// so that whoever sends somewhat more is told so and not cut off.
const fileBodyLimit = 2*account.MaxPicture + bodyLimit

// Deadlines of a form with a file, in place of the server's own.
const (
	fileTime       = 60 * time.Second          // to send it: 10 MiB through the slow uplink of a phone
	fileAnswerTime = fileTime + 60*time.Second // and to answer, as long as other requests have in all
)

// patient gives whoever is let in the time that a file takes.
func patient(next handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		connection, now := http.NewResponseController(w), time.Now()
		if err := errors.Join(connection.SetReadDeadline(now.Add(fileTime)), connection.SetWriteDeadline(now.Add(fileAnswerTime))); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return err
		}
		return next(w, r)
	}
}

// parseFile reads a form of ours that has a file in the field named, which is kept up to
// limit bytes and one more. It is as strict as parseForm; the name of the file and the
// type that the browser gives it are not looked at.
func parseFile(r *http.Request, field string, limit int64, has func(name string) bool) (fileForm, error) {
	in := fileForm{values: map[string]string{}}
	bad := func(format string, args ...any) (fileForm, error) {
		return fileForm{}, &refused{status: http.StatusBadRequest, reason: "form: " + fmt.Sprintf(format, args...)}
	}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "multipart/form-data" {
		return bad("content type %.40q", kind)
	}
	parts, err := r.MultipartReader()
	if err != nil {
		return bad("malformed")
	}
	for seen := map[string]bool{}; ; {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return in, nil
		}
		if err != nil {
			return fileForm{}, broken(err)
		}
		name := part.FormName()
		if seen[name] || (name == field) != (part.FileName() != "" || isFile(part)) || name != field && !has(name) {
			return bad("part %.40q is unknown or doubled", name)
		}
		seen[name] = true
		most := int64(bodyLimit)
		if name == field {
			most = limit + 1
		}
		data, err := io.ReadAll(io.LimitReader(part, most))
		if err == nil {
			_, err = io.Copy(io.Discard, part)
		}
		switch {
		case err != nil:
			return fileForm{}, broken(err)
		case name == field:
			in.file = data
		case len(data) == bodyLimit || !isText(string(data)):
			return bad("field %.40q is no text", name)
		default:
			in.values[name] = lineEnds.Replace(string(data))
		}
	}
}

// isFile: a control that no file was chosen with sends an empty name.
func isFile(part *multipart.Part) bool {
	_, params, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	_, named := params["filename"]
	return err == nil && named
}

// broken is what a body that cannot be read to its end answers with.
func broken(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return err
	}
	return &refused{status: http.StatusBadRequest, reason: "form: malformed"}
}

// ownFile reads a form with a token and a file, as ownForm reads one without.
func (a *app) ownFile(r *http.Request, field string, limit int64, has func(name string) bool) (submission, []byte, error) {
	in, err := parseFile(r, field, limit, func(name string) bool {
		return name == views.FieldToken || name == views.FieldThen || has(name)
	})
	if err != nil {
		return submission{}, nil, err
	}
	drawn, err := a.vouched(r, in.values)
	return drawn, in.file, err
}
