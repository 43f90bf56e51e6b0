package emulator

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// upload sends a picture as a person does and returns the answer.
func (a *accountClient) upload() *httptest.ResponseRecorder {
	a.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	part, err := form.CreateFormFile("file", "me.png")
	if err != nil {
		a.Fatal(err)
	}
	_, _ = part.Write(portraitPNGs()[0]) // a buffer takes everything
	_ = form.Close()
	r := httptest.NewRequest(http.MethodPost, "/api/my-account/user-assets/avatar", &b)
	r.Header.Set("Authorization", "Bearer "+a.token)
	r.Header.Set("Content-Type", form.FormDataContentType())
	w := httptest.NewRecorder()
	a.admin.server.ServeHTTP(w, r)
	return w
}

func TestUpload_isKeptWhereThereIsAStorageAndSetsNoAvatar(t *testing.T) {
	t.Parallel()
	a := newAccountClient(t, accountPerson)
	if w := a.upload(); w.Code != 400 || !strings.Contains(w.Body.String(), "storage.not_configured") {
		t.Errorf("without a storage: %d %s", w.Code, w.Body)
	}
	a.admin.server.uploads.open()
	status := a.admin.want(200, http.MethodGet, "/user-assets/service-status", "")
	if reads(status, "status") != "ready" {
		t.Errorf("the storage is %v", status)
	}
	var at string
	w := a.upload()
	if _, err := fmt.Sscanf(w.Body.String(), `{"url":%q}`, &at); err != nil || w.Code != 200 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	u, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	shown := httptest.NewRecorder()
	a.admin.server.ServeHTTP(shown, httptest.NewRequest(http.MethodGet, u.Path, nil))
	if shown.Code != 200 || shown.Header().Get("Content-Type") != "image/png" || a.user.avatar != nil {
		t.Errorf("%s: %d %s, the avatar is %v", u.Path, shown.Code, shown.Header(), a.user.avatar)
	}
	for range maxUploads {
		a.upload()
	}
	gone := httptest.NewRecorder()
	a.admin.server.ServeHTTP(gone, httptest.NewRequest(http.MethodGet, u.Path, nil))
	if gone.Code != 404 {
		t.Errorf("the oldest picture is still there: %d", gone.Code)
	}
}

func TestSeed_asksForFieldsOfTheTenantsOwn(t *testing.T) {
	t.Parallel()
	s, err := New(Config{Empty: true, AccountCenter: true, ProfileFields: true})
	if err != nil {
		t.Fatal(err)
	}
	a := &accountClient{T: t, admin: &mgmtClient{t: t, server: s}}
	experience := a.call(200, "", http.MethodGet, "/.well-known/sign-in-exp", "")
	center := a.call(200, "", http.MethodGet, "/.well-known/account-center", "")
	catalogue, listed := fields(t, reads(experience, "customProfileFieldCatalog"), "name"), fields(t, reads(center, "profileFields"), "name")
	if len(catalogue) < 2 || strings.Join(catalogue, " ") != strings.Join(listed, " ") {
		t.Errorf("the catalogue has %v, people are asked for %v", catalogue, listed)
	}
}
