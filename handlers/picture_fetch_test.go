package handlers

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// gallery is a server of pictures on loopback, where only what is listed may be
// fetched from.
type gallery struct {
	*httptest.Server
	hits atomic.Int64
}

func newGallery(t *testing.T, h http.HandlerFunc) *gallery {
	t.Helper()
	g := &gallery{}
	g.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g.hits.Add(1)
		h(w, r)
	}))
	t.Cleanup(g.Close)
	return g
}

func (g *gallery) host() string { return strings.TrimPrefix(g.URL, "http://") }

func (g *gallery) port() string { return g.host()[strings.LastIndexByte(g.host(), ':'):] }

func showDot(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, dot) }

func TestPictures_fetchFromHostsThatAreListed(t *testing.T) {
	t.Parallel()
	var got *http.Request
	g := newGallery(t, func(w http.ResponseWriter, r *http.Request) {
		got = r
		w.Header().Set("Content-Type", "text/html") // what the server calls it does not count
		w.Header().Set("Set-Cookie", "a=b")
		showDot(w, r)
	})
	f := NewPictureFetcher([]string{strings.ToUpper(g.host())})
	p, err := f.Picture(t.Context(), g.URL+"/a.png")
	if err != nil || p.Type != "image/png" || string(p.Body) != dot || p.Tag == "" {
		t.Fatal(p, err)
	}
	for _, name := range []string{"Cookie", "Referer", "Authorization", "Accept-Encoding"} {
		if got.Header.Get(name) != "" {
			t.Errorf("sent %s: %s", name, got.Header.Get(name))
		}
	}
}

// What an address means is found out by resolving it as the dialer does, so the
// ways to write 127.0.0.1 need no list.
func TestPictures_neverComeFromThisMachineOrItsNetwork(t *testing.T) {
	t.Parallel()
	g := newGallery(t, showDot)
	f := NewPictureFetcher(nil)
	f.dialer.Timeout = time.Second // where an address does lead out, nobody answers here
	// What is no address by the letter goes to a resolver, and some take a number for one.
	f.dialer.Resolver = resolver(t, "127.0.0.1")
	for _, host := range []string{
		"127.0.0.1", "localhost", "LOCALHOST.", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "127.0.0.1.", "[::1]", "[::ffff:127.0.0.1]",
		"[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[::]", "0.0.0.0", "0", "１２７.0.0.1",
	} {
		_, err := f.Picture(t.Context(), "http://"+host+g.port()+"/a.png")
		if err == nil {
			t.Errorf("%s: fetched", host)
		}
	}
	for _, host := range []string{
		"127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.100.100.200", "100.64.0.1", "0.0.0.0", "224.0.0.1",
		"255.255.255.255", "192.0.0.192", "168.63.129.16", "[::1]", "[::]", "[fe80::1]", "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]",
		"[::ffff:10.0.0.1]", "[::ffff:169.254.169.254]", "[64:ff9b::a9fe:a9fe]", "[2002:7f00:1::]", "[2001:db8::1]", "[fec0::1]", "[::7f00:1]",
	} {
		if _, err := f.Picture(t.Context(), "http://"+host+"/a.png"); !errors.Is(err, errPicturePrivate) {
			t.Errorf("%s: %v", host, err)
		}
	}
	if n := g.hits.Load(); n > 0 {
		t.Errorf("%d requests arrived", n)
	}
}

func TestPictures_listedHostIsThatHostAndPortAlone(t *testing.T) {
	t.Parallel()
	g, other := newGallery(t, showDot), newGallery(t, showDot)
	f := NewPictureFetcher([]string{g.host(), "localhost"}) // localhost: its ports 80 and 443
	for _, address := range []string{other.URL, "http://localhost" + g.port(), "http://127.1" + g.port()} {
		if _, err := f.Picture(t.Context(), address); err == nil {
			t.Errorf("%s: fetched", address)
		}
	}
	// The clouds' answers about the machine are nobody's pictures, listed or not.
	f = NewPictureFetcher([]string{"169.254.169.254", "fd00:ec2::254", "0.0.0.0"})
	for _, address := range []string{"http://169.254.169.254/", "http://[fd00:ec2::254]/", "http://0.0.0.0/"} {
		if _, err := f.Picture(t.Context(), address); !errors.Is(err, errPicturePrivate) {
			t.Errorf("%s: %v", address, err)
		}
	}
	if n := g.hits.Load() + other.hits.Load(); n > 0 {
		t.Errorf("%d requests arrived", n)
	}
}

func TestPictures_redirectsAreLookedAtAgain(t *testing.T) {
	t.Parallel()
	secret := newGallery(t, showDot)
	var referers []string
	g := newGallery(t, func(w http.ResponseWriter, r *http.Request) {
		referers = append(referers, r.Referer())
		to := map[string]string{
			"/1": "/2", "/2": "/3", "/3": "/end", "/4": "/1", "/loop": "/loop", "/private": secret.URL, "/named": "http://localhost" + secret.port(),
			"/metadata": "http://169.254.169.254/latest/", "/user": "http://u:p@" + r.Host + "/end", "/script": "javascript:alert(1)", "/file": "file:///etc/passwd",
		}[r.URL.Path]
		if to == "" {
			showDot(w, r)
			return
		}
		http.Redirect(w, r, to, http.StatusFound)
	})
	f := NewPictureFetcher([]string{g.host()})
	if _, err := f.Picture(t.Context(), g.URL+"/1"); err != nil {
		t.Errorf("three redirects: %v", err)
	}
	for _, referer := range referers {
		if referer != "" {
			t.Errorf("told a Referer: %s", referer)
		}
	}
	for _, path := range []string{"/4", "/loop", "/private", "/named", "/metadata", "/user", "/script", "/file"} {
		if _, err := f.Picture(t.Context(), g.URL+path); err == nil {
			t.Errorf("%s: fetched", path)
		}
	}
	if n := secret.hits.Load(); n > 0 {
		t.Errorf("%d requests arrived where none may", n)
	}
}

// resolver answers every question for an A record with the next of ips.
func resolver(t *testing.T, ips ...string) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	go func() {
		buf, asked := make([]byte, 1500), 0
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buf[:n]) != nil {
				continue
			}
			m.Response, m.Additionals = true, nil
			if q := m.Questions[0]; q.Type == dnsmessage.TypeA {
				ip := net.ParseIP(ips[asked%len(ips)]).To4()
				asked++
				m.Answers = []dnsmessage.Resource{{
					Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class},
					Body:   &dnsmessage.AResource{A: [4]byte(ip)},
				}}
			}
			if raw, err := m.Pack(); err == nil {
				_, _ = conn.WriteTo(raw, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

// The second name is public when it is asked for first and private afterwards
// (DNS rebinding): there is no first time, the address is looked at where it is dialled.
func TestPictures_nameIsWhatItResolvesTo(t *testing.T) {
	t.Parallel()
	g := newGallery(t, showDot)
	for _, ips := range [][]string{{"127.0.0.1"}, {"10.0.0.1"}, {"169.254.169.254"}} {
		f := NewPictureFetcher(nil)
		f.dialer.Resolver = resolver(t, ips...)
		if _, err := f.Picture(t.Context(), "http://pictures.example"+g.port()+"/a.png"); !errors.Is(err, errPicturePrivate) {
			t.Errorf("%v: %v", ips, err)
		}
	}
	f := NewPictureFetcher([]string{"pictures.example" + g.port()})
	f.dialer.Resolver = resolver(t, "127.0.0.1", "169.254.169.254")
	if _, err := f.Picture(t.Context(), "http://pictures.example"+g.port()+"/first.png"); err != nil {
		t.Errorf("a listed name on loopback: %v", err)
	}
	if _, err := f.Picture(t.Context(), "http://pictures.example"+g.port()+"/second.png"); !errors.Is(err, errPicturePrivate) {
		t.Errorf("the same name, somewhere else now: %v", err)
	}
	if n := g.hits.Load(); n != 1 {
		t.Errorf("%d requests arrived, want the one to the listed name", n)
	}
}

func TestPictures_areOnlyPicturesOfABoundedSize(t *testing.T) {
	t.Parallel()
	large := dot + strings.Repeat("x", pictureBytes-len(dot))
	bodies := map[string]struct {
		status int
		body   string
		want   error
		kind   string
	}{
		"png": {200, dot, nil, "image/png"}, "jpeg": {200, "\xff\xd8\xff\xe0 ", nil, "image/jpeg"}, "gif": {200, "GIF89a..", nil, "image/gif"},
		"webp": {200, "RIFF\x00\x00\x00\x00WEBPVP8 ", nil, "image/webp"}, "just fits": {200, large, nil, "image/png"},
		"too large": {200, large + "x", errPictureSize, ""},
		"svg":       {200, `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`, errPictureType, ""},
		"svg, xml":  {200, `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>`, errPictureType, ""},
		"html":      {200, "<!doctype html><script>alert(1)</script>", errPictureType, ""},
		"bmp":       {200, "BM" + dot, errPictureType, ""}, "icon": {200, "\x00\x00\x01\x00" + dot, errPictureType, ""}, "empty": {200, "", errPictureType, ""},
		"404": {404, dot, errPictureAnswer, ""}, "206": {206, dot, errPictureAnswer, ""}, "500": {500, dot, errPictureAnswer, ""},
	}
	g := newGallery(t, func(w http.ResponseWriter, r *http.Request) {
		b := bodies[strings.TrimPrefix(r.URL.Path, "/")]
		w.Header().Set("Content-Type", "image/png")
		w.WriteHeader(b.status)
		_, _ = io.WriteString(w, b.body)
	})
	f := NewPictureFetcher([]string{g.host()})
	for name, b := range bodies {
		p, err := f.Picture(t.Context(), g.URL+"/"+strings.ReplaceAll(name, " ", "%20"))
		if !errors.Is(err, b.want) || p.Type != b.kind {
			t.Errorf("%s: %q, %v; want %q, %v", name, p.Type, err, b.kind, b.want)
		}
	}
}
