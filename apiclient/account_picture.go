package apiclient

import (
	"bytes"
	"context"
	"mime"
	"mime/multipart"
	"net/http"
	"net/textproto"
)

type uploaded struct {
	URL string `json:"url"`
}

// UploadAvatar stores a picture and returns its address; the avatar itself is set by
// [AccountClient.Update]. contentType is such as "image/png" (POST /my-account/user-assets/avatar, 200). Logto looks at the
// bytes and takes JPEG, PNG, GIF, WebP and BMP. 400 storage.not_configured when the
// tenant has nowhere to keep it, guard.file_size_exceeded over 20 MiB,
// guard.mime_type_not_allowed, account_center.field_not_editable; 401
// auth.unauthorized without the scope profile.
func (a *AccountClient) UploadAvatar(ctx context.Context, tokens TokenSource, name, contentType string, file []byte) (string, error) {
	form, err := formOf(name, contentType, file)
	if err != nil {
		return "", err
	}
	k := call{method: http.MethodPost, segments: []string{"my-account", "user-assets", "avatar"}, file: form}
	stored, err := value(answer[uploaded](ctx, a.as(tokens), k))
	return stored.URL, err
}

// formOf is a multipart form of one file, in the field "file".
func formOf(name, contentType string, file []byte) (*upload, error) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {mime.FormatMediaType("form-data", map[string]string{"name": "file", "filename": name})},
		"Content-Type":        {mime.FormatMediaType(contentType, nil)}, // "" for what is none
	})
	if err != nil {
		return nil, err
	}
	if _, err := part.Write(file); err != nil {
		return nil, err
	}
	if err := form.Close(); err != nil {
		return nil, err
	}
	return &upload{form.FormDataContentType(), body.Bytes()}, nil
}
