package emulator

import (
	"io"
	"mime/multipart"
	"net/http"
	"sync"
)

// uploadPath is where uploaded pictures are. Logto gives them to a storage of the tenant's, which has addresses of its own.
const uploadPath = "/demo/uploads/"

// maxUploads is how many pictures are kept; the oldest make room.
const maxUploads = 64

// uploads are the pictures that people uploaded, in memory. The zero value has nowhere to keep any, as a fresh server.
type uploads struct {
	mu   sync.Mutex
	kept map[string]upload // by name; nil without storage
	ages []string          // names, oldest first
}

type upload struct {
	media string
	data  []byte
}

// open gives the tenant a storage.
func (u *uploads) open() { u.kept = map[string]upload{} }

func (u *uploads) ready() bool { return u.kept != nil }

// keep stores a file and returns its name.
func (u *uploads) keep(file *multipart.FileHeader) (string, error) {
	content, err := file.Open()
	if err != nil {
		return "", err
	}
	defer func() { _ = content.Close() }() // it was only read
	data, err := io.ReadAll(content)
	if err != nil {
		return "", err
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	name := longID()
	u.kept[name] = upload{http.DetectContentType(data), data}
	u.ages = append(u.ages, name)
	if len(u.ages) > maxUploads {
		delete(u.kept, u.ages[0])
		u.ages = u.ages[1:]
	}
	return name, nil
}

func (u *uploads) serve(w http.ResponseWriter, r *http.Request, name string) {
	u.mu.Lock()
	file, found := u.kept[name]
	u.mu.Unlock()
	if !found {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", file.media)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
	_, _ = w.Write(file.data)
}
