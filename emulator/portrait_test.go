package emulator

import (
	"bytes"
	"image/png"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
)

func seeded(t *testing.T, endpoint string) *Server {
	t.Helper()
	s, err := New(Config{Endpoint: endpoint, Users: 90, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestPortraits_areSmallAndDiffer(t *testing.T) {
	t.Parallel()
	s := seeded(t, "http://logto.test/")
	get := func(name string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/demo/portraits/"+name, nil))
		return w
	}
	seen := map[string]bool{}
	for n := range portraits {
		w := get(strconv.Itoa(n) + ".png")
		img, err := png.Decode(bytes.NewReader(w.Body.Bytes()))
		if err != nil || img.Bounds().Dx() != portraitSize || w.Header().Get("Content-Type") != "image/png" || w.Body.Len() > 4000 {
			t.Errorf("portrait %d: %d, %v, %d bytes", n, w.Code, err, w.Body.Len())
		}
		seen[w.Body.String()] = true
	}
	if len(seen) != portraits {
		t.Errorf("%d of %d portraits differ", len(seen), portraits)
	}
	for _, name := range []string{"", "-1.png", strconv.Itoa(portraits) + ".png", "1.svg", "1", "x.png"} {
		if w := get(name); w.Code != http.StatusNotFound {
			t.Errorf("portrait %q: %d", name, w.Code)
		}
	}
}

func TestPortraits_belongToTheDemoPeopleAndAThirdOfTheOthers(t *testing.T) {
	t.Parallel()
	s := seeded(t, "http://logto.test/")
	with := 0
	for u := range s.tenant.people.newestFirst() {
		if u.avatar != nil {
			with++
		}
		if u.avatar != nil && !strings.HasPrefix(*u.avatar, "http://logto.test/demo/portraits/") {
			t.Errorf("%s has the picture %s", u.id, *u.avatar)
		}
	}
	for _, p := range demoPeople {
		if s.tenant.people.byUsername(p.Username).avatar == nil {
			t.Errorf("%s has no picture", p.Name)
		}
	}
	if with != 30+len(demoPeople) {
		t.Errorf("%d have a picture, want a third of 90 and the demo people", with)
	}
	for u := range seeded(t, "").tenant.people.newestFirst() {
		if u.avatar != nil {
			t.Fatalf("a server that does not know its address says %s", *u.avatar)
		}
	}
}
