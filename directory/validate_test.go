package directory_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roster/directory"
)

func TestUpdateUser_refusesBadInput(t *testing.T) {
	t.Parallel()
	tests := []struct {
		field directory.Field
		value string
		want  string // the problem, "" when it is taken
	}{
		{directory.Name, strings.Repeat("한", 128), ""},
		{directory.Name, strings.Repeat("n", 129), directory.TooLong},
		{directory.Name, "a\x00b", directory.InvalidCharacters},
		{directory.Name, "a\nb", directory.InvalidCharacters},
		{directory.Name, "a\u202eb", directory.InvalidCharacters},
		{directory.Name, "a\xffb", directory.InvalidCharacters},
		{directory.Name, "<script>alert(1)</script>", ""}, // text is text; templates escape it
		{directory.Username, "ann_1", ""},
		{directory.Username, "1ann", directory.InvalidUsername},
		{directory.Username, "a-b", directory.InvalidUsername},
		{directory.PrimaryEmail, "a@b.co", ""},
		{directory.PrimaryEmail, "a@b", directory.InvalidEmail},
		{directory.PrimaryEmail, "a b@c.de", directory.InvalidEmail},
		{directory.PrimaryEmail, "a@evil.com@b.co", directory.InvalidEmail},
		{directory.PrimaryEmail, strings.Repeat("a", 125) + "@b.c", directory.TooLong},
		{directory.PrimaryPhone, "+82 10-1234-5678", ""},
		{directory.PrimaryPhone, "010-1234-5678", ""},
		{directory.PrimaryPhone, "call me", directory.InvalidPhone},
		{directory.PrimaryPhone, "123", directory.InvalidPhone},
		{directory.Avatar, "https://example.com/a.png", ""},
		{directory.Avatar, "javascript:alert(1)", directory.InvalidURL},
		{directory.Avatar, "data:image/png;base64,AA", directory.InvalidURL},
		{directory.Avatar, "//example.com/a.png", directory.InvalidURL},
		{directory.Avatar, "https://user:pw@example.com/", directory.InvalidURL},
		{directory.Avatar, "https://" + strings.Repeat("a", 2048), directory.TooLong},
		{directory.Website, "http://example.com", ""},
		{directory.Website, "ftp://example.com", directory.InvalidURL},
		{directory.Birthdate, "2000-02-29", ""},
		{directory.Birthdate, "1984", ""},
		{directory.Birthdate, "2001-02-29", directory.InvalidDate},
		{directory.Birthdate, "29.2.2000", directory.InvalidDate},
		{directory.Zoneinfo, "Asia/Seoul", ""},
		{directory.Birthdate, "0000-02-29", ""},
		{directory.Birthdate, "0000-13-01", directory.InvalidDate},
		{directory.Birthdate, "0000", directory.InvalidDate},
		{directory.Birthdate, "84", directory.InvalidDate},
		{directory.Zoneinfo, "UTC", ""},
		{directory.Zoneinfo, "America/Argentina/Buenos_Aires", ""},
		{directory.Zoneinfo, "Asia/Calcutta", ""}, // a link: old, and in use
		{directory.Zoneinfo, "Etc/GMT+9", ""},
		{directory.Zoneinfo, "Local", directory.InvalidTimeZone},
		{directory.Zoneinfo, "local", directory.InvalidTimeZone},
		{directory.Zoneinfo, "localtime", directory.InvalidTimeZone},
		{directory.Zoneinfo, "posix/Asia/Seoul", directory.InvalidTimeZone},
		{directory.Zoneinfo, "Asia/Soul", directory.InvalidTimeZone},
		{directory.Zoneinfo, "Asia", directory.InvalidTimeZone},
		{directory.Zoneinfo, "+09:00", directory.InvalidTimeZone},
		{directory.Zoneinfo, "../etc", directory.InvalidTimeZone},
		{directory.Locale, "ko-KR", ""},
		{directory.Locale, "ko_KR", ""},
		{directory.Locale, "ko", ""},
		{directory.Locale, "zh-Hant-TW", ""},
		{directory.Locale, "xx-KR", directory.InvalidLocale},
		{directory.Locale, "-ko", directory.InvalidLocale},
		{directory.Locale, "ko-", directory.InvalidLocale},
		{directory.Locale, "korean please", directory.InvalidLocale},
		{directory.Locale, "한국어", directory.InvalidLocale},
		{directory.AddressFormatted, "1 Road\r\nTown", ""},
		{directory.AddressCountry, "K\nR", directory.InvalidCharacters},
		{"isSuspended", "true", directory.UnknownField},
		{"customData", "{}", directory.UnknownField},
	}
	for _, tt := range tests {
		t.Run(string(tt.field)+" "+tt.value[:min(len(tt.value), 20)], func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.logto.add(target, `{}`)
			err := w.UpdateUser(t.Context(), w.as(admin), target, edit(tt.field, "", tt.value))
			if tt.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			want := map[string]string{string(tt.field): tt.want}
			if diff := cmp.Diff(want, as[*directory.Invalid](t, err).Fields); diff != "" {
				t.Error(diff)
			}
			if len(w.logto.changing()) > 0 || len(w.trail.All()) > 0 {
				t.Errorf("and yet it sent %v", w.logto.changing())
			}
		})
	}
}

func TestUpdateUser_writesPhonesAsLogtoDoes(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"010-1234-5678": "821012345678", "+82 10 1234 5678": "821012345678", "+82 (0)10 1234 5678": "821012345678",
		"0082 10 1234 5678": "821012345678", "821012345678": "821012345678", "+1 650-253-0000": "16502530000",
		"16502530000": "16502530000", "02-312-3456": "8223123456",
	} {
		w := newWorld(t)
		w.logto.add(target, `{}`)
		must(w.UpdateUser(t.Context(), w.as(admin), target, edit(directory.PrimaryPhone, "", typed)))
		if got := w.stored(t, target).PrimaryPhone; got != want {
			t.Errorf("%s is sent as %s, want %s", typed, got, want)
		}
	}
}

// A value from elsewhere that would not pass here does not stand in the way of
// changing another field.
func TestUpdateUser_doesNotJudgeWhatWasNotTouched(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.logto.add(target, `{"name":"Ann","avatar":"javascript:alert(1)","profile":{"zoneinfo":"Local","locale":"Korean"}}`)
	form := name("B")
	for field, value := range map[directory.Field]string{directory.Avatar: "javascript:alert(1)", directory.Zoneinfo: "Local", directory.Locale: "Korean"} {
		form[field] = directory.Edit{Base: value, Value: value}
	}
	if err := w.UpdateUser(t.Context(), w.as(admin), target, form); err != nil {
		t.Error(err)
	}
}

func TestFields_areAllOfTheForm(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.logto.add(target, `{}`)
	samples := map[directory.Field]string{
		directory.PrimaryEmail: "a@b.co", directory.PrimaryPhone: "+16502530000", directory.Avatar: "https://a.example",
		directory.ProfileURL: "https://a.example/p", directory.Website: "https://a.example/w", directory.Birthdate: "1984",
		directory.Zoneinfo: "Asia/Seoul", directory.Locale: "ko-KR",
	}
	form := directory.UserEdit{}
	for i, f := range directory.Fields() {
		value, ok := samples[f]
		if !ok {
			value = "value_" + string(rune('a'+i))
		}
		form[f] = directory.Edit{Value: value}
	}
	must(w.UpdateUser(t.Context(), w.as(admin), target, form))
	stored := w.stored(t, target)
	for f, e := range form {
		if got := f.Of(&stored); got != e.Value && f != directory.PrimaryPhone {
			t.Errorf("%s is %q, want %q", f, got, e.Value)
		}
	}
	if stored.PrimaryPhone != "16502530000" {
		t.Errorf("phone %q", stored.PrimaryPhone)
	}
}
