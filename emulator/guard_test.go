package emulator

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func guarded(s schema, body string) (any, verdict, *report) {
	dec := json.NewDecoder(strings.NewReader(body))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		panic(err)
	}
	r := &report{}
	left, got := s.check(v, nil, r)
	return left, got, r
}

func TestGuard_issuesComeInTheOrderOfTheSchema(t *testing.T) {
	t.Parallel()
	_, _, r := guarded(newUserSchema(), `{"profile":{"address":{"country":1}},"name":1,"username":"a b","primaryEmail":"x"}`)
	want := `Error in key path "primaryEmail": (invalid_string) Invalid
Error in key path "username": (invalid_string) Invalid
Error in key path "name": (invalid_type) Expected string but received number.
Error in key path "profile.address.country": (invalid_type) Expected string but received number.`
	if diff := cmp.Diff(want, r.details()); diff != "" {
		t.Error(diff)
	}
}

func TestGuard_stripsUnknownKeysAtEveryLevel(t *testing.T) {
	t.Parallel()
	left, got, _ := guarded(userPatchSchema(), `{"x":1,"name":null,"profile":{"y":2,"nickname":"n","address":{"z":3,"region":"r"}},"customData":{"kept":{"deep":1}}}`)
	if got != valid {
		t.Fatal("refused")
	}
	raw, err := json.Marshal(left)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"customData":{"kept":{"deep":1}},"name":null,"profile":{"address":{"region":"r"},"nickname":"n"}}`
	if diff := cmp.Diff(want, string(raw)); diff != "" {
		t.Error(diff)
	}
}

func TestGuard_aUnionSpeaksWithItsDirtyOption(t *testing.T) {
	t.Parallel()
	_, _, dirty := guarded(obj(key{"avatar", clearable(str().url())}), `{"avatar":"nope"}`)
	if len(dirty.issues) != 1 || dirty.issues[0]["validation"] != "url" {
		t.Errorf("a wrong text: %v", dirty.issues)
	}
	_, _, wrong := guarded(obj(key{"avatar", clearable(str().url())}), `{"avatar":5}`)
	if len(wrong.issues) != 1 || wrong.issues[0]["code"] != "invalid_union" || len(wrong.issues[0]["unionErrors"].([]any)) != 2 {
		t.Errorf("a wrong type: %v", wrong.issues)
	}
}

func TestGuard_countsUTF16AsJavaScriptDoes(t *testing.T) {
	t.Parallel()
	if _, got, _ := guarded(str().max(2), `"😀"`); got != valid {
		t.Error("one emoji is longer than two")
	}
	if _, got, _ := guarded(str().max(2), `"😀a"`); got != dirty {
		t.Error("an emoji and a letter are not longer than two")
	}
}

func TestValidURL_followsTheURLParser(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"https://x.example/a.png": true, "javascript:alert(1)": true, "mailto:a": true, "data:,x": true, "http:x.example": true,
		"https:///x": true, " https://x.example ": true, "https://user:pw@x.example:8443/": true, "https://[::1]:3000/": true,
		"https://김.example/": true, "HTTP://X": true, "myapp://cb": true, "http://1.2.3.4": true, "file:": true,
		"": false, "foo": false, "not a url": false, "//x.example": false, "https://": false, "https://a b": false,
		"https://x:99999": false, "https://x:port": false, "https://[::1": false, "http://1.2.3.4.5": false, "1a:x": false, "https://a<b": false,
	} {
		if got := validURL(text); got != want {
			t.Errorf("validURL(%q) = %v", text, got)
		}
	}
}

func TestNormalizePhone_storesWhatTheLibraryParses(t *testing.T) {
	t.Parallel()
	for digits, want := range map[string]string{
		"821012345678": "821012345678", "8201012345678": "821012345678", "123": "123", "8200000000000000": "820000000000000",
		"16502530000": "16502530000", "821": "", "999123456": "", "0123": "", "1": "", "390612345678": "390612345678",
	} {
		got, parsed := normalizePhone(digits)
		if got != want || parsed != (want != "") {
			t.Errorf("normalizePhone(%q) = %q, %v; want %q", digits, got, parsed, want)
		}
	}
}

func TestPasswordPolicy_namesWhatIsWrong(t *testing.T) {
	t.Parallel()
	owner := &passwordOwner{name: "Ann Marie Lee", username: "annlee", email: "postbox@x.example", phone: "821012345678"}
	for password, want := range map[string][]string{
		"Zx9!vQ2#tL":     nil,
		"qwertyuiop":     {"restricted.sequence"},
		"poiuytrewq":     {"restricted.sequence"},
		"aaaaBBBBcccc":   {"restricted.repetition"},
		"aaa12345678":    {"restricted.repetition", "restricted.sequence"},
		"annlee12":       {"restricted.user_info"},
		"ANNMARIELEE":    {"restricted.user_info"},
		"Marie123":       {"restricted.user_info", "restricted.sequence"},
		"postbox!":       {"restricted.user_info"},
		"821012345678":   {"restricted.user_info", "restricted.sequence"},
		"acme acme":      {"restricted.words"},
		"acme-unrelated": nil,
		"sh0rt!":         {"too_short"},
		"비밀번호비밀번호":       {"unsupported_characters"},
	} {
		p := passwordPolicyFrom(nil)
		p.words = []string{"Acme"}
		issues, checked := p.check(password, owner)
		var got []string
		for _, i := range issues {
			got = append(got, strings.TrimPrefix(i.Code, "password_rejected."))
		}
		if diff := cmp.Diff(want, got); diff != "" || !checked {
			t.Errorf("%s (-want +got):\n%s", password, diff)
		}
	}
	if _, checked := passwordPolicyFrom(nil).check("x", nil); checked {
		t.Error("a policy about the owner was checked without one")
	}
}
