package emulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// upload sends a file as the person's picture and returns the status and the answer.
func (a *accountClient) upload(content []byte) (int, map[string]any) {
	a.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", "me.png")
	if err != nil {
		a.Fatal(err)
	}
	_, _ = part.Write(content)
	_ = form.Close()
	req := httptest.NewRequest(http.MethodPost, "/api/my-account/user-assets/avatar", &body)
	req.Header.Set("Authorization", "Bearer "+a.token)
	req.Header.Set("Content-Type", form.FormDataContentType())
	rec := httptest.NewRecorder()
	a.admin.server.ServeHTTP(rec, req)
	var answer map[string]any
	_ = json.Unmarshal(rec.Body.Bytes(), &answer)
	return rec.Code, answer
}

func (a *accountClient) fetch(path string) *httptest.ResponseRecorder {
	rec := httptest.NewRecorder()
	a.admin.server.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, path, nil))
	return rec
}

func TestMyPicture_isKeptWhereThereIsStorage(t *testing.T) {
	t.Parallel()
	a := newAccountClient(t, accountPerson)
	picture := portraitPNGs[0]()
	if status, answer := a.upload(picture); status != 400 || answer["code"] != "storage.not_configured" {
		t.Errorf("without storage: %d %v", status, answer)
	}
	a.tenant.storage = true
	if status, answer := a.upload([]byte("<svg/>")); status != 400 || answer["code"] != "guard.mime_type_not_allowed" {
		t.Errorf("not a picture: %d %v", status, answer)
	}
	status, answer := a.upload(picture)
	path, ours := strings.CutPrefix(fmt.Sprint(answer["url"]), "http://logto.example")
	if status != 200 || !ours {
		t.Fatalf("%d %v", status, answer)
	}
	got := a.fetch(path)
	if got.Code != 200 || !bytes.Equal(got.Body.Bytes(), picture) || got.Header().Get("Content-Type") != "image/png" {
		t.Errorf("%s: %d %s", path, got.Code, got.Header().Get("Content-Type"))
	}
	if a.user.avatar != nil {
		t.Errorf("the avatar became %q", *a.user.avatar)
	}
	if ready := reads(a.admin.want(200, http.MethodGet, "/user-assets/service-status", ""), "status"); ready != "ready" {
		t.Errorf("the storage is %v", ready)
	}
	for range maxPictures {
		a.upload(picture)
	}
	if got := a.fetch(path); got.Code != 404 || len(a.tenant.pictures) != maxPictures {
		t.Errorf("the oldest: %d, kept %d", got.Code, len(a.tenant.pictures))
	}
}

// A management upload is believed what it is called, and so may be a page.
func TestPicture_aPageIsServedAsBytes(t *testing.T) {
	t.Parallel()
	a := newAccountClient(t, accountPerson)
	name := a.tenant.keepPicture(picture{data: []byte("<!doctype html><script>alert(1)</script>")})
	got := a.fetch(picturePath + name)
	if got.Header().Get("Content-Type") != "application/octet-stream" || got.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("served as %v", got.Header())
	}
}
