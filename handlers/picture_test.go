package handlers

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"roster/apiclient"
	"roster/auth"
	"roster/views/paths"
)

const annasAvatar = "https://pictures.example/anna.png"

// dot is a PNG of one pixel.
const dot = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"

// fakePictures has the same picture everywhere, and notes where it was asked for.
type fakePictures struct {
	mu    sync.Mutex
	asked []string
	err   error
}

func (f *fakePictures) Picture(_ context.Context, address string) (Picture, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, address)
	return Picture{Type: "image/png", Body: []byte(dot), Tag: "tag1"}, f.err
}

func annasPicture() string { return paths.UserPicture(anna.ID, pictureVersion(annasAvatar)) }

func TestPicture_isAnsweredFromOurOwnOrigin(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	w := p.do(t, ask{as: "auditor", path: annasPicture()})
	if w.Code != http.StatusOK || w.Body.String() != dot {
		t.Fatalf("%d, %q", w.Code, w.Body)
	}
	for name, want := range map[string]string{
		"Content-Type": "image/png", "Content-Disposition": "inline", "Content-Security-Policy": "default-src 'none'; sandbox",
		"Cache-Control": "private, max-age=3600", "ETag": `"tag1"`, "Cross-Origin-Resource-Policy": "same-origin", "X-Content-Type-Options": "nosniff",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	again := p.do(t, ask{as: "auditor", path: annasPicture(), headers: map[string]string{"If-None-Match": `"tag1"`}})
	if again.Code != http.StatusNotModified || again.Body.Len() > 0 {
		t.Errorf("with the tag: %d, %d bytes", again.Code, again.Body.Len())
	}
	if asked := p.deps.Pictures.(*fakePictures).asked; !slices.Equal(asked, []string{annasAvatar, annasAvatar}) {
		t.Errorf("asked for %q", asked)
	}
}

// A browser must not keep today's picture as that of another address.
func TestPicture_isOnlyKeptUnderItsOwnVersion(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"", "other"} {
		w := newPortal(t).do(t, ask{as: "admin", path: paths.UserPicture(anna.ID, version)})
		if w.Code != http.StatusOK || w.Header().Get("Cache-Control") != "private, no-cache" {
			t.Errorf("version %q: %d, %s", version, w.Code, w.Header().Get("Cache-Control"))
		}
	}
}

func TestPicture_anythingWrongIs404WithoutAWord(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*portal){
		"no picture":  func(p *portal) { p.deps.Pictures.(*fakePictures).err = errPicturePrivate },
		"Logto away":  func(p *portal) { p.people.errs["User"] = &apiclient.Unavailable{Kind: apiclient.KindTimeout} },
		"nobody":      func(p *portal) { p.people.errs["User"] = &apiclient.Error{Status: 404, Code: "entity.not_found"} },
		"no sessions": func(p *portal) { p.auth.loadErr = errPictureAway },
	} {
		for _, headers := range []map[string]string{nil, htmx("person-profile")} {
			p := newPortal(t)
			change(p)
			w := p.do(t, ask{as: "admin", path: annasPicture(), headers: headers})
			if w.Code != http.StatusNotFound || w.Body.Len() > 0 || w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Location") != "" {
				t.Errorf("%s: %d, %q, %v", name, w.Code, w.Body, w.Header())
			}
			if strings.Contains(p.log.String(), "pictures.example") {
				t.Errorf("%s: the log names the avatar's address: %s", name, p.log)
			}
		}
	}
}

// Whoever leaves a page leaves its picture as well. That is no trouble of anybody's.
func TestPicture_nobodyWaitsForIsNoTrouble(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	ctx, leave := context.WithCancel(t.Context())
	leave()
	p.people.errs["User"] = &apiclient.Unavailable{Kind: apiclient.KindCanceled, Err: ctx.Err()}
	p.do(t, ask{as: "admin", path: annasPicture(), ctx: ctx})
	if log := p.log.String(); strings.Contains(log, "request failed") || !strings.Contains(log, "status=499") {
		t.Errorf("the log has %s", log)
	}
}

func TestPicture_pagesNameOursAndNeverTheirs(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	body := p.do(t, ask{as: "admin", path: annaPage}).Body.String()
	if !strings.Contains(body, `src="`+strings.ReplaceAll(annasPicture(), "&", "&amp;")+`"`) || strings.Contains(body, `src="http`) {
		t.Error("the page does not show the picture, or shows one of another host")
	}
	list := p.do(t, ask{as: "admin", path: "/users"}).Body.String()
	if strings.Contains(list, "/picture") {
		t.Error("the list asks for a picture for each row")
	}
}

func TestPicture_ownOneIsInTheMenuAndOnTheProfile(t *testing.T) {
	t.Parallel()
	me := &auth.Person{ID: "me", Name: "Me", Picture: annasAvatar}
	want := paths.ProfilePicture(pictureVersion(annasAvatar))
	if got := viewerOf(me).PictureURL; got != want {
		t.Errorf("the menu shows %q", got)
	}
	if got := profileProps(me).PictureURL; got != want {
		t.Errorf("the profile shows %q", got)
	}
}

func TestPictureURL_isNoneForWhatIsNotFetched(t *testing.T) {
	t.Parallel()
	for _, avatar := range []string{
		"", "javascript:alert(1)", "JavaScript:alert(1)", "data:image/png;base64,AA", "file:///etc/passwd", "//host/a.png", "/a.png", "https://",
		"https://user@host/", "http://user:pw@host/", "ftp://host/a", "https:host", "://", "ht tp://x", "http://[::1", "gopher://x/",
	} {
		if got := pictureURL(avatar, paths.ProfilePicture); got != "" {
			t.Errorf("%q is shown by %s", avatar, got)
		}
	}
	one, other := pictureURL("https://host/1", paths.ProfilePicture), pictureURL("https://host/2", paths.ProfilePicture)
	if u, err := url.Parse(one); err != nil || u.Path != "/profile/picture" || one == other {
		t.Errorf("%s and %s", one, other)
	}
}
