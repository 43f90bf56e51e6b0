package emulator_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/textproto"
)

// body is the body of a step's request, with its content type when the headers do not name it.
func (r *runner) body(q *stepRequest) (raw []byte, contentType string, err error) {
	switch {
	case q.Multipart != nil:
		return multipartBody(q.Multipart)
	case q.Raw != nil:
		text, err := r.vars.text(*q.Raw)
		return []byte(text), "", err
	case q.Form != nil:
		text, err := r.encodePairs(q.Form)
		return []byte(text), "", err
	case q.Body != nil:
		filled, err := r.vars.fill(q.Body)
		if err != nil {
			return nil, "", err
		}
		raw, err := json.Marshal(filled)
		return raw, "", err
	}
	return nil, "", nil
}

// stepPart is one file of a multipart body.
type stepPart struct {
	Name, Filename, ContentType, Base64 string
}

func multipartBody(parts []stepPart) ([]byte, string, error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, p := range parts {
		content, err := base64.StdEncoding.DecodeString(p.Base64)
		if err != nil {
			return nil, "", err
		}
		part, err := w.CreatePart(textproto.MIMEHeader{
			"Content-Disposition": {fmt.Sprintf(`form-data; name=%q; filename=%q`, p.Name, p.Filename)},
			"Content-Type":        {p.ContentType},
		})
		if err != nil {
			return nil, "", err
		}
		if _, err := part.Write(content); err != nil {
			return nil, "", err
		}
	}
	if err := w.Close(); err != nil {
		return nil, "", err
	}
	return b.Bytes(), w.FormDataContentType(), nil
}
