package emulator

import (
	"bytes"
	"crypto/sha1" // #nosec G505 -- an ETag, not a secret
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strconv"
	"strings"
)

// marshal writes JSON without HTML escapes and without the encoder's newline, so that sizes are those of JSON.stringify.
func marshal(body any) []byte {
	if body == nil {
		return nil
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(body); err != nil {
		panic(fmt.Sprintf("emulator: answer cannot be marshalled: %v", err)) // a programming error; net/http recovers it
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n"))
}

// write sends an answer; successful GETs carry an ETag and may become 304.
func (s *Server) write(w http.ResponseWriter, req *request, res response, payload []byte) {
	h := w.Header()
	maps.Copy(h, res.header)
	if res.paging != nil {
		res.paging.writeHeaders(h, s.origin(req.http))
	}
	reading := req.http.Method == http.MethodGet || req.http.Method == http.MethodHead
	if reading && res.status == http.StatusOK && res.text == "" {
		tag := etagOf(payload)
		h.Set("ETag", tag)
		if matchesETag(req.http.Header.Get("If-None-Match"), tag) {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	if res.text != "" {
		payload = []byte(res.text)
	}
	if payload != nil && h.Get("Content-Type") == "" {
		h.Set("Content-Type", contentType(res))
	}
	if payload != nil {
		h.Set("Content-Length", strconv.Itoa(len(payload)))
	}
	w.WriteHeader(res.status)
	if req.http.Method != http.MethodHead {
		_, _ = w.Write(payload)
	}
}

func contentType(res response) string {
	if res.text != "" {
		return "text/plain; charset=utf-8"
	}
	return "application/json; charset=utf-8"
}

func etagOf(payload []byte) string {
	sum := sha1.Sum(payload) // #nosec G401 -- see above
	return fmt.Sprintf(`"%x-%s"`, len(payload), base64.RawStdEncoding.EncodeToString(sum[:]))
}

func matchesETag(header, tag string) bool {
	for candidate := range strings.SplitSeq(header, ",") {
		candidate = strings.TrimSpace(candidate)
		if candidate == "*" || strings.TrimPrefix(candidate, "W/") == tag {
			return true
		}
	}
	return false
}
