package emulator

import (
	"bytes"
	"embed"
	"html/template"
	"net"
	"net/http"
)

//go:embed assets
var assets embed.FS

var pages = template.Must(template.ParseFS(assets, "assets/*.html"))

// pageText is a page of a heading and a sentence.
type pageText struct{ Title, Text string }

// logoutForm submits itself; Nonce lets its one script line pass the policy.
type logoutForm struct{ Action, XSRF, Nonce string }

func (s *Server) messagePage(w http.ResponseWriter, status int, title, text string) {
	s.page(w, status, "message.html", pageText{title, text})
}

// page draws a template. The policy forbids everything but the stylesheet; pages that need more set it themselves.
func (s *Server) page(w http.ResponseWriter, status int, name string, data any) {
	var buf bytes.Buffer
	if err := pages.ExecuteTemplate(&buf, name, data); err != nil {
		http.Error(w, "Internal Server Error", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	if h.Get("Content-Security-Policy") == "" {
		h.Set("Content-Security-Policy", "default-src 'none'; img-src data:; style-src 'self'; frame-ancestors 'none'")
	}
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(buf.Bytes())
}

func serveStylesheet(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-cache")
	http.ServeFileFS(w, r, assets, "assets/emulator.css")
}

// clientIP is the caller's address as Logto notes it: IPv6, IPv4 mapped into it.
func clientIP(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	if ip := net.ParseIP(host); ip != nil && ip.To4() != nil {
		return "::ffff:" + host
	}
	return host
}
