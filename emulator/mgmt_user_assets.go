package emulator

import (
	"context"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
)

// assetTypes are the media types Logto takes as pictures.
var assetTypes = []string{
	"image/jpeg", "image/png", "image/gif", "image/vnd.microsoft.icon", "image/x-icon", "image/svg+xml", "image/tiff",
	"image/webp", "image/bmp",
}

const maxAsset = 8 << 20 // bytes

func userAssetRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/user-assets/service-status", handler: assetStatus},
		{method: http.MethodPost, path: "/user-assets", handler: uploadAsset},
	}
}

// assetStatus says whether there is storage. A fresh server has none.
func assetStatus(r *request) (response, error) {
	status := map[string]any{"status": "not_configured", "isExperienceAvatarUploadEnabled": true}
	if r.tenant.storage {
		status["status"] = "ready"
		status["allowUploadMimeTypes"], status["maxUploadFileSize"] = assetTypes, maxAsset
	}
	return ok(status)
}

func uploadAsset(r *request) (response, error) { return r.upload(isPicture) }

// upload keeps a file that is taken, or says why it cannot. The file is read without the tenant's lock.
func (r *request) upload(taken func(*multipart.FileHeader) bool) (response, error) {
	return response{later: func(context.Context) (response, error) {
		file, err := readUpload(r.http, taken)
		if err != nil {
			return response{}, err
		}
		r.tenant.mu.Lock()
		defer r.tenant.mu.Unlock()
		if !r.tenant.storage {
			return response{}, fail(http.StatusBadRequest, "storage.not_configured")
		}
		return ok(map[string]any{"url": r.server.origin(r.http) + picturePath + r.tenant.keepPicture(file)})
	}}, nil
}

// isPicture believes what a file is called.
func isPicture(file *multipart.FileHeader) bool {
	media, _, _ := mime.ParseMediaType(file.Header.Get("Content-Type"))
	return slices.Contains(assetTypes, media)
}

// readUpload is the file of a form, or why it is refused.
func readUpload(r *http.Request, taken func(*multipart.FileHeader) bool) (picture, error) {
	missing := func(expected string, at path) error {
		rep := &report{}
		_, _ = wrongType(expected, absent{}, at, rep)
		return invalidInput(rep)
	}
	if !isMultipart(r) {
		return picture{}, missing("object", nil)
	}
	r.Body = http.MaxBytesReader(nil, r.Body, maxAsset+maxBody)
	if err := r.ParseMultipartForm(maxBody); err != nil {
		return picture{}, fail(http.StatusBadRequest, "guard.file_size_exceeded")
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }() // temporary files of a large upload
	files := r.MultipartForm.File["file"]
	if len(files) == 0 {
		return picture{}, missing("array", path{"file"})
	}
	switch {
	case files[0].Size > maxAsset:
		return picture{}, fail(http.StatusBadRequest, "guard.file_size_exceeded")
	case !taken(files[0]):
		return picture{}, fail(http.StatusBadRequest, "guard.mime_type_not_allowed")
	}
	content, err := files[0].Open()
	if err != nil {
		return picture{}, err
	}
	defer func() { _ = content.Close() }() // it is only read
	data, err := io.ReadAll(content)
	return picture{data: data}, err
}

func isMultipart(r *http.Request) bool {
	media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return media == "multipart/form-data"
}
