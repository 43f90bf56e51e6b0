package account_test

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"roster/account"
	"roster/apiclient/attribute"
	"roster/audit"
)

// portrait is a photo as a camera makes it, much larger than what is kept.
func portrait(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 1200, 900)), nil); err != nil {
		t.Fatal(err)
	}
	return append(b.Bytes(), bytes.Repeat([]byte{1}, account.MaxPicture-b.Len())...) // as large as may be
}

// bomb is the head of a PNG that would take a gigabyte.
const bomb = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x40\x00\x00\x00\x40\x00\x08\x06\x00\x00\x00\xa9\xc8\x10\x84"

func TestUploadPicture_storesTheFileAndMakesItTheAvatar(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if err := w.UploadPicture(t.Context(), ada, mine("adas"), portrait(t)); err != nil {
		t.Fatal(err)
	}
	if len(w.files) != 1 || !strings.HasPrefix(w.files[0], "picture.jpeg image/jpeg ") || len(w.files[0]) > len("picture.jpeg image/jpeg 9999") {
		t.Fatalf("stored %q", w.files)
	}
	entries, err := w.log.LastChanges(t.Context(), "ada", account.PictureUpload, account.Picture)
	if err != nil {
		t.Fatal(err)
	}
	// What is recorded is what was stored: its kind and its size.
	about := strings.Fields(w.files[0])
	if got := string(entries[account.Picture].Values[account.Picture].After); got != `"`+about[1]+", "+about[2]+` bytes"` {
		t.Errorf("stored %q, recorded %s", w.files, got)
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
	whole := string(portrait(t))
	for name, tc := range map[string]struct {
		file, center, field, code string
	}{
		"nothing":   {"", "", account.Picture, attribute.Missing},
		"a page":    {"<html><script>alert(1)</script>", "", account.Picture, account.InvalidPicture},
		"SVG":       {`<svg xmlns="http://www.w3.org/2000/svg"/>`, "", account.Picture, account.InvalidPicture},
		"bitmap":    {"BM" + whole[:600], "", account.Picture, account.InvalidPicture},
		"HEIC":      {"\x00\x00\x00\x24ftypheic\x00\x00\x00\x00mif1heic", "", account.Picture, account.HEICPicture},
		"bomb":      {bomb, "", account.Picture, account.TooManyPixels},
		"cut off":   {whole[:600], "", account.Picture, account.DamagedPicture},
		"too large": {whole + "x", "", account.Picture, attribute.TooLarge},
		"read only": {whole, `{"enabled":true,"fields":{"avatar":"ReadOnly"}}`, "avatar", "account_center.field_not_editable"},
		"off":       {whole, `{"enabled":false}`, "", "account_center.not_enabled"},
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
	if err := w.UploadPicture(t.Context(), ada, mine("bobs"), portrait(t)); !errors.Is(err, account.ErrOther) || len(w.files) > 0 {
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
		err := w.UploadPicture(t.Context(), ada, mine("adas"), portrait(t))
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
