package handlers

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roster/directory"
)

func TestBirthdate_partCountsInPlaceOfTheDate(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ date, part, want string }{
		"date alone": {"1994-05-02", "", "1994-05-02"}, "year alone": {"", " 1994 ", "1994"}, "day alone": {"", "0000-05-02", "0000-05-02"},
		"both": {"1994-05-02", "1994", "1994"}, "neither": {"", "", ""},
	} {
		p := newPortal(t)
		form := pair(url.Values{}, "birthdate", "1990-01-01", test.date)
		form.Set("birthdate.part", test.part)
		w := p.do(t, ask{as: "admin", method: http.MethodPost, path: annaPage + "/profile", form: form})
		want := []directory.UserEdit{{directory.Birthdate: {Base: "1990-01-01", Value: test.want}}}
		if diff := cmp.Diff(want, p.people.edits); diff != "" {
			t.Errorf("%s: %d %s", name, w.Code, diff)
		}
	}
	p := newPortal(t)
	p.do(t, ask{as: "admin", method: http.MethodPost, path: annaPage + "/profile", form: url.Values{"birthdate.part": {"1994"}}})
	if diff := cmp.Diff([]directory.UserEdit{{}}, p.people.edits); diff != "" {
		t.Errorf("a part without its date: %s", diff)
	}
}
