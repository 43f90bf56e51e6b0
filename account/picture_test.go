package account_test

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"roster/account"
	"roster/apiclient/attribute"
	"roster/audit"
)

const png = "\x89PNG\r\n\x1a\nrest"

func TestUploadPicture_storesTheFileAndMakesItTheAvatar(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if err := w.UploadPicture(t.Context(), ada, mine("adas"), []byte(png)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"picture.png image/png 12"}, w.files); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{`PATCH /api/my-account adas {"avatar":"https://files.example/1"}`}, w.calls); diff != "" {
		t.Error(diff)
	}
	const stored = "ada account.upload-picture ada "
	if diff := cmp.Diff([]string{stored + audit.PhaseIntent, stored + audit.PhaseDone, entry + audit.PhaseIntent, entry + audit.PhaseDone}, w.phases()); diff != "" {
		t.Error(diff)
	}
}

func TestUploadPicture_looksAtTheBytesAndAtWhatIsAllowedFirst(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		file, center, field, code string
	}{
		"nothing":   {"", "", account.Picture, attribute.Missing},
		"a page":    {"<html><script>alert(1)</script>", "", account.Picture, account.InvalidPicture},
		"SVG":       {`<svg xmlns="http://www.w3.org/2000/svg"/>`, "", account.Picture, account.InvalidPicture},
		"bitmap":    {"BM" + png, "", account.Picture, account.InvalidPicture},
		"too large": {png + strings.Repeat("x", account.MaxPicture), "", account.Picture, attribute.TooLarge},
		"read only": {png, `{"enabled":true,"fields":{"avatar":"ReadOnly"}}`, "avatar", "account_center.field_not_editable"},
		"off":       {png, `{"enabled":false}`, "", "account_center.not_enabled"},
	} {
		w := newWorld(t)
		if tc.center != "" {
			w.center = tc.center
		}
		err := w.UploadPicture(t.Context(), ada, mine("adas"), []byte(tc.file))
		invalid, ok := errors.AsType[*attribute.Invalid](err)
		if !ok || invalid.Fields[tc.field] != tc.code || len(w.files)+len(w.calls)+len(w.phases()) > 0 {
			t.Errorf("%s: %v after %q, trail %q", name, err, w.files, w.phases())
		}
	}
	w := newWorld(t)
	if err := w.UploadPicture(t.Context(), ada, mine("bobs"), []byte(png)); !errors.Is(err, account.ErrOther) || len(w.files) > 0 {
		t.Errorf("another's token: %v after %q", err, w.files)
	}
}

func TestUploadPicture_isNotOfferedForAWhileWhereNothingIsStored(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		offered := func() bool {
			own, err := w.Profile(t.Context(), ada, mine("adas"))
			if err != nil {
				t.Fatal(err)
			}
			return own.Uploads
		}
		if !offered() {
			t.Error("not offered before it was tried")
		}
		w.noStore = true
		err := w.UploadPicture(t.Context(), ada, mine("adas"), []byte(png))
		if refused, ok := errors.AsType[*attribute.Refused](err); !ok || refused.Fields[account.Picture] != account.NoStorage || len(w.calls) > 0 {
			t.Errorf("%v after %q", err, w.calls)
		}
		if offered() {
			t.Error("offered although there is nowhere to keep it")
		}
		time.Sleep(time.Hour)
		if !offered() {
			t.Error("not offered again")
		}
	})
}
