package emulator

import (
	"context"
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

// assetStatus says that there is no storage, as on a fresh server.
func assetStatus(*request) (response, error) {
	return ok(map[string]any{"status": "not_configured", "isExperienceAvatarUploadEnabled": true})
}

// uploadAsset checks the file and then has nowhere to keep it. The file is read without the tenant's lock.
func uploadAsset(r *request) (response, error) {
	return response{later: func(context.Context) (response, error) { return response{}, refuseUpload(r.http, isPicture) }}, nil
}

// isPicture believes what a file is called.
func isPicture(file *multipart.FileHeader) bool {
	media, _, _ := mime.ParseMediaType(file.Header.Get("Content-Type"))
	return slices.Contains(assetTypes, media)
}

// refuseUpload is why an upload cannot be kept.
func refuseUpload(r *http.Request, taken func(*multipart.FileHeader) bool) error {
	missing := func(expected string, at path) error {
		rep := &report{}
		_, _ = wrongType(expected, absent{}, at, rep)
		return invalidInput(rep)
	}
	if !isMultipart(r) {
		return missing("object", nil)
	}
	r.Body = http.MaxBytesReader(nil, r.Body, maxAsset+maxBody)
	if err := r.ParseMultipartForm(maxBody); err != nil {
		return fail(http.StatusBadRequest, "guard.file_size_exceeded")
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }() // temporary files of a large upload
	files := r.MultipartForm.File["file"]
	if len(files) == 0 {
		return missing("array", path{"file"})
	}
	switch {
	case files[0].Size > maxAsset:
		return fail(http.StatusBadRequest, "guard.file_size_exceeded")
	case !taken(files[0]):
		return fail(http.StatusBadRequest, "guard.mime_type_not_allowed")
	}
	return fail(http.StatusBadRequest, "storage.not_configured")
}

func isMultipart(r *http.Request) bool {
	media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return media == "multipart/form-data"
}
