package emulator

import (
	"net/http"
	"strings"
)

// picturePath is where pictures are that people uploaded. Logto keeps them with a storage provider.
const picturePath = "/demo/pictures/"

// maxPictures bounds what is kept: the oldest make room.
const maxPictures = 50

// picture is an uploaded file.
type picture struct {
	name string
	data []byte
}

// keepPicture returns the name of the file from now on.
func (t *tenant) keepPicture(file picture) string {
	file.name = longID()
	t.pictures = append(t.pictures[max(0, len(t.pictures)-maxPictures+1):], file)
	return file.name
}

// servePicture gives a picture as what its bytes are. What is none a browser gets as bytes.
func (s *Server) servePicture(w http.ResponseWriter, r *http.Request, name string) {
	s.tenant.mu.RLock()
	kept := s.tenant.pictures
	s.tenant.mu.RUnlock()
	for _, one := range kept {
		if one.name != name {
			continue
		}
		media := http.DetectContentType(one.data)
		if !strings.HasPrefix(media, "image/") {
			media = "application/octet-stream"
		}
		h := w.Header()
		h.Set("Content-Type", media)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "public, max-age=3600")
		_, _ = w.Write(one.data)
		return
	}
	http.NotFound(w, r)
}
