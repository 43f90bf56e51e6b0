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

func (s *Server) userAssetRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/user-assets/service-status", handler: s.assetStatus},
		{method: http.MethodPost, path: "/user-assets", handler: s.uploadAsset},
	}
}

// assetStatus says whether there is a storage; a fresh server has none.
func (s *Server) assetStatus(*request) (response, error) {
	if !s.uploads.ready() {
		return ok(map[string]any{"status": "not_configured", "isExperienceAvatarUploadEnabled": true})
	}
	return ok(map[string]any{
		"status": "ready", "allowUploadMimeTypes": assetTypes, "maxUploadFileSize": maxAsset, "isExperienceAvatarUploadEnabled": true,
	})
}

func (s *Server) uploadAsset(r *request) (response, error) { return s.later(r, isPicture) }

// later stores the file without the tenant's lock.
func (s *Server) later(r *request, taken func(*multipart.FileHeader) bool) (response, error) {
	return response{later: func(context.Context) (response, error) { return s.store(r.http, taken) }}, nil
}

// isPicture believes what a file is called.
func isPicture(file *multipart.FileHeader) bool {
	media, _, _ := mime.ParseMediaType(file.Header.Get("Content-Type"))
	return slices.Contains(assetTypes, media)
}

// store keeps a file that is taken, if there is a storage.
func (s *Server) store(r *http.Request, taken func(*multipart.FileHeader) bool) (response, error) {
	missing := func(expected string, at path) (response, error) {
		rep := &report{}
		_, _ = wrongType(expected, absent{}, at, rep)
		return response{}, invalidInput(rep)
	}
	if !isMultipart(r) {
		return missing("object", nil)
	}
	r.Body = http.MaxBytesReader(nil, r.Body, maxAsset+maxBody)
	if err := r.ParseMultipartForm(maxBody); err != nil {
		return response{}, fail(http.StatusBadRequest, "guard.file_size_exceeded")
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }() // temporary files of a large upload
	files := r.MultipartForm.File["file"]
	if len(files) == 0 {
		return missing("array", path{"file"})
	}
	switch {
	case files[0].Size > maxAsset:
		return response{}, fail(http.StatusBadRequest, "guard.file_size_exceeded")
	case !taken(files[0]):
		return response{}, fail(http.StatusBadRequest, "guard.mime_type_not_allowed")
	case !s.uploads.ready():
		return response{}, fail(http.StatusBadRequest, "storage.not_configured")
	}
	name, err := s.uploads.keep(files[0])
	if err != nil {
		return response{}, err
	}
	return ok(map[string]any{"url": s.origin(r) + uploadPath + name})
}

func isMultipart(r *http.Request) bool {
	media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return media == "multipart/form-data"
}
