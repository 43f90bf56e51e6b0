package handlers

import (
	"bytes"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"roster/account"
	"roster/apiclient"
	"roster/apiclient/attribute"
	"roster/i18n"
	"roster/views"
)

// photo is the form with a picture as person sends it: with its token and fields, and
// a file unless that is "-".
func photo(t *testing.T, p *portal, file string, fields map[string]string) ask {
	t.Helper()
	request := ask{as: "person", method: http.MethodPost, path: "/profile/picture", unsigned: true}
	values := map[string]string{"base.avatar": "https://old.example/a.png", "then": "save"}
	maps.Copy(values, fields)
	if _, given := values[views.FieldToken]; !given {
		values[views.FieldToken] = tokenFor(p, request, map[string]string{"avatar": "https://old.example/a.png"})
	}
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if err := form.WriteField(name, values[name]); err != nil {
			t.Fatal(err)
		}
	}
	if file != "-" {
		part, err := form.CreateFormFile("picture", "../../me.png")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write([]byte(file)) // a buffer takes everything
	}
	_ = form.Close()
	request.body, request.headers = b.String(), map[string]string{"Content-Type": form.FormDataContentType()}
	return request
}

func TestPhoto_isUploadedForWhoeverIsSignedIn(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	w := p.do(t, photo(t, p, dot, nil))
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/profile" || !slices.Equal(p.own.files, []string{dot}) ||
		!slices.Equal(p.own.owners, []string{"id-of-person token of person"}) || p.auth.reread != 1 {
		t.Errorf("%d to %q, %d files for %q, reread %d", w.Code, w.Header().Get("Location"), len(p.own.files), p.own.owners, p.auth.reread)
	}
	see(t, p.do(t, ask{as: "person", path: "/profile", cookies: w.Result().Cookies()}), i18n.T(t.Context(), "picture.saved"))
}

func TestPhoto_isRemoved(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	w := p.do(t, photo(t, p, "", map[string]string{"then": "remove"}))
	want := attribute.Edit{Base: "https://old.example/a.png"}
	if w.Code != http.StatusSeeOther || len(p.own.edits) != 1 || p.own.edits[0][attribute.Avatar] != want || len(p.own.files) > 0 || p.auth.reread != 1 {
		t.Errorf("%d, changed %v, reread %d", w.Code, p.own.edits, p.auth.reread)
	}
}

func TestPhoto_isNotOfferedToBeRemovedWhereItIsNeeded(t *testing.T) {
	t.Parallel()
	for _, needed := range []bool{false, true} {
		p := newPortal(t)
		p.own.own.User.Avatar = "https://old.example/a.png"
		p.own.own.Rules = map[attribute.Field]account.Rule{attribute.Avatar: {Required: needed}}
		w := p.do(t, ask{as: "person", path: "/profile"})
		if offered := strings.Contains(w.Body.String(), `value="remove"`); offered == needed {
			t.Errorf("needed %v, offered %v", needed, offered)
		}
	}
}

func TestPhoto_ofAnotherFormIsRefused(t *testing.T) {
	t.Parallel()
	for name, request := range map[string]func(*portal) ask{
		"no token": func(p *portal) ask { return photo(t, p, dot, map[string]string{views.FieldToken: ""}) },
		"another's token": func(p *portal) ask {
			return photo(t, p, dot, map[string]string{views.FieldToken: tokenFor(p, own(nil), nil)})
		},
		"another base": func(p *portal) ask {
			return photo(t, p, dot, map[string]string{"base.avatar": "https://forged.example/"})
		},
		"unknown field": func(p *portal) ask { return photo(t, p, dot, map[string]string{"id": anna.ID}) },
		"a control character": func(p *portal) ask {
			return photo(t, p, dot, map[string]string{"then": "save\x00"})
		},
		"no multipart": func(p *portal) ask {
			a := photo(t, p, dot, nil)
			a.headers["Content-Type"] = "application/x-www-form-urlencoded"
			return a
		},
		"cut off": func(p *portal) ask {
			a := photo(t, p, dot, nil)
			a.body = a.body[:len(a.body)-20]
			return a
		},
		"a field as a file": func(p *portal) ask {
			a := photo(t, p, "-", nil)
			a.body = strings.Replace(a.body, `name="then"`, `name="then"; filename="x"`, 1)
			return a
		},
		"a file as a field": func(p *portal) ask {
			a := photo(t, p, dot, nil)
			a.body = strings.Replace(a.body, `; filename="../../me.png"`, "", 1)
			return a
		},
		"the file twice": func(p *portal) ask {
			a := photo(t, p, dot, nil)
			a.body = strings.Replace(a.body, `name="then"`, `name="picture"; filename="x"`, 1)
			return a
		},
	} {
		p := newPortal(t)
		if w := p.do(t, request(p)); w.Code != http.StatusBadRequest || len(p.own.owners) > 0 {
			t.Errorf("%s: %d, changed %q", name, w.Code, p.own.owners)
		}
	}
	p := newPortal(t)
	request := photo(t, p, dot, nil)
	request.headers["Sec-Fetch-Site"] = "cross-site"
	if w := p.do(t, request); w.Code != http.StatusForbidden || len(p.own.owners) > 0 {
		t.Errorf("from elsewhere: %d, changed %q", w.Code, p.own.owners)
	}
}

func TestPhoto_largerThanTakenIsHandedOnCutAndNotKept(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.do(t, photo(t, p, dot+strings.Repeat("x", account.MaxPicture+account.MaxPicture/2), nil))
	if len(p.own.files) != 1 || len(p.own.files[0]) != account.MaxPicture+1 {
		t.Errorf("%d files", len(p.own.files))
	}
	if w := p.do(t, photo(t, p, strings.Repeat("x", fileBodyLimit), nil)); w.Code != http.StatusRequestEntityTooLarge || len(p.own.files) != 1 {
		t.Errorf("beyond all limits: %d", w.Code)
	}
}

// The time that a server gives to a request is too short for a photo from a phone.
func TestPhoto_hasTheTimeThatAPhotoTakes(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	request, rec := photo(t, p, dot, nil), &deadlines{ResponseRecorder: httptest.NewRecorder()}
	before := time.Now()
	p.handler.ServeHTTP(rec, p.request(t, request))
	if rec.Code != http.StatusSeeOther || rec.read.Before(before.Add(fileTime)) || rec.write.Before(rec.read.Add(timeLimit)) {
		t.Errorf("%d, read until %v later, written until %v later", rec.Code, rec.read.Sub(before), rec.write.Sub(before))
	}
	request.as, rec = "", &deadlines{ResponseRecorder: httptest.NewRecorder()}
	if p.handler.ServeHTTP(rec, p.request(t, request)); !rec.read.IsZero() {
		t.Error("somebody without a session has it as well")
	}
}

// deadlines is the connection of a request, as far as its deadlines go.
type deadlines struct {
	*httptest.ResponseRecorder
	read, write time.Time
}

func (d *deadlines) SetReadDeadline(at time.Time) error  { d.read = at; return nil }
func (d *deadlines) SetWriteDeadline(at time.Time) error { d.write = at; return nil }

func TestPhoto_saysWhyItWasNotTaken(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		err    error
		status int
		says   string
	}{
		"nothing":  {&attribute.Invalid{Fields: map[string]string{account.Picture: attribute.Missing}}, 422, "picture.problem.missing"},
		"needed":   {&attribute.Invalid{Fields: map[string]string{string(attribute.Avatar): attribute.Missing}}, 422, "problem.required"},
		"large":    {&attribute.Invalid{Fields: map[string]string{account.Picture: attribute.TooLarge}}, 422, "picture.problem.large"},
		"no photo": {&attribute.Invalid{Fields: map[string]string{account.Picture: account.InvalidPicture}}, 422, "picture.problem.kind"},
		"HEIC":     {&attribute.Invalid{Fields: map[string]string{account.Picture: account.HEICPicture}}, 422, "picture.problem.heic"},
		"pixels":   {&attribute.Invalid{Fields: map[string]string{account.Picture: account.TooManyPixels}}, 422, "picture.problem.pixels"},
		"damaged":  {&attribute.Invalid{Fields: map[string]string{account.Picture: account.DamagedPicture}}, 422, "picture.problem.damaged"},
		"closed":   {&attribute.Invalid{Fields: map[string]string{"avatar": "account_center.field_not_editable"}}, 422, "problem.field-closed"},
		"for Logto": {
			&attribute.Refused{Fields: map[string]string{account.Picture: "guard.file_size_exceeded"}, Err: &apiclient.Error{Status: 400}}, 422,
			"picture.problem.large",
		},
		"away":  {&apiclient.Unavailable{Kind: apiclient.KindTimeout}, 504, "picture.not-saved"},
		"token": {account.ErrToken, 502, "picture.not-saved"},
	} {
		p, most := newPortal(t), 10
		if name == "pixels" {
			most = 40
		}
		p.own.saveErrs = []error{test.err}
		w := p.do(t, photo(t, p, dot, nil))
		if w.Code != test.status || p.auth.reread != 0 {
			t.Errorf("%s: %d, reread %d", name, w.Code, p.auth.reread)
		}
		see(t, w, i18n.T(t.Context(), test.says, "max", most, "side", 20_000), `name="nickname"`)
	}
}

func TestPhoto_isOnlyOfferedWhereItCanBeKept(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.own.own.Uploads, p.own.own.User.Avatar = false, "https://old.example/a.png"
	p.own.saveErrs = []error{&attribute.Refused{Fields: map[string]string{account.Picture: account.NoStorage}, Err: &apiclient.Error{Status: 400}}}
	for _, w := range []any{ask{as: "person", path: "/profile"}, photo(t, p, dot, nil)} {
		shown := p.do(t, w.(ask))
		see(t, shown, i18n.T(t.Context(), "picture.no-storage"), i18n.T(t.Context(), "picture.remove"), `name="avatar"`)
		if strings.Contains(shown.Body.String(), `type="file"`) {
			t.Error("a file can be chosen")
		}
	}
	for _, control := range []account.Control{account.ReadOnly, account.Off} {
		p := newPortal(t)
		p.own.own.Controls = map[string]string{"name": "Edit", "avatar": string(control)}
		if body := p.do(t, ask{as: "person", path: "/profile"}).Body.String(); strings.Contains(body, "profile-picture-form") {
			t.Errorf("%s: the picture can be changed", control)
		}
	}
}
